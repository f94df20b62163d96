import {quotedIdentifier, type Database} from "../database.ts";
import {headerOfColumn} from "../ingest/plan.ts";
import {EXPORTS, type Entity} from "../schema/exports.ts";

/** The commonest values of a raw column, each once whatever its case. */
export async function distinctValues(db: Database, entity: Entity, column: string): Promise<{value: string; count: number}[]> {
  const name = quotedIdentifier(column);
  return db.rows(`select arg_min(trim(${name}), rowid) as value, count(*)::integer as count from raw_${entity} where trim(${name}) <> ''
    group by lower(trim(${name})) order by 2 desc, 1 limit 200`);
}

/** The column that a header became, which nothing maps: one called as a column of ours has a number behind it. */
export async function rawColumn(db: Database, entity: Entity, header: string): Promise<string | undefined> {
  const columns = (await db.rows<{column_name: string}>(`describe raw_${entity}`)).map(({column_name}) => column_name);
  return columns.find((name) => name === header && !(name in EXPORTS[entity])) ?? columns.find((name) => name !== header && headerOfColumn(entity, name) === header);
}

export async function hasTable(db: Database, table: string): Promise<boolean> {
  return (await db.rows("select 1 as n from duckdb_tables() where table_name = $1", [table])).length > 0;
}
