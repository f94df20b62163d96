import {rmSync} from "node:fs";
import {afterEach, expect, it} from "vitest";
import {checkWorkspace} from "../../pipeline/commands/check.ts";
import {runPipeline} from "../../pipeline/run.ts";
import {deals, writeWorkspace} from "../corpus/workspace.ts";

const directories: string[] = [];
afterEach(() => directories.splice(0).forEach((directory) => rmSync(directory, {recursive: true, force: true})));

/** The warnings of a run and of a check, of deals of these accounts, by message. */
async function warned(...accounts: readonly string[]): Promise<string[][]> {
  const directory = writeWorkspace(deals(...accounts.map((account, i) => `d${i},${account},Won,2024-01-05,2024-02-01,1`)));
  directories.push(directory);
  const {warnings} = await runPipeline({workspace: directory});
  const checked = await checkWorkspace(directory);
  return [warnings, checked.warnings].map((found) => found.map(({file, column, message, value}) => [file, column, message, value].join("|")).filter((line) => line.includes("find no account")));
}

it("a run and a check warn of an export most of whose rows find no account", async () => {
  const line = "fitproof.yaml|exports.opportunities|67\u202f% of the rows find no account|2 rows";
  expect(await warned("a1", "b1", "b2")).toEqual([[line], [line]]);
});

it("a half that is found is enough to go on without a word", async () => {
  expect(await warned("a1", "a2", "b1", "b2")).toEqual([[], []]);
});
