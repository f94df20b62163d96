import type {Cell, ColumnData} from "../database.ts";

/** Which cells of a mart rest on which count, and which of its keys add up to a total. */
export interface CellRule {
  /** Columns that say what a cell is about; never hidden. Those of an order are keys too. */
  readonly keys: readonly string[];
  /** Columns that are never hidden either, but tell nothing apart. */
  readonly labels?: readonly string[];
  /**
   * Each count with the columns that rest on it, itself among them. A group without columns covers all that no other group names.
   * The first group is what the row is about: `is_hidden` is its, and the others go with it but those that count something else (`isApart`).
   */
  readonly groups: readonly {readonly on: string; readonly columns?: readonly string[]; readonly isApart?: boolean}[];
  /** Keys over whose values the cells add up to a published total, such as `segment`. */
  readonly siblings?: readonly string[];
  /**
   * A key along which rows count the same accounts or deals again, such as the months of a cohort: what hides one of them beside its siblings hides all
   * of the same count, since another would tell it. The rows of a curve stand at days of their own, and the first counts all: siblings are weighed by it alone.
   */
  readonly along?: {readonly key: string; readonly isCurve?: boolean};
  /** The accounts that a row rests on beside the deals that its groups count, as SQL over the columns of `mart`: the smaller number decides. */
  readonly accounts?: string;
  /** Further counts by name, as SQL over the mart's columns; not published. */
  readonly computed?: Readonly<Record<string, string>>;
}

/** The name of the column that `accounts` makes. */
export const ACCOUNTS = "rests_on_accounts";

/**
 * Hides every cell that rests on fewer than `minimum` accounts or decided deals: its values become null and `is_hidden` true.
 *
 * A single hidden cell among siblings could be had again as the total less the others, so the hidden ones among siblings are
 * made at least two that rest on at least `minimum` together, by hiding the smallest of the rest. Not covered: differences
 * between overlapping periods, and between deal types, of the same segment.
 */
export function hideSmallCells(columns: readonly ColumnData[], rule: CellRule, minimum: number): ColumnData[] {
  const byName = new Map(columns.map((column) => [column.name, column]));
  const length = columns[0]?.values.length ?? 0;
  const named = new Set([...rule.keys, ...(rule.labels ?? []), ...rule.groups.flatMap((group) => group.columns ?? [])]);
  const result = new Map(columns.map((column) => [column.name, [...column.values]]));
  const accounts = rule.accounts === undefined ? null : byName.get(ACCOUNTS)!.values;
  const isHidden: Cell[] = Array.from({length}, () => false);
  for (const [order, group] of rule.groups.entries()) {
    const own = byName.get(group.on)?.values;
    if (!own) throw new Error(`no column ${group.on} to count what a cell rests on`);
    const counts = accounts ? own.map((count, i) => Math.min(Number(count ?? 0), Number(accounts[i] ?? 0))) : own;
    const hidden = counts.map((count, i) => !(Number(count ?? 0) >= minimum) || (!group.isApart && isHidden[i] === true));
    hideComplements(hidden, counts, byName, rule, minimum);
    const names = group.columns ?? columns.map((column) => column.name).filter((name) => !named.has(name));
    hidden.forEach((isSmall, i) => {
      if (!isSmall) return;
      if (order === 0) isHidden[i] = true;
      for (const name of names) if (result.has(name)) result.get(name)![i] = null;
    });
  }
  return [
    ...columns.filter(({name}) => name !== ACCOUNTS && !(name in (rule.computed ?? {}))).map((column) => ({...column, values: result.get(column.name)!})),
    {name: "is_hidden", type: "BOOLEAN", values: isHidden}
  ];
}

function hideComplements(
  hidden: boolean[], counts: readonly Cell[], byName: ReadonlyMap<string, ColumnData>, rule: CellRule, minimum: number
): void {
  const {key: along, isCurve = false} = rule.along ?? {};
  const wholes = along === undefined ? [] : familiesOf(along, byName, rule.keys, hidden.length);
  const wholeOf = new Map(wholes.flatMap((rows) => rows.map((i) => [i, rows] as const)));
  const firsts = new Set(wholes.map((rows) => rows[0]!));
  const keys = isCurve ? rule.keys.filter((key) => key !== along) : rule.keys;
  const families = (rule.siblings ?? []).flatMap((sibling) => familiesOf(sibling, byName, keys, hidden.length))
    .map((family) => (isCurve ? family.filter((i) => firsts.has(i)) : family));
  for (let changed = true; changed;) {
    changed = false;
    for (const family of families) {
      const [inside, outside] = [family.filter((i) => hidden[i]), family.filter((i) => !hidden[i])];
      // Cells that rest on nothing hide nothing: their total less the others is 0.
      const filled = inside.filter((i) => Number(counts[i] ?? 0) > 0);
      if (!filled.length || !outside.length) continue;
      const together = filled.reduce((sum, i) => sum + Number(counts[i]), 0);
      if (inside.length >= 2 && together >= minimum) continue;
      const least = outside.reduce((a, b) => (Number(counts[b]) < Number(counts[a]) ? b : a));
      hidden[least] = true;
      for (const i of wholeOf.get(least) ?? []) if (isCurve || counts[i] === counts[least]) hidden[i] = true;
      changed = true;
    }
  }
}

function familiesOf(sibling: string, byName: ReadonlyMap<string, ColumnData>, keys: readonly string[], length: number): number[][] {
  const values = byName.get(sibling)?.values;
  if (!values) return [];
  const others = keys.filter((key) => key !== sibling && !key.endsWith("_order")).map((key) => byName.get(key)?.values ?? []);
  const families = new Map<string, number[]>();
  for (let i = 0; i < length; ++i) {
    if (values[i] === "all" || values[i] === null) continue;
    const key = JSON.stringify(others.map((column) => column[i]));
    const family = families.get(key);
    if (family) family.push(i);
    else families.set(key, [i]);
  }
  return [...families.values()];
}
