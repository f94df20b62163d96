import {spawnSync} from "node:child_process";
import {createHash} from "node:crypto";
import {readdirSync, readFileSync, rmSync} from "node:fs";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {afterAll, describe, expect, it} from "vitest";
import {openDatabase} from "../../pipeline/database.ts";
import {MARTS} from "../../pipeline/schema/marts.ts";
import {writeWorkspace} from "../corpus/workspace.ts";

const BIN = fileURLToPath(new URL("../../bin/fitproof.js", import.meta.url));
const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, {recursive: true, force: true})));

const canCutNetwork = () => spawnSync("unshare", ["-rn", "true"]).status === 0;

/** A whole report of the same inputs in a folder of its own, from nothing. */
function report({offline}: {offline: boolean}): {directory: string; said: {run_id: string; unchanged: boolean}} {
  const directory = writeWorkspace();
  folders.push(directory);
  const command = [process.execPath, BIN, "report", "--json", "--workspace", directory];
  const [file, ...args] = offline ? ["unshare", "-rn", ...command] : command;
  const {status, stdout, stderr} = spawnSync(file!, args, {encoding: "utf8"});
  expect(status, stderr).toBe(0);
  return {directory, said: JSON.parse(stdout)};
}

function filesOf(folder: string): Record<string, string> {
  const files = readdirSync(folder, {recursive: true, withFileTypes: true}).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)).toSorted();
  return Object.fromEntries(files.map((file) => [file.slice(folder.length), createHash("sha256").update(readFileSync(file)).digest("hex")]));
}

async function martsOf(directory: string): Promise<Record<string, string>> {
  const db = await openDatabase(join(directory, "build", "fitproof.duckdb"), {readOnly: true});
  try {
    const marts: Record<string, string> = {};
    for (const name of Object.keys(MARTS)) marts[name] = JSON.stringify(await db.rows(`from "${name}"`));
    return marts;
  } finally {
    db.close();
  }
}

describe("whole reports of equal inputs", {timeout: 600_000}, () => {
  it("are byte-identical sites over equal marts, one of them made with networking off", async () => {
    const first = report({offline: false});
    const second = report({offline: canCutNetwork()});
    expect(second.said.run_id).toBe(first.said.run_id);
    const files = filesOf(join(first.directory, "dist"));
    expect(Object.keys(files).length).toBeGreaterThan(20);
    expect(filesOf(join(second.directory, "dist"))).toEqual(files);
    const marts = await martsOf(first.directory);
    expect(Object.values(marts).some((rows) => rows.length > 100)).toBe(true);
    expect(await martsOf(second.directory)).toEqual(marts);
  });
});
