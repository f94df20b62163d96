import {quotedIdentifier, quotedText, type Database} from "../database.ts";
import {dateEvidence, decidedOrder, formatsOf} from "../ingest/dates.ts";
import {headerOfColumn} from "../ingest/plan.ts";
import {EXPORTS, type Entity} from "../schema/exports.ts";

export interface DistinctValue {
  readonly value: string;
  readonly count: number;
  /** Whether it is a yes, in any of the languages that a flag is read in, or an x. */
  readonly is_yes: boolean;
}

/** The commonest values of a raw column, each once whatever its case. */
export async function distinctValues(db: Database, entity: Entity, column: string): Promise<DistinctValue[]> {
  const name = quotedIdentifier(column);
  return db.rows(`select arg_min(trim(${name}), rowid) as value, count(*)::integer as count, any_value(coalesce(read_boolean(trim(${name})), lower(trim(${name})) = 'x')) as is_yes
    from raw_${entity} where trim(${name}) <> ''
    group by lower(trim(${name})) order by 2 desc, 1 limit 200`);
}

/** The column that a header became, which nothing maps: one called as a column of ours has a number behind it. */
export async function rawColumn(db: Database, entity: Entity, header: string): Promise<string | undefined> {
  const columns = (await db.rows<{column_name: string}>(`describe raw_${entity}`)).map(({column_name}) => column_name);
  return columns.find((name) => name === header && !(name in EXPORTS[entity])) ?? columns.find((name) => name !== header && headerOfColumn(entity, name) === header);
}

/** Where a time has one, its distance from UTC: days are read as they are written. */
const OFFSET = "(\\d:\\d{2}(?::\\d{2}(?:\\.\\d+)?)?)\\s*(?:z|utc|gmt|[+-]\\d{2}:?\\d{2})$";

/** The text cells of a raw column as instants, in the forms that its commonest values have. */
export async function instants(db: Database, entity: Entity, column: string): Promise<string> {
  const evidence = dateEvidence((await distinctValues(db, entity, column)).map(({value, count}) => ({cell: value, count})));
  const formats = formatsOf(evidence, decidedOrder(evidence) ?? "mdy");
  const cell = `regexp_replace(trim(${quotedIdentifier(column)}), ${quotedText(OFFSET)}, '\\1', 'i')`;
  const iso = `try_cast(${cell} as timestamp)`;
  return formats.length === 0 ? iso : `coalesce(try_strptime(${cell}, [${formats.map(quotedText).join(", ")}]), ${iso})`;
}

export async function hasTable(db: Database, table: string): Promise<boolean> {
  return (await db.rows("select 1 as n from duckdb_tables() where table_name = $1", [table])).length > 0;
}
