import type {Cell, ColumnData} from "../cells.ts";

export interface CellGroup {
  readonly on: string;
  readonly columns?: readonly string[];
  readonly isApart?: boolean;
  /** Hidden too where this column of another mart is, which says the same of the same keys: there is `given` in place of the keys that this mart has not. */
  readonly follows?: {readonly mart: string; readonly column: string; readonly given: Readonly<Record<string, string>>};
  /** The accounts behind the deals that `on` counts, as SQL over the columns of `mart`, null where they are surely enough: the smaller number decides. */
  readonly accounts?: string;
}

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
  readonly groups: readonly CellGroup[];
  /** Keys over whose values the cells add up to a published total, such as `segment`. */
  readonly siblings?: readonly string[];
  /** Those of them over whose values one account may have deals in several cells, such as `quarter`: the accounts behind two cells may be the same. */
  readonly shared?: readonly string[];
  /** Those of them whose total gives way: the row of `all` is hidden, as long as it can be, and not one more of the cells that it adds up. */
  readonly yielding?: readonly string[];
  /** Of a key of siblings, a count by name: those that have no row, yet are in the total. */
  readonly absent?: Readonly<Record<string, string>>;
  /**
   * A key along which rows count the same accounts or deals again, such as the months of a cohort: what hides one of them beside its siblings hides all
   * of the same count, since another would tell it. The rows of a curve stand at days of their own, and the first counts all: siblings are weighed by it alone.
   */
  readonly along?: {readonly key: string; readonly isCurve?: boolean};
  /** Counts of which the hidden ones among siblings must not add up to few either, for each adds up to a published total. */
  readonly components?: readonly string[];
  /**
   * A key along which each row leads from one published level to the next, such as the months of MRR: of hidden rows between two known levels, all that
   * `components` count together must not be few. The level after the last row, and those so many rows before it, are known from other marts.
   */
  readonly chain?: {readonly along: string; readonly known: readonly number[]};
  /** Further counts by name, as SQL over the mart's columns; not published. */
  readonly computed?: Readonly<Record<string, string>>;
}

/** The name of the column that says whether a group is hidden elsewhere. */
export function hiddenElsewhere({on}: CellGroup): string {
  return `hidden_elsewhere_${on}`;
}

/** The name of the column that the `accounts` of a group make. */
export function accountsBehind({on}: CellGroup): string {
  return `accounts_behind_${on}`;
}

/**
 * Hides every cell that rests on fewer than `minimum` accounts or decided deals: its values become null and `is_hidden` true.
 *
 * A single hidden cell among siblings could be had again as the total less the others, so the hidden ones among siblings are
 * made at least two that rest on at least `minimum` together, by hiding the smallest of the rest.
 */
export function hideSmallCells(columns: readonly ColumnData[], rule: CellRule, minimum: number): ColumnData[] {
  const byName = new Map(columns.map((column) => [column.name, column]));
  const length = columns[0]?.values.length ?? 0;
  const named = new Set([...rule.keys, ...(rule.labels ?? []), ...rule.groups.flatMap((group) => group.columns ?? [])]);
  const result = new Map(columns.map((column) => [column.name, [...column.values]]));
  const unpublished = new Set([...Object.keys(rule.computed ?? {}), ...rule.groups.flatMap((group) => [accountsBehind(group), hiddenElsewhere(group)])]);
  const isHidden: Cell[] = Array.from({length}, () => false);
  for (const [order, group] of rule.groups.entries()) {
    const own = byName.get(group.on)?.values;
    if (!own) throw new Error(`no column ${group.on} to count what a cell rests on`);
    const accounts = group.accounts === undefined ? null : byName.get(accountsBehind(group))!.values;
    const counts = accounts ? own.map((count, i) => Math.min(Number(count ?? 0), Number(accounts[i] ?? Infinity))) : own;
    const elsewhere = byName.get(hiddenElsewhere(group))?.values;
    const hidden = counts.map((count, i) => !(Number(count ?? 0) >= minimum) || elsewhere?.[i] === true || (!group.isApart && isHidden[i] === true));
    do hideComplements(hidden, counts, byName, rule, minimum);
    while (hideChains(hidden, byName, rule, minimum));
    const names = group.columns ?? columns.map((column) => column.name).filter((name) => !named.has(name));
    hidden.forEach((isSmall, i) => {
      if (!isSmall) return;
      if (order === 0) isHidden[i] = true;
      for (const name of names) if (result.has(name)) result.get(name)![i] = null;
    });
  }
  return [
    ...columns.filter(({name}) => !unpublished.has(name)).map((column) => ({...column, values: result.get(column.name)!})),
    {name: "is_hidden", type: "BOOLEAN", values: isHidden}
  ];
}

/** Cells that add up to a total, which is among the rows too where it gives way. */
interface Family {
  readonly rows: readonly number[];
  readonly total: number | null;
  readonly isShared: boolean;
  /** Of the cells that have no row. */
  readonly absentCount: number;
}

function hideComplements(
  hidden: boolean[], counts: readonly Cell[], byName: ReadonlyMap<string, ColumnData>, rule: CellRule, minimum: number
): void {
  const {key: along, isCurve = false} = rule.along ?? {};
  const wholes = along === undefined ? [] : familiesOf(along, byName, rule.keys, hidden.length).map(({rows}) => rows);
  const wholeOf = new Map(wholes.flatMap((rows) => rows.map((i) => [i, rows] as const)));
  const firsts = new Set(wholes.map((rows) => rows[0]!));
  const keys = isCurve ? rule.keys.filter((key) => key !== along) : rule.keys;
  const isWeighed = (i: number) => !isCurve || firsts.has(i);
  const absent = (sibling: string) => byName.get(rule.absent?.[sibling] ?? "")?.values ?? [];
  const families = (rule.siblings ?? []).flatMap((sibling) => familiesOf(sibling, byName, keys, hidden.length).map(({rows, totals}): Family => ({
    rows: rows.filter(isWeighed), isShared: rule.shared?.includes(sibling) ?? false, absentCount: Number(absent(sibling)[rows[0]!] ?? 0),
    total: rule.yielding?.includes(sibling) ? totals.find(isWeighed) ?? null : null
  })));
  const countOf = (i: number) => Number(counts[i] ?? 0);
  const components = (rule.components ?? []).map((name) => byName.get(name)!.values);
  for (let changed = true; changed;) {
    changed = false;
    const hide = (row: number) => {
      hidden[row] = true;
      for (const i of wholeOf.get(row) ?? []) if (isCurve || counts[i] === counts[row]) hidden[i] = true;
      changed = true;
    };
    for (const {rows, total, isShared, absentCount} of families) {
      const [inside, outside] = [rows.filter((i) => hidden[i]), rows.filter((i) => !hidden[i])];
      // Cells that rest on nothing hide nothing: their total less the others is 0.
      const filled = [...inside.map(countOf), absentCount].filter((count) => count > 0);
      const least = () => outside.reduce((a, b) => (countOf(b) < countOf(a) ? b : a));
      if (total !== null && hidden[total]) {
        // Its cells would add up to it.
        if (!filled.length && outside.length) hide(least());
        continue;
      }
      if (!filled.length || !outside.length) continue;
      const together = isShared ? Math.max(...filled) : filled.reduce((sum, count) => sum + count, 0);
      const isFew = components.some((values) => isFewOf(inside.reduce((sum, i) => sum + Number(values[i] ?? 0), 0), minimum));
      if ((inside.length >= 2 || filled.length >= 2) && together >= minimum && !isFew) continue;
      hide(total ?? least());
    }
  }
}

function isFewOf(count: number, minimum: number): boolean {
  return count > 0 && count < minimum;
}

/** Hides the row at an end of hidden ones that move few between two known levels; whether there were any. */
function hideChains(hidden: boolean[], byName: ReadonlyMap<string, ColumnData>, {chain, components = [], keys}: CellRule, minimum: number): boolean {
  if (!chain) return false;
  const moved = (i: number) => components.reduce((sum, name) => sum + Number(byName.get(name)!.values[i] ?? 0), 0);
  const along = byName.get(chain.along)!.values;
  let changed = false;
  for (const {rows} of familiesOf(chain.along, byName, keys, hidden.length)) {
    const inOrder = rows.toSorted((a, b) => Number(along[a]) - Number(along[b]));
    let together = 0;
    let before: number | null = null;
    for (const [place, row] of inOrder.entries()) {
      if (!hidden[row]) {
        if (isFewOf(together, minimum)) changed = hidden[row] = true;
        else [together, before] = [0, row];
      }
      if (!hidden[row]) continue;
      together += moved(row);
      if (!chain.known.includes(inOrder.length - 1 - place)) continue;
      // Both ends known from elsewhere are no row's to hide.
      if (isFewOf(together, minimum) && before !== null) changed = hidden[before] = true;
      [together, before] = [0, null];
    }
  }
  return changed;
}

/** Rows that differ in a key alone, but for its `all`, which is their total. */
function familiesOf(sibling: string, byName: ReadonlyMap<string, ColumnData>, keys: readonly string[], length: number): {rows: number[]; totals: number[]}[] {
  const values = byName.get(sibling)?.values;
  if (!values) return [];
  const others = keys.filter((key) => key !== sibling && !key.endsWith("_order")).map((key) => byName.get(key)?.values ?? []);
  const families = new Map<string, {rows: number[]; totals: number[]}>();
  for (let i = 0; i < length; ++i) {
    if (values[i] === null) continue;
    const key = JSON.stringify(others.map((column) => column[i]));
    const family = families.get(key) ?? {rows: [], totals: []};
    families.set(key, family);
    (values[i] === "all" ? family.totals : family.rows).push(i);
  }
  return [...families.values()].filter(({rows}) => rows.length > 0);
}
