import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {mantelHaenszel, type Stratum} from "../../pipeline/statistics/mantelHaenszel.ts";
import {oddsRatio} from "../../pipeline/statistics/twoByTwo.ts";
import {expectGolden, golden} from "./goldens.ts";
import {holds} from "./properties.ts";

describe("mantelHaenszel", () => {
  const {cases, tolerance} = golden<{strata: Stratum[]; conf: number}>("mantel_haenszel");
  it.each(cases)("agrees with the reference: $id", ({input: {strata, conf}, expected}) => {
    const result = mantelHaenszel(strata, conf);
    expectGolden({
      crude_table: result.crudeTable, crude_or: result.crudeOddsRatio, stratum_or: result.stratumOddsRatios,
      or_mh: result.oddsRatio.estimate, lower: result.oddsRatio.low, upper: result.oddsRatio.high, log_or_se: result.logOddsRatioSe,
      cmh_chi2: result.test.chiSquare, cmh_p: result.test.p, cmh_chi2_cc: result.correctedTest.chiSquare, cmh_p_cc: result.correctedTest.p,
      breslow_day: result.breslowDay.chiSquare, bd_df: result.breslowDay.df, bd_p: result.breslowDay.p,
      tarone: result.tarone.chiSquare, tarone_p: result.tarone.p,
      standardised_rate_1: result.standardisedRate1, standardised_rate_2: result.standardisedRate2
    }, expected, tolerance);
  });

  it("reverses where one group has the better strata and the worse mix", () => {
    // SMB A 10/100, B 30/250; enterprise A 60/150, B 20/45.
    const {crudeOddsRatio, oddsRatio: adjusted} = mantelHaenszel([[10, 90, 30, 220], [60, 90, 20, 25]]);
    expect(crudeOddsRatio).toBeCloseTo(1.91, 2);
    expect(adjusted.estimate).toBeCloseTo(0.825, 3);
  });

  it("keeps the digits of a corrected test of millions of deals", () => {
    // mpmath 1.3 at 40 digits
    expect(mantelHaenszel([[5_184_695, 4_815_305, 0, 1]]).correctedTest.chiSquare! / 0.0013663464154856783).toBeCloseTo(1, 10);
  });

  it("is null, not infinite, where a denominator is 0", () => {
    expect(mantelHaenszel([[5, 0, 3, 4]]).oddsRatio).toEqual({estimate: null, low: null, high: null});
    expect(mantelHaenszel([]).oddsRatio).toEqual({estimate: null, low: null, high: null});
  });

  it("is the plain odds ratio with its interval for one stratum, whatever the order of others that are empty", () => {
    const cell = fc.integer({min: 1, max: 80});
    holds(fc.property(cell, cell, cell, cell, (a, b, c, d) => {
      const one = oddsRatio(a, b, c, d);
      const {oddsRatio: adjusted} = mantelHaenszel([[0, 0, 0, 0], [a, b, c, d]]);
      return Math.abs(adjusted.estimate! / one.estimate! - 1) < 1e-12 && Math.abs(adjusted.low! / one.low! - 1) < 1e-10;
    }));
  });
});
