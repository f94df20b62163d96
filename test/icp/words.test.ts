import {describe, expect, it} from "vitest";
import {useWriting} from "../../pipeline/findings/format.ts";
import {writingOf} from "../../pipeline/findings/writing.ts";
import {asSet, expectedCount} from "../../pipeline/icp/words.ts";

describe("numbers in the words of a verdict", () => {
  it("have a decimal only where an expected count is small", () => {
    expect([expectedCount(193846.91), expectedCount(99.96), expectedCount(12), expectedCount(0.04)]).toEqual(["193,847", "100", "12.0", "0.0"]);
  });
  it("have their bar as it was set, written as the locale writes numbers", () => {
    expect([asSet(1.3), asSet(1.25), asSet(2)]).toEqual(["1.3", "1.25", "2"]);
    useWriting(writingOf("de-DE", null));
    expect(asSet(1.3)).toBe("1,3");
    useWriting(null);
  });
});
