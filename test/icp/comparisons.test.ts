import {describe, expect, it} from "vitest";
import {comparedDays, comparedKeeping, comparedWins} from "../../pipeline/icp/comparisons.ts";
import {leaving, retentionDifferences, trailingRetention, type RevenueBase, type TierRetention} from "../../pipeline/icp/retention.ts";

const days = (...values: number[]) => values.toSorted((a, b) => a - b).map((one) => ({days: one, won: 1}));
const repeated = (value: number, n: number): number[] => Array.from({length: n}, () => value);

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
/** So many churned after three months, so many still there after 24. */
const exits = (churned: number, stayed: number) => [{time: 3, events: churned, censored: 0}, {time: 24, events: 0, censored: stayed}];

function revenue(base: readonly number[], now: readonly number[]): RevenueBase {
  const kept = base.map((value, i) => Math.min(value, now[i]!));
  const ones = repeated(1, base.length);
  return {
    accounts: {base, now},
    sums: {
      account_count: base.length, base: dot(base, ones), kept: dot(kept, ones), now: dot(now, ones), base_base: dot(base, base),
      base_kept: dot(base, kept), kept_kept: dot(kept, kept), base_now: dot(base, now), now_now: dot(now, now)
    }
  };
}

const uneven = (n: number, churned: number): RevenueBase =>
  revenue(Array.from({length: n}, (_, i) => 100 + 7 * i), Array.from({length: n}, (_, i) => (i % Math.round(n / churned) === 0 ? 0 : 110 + 7 * i)));

describe("tier 1 against the rest", () => {
  it("reads wins by the interval of the difference", () => {
    expect(comparedWins({won: 30, decided: 70}, {won: 30, decided: 190})).toMatchObject({reading: "better", tier1Count: 70, restCount: 190});
    expect(comparedWins({won: 20, decided: 70}, {won: 50, decided: 190}).reading).toBe("same");
    expect(comparedWins({won: 5, decided: 70}, {won: 80, decided: 190}).reading).toBe("worse");
    expect(comparedWins({won: 0, decided: 0}, {won: 80, decided: 190})).toMatchObject({reading: "untested", difference: {estimate: null}});
  });

  it("takes the median of days between order statistics, and calls fewer days better", () => {
    const faster = comparedDays(days(...repeated(20, 10), ...repeated(30, 11)), days(...repeated(50, 10), ...repeated(70, 10)));
    expect(faster).toMatchObject({reading: "better", tier1: {estimate: 30, low: 20, high: 30}, rest: {estimate: 60, low: 50, high: 70}, tier1Count: 21});
    expect(faster.difference.estimate).toBe(-30);
    expect(comparedDays(days(...repeated(70, 20)), days(...repeated(50, 20))).reading).toBe("worse");
    expect(comparedDays(days(10, 20, 30, 40, 50, 60), days(11, 19, 31, 39, 51, 59)).reading).toBe("same");
    // Faster in 64 of 100 pairs, beyond chance; the medians are 9 days apart, give or take 11.
    const shifted = (by: number) => days(...Array.from({length: 60}, (_, i) => i + by));
    expect(comparedDays(shifted(1), shifted(10))).toMatchObject({reading: "same", difference: {estimate: -9}});
    expect(comparedDays(shifted(1), shifted(14)).reading).toBe("better");
    expect(comparedDays([], days(1, 2, 3))).toMatchObject({reading: "untested", tier1: {estimate: null}});
  });

  it("gives no limits of a median of fewer than six", () => {
    expect(comparedDays(days(1, 2, 3, 4, 5), days(1, 2)).tier1).toEqual({estimate: 3, low: null, high: null});
  });

  it("does not test retention with under 20 customers on a side", () => {
    expect(retentionDifferences(uneven(19, 3), uneven(40, 5))).toBeNull();
    expect(retentionDifferences(uneven(20, 3), uneven(40, 5))).not.toBeNull();
  });

  it("does not test survival with under 10 churned on both sides together", () => {
    expect(leaving(exits(2, 60), exits(7, 60))).toEqual({churned: 9, logRank: null});
    expect(leaving(exits(2, 60), exits(8, 60))).toMatchObject({churned: 10, logRank: {df: 1}});
  });

  it("gives the linearised difference where the accounts are too many to resample, and it agrees with the bootstrap", () => {
    const [a, b] = [uneven(300, 30), uneven(600, 90)];
    const bootstrap = retentionDifferences(a, b)!.gross;
    const linear = retentionDifferences({...a, accounts: null}, {...b, accounts: null})!.gross;
    expect(linear.estimate).toBe(bootstrap.estimate);
    expect(Math.abs(linear.low! - bootstrap.low!)).toBeLessThan(0.01);
    expect(Math.abs(linear.high! - bootstrap.high!)).toBeLessThan(0.01);
  });

  it("repeats to the last digit", () => {
    expect(retentionDifferences(uneven(60, 6), uneven(80, 9))).toEqual(retentionDifferences(uneven(60, 6), uneven(80, 9)));
    expect(trailingRetention(uneven(60, 6))).toEqual(trailingRetention(uneven(60, 6)));
  });

  it("reads survival by the log-rank test, and withholds net retention where prices never change", () => {
    const retention: TierRetention = {
      revenue: (tiers) => (tiers.includes(1) ? uneven(40, 4) : uneven(80, 8)), exits: (tiers) => (tiers.includes(1) ? exits(2, 60) : exits(40, 60))
    };
    const [survival, gross, net] = comparedKeeping(retention, false);
    expect(survival).toMatchObject({measure: "survival_12m", reading: "better", tier1Count: 62, restCount: 100, rest: {estimate: 0.6}});
    expect(gross!.tier1.estimate).not.toBeNull();
    expect(net).toMatchObject({measure: "net_retention", reading: "untested", tier1: {estimate: null}, difference: {estimate: null}});
    expect(comparedKeeping({...retention, exits: () => exits(2, 60)}, true)[0]!.reading).toBe("untested");
    // All customers of tier 1 left within three months: of them nobody is kept for a year.
    expect(comparedKeeping({...retention, exits: (tiers) => (tiers.includes(1) ? exits(40, 0).slice(0, 1) : exits(40, 60))}, true)[0]).toMatchObject({reading: "worse", tier1: {estimate: 0}, difference: {estimate: -0.6}});
  });

  it("reads nothing into retention where one side lost nothing, as its resamples never differ", () => {
    const amounts = Array.from({length: 40}, (_, i) => 100 + 7 * i), unlost = revenue(amounts, amounts);
    const retention: TierRetention = {revenue: (tiers) => (tiers.includes(1) ? unlost : uneven(80, 20)), exits: () => []};
    const gross = comparedKeeping(retention, true).find(({measure}) => measure === "gross_retention")!;
    expect(gross).toMatchObject({tier1: {estimate: 1, low: 1, high: 1}, reading: "untested"});
    expect(gross.difference.low).toBeGreaterThan(0);
  });
});
