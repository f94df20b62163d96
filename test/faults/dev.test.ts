import {spawn} from "node:child_process";
import {existsSync, readdirSync, rmSync, writeFileSync} from "node:fs";
import {createServer} from "node:net";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {afterEach, describe, expect, it} from "vitest";
import {openDatabase} from "../../pipeline/database.ts";
import {GOOD, writeWorkspace} from "../corpus/workspace.ts";

const BIN = fileURLToPath(new URL("../../bin/fitproof.js", import.meta.url));
const undo: (() => void)[] = [];
afterEach(() => undo.splice(0).toReversed().forEach((clean) => clean()));

/** A port that nothing listens on. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const {port} = server.address() as {port: number};
  await new Promise((done) => server.close(done));
  return port;
}

async function startDev() {
  const directory = writeWorkspace();
  undo.push(() => rmSync(directory, {recursive: true, force: true}));
  const port = await freePort();
  const child = spawn(process.execPath, [BIN, "dev", "--workspace", directory, "--port", String(port)], {stdio: ["ignore", "pipe", "pipe"]});
  undo.push(() => void child.kill("SIGKILL"));
  let output = "";
  const waiting: (() => void)[] = [];
  const heard = (chunk: Buffer) => {
    output += chunk.toString();
    waiting.forEach((look) => look());
  };
  child.stdout.on("data", heard);
  child.stderr.on("data", heard);
  const ended = new Promise<number | null>((done) => child.on("close", done));
  return {
    directory, port, child, ended, said: () => output,
    /** Ends when the output matches, or dev has ended. */
    until: (pattern: RegExp) => Promise.race([ended, new Promise<void>((done) => {
      const look = () => void (pattern.test(output) && done());
      waiting.push(look);
      look();
    })])
  };
}

async function dealsOf(directory: string): Promise<number> {
  const db = await openDatabase(join(directory, "build", "fitproof.duckdb"), {readOnly: true});
  try {
    return (await db.rows<{n: number}>("select count(*)::integer as n from opportunity_facts"))[0]!.n;
  } finally {
    db.close();
  }
}

const leftovers = (directory: string) => readdirSync(join(directory, "build")).filter((name) => /partial|temporary|\.wal$|\.lock$/.test(name));
const listens = (port: number) => fetch(`http://127.0.0.1:${port}/`).then(() => true, () => false);

describe("dev that is stopped", {timeout: 600_000}, () => {
  it.each(["SIGINT", "SIGTERM"] as const)("by %s amid a run leaves the last good file, nothing beside it, and no server; the next run recovers", async (signal) => {
    const dev = await startDev();
    await dev.until(new RegExp(`127\\.0\\.0\\.1:${dev.port}`));
    expect(await dealsOf(dev.directory)).toBe(3);
    writeFileSync(join(dev.directory, "exports/deals.csv"), `${GOOD["exports/deals.csv"]!}d4,a1,Lost,2024-03-01,2024-04-01,500\n`);
    await dev.until(/Reading the exports[^]*Reading the exports[^]*Loading opportunities/);
    dev.child.kill(signal);
    await dev.ended;
    expect(dev.said()).not.toMatch(/\n\s+at .*[(:]/);
    expect([3, 4]).toContain(await dealsOf(dev.directory));
    expect(leftovers(dev.directory)).toEqual([]);
    expect(await listens(dev.port)).toBe(false);
    const next = spawn(process.execPath, [BIN, "run", "--workspace", dev.directory], {stdio: "ignore"});
    expect(await new Promise((done) => next.on("close", done))).toBe(0);
    expect(await dealsOf(dev.directory)).toBe(4);
  });

  it("before its first run is done leaves nothing behind", async () => {
    const dev = await startDev();
    await dev.until(/Computing/);
    dev.child.kill("SIGINT");
    await dev.ended;
    expect(dev.said()).not.toMatch(/\n\s+at .*[(:]/);
    if (existsSync(join(dev.directory, "build"))) expect(leftovers(dev.directory)).toEqual([]);
    expect(await listens(dev.port)).toBe(false);
  });

  it("says why a changed export stops a run, keeps the last good file, and goes on with the next change", async () => {
    const dev = await startDev();
    await dev.until(new RegExp(`127\\.0\\.0\\.1:${dev.port}`));
    const path = join(dev.directory, "exports/deals.csv");
    writeFileSync(path, GOOD["exports/deals.csv"]!.replace("Lost", "Mislaid"));
    await dev.until(/The pages still show the last good run\./);
    expect(dev.said()).toContain("'Mislaid' (1)");
    expect(await dealsOf(dev.directory)).toBe(3);
    writeFileSync(path, `${GOOD["exports/deals.csv"]!}d4,a1,Lost,2024-03-01,2024-04-01,500\n`);
    await dev.until(/Run [0-9a-f]{16}, data to/);
    expect(await dealsOf(dev.directory)).toBe(4);
    dev.child.kill("SIGINT");
    expect(await dev.ended).toBe(0);
  });
});
