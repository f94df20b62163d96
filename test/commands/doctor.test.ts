import {rmSync} from "node:fs";
import {join} from "node:path";
import {describe, expect, it} from "vitest";
import {atLeast, type MachineFinding} from "../../pipeline/commands/doctor.ts";
import {writeWorkspace} from "../corpus/workspace.ts";
import {fitproof, startFitproof} from "../support/program.ts";

describe("fitproof doctor", () => {
  it("finds nothing missing on a machine that runs these tests, and builds a page without reaching for any host", async () => {
    const {code, stdout, stderr} = await fitproof("doctor", "--json");
    const {ok, findings} = JSON.parse(stdout) as {ok: boolean; findings: MachineFinding[]};
    expect(findings.filter((finding) => finding.needed && !finding.ok), stderr).toEqual([]);
    expect({ok, code}).toEqual({ok: true, code: 0});
    expect(findings.map(({check}) => check)).toEqual(["Node.js", "DuckDB", "build folder", "temporary folder", "disk", "disk", "memory", "browser", "network"]);
    expect(findings.at(-1)).toMatchObject({ok: true, needed: true, message: expect.stringMatching(/^a build needs none: built a page /)});
  });

  it("exits 1 and says so where the build folder cannot be written", async () => {
    const directory = writeWorkspace({build: "a file stands in the way"});
    try {
      const {code, stdout} = await startFitproof(["doctor"], {cwd: directory}).ended;
      expect(code).toBe(1);
      expect(stdout).toContain(`MISSING  build folder: ${join(directory, "build")} cannot be written`);
    } finally {
      rmSync(directory, {recursive: true, force: true});
    }
  });

  it.each([["20.19.0", "20.19.0", true], ["20.18.9", "20.19.0", false], ["22.0.0", "20.19.0", true], ["20.20.0", "20.19.5", true], ["9.99.99", "20.19.0", false]])(
    "%s is at least %s: %s", (version, wanted, expected) => expect(atLeast(version, wanted)).toBe(expected));
});
