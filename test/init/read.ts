import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {dirname, join} from "node:path";
import {onTestFinished} from "vitest";
import {initialise, type Initialised} from "../../pipeline/commands/init.ts";
import {ingestedFolder, type Ingested} from "../ingest/workspace.ts";

/** Initialises a folder of the files and reads it as fitproof.yaml then says, any problem stopping it. */
export async function read(files: Readonly<Record<string, string | Buffer>>): Promise<{done: Initialised; run: Ingested}> {
  const directory = mkdtempSync(join(tmpdir(), "fitproof-unlike-"));
  onTestFinished(() => rmSync(directory, {recursive: true, force: true}));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), {recursive: true});
    writeFileSync(join(directory, name), content);
  }
  const done = await initialise(directory);
  return {done, run: await ingestedFolder(directory, {strict: true})};
}

export const outcomesOf = async (run: Ingested) => Object.fromEntries((await run.rows("select outcome, sum(deal_count)::integer as n from ingest_deals group by outcome order by outcome")).map(({outcome, n}) => [outcome, n]));

export const table = (rows: readonly (readonly string[])[]) => rows.map((row) => row.join(",")).join("\n") + "\n";
