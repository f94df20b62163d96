import {quotedIdentifier, quotedText, type Database} from "../database.ts";
import {headerOfColumn} from "../ingest/plan.ts";
import type {Step} from "../models/model.ts";
import {chiSquareTable} from "../statistics/chiSquareTable.ts";
import {benjaminiHochberg} from "../statistics/multipleTesting.ts";
import {twoProportionP} from "../statistics/twoByTwo.ts";

/** Above so many decided deals every k-th is audited: the rules are far coarser than what that loses. */
const MOST_AUDITED = 200_000;
/** A text with more distinct values is a name or an id: its association with the outcome says nothing. */
const MOST_VALUES = 1000;
/** At most so many different numbers are taken one by one; more are cut at their deciles. */
const MOST_NUMBERS = 10;
/** Rows that tell most texts from numbers. */
const FIRST_ROWS = 1000;
/** Columns of one statement: each that is grouped by takes megabytes, and an export may have a thousand. */
const AT_ONCE = 50;
/**
 * Columns whose cells are kept and counted at once: those of a thousand texts on 100,000 deals are more than memory holds, and DuckDB crashes where what it
 * keeps of a group, some 70 bytes a column, is longer than its block of 256 KiB.
 */
const COUNTED_AT_ONCE = 250;

/** Columns that state the outcome or follow from it by definition; they are audited, and never criteria. */
const OUTCOME_COLUMNS = new Set(["stage", "is_won", "is_closed", "closed_on", "cycle_days", "loss_reason"]);

/** The flag of a column whose fill rate differs between won and lost deals by `leak_fill_gap` or more. */
export const FILLED_UNEVENLY = "filled more often on one outcome";
/** The flag of a column without which deals are won under 0.3 times as often as all. */
export const HARDLY_WON = "deals without it are hardly ever won";

const SPEAKS_OF_THE_CLOSE = /clos(e|ed|ing)[ _-]*(reason|note|comment)|(win|won|loss|lost)[ _-]*(reason|time|date|note)|contract(?!or)|onboard|invoice|renewal/i;

interface Audited {
  readonly export: "opportunities" | "accounts" | "subscriptions";
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
 * deal was decided; and those that a dimension or a criterion reads from an account's earliest subscription, as accounts have none such.
 * Account columns are audited among deals that have an account.
 */
export const leakAudit: Step = {
  table: "leak_audit",
  reads: ["int_opportunities_resolved", "int_exported_accounts", "int_account_values"],
  async build(db) {
    const [{n}] = (await db.rows<{n: number}>(
      `select coalesce(sum(n) filter (where outcome in ('won', 'lost')), 0)::integer as n
      from (select outcome, count(*) as n from int_opportunities_resolved group by outcome)`)) as [{n: number}];
    const every = Math.max(1, Math.ceil(n / MOST_AUDITED));
    await db.exec(`create or replace temp table leak_deals as
      select opportunity_key, account_key, account_row_key, outcome = 'won' as is_won
      from int_opportunities_resolved left join (select account_key, row_key as account_row_key from int_exported_accounts) using (account_key)
      where outcome in ('won', 'lost') and opportunity_key % ${every} = 0`);
    const audited = [
      ...await audit(db, "opportunities", `leak_deals as deals
        inner join raw_opportunities as raw on deals.opportunity_key = raw.rowid where raw.rowid % ${every} = 0`),
      ...await audit(db, "accounts", `leak_deals as deals
        inner join raw_accounts as raw on deals.account_row_key = raw.rowid`),
      ...await auditSubscribed(db)
    ];
    await db.exec("drop table leak_deals");
    await writeAudit(db, audited, await thresholds(db));
  }
};

async function auditSubscribed(db: Database): Promise<Audited[]> {
  const columns = await db.rows<{name: string; header: string}>(`
    select column_name as name, coalesce(header, column_name) as header from config_columns
    where entity = 'subscriptions' and list_contains(getvariable('subscription_value_columns'), column_name)
      and not list_contains(getvariable('account_value_columns'), column_name)
    order by column_name`);
  if (columns.length === 0) return [];
  const cells = columns.map(({name}) => `any_value(value) filter (where column_name = ${quotedText(name)}) as ${quotedIdentifier(name)}`);
  await db.exec(`create or replace temp table leak_subscribed as select account_key, ${cells.join(", ")} from int_account_values group by account_key`);
  const audited = await auditOf(db, "subscriptions", columns.map((column) => ({...column, type: "VARCHAR", low: null})),
    "leak_deals as deals left join leak_subscribed as raw using (account_key) where deals.account_key is not null");
  await db.exec("drop table leak_subscribed");
  return audited;
}

interface Thresholds {
  readonly gap: number;
  /** A lift or an association of fewer decided deals is no sign: nobody would show a rate of so few. */
  readonly least: number;
}

async function thresholds(db: Database): Promise<Thresholds> {
  const [row] = await db.rows<Thresholds>("select getvariable('leak_fill_gap')::double as gap, getvariable('min_decided')::integer as least");
  return row!;
}

/** @param rows the decided deals that are audited, each with its row of the export: `deals` and `raw` */
async function audit(db: Database, entity: Audited["export"], rows: string): Promise<Audited[]> {
  const columns = await auditedColumns(db, entity);
  const audited: Audited[][] = [];
  for (let from = 0; from < columns.length; from += COUNTED_AT_ONCE) audited.push(await auditOf(db, entity, columns.slice(from, from + COUNTED_AT_ONCE), rows));
  return audited.flat();
}

async function auditOf(db: Database, entity: Audited["export"], columns: readonly AuditedColumn[], rows: string): Promise<Audited[]> {
  // Named by their place: an export's column may have any name.
  const cells = columns.flatMap(({name, low}, i) => [`raw.${quotedIdentifier(name)} as c${i}`, ...(low === null ? [] : [`raw.${quotedIdentifier(low)} as low${i}`])]);
  await db.exec(`create or replace temp table leak_cells as select deals.is_won, ${cells.join(", ")} from ${rows}`);
  const counts = columns.map((_, i) => `count(c${i})::integer as f${i}, approx_count_distinct(c${i})::integer as d${i}`);
  const sides = await db.rows<Record<string, number> & {is_won: boolean}>(
    `select is_won, count(*)::integer as n, ${counts.join(", ")} from leak_cells group by is_won`);
  const side = (isWon: boolean): Record<string, number> => sides.find(({is_won}) => is_won === isWon) ?? {};
  const won = side(true), lost = side(false);
  const places = columns.map((column, i): Place => ({...column, i, distinct: Math.max(won[`d${i}`] ?? 0, lost[`d${i}`] ?? 0)}));
  const v: (number | null)[] = [];
  for (let from = 0; from < places.length; from += AT_ONCE) v.push(...await associations(db, places.slice(from, from + AT_ONCE)));
  await db.exec("drop table leak_cells");
  return columns.map(({name, header}, i): Audited => ({
    export: entity, column: name, header, won_count: won["n"] ?? 0, lost_count: lost["n"] ?? 0,
    won_filled_count: won[`f${i}`] ?? 0, lost_filled_count: lost[`f${i}`] ?? 0, cramers_v_squared: v[i]!
  }));
}

interface AuditedColumn {
  readonly name: string;
  readonly header: string;
  readonly type: string;
  /** The column of its lower ends, of one of numbers and ranges. */
  readonly low: string | null;
}

async function auditedColumns(db: Database, entity: Audited["export"]): Promise<AuditedColumn[]> {
  const known = await db.rows<{column_name: string; header: string | null; is_present: boolean}>(
    "select column_name, header, is_present from config_columns where entity = $1", [entity]);
  const headers = new Map(known.filter(({is_present}) => is_present).map(({column_name, header}) => [column_name, header]));
  const absent = new Set(known.filter(({is_present}) => !is_present).map(({column_name}) => column_name));
  const described = (await db.rows<{column_name: string; column_type: string}>(`describe raw_${entity}`)).filter(({column_name}) => column_name !== "source");
  const types = new Map(described.map(({column_name, column_type}) => [column_name, column_type]));
  return described.filter(({column_name}) => !absent.has(column_name) && !isEndOfNumber(column_name, types)).map(({column_name, column_type}) => ({
    name: column_name, header: headers.get(column_name) ?? headerOfColumn(entity, column_name), type: column_type, low: types.get(`${column_name}_low`) === "DOUBLE" ? `${column_name}_low` : null
  }));
}

/** `employees_low` beside `employees`: one column of the export. An export's own column of that name is text. */
function isEndOfNumber(column: string, types: ReadonlyMap<string, string>): boolean {
  const stem = /^(.*)_(low|high)$/.exec(column)?.[1];
  return stem !== undefined && types.has(stem) && types.get(column) === "DOUBLE";
}

/** A column of leak_cells. */
interface Place extends AuditedColumn {
  readonly i: number;
  /** How many values it has on won or on lost deals; an estimate, a third off at most. */
  readonly distinct: number;
}

/** Bergsma's corrected V², squared V of the filled values of each column with won and lost; numbers and dates are cut at their deciles. */
async function associations(db: Database, places: readonly Place[]): Promise<(number | null)[]> {
  const byValue = await outcomesByCell(db, places.filter(({distinct}) => distinct <= 2 * MOST_VALUES).map(({i}) => [i, `c${i}`]), "leak_cells");
  const numbers = await numbersOf(db, places.filter(({i, distinct}) => (byValue.get(i)?.won.length ?? distinct) > MOST_NUMBERS));
  const byDecile = await outcomesByCell(db, numbers.map(({i, number}) => [i, decile(`c${i}`, number, `cuts${i}`)]), `leak_cells cross join (
    select ${numbers.map(({i, number, isNumeric, isDay}) => `if(${isNumeric}, ${cuts(number, isDay)}, null) as cuts${i}`).join(", ")} from leak_cells)`);
  return places.map(({i}) => {
    const value = byValue.get(i);
    const table = byDecile.get(i) ?? (value && value.won.length <= MOST_VALUES ? value : null);
    if (table === null) return null;
    const {cramersVCorrected} = chiSquareTable(table.won.map((count, j) => [count, table.lost[j]!]));
    return cramersVCorrected === null ? null : cramersVCorrected ** 2;
  });
}

/** Those that may be numbers or days, as SQL over leak_cells, and whether they are: of a text every cell is one. */
async function numbersOf(db: Database, places: readonly Place[]): Promise<{i: number; number: string; isNumeric: string; isDay: boolean}[]> {
  const numbers = places.flatMap(({i, type, low}) => {
    const isDay = type === "DATE" || type.startsWith("TIMESTAMP");
    if (low !== null) return [{i, number: `low${i}`, isNumeric: "true", isDay: false}];
    if (type === "BOOLEAN") return [];
    if (type !== "VARCHAR") return [{i, number: isDay ? `c${i}` : `c${i}::double`, isNumeric: "true", isDay}];
    return [{i, number: `try_cast(c${i} as double)`, isNumeric: `count(c${i}) = count(try_cast(c${i} as double))`, isDay: false}];
  });
  if (numbers.length === 0) return [];
  const [row] = await db.rows<{first: boolean[]}>(`select [${numbers.map(({isNumeric}) => isNumeric).join(", ")}] as first from (from leak_cells limit ${FIRST_ROWS})`);
  return numbers.filter((_, j) => row!.first[j]);
}

/** Deciles (type 7). DuckDB's interpolation between two equal values is off by a bit, which would put them above their own cut. */
function cuts(number: string, isDay: boolean): string {
  const deciles = `quantile_cont(${number}, [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9])`;
  return isDay ? deciles : `list_transform(${deciles}, cut -> if(isfinite(cut), cut + abs(cut) * 1e-12, cut))`;
}

/** How many of nine cuts a number is over; a range without a lower end is over none. */
function decile(cell: string, number: string, cuts: string): string {
  const steps = Array.from({length: 9}, (_, j) => `when ${number} <= ${cuts}[${j + 1}] then ${j}`);
  return `case when ${cell} is null or ${cuts} is null then null when ${number} is null then 0 ${steps.join(" ")} else 9 end`;
}

/** Of each value, in order. */
interface OutcomesByCell {
  readonly won: number[];
  readonly lost: number[];
}

/**
 * Values that differ in case alone are one, as they are for every criterion.
 * @param cells what each column is grouped by, as SQL over `source`
 */
async function outcomesByCell(db: Database, cells: readonly (readonly [number, string])[], source: string): Promise<Map<number, OutcomesByCell>> {
  if (cells.length === 0) return new Map();
  const tables = await db.rows<{i: number; won: number[]; lost: number[]}>(`
    select i, list(won order by value) as won, list(lost order by value) as lost
    from (
        select i, lower(cell) as value, sum(won)::integer as won, sum(lost)::integer as lost
        from (
            select coalesce(${cells.map(([i]) => `if(grouping(x${i}) = 0, ${i}, null)`).join(", ")}) as i, coalesce(${cells.map(([i]) => `x${i}::varchar`).join(", ")}) as cell,
                count_if(is_won) as won, count_if(not is_won) as lost
            from (select is_won, ${cells.map(([i, cell]) => `${cell} as x${i}`).join(", ")} from ${source})
            group by grouping sets (${cells.map(([i]) => `(x${i})`).join(", ")})
        )
        where cell is not null
        group by i, value
    ) group by i`);
  return new Map(tables.map(({i, won, lost}) => [i, {won, lost}]));
}

async function writeAudit(db: Database, audited: readonly Audited[], {gap, least}: Thresholds): Promise<void> {
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
    const isFilledOften = filled >= least, isEmptyOften = decided - filled >= least;
    const flags = [
      ...(isFilledOften && isEmptyOften && populatedLift !== null && emptyLift !== null && empty !== null && populatedLift > 1.5 && empty >= 0.8 && emptyLift < 0.6
        ? ["mostly empty, and filled where deals are won"] : []),
      ...(isEmptyOften && emptyLift !== null && emptyLift < 0.3 ? [HARDLY_WON] : []),
      ...(isFilledOften && row.cramers_v_squared !== null && row.cramers_v_squared > 0.3 ? ["its values nearly tell the outcome"] : []),
      ...(wonFill !== null && lostFill !== null && q[i] !== null && Math.abs(wonFill - lostFill) >= gap - 1e-12 && q[i]! <= 0.05
        ? [FILLED_UNEVENLY] : []),
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
