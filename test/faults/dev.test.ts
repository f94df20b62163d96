import {existsSync, rmSync, writeFileSync} from "node:fs";
import {createServer} from "node:net";
import {join} from "node:path";
import {afterEach, describe, expect, it} from "vitest";
import {openDatabase} from "../../pipeline/database.ts";
import {GOOD, writeWorkspace} from "../corpus/workspace.ts";
import {fitproof, startFitproof} from "../support/program.ts";
import {leftovers} from "../support/leftovers.ts";

const undo: (() => void)[] = [];
afterEach(() => undo.splice(0).toReversed().forEach((clean) => clean()));

/** A port that nothing listens on, below those that the system gives to whoever asks for any. */
async function freePort(): Promise<number> {
  for (let port = 20_000 + (process.pid % 10_000); ; port++) {
    const server = createServer();
    const isFree = await new Promise<boolean>((done) => server.once("error", () => done(false)).listen(port, "127.0.0.1", () => done(true)));
    if (!isFree) continue;
    await new Promise((done) => server.close(done));
    return port;
  }
}

async function startDev() {
  const directory = writeWorkspace();
  undo.push(() => rmSync(directory, {recursive: true, force: true}));
  const port = await freePort();
  const dev = startFitproof(["dev", "--workspace", directory, "--port", String(port)]);
  undo.push(() => void dev.child.kill("SIGKILL"));
  return {...dev, directory, port};
}

async function dealsOf(directory: string): Promise<number> {
  const db = await openDatabase(join(directory, "build", "fitproof.duckdb"), {readOnly: true});
  try {
    return (await db.rows<{n: number}>("select count(*)::integer as n from opportunity_facts"))[0]!.n;
  } finally {
    db.close();
  }
}

const listens = (port: number) => fetch(`http://127.0.0.1:${port}/`).then(() => true, () => false);

describe("dev that is stopped", {timeout: 600_000}, () => {
  it.each(["SIGINT", "SIGTERM"] as const)("by %s amid a run leaves the last good file, nothing beside it, and no server; the next run recovers", async (signal) => {
    const dev = await startDev();
    await dev.until(new RegExp(`127\\.0\\.0\\.1:${dev.port}`));
    expect(await dealsOf(dev.directory)).toBe(3);
    writeFileSync(join(dev.directory, "exports/deals.csv"), `${GOOD["exports/deals.csv"]!}d4,a1,Lost,2024-03-01,2024-04-01,500\n`);
    await dev.until(/Reading the exports[^]*Reading the exports[^]*Loading opportunities/);
    dev.child.kill(signal);
    const {stdout, stderr} = await dev.ended;
    expect(stdout + stderr).not.toMatch(/\n\s+at .*[(:]/);
    expect([3, 4]).toContain(await dealsOf(dev.directory));
    expect(leftovers(dev.directory)).toEqual([]);
    expect(await listens(dev.port)).toBe(false);
    expect((await fitproof("run", "--workspace", dev.directory)).code).toBe(0);
    expect(await dealsOf(dev.directory)).toBe(4);
  });

  it("before its first run is done leaves nothing behind", async () => {
    const dev = await startDev();
    await dev.until(/Computing/);
    dev.child.kill("SIGINT");
    const {stdout, stderr} = await dev.ended;
    expect(stdout + stderr).not.toMatch(/\n\s+at .*[(:]/);
    if (existsSync(join(dev.directory, "build"))) expect(leftovers(dev.directory)).toEqual([]);
    expect(await listens(dev.port)).toBe(false);
  });

  it("says why a changed export stops a run, keeps the last good file, and goes on with the next change", async () => {
    const dev = await startDev();
    await dev.until(new RegExp(`127\\.0\\.0\\.1:${dev.port}`));
    const path = join(dev.directory, "exports/deals.csv");
    writeFileSync(path, GOOD["exports/deals.csv"]!.replace("Lost", "Mislaid"));
    await dev.until(/The pages still show the last good run\./);
    expect(await dealsOf(dev.directory)).toBe(3);
    writeFileSync(path, `${GOOD["exports/deals.csv"]!}d4,a1,Lost,2024-03-01,2024-04-01,500\n`);
    await dev.until(/Run [0-9a-f]{16}, data to/);
    expect(await dealsOf(dev.directory)).toBe(4);
    dev.child.kill("SIGINT");
    const {code, stderr} = await dev.ended;
    expect(code).toBe(0);
    expect(stderr).toContain("'Mislaid' (1)");
  });
});

describe("dev that goes on", {timeout: 600_000}, () => {
  it("says after a run what the run went on with", async () => {
    const dev = await startDev();
    await dev.until(new RegExp(`127\\.0\\.0\\.1:${dev.port}`));
    writeFileSync(join(dev.directory, "icp/1.yaml"), GOOD["icp/1.yaml"]!.replace("[Software]", "[Sofware]"));
    await dev.until(/Did you mean Software\?[^]*Run \w+/);
    dev.child.kill("SIGINT");
    expect((await dev.ended).stderr).toContain("Warnings:\nicp/1.yaml:4: criteria[0].in: no row has this value of industry: Sofware\n");
  });
});
