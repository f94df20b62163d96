// What `report` costs on the sample against Observable Framework's own build of the same pages with the data already there, in one run:
//   npx tsx bench/report.ts            REPEATS=3 takes the lower of three
// Prints seconds and processor seconds of Framework alone, of what `npm ci` makes beside the packages (the program and the pages without data), of a first
// report after it and without it, of a report with one changed export, and unchanged, and each as a ratio to Framework.
// Works on a copy of the project under bench/tmp, which it removes.
import {spawnSync} from "node:child_process";
import {appendFileSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync} from "node:fs";
import {cpus, totalmem} from "node:os";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {siteConfig} from "../observablehq.config.ts";
import {openDatabase} from "../pipeline/database.ts";
import {PUBLISHED} from "../pipeline/publish/marts.ts";
import {publishedFiles} from "../pipeline/publish/published.ts";
import {readRunInfo} from "../pipeline/publish/runInfo.ts";
import {UNUSED_LIBRARIES} from "../pipeline/publish/template.ts";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const TMP = fileURLToPath(new URL("./tmp/report/", import.meta.url));
const REPEATS = Number(process.env["REPEATS"] ?? 1);
const project = join(TMP, "project");
const workspace = join(project, "workspaces/sample");

interface Cost {
  readonly seconds: number;
  readonly processor: number;
}

try {
  console.log(`${cpus().length} × ${cpus()[0]?.model.trim()}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Node ${process.version}; the lower of ${REPEATS}`);
  const costs = new Map<string, Cost>();
  const measure = (name: string, cost: Cost) => {
    const before = costs.get(name);
    costs.set(name, before ? {seconds: Math.min(before.seconds, cost.seconds), processor: Math.min(before.processor, cost.processor)} : cost);
  };
  for (let i = 0; i < REPEATS; ++i) {
    copyProject();
    measure("first report, nothing prepared", report());
    await stageForFramework();
    measure("Framework alone, data there", framework());
    copyProject();
    measure("what npm ci prepares", prepare());
    measure("first report", report());
    appendFileSync(join(workspace, "exports/subscriptions.csv"), lastLine(join(workspace, "exports/subscriptions.csv")));
    measure("report with one changed export", report());
    measure("unchanged report", report());
  }
  const base = costs.get("Framework alone, data there")!;
  console.log(`\n${"".padEnd(32)} seconds  ratio   processor seconds  ratio`);
  for (const [name, {seconds, processor}] of costs) {
    console.log(`${name.padEnd(32)} ${seconds.toFixed(2).padStart(7)} ${(seconds / base.seconds).toFixed(2).padStart(6)} ${processor.toFixed(2).padStart(19)} ${(processor / base.processor).toFixed(2).padStart(6)}`);
  }
} finally {
  rmSync(TMP, {recursive: true, force: true});
}

/** The project as a new clone after `npm ci --ignore-scripts`: nothing is built or kept. */
function copyProject(): void {
  rmSync(TMP, {recursive: true, force: true});
  mkdirSync(join(project, "node_modules"), {recursive: true});
  for (const name of ["package.json", "package-lock.json", "observablehq.config.ts", "bin", "pipeline", "src", "workspaces"]) {
    cpSync(join(ROOT, name), join(project, name), {recursive: true, filter: (path) => !/\/\.observablehq$|\/workspaces\/.*\/(build|dist|history)$/.test(path)});
  }
  for (const name of readdirSync(join(ROOT, "node_modules"))) if (name !== ".cache") symlinkSync(join(ROOT, "node_modules", name), join(project, "node_modules", name));
}

/** What npm runs when it has installed the packages. */
function prepare(): Cost {
  const cost = timed([process.execPath, join(project, "bin/prepare.js")], project);
  if (!existsSync(join(project, "src/.observablehq/cache/_site"))) throw new Error("bin/prepare.js made no pages");
  return cost;
}

function report(): Cost {
  return timed([process.execPath, join(project, "bin/fitproof.js"), "report"], project);
}

/** The pages as they are in `src`, with the published marts of the run where Framework keeps the outputs of loaders. */
async function stageForFramework(): Promise<void> {
  const site = join(TMP, "framework");
  rmSync(site, {recursive: true, force: true});
  cpSync(join(project, "src"), join(site, "src"), {recursive: true, filter: (path) => !path.endsWith(".observablehq")});
  symlinkSync(join(ROOT, "node_modules"), join(site, "node_modules"));
  writeFileSync(join(site, "package.json"), `{"type":"module"}\n`);
  const cache = join(site, "src/.observablehq/cache");
  mkdirSync(join(cache, "data/marts"), {recursive: true});
  for (const name of UNUSED_LIBRARIES) mkdirSync(join(cache, "_npm", `${name}@0.0.0`), {recursive: true});
  const db = await openDatabase(join(workspace, "build/fitproof.duckdb"), {readOnly: true});
  for await (const {path, bytes} of publishedFiles(db, PUBLISHED, "internal", 5)) writeFileSync(join(cache, "data", path), bytes);
  const run = await readRunInfo(db, {runId: "bench", profile: "internal", minCell: 5, version: "bench", build: "bench"});
  db.close();
  writeFileSync(join(cache, "data/marts/run.json"), JSON.stringify(run));
  const past = new Date(0);
  for (const file of readdirSync(join(site, "src/data"))) utimesSync(join(site, "src/data", file), past, past);
  writeFileSync(join(site, "job.json"), `${JSON.stringify({root: join(site, "src"), output: join(site, "dist"), config: siteConfig(join(site, "src"), run)})}\n`);
  mkdirSync(join(site, "dist"));
}

function framework(): Cost {
  const site = join(TMP, "framework");
  const cost = timed(["sh", "-c", `exec "$0" "$1" < job.json`, process.execPath, join(ROOT, "pipeline/publish/framework.js")], site);
  if (!existsSync(join(site, "dist/pages/win-rate.html"))) throw new Error("Framework built no pages");
  return cost;
}

/** A command's time, and that of its processor with all that it starts. */
function timed(command: readonly string[], cwd: string): Cost {
  const result = spawnSync("bash", ["-c", `TIMEFORMAT="%R %U %S"; { time "$@" 2>stderr.txt >/dev/null; } 2>time.txt`, "bash", ...command], {
    cwd, env: {...process.env, OBSERVABLE_TELEMETRY_DISABLE: "1"}
  });
  const [seconds, user, system] = readFileSync(join(cwd, "time.txt"), "utf8").trim().split(" ").map(Number);
  if (result.status !== 0) throw new Error(`${command.join(" ")} failed:\n${readFileSync(join(cwd, "stderr.txt"), "utf8")}`);
  return {seconds: seconds!, processor: user! + system!};
}

/** The last row of a CSV, with another id. */
function lastLine(path: string): string {
  return `${readFileSync(path, "utf8").trimEnd().split("\n").at(-1)!.replace(/^[^,]*/, "bench-1")}\n`;
}
