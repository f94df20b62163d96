// Whole runs on generated exports against DuckDB's bare load of the same files into a file, measured in one process tree:
//   npx tsx bench/whole-run.ts [opportunities …]      default: 50000 500000 5000000
// Prints, for each size: seconds of the bare load and of the run, their ratio, peak memory of the run's process, the slowest
// stages, and at the end the slope of cost against rows. Everything is written under bench/tmp and removed.
import {spawnSync} from "node:child_process";
import {existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync} from "node:fs";
import {cpus, totalmem} from "node:os";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {openDatabase, quotedText} from "../pipeline/database.ts";
import {writeSample} from "../pipeline/sample/sample.ts";

const TMP = fileURLToPath(new URL("./tmp/", import.meta.url));
const ROOT = fileURLToPath(new URL("../", import.meta.url));
const REPEATS = Number(process.env["REPEATS"] ?? 1);

interface Measured {
  readonly opportunities: number;
  readonly megabytes: number;
  readonly bare: number;
  readonly run: number;
  readonly peak: number;
}

const sizes = process.argv.slice(2).map(Number);
const results: Measured[] = [];
console.log(`${cpus().length} × ${cpus()[0]?.model.trim()}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Node ${process.version}`);
for (const opportunities of sizes.length > 0 ? sizes : [50_000, 500_000, 5_000_000]) results.push(await measure(opportunities));
console.log("\nopportunities      MB   bare s    run s  ratio  peak MiB");
for (const {opportunities, megabytes, bare, run, peak} of results) {
  console.log([
    opportunities.toLocaleString("en-US").padStart(13), megabytes.toFixed(0).padStart(7), bare.toFixed(2).padStart(8),
    run.toFixed(2).padStart(8), (run / bare).toFixed(2).padStart(6), (peak / 1024).toFixed(0).padStart(9)
  ].join(" "));
}
const [first, last] = [results[0], results.at(-1)];
if (first && last && first !== last) {
  const slope = Math.log(last.run / first.run) / Math.log(last.opportunities / first.opportunities);
  console.log(`cost grows as rows to the power ${slope.toFixed(2)}`);
}

/** Accounts are a tenth of the opportunities, subscriptions three tenths. The lower of the pairs of runs counts for both sides. */
async function measure(opportunities: number): Promise<Measured> {
  const workspace = join(TMP, String(opportunities));
  if (!existsSync(join(workspace, "fitproof.yaml"))) {
    mkdirSync(TMP, {recursive: true});
    await writeSample(workspace, {
      accounts: Math.round(opportunities / 10), opportunities, seed: 1,
      entities: ["accounts", "opportunities", "subscriptions"], icps: ["2022-07.yaml", "2024-01.yaml"]
    });
  }
  const folder = join(workspace, "exports");
  const files = readdirSync(folder).filter((file) => file.endsWith(".csv"));
  const megabytes = files.reduce((sum, file) => sum + statSync(join(folder, file)).size, 0) / 1e6;
  let bare = Infinity;
  let run = Infinity;
  let peak = 0;
  for (let i = 0; i < REPEATS; ++i) {
    bare = Math.min(bare, await bareLoad(folder, files));
    const measured = wholeRun(workspace);
    run = Math.min(run, measured.seconds);
    peak = Math.max(peak, measured.peak);
  }
  printStages(workspace);
  if (!process.env["KEEP"]) rmSync(workspace, {recursive: true, force: true});
  return {opportunities, megabytes, bare, run, peak};
}

/** What DuckDB itself needs: one table a file, types sniffed, into a file. */
async function bareLoad(folder: string, files: readonly string[]): Promise<number> {
  const path = join(TMP, "bare.duckdb");
  rmSync(path, {force: true});
  const started = performance.now();
  const db = await openDatabase(path);
  for (const [i, file] of files.entries()) {
    await db.exec(`create table bare_${i} as select * from read_csv(${quotedText(join(folder, file))}, ignore_errors = true)`);
  }
  await db.exec("checkpoint");
  db.close();
  const seconds = (performance.now() - started) / 1000;
  rmSync(path, {force: true});
  return seconds;
}

/** `fitproof run` as a user starts it: a process of its own, from nothing. Peak memory is the kernel's own figure, in KiB. */
function wholeRun(workspace: string): {seconds: number; peak: number} {
  rmSync(join(workspace, "build"), {recursive: true, force: true});
  rmSync(join(workspace, "history"), {recursive: true, force: true});
  const probe = `import {compiled} from ${JSON.stringify(join(ROOT, "bin/compiled.js"))};
    const {main} = await import(await compiled(${JSON.stringify(ROOT)}));
    const code = await main(["run", "--workspace", ${JSON.stringify(workspace)}]);
    process.stderr.write("\\npeak " + process.resourceUsage().maxRSS + "\\n");
    process.exitCode = code;`;
  const started = performance.now();
  const child = spawnSync(process.execPath, ["--input-type=module", "-e", probe], {cwd: ROOT, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"]});
  const seconds = (performance.now() - started) / 1000;
  if (child.status !== 0) throw new Error(`the run failed:\n${child.stderr}`);
  return {seconds, peak: Number(/peak (\d+)/.exec(child.stderr)?.[1] ?? 0)};
}

function printStages(workspace: string): void {
  const timings = JSON.parse(readFileSync(join(workspace, "build", "timings.json"), "utf8")) as Record<string, number>;
  const slowest = Object.entries(timings).toSorted(([, a], [, b]) => b - a).slice(0, 16);
  console.log(`\n${workspace.slice(TMP.length)} opportunities, seconds by stage: ${slowest.map(([name, seconds]) => `${name.replace("models/", "")} ${seconds.toFixed(2)}`).join(", ")}`);
}
