import {readdir, stat} from "node:fs/promises";
import {basename, dirname, isAbsolute, join, relative, resolve, sep} from "node:path";
import {escapePath, glob} from "tinyglobby";
import type {Problem} from "../../problems.ts";
import {nearest} from "../../workspace/nearest.ts";
import type {Location} from "../../workspace/read.ts";
import {isGlob} from "./glob.ts";
import {byCodeUnit} from "./byCodeUnit.ts";

/** A file that `files:` names. */
export interface FoundFile {
  readonly path: string;
  /** As messages name it: from the workspace on, such as exports/accounts.csv, or as given where it lies outside. */
  readonly shown: string;
  /** What of an archive or workbook was named: `Account.csv` of export.zip/Account.csv, `Sheet1` of book.xlsx#Sheet1. */
  readonly part?: string;
}

/** A name or glob, and where fitproof.yaml has it. */
export interface NamedPattern {
  readonly pattern: string;
  readonly place: Location;
}

/**
 * The files that names or globs under the exports folder stand for, each once, sorted by name in the order of code units, which
 * is the same on every machine; and every name that finds nothing, with the nearest that exists. Absolute names and such as begin with
 * `../` are allowed.
 */
export async function findFiles(exportsDirectory: string, patterns: readonly (string | NamedPattern)[]): Promise<{files: FoundFile[]; problems: Problem[]}> {
  const found = new Map<string, FoundFile>();
  const problems: Problem[] = [];
  for (const named of patterns) {
    const {pattern, place} = typeof named === "string" ? {pattern: named, place: null} : named;
    const {name, part} = splitPart(pattern);
    const path = resolve(exportsDirectory, name);
    const isNamed = await stat(path).then(() => true, (error: NodeJS.ErrnoException) => error.code !== "ENOENT" && error.code !== "ENOTDIR");
    const paths = isNamed ? [path] : isGlob(name) ? await globbed(exportsDirectory, name) : [];
    if (paths.length === 0) {
      const problem = await notFound(exportsDirectory, name, path);
      problems.push(place === null ? problem : {...problem, fix: `${problem.fix} It is named in ${place.file}:${place.line}.`});
    }
    for (const one of paths) {
      const shown = shownName(exportsDirectory, one);
      const key = part === undefined ? shown : `${shown}/${part}`;
      if (!found.has(key)) found.set(key, part === undefined ? {path: one, shown} : {path: one, shown, part});
    }
  }
  return {files: [...found].toSorted(([a], [b]) => byCodeUnit(a, b)).map(([, file]) => file), problems};
}

/** A path as messages name it: from the workspace on where it lies in it, with slashes on every system. */
function shownName(exportsDirectory: string, path: string): string {
  const inside = relative(dirname(resolve(exportsDirectory)), path);
  return (inside.startsWith("..") || isAbsolute(inside) ? path : inside).split(sep).join("/");
}

/** `export.zip/Account.csv` and `book.xlsx#Sheet1` name a part of a file. */
function splitPart(pattern: string): {name: string; part?: string} {
  const found = /^(.*?\.zip)\/(.+)$/i.exec(pattern) ?? /^(.*\.xls[xm])#(.+)$/i.exec(pattern);
  return found ? {name: found[1]!, part: found[2]!} : {name: pattern};
}

async function globbed(exportsDirectory: string, pattern: string, caseSensitiveMatch = true): Promise<string[]> {
  const slashed = pattern.split("\\").join("/");
  const cwd = resolve(exportsDirectory);
  const options = {cwd, absolute: true, onlyFiles: true, followSymbolicLinks: true, expandDirectories: false, dot: false, caseSensitiveMatch};
  const paths = await glob(slashed.startsWith("/") ? slashed : `${escapePath(".")}/${slashed}`, options);
  // What spreadsheets leave beside an open file.
  return paths.filter((path) => !basename(path).startsWith("~$") && !basename(path).startsWith(".~")).map((path) => resolve(path));
}

async function notFound(exportsDirectory: string, name: string, path: string): Promise<Problem> {
  const shown = shownName(exportsDirectory, path);
  const problem = {file: shown, line: null, column: null, value: null};
  const there = await listing(isGlob(name) ? exportsDirectory : dirname(path));
  if (isGlob(name)) {
    return {...problem, message: "nothing matches", fix: there.length > 0 ? `There are ${there.slice(0, 10).join(", ")}.` : "Put the exports there."};
  }
  if (there.length === 0 && (await listing(exportsDirectory)).includes(basename(name))) return {...problem, message: "not found", fix: `Files are named from exports/ on: write ${basename(name)}.`};
  const near = nearest(basename(name), there);
  const fix = near !== null ? `Did you mean ${near}?`
    : there.length > 0 ? `There are ${there.slice(0, 10).join(", ")}.` : "Put the export there, or correct `files:` in fitproof.yaml.";
  return {...problem, message: "not found", fix};
}

async function listing(directory: string): Promise<string[]> {
  const entries = await readdir(directory, {withFileTypes: true}).catch(() => []);
  return entries.filter((entry) => !entry.name.startsWith(".")).map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name)).toSorted(byCodeUnit);
}

/** Every file under the exports folder that may be an export, for `init`; workbooks that cannot be read too, so that they are not passed over in silence. */
export async function listFiles(exportsDirectory: string): Promise<FoundFile[]> {
  const paths = await globbed(exportsDirectory, "**/*.{csv,tsv,tab,txt,psv,gz,zip,xlsx,xlsm,xls,xlsb,ods,json,jsonl,ndjson,parquet}", false);
  return paths.map((path) => ({path, shown: shownName(exportsDirectory, path)})).toSorted((a, b) => byCodeUnit(a.shown, b.shown));
}

/** What fitproof.yaml's `files:` calls a found file. */
export function fileName(exportsDirectory: string, {path, part}: FoundFile): string {
  const inside = relative(resolve(exportsDirectory), path).split(sep).join("/");
  if (part === undefined) return inside;
  return /\.zip$/i.test(path) ? join(inside, part) : `${inside}#${part}`;
}
