import {spawnSync} from "node:child_process";
import {createHash} from "node:crypto";
import {readdirSync, readFileSync, rmSync} from "node:fs";
import {join, relative} from "node:path";
import {afterAll, describe, expect, it} from "vitest";
import {openDatabase} from "../../pipeline/database.ts";
import {MARTS} from "../../pipeline/schema/marts.ts";
import {writeWorkspace} from "../corpus/workspace.ts";
import {BIN, startProgram} from "../support/program.ts";

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, {recursive: true, force: true})));

const canCutNetwork = () => spawnSync("unshare", ["-rn", "true"]).status === 0;

/** A whole report of the same inputs in a folder of its own, from nothing. */
async function report({offline, threads}: {offline: boolean; threads: number}): Promise<{directory: string; said: {run_id: string; dist: string; unchanged: boolean}}> {
  const directory = writeWorkspace();
  folders.push(directory);
  const dist = join(directory, "dist");
  const command = [process.execPath, BIN, "report", "--json", "--workspace", directory, "--output", relative(process.cwd(), dist)];
  const [file, ...args] = offline ? ["unshare", "-rn", ...command] : command;
  const {code, stdout, stderr} = await startProgram(file!, args, {env: {...process.env, FITPROOF_THREADS: String(threads)}}).ended;
  expect(code, stderr).toBe(0);
  const said = JSON.parse(stdout);
  expect(said.dist, "a path that any program finds, as that of the database").toBe(dist);
  return {directory, said};
}

function filesOf(folder: string): Record<string, string> {
  const files = readdirSync(folder, {recursive: true, withFileTypes: true}).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)).toSorted();
  return Object.fromEntries(files.map((file) => [file.slice(folder.length), createHash("sha256").update(readFileSync(file)).digest("hex")]));
}

/** Every table and view as a digest of its rows; of marts in the order in which they are stored. */
async function tablesOf(directory: string): Promise<Record<string, {rowCount: number; digest: string}>> {
  const db = await openDatabase(join(directory, "build", "fitproof.duckdb"), {readOnly: true});
  try {
    const tables = await db.rows<{table_name: string}>("select table_name from information_schema.tables order by table_name");
    const contents: Record<string, {rowCount: number; digest: string}> = {};
    for (const {table_name} of tables) {
      const rows = (await db.rows(`from "${table_name}"`)).map((row) => JSON.stringify(row));
      // What lies between the exports and the marts is a set of rows; a mart has an order.
      const isMart = table_name in MARTS;
      contents[table_name] = {rowCount: rows.length, digest: createHash("sha256").update((isMart ? rows : rows.toSorted()).join("\n")).digest("hex")};
    }
    return contents;
  } finally {
    db.close();
  }
}

describe("whole reports of equal inputs", {timeout: 600_000}, () => {
  it("are byte-identical sites over equal tables, to the last digit, one of them made with networking off and on more threads", async () => {
    const first = await report({offline: false, threads: 1});
    const second = await report({offline: canCutNetwork(), threads: 4});
    expect(second.said.run_id).toBe(first.said.run_id);
    const files = filesOf(join(first.directory, "dist"));
    expect(Object.keys(files).length).toBeGreaterThan(20);
    expect(filesOf(join(second.directory, "dist"))).toEqual(files);
    const tables = await tablesOf(first.directory);
    expect(Object.keys(tables)).toEqual(expect.arrayContaining(Object.keys(MARTS)));
    expect(Object.keys(tables).length).toBeGreaterThan(50);
    expect(Object.values(tables).some(({rowCount}) => rowCount > 100)).toBe(true);
    expect(await tablesOf(second.directory)).toEqual(tables);
  });
});
