import {BOOLEAN, DOUBLE, DuckDBDataChunk, DuckDBInstance, INTEGER, VARCHAR, type DuckDBConnection, type DuckDBType, type DuckDBValue} from "@duckdb/node-api";
import {constants} from "node:fs";
import {copyFile, rm} from "node:fs/promises";
import {readColumns, streamedColumns, type Cell, type ColumnData} from "./cells.ts";

/** One connection to an open DuckDB file (or memory). */
export interface Database {
  readonly connection: DuckDBConnection;
  /** The catalog in memory beside a new file, which all connections to it see; null where there is none. */
  readonly scratch: string | null;
  exec(sql: string): Promise<void>;
  /** The rows of a query as objects. Meant for results that are already aggregated. */
  rows<T = Record<string, Cell>>(sql: string, parameters?: readonly (string | number | boolean | null)[]): Promise<T[]>;
  /**
   * The same by column, for Arrow and for statistics over whole columns.
   * @param isExact a number that a double does not hold to the last digit is a text of its digits
   */
  columns(sql: string, isExact?: boolean): Promise<ColumnData[]>;
  /** The same a few thousand rows at a time, for results of any length. */
  stream(sql: string): AsyncGenerator<ColumnData[]>;
  /** A variable of this connection, and of those that it opens; a list is one of texts. */
  setVariable(name: string, value: Variable, type?: string): Promise<void>;
  /** The same of many, in one statement. */
  setVariables(variables: readonly (readonly [name: string, value: Variable, type?: string])[]): Promise<void>;
  /** A variable that has been set here, as SQL; null where it has not. */
  variable(name: string): string | null;
  /** Creates or replaces a table from columns of plain values; `types` are DuckDB types. */
  writeTable(name: string, columns: readonly {name: string; type: string; values: readonly unknown[]}[]): Promise<void>;
  /** A second connection to the same file, with the same variables, for what runs at the same time. Temporary tables are not shared. */
  another(): Promise<Database>;
  /** Closes the connection; the first one closes the file. */
  close(): void;
}

export type Variable = string | number | boolean | null | readonly string[];

export interface OpenOptions {
  readonly readOnly?: boolean;
  readonly memoryLimit?: string;
  readonly temporaryDirectory?: string;
  readonly threads?: number;
  /** A file that is worth nothing before it is whole, and is thrown away if anything fails: no write-ahead log, so no waiting for the disk at every commit. */
  readonly isNew?: boolean;
  /** A file with whose tables a new one begins, without its views and macros; a damaged or foreign one is as good as none. */
  readonly from?: string | null;
}

/** What DuckDB may hold in memory before it spills to disk, so that the whole process stays under 4 GiB. */
export const MEMORY_LIMIT = process.env["FITPROOF_MEMORY"] ?? "2600MB";

/** The rows of a new file that DuckDB compresses and writes together: a quarter of its default, so that what one thread reads of a CSV at a time fills more than one. */
export const ROW_GROUP = 30_720;

/** Opens a DuckDB file, or `:memory:`. The only place in the project that does. Nothing is ever installed or loaded from outside. */
export async function openDatabase(path: string, options: OpenOptions = {}): Promise<Database> {
  const settings: Record<string, string> = {
    autoinstall_known_extensions: "false", autoload_known_extensions: "false", allow_community_extensions: "false"
  };
  if (options.readOnly) settings["access_mode"] = "READ_ONLY";
  if (options.memoryLimit) settings["memory_limit"] = options.memoryLimit;
  if (options.temporaryDirectory) settings["temp_directory"] = options.temporaryDirectory;
  const threads = options.threads ?? process.env["FITPROOF_THREADS"];
  if (threads) settings["threads"] = String(threads);
  const instance = await DuckDBInstance.create(options.isNew ? ":memory:" : path, settings);
  const scratch = options.isNew ? "memory" : null;
  if (options.isNew) {
    const connection = await instance.connect();
    if (!options.from || !(await attachCopy(connection, path, options.from))) await attachNew(connection, path);
    connection.closeSync();
  }
  return connect(instance, scratch, new Map(), () => instance.closeSync());
}

const NEW_FILE = "fitproof";

/** Only a file that is attached can do without the log. Texts are compressed for a quarter less from 1.3 on. */
async function attachNew(connection: DuckDBConnection, path: string): Promise<void> {
  await connection.run(`attach ${quotedText(path)} as ${NEW_FILE} (recovery_mode no_wal_writes, storage_version 'v1.3.0', row_group_size ${ROW_GROUP})`);
}

/**
 * A file's blocks are copied as they are, for a tenth of what it costs to insert its rows again. False where it is no file of DuckDB's;
 * where somebody has put in it what no run makes, which would stay for ever, or for which tables could not be dropped; and where most of
 * it is free, which it would stay, as blocks keep their places.
 */
async function attachCopy(connection: DuckDBConnection, path: string, from: string): Promise<boolean> {
  try {
    await copyFile(from, path, constants.COPYFILE_FICLONE);
    await attachNew(connection, path);
    const of = `where database_name = '${NEW_FILE}'`;
    const unfit = await connection.runAndReadAll([
      ...["schemas", "types"].map((kind) => `select database_name from duckdb_${kind}() ${of} and not internal`),
      ...["sequences", "indexes", "constraints"].map((kind) => `select database_name from duckdb_${kind}() ${of}`),
      `select database_name from pragma_database_size() ${of} and free_blocks * 2 > total_blocks`
    ].join(" union all "));
    if (unfit.getRows().length > 0) throw new Error(`${from} is no file to begin with`);
    const entries = await connection.runAndReadAll(`
      select 'view' as kind, view_name as name from duckdb_views() ${of} and not internal
      union select if(function_type = 'table_macro', 'macro table', 'macro'), function_name from duckdb_functions() ${of} and not internal`);
    const drops = entries.getRows().map(([kind, name]) => `drop ${String(kind)} ${NEW_FILE}.${quotedIdentifier(String(name))}`);
    if (drops.length > 0) await connection.run(["begin", ...drops, "commit"].join(";\n"));
    return true;
  } catch {
    await connection.run(`detach database if exists ${NEW_FILE}`);
    await rm(path, {force: true});
    return false;
  }
}

/** @param variables what to set, as SQL by name */
async function connect(instance: DuckDBInstance, scratch: string | null, variables: ReadonlyMap<string, string>, closed: () => void): Promise<Database> {
  const connection = await instance.connect();
  if (scratch !== null) await connection.run(`set search_path = '${NEW_FILE},${scratch}'`);
  const own = new Map(variables);
  // In one go: there are dozens.
  const setAll = async (given: Iterable<readonly [name: string, sql: string]>) => {
    const settings = [...given].map(([name, sql]) => `set variable ${quotedIdentifier(name)} = ${sql}`);
    if (settings.length > 0) await connection.run(settings.join(";\n"));
  };
  await setAll(variables);
  const setVariables: Database["setVariables"] = async (given) => {
    const set = given.map(([name, value, type]): [string, string] => {
      const literal = value === null ? "null" : typeof value === "string" ? quotedText(value)
        : typeof value === "object" ? `[${value.map(quotedText).join(", ")}]::varchar[]` : String(value);
      return [name, `${literal}${type ? `::${type}` : ""}`];
    });
    for (const [name, sql] of set) own.set(name, sql);
    await setAll(set);
  };
  return {
    connection,
    scratch,
    async exec(sql) {
      await connection.run(sql);
    },
    async rows<T>(sql: string, parameters: readonly (string | number | boolean | null)[] = []) {
      // With parameters, and be they none, a statement is parsed and planned apart from running it.
      const columns = await readColumns(await (parameters.length > 0 ? connection.run(sql, [...parameters]) : connection.run(sql)));
      return Array.from({length: columns[0]?.values.length ?? 0}, (_, i) => {
        const row: Record<string, Cell> = {};
        for (const {name, values} of columns) row[name] = values[i]!;
        return row;
      }) as T[];
    },
    async columns(sql, isExact = false) {
      return readColumns(await connection.run(sql), isExact);
    },
    async *stream(sql) {
      yield* streamedColumns(await connection.stream(sql));
    },
    setVariable(name, value, type) {
      return setVariables([[name, value, type]]);
    },
    setVariables,
    variable(name) {
      return own.get(name) ?? null;
    },
    async writeTable(name, columns) {
      await writeTable(connection, name, columns);
    },
    another() {
      return connect(instance, scratch, own, () => {});
    },
    close() {
      connection.closeSync();
      closed();
    }
  };
}

/** A name as SQL: quoted, quotes doubled. */
export function quotedIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text as an SQL literal. Only for file names and settings; data enter SQL as rows. */
export function quotedText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

async function writeTable(connection: DuckDBConnection, name: string, columns: readonly TableColumn[]): Promise<void> {
  const shape = columns.map((column) => `${quotedIdentifier(column.name)} ${column.type}`).join(", ");
  await connection.run(`create or replace table ${quotedIdentifier(name)} (${shape})`);
  const length = columns[0]?.values.length ?? 0;
  const flat = columns.map(({type}) => FLAT_TYPES[type.toLowerCase()]);
  if (length > CHUNK && flat.every((type) => type !== undefined)) await appendRows(connection, name, columns, flat);
  else await insertRows(connection, name, columns);
}

interface TableColumn {
  readonly name: string;
  readonly type: string;
  readonly values: readonly unknown[];
}

/** The rows that DuckDB moves at a time. */
const CHUNK = 2048;

/** Types whose values need no conversion by DuckDB, and which values they are. An infinity is a text, as JSON has none. */
const FLAT_TYPES: Readonly<Record<string, {readonly type: DuckDBType; readonly isValue: (value: unknown) => boolean}>> = {
  integer: {type: INTEGER, isValue: Number.isInteger},
  double: {type: DOUBLE, isValue: (value) => typeof value === "number" || value === "Infinity" || value === "-Infinity"},
  varchar: {type: VARCHAR, isValue: (value) => typeof value === "string"},
  boolean: {type: BOOLEAN, isValue: (value) => typeof value === "boolean"}
};

/** Appends column vectors: some ten times as fast as JSON. As in JSON, what is undefined or no finite number is null. */
async function appendRows(
  connection: DuckDBConnection, name: string, columns: readonly TableColumn[], flat: readonly (typeof FLAT_TYPES)[string][]
): Promise<void> {
  const length = columns[0]!.values.length;
  const appender = await connection.createAppender(name);
  try {
    for (let start = 0; start < length; start += CHUNK) {
      const chunk = DuckDBDataChunk.create(flat.map(({type}) => type));
      chunk.setColumns(columns.map(({name: column, type, values}, j) => values.slice(start, start + CHUNK).map((value): DuckDBValue => {
        if (value === null || value === undefined || (typeof value === "number" && !Number.isFinite(value))) return null;
        if (!flat[j]!.isValue(value)) throw new TypeError(`${name}.${column}: ${String(value)} is no ${type}`);
        return type === "double" ? Number(value) : value as DuckDBValue;
      })));
      appender.appendDataChunk(chunk);
    }
    appender.flushSync();
  } finally {
    appender.closeSync();
  }
}

/** Inserts rows as one JSON document, to which DuckDB gives the types. */
async function insertRows(connection: DuckDBConnection, name: string, columns: readonly TableColumn[]): Promise<void> {
  const length = columns[0]?.values.length ?? 0;
  const batch = 10_000;
  for (let start = 0; start < length; start += batch) {
    const rows = Array.from({length: Math.min(batch, length - start)}, (_, i) =>
      Object.fromEntries(columns.map((column, j) => [`c${j}`, column.values[start + i] ?? null])));
    const fields = columns.map((column, j) => `"c${j}":${JSON.stringify(column.type)}`).join(",");
    await connection.run(
      `insert into ${quotedIdentifier(name)} select unnest(from_json($1::json, $2), max_depth := 2)`,
      [JSON.stringify(rows), `[{${fields}}]`]
    );
  }
}
