import {describe, expect, it} from "vitest";
import {findingOfSegments, titleOfSegments, type SegmentRate} from "../../pipeline/findings/segments.ts";
import {plain} from "./read.ts";


function row(segment: string, difference: number | null, changes: Partial<SegmentRate> = {}): SegmentRate {
  return {
    dimension: "employees", segment, won_count: 30, decided_count: 60, win_rate: 0.5, win_rate_low: 0.4, win_rate_high: 0.6, difference, q_value: 0.01, evidence: difference === null ? "shown" : "signal", ...changes
  };
}
const ALL = row("all", null, {dimension: "all", won_count: 40, decided_count: 100, win_rate: 0.4, q_value: null});

describe("which segments win", () => {
  it("is a whole sentence where some win less often and none more", () => {
    expect(plain(findingOfSegments([ALL, row("a", -0.2)]))).toBe("Only one segment can be set against the rest, and it wins less often than the rest beyond chance (a). All together win 40 % of 100 decided deals.");
    expect(plain(findingOfSegments([ALL, row("a", null, {q_value: 0.43})]))).toBe("Only one segment can be set against the rest, and it does not differ beyond chance (q 0.43). All together win 40 % of 100 decided deals.");
    expect(plain(findingOfSegments([ALL, row("a", -0.2), row("b", -0.1)]))).toContain("Of 2 segments, 2 win less often than the rest beyond chance (a and b).");
    expect(plain(findingOfSegments([ALL, row("a", 0.2), row("b", -0.1)]))).toContain("1 wins more often than the rest beyond chance (a: 50 % of 60, 40–60 %) and 1 less often.");
    expect(plain(findingOfSegments([ALL, row("a", 0.2), row("b", 0.3, {win_rate: 0.6, win_rate_low: 0.3})]))).toContain("2 win more often than the rest beyond chance (a most clearly: 50 % of 60, 40–60 %).");
    expect(plain(findingOfSegments([ALL, row("a", 0.2, {won_count: 6, decided_count: 12})]))).toContain("(a: 6 of 12, indicative).");
  });

  it("cannot be told where too few deals are decided, all ended alike, or nothing stands beside a segment", () => {
    const one = (changes: Partial<SegmentRate>) => titleOfSegments([row("a", null, {q_value: null, ...changes})], "segment", null);
    expect(one({evidence: "count_only"})).toBe("No segment has enough decided deals to be set against the others");
    expect(one({won_count: 60})).toBe("Every decided deal was won, so no segment can differ from the others");
    expect(one({won_count: 0})).toBe("No decided deal was won, so no segment can differ from the others");
    expect(one({})).toBe("No segment has decided deals beside it to be set against");
    expect(plain(findingOfSegments([ALL, row("a", null, {q_value: null, won_count: 60})]))).toBe("All together win 40 % of 100 decided deals. Every decided deal was won, so no segment can differ from the others.");
  });

  it("is said of segments of a dimension, whose name may be a plural", () => {
    expect(titleOfSegments([row("a", null, {q_value: 0.6})], "segment of employees", null)).toBe("No segment of employees differs from the others beyond chance (smallest q 0.60)");
  });
});
