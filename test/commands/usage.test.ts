import {existsSync, mkdtempSync, readFileSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterEach, describe, expect, it} from "vitest";
import {ROOT} from "../../pipeline/fingerprint.ts";
import {writeWorkspace} from "../corpus/workspace.ts";
import {BIN, fitproof, startFitproof, startProgram} from "../support/program.ts";

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, {recursive: true, force: true})));

describe("an option that cannot be meant", () => {
  it.each([["--accounts", "abc"], ["--accounts", "-5"], ["--accounts", "0"], ["--accounts", "1.5"], ["--seed", "x"]])("is a usage error that says what is expected, before anything is written: sample %s %s", async (option, value) => {
    const parent = mkdtempSync(join(tmpdir(), "fitproof-usage-"));
    folders.push(parent);
    const {code, stdout, stderr} = await fitproof("sample", join(parent, "demo"), option, value);
    expect({code, stdout}).toEqual({code: 2, stdout: ""});
    expect(stderr).toMatch(new RegExp(`option '${option} <N>' argument '${value}' is invalid\\. Expected a whole number from`));
    expect(existsSync(join(parent, "demo"))).toBe(false);
  });

  it.each([["report", "99999"], ["report", "abc"], ["dev", "0"]])("is a usage error before anything is built: %s --port %s", async (command, port) => {
    const directory = writeWorkspace();
    folders.push(directory);
    const {code, stderr} = await fitproof(command, "--workspace", directory, "--port", port);
    expect(code).toBe(2);
    expect(stderr).toContain("Expected a whole number from 1 to 65535.");
    expect(existsSync(join(directory, "build"))).toBe(false);
  });

  it("is a usage error where the command has no use for it: check --database", async () => {
    const {code, stderr} = await fitproof("check", "--database", "x.duckdb");
    expect(code).toBe(2);
    expect(stderr).toContain("unknown option '--database'");
  });

  it("is a usage error where it contradicts another: sample --planted --null", async () => {
    const {code, stderr} = await fitproof("sample", join(tmpdir(), "fitproof-never-written"), "--planted", "--null");
    expect(code).toBe(2);
    expect(stderr).toContain("option '--null' cannot be used with option '--planted'");
  });
});

it("says where SQL goes that begins with a comment, as every model does", async () => {
  const {code, stderr} = await fitproof("query", "-- One row\nselect 1");
  expect({code, stderr}).toEqual({code: 2, stderr: expect.stringContaining("SQL that begins with -- stands behind a -- of its own")});
});

it("prints the JSON Schema of one format as an editor takes it, and of both by their files", async () => {
  const printed = async (...args: string[]): Promise<Record<string, unknown>> => JSON.parse((await fitproof("schema", ...args)).stdout);
  const both = await printed();
  expect(Object.keys(both)).toEqual(["fitproof.yaml", "icp/*.yaml"]);
  expect([await printed("fitproof"), await printed("icp")]).toEqual([both["fitproof.yaml"], both["icp/*.yaml"]]);
  expect(both["icp/*.yaml"]).toHaveProperty("$schema");
});

it("says that it uses the sample where the folder above is a workspace", async () => {
  const directory = writeWorkspace();
  folders.push(directory);
  const query = async (cwd: string): Promise<string> => (await startProgram(process.execPath, [BIN, "query", "select 1"], {cwd}).ended).stderr;
  expect(await query(join(directory, "exports"))).toContain("so the sample is used: for that workspace give --workspace ..\n");
  expect(await query(directory)).not.toContain("sample");
});

it("states the version of its package", async () => {
  const {version} = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {version: string};
  expect(await fitproof("--version")).toMatchObject({code: 0, stdout: `${version}\n`});
});

it("refuses a folder in place of the database, a path that DuckDB cannot write to, and a file in place of a folder, before anything is done", async () => {
  const directory = writeWorkspace();
  folders.push(directory);
  const file = await fitproof("run", "--workspace", join(directory, "fitproof.yaml"));
  expect(file).toMatchObject({code: 1, stderr: expect.stringMatching(/^\S*fitproof\.yaml: is a file\n  Name the folder that holds fitproof\.yaml with --workspace\.\n$/)});
  const absent = await fitproof("report", "--workspace", join(directory, "nowhere"));
  expect(absent).toMatchObject({code: 1, stderr: expect.stringMatching(/^\S*nowhere: does not exist\n  Name the folder that holds fitproof\.yaml with --workspace\.\n$/)});
  const sample = await fitproof("sample", join(directory, "fitproof.yaml"));
  expect(sample).toMatchObject({code: 1, stderr: expect.stringMatching(/^\S*fitproof\.yaml: is a file, not a folder\n  Move it away, or name another place\.\n$/)});
  const marked = await fitproof("run", "--workspace", directory, "--database", join(directory, "why?", "fitproof.duckdb"));
  expect(marked).toMatchObject({code: 1, stderr: expect.stringMatching(/: has a question mark in its path, which DuckDB cannot write to\n  .*--database\.\n$/)});
  const {code, stderr} = await fitproof("run", "--workspace", directory, "--database", join(directory, "exports"));
  expect({code, stderr}).toEqual({code: 1, stderr: expect.stringMatching(/^\S*exports: is a folder\n  Name a file with --database\.\n$/)});
});

it("says what comes next as it is typed in the repository", async () => {
  const directory = writeWorkspace({"fitproof.yaml": null});
  folders.push(directory);
  const {code, stdout} = await fitproof("init", directory);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^Next: npm run -s fitproof -- report --workspace \S+$/m);
});

describe("a reader that has seen enough", () => {
  it("ends a command without a word, as head does", async () => {
    const {child, ended} = startFitproof(["schema"]);
    child.stdout!.destroy();
    const {code, stderr} = await ended;
    expect({code, stderr}).toEqual({code: 0, stderr: ""});
  });
});

// Linux alone has a file that is always full.
it.runIf(existsSync("/dev/full"))("says that its answer could not be written where the disk is full", async () => {
  const {code, stderr} = await startProgram("sh", ["-c", `"${process.execPath}" "${BIN}" schema > /dev/full`]).ended;
  expect({code, stderr}).toEqual({code: 1, stderr: "stdout: cannot be written: the disk is full\n  The last good result is untouched; make room and run again.\n"});
});
