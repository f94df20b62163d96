import {existsSync, statSync} from "node:fs";
import {join, relative, resolve} from "node:path";
import {Argument, Command, CommanderError, InvalidArgumentError, Option} from "commander";
import {packageVersion, ROOT} from "./fingerprint.ts";
import {formatProblems, ProblemsError, type Problem} from "./problems.ts";
import {progress} from "./progress.ts";

interface WorkspaceOptions {
  readonly workspace?: string;
  readonly database?: string;
  readonly json?: boolean;
  readonly strict?: boolean;
}

/** The sample workspace, used where no other is named. */
const SAMPLE = join(ROOT, "workspaces", "sample");

/**
 * Runs one command.
 * @returns the exit code: 0 ok, 1 the data or the configuration has a problem, 2 usage
 */
export async function main(argv: readonly string[]): Promise<number> {
  const exit = {code: 0};
  const program = commands(exit);
  process.stdout.on("error", leaveUnwritten);
  // What cannot be said is no reason to leave a run half done.
  process.stderr.on("error", () => {});
  try {
    await program.parseAsync([...argv], {from: "user"});
    return exit.code;
  } catch (error) {
    return report(error, argv.includes("--json"));
  }
}

/** A reader that has seen enough, as `head` has, is no fault; where a disk is full, half an answer must not pass for a whole one. */
function leaveUnwritten(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") process.exit(report(Object.assign(error, {path: "stdout"}), false));
}

/** @param exit where a command that reports problems without failing leaves its code */
function commands(exit: {code: number}): Command {
  const program = new Command("fitproof")
    .description("Tests a written Ideal Customer Profile against won and lost deals, retention and growth.")
    .version(packageVersion(ROOT))
    .showHelpAfterError("(see fitproof --help)")
    .exitOverride()
    .addHelpText("after", `
Examples:
  fitproof report                       the sample's report, into dist/
  fitproof init crm                     a workspace from the exports in crm/
  fitproof report --workspace crm       its report
  fitproof query "from win_rate_by_segment where evidence = 'signal'"`);

  command(program, "report", "runs the pipeline if anything changed, then builds the site", [
    "fitproof report --workspace crm", "fitproof report --serve", "fitproof report --json"
  ])
    .option("--output <DIR>", "where the site goes (default: dist/ in the workspace; of the sample, in the repository)")
    .addOption(new Option("--profile <NAME>", "what may be published").choices(["internal", "board"]))
    .option("--strict", "stop on any problem in the data")
    .option("--serve", "serve the site when it is built")
    .option("--port <N>", "the port for --serve", wholeNumber(1, 65_535), 3000)
    .action(async (options) => (await import("./commands/report.ts")).report(located(options)));

  command(program, "run", "runs the pipeline alone", ["fitproof run --workspace crm"])
    .option("--strict", "stop on any problem in the data")
    .action(async (options) => (await import("./commands/run.ts")).run(located(options)));

  command(program, "check", "reads and validates everything, prints every problem, writes nothing", ["fitproof check --workspace crm"], {hasDatabase: false})
    .option("--strict", "any problem in the data counts as an error")
    .action(async (options) => {
      exit.code = await (await import("./commands/check.ts")).check(located(options));
    });

  command(program, "dev", "live preview: a changed export, YAML, SQL or page shows up by itself", ["fitproof dev --workspace crm"], {isReporting: false})
    .option("--port <N>", "the port", wholeNumber(1, 65_535), 3000)
    .action(async (options) => (await import("./commands/dev.ts")).dev(located(options)));

  program
    .command("init")
    .argument("<dir>", "the folder with the exports")
    .description("recognises the exports in DIR and writes fitproof.yaml and a first ICP file to edit")
    .option("--force", "overwrite a fitproof.yaml that is there")
    .option("--json", "print what was recognised as JSON")
    .addHelpText("after", examples(["fitproof init crm", "fitproof report --workspace crm"]))
    .action(async (directory: string, options) => (await import("./commands/init.ts")).init(resolve(directory), options));

  command(program, "query", "runs read-only SQL on the last run", [
    `fitproof query "from icp_tiers"`, `fitproof query --format csv "from opportunity_facts" > deals.csv`, `fitproof query -- "$(cat pipeline/models/marts/loss_reasons.sql)"`
  ])
    .showHelpAfterError("(SQL that begins with -- stands behind a -- of its own: see fitproof query --help)")
    .argument("<sql>", "one statement; one that begins with -- stands behind a -- of its own")
    .addOption(new Option("--format <FORMAT>", "how to print the rows; in json a second column a is a_1, and a number that a double does not hold is a string of its digits").choices(["table", "csv", "json"]).default("table"))
    .action(async (sql: string, options) => (await import("./commands/query.ts")).query(sql, located(options)));

  command(program, "score", "scores a list of prospects against an ICP version: tier and reasons, as CSV", [
    "fitproof score prospects.csv --icp 2026-01 > scored.csv"
  ])
    .argument("<file>", "prospects: any file that an export may be")
    .option("--icp <VERSION>", "the version (default: the one in force)")
    .action(async (file: string, options) => (await import("./commands/score.ts")).score(file, located(options)));

  program
    .command("sample")
    .argument("<dir>", "a new folder")
    .description("writes a synthetic CRM: a whole workspace")
    .option("--accounts <N>", "how many accounts", wholeNumber(1, 10_000_000), 1200)
    .option("--seed <N>", "another world", wholeNumber(0, Number.MAX_SAFE_INTEGER - 1), 1)
    .option("--planted", "with an ICP that is true (default)")
    .addOption(new Option("--null", "without any effect at all").conflicts("planted"))
    .addHelpText("after", examples(["fitproof sample demo", "fitproof sample null --null --seed 7"]))
    .action(async (directory: string, options) => (await import("./commands/sample.ts")).sample(resolve(directory), options));

  program
    .command("schema")
    .addArgument(new Argument("[format]", "one of the two alone, as an editor takes it").choices(["fitproof", "icp"]))
    .description("prints the JSON Schemas of fitproof.yaml and icp/*.yaml")
    .addHelpText("after", `${examples(["fitproof schema fitproof > crm/fitproof.schema.json", "fitproof schema icp > crm/icp/icp.schema.json"])}

Editors with YAML support find it by the first line of fitproof.yaml, and of an ICP:
  # yaml-language-server: $schema=fitproof.schema.json
  # yaml-language-server: $schema=icp.schema.json`)
    .action(async (format?: "fitproof" | "icp") => (await import("./commands/schema.ts")).schema(format));

  program
    .command("doctor")
    .description("says what the machine lacks, and proves that a build needs no network")
    .option("--json", "print the findings as JSON")
    .addHelpText("after", examples(["fitproof doctor"]))
    .action(async (options) => {
      exit.code = await (await import("./commands/doctor.ts")).doctor(options);
    });

  return program;
}

function command(program: Command, name: string, description: string, lines: readonly string[], {isReporting = true, hasDatabase = true} = {}): Command {
  const made = program
    .command(name)
    .description(description)
    .option("--workspace <DIR>", "the workspace (default: this folder if it has fitproof.yaml, else the sample)")
    .addHelpText("after", examples(lines));
  if (hasDatabase) made.option("--database <FILE>", "the DuckDB file (default: build/fitproof.duckdb in the workspace)");
  return isReporting ? made.option("--json", "print the result as JSON") : made;
}

/** Reads the value of an option that is a whole number. */
function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (!/^\d+$/.test(text) || number < least || number > most) throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}.`);
    return number;
  };
}

function examples(lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  ${line}`).join("\n")}`;
}

/** The options with the workspace and the database as absolute paths. */
function located<T extends WorkspaceOptions>(options: T): T & {workspace: string; database: string} {
  const workspace = options.workspace !== undefined
    ? resolve(options.workspace)
    : existsSync("fitproof.yaml") ? process.cwd() : SAMPLE;
  // In a folder of a workspace its own report is meant, and the sample's would pass for it.
  if (options.workspace === undefined && workspace === SAMPLE && existsSync(join("..", "fitproof.yaml"))) {
    process.stderr.write("The folder above has a fitproof.yaml, this one has none, so the sample is used: for that workspace give --workspace ..\n");
  }
  const database = options.database !== undefined ? resolve(options.database) : join(workspace, "build", "fitproof.duckdb");
  const folder = statSync(workspace, {throwIfNoEntry: false});
  if (folder === undefined) throw misplaced(workspace, "does not exist", "Name the folder that holds fitproof.yaml with --workspace.");
  if (folder.isFile()) throw misplaced(workspace, "is a file", "Name the folder that holds fitproof.yaml with --workspace.");
  if (statSync(database, {throwIfNoEntry: false})?.isDirectory()) throw misplaced(database, "is a folder", "Name a file with --database.");
  // DuckDB takes what follows for options, and writes its log beside another file.
  if (database.includes("?")) throw misplaced(database, "has a question mark in its path, which DuckDB cannot write to", "Rename the folder, or name a file elsewhere with --database.");
  return {...options, workspace, database};
}

function misplaced(path: string, message: string, fix: string): ProblemsError {
  return new ProblemsError([{file: relative(process.cwd(), path) || ".", line: null, column: null, message, value: null, fix}]);
}

/** Says what went wrong, with the way out, and never a stack trace for what a user can mend. */
function report(error: unknown, isJson: boolean): number {
  progress.clear();
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  const problems = error instanceof ProblemsError ? error.problems : systemProblems(error);
  const message = error instanceof Error ? error.message : String(error);
  const unknown: Problem = {file: "fitproof", line: null, column: null, message, value: null, fix: null};
  if (isJson) process.stdout.write(`${JSON.stringify({problems: problems.length > 0 ? problems : [unknown]})}\n`);
  process.stderr.write(`${problems.length > 0 ? formatProblems(problems) : message}\n`);
  if (process.env["FITPROOF_DEBUG"] && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  return 1;
}

/** What the system refused, if that is what went wrong. DuckDB tells it in words alone. */
function systemProblems(error: unknown): Problem[] {
  const {code, path, syscall, message} = error as NodeJS.ErrnoException;
  const isFull = /No space left on device|max_temp_directory_size/.test(message);
  // Of a file that is not there whoever asks for it says more.
  const known = SYSTEM_ERRORS[isFull ? "ENOSPC" : code === "ENOENT" && syscall !== "mkdir" ? "" : code ?? ""];
  if (known === undefined) return [];
  const place = path ?? /["']([^"']*[\\/][^"']*)["']/.exec(message)?.[1];
  return [{file: place === undefined ? "fitproof" : relative(process.cwd(), place) || place, line: null, column: null, message: known[0], value: null, fix: known[1]}];
}

const PERMISSION = ["may not be read or written", "Give yourself permission, or choose another place with --database and --output."] as const;

const SYSTEM_ERRORS: Readonly<Record<string, readonly [message: string, fix: string]>> = {
  EACCES: PERMISSION,
  EPERM: PERMISSION,
  EROFS: ["lies on a read-only file system", "Choose another place with --database and --output."],
  ENOSPC: ["cannot be written: the disk is full", "The last good result is untouched; make room and run again."],
  EMFILE: ["too many open files", "Close some programs, or raise `ulimit -n`, and run again."],
  EEXIST: ["is a file, not a folder", "Move it away, or name another place."],
  ENOENT: ["is a place where no folder can be made", "Choose another place with --database and --output."],
  ENOTDIR: ["lies in what is a file, not a folder", "Choose another place with --database and --output."],
  EADDRINUSE: ["the port is in use", "Choose another with --port."]
};
