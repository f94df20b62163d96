import {existsSync} from "node:fs";
import {mkdir, readFile, statfs, unlink, writeFile} from "node:fs/promises";
import {freemem, tmpdir, totalmem} from "node:os";
import {delimiter, join} from "node:path";
import {openDatabase} from "../database.ts";
import {offlineBuild} from "../doctor/offlineBuild.ts";
import {ROOT} from "../fingerprint.ts";

interface Options {
  readonly json?: boolean;
}

/** One thing that the machine has or lacks. */
export interface MachineFinding {
  readonly check: string;
  readonly ok: boolean;
  /** False where a report does without. */
  readonly needed: boolean;
  readonly message: string;
  readonly fix: string | null;
}

const MIB = 1024 * 1024;
const ENOUGH_DISK = 500 * MIB;
const ENOUGH_MEMORY = 1024 * MIB;

/**
 * Says what the machine lacks for a report, a finding a line, and proves that a build needs no network.
 * @returns the exit code: 1 where something needed is missing
 */
export async function doctor({json}: Options): Promise<number> {
  const workspace = existsSync("fitproof.yaml") ? process.cwd() : join(ROOT, "workspaces", "sample");
  const findings: MachineFinding[] = [];
  const build = join(workspace, "build");
  const examined: [check: string, examine: () => MachineFinding | Promise<MachineFinding>][] = [
    ["Node.js", nodeVersion], ["DuckDB", duckdb], ["build folder", () => writable("build folder", build, true)], ["temporary folder", () => writable("temporary folder", tmpdir(), false)],
    ["disk", () => disk(workspace)], ["disk", () => disk(tmpdir())], ["memory", memory], ["browser", browser], ["network", network]
  ];
  for (const [check, examine] of examined) {
    const finding = await Promise.resolve().then(examine).catch((error: unknown): MachineFinding =>
      ({check, ok: false, needed: true, message: `cannot be examined: ${error instanceof Error ? error.message : String(error)}`, fix: null}));
    findings.push(finding);
    if (!json) process.stdout.write(`${finding.ok ? "ok" : finding.needed ? "MISSING" : "note"}  ${finding.check}: ${finding.message}${finding.fix === null ? "" : `. ${finding.fix}`}\n`);
  }
  if (json) process.stdout.write(`${JSON.stringify({ok: findings.every(({ok, needed}) => ok || !needed), findings})}\n`);
  return findings.some(({ok, needed}) => needed && !ok) ? 1 : 0;
}

async function nodeVersion(): Promise<MachineFinding> {
  const {engines} = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8")) as {engines?: {node?: string}};
  const wanted = (/\d+\.\d+\.\d+/.exec(engines?.node ?? "") ?? ["20.19.0"])[0];
  const ok = atLeast(process.versions.node, wanted);
  return {check: "Node.js", ok, needed: true, message: `${process.versions.node}${ok ? "" : `, and ${wanted} is needed`}`, fix: ok ? null : `Install Node.js ${wanted} or newer`};
}

/** Compares versions number by number. */
export function atLeast(version: string, wanted: string): boolean {
  const [a, b] = [version, wanted].map((text) => text.split(".").map(Number)) as [number[], number[]];
  for (const [i, number] of b.entries()) if ((a[i] ?? 0) !== number) return (a[i] ?? 0) > number;
  return true;
}

async function duckdb(): Promise<MachineFinding> {
  try {
    const db = await openDatabase(":memory:");
    try {
      const [row] = await db.rows<{version: string; sum: number}>("select version() as version, sum(range)::integer as sum from range(1000)");
      if (row!.sum !== 499500) throw new Error("it counts wrong");
      return {check: "DuckDB", ok: true, needed: true, message: `${row!.version} loads and counts`, fix: null};
    } finally {
      db.close();
    }
  } catch (error) {
    return {check: "DuckDB", ok: false, needed: true, message: error instanceof Error ? error.message : String(error),
      fix: "Run `npm ci` on this very machine: the binding is made for one system and processor"};
  }
}

/** @param isMade whether a folder that is not there is made, as a run makes its build folder */
async function writable(check: string, folder: string, isMade: boolean): Promise<MachineFinding> {
  const file = join(folder, `.fitproof-doctor-${process.pid}`);
  try {
    if (isMade) await mkdir(folder, {recursive: true});
    await writeFile(file, "x");
    await unlink(file);
    return {check, ok: true, needed: true, message: `${folder} can be written`, fix: null};
  } catch (error) {
    const {code, message} = error as NodeJS.ErrnoException;
    return {check, ok: false, needed: true, message: `${folder} cannot be written (${code ?? message})`, fix: "Give write permission, or choose another place with --database, --output or TMPDIR"};
  }
}

async function disk(folder: string): Promise<MachineFinding> {
  const {bavail, bsize} = await statfs(folder);
  const free = bavail * bsize;
  const ok = free >= ENOUGH_DISK;
  return {check: "disk", ok, needed: true, message: `${megabytes(free)} free at ${folder}`, fix: ok ? null : `Make room: a report wants ${megabytes(ENOUGH_DISK)} and about three times the exports`};
}

function memory(): MachineFinding {
  const limit = process.constrainedMemory();
  const total = limit > 0 && limit < totalmem() ? limit : totalmem();
  const ok = total >= ENOUGH_MEMORY;
  return {check: "memory", ok, needed: true, message: `${megabytes(total)} in all, ${megabytes(Math.min(total, freemem()))} free`, fix: ok ? null : `A report of a large CRM wants 4 GiB, a small one ${megabytes(ENOUGH_MEMORY)}`};
}

function browser(): MachineFinding {
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
  const places = [
    ...(process.env["FITPROOF_CHROMIUM"] ? [process.env["FITPROOF_CHROMIUM"]] : []),
    ...(process.env["PATH"] ?? "").split(delimiter).flatMap((folder) => names.map((name) => join(folder, process.platform === "win32" ? `${name}.exe` : name))),
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium"
  ];
  const found = places.find((path) => existsSync(path));
  return {check: "browser", ok: found !== undefined, needed: false, message: found ?? "no Chromium found; only `npm test` wants one", fix: found === undefined ? "Install one, or name it in FITPROOF_CHROMIUM" : null};
}

async function network(): Promise<MachineFinding> {
  const {ok, isCut, attempts, message} = await offlineBuild();
  const how = isCut ? "built a page in a process without a network" : "built a page while watching its sockets (the network cannot be cut here)";
  if (ok && attempts.length === 0) return {check: "network", ok: true, needed: true, message: `a build needs none: ${how}`, fix: null};
  return {
    check: "network", ok: false, needed: true, message: attempts.length > 0 ? `a build tried to reach ${attempts.slice(0, 3).join(", ")}` : `a build without a network failed: ${message}`,
    fix: "Run `npm ci` again; if that does not help, this is a bug"
  };
}

function megabytes(bytes: number): string {
  return bytes >= 10 * 1024 * MIB ? `${(bytes / 1024 / MIB).toFixed(0)} GiB` : `${Math.floor(bytes / MIB).toLocaleString("en-US")} MiB`;
}
