import {quotedIdentifier, type Database} from "../database.ts";
import type {Step} from "../models/models.ts";
import {chiSquareTable} from "../statistics/chiSquareTable.ts";
import {benjaminiHochberg} from "../statistics/multipleTesting.ts";
import {twoProportionP} from "../statistics/twoByTwo.ts";

/** Above so many decided deals every k-th is audited: the rules are far coarser than what that loses. */
const MOST_AUDITED = 200_000;
/** A text with more distinct values is a name or an id: its association with the outcome says nothing. */
const MOST_VALUES = 1000;
/** Each distinct count holds megabytes, and an export may have a thousand columns. */
const COUNTED_AT_ONCE = 50;

/** Columns that state the outcome or follow from it by definition; they are audited, and never criteria. */
const OUTCOME_COLUMNS = new Set(["stage", "is_won", "is_closed", "closed_on", "cycle_days", "loss_reason"]);

const SPEAKS_OF_THE_CLOSE = /clos(e|ed|ing)[ _-]*(reason|note|comment)|(win|won|loss|lost)[ _-]*(reason|time|date|note)|contract(?!or)|onboard|invoice|renewal/i;

interface Audited {
  readonly export: "opportunities" | "accounts";
  readonly column: string;
  /** In the export; a column that nothing maps is named by it. */
  readonly header: string;
  readonly won_count: number;
  readonly lost_count: number;
  readonly won_filled_count: number;
  readonly lost_filled_count: number;
  readonly cramers_v_squared: number | null;
}

/**
 * leak_audit: every column of the opportunities and accounts exports, with the signs that it is filled or changed because a
 * deal was decided. Account columns are audited among deals that have an account.
 */
export const leakAudit: Step = {
  table: "leak_audit",
  reads: ["int_opportunities_resolved", "int_exported_accounts"],
  async build(db) {
    const [{n}] = (await db.rows<{n: number}>(
      "select count(*)::integer as n from int_opportunities_resolved where outcome in ('won', 'lost')")) as [{n: number}];
    const every = Math.max(1, Math.ceil(n / MOST_AUDITED));
    await db.exec(`create or replace temp table leak_deals as
      select opportunity_key, account_key, outcome = 'won' as leak_is_won from int_opportunities_resolved
      where outcome in ('won', 'lost') and opportunity_key % ${every} = 0`);
    await db.exec(`create or replace temp table leak_opportunities as
      select raw.*, deals.leak_is_won
      from raw_opportunities as raw
      inner join leak_deals as deals on raw.rowid = deals.opportunity_key
      where raw.rowid % ${every} = 0`);
    await db.exec(`create or replace temp table leak_accounts as
      select accounts.* exclude (account_key, unique_id, row_key), deals.leak_is_won
      from leak_deals as deals
      inner join int_exported_accounts as accounts using (account_key)`);
    await db.exec("drop table leak_deals");
    const audited = [...(await audit(db, "opportunities")), ...(await audit(db, "accounts"))];
    await db.exec("drop table leak_opportunities");
    await db.exec("drop table leak_accounts");
    await writeAudit(db, audited, await fillGap(db));
  }
};

async function fillGap(db: Database): Promise<number> {
  const [row] = await db.rows<{gap: number}>("select getvariable('leak_fill_gap')::double as gap");
  return row!.gap;
}

async function audit(db: Database, entity: Audited["export"]): Promise<Audited[]> {
  const present = await db.rows<{column_name: string; header: string | null}>(
    "select column_name, header from config_columns where entity = $1 and is_present", [entity]);
  const headers = new Map(present.map(({column_name, header}) => [column_name, header]));
  const described = (await db.rows<{column_name: string; column_type: string}>(`describe leak_${entity}`))
    .filter(({column_name}) => column_name !== "leak_is_won" && column_name !== "source");
  const names = new Set(described.map(({column_name}) => column_name));
  const canonical = new Set((await db.rows<{column_name: string}>(
    "select column_name from config_columns where entity = $1 and not is_present", [entity])).map(({column_name}) => column_name));
  const columns = described.filter(({column_name}) => !canonical.has(column_name) && !isEndOfNumber(column_name, names));
  if (columns.length === 0) return [];
  const [won, lost] = await fillCounts(db, entity, columns.map(({column_name}) => column_name));
  const result: Audited[] = [];
  for (const [i, {column_name, column_type}] of columns.entries()) {
    const distinct = Math.max(Number(won[`d${i}`] ?? 0), Number(lost[`d${i}`] ?? 0));
    result.push({
      export: entity, column: column_name, header: headers.get(column_name) ?? column_name,
      won_count: Number(won["n"] ?? 0), lost_count: Number(lost["n"] ?? 0),
      won_filled_count: Number(won[`f${i}`] ?? 0), lost_filled_count: Number(lost[`f${i}`] ?? 0),
      cramers_v_squared: await association(db, entity, column_name, column_type, names.has(`${column_name}_low`), distinct)
    });
  }
  return result;
}

/** Of the won and of the lost deals: n, and of column i how many cells are filled (f<i>) and how many distinct (d<i>). */
async function fillCounts(db: Database, entity: Audited["export"], columns: readonly string[]): Promise<[Record<string, unknown>, Record<string, unknown>]> {
  const counts: [Record<string, unknown>, Record<string, unknown>] = [{}, {}];
  for (let from = 0; from < columns.length; from += COUNTED_AT_ONCE) {
    const fills = columns.slice(from, from + COUNTED_AT_ONCE).map((name, i) =>
      `count(${quotedIdentifier(name)})::integer as f${from + i}, count(distinct ${quotedIdentifier(name)})::integer as d${from + i}`);
    const rows = await db.rows(`select leak_is_won as won, count(*)::integer as n, ${fills.join(", ")} from leak_${entity} group by leak_is_won`);
    for (const row of rows) Object.assign(counts[row["won"] === true ? 0 : 1], row);
  }
  return counts;
}

/** `employees_low` beside `employees`: one column of the export. */
function isEndOfNumber(column: string, names: ReadonlySet<string>): boolean {
  const stem = /^(.*)_(low|high)$/.exec(column)?.[1];
  return stem !== undefined && names.has(stem) && names.has(`${stem}_low`) && names.has(`${stem}_high`);
}

/** Bergsma's corrected V², squared V of the filled values with won and lost; numbers and dates are cut at their deciles. */
async function association(
  db: Database, entity: Audited["export"], column: string, type: string, isNumber: boolean, distinct: number
): Promise<number | null> {
  if (distinct < 2) return null;
  const name = quotedIdentifier(column);
  const asNumber = isNumber
    ? quotedIdentifier(`${column}_low`)
    : /^(DATE|TIMESTAMP)/.test(type) ? `epoch(${name})`
    : /^(TINYINT|SMALLINT|INTEGER|BIGINT|DOUBLE|DECIMAL)/.test(type) ? `${name}::double`
    : type === "VARCHAR" ? `try_cast(${name} as double)` : null;
  let cell = `${name}::varchar`;
  if (asNumber !== null) {
    const [cuts] = await db.rows<{filled: number; numbers: number; cuts: number[] | null}>(`
      select count(leak_cell)::integer as filled, count(leak_number)::integer as numbers,
          quantile_cont(leak_number, [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]) as cuts
      from (select ${name} as leak_cell, ${asNumber} as leak_number from leak_${entity})`);
    const isNumeric = cuts!.numbers > 0 && (isNumber || cuts!.numbers === cuts!.filled);
    if (isNumeric && distinct > 10) {
      cell = `len(list_filter([${cuts!.cuts!.join(", ")}]::double[], lambda cut: cut < ${asNumber}))::varchar`;
    } else if (distinct > MOST_VALUES) return null;
  } else if (distinct > MOST_VALUES) return null;
  const [won, lost] = (await db.columns(`
    select count(*) filter (where leak_is_won)::integer, count(*) filter (where not leak_is_won)::integer
    from leak_${entity} where ${name} is not null group by ${cell} order by ${cell}`)).map(({values}) => values as number[]);
  const {cramersVCorrected} = chiSquareTable(won!.map((count, i) => [count, lost![i]!]));
  return cramersVCorrected === null ? null : cramersVCorrected ** 2;
}

async function writeAudit(db: Database, audited: readonly Audited[], gap: number): Promise<void> {
  const q = benjaminiHochberg(audited.map((row) => twoProportionP(
    row.won_filled_count, row.won_count - row.won_filled_count, row.lost_filled_count, row.lost_count - row.lost_filled_count)));
  const rows = audited.map((row, i) => {
    const decided = row.won_count + row.lost_count;
    const filled = row.won_filled_count + row.lost_filled_count;
    const base = ratio(row.won_count, decided);
    const populatedLift = quotient(ratio(row.won_filled_count, filled), base);
    const emptyLift = quotient(ratio(row.won_count - row.won_filled_count, decided - filled), base);
    const wonFill = ratio(row.won_filled_count, row.won_count);
    const lostFill = ratio(row.lost_filled_count, row.lost_count);
    const empty = ratio(decided - filled, decided);
    const flags = [
      ...(populatedLift !== null && emptyLift !== null && empty !== null && populatedLift > 1.5 && empty >= 0.8 && emptyLift < 0.6
        ? ["mostly empty, and filled where deals are won"] : []),
      ...(emptyLift !== null && emptyLift < 0.3 ? ["deals without it are hardly ever won"] : []),
      ...(row.cramers_v_squared !== null && row.cramers_v_squared > 0.3 ? ["its values nearly tell the outcome"] : []),
      ...(wonFill !== null && lostFill !== null && q[i] !== null && Math.abs(wonFill - lostFill) >= gap - 1e-12 && q[i]! <= 0.05
        ? ["filled more often on one outcome"] : []),
      ...(SPEAKS_OF_THE_CLOSE.test(`${row.column} ${row.header ?? ""}`) ? ["its name speaks of the close"] : [])
    ];
    return {...row, populatedLift, emptyLift, wonFill, lostFill, q: q[i] ?? null, flags, isOutcome: OUTCOME_COLUMNS.has(row.column) && row.export === "opportunities"};
  });
  const column = (name: string, type: string, values: readonly unknown[]) => ({name, type, values});
  await db.writeTable("leak_audit", [
    column("export", "varchar", rows.map((row) => row.export)),
    column("column", "varchar", rows.map((row) => row.column)),
    column("header", "varchar", rows.map((row) => row.header)),
    column("won_count", "integer", rows.map((row) => row.won_count)),
    column("lost_count", "integer", rows.map((row) => row.lost_count)),
    column("won_fill_rate", "double", rows.map((row) => row.wonFill)),
    column("lost_fill_rate", "double", rows.map((row) => row.lostFill)),
    column("fill_q_value", "double", rows.map((row) => row.q)),
    column("populated_lift", "double", rows.map((row) => row.populatedLift)),
    column("empty_lift", "double", rows.map((row) => row.emptyLift)),
    column("cramers_v", "double", rows.map((row) => (row.cramers_v_squared === null ? null : Math.sqrt(row.cramers_v_squared)))),
    column("flags", "varchar", rows.map((row) => row.flags.join("; "))),
    column("is_outcome", "boolean", rows.map((row) => row.isOutcome)),
    column("is_flagged", "boolean", rows.map((row) => row.flags.length > 0)),
    column("is_usable_in_criteria", "boolean", rows.map((row) => row.flags.length === 0 && !row.isOutcome))
  ]);
}

function ratio(numerator: number, denominator: number): number | null {
  return denominator > 0 ? numerator / denominator : null;
}

function quotient(numerator: number | null, denominator: number | null): number | null {
  return numerator === null || denominator === null || denominator === 0 ? null : numerator / denominator;
}
