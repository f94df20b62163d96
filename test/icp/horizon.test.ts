import {describe, expect, it} from "vitest";
import {horizonDays} from "../../pipeline/icp/horizon.ts";
import {timeCounts} from "../../pipeline/statistics/kaplanMeier.ts";

const tier = (resolved: readonly number[], open: readonly number[] = []) =>
  timeCounts([...resolved, ...open], [...resolved.map(() => true), ...open.map(() => false)]);

describe("the horizon", () => {
  it("is the day by which 90 % of the deals are resolved, that day included", () => {
    expect(horizonDays([tier([10, 20, 30, 40, 50, 60, 70, 80, 90, 100])])).toBe(90);
  });
  it("is that of the slowest tier", () => {
    expect(horizonDays([tier([10, 20]), tier([5, 300]), tier([1])])).toBe(300);
  });
  it("takes open deals as censored at their age", () => {
    // At risk 4, 3, then 1 after the open one leaves: only the last closing brings it under 10 %.
    expect(horizonDays([tier([10, 20, 90], [30])])).toBe(90);
  });
  it("is unknown where a tier never gets there", () => {
    expect(horizonDays([tier([10, 20, 30]), tier([10, 20, 30], [40])])).toBeNull();
  });
  it("leaves out tiers without deals, and is unknown without any", () => {
    expect(horizonDays([tier([]), tier([7]), tier([])])).toBe(7);
    expect(horizonDays([])).toBeNull();
    expect(horizonDays([[], [], []])).toBeNull();
  });
});
