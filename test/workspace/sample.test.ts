import {fileURLToPath} from "node:url";
import {describe, expect, it} from "vitest";
import {readWorkspace} from "../../pipeline/workspace/read.ts";

const sample = fileURLToPath(new URL("../../workspaces/sample", import.meta.url));

describe("the sample workspace", () => {
  it("has no problem, no warning but of untestable criteria, and versions that follow one another", async () => {
    const {workspace, icps, warnings} = await readWorkspace(sample);
    expect(warnings.filter(({message}) => !message.endsWith("so the criterion is untestable"))).toEqual([]);
    expect(Object.keys(workspace.exports)).toEqual(expect.arrayContaining(["accounts", "opportunities", "subscriptions"]));
    const followed = icps.filter(({effective_to}) => effective_to !== null);
    expect(followed.length).toBeGreaterThan(0);
    for (const icp of followed) {
      expect(icps.some((next) => next.icp === icp.icp && next.effective_from === icp.effective_to && next.effective_from! > icp.effective_from!)).toBe(true);
    }
  });
});
