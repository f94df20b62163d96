import {rmSync} from "node:fs";
import {mkdir, readdir, rename, rm, stat} from "node:fs/promises";
import {availableParallelism} from "node:os";
import {basename, dirname, join, relative, resolve} from "node:path";
import {CheckError, runChecks} from "./checks/checks.ts";
import {MEMORY_LIMIT, openDatabase, type Database} from "./database.ts";
import {fingerprint, writeAtomically} from "./fingerprint.ts";
import {dropHistory, keepHistory, lostColumns, olderData, readHistory, shrunkData, unnamed, writeHistory} from "./history/history.ts";
import {findFiles} from "./ingest/decode/files.ts";
import {ingest} from "./ingest/ingest.ts";
import {withLock} from "./lock.ts";
import {buildModels, createMacros, LANES, leaveScratchViews} from "./models/build.ts";
import {requireMartColumns} from "./models/martColumns.ts";
import {MODELS} from "./models/models.ts";
import {ProblemsError, type Problem} from "./problems.ts";
import {unmatchedExports} from "./profile/unmatched.ts";
import {registerStatistics} from "./statistics/functions.ts";
import {configure, setAsOf} from "./workspace/configure.ts";
import {crowdedDimensions} from "./workspace/crowded.ts";
import {readWorkspace, type LoadedWorkspace} from "./workspace/read.ts";
import {asColumns} from "./workspace/tables.ts";
import {unmetRules} from "./workspace/unmet.ts";

export interface RunOptions {
  /** The workspace's folder. */
  readonly workspace: string;
  /** The DuckDB file; default: build/fitproof.duckdb in the workspace. */
  readonly database?: string;
  /** Stop on any problem in the data. */
  readonly strict?: boolean;
  /** Told what is being done: for progress on a terminal. */
  readonly observe?: (message: string) => void;
  /** Told the workspace when there is something to do, before it is done. */
  readonly starting?: (loaded: LoadedWorkspace) => void;
}

export interface RunResult {
  readonly run_id: string;
  readonly as_of: string;
  /** True where nothing had changed, so that nothing was done. */
  readonly unchanged: boolean;
  readonly database: string;
  /** Of the run that made the database, be it this one or an earlier one on the same inputs. */
  readonly warnings: readonly Problem[];
  readonly loaded: LoadedWorkspace;
}

/** A statement on less is over before a second thread has begun to help. */
const SMALL_BYTES = 16_000_000;
/** With fewer rows, and no more cores than models built side by side, a thread for each of these is enough. */
const ROWS_WORTH_A_THREAD = 1_000_000;

/**
 * Runs the pipeline on a workspace: ingest, models, checks. The DuckDB file is built beside the last good one and takes its
 * place only when every check has passed; where the inputs, settings and code are those of the last run, nothing is done.
 * @throws ProblemsError for anything that the user can mend
 */
export async function runPipeline(options: RunOptions): Promise<RunResult> {
  const database = resolve(options.database ?? join(options.workspace, "build", "fitproof.duckdb"));
  const build = dirname(database);
  const observe = options.observe ?? (() => {});
  const loaded = await readWorkspace(options.workspace);
  return withLock(join(build, `${basename(database)}.lock`), async () => {
    await removePartials(database);
    const inputs = await runInputs(loaded);
    const run = await fingerprint(inputs, join(build, "fingerprints.json"));
    const last = await lastRun(database);
    if (last?.run_id === run.id && !(options.strict && last.problem_count > 0)) {
      return {run_id: run.id, as_of: last.as_of, unchanged: true, database, warnings: last.warnings, loaded};
    }
    options.starting?.(loaded);
    const partial = `${database}.${process.pid}.partial`;
    const temporary = join(build, `.temporary-${process.pid}`);
    const yaml = new Set(loaded.inputs.map(({file}) => file));
    const hasUnchanged = run.files.some(({file, isUnchanged}) => isUnchanged && !yaml.has(file));
    const lock = join(build, `${basename(database)}.lock`);
    const history = join(loaded.directory, "history");
    const historyLock = join(history, ".lock");
    // Another run into another database would be compared with the same one as this, and take the same number in the ledger.
    return withLock(historyLock, async () => {
      const forget = removeOnSignal([partial, `${partial}.wal`, temporary, unnamed(history, run.id), historyLock, lock]);
      const timings: Record<string, number> = {};
      try {
        await mkdir(temporary, {recursive: true});
        const buildFrom = (previous: string | null) => buildDatabase(partial, loaded, {
          runId: run.id, history, isSmall: run.bytes < SMALL_BYTES, previous, temporary, strict: options.strict ?? false, observe, timings
        });
        const result = last && hasUnchanged ? await buildFrom(database).catch(async (error: unknown) => {
          if (!isOfDamage(error)) throw error;
          await rm(partial, {force: true});
          return buildFrom(null);
        }) : await buildFrom(null);
        await keepHistory(history, run.id, async () => {
          // What a program that was killed left of its own changes to the last file would be done to this one.
          await rm(`${database}.wal`, {force: true});
          await rename(partial, database);
        });
        await writeAtomically(join(build, "timings.json"), `${JSON.stringify(timings, null, 1)}\n`);
        return {...result, run_id: run.id, unchanged: false, database, loaded};
      } finally {
        forget();
        await removePartials(database);
        await dropHistory(history, run.id);
        await rm(temporary, {recursive: true, force: true});
      }
    }, {ifWritable: true});
  });
}

interface BuildOptions {
  readonly runId: string;
  /** The folder of the ledger. */
  readonly history: string;
  readonly isSmall: boolean;
  /** The last good DuckDB file, where an export has not changed since: it is kept from there. */
  readonly previous: string | null;
  readonly temporary: string;
  readonly strict: boolean;
  readonly observe: (message: string) => void;
  /** Filled with the seconds of each stage and model. */
  readonly timings: Record<string, number>;
}

async function buildDatabase(
  path: string, loaded: LoadedWorkspace, {runId, history, isSmall, previous, temporary, strict, observe, timings}: BuildOptions
): Promise<{as_of: string; warnings: readonly Problem[]}> {
  const stage = async <T>(name: string, message: string, work: () => Promise<T>): Promise<T> => {
    observe(message);
    const started = performance.now();
    try {
      return await work();
    } finally {
      timings[name] = (performance.now() - started) / 1000;
    }
  };
  const db = await openDatabase(path, {
    isNew: true, from: previous, memoryLimit: MEMORY_LIMIT, temporaryDirectory: temporary, ...(isSmall ? {threads: 1} : {})
  });
  try {
    await registerStatistics(db);
    await createMacros(db);
    const read = await stage("ingest", "Reading the exports", () => ingest(db, loaded, {temporaryDirectory: temporary, strict, observe}));
    const absent = await configure(db, loaded.workspace, loaded.icps, read.columns, {presets: read.presets, locate: loaded.locate});
    const unmet = await unmetRules(db, loaded, read.columns);
    const crowded = await crowdedDimensions(db, loaded, read.columns);
    await setAsOf(db, read.as_of);
    await db.setVariable("run_id", runId);
    if (availableParallelism() <= LANES && await rowsRead(db) < ROWS_WORTH_A_THREAD) await db.exec("set threads = 1");
    await readHistory(db, history, runId);
    const older = [...await olderData(db, read.as_of), ...await lostColumns(db, read.lacking)];
    await stage("models", "Computing", () => buildModels(db, MODELS, (name, seconds) => {
      timings[`models/${name}`] = seconds;
      observe(`Computing ${name}`);
    }));
    await requireMartColumns(db);
    const unmatched = await unmatchedExports(db, loaded);
    const shrunk = await shrunkData(db);
    const violations = await stage("checks", "Checking", () => runChecks(db));
    if (violations.length > 0) {
      const lines = violations.map(({check, count, examples}) => `pipeline/checks/${check}.sql: ${count} rows, such as ${JSON.stringify(examples[0])}`);
      throw new CheckError(`A check of the results failed, so nothing is published:\n${lines.join("\n")}`);
    }
    const unremembered = await stage("history", "Remembering this run", () => writeHistory(db, history, runId));
    const warnings = [...loaded.warnings, ...read.warnings, ...absent, ...unmet, ...crowded, ...unmatched, ...older, ...shrunk, ...unremembered];
    await db.writeTable("run_warnings", asColumns(
      {file: "varchar", line: "integer", column_name: "varchar", message: "varchar", value: "varchar", fix: "varchar"}, warnings.map(({column, ...rest}) => ({column_name: column, ...rest}))));
    await stage("checkpoint", "Saving", async () => {
      await leaveScratchViews(db);
      await db.exec("checkpoint");
    });
    return {as_of: read.as_of, warnings};
  } finally {
    db.close();
  }
}

/** Whether the copied file has a block that is not what was written: DuckDB finds out when it reads it. */
function isOfDamage(error: unknown): boolean {
  return error instanceof Error && !(error instanceof ProblemsError) && /corrupt|checksum|serialization error/i.test(error.message);
}

async function rowsRead(db: Database): Promise<number> {
  const [row] = await db.rows<{row_count: number | null}>("select sum(row_count)::bigint as row_count from raw_files");
  return row!.row_count ?? 0;
}

/** Every file that a run depends on, by the name that the user knows it by: the YAML files, the exports and the rates. */
async function runInputs(loaded: LoadedWorkspace): Promise<{file: string; path: string}[]> {
  const {directory, workspace, locate} = loaded;
  const patterns = Object.entries(workspace.exports).flatMap(([entity, sources]) => (sources ?? []).flatMap(({files}, i) =>
    files.map((pattern) => ({pattern, place: locate(["exports", entity, i, "files"])}))));
  if (workspace.exchange_rates !== undefined) patterns.push({pattern: workspace.exchange_rates, place: locate(["exchange_rates"])});
  // What is missing stops the run as it reads, with all other problems.
  const {files: exports} = await findFiles(join(directory, "exports"), patterns);
  const files = [...exports.map(({path}) => path), ...loaded.inputs.map(({file}) => join(directory, file))];
  return [...new Set(files)].toSorted().map((path) => ({file: relative(directory, path), path}));
}

/** What the last good file says of its run; null where there is none, or none that can be read. */
async function lastRun(database: string): Promise<{run_id: string; as_of: string; problem_count: number; warnings: readonly Problem[]} | null> {
  if (!(await stat(database).catch(() => null))) return null;
  try {
    const db = await openDatabase(database, {readOnly: true});
    try {
      const settings = await db.rows<{key: string; value: string}>("select key, value from run_manifest where key in ('run_id', 'as_of', 'problem_count')");
      const value = (key: string) => settings.find((row) => row.key === key)?.value ?? "";
      const warnings = await db.rows<Problem>('select file, line, column_name as "column", message, value, fix from run_warnings');
      return value("run_id") === "" ? null : {run_id: value("run_id"), as_of: value("as_of"), problem_count: Number(value("problem_count")), warnings};
    } finally {
      db.close();
    }
  } catch {
    // A corrupt or foreign file is built anew; one that another program holds fails at the rename at the latest.
    return null;
  }
}

/** Removes what a killed run left beside the database. */
async function removePartials(database: string): Promise<void> {
  const folder = dirname(database);
  const left = new RegExp(`^${escaped(basename(database))}\\.\\d+\\.partial(\\.wal)?$|^\\.temporary-\\d+$`);
  for (const name of await readdir(folder).catch(() => [])) {
    if (left.test(name)) await rm(join(folder, name), {recursive: true, force: true});
  }
}

/** Removes the given files when the process is told to stop, and then lets it stop. Returns what undoes this. */
function removeOnSignal(paths: readonly string[]): () => void {
  const handlers = (["SIGINT", "SIGTERM", "SIGHUP"] as const).map((signal) => {
    const handler = () => {
      for (const path of paths) rmSync(path, {recursive: true, force: true});
      process.exit(128 + (signal === "SIGINT" ? 2 : signal === "SIGTERM" ? 15 : 1));
    };
    process.once(signal, handler);
    return () => process.off(signal, handler);
  });
  return () => handlers.forEach((undo) => undo());
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
