import {quotedIdentifier, type Database} from "../database.ts";
import {ENTITIES, EXPORTS, rawColumns, type ColumnType, type Entity} from "../schema/exports.ts";

/** A row of `config_columns`: what the exports have of a column, and as what it was read. */
export interface ConfigColumn {
  readonly entity: Entity;
  readonly column_name: string;
  readonly type: ColumnType;
  readonly is_present: boolean;
  readonly is_attribute: boolean;
  /** The header in the (first) file that has it; null where none does. */
  readonly header: string | null;
}

/** Every table of the ingest that is not raw_<entity>, with its columns. */
const TABLES = {
  // row_count rows stand in raw_<entity> from rowid first_row on; unread_count more could not be read at all.
  raw_files: `entity varchar, source varchar, file varchar, first_row bigint, row_count bigint, unread_count bigint,
    bytes bigint, sha256 varchar, latest_date date, mode varchar, fingerprint varchar`,
  row_exclusions: "entity varchar, row_key bigint, kind varchar, reason varchar",
  problems: `file varchar, line bigint, column_name varchar, message varchar, value varchar, fix varchar, row_key bigint,
    entity varchar`,
  // What is odd and still used, for warnings.
  ingest_notes: "entity varchar, file varchar, line bigint, column_name varchar, message varchar, value varchar, fix varchar",
  config_columns: "entity varchar, column_name varchar, type varchar, is_present boolean, is_attribute boolean, header varchar",
  exchange_rates: "currency varchar, date date, rate double"
} as const;

/** The tables that say something of each entity's rows. */
export const ENTITY_TABLES = ["raw_files", "row_exclusions", "problems", "ingest_notes"] as const satisfies readonly (keyof typeof TABLES)[];

/** Creates every table that an ingest makes and that is not there, typed and empty: a workspace without exports, and the ground of unit tests. */
export async function createEmptyRawTables(db: Database): Promise<void> {
  const there = await tablesOf(db);
  await db.exec([
    ...Object.entries(TABLES).map(([name, columns]) => `create table if not exists ${name} (${columns})`),
    ...ENTITIES.filter((entity) => !there.includes(`raw_${entity}`)).map((entity) => rawTable(entity))
  ].join(";\n"));
}

/** The names of all tables that a database has by now. */
export async function tablesOf(db: Database): Promise<string[]> {
  return (await db.rows<{name: string}>("select table_name as name from duckdb_tables() where database_name = current_database()")).map(({name}) => name);
}

/** Creates raw_<entity> without rows: `source`, the canonical columns, then whatever else the exports have; as SQL. */
export function rawTable(entity: Entity, others: readonly (readonly [name: string, type: string])[] = []): string {
  // A link's own column says which system it is from: there the export's name has no place.
  const provenance = "source" in EXPORTS[entity] ? [] : [["source", "varchar"] as const];
  const columns = [...provenance, ...rawColumns(EXPORTS[entity]), ...others];
  const shape = columns.map(([name, type]) => `${quotedIdentifier(name)} ${type}`).join(", ");
  return `create or replace table raw_${entity} (${shape})`;
}
