import {describe, expect, it} from "vitest";
import {useWriting, writingOf} from "../../pipeline/findings/format.ts";
import {asSet, count, expectedCount, percent, ratio} from "../../pipeline/icp/words.ts";

describe("counts in the words of a verdict", () => {
  it("have thousands apart, and a decimal only where an expected count is small", () => {
    expect([count(123653), expectedCount(193846.91), expectedCount(99.96), expectedCount(12), expectedCount(0.04)]).toEqual(["123,653", "193,847", "100", "12.0", "0.0"]);
  });
});

describe("rates and ratios in the words of a verdict", () => {
  it("never read as the bar, as none or as all without being it", () => {
    expect([percent(0.846, 0.85), percent(0.85, 0.85), percent(0.997), percent(1), percent(0.004), percent(0.4)]).toEqual(["84.6 %", "85 %", "99.7 %", "100 %", "0.4 %", "40 %"]);
    expect([ratio(1.2961, 1.3), ratio(1.3, 1.3), ratio(1.5, 1.3), ratio(null, 1.3)]).toEqual(["1.296", "1.30", "1.50", "–"]);
  });
  it("have their bar as it was set, written as the locale writes numbers", () => {
    expect([asSet(1.3), asSet(1.25), asSet(2)]).toEqual(["1.3", "1.25", "2"]);
    useWriting(writingOf("de-DE", null));
    expect(asSet(1.3)).toBe("1,3");
    useWriting(null);
  });
});
