import type {ColumnData} from "../cells.ts";
import {quotedIdentifier, type Database} from "../database.ts";
import {arrowStream} from "./arrow.ts";
import {accountsBehind, hiddenElsewhere, hideSmallCells, type CellGroup, type CellRule} from "./smallCells.ts";

export type Profile = "internal" | "board";

/** A mart as the site ships it. */
export interface PublishedMart {
  /** Name of the published file, `marts/<name>.arrow`. */
  readonly name: string;
  /** The mart behind it; default: the same name. */
  readonly from?: string;
  /** The columns published; default: all. */
  readonly columns?: readonly string[];
  /** Rows published, as a condition on the mart's columns; default: all. */
  readonly where?: string;
  /** Columns by whose values the mart is published in parts too, so that a page loads just what its choices need. */
  readonly split_by?: readonly string[];
  /** Rows a part at most, where the mart is long. */
  readonly part_rows?: number;
  /**
   * The order of the rows as SQL, beginning with the columns of `split_by`, where it is not the mart's own. Such a mart is read part by part: it may have a
   * row for every account.
   */
  readonly order_by?: string;
  /** Columns that the board edition leaves out, such as ids. */
  readonly private?: readonly string[];
  /** Columns of files' paths: published as they stand in exports/, and of a file elsewhere the name alone, since folders name people and machines. */
  readonly paths?: readonly string[];
  /** What the board edition ships: nothing, all (no names and no cells in it), or cells with the small ones hidden. */
  readonly board: "absent" | "whole" | CellRule;
}

export interface PublishedFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** What `parts.json` says of a mart in parts: the columns it is split by, and of each part their values and its number of rows. */
export interface PartsIndex {
  readonly [mart: string]: {readonly by: readonly string[]; readonly parts: readonly {readonly keys: readonly (string | null)[]; readonly row_count: number}[]};
}

/** Which marts are read whole and which in parts. */
export interface References {
  readonly whole: ReadonlySet<string>;
  readonly parts: ReadonlySet<string>;
}

/**
 * The marts that pages refer to: whole as `FileAttachment("…/data/marts/<name>.arrow")`, in parts as `parts.rows("<name>", …)`,
 * `parts.part(…)` or `parts.size(…)`.
 */
export function referencesIn(pages: Iterable<string>): References {
  const whole = new Set<string>(), parts = new Set<string>();
  for (const page of pages) {
    for (const [, name] of page.matchAll(/data\/marts\/([\w]+)\.arrow/g)) whole.add(name!);
    for (const [, name] of page.matchAll(/\bparts\s*\.\s*\w+\s*(?:<[^()]*>)?\(\s*["'`](\w+)["'`]/g)) parts.add(name!);
  }
  return {whole, parts};
}

/**
 * The files of the given marts, one after another: `marts/<name>.arrow` of those read whole, `marts/<name>-<k>.arrow` of those read in parts,
 * and `marts/parts.json`. A mart that the run did not make, or that this edition leaves out, is a file without rows.
 */
export async function* publishedFiles(
  db: Database, marts: readonly PublishedMart[], profile: Profile, minCell: number, references: References | null = null
): AsyncGenerator<PublishedFile> {
  const existing = await columnsOfTables(db);
  const index: Record<string, PartsIndex[string]> = {};
  if (profile === "board") await countAccounts(db, marts, existing);
  for (const mart of marts) {
    const isWhole = references?.whole.has(mart.name) ?? true;
    const isInParts = (mart.part_rows !== undefined || mart.split_by !== undefined) && (references?.parts.has(mart.name) ?? true);
    if (!isWhole && !isInParts) continue;
    const available = existing.get(mart.from ?? mart.name);
    if (mart.order_by !== undefined && !isWhole && typeof mart.board !== "object" && available && !(profile === "board" && mart.board === "absent")) {
      const parts: {keys: (string | null)[]; row_count: number}[] = [];
      for await (const {keys, columns} of streamedParts(db, mart, selection(mart, available, profile))) {
        yield {path: `marts/${mart.name}-${parts.length}.arrow`, bytes: arrowStream(columns)};
        parts.push({keys, row_count: columns[0]!.values.length});
      }
      index[mart.name] = {by: mart.split_by ?? [], parts};
      continue;
    }
    const columns = await readMart(db, mart, existing, profile, minCell, marts);
    if (isWhole) yield {path: `marts/${mart.name}.arrow`, bytes: arrowStream(columns)};
    if (!isInParts) continue;
    const by = mart.split_by ?? [];
    const parts = split(columns, by, mart.part_rows ?? Infinity);
    index[mart.name] = {by, parts: parts.map(({keys, rows}) => ({keys, row_count: rows.length}))};
    for (const [part, {rows}] of parts.entries()) {
      yield {path: `marts/${mart.name}-${part}.arrow`, bytes: arrowStream(columns.map((column) => ({...column, values: rows.map((i) => column.values[i]!)})))};
    }
  }
  yield {path: "marts/parts.json", bytes: new TextEncoder().encode(JSON.stringify(index))};
}

/** What the views that count accounts read, each several times. */
const COUNTED_FROM = ["int_deal_owners", "int_few_deals"];

/** Makes tables, while the connection lasts, of the views that the rules read and of what these read: temporary ones stand in front of the views. */
async function countAccounts(db: Database, marts: readonly PublishedMart[], existing: ReadonlyMap<string, unknown>): Promise<void> {
  const asked = marts.flatMap(({board}) => (typeof board === "object" ? [...board.groups.map(({accounts}) => accounts ?? ""), ...Object.values(board.computed ?? {})] : [])).join("\n");
  const views = await db.rows<{name: string}>("select view_name as name from duckdb_views() where not internal and not temporary");
  const read = views.map(({name}) => name).filter((name) => new RegExp(`\\bfrom ${name}\\b`).test(asked));
  if (read.length === 0) return;
  for (const name of [...COUNTED_FROM.filter((view) => existing.has(view)), ...read]) await db.exec(`create or replace temp table ${name} as from main.${name}`);
}

async function readMart(
  db: Database, mart: PublishedMart, existing: ReadonlyMap<string, ReadonlyMap<string, string>>, profile: Profile, minCell: number, marts: readonly PublishedMart[]
): Promise<ColumnData[]> {
  const available = existing.get(mart.from ?? mart.name);
  if (!available || (profile === "board" && mart.board === "absent")) return [];
  const rule = profile === "board" && typeof mart.board === "object" ? mart.board : null;
  const accounts = (rule?.groups ?? []).flatMap((group) => (group.accounts === undefined ? [] : [[accountsBehind(group), group.accounts]]));
  const columns = await db.columns(selection(mart, available, profile, {...rule?.computed, ...Object.fromEntries(accounts)}));
  if (!rule) return columns;
  const elsewhere: ColumnData[] = [];
  for (const group of rule.groups) {
    const followed = marts.find(({name}) => name === group.follows?.mart);
    if (!followed) continue;
    const values = hiddenIn(await readMart(db, followed, existing, profile, minCell, marts), group.follows!, rule.keys, columns);
    elsewhere.push({name: hiddenElsewhere(group), type: "BOOLEAN", values});
  }
  return hideSmallCells([...columns, ...elsewhere], rule, minCell);
}

/** Whether a column of a published mart is hidden for the keys of each row of another. */
function hiddenIn(published: readonly ColumnData[], {column, given}: NonNullable<CellGroup["follows"]>, keys: readonly string[], rows: readonly ColumnData[]): boolean[] {
  const shared = keys.filter((key) => !key.endsWith("_order") && published.some(({name}) => name === key));
  const valuesOf = (columns: readonly ColumnData[], name: string) => columns.find((one) => one.name === name)!.values;
  const keyAt = (columns: readonly ColumnData[], i: number) => JSON.stringify(shared.map((key) => valuesOf(columns, key)[i]));
  const hidden = new Set(valuesOf(published, column).flatMap((value, i) =>
    (value === null && Object.entries(given).every(([key, own]) => valuesOf(published, key)[i] === own) ? [keyAt(published, i)] : [])));
  return (rows[0]?.values ?? []).map((_, i) => hidden.has(keyAt(rows, i)));
}

function selection(mart: PublishedMart, available: ReadonlyMap<string, string>, profile: Profile, computed: Readonly<Record<string, string>> = {}): string {
  const names = (mart.columns ?? [...available.keys()]).filter((name) => profile === "internal" || !mart.private?.includes(name));
  const more = Object.entries(computed).map(([name, sql]) => `${sql} as ${quotedIdentifier(name)}`);
  const table = quotedIdentifier(mart.from ?? mart.name);
  // What is looked up in other tables loses the order of the rows.
  const [from, order] = more.length > 0 ? [`(select *, row_number() over () as place_in_mart from ${table})`, mart.order_by ?? "place_in_mart"] : [table, mart.order_by];
  return `
    select ${[...names.map((name) => (mart.paths?.includes(name) ? `${publishedPath(quotedIdentifier(name))} as ${quotedIdentifier(name)}` : selected(name, available.get(name)))), ...more].join(", ")}
    from ${from} as mart ${mart.where ? `where ${mart.where}` : ""} ${order ? `order by ${order}` : ""}`;
}

/** The rows of a mart cut where the values of its split columns change, and at its number of rows. */
async function* streamedParts(db: Database, {split_by: by = [], part_rows: size = Infinity}: PublishedMart, sql: string): AsyncGenerator<{keys: (string | null)[]; columns: ColumnData[]}> {
  let part: ColumnData[] | null = null;
  let keys: (string | null)[] = [];
  for await (const chunk of db.stream(sql)) {
    const keyColumns = by.map((name) => chunk.find((column) => column.name === name)?.values ?? []);
    const keysOf = (i: number) => keyColumns.map((values) => (values[i] === null || values[i] === undefined ? null : String(values[i])));
    const length = chunk[0]?.values.length ?? 0;
    for (let i = 0; i < length; ++i) {
      const own = keysOf(i);
      if (part !== null && (part[0]!.values.length >= size || own.some((key, j) => key !== keys[j]))) {
        yield {keys, columns: part};
        part = null;
      }
      if (part === null) {
        part = chunk.map(({name, type}) => ({name, type, values: []}));
        keys = own;
      }
      for (const [j, {values}] of part.entries()) values.push(chunk[j]!.values[i]!);
    }
  }
  if (part !== null) yield {keys, columns: part};
}

/** Row numbers by the values of the columns, in the order of their first rows, each cut to at most `size`. */
function split(columns: readonly ColumnData[], by: readonly string[], size: number): {keys: (string | null)[]; rows: number[]}[] {
  const length = columns[0]?.values.length ?? 0;
  const keyColumns = by.map((name) => columns.find((column) => column.name === name)?.values ?? []);
  const groups = new Map<string, {keys: (string | null)[]; rows: number[]}>();
  for (let i = 0; i < length; ++i) {
    const keys = keyColumns.map((values) => (values[i] === null || values[i] === undefined ? null : String(values[i])));
    const key = JSON.stringify(keys);
    const group = groups.get(key);
    if (group) group.rows.push(i);
    else groups.set(key, {keys, rows: [i]});
  }
  return [...groups.values()].flatMap(({keys, rows}) =>
    Array.from({length: Math.ceil(rows.length / Math.min(size, rows.length))}, (_, k) => ({keys, rows: rows.slice(k * size, (k + 1) * size || undefined)})));
}

/** SQL for the path of an export as readers see it. */
export function publishedPath(column: string): string {
  return `regexp_replace(${column}, '^(exports/|([A-Za-z]:)?[/\\\\].*[/\\\\]|\\.\\./.*[/\\\\])', '')`;
}

/** Lists become texts, because Arrow on the page has no lists; all else stays. */
function selected(name: string, type: string | undefined): string {
  const column = quotedIdentifier(name);
  return type?.endsWith("[]") ? `array_to_string(${column}, ', ') as ${column}` : column;
}

async function columnsOfTables(db: Database): Promise<Map<string, Map<string, string>>> {
  const rows = await db.rows<{table_name: string; column_name: string; data_type: string}>(`
    select table_name, column_name, data_type from duckdb_columns() where not internal order by table_name, column_index`);
  const tables = new Map<string, Map<string, string>>();
  for (const row of rows) {
    const columns = tables.get(row.table_name) ?? new Map<string, string>();
    tables.set(row.table_name, columns.set(row.column_name, row.data_type));
  }
  return tables;
}
