import {spawnSync} from "node:child_process";
import {cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import {compiled} from "../../bin/compiled.js";
import {startProgram} from "../support/program.ts";

const project = fileURLToPath(new URL("../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "fitproof-compiled-"));
const root = join(folder, "project");
const cache = join(root, "node_modules/.cache/fitproof");
const pages = join(root, "src/.observablehq/cache");

beforeAll(() => {
  mkdirSync(join(root, "node_modules"), {recursive: true});
  mkdirSync(join(root, "src"));
  writeFileSync(join(root, "src/index.md"), "# First\n");
  for (const name of ["package.json", "observablehq.config.ts", "bin", "pipeline", "src/components", "src/data", "src/style.css"]) cpSync(join(project, name), join(root, name), {recursive: true});
  for (const name of readdirSync(join(project, "node_modules"))) if (name !== ".cache") symlinkSync(join(project, "node_modules", name), join(root, "node_modules", name));
});
afterAll(() => rmSync(folder, {recursive: true, force: true}));

const run = (...args: readonly string[]) => startProgram(process.execPath, [join(root, "bin/fitproof.js"), ...args]).ended;

/** What npm runs when it has installed the packages. */
function prepare(cwd: string): {status: number | null; stdout: string; stderr: string} {
  const {status, stdout, stderr} = spawnSync("npm", ["run", "--silent", "prepare"], {cwd, encoding: "utf8"});
  return {status, stdout, stderr};
}

describe("the program", () => {
  it("and the pages are there when its packages have been installed", async () => {
    expect(prepare(root)).toEqual({status: 0, stdout: "", stderr: ""});
    const prepared = readdirSync(cache);
    expect(prepared).toEqual([expect.stringMatching(/^[0-9a-f]{16}$/)]);
    expect(await run("--version")).toMatchObject({code: 0});
    expect(readdirSync(cache)).toEqual(prepared);
    const [template] = readdirSync(join(pages, "_site"));
    expect(readFileSync(join(pages, "_site", template!, "index.html"), "utf8")).toContain("<h1");
    rmSync(pages, {recursive: true});
  });

  it("lets packages be installed where a page cannot be made, which the report tells", async () => {
    const page = join(root, "src/index.md");
    writeFileSync(page, "```js\nFileAttachment(\"./data/marts/none.arrow\")\n```\n");
    expect(prepare(root)).toEqual({status: 0, stdout: "", stderr: ""});
    expect(existsSync(join(pages, "_site"))).toBe(false);
    rmSync(cache, {recursive: true});
  });

  it("lets packages be installed where there is no code yet, as images are built in layers", () => {
    const layer = join(folder, "layer");
    mkdirSync(layer);
    cpSync(join(root, "package.json"), join(layer, "package.json"));
    expect(prepare(layer)).toEqual({status: 0, stdout: "", stderr: ""});
  });

  it("is compiled once, and again when its code changes", async () => {
    const first = await compiled(root);
    expect(first!.startsWith(cache)).toBe(true);
    expect(await compiled(root)).toBe(first);
    const cli = join(root, "pipeline/cli.ts");
    writeFileSync(cli, readFileSync(cli, "utf8").replace(".version(packageVersion(ROOT))", `.version("9.9.9")`));
    expect(await run("--version")).toEqual({code: 0, stdout: "9.9.9\n", stderr: ""});
    expect(readdirSync(cache).length).toBe(2);
  });

  it("finds its SQL and YAML where its source is", async () => {
    const result = await run("check", "--workspace", join(project, "workspaces/sample"), "--json");
    expect(result.code, result.stderr).toBe(0);
    expect(JSON.parse(result.stdout)).toMatchObject({problems: []});
  });

  it("runs from its source where nothing can be kept", async () => {
    rmSync(cache, {recursive: true, force: true});
    rmSync(join(root, "node_modules/.cache"), {recursive: true, force: true});
    writeFileSync(join(root, "node_modules/.cache"), "a file in the way");
    expect(await compiled(root)).toBeNull();
    expect(await run("--version")).toMatchObject({code: 0, stdout: "9.9.9\n"});
    rmSync(join(root, "node_modules/.cache"));
  });

  it("runs from its source where the code cannot be compiled, which says what is wrong", async () => {
    const cli = join(root, "pipeline/cli.ts");
    const text = readFileSync(cli, "utf8");
    writeFileSync(cli, `${text}\nconst = 1;\n`);
    expect(await compiled(root)).toBeNull();
    expect(await run("--version")).toMatchObject({code: 1, stderr: expect.stringContaining("cli.ts")});
    writeFileSync(cli, text);
  });
});
