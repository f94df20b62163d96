import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {conditionalOddsRatio} from "../../pipeline/statistics/conditionalOddsRatio.ts";
import {fisherP, hypergeometricDensity} from "../../pipeline/statistics/hypergeometric.ts";
import {
  haldaneOddsRatio, leastExpected, oddsRatio, pooledZ, riskRatio, twoProportionP, yates
} from "../../pipeline/statistics/twoByTwo.ts";
import {expectGolden, golden} from "./goldens.ts";
import {holds} from "./properties.ts";

interface Table {
  a: number;
  b: number;
  c: number;
  d: number;
  conf: number;
}

const cell = fc.nat(60);

describe("two by two tables", () => {
  const {cases, tolerance} = golden<Table>("two_by_two");
  const conditional = {rel: 1e-9, abs: 1e-12};
  const tail = {rel: 1e-8, abs: 0};
  it.each(cases)("agree with the reference: $id", ({input: {a, b, c, d, conf}, expected}) => {
    const pooled = pooledZ(a, b, c, d);
    const corrected = yates(a, b, c, d);
    const cmle = conditionalOddsRatio(a, b, c, d, conf);
    const wald = oddsRatio(a, b, c, d, conf);
    const haldane = haldaneOddsRatio(a, b, c, d, conf);
    const risk = riskRatio(a, b, c, d, conf);
    expectGolden({
      p1: a + b > 0 ? a / (a + b) : null, p2: c + d > 0 ? c / (c + d) : null,
      z_pooled: pooled.z, p_z: pooled.p, chi2: pooled.chiSquare, p_chi2: pooled.p, chi2_yates: corrected.chiSquare, p_yates: corrected.p,
      min_expected: leastExpected(a, b, c, d), p_fisher: fisherP(a, b, c, d),
      or_cmle: cmle.estimate, or_cmle_lower: cmle.low, or_cmle_upper: cmle.high,
      or_wald: wald.estimate, or_wald_lower: wald.low, or_wald_upper: wald.high,
      or_haldane: haldane.estimate, or_haldane_lower: haldane.low, or_haldane_upper: haldane.high,
      rr: risk.estimate, rr_lower: risk.low, rr_upper: risk.high
    }, expected, tolerance, {
      or_cmle: conditional, or_cmle_lower: conditional, or_cmle_upper: conditional, p_z: tail, p_chi2: tail, p_yates: tail, p_fisher: tail
    });
  });

  it("have no odds ratio and no risk ratio with an empty cell", () => {
    expect(oddsRatio(0, 12, 6, 20)).toEqual({estimate: null, low: null, high: null});
    expect(riskRatio(3, 0, 6, 20)).toEqual({estimate: null, low: null, high: null});
  });

  it("take Fisher's p where an expected count is under 5, else the pooled z", () => {
    expect(leastExpected(5, 5, 5, 5)).toBe(5);
    expect(twoProportionP(5, 5, 5, 5)).toBe(pooledZ(5, 5, 5, 5).p);
    expect(twoProportionP(4, 5, 5, 5)).toBe(fisherP(4, 5, 5, 5));
  });

  it("keep the digits of a corrected chi-square of millions of deals", () => {
    // mpmath 1.3 at 40 digits
    expect(yates(9_999_999, 1, 19, 1).chiSquare! / 62499.2625020775).toBeCloseTo(1, 12);
    expect(yates(5_184_695, 4_815_305, 0, 1).chiSquare! / 0.0013663465521203198).toBeCloseTo(1, 10);
  });

  it("are not tested where a side is empty or all deals have one outcome", () => {
    expect(twoProportionP(0, 0, 7, 5)).toBeNull();
    expect(twoProportionP(10, 0, 7, 0)).toBeNull();
    expect(twoProportionP(0, 10, 0, 7)).toBeNull();
  });
});

describe("fisherP", () => {
  it("is the sum over all tables with the same margins that are no more probable", () => {
    holds(fc.property(cell, cell, cell, cell, (a, b, c, d) => {
      const density = (x: number) => hypergeometricDensity(x, a + b, c + d, a + c);
      let sum = 0;
      for (let x = 0; x <= a + b; ++x) if (density(x) <= density(a) * (1 + 1e-7)) sum += density(x);
      const p = fisherP(a, b, c, d);
      return Math.abs(p - Math.min(1, sum)) < 1e-11 * p;
    }));
  });

  it("does not change when rows, columns or both are swapped", () => {
    holds(fc.property(cell, cell, cell, cell, (a, b, c, d) => {
      const p = fisherP(a, b, c, d);
      return [fisherP(c, d, a, b), fisherP(b, a, d, c), fisherP(a, c, b, d)].every((q) => Math.abs(p - q) < 1e-11 * p);
    }));
  });

  it("costs little on millions of deals", () => {
    // scipy.stats.fisher_exact([[3, 5], [200000, 4000000]])
    expect(fisherP(3, 5, 200_000, 4_000_000)).toBeCloseTo(0.005046264723, 11);
    expect(fisherP(1_000_000, 4_000_000, 2_000_000, 8_000_100)).toBeCloseTo(0.9928985227, 8);
  });
});

describe("hypergeometricDensity", () => {
  it("sums to 1 and has the mean k n1 / n", () => {
    holds(fc.property(cell, cell, cell, (n1, n2, won) => {
      const k = Math.min(won, n1 + n2);
      let sum = 0;
      let mean = 0;
      for (let x = 0; x <= n1; ++x) {
        sum += hypergeometricDensity(x, n1, n2, k);
        mean += x * hypergeometricDensity(x, n1, n2, k);
      }
      return Math.abs(sum - 1) < 1e-12 && Math.abs(mean - (n1 + n2 > 0 ? (k * n1) / (n1 + n2) : 0)) < 1e-10;
    }));
  });
});
