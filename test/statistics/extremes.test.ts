import {describe, expect, it} from "vitest";
import {leastOf} from "../../pipeline/findings/finding.ts";
import {largest, smallest} from "../../pipeline/statistics/extremes.ts";

describe("smallest and largest", () => {
  it("are found among more values than the stack holds", () => {
    const values = Array.from({length: 300_000}, (_, i) => i + 1);
    expect([smallest(values), largest(values), leastOf(7, values, null)]).toEqual([1, 300_000, 1]);
  });

  it("are infinite of none", () => {
    expect([smallest([]), largest([])]).toEqual([Infinity, -Infinity]);
  });
});
