import {existsSync} from "node:fs";
import {fileURLToPath} from "node:url";
import {describe, expect, it} from "vitest";
import {readWorkspace} from "../../pipeline/workspace/read.ts";

const sample = fileURLToPath(new URL("../../workspaces/sample", import.meta.url));

describe.skipIf(!existsSync(sample))("the sample workspace", () => {
  it("has no problem, no warning but of untestable criteria, and versions that follow one another", async () => {
    const {workspace, icps, warnings} = await readWorkspace(sample);
    expect(warnings.filter(({message}) => !message.endsWith("so the criterion is untestable"))).toEqual([]);
    expect(Object.keys(workspace.exports)).toEqual(expect.arrayContaining(["accounts", "opportunities", "subscriptions"]));
    for (const icp of icps.filter(({effective_to}) => effective_to !== null)) {
      expect(icps.some((next) => next.icp === icp.icp && next.effective_from === icp.effective_to && next.effective_from! > icp.effective_from!)).toBe(true);
    }
  });
});
