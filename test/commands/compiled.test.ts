import {cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {spawnSync} from "node:child_process";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import {compiled} from "../../bin/compiled.js";

const project = fileURLToPath(new URL("../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "fitproof-compiled-"));
const root = join(folder, "project");
const cache = join(root, "node_modules/.cache/fitproof");

beforeAll(() => {
  mkdirSync(join(root, "node_modules"), {recursive: true});
  mkdirSync(join(root, "src"));
  for (const name of ["package.json", "observablehq.config.ts", "bin", "pipeline", "src/components"]) cpSync(join(project, name), join(root, name), {recursive: true});
  for (const name of readdirSync(join(project, "node_modules"))) if (name !== ".cache") symlinkSync(join(project, "node_modules", name), join(root, "node_modules", name));
});
afterAll(() => rmSync(folder, {recursive: true, force: true}));

const version = () => spawnSync(process.execPath, [join(root, "bin/fitproof.js"), "--version"], {encoding: "utf8"});

describe("the program", () => {
  it("is compiled once, and again when its code changes", async () => {
    const first = await compiled(root);
    expect(first!.startsWith(cache)).toBe(true);
    expect(await compiled(root)).toBe(first);
    const cli = join(root, "pipeline/cli.ts");
    writeFileSync(cli, readFileSync(cli, "utf8").replace(`.version("1.0.0")`, `.version("9.9.9")`));
    expect(version()).toMatchObject({status: 0, stdout: "9.9.9\n", stderr: ""});
    expect(readdirSync(cache).length).toBe(2);
  });

  it("finds its SQL and YAML where its source is", () => {
    const result = spawnSync(process.execPath, [join(root, "bin/fitproof.js"), "check", "--workspace", join(project, "workspaces/sample"), "--json"], {encoding: "utf8"});
    expect(result.status, result.stderr).toBe(0);
    expect(JSON.parse(result.stdout)).toMatchObject({problems: []});
  });

  it("runs from its source where nothing can be kept", async () => {
    rmSync(cache, {recursive: true, force: true});
    rmSync(join(root, "node_modules/.cache"), {recursive: true, force: true});
    writeFileSync(join(root, "node_modules/.cache"), "a file in the way");
    expect(await compiled(root)).toBeNull();
    expect(version()).toMatchObject({status: 0, stdout: "9.9.9\n"});
    rmSync(join(root, "node_modules/.cache"));
  });

  it("runs from its source where the code cannot be compiled, which says what is wrong", async () => {
    const cli = join(root, "pipeline/cli.ts");
    const text = readFileSync(cli, "utf8");
    writeFileSync(cli, `${text}\nconst = 1;\n`);
    expect(await compiled(root)).toBeNull();
    expect(version()).toMatchObject({status: 1});
    expect(version().stderr).toContain("cli.ts");
    writeFileSync(cli, text);
  });
});
