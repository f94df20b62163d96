import {spawnSync} from "node:child_process";
import {createHash} from "node:crypto";
import {chmodSync, closeSync, cpSync, existsSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync, writeSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, afterEach, describe, expect, it} from "vitest";
import {openDatabase} from "../../pipeline/database.ts";
import {ROOT} from "../../pipeline/fingerprint.ts";
import {GOOD, writeWorkspace} from "../corpus/workspace.ts";
import {BIN, fitproof, startFitproof, startProgram, type Ended} from "../support/program.ts";
import {leftovers} from "../support/leftovers.ts";

const undo: (() => void)[] = [];
afterEach(() => undo.splice(0).toReversed().forEach((clean) => clean()));

function workspace(): string {
  const directory = writeWorkspace();
  undo.push(() => rmSync(directory, {recursive: true, force: true}));
  return directory;
}

/** The same after a good run: made once, and copied for each test. */
async function finished(): Promise<string> {
  const original = await (finishedOnce ??= (async () => {
    const directory = writeWorkspace();
    const {code, stderr} = await run(directory);
    expect(code, stderr).toBe(0);
    return directory;
  })());
  const directory = mkdtempSync(join(tmpdir(), "fitproof-finished-"));
  undo.push(() => rmSync(directory, {recursive: true, force: true}));
  cpSync(original, directory, {recursive: true});
  return directory;
}

let finishedOnce: Promise<string> | undefined;
afterAll(async () => {
  if (finishedOnce) rmSync(await finishedOnce, {recursive: true, force: true});
});

const databaseOf = (directory: string) => join(directory, "build", "fitproof.duckdb");

const run = (directory: string, ...more: readonly string[]) => fitproof("run", "--workspace", directory, ...more);

/** Another data set than the good one: the run id must change. */
function change(directory: string): void {
  writeFileSync(join(directory, "exports/deals.csv"), `${GOOD["exports/deals.csv"]!}d4,a1,Lost,2024-03-01,2024-04-01,500\n`);
}

/** The run id and the number of deals of a finished file: they must belong to one run. */
async function stateOf(directory: string): Promise<{run_id: string; deals: number}> {
  const db = await openDatabase(databaseOf(directory), {readOnly: true});
  try {
    const [row] = await db.rows<{run_id: string; deals: number}>(
      "select (select value from run_manifest where key = 'run_id') as run_id, (select count(*)::integer from opportunity_facts) as deals");
    return row!;
  } finally {
    db.close();
  }
}


function expectPlain({stderr, stdout}: Ended): void {
  expect(stderr + stdout).not.toMatch(/\n\s+at .*[(:]/);
}

describe("a run that is killed", {timeout: 300_000}, () => {
  it("at any moment leaves the last good file or the new one, and the next run recovers", async () => {
    const directory = await finished();
    const old = await stateOf(directory);
    expect(old.deals).toBe(3);
    change(directory);
    // Stages by what the run says as each begins, whatever the speed of the machine; of the longest its middle too.
    const moments: readonly [stage: RegExp, further: number][] = [[/Reading the exports/, 0], [/Loading opportunities/, 0], [/Computing/, 0], [/Computing/, 1000], [/Checking/, 0], [/Remembering this run/, 0], [/Saving/, 0]];
    for (const [stage, further] of moments) {
      const {child, ended, until} = startFitproof(["run", "--workspace", directory]);
      await until(stage);
      await Promise.race([ended, new Promise((done) => setTimeout(done, further))]);
      child.kill("SIGKILL");
      await ended;
      const state = await stateOf(directory);
      expect(state.run_id === old.run_id ? 3 : 4, "the deals are those of the run that the file names").toBe(state.deals);
    }
    const last = await run(directory);
    expect(last.code).toBe(0);
    expect((await stateOf(directory)).deals).toBe(4);
    expect(leftovers(directory)).toEqual([]);
  });

  it("by Ctrl+C cleans up and says nothing confusing", async () => {
    const directory = workspace();
    const {child, ended, until} = startFitproof(["run", "--workspace", directory]);
    await until(/Computing/);
    child.kill("SIGINT");
    const result = await ended;
    expect([0, 130, null]).toContain(result.code);
    expectPlain(result);
    if (existsSync(join(directory, "build"))) expect(leftovers(directory)).toEqual([]);
    expect((await run(directory)).code).toBe(0);
  });
});

describe("two runs", {timeout: 300_000}, () => {
  it("at once: one finishes, the other is told so or finds nothing to do", async () => {
    const directory = workspace();
    const [a, b] = await Promise.all([run(directory), run(directory)]);
    const codes = [a!.code, b!.code].toSorted();
    expect([[0, 1], [0, 0]]).toContainEqual(codes);
    for (const result of [a!, b!]) {
      expectPlain(result);
      if (result.code === 1) expect(result.stderr).toContain("another run is building this report");
    }
    expect((await stateOf(directory)).deals).toBe(3);
    expect(leftovers(directory)).toEqual([]);
  });

  it("at once into two databases: of one workspace one is remembered after the other", async () => {
    const directory = workspace();
    const more = ["--database", join(directory, "build", "other.duckdb")];
    const first = startFitproof(["run", "--workspace", directory]);
    await first.until(/Computing/);
    change(directory);
    const refused = await run(directory, ...more);
    expect(refused).toMatchObject({code: 1, stderr: expect.stringMatching(/history[\\/]\.lock: another run is building this report: process \d+\n  Wait until it has finished/)});
    expectPlain(refused);
    expect((await first.ended).code).toBe(0);
    expect((await run(directory, ...more)).code).toBe(0);
    expect(readdirSync(join(directory, "build"))).toEqual(expect.arrayContaining(["fitproof.duckdb", "other.duckdb"]));
    expect(readdirSync(join(directory, "history")).map((name) => name.slice(0, 5)).toSorted()).toEqual(["0001-", "0002-"]);
  });

  it.each<[lock: string, text: () => string]>([
    ["whose process has ended", () => JSON.stringify({pid: spawnSync(process.execPath, ["-e", "0"]).pid, started: "1"})],
    ["that is torn", () => "{\"pid\": 1"],
    ["that is empty", () => ""]
  ])("a lock %s is taken over", async (_title, text) => {
    const directory = await finished();
    writeFileSync(`${databaseOf(directory)}.lock`, text());
    expect(await run(directory)).toMatchObject({code: 0, stdout: expect.stringContaining("Nothing has changed")});
    expect(leftovers(directory)).toEqual([]);
  });

  it("a lock whose process id now belongs to another program is taken over", async () => {
    const directory = await finished();
    writeFileSync(`${databaseOf(directory)}.lock`, JSON.stringify({pid: process.pid, started: "1"}));
    expect((await run(directory)).code).toBe(process.platform === "linux" ? 0 : 1);
  });
});

describe("the DuckDB file", {timeout: 300_000}, () => {
  it.each([
    ["is corrupt", (path: string) => writeFileSync(path, Buffer.alloc(100_000, 7))],
    ["is empty", (path: string) => writeFileSync(path, "")],
    ["is cut off", (path: string) => writeFileSync(path, readFileSync(path).subarray(0, 5000))],
    ["lacks a table", async (path: string) => {
      const db = await openDatabase(path);
      await db.exec("drop table run_manifest");
      db.close();
    }]
  ])("that %s is built anew", async (_title, spoil) => {
    const directory = await finished();
    await spoil(databaseOf(directory));
    const result = await run(directory);
    expectPlain(result);
    expect(result.code, result.stderr).toBe(0);
    expect((await stateOf(directory)).deals).toBe(3);
  });

  it("with a damaged block is not built upon: what it holds of an unchanged export is read again", async () => {
    const directory = workspace();
    const notes = Array.from({length: 8000}, (_, i) => `d${i},a1,Won,2024-01-01,2024-02-01,100,${createHash("sha512").update(String(i)).digest("base64")}`);
    writeFileSync(join(directory, "exports/deals.csv"), `${GOOD["exports/deals.csv"]!.split("\n")[0]!},note\n${notes.join("\n")}\n`);
    expect((await run(directory)).code).toBe(0);
    const db = await openDatabase(databaseOf(directory), {readOnly: true});
    const blocks = await db.rows<{block_id: number}>("select distinct block_id from pragma_storage_info('raw_opportunities') where column_name = 'note' and segment_type = 'VARCHAR' and block_offset = 0 and block_id >= 0");
    db.close();
    expect(blocks.length).toBeGreaterThan(0);
    const file = openSync(databaseOf(directory), "r+");
    for (const {block_id} of blocks) writeSync(file, "damage", 3 * 4096 + block_id * 262_144 + 1000);
    closeSync(file);
    writeFileSync(join(directory, "exports/accounts.csv"), `${GOOD["exports/accounts.csv"]!}a9,Nine,Energy,3\n`);
    const result = await run(directory);
    expectPlain(result);
    expect(result.code, result.stderr).toBe(0);
    // It was kept first, and then not.
    expect(result.stderr).toMatch(/opportunities have not changed[^]*Loading opportunities/);
    expect((await stateOf(directory)).deals).toBe(8000);
    expect(leftovers(directory)).toEqual([]);
  });

  it("whose writer was killed has none of that writer's changes after the next run", async () => {
    const directory = await finished();
    const writer = `import {DuckDBInstance} from "@duckdb/node-api";
      const connection = await (await DuckDBInstance.create(${JSON.stringify(databaseOf(directory))})).connect();
      await connection.run("create table made_by_hand as select 1 as x; update opportunity_facts set amount = -1");
      process.kill(process.pid, "SIGKILL");`;
    spawnSync(process.execPath, ["--input-type=module", "-e", writer], {cwd: ROOT});
    expect(leftovers(directory)).toEqual(["fitproof.duckdb.wal"]);
    change(directory);
    const result = await run(directory);
    expect(result.code, result.stderr).toBe(0);
    expect(leftovers(directory)).toEqual([]);
    const db = await openDatabase(databaseOf(directory), {readOnly: true});
    expect(await db.rows("select min(amount) > 0 as is_own, (select count(*) from duckdb_tables() where table_name = 'made_by_hand') as more from opportunity_facts")).toEqual([{is_own: true, more: 0}]);
    db.close();
  });

  it("in which another program keeps a schema is built anew", async () => {
    const directory = workspace();
    expect((await run(directory)).code).toBe(0);
    const db = await openDatabase(databaseOf(directory));
    await db.exec("create schema notes; create table notes.t as select 1 as x; checkpoint");
    db.close();
    change(directory);
    const result = await run(directory);
    expectPlain(result);
    expect(result.code, result.stderr).toBe(0);
    expect((await stateOf(directory)).deals).toBe(4);
  });

  it("open in another program for reading is no obstacle", async () => {
    const directory = await finished();
    const db = await openDatabase(databaseOf(directory), {readOnly: true});
    try {
      change(directory);
      const result = await run(directory);
      expectPlain(result);
      expect(result.code, result.stderr).toBe(0);
    } finally {
      db.close();
    }
    expect((await stateOf(directory)).deals).toBe(4);
  });

  it("open in another program for writing: the run ends whole or says what is in the way", async () => {
    const directory = await finished();
    const db = await openDatabase(databaseOf(directory));
    change(directory);
    const result = await run(directory);
    db.close();
    expectPlain(result);
    if (result.code === 1) expect(result.stderr).toMatch(/open|held|lock/i);
    expect((await stateOf(directory)).deals).toBe(result.code === 0 ? 4 : 3);
  });
});

describe("the disk", {timeout: 300_000}, () => {
  const isRoot = process.getuid?.() === 0;
  const canMount = isRoot && process.platform === "linux" && spawnSync("unshare", ["-m", "true"]).status === 0;

  it.skipIf(!canMount)("that is full ends in a message; the last good file stays", async () => {
    const directory = workspace();
    const build = join(directory, "build");
    mkdirSync(build);
    // A file system of its own, of three megabytes, in a mount namespace that ends with the command.
    const script = `mount -t tmpfs -o size=3m tmpfs ${build} && echo good > ${build}/marker && ${process.execPath} ${BIN} run --json --workspace ${directory}; code=$?; echo; cat ${build}/marker; ls ${build}; exit $code`;
    const result = await startProgram("unshare", ["-m", "sh", "-c", script]).ended;
    expect(result.code).toBe(1);
    expect(result.stderr).toMatch(/disk is full|no space/i);
    expect(result.stderr).not.toMatch(/\n\s+at /);
    const [problems, marker, ...left] = result.stdout.split("\n").filter((line) => line !== "");
    expect(JSON.parse(problems!)).toMatchObject({problems: [{message: "cannot be written: the disk is full", fix: "The last good result is untouched; make room and run again."}]});
    expect(marker).toBe("good");
    expect(left.join("\n")).not.toMatch(/partial|temporary-/);
    expect(readdirSync(join(directory, "history")).filter((name) => !name.startsWith("."))).toEqual([]);
  });

  it.skipIf(!canMount)("that is read-only ends in a message", async () => {
    const directory = workspace();
    const result = await startProgram("unshare", ["-m", "sh", "-c", `mount --bind ${directory} ${directory} && mount -o remount,ro,bind ${directory} && ${process.execPath} ${BIN} run --workspace ${directory}`]).ended;
    expect(result.code).toBe(1);
    expect(result.stderr).toContain("lies on a read-only file system");
    expect(result.stderr).not.toMatch(/\n\s+at /);
  });

  it.skipIf(!canMount)("that is read-only where the workspace lies is no obstacle to results elsewhere: that the run is not remembered is said", async () => {
    const directory = workspace();
    const elsewhere = mkdtempSync(join(tmpdir(), "fitproof-database-"));
    undo.push(() => rmSync(elsewhere, {recursive: true, force: true}));
    const command = `${process.execPath} ${BIN} run --workspace ${directory} --database ${join(elsewhere, "other.duckdb")}`;
    const result = await startProgram("unshare", ["-m", "sh", "-c", `mount --bind ${directory} ${directory} && mount -o remount,ro,bind ${directory} && ${command}`]).ended;
    expect(result.code).toBe(0);
    expect(result.stderr).toContain("history: may not be written, so that this run is not remembered");
    expect(readdirSync(elsewhere)).toContain("other.duckdb");
  });

  it.skipIf(isRoot)("on which the folder may not be written ends in a message", async () => {
    const directory = workspace();
    chmodSync(directory, 0o555);
    undo.push(() => chmodSync(directory, 0o755));
    const result = await run(directory);
    expect(result.code).toBe(1);
    expect(result.stderr).toContain("may not be read or written");
  });

  it("of an unreadable export is a problem that names it", async () => {
    const directory = workspace();
    chmodSync(join(directory, "exports/deals.csv"), 0o000);
    chmodSync(directory, 0o777);
    for (const name of ["exports", "icp"]) chmodSync(join(directory, name), 0o755);
    // Root reads everything, so another user asks.
    const asOther = isRoot ? {uid: 65534, gid: 65534, env: {...process.env, HOME: tmpdir()}} : {};
    const result = await startFitproof(["check", "--workspace", directory], asOther).ended;
    expect(result.code).toBe(1);
    expect(result.stdout + result.stderr).toContain("exports/deals.csv: cannot be read: no permission");
  });
});
