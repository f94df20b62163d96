import {dataTo} from "../ingest/dataDate.ts";
import {formatProblems} from "../problems.ts";
import {progress} from "../progress.ts";
import {runPipeline} from "../run.ts";
import {readVerdicts} from "./summary.ts";

interface Options {
  readonly workspace: string;
  readonly database: string;
  readonly strict?: boolean;
  readonly json?: boolean;
}

/** The pipeline alone. */
export async function run({workspace, database, strict, json}: Options): Promise<void> {
  const result = await runPipeline({workspace, database, strict: strict ?? false, observe: progress.say});
  progress.clear();
  if (result.warnings.length > 0) process.stderr.write(`Warnings:\n${formatProblems(result.warnings)}\n`);
  if (json) {
    const {run_id, as_of, unchanged} = result;
    process.stdout.write(`${JSON.stringify({run_id, as_of, unchanged, database, verdicts: await readVerdicts(database)})}\n`);
  } else {
    process.stdout.write(result.unchanged
      ? `Nothing has changed since run ${result.run_id}: ${database} is up to date.\n`
      : `Run ${result.run_id}, ${dataTo(result.as_of)}: ${database}\n`);
  }
}
