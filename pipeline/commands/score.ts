import {mkdtemp, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join, resolve} from "node:path";
import {scoreFile} from "../icp/score.ts";
import {formatProblems} from "../problems.ts";
import {readWorkspace} from "../workspace/read.ts";
import {csvText, jsonText} from "./columnsText.ts";

interface Options {
  readonly workspace: string;
  readonly database: string;
  readonly icp?: string;
  readonly json?: boolean;
}

/** Prints a list of prospects with what an ICP version makes of each row. */
export async function score(file: string, {workspace, database, icp, json}: Options): Promise<void> {
  const temporaryDirectory = await mkdtemp(join(tmpdir(), "fitproof-score-"));
  try {
    const scored = await scoreFile(resolve(file), await readWorkspace(workspace), {icp, database, temporaryDirectory});
    if (scored.warnings.length > 0) process.stderr.write(`${formatProblems(scored.warnings)}\n`);
    process.stdout.write((json ? jsonText : csvText)(scored.columns));
  } finally {
    await rm(temporaryDirectory, {recursive: true, force: true});
  }
}
