import {readdirSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {afterAll, expect, it} from "vitest";
import {openDatabase} from "../../pipeline/database.ts";
import {runPipeline} from "../../pipeline/run.ts";
import {EXPORTS} from "../../pipeline/schema/exports.ts";
import {GOOD, writeWorkspace} from "./workspace.ts";

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, {recursive: true, force: true})));

/** Every name that a model or a step gives to a column, but for those that an export may have. */
function namesOfOurs(): string[] {
  const pipeline = fileURLToPath(new URL("../../pipeline", import.meta.url));
  const files = readdirSync(pipeline, {recursive: true, encoding: "utf8"}).filter((name) => /\.(?:sql|ts)$/.test(name));
  const names = files.flatMap((name) => [...readFileSync(join(pipeline, name), "utf8").matchAll(/\bas ([a-z_][a-z_0-9]*)\b/g)].map(([, alias]) => alias!));
  const canonical = new Set(Object.values(EXPORTS).flatMap((columns) => Object.keys(columns)));
  return [...new Set(names)].filter((name) => !canonical.has(name)).toSorted();
}

/** The files of the good workspace, with more columns of text. */
async function martsOf(more: readonly string[]): Promise<Record<string, string>> {
  const directory = writeWorkspace();
  folders.push(directory);
  for (const file of ["exports/accounts.csv", "exports/deals.csv"]) {
    const [header, ...rows] = GOOD[file]!.trimEnd().split("\n");
    const others = more.filter((name) => !header!.split(",").includes(name));
    writeFileSync(join(directory, file), [header, ...rows].map((line, i) => [line, ...others.map((name) => (i === 0 ? name : `${name} ${i % 2}`))].join(",")).join("\n") + "\n");
  }
  await runPipeline({workspace: directory});
  const db = await openDatabase(join(directory, "build", "fitproof.duckdb"), {readOnly: true});
  try {
    const marts: Record<string, string> = {};
    for (const mart of ["win_rate_by_segment", "icp_tiers", "icp_accounts", "opportunity_facts", "account_matches", "loss_reasons", "segment_scorecard", "reconciliation", "near_duplicate_values", "orphans"]) {
      marts[mart] = JSON.stringify(await db.rows(`from ${mart}`));
    }
    return marts;
  } finally {
    db.close();
  }
}

it("columns of an export that are called as columns of our own change nothing", {timeout: 600_000}, async () => {
  const names = namesOfOurs();
  expect(names).toEqual(expect.arrayContaining(["account_key", "value", "is_exported"]));
  expect(await martsOf(names)).toEqual(await martsOf([]));
});
