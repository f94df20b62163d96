import {createHash} from "node:crypto";
import {readFileSync} from "node:fs";
import {mkdir, readdir, readFile, rename, stat, writeFile} from "node:fs/promises";
import {dirname, join, relative, sep} from "node:path";
import {fileURLToPath} from "node:url";
import {scanFile} from "./ingest/decode/scan.ts";

/** The repository, or wherever the package is installed. */
export const ROOT = fileURLToPath(new URL("../", import.meta.url));

/** The version of the package in `root`, as its package.json has it. */
export function packageVersion(root: string): string {
  return String(JSON.parse(readFileSync(join(root, "package.json"), "utf8")).version);
}

interface FileHash {
  readonly file: string;
  readonly sha256: string;
  /** Whether it is what it was when it was last asked for. */
  readonly isUnchanged: boolean;
}

/** What a run depends on, file by file, and the id that follows from it. */
export interface Fingerprint {
  /** Sixteen hexadecimal digits: equal inputs, settings and code have equal ids. */
  readonly id: string;
  readonly files: readonly FileHash[];
  /** Of all input files. */
  readonly bytes: number;
}

/**
 * The fingerprint of the given input files, named as the user knows them, and of the pipeline's own code.
 * @param cache where the hashes are kept beside size and times, so that unchanged files are not read again
 */
export async function fingerprint(inputs: readonly {file: string; path: string}[], cache: string): Promise<Fingerprint> {
  const known = await readCache(cache);
  const fresh: Record<string, CachedHash> = {};
  const files: FileHash[] = [];
  let bytes = 0;
  for (const {file, path} of inputs) {
    const {size, mtimeNs, ctimeNs, ino} = await stat(path, {bigint: true});
    const state = [size, mtimeNs, ctimeNs, ino].join(" ");
    const entry = known[path];
    const sha256 = entry?.state === state ? entry.sha256 : (await scanFile(path)).sha256;
    fresh[path] = {state, sha256};
    files.push({file, sha256, isUnchanged: entry?.sha256 === sha256});
    bytes += Number(size);
  }
  if (JSON.stringify(known) !== JSON.stringify(fresh)) await writeAtomically(cache, JSON.stringify(fresh, null, 1));
  // A program runs the TypeScript that it was started with, however long it runs; SQL and YAML are read at every run.
  started ??= codeHash(CODE, isTypeScript);
  const hash = createHash("sha256").update(await started).update(await codeHash(CODE, (file) => !isTypeScript(file)));
  for (const {file, sha256} of files) hash.update(`${file}\0${sha256}\n`);
  return {id: hash.digest("hex").slice(0, 16), files, bytes};
}

const CODE = ["pipeline", "package-lock.json"];

let started: Promise<string> | null = null;

function isTypeScript(file: string): boolean {
  return file.endsWith(".ts");
}

/** The hash of everything in the given folders and files of the repository, or of the files that are asked for. */
export async function codeHash(paths: readonly string[], isAskedFor: (file: string) => boolean = () => true): Promise<string> {
  const hash = createHash("sha256");
  for (const path of paths) {
    for (const file of (await filesBelow(join(ROOT, path))).filter(isAskedFor)) {
      hash.update(`${relative(ROOT, file).split(sep).join("/")}\0`).update(await readFile(file)).update("\n");
    }
  }
  return hash.digest("hex");
}

/** Writes beside and renames, so that a reader sees the old file or the new one. */
export async function writeAtomically(path: string, data: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), {recursive: true});
  const partial = `${path}.${process.pid}.partial`;
  await writeFile(partial, data);
  await rename(partial, path);
}

interface CachedHash {
  readonly state: string;
  readonly sha256: string;
}

async function readCache(path: string): Promise<Record<string, CachedHash>> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as Record<string, CachedHash>;
  } catch {
    return {};
  }
}

async function filesBelow(path: string): Promise<string[]> {
  const {isDirectory} = await stat(path).then((found) => ({isDirectory: found.isDirectory()}), () => ({isDirectory: null}));
  if (isDirectory === null) return [];
  if (!isDirectory) return [path];
  const entries = await readdir(path, {withFileTypes: true});
  const nested = await Promise.all(
    entries
      .filter((entry) => !entry.name.startsWith("."))
      .map((entry) => (entry.isDirectory() ? filesBelow(join(path, entry.name)) : [join(path, entry.name)]))
  );
  return nested.flat().toSorted();
}
