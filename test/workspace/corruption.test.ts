import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {ProblemsError} from "../../pipeline/problems.ts";
import {Workspace} from "../../pipeline/workspace/fitproof.ts";
import {Icp} from "../../pipeline/workspace/icp.ts";
import {checkIcp, checkWorkspace} from "../../pipeline/workspace/checks.ts";
import {validate} from "../../pipeline/workspace/validate.ts";
import {readYaml} from "../../pipeline/workspace/yaml.ts";
import {FITPROOF_YAML, ICP_YAML} from "./examples.ts";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A copy of a good file with some places overwritten, cut out or repeated. */
function corrupted(text: string): fc.Arbitrary<string> {
  const piece = fc.oneof(fc.constantFrom("", ":", "-", "\t", "\n", "  ", "[", "]", "{", "}", "&a ", "*a", "!!x ", "null", "1e999", ".nan", "'", '"', "#", "---\n", "? ", "|", "\u2028", "é"),
    fc.string({maxLength: 5}), fc.nat(text.length - 1).map((at) => text.slice(at, at + 20)));
  return fc.array(fc.record({at: fc.nat(text.length), cut: fc.nat(12), piece}), {minLength: 1, maxLength: 4})
    .map((edits) => edits.reduce((result, {at, cut, piece: inserted}) => result.slice(0, at) + inserted + result.slice(at + cut), text));
}

describe("a corrupted copy of a good file", () => {
  it("of settings is read, or has problems that name their place", () => {
    fc.assert(fc.property(corrupted(FITPROOF_YAML), (text) => {
      const {yaml, problems} = readYaml("fitproof.yaml", encode(text));
      const {value, settled, problems: issues} = yaml ? validate(Workspace, yaml) : {value: null, settled: undefined, problems: []};
      const all = [...problems, ...issues, ...(yaml ? checkWorkspace(settled, yaml, []) : [])];
      if (value === null) expect(all.length).toBeGreaterThan(0);
      for (const problem of all) expect(problem).toMatchObject({file: "fitproof.yaml", message: expect.stringMatching(/\S/), fix: expect.stringMatching(/\S/)});
      expect(new ProblemsError(all).message).not.toMatch(/undefined|\[object|Invalid input|NaN/);
    }), {seed: 1, numRuns: 400});
  });

  it("of an ICP is read, or has problems that name their place", () => {
    fc.assert(fc.property(corrupted(ICP_YAML), (text) => {
      const {yaml, problems} = readYaml("icp/a.yaml", encode(text));
      const {value, settled, problems: issues} = yaml ? validate(Icp, yaml, ["version"]) : {value: null, settled: undefined, problems: []};
      const all = [...problems, ...issues, ...(yaml ? checkIcp(settled, yaml, {}).problems : [])];
      if (value === null) expect(all.length).toBeGreaterThan(0);
      for (const {line, fix} of all) expect([line !== null && line >= 1, fix]).toEqual([true, expect.stringMatching(/\S/)]);
      expect(new ProblemsError(all).message).not.toMatch(/undefined|\[object|Invalid input/);
    }), {seed: 2, numRuns: 400});
  });
});
