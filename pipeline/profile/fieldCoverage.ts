import {quotedIdentifier, type Database} from "../database.ts";
import {headerOfColumn} from "../ingest/plan.ts";
import type {Step} from "../models/model.ts";
import {ENTITIES, EXPORTS, type Column, type Entity} from "../schema/exports.ts";
import {OUTCOMES} from "../workspace/sources.ts";


interface Coverage {
  readonly export: Entity;
  readonly column: string;
  readonly header: string | null;
  readonly isMapped: boolean;
  readonly rows: number;
  readonly filled: number;
  /** Deals by outcome, all and those on which the field is known; null of an export without deals. */
  readonly outcomes: readonly {deals: number; filled: number}[] | null;
}

/**
 * field_coverage: every column of every export, how many of its rows have it, and for deals and their accounts on what share of
 * the deals of each outcome it is known. A deal without an account knows nothing of it.
 */
export const fieldCoverage: Step = {
  table: "field_coverage",
  reads: [...ENTITIES.map((entity) => `stg_${entity}`), "int_opportunity_outcomes", "int_opportunities_resolved", "int_exported_accounts"],
  async build(db) {
    const found: Coverage[] = [];
    for (const entity of ENTITIES) found.push(...await coverageOf(db, entity));
    await write(db, found);
  }
};

async function coverageOf(db: Database, entity: Entity): Promise<Coverage[]> {
  const columns = await columnsOf(db, entity);
  if (columns.length === 0) return [];
  const names = columns.map(({name}) => quotedIdentifier(name));
  const outcomes = entity === "opportunities" ? await byOutcome(db, names) : entity === "accounts" ? await byOutcomeOfDeals(db, names) : null;
  // Every deal has an outcome, so that the whole is their sum.
  const whole = entity === "opportunities" ? total(outcomes!, names.length) : await filledOf(db, entity, names);
  return columns.map(({name, header, isMapped}, i): Coverage => ({
    export: entity, column: name, header, isMapped, rows: whole["n"]!, filled: whole[`f${i}`]!, outcomes: outcomes?.map((counts) => ({deals: counts["n"] ?? 0, filled: counts[`f${i}`] ?? 0})) ?? null
  }));
}

async function filledOf(db: Database, entity: Entity, names: readonly string[]): Promise<Record<string, number>> {
  const [whole] = await db.rows<Record<string, number>>(
    `select count(*)::integer as n, ${names.map((name, i) => `count(${name})::integer as f${i}`).join(", ")} from stg_${entity}`);
  return whole!;
}

function total(outcomes: readonly Record<string, number>[], columns: number): Record<string, number> {
  const keys = ["n", ...Array.from({length: columns}, (_, i) => `f${i}`)];
  return Object.fromEntries(keys.map((key) => [key, outcomes.reduce((sum, counts) => sum + (counts[key] ?? 0), 0)]));
}

async function byOutcome(db: Database, names: readonly string[]): Promise<Record<string, number>[]> {
  return inOrder(await db.rows<OfOutcome>(`
    select outcome_as_of::varchar as outcome, count(*)::integer as n, ${names.map((name, i) => `count(${name})::integer as f${i}`).join(", ")}
    from int_opportunity_outcomes group by outcome_as_of`));
}

/** Deals are grouped by which columns their account has, few patterns, before anything is summed: a bit for each of 60 columns at a time. */
async function byOutcomeOfDeals(db: Database, names: readonly string[]): Promise<Record<string, number>[] | null> {
  let counts = inOrder(await db.rows<OfOutcome>("select outcome::varchar as outcome, count(*)::integer as n from int_opportunities_resolved group by outcome"));
  if (counts.every(({n}) => n === undefined)) return null;
  for (let start = 0; start < names.length; start += 60) {
    const columns = names.slice(start, start + 60);
    const found = inOrder(await db.rows<OfOutcome>(`
      select outcome, ${columns.map((_, i) => `coalesce(sum(n) filter (where pattern & ${bit(i)} <> 0), 0)::integer as f${start + i}`).join(", ")} from (
          select deals.outcome::varchar as outcome, accounts.pattern, count(*) as n
          from int_opportunities_resolved as deals
          inner join (
              select account_key, ${columns.map((name, i) => `if(${name} is null, 0, ${bit(i)})::bigint`).join(" + ")} as pattern from int_exported_accounts
          ) as accounts using (account_key)
          group by deals.outcome, accounts.pattern
      ) group by outcome`));
    counts = counts.map((count, i) => ({...count, ...found[i]}));
  }
  return counts;
}

/** Not a number, which JavaScript writes with 17 digits at most: 2 ** 57 as one that is no power of two. */
function bit(i: number): bigint {
  return 1n << BigInt(i);
}

type OfOutcome = Record<string, number> & {outcome: string};

/** Of each outcome its counts; none of one that no deal has. */
function inOrder(rows: readonly OfOutcome[]): Record<string, number>[] {
  return OUTCOMES.map((outcome) => rows.find((row) => row.outcome === outcome) ?? {});
}

/** The columns that the export has, in the order of its file as far as that is known: mapped ones, attributes, then those that nothing uses. */
async function columnsOf(db: Database, entity: Entity): Promise<{name: string; header: string | null; isMapped: boolean}[]> {
  const known = await db.rows<{column_name: string; header: string | null; is_present: boolean}>(
    "select column_name, header, is_present from config_columns where entity = $1", [entity]);
  const present = new Map(known.filter(({is_present}) => is_present).map(({column_name, header}) => [column_name, header]));
  const canonical: Record<string, Column> = EXPORTS[entity];
  const ends = new Set([...present.keys(), ...Object.keys(canonical)].flatMap((name) => [`${name}_low`, `${name}_high`]));
  const all = (await db.rows<{column_name: string}>(`describe stg_${entity}`)).map(({column_name}) => column_name);
  return all.filter((name) => name !== "row_key" && name !== "source" && !ends.has(name) && (present.has(name) || !(name in canonical)))
    .map((name) => ({name, header: present.get(name) ?? headerOfColumn(entity, name), isMapped: present.has(name)}));
}

async function write(db: Database, rows: readonly Coverage[]): Promise<void> {
  await db.writeTable("field_coverage", [
    column("export", "varchar", rows.map((row) => row.export)),
    column("column_order", "integer", rows.map((_, i) => i + 1)),
    column("column", "varchar", rows.map((row) => row.column)),
    column("header", "varchar", rows.map(({header}) => header)),
    column("is_mapped", "boolean", rows.map(({isMapped}) => isMapped)),
    column("row_count", "integer", rows.map((row) => row.rows)),
    column("filled_count", "integer", rows.map(({filled}) => filled)),
    column("fill_rate", "double", rows.map((row) => rate(row.filled, row.rows))),
    ...OUTCOMES.flatMap((outcome, i) => [
      column(`${outcome}_count`, "integer", rows.map(({outcomes}) => outcomes?.[i]?.deals ?? null)),
      column(`${outcome}_fill_rate`, "double", rows.map(({outcomes}) => rate(outcomes?.[i]?.filled ?? 0, outcomes?.[i]?.deals ?? 0)))
    ])
  ]);
}

function column(name: string, type: string, values: readonly unknown[]): {name: string; type: string; values: readonly unknown[]} {
  return {name, type, values};
}

function rate(filled: number, total: number): number | null {
  return total > 0 ? filled / total : null;
}
