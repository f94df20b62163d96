import {quotedIdentifier, type Database} from "../database.ts";
import type {Entity} from "../schema/exports.ts";
import {DEFAULT_DIMENSIONS} from "../workspace/dimensions.ts";
import {hasColumn, type Draft} from "./draft.ts";

/** A dimension that `segments:` proposes. */
export interface SegmentDraft {
  readonly name: string;
  readonly column: string;
  readonly bands: readonly number[] | null;
  /** Why it is as it is, for the comment; null where there is nothing to say. */
  readonly note: string | null;
}

/** More segments of one column than this are too many to read and too small to judge. */
const MOST_SEGMENTS = 40;

/** The firmographic columns that tell accounts apart, with the usual bands, or others where all accounts would fall into one. */
export async function segmentsOf(db: Database, draft: Draft): Promise<{used: SegmentDraft[]; unused: {column: string; why: string}[]}> {
  const used: SegmentDraft[] = [];
  const unused: {column: string; why: string}[] = [];
  for (const {column, bands} of DEFAULT_DIMENSIONS) {
    const entity = entityOf(draft, column);
    if (entity === null) continue;
    const type = await typeOf(db, entity, column);
    const isNumber = bands !== undefined && type === "number";
    const [shape] = await db.rows<{value_count: number; filled: number}>(
      `select count(distinct lower(trim(${quotedIdentifier(column)}::varchar)))::integer as value_count, count(${quotedIdentifier(column)})::integer as filled from raw_${entity}`);
    const {value_count, filled} = shape!;
    if (filled === 0) unused.push({column, why: "is empty"});
    else if (value_count < 2) unused.push({column, why: "has one value alone"});
    else if (isNumber) used.push({name: column, column, ...await fittedBands(db, entity, column, bands)});
    else if (value_count > MOST_SEGMENTS) used.push({name: column, column, bands: null, note: `${value_count} values: put them together with groups: {North America: [United States, Canada], …}`.replace("North America: [United States, Canada]", column === "country" ? "North America: [United States, Canada]" : "name: [value, value]")});
    else used.push({name: column, column, bands: null, note: null});
  }
  return {used, unused};
}

/** The entity whose own column counts: accounts before deals. */
function entityOf(draft: Draft, column: string): Entity | null {
  for (const entity of ["accounts", "opportunities"] as const) {
    if (draft.sources.some((source) => source.entity === entity && (hasColumn(source, column) || source.attributes[column] !== undefined))) return entity;
  }
  return null;
}

async function typeOf(db: Database, entity: Entity, column: string): Promise<string | null> {
  const [row] = await db.rows<{type: string}>("select type from config_columns where entity = $1 and column_name = $2 and is_present", [entity, column]);
  return row?.type ?? null;
}

async function fittedBands(db: Database, entity: Entity, column: string, bands: readonly number[]): Promise<{bands: readonly number[]; note: string | null}> {
  const [low, high] = [quotedIdentifier(`${column}_low`), quotedIdentifier(`${column}_high`)];
  const ranges = await db.rows<{low: number; n: number}>(
    `select ${low} as low, count(*)::integer as n from raw_${entity} where ${high} > ${low} group by ${low} order by ${low}`);
  const [numbers] = await db.rows<{n: number; cuts: number[] | null}>(
    `select count(*)::integer as n, quantile_cont(${low}, [0.25, 0.5, 0.75]) as cuts from raw_${entity} where ${low} is not null`);
  const rangeCount = ranges.reduce((sum, {n}) => sum + n, 0);
  if (rangeCount > numbers!.n / 2) {
    // Ranges that straddle a band would be unknown: the bands are those of the ranges.
    const limits = ranges.map((range) => range.low).filter((limit) => limit > 1).slice(0, 10);
    if (limits.length > 0) return {bands: limits, note: `the limits of the ranges in the file${await heldLimits(db, entity, column, limits)}`};
  }
  const counts = await db.rows<{band: number}>(`
    select distinct len(list_filter([${bands.join(", ")}]::double[], lambda cut: cut <= ${low}))::integer as band from raw_${entity} where ${low} is not null`);
  if (counts.length > 1 || numbers!.cuts === null) return {bands, note: null};
  const nice = [...new Set(numbers!.cuts.map(rounded))].filter((cut) => cut > 0).toSorted((a, b) => a - b);
  return nice.length === 0 ? {bands, note: null} : {bands: nice, note: "about a quarter of the accounts each: they all fall into one of the usual bands"};
}

/** What is to be said of ranges that share a limit, as 1K-5K and 5K-10K do: the one that ends with it is in no band. */
async function heldLimits(db: Database, entity: Entity, column: string, limits: readonly number[]): Promise<string> {
  const [low, high] = [quotedIdentifier(`${column}_low`), quotedIdentifier(`${column}_high`)];
  const values = await db.rows<{value: string; is_held: boolean}>(`
    select ${quotedIdentifier(column)} as value, any_value(${high} < 'infinity'::double and len(list_filter([${limits.join(", ")}]::double[], lambda cut: cut > ${low} and cut <= ${high})) > 0) as is_held
    from raw_${entity} where ${low} is not null group by 1 order by min(${low}), min(${high}), 1 limit 25`);
  const held = values.filter(({is_held}) => is_held).map(({value}) => value);
  if (held.length === 0 || values.length === 25) return "";
  return `, of which ${held.join(", ")} ${held.length === 1 ? "holds one and is" : "hold one and are"} unknown: write \`order: [${values.map(({value}) => `"${value}"`).join(", ")}]\` in place of bands to see each`;
}

/** To one significant digit: 1, 2, 5 or 10 times a power of ten. */
function rounded(value: number): number {
  if (!(value > 0)) return 0;
  const power = 10 ** Math.floor(Math.log10(value));
  const digit = value / power;
  return (digit < 1.5 ? 1 : digit < 3.5 ? 2 : digit < 7.5 ? 5 : 10) * power;
}
