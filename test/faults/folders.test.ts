import {existsSync, mkdtempSync, rmSync, statSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {describe, expect, it, onTestFinished} from "vitest";
import {makeFolder} from "../../pipeline/fileSystem.ts";
import {writeWorkspace} from "../corpus/workspace.ts";
import {BIN, startProgram} from "../support/program.ts";

describe("a folder", () => {
  it("is made with all above it, and again without harm", async () => {
    const directory = mkdtempSync(join(tmpdir(), "fitproof-folders-"));
    onTestFinished(() => rmSync(directory, {recursive: true, force: true}));
    const folder = join(directory, "a", "b", "c");
    await makeFolder(folder);
    await makeFolder(folder);
    expect(statSync(folder).isDirectory()).toBe(true);
    writeFileSync(join(directory, "file"), "");
    await expect(makeFolder(join(directory, "file"))).rejects.toMatchObject({code: "EEXIST"});
    await expect(makeFolder(join(directory, "file", "below"))).rejects.toMatchObject({code: "EEXIST"});
  });

  it.skipIf(!existsSync("/proc/self"))("that the system makes nowhere, as in /proc, ends a report in words, and not never", {timeout: 120_000}, async () => {
    await expect(makeFolder("/proc/fitproof/below")).rejects.toMatchObject({syscall: "mkdir"});
    const directory = writeWorkspace();
    onTestFinished(() => rmSync(directory, {recursive: true, force: true}));
    const {code, stderr} = await startProgram(process.execPath, [BIN, "report", "--workspace", directory, "--output", "/proc/fitproof"]).ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(/proc\/\.fitproof-\d+: (?:is a place where no folder can be made|may not be read or written|lies on a read-only file system)\n  .*choose another place|Choose another place/i);
  });
});
