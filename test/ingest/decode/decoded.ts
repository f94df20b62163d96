import {mkdtemp, mkdir, writeFile} from "node:fs/promises";
import {dirname, join} from "node:path";
import {inject} from "vitest";
import type {Cell} from "../../../pipeline/cells.ts";
import {openDatabase, quotedText} from "../../../pipeline/database.ts";
import {prepareFile, type PrepareOptions} from "../../../pipeline/ingest/decode/prepare.ts";
import type {PreparedFile} from "../../../pipeline/ingest/decode/prepared.ts";

const root = await mkdtemp(join(inject("sharedFolder"), "decode-"));

let folders = 0;

/** A fresh folder with these files, by name below it. */
export async function folder(files: Readonly<Record<string, string | Uint8Array>> = {}): Promise<string> {
  const path = join(root, String(folders++));
  await mkdir(path, {recursive: true});
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(path, name)), {recursive: true});
    await writeFile(join(path, name), content);
  }
  return path;
}

/** Prepares one file of these bytes. */
export async function prepare(name: string, content: string | Uint8Array, options: Partial<PrepareOptions> = {}): Promise<PreparedFile[]> {
  const path = await folder({[name]: content});
  return prepareFile(join(path, name), `exports/${name}`, {temporaryDirectory: join(path, "temporary"), ...options});
}

/** The only table of a file of these bytes. */
export async function prepareOne(name: string, content: string | Uint8Array, options: Partial<PrepareOptions> = {}): Promise<PreparedFile> {
  const files = await prepare(name, content, options);
  if (files.length !== 1) throw new Error(`${files.length} tables`);
  return files[0]!;
}

/** The rows below the header, as DuckDB reads them by what the preparation says. */
export async function cells(file: PreparedFile): Promise<(Cell | undefined)[][]> {
  const db = await openDatabase(":memory:");
  try {
    const columns = await db.columns(`from ${scan(file)}`);
    return (columns[0]?.values ?? []).map((_, i) => columns.map(({values}) => values[i]));
  } finally {
    db.close();
  }
}

/** DuckDB's own lines of the rows whose second column is no number. */
export async function rejectedLines(file: PreparedFile): Promise<number[]> {
  const db = await openDatabase(":memory:");
  try {
    await db.rows(`from ${scan(file, (i) => (i === 1 ? "integer" : "varchar"), ", store_rejects = true")}`);
    return (await db.rows<{line: number}>("select distinct line from reject_errors order by line")).map(({line}) => line);
  } finally {
    db.close();
  }
}

function scan(file: PreparedFile, type: (i: number) => string = () => "varchar", more = ""): string {
  if (file.format === "parquet") return `read_parquet(${quotedText(file.path)})`;
  const columns = file.header.map((_, i) => `'c${i}': '${type(i)}'`).join(", ");
  return `read_csv(${quotedText(file.path)}, columns = {${columns}}, auto_detect = false, header = true, strict_mode = false,
    skip = ${file.headerLine - 1 - file.lineOffset}, delim = ${quotedText(file.delimiter)}, quote = ${quotedText(file.quote)},
    escape = ${quotedText(file.escape)}, compression = '${file.compressed ? "gzip" : "none"}'${more})`;
}
