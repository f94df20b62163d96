import {spawnSync} from "node:child_process";
import {rmSync} from "node:fs";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {describe, expect, it} from "vitest";
import {atLeast, type MachineFinding} from "../../pipeline/commands/doctor.ts";
import {offlineBuild} from "../../pipeline/doctor/offlineBuild.ts";
import {writeWorkspace} from "../corpus/workspace.ts";

const BIN = fileURLToPath(new URL("../../bin/fitproof.js", import.meta.url));

describe("fitproof doctor", () => {
  it("finds nothing missing on a machine that runs these tests", () => {
    const {status, stdout, stderr} = spawnSync(process.execPath, [BIN, "doctor", "--json"], {encoding: "utf8"});
    const {ok, findings} = JSON.parse(stdout) as {ok: boolean; findings: MachineFinding[]};
    expect(findings.filter((finding) => finding.needed && !finding.ok), stderr).toEqual([]);
    expect({ok, status}).toEqual({ok: true, status: 0});
    expect(findings.map(({check}) => check)).toEqual(["Node.js", "DuckDB", "build folder", "temporary folder", "disk", "disk", "memory", "browser", "network"]);
  });

  it("exits 1 and says so where the build folder cannot be written", () => {
    const directory = writeWorkspace({build: "a file stands in the way"});
    try {
      const {status, stdout} = spawnSync(process.execPath, [BIN, "doctor"], {encoding: "utf8", cwd: directory});
      expect(status).toBe(1);
      expect(stdout).toContain(`MISSING  build folder: ${join(directory, "build")} cannot be written`);
    } finally {
      rmSync(directory, {recursive: true, force: true});
    }
  });

  it("builds a page without reaching for any host", async () => {
    expect(await offlineBuild()).toMatchObject({ok: true, attempts: []});
  });

  it.each([["20.19.0", "20.19.0", true], ["20.18.9", "20.19.0", false], ["22.0.0", "20.19.0", true], ["20.20.0", "20.19.5", true], ["9.99.99", "20.19.0", false]])(
    "%s is at least %s: %s", (version, wanted, expected) => expect(atLeast(version, wanted)).toBe(expected));
});
