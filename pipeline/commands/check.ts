import {mkdtemp, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {MEMORY_LIMIT, openDatabase} from "../database.ts";
import {ingest} from "../ingest/ingest.ts";
import {createMacros} from "../models/build.ts";
import {formatProblems, ProblemsError, type Problem} from "../problems.ts";
import {buildProfile, readProfile, type Profile} from "../profile/profile.ts";
import {unmatchedExports} from "../profile/unmatched.ts";
import {profileText} from "../profile/profileText.ts";
import {progress} from "../progress.ts";
import {registerStatistics} from "../statistics/functions.ts";
import {configure, setAsOf} from "../workspace/configure.ts";
import {crowdedDimensions} from "../workspace/crowded.ts";
import {readWorkspace} from "../workspace/read.ts";
import {unmetRules} from "../workspace/unmet.ts";

interface Options {
  readonly workspace: string;
  readonly strict?: boolean;
  readonly json?: boolean;
}

/** What a check has found. */
export interface Checked {
  readonly name: string;
  readonly as_of: string;
  /** What would stop a run; with `strict` every problem in the data. */
  readonly problems: readonly Problem[];
  /** What a run would go on with. */
  readonly warnings: readonly Problem[];
  /** Null where the exports could not be read. */
  readonly profile: Profile | null;
}

/**
 * Reads and validates everything, says what the data are like, and writes nothing.
 * @returns the exit code: 1 where a run would stop
 */
export async function check({workspace, strict, json}: Options): Promise<number> {
  const checked = await checkWorkspace(workspace, {strict: strict ?? false, observe: progress.say});
  progress.clear();
  const {problems, warnings, profile} = checked;
  if (json) {
    const {reconciliation = [], ...rest} = profile ?? {};
    process.stdout.write(`${JSON.stringify({problems, warnings, exports: reconciliation, as_of: checked.as_of, profile: profile === null ? null : rest})}\n`);
  } else {
    if (profile !== null) process.stdout.write(`${profileText(checked.name, checked.as_of, profile)}\n`);
    if (warnings.length > 0) process.stdout.write(`\nWarnings (a run goes on)\n${formatProblems(warnings)}\n`);
    if (problems.length > 0) process.stdout.write(`\nProblems (a run stops)\n${formatProblems(problems)}\n`);
    else process.stdout.write("\nNo problem that stops a run.\n");
  }
  return problems.length > 0 ? 1 : 0;
}

export interface CheckOptions {
  readonly strict?: boolean;
  /** False leaves the profile out. */
  readonly isProfiled?: boolean;
  readonly observe?: (message: string) => void;
}

/** The same as data. Everything happens in memory and in a temporary folder that is gone afterwards. */
export async function checkWorkspace(
  directory: string, {strict = false, isProfiled = true, observe = () => {}}: CheckOptions = {}
): Promise<Checked> {
  const temporaryDirectory = await mkdtemp(join(tmpdir(), "fitproof-check-"));
  const db = await openDatabase(":memory:", {memoryLimit: MEMORY_LIMIT, temporaryDirectory});
  const unread: Checked = {name: "", as_of: "", problems: [], warnings: [], profile: null};
  try {
    const loaded = await readWorkspace(directory);
    await registerStatistics(db);
    await createMacros(db);
    observe("Reading the exports");
    const read = await ingest(db, loaded, {temporaryDirectory, observe});
    const absent = await configure(db, loaded.workspace, loaded.icps, read.columns, {presets: read.presets, locate: loaded.locate});
    const unmet = await unmetRules(db, loaded, read.columns);
    const crowded = await crowdedDimensions(db, loaded, read.columns);
    await setAsOf(db, read.as_of);
    observe("Looking at the data");
    if (isProfiled) await buildProfile(db, (name) => observe(`Computing ${name}`));
    const unmatched = isProfiled ? await unmatchedExports(db, loaded) : [];
    const notes = [...loaded.warnings, ...read.notes, ...absent, ...unmet, ...crowded, ...unmatched];
    return {
      name: loaded.workspace.name, as_of: read.as_of, profile: isProfiled ? await readProfile(db) : null,
      problems: strict ? read.problems : [], warnings: strict ? notes : [...read.problems, ...notes]
    };
  } catch (cause) {
    if (cause instanceof ProblemsError) return {...unread, problems: cause.problems};
    throw cause;
  } finally {
    db.close();
    await rm(temporaryDirectory, {recursive: true, force: true});
  }
}
