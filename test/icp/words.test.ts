import {describe, expect, it} from "vitest";
import {count, expectedCount} from "../../pipeline/icp/words.ts";

describe("counts in the words of a verdict", () => {
  it("have thousands apart, and a decimal only where an expected count is small", () => {
    expect([count(123653), expectedCount(193846.91), expectedCount(99.96), expectedCount(12), expectedCount(0.04)]).toEqual(["123,653", "193,847", "100", "12.0", "0.0"]);
  });
});
