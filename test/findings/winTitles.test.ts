import {describe, expect, it} from "vitest";
import {titleOfCurves} from "../../pipeline/findings/winSpeed.ts";
import {titleOfTrend} from "../../pipeline/findings/winTrend.ts";
import type {WinRateByQuarterRow, WinRateBySegmentRow} from "../../pipeline/schema/marts.ts";

describe("the title of the curves of won deals", () => {
  const all = (open_count: number) => ({segment: "all", created_count: 400, open_count, won_within_180d_rate: 0.3, won_within_90d_rate: 0.2}) as WinRateBySegmentRow;

  it("says that open deals count while they are watched, and that undated ones do not", () => {
    expect(titleOfCurves([], all(5), 0)).toBe("30\u202f% of created deals are won within 180 days; 5 deals still open count for as long as they have been watched");
    expect(titleOfCurves([], all(5), 4)).toBe("30\u202f% of created deals are won within 180 days; 1 deal still open counts for as long as it has been watched, and 4 without a creation date do not count");
  });
});

describe("the title of a segment by quarter", () => {
  const quarter = (month: number, win_rate: number) => ({
    dimension: "industry", segment: "SaaS", quarter: `2025-${String(month).padStart(2, "0")}-01`, is_complete: true, decided_count: 40, rest_decided_count: 90, win_rate, rest_win_rate: 0.3
  }) as WinRateByQuarterRow;
  const titled = (isSignal: boolean) => titleOfTrend([quarter(1, 0.4), quarter(4, 0.5), quarter(7, 0.2)], {few: 10, firm: 30, q: 0.1}, {fiscalYearStartMonth: 1, isSignal});

  it("counts the quarters in which it led, and says where that is no more than chance", () => {
    expect(titled(true)).toBe("SaaS won more often than the rest in 2 of 3 quarters with 10 decided deals or more");
    expect(titled(false)).toBe("SaaS won more often than the rest in 2 of 3 quarters with 10 decided deals or more, though not beyond chance over all periods");
  });
});
