import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {ascending, medianInterval, medianRank, quantileSorted, selectQuantiles} from "../../pipeline/statistics/quantiles.ts";
import {kruskalWallis, mannWhitney} from "../../pipeline/statistics/rankTests.ts";
import {expectGolden, golden} from "./goldens.ts";
import {holds} from "./properties.ts";

describe("quantiles", () => {
  const {cases, tolerance} = golden<{x: number[]; probs: number[]; conf?: number}>("quantiles_median");
  it.each(cases)("agree with the reference: $id", ({input: {x, probs, conf}, expected}) => {
    const sorted = ascending(x);
    const interval = medianInterval(sorted, conf);
    const [p25, p75] = [quantileSorted(sorted, 0.25), quantileSorted(sorted, 0.75)];
    expectGolden({
      n: x.length, median: quantileSorted(sorted, 0.5), quantiles: probs.map((p) => quantileSorted(sorted, p)),
      iqr: p25 === null ? null : p75! - p25,
      median_ci: {
        lower: interval.low, upper: interval.high, lower_rank: interval.lowRank, upper_rank: interval.highRank, coverage: interval.coverage
      }
    }, expected, tolerance);
  });

  it("are the same by selection as by sorting, of values in any order, many of them equal", () => {
    const values = fc.array(fc.oneof(fc.integer({min: -3, max: 3}), fc.double({noNaN: true, min: -1e6, max: 1e6})), {maxLength: 60});
    const probabilities = fc.array(fc.double({min: 0, max: 1, noNaN: true}), {maxLength: 4}).map((list) => list.toSorted((a, b) => a - b));
    holds(fc.property(values, probabilities, (x, probs) => {
      const sorted = ascending(x);
      expect(selectQuantiles(Float64Array.from(x), probs)).toEqual(probs.map((p) => quantileSorted(sorted, p)));
    }));
  });

  it("have the widest median interval that covers no less than the confidence", () => {
    // P(Bin(n, 1/2) ≤ l − 1) counted out.
    for (let n = 1; n <= 200; ++n) {
      let term = 0.5 ** n;
      let sum = 0;
      let rank = 0;
      while (sum + term <= 0.025) {
        sum += term;
        ++rank;
        term *= (n - rank + 1) / rank;
      }
      expect(medianRank(n)).toBe(rank || null);
    }
  });
});

describe("rank tests", () => {
  const {cases, tolerance} = golden<{groups: number[][]}>("rank_tests");
  it.each(cases)("agree with the reference: $id", ({input: {groups}, expected}) => {
    const {h: H, df, p} = kruskalWallis(groups);
    const {u: U, ...whitney} = mannWhitney(groups[0]!, groups[1]!);
    expectGolden({kruskal: {H, df, p}, mann_whitney: {U, ...whitney}}, expected, tolerance);
  });

  it("do not change under a monotone transformation, and U turns with the sides", () => {
    const values = fc.array(fc.integer({min: -20, max: 20}), {minLength: 1, maxLength: 25});
    holds(fc.property(values, values, (a, b) => {
      const one = mannWhitney(a, b);
      const other = mannWhitney(b.map(Math.exp), a.map(Math.exp));
      return a.length * b.length === one.u! + other.u! && Math.abs((one.p ?? 2) - (other.p ?? 2)) < 1e-12;
    }));
  });

  it("have no result without values", () => {
    expect(kruskalWallis([[1, 2], []])).toEqual({h: null, df: null, p: null});
    expect(mannWhitney([], [1])).toEqual({u: null, z: null, p: null});
  });
});
