import {access, constants, mkdir, mkdtemp, stat} from "node:fs/promises";
import {extname, join} from "node:path";
import {nearest} from "../../workspace/nearest.ts";
import {byCodeUnit} from "./byCodeUnit.ts";
import {recogniseFormat, type Format} from "./format.ts";
import {matchesName} from "./glob.ts";
import {prepareJson} from "./json.ts";
import {prepareParquet} from "./parquet.ts";
import type {PreparedFile} from "./prepared.ts";
import {refused} from "./refused.ts";
import {scanFile} from "./scan.ts";
import {prepareWorkbook} from "./sheets.ts";
import {readHead, type Source} from "./source.ts";
import {prepareText, type TextOptions} from "./text.ts";
import {isHousekeeping, openArchive, type Archive} from "./zip.ts";

export interface PrepareOptions extends TextOptions {
  /** Where converted copies go; made where it is missing. Whoever gives it removes it. */
  readonly temporaryDirectory: string;
  /** What of an archive or workbook is meant, by name or glob: `Account.csv`, `Sheet1`, `book.xlsx#Sheet1`. */
  readonly part?: string | undefined;
}

/**
 * Makes every table of an export file readable for DuckDB: the file itself where it is clean, else UTF-8 copies. The content
 * tells the format, the name only helps. Throws a ProblemsError that says what is wrong with the file and what to do.
 * @param shown the file as messages and reports name it
 */
export async function prepareFile(file: string, shown: string, options: PrepareOptions): Promise<PreparedFile[]> {
  await checkReadable(file, shown);
  const temporary = async () => {
    await mkdir(options.temporaryDirectory, {recursive: true});
    return mkdtemp(join(options.temporaryDirectory, "decoded-"));
  };
  return prepareContent(file, shown, extname(shown).toLowerCase(), options, temporary);
}

async function prepareContent(
  path: string, shown: string, extension: string, options: PrepareOptions, temporary: () => Promise<string>, isInArchive = false
): Promise<PreparedFile[]> {
  const source: Source = {path, shown, isGzip: false};
  const format = recogniseFormat(await readHead(source, 4096), extension);
  if (format.kind !== "zip" && options.part !== undefined) {
    throw refused(shown, `is no ${isInArchive ? "workbook" : "archive or workbook"}: '${options.part}' cannot be found in it`, "Name the file alone.");
  }
  switch (format.kind) {
    case "refused":
      throw refused(shown, format.message, format.fix);
    case "zip":
      return prepareArchive(path, shown, options, temporary, isInArchive);
    case "parquet":
      return [await prepareParquet(path, shown)];
    case "gzip": {
      const packed = {...source, isGzip: true};
      const inner: Format = recogniseFormat(await readHead(packed, 4096), extname(shown.replace(/\.gz$/i, "")).toLowerCase());
      if (inner.kind === "text") return [await prepareText(packed, options, temporary)];
      if (inner.kind === "json") return [await prepareJson(packed, options.encoding, temporary)];
      throw refused(shown, inner.kind === "refused" ? inner.message : `holds a ${inner.kind} file`, "Unpack it by hand and name what is in it.");
    }
    case "json":
      return [await prepareJson(source, options.encoding, temporary)];
    case "text":
      return [await prepareText(source, options, temporary)];
  }
}

async function prepareArchive(
  path: string, shown: string, options: PrepareOptions, temporary: () => Promise<string>, isInArchive: boolean
): Promise<PreparedFile[]> {
  const archive = await openArchive(path, shown);
  try {
    const workbook = workbookKind(archive);
    if (workbook === "xlsx") {
      const {sha256, bytes} = await scanFile(path);
      return await prepareWorkbook(archive, shown, {sha256, bytes}, options.part, temporary);
    }
    if (workbook !== null) throw refused(shown, `is a workbook of the format ${workbook}`, "Save it as .xlsx or as CSV.");
    if (isInArchive) throw refused(shown, "is an archive in an archive", "Unpack it by hand and name the files in it.");
    return await prepareEntries(archive, shown, options, temporary);
  } finally {
    archive.close();
  }
}

function workbookKind({names}: Archive): "xlsx" | ".xlsb" | ".ods" | null {
  if (names.includes("xl/workbook.bin")) return ".xlsb";
  if (names.some((name) => /^\/?xl\/workbook\d*\.xml$/.test(name))) return "xlsx";
  return names.includes("mimetype") && names.includes("content.xml") ? ".ods" : null;
}

/** The files of an archive that hold data, by name; the others are named in a warning of the first. */
async function prepareEntries(archive: Archive, shown: string, options: PrepareOptions, temporary: () => Promise<string>): Promise<PreparedFile[]> {
  const names = archive.names.filter((name) => !isHousekeeping(name)).toSorted(byCodeUnit);
  const [part, ...inner] = (options.part ?? "").split("#");
  const chosen = names.filter((name) => (part === "" ? DATA.has(dataExtension(name)) : matchesName(name, part!)));
  if (chosen.length === 0 && options.part !== undefined) {
    const near = nearest(part!, names);
    throw refused(`${shown}/${part}`, "no such file in the archive", near === null ? `It holds ${listed(names)}.` : `Did you mean ${near}?`);
  }
  if (chosen.length === 0) throw refused(shown, "holds no export", `It holds ${listed(names)}; .csv, .tsv, .txt, .json, .jsonl, .xlsx and .parquet are read.`);
  const prepared: PreparedFile[] = [];
  const warnings: string[] = [];
  if (part === "" && chosen.length < names.length) warnings.push(`also holds what is no export: ${listed(names.filter((name) => !chosen.includes(name)))}`);
  for (const name of chosen) {
    const target = join(await temporary(), `entry${dataExtension(name)}`);
    await archive.extract(name, target);
    const {size} = await stat(target);
    if (size === 0 && part === "") {
      // A weekly export holds an empty file for every object without records.
      warnings.push(`${name} is empty`);
      continue;
    }
    const entryOptions = {...options, part: inner.length > 0 ? inner.join("#") : undefined};
    prepared.push(...await prepareContent(target, `${shown}/${name}`, dataExtension(name), entryOptions, temporary, true));
  }
  const [first, ...rest] = prepared;
  if (!first) throw refused(shown, "is empty", "Export the file again.");
  return [{...first, warnings: [...warnings, ...first.warnings]}, ...rest];
}

const DATA = new Set([".csv", ".tsv", ".tab", ".txt", ".psv", ".json", ".jsonl", ".ndjson", ".xlsx", ".xlsm", ".parquet", ".gz"]);

function dataExtension(name: string): string {
  return extname(name).toLowerCase();
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 10).join(", ");
  return names.length === 0 ? "nothing" : names.length > 10 ? `${shown} and ${names.length - 10} more` : shown;
}

async function checkReadable(file: string, shown: string): Promise<void> {
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    throw error.code === "ENOENT" || error.code === "ENOTDIR"
      ? refused(shown, "not found", "Correct the path, or put the file there.")
      : refused(shown, `cannot be read: ${error.code ?? error.message}`, "Give read permission to the file and its folders.");
  });
  if (found.isDirectory()) throw refused(shown, "is a folder, not a file", `Name the files in it, such as ${shown}/*.csv.`);
  if (!found.isFile()) throw refused(shown, "is no regular file", "Copy the export into a file.");
  await access(file, constants.R_OK).catch(() => {
    throw refused(shown, "cannot be read: no permission", "Give read permission to the file.");
  });
}
