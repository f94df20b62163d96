import {describe, expect, it} from "vitest";
import {calibration, hosmerLemeshow} from "../../pipeline/statistics/calibration.ts";
import {poissonRatio} from "../../pipeline/statistics/poisson.ts";
import {expectGolden, golden} from "./goldens.ts";

describe("calibration", () => {
  const {cases, tolerance} = golden<{y: number[]; p: number[]}>("calibration");
  it.each(cases)("agrees with the reference: $id", ({input: {y, p}, expected}) => {
    const rows = p.map((forecast, i) => ({forecast, won: y[i]!, count: 1}));
    const result = calibration(rows);
    const test = hosmerLemeshow(rows);
    expectGolden({
      brier: result.brier, brier_ref: result.brierReference, brier_skill: result.brierSkill, log_loss: result.logLoss,
      mean_pred: result.meanForecast, base_rate: result.baseRate, reliability: result.reliability, resolution: result.resolution,
      uncertainty: result.uncertainty, ece: result.expectedError, mce: result.largestError,
      cal_intercept: result.intercept, cal_slope: result.slope, cal_in_the_large: result.inTheLarge,
      spiegelhalter_z: result.z, spiegelhalter_p: result.p,
      bins_equal_width: result.bins.map((bin) => ({
        bin: bin.bin, n: bin.count, mean_pred: bin.meanForecast, obs_rate: bin.rate, obs_lower: bin.rateLow, obs_upper: bin.rateHigh
      })),
      hosmer_lemeshow: test && {
        groups: 10, chi2: test.chiSquare, df: test.df, p: test.p,
        rows: test.rows.map(({bin, count, observed, expected: e}) => ({bin, n: count, observed, expected: e}))
      }
    }, expected, tolerance);
  });

  it("is the same for deals counted by forecast", () => {
    const {y, p} = cases.find(({id}) => id === "crm_stage_probs")!.input;
    const counted = [...new Set(p)].map((forecast) => {
      const members = [...p.keys()].filter((i) => p[i] === forecast);
      return {forecast, won: members.reduce((sum, i) => sum + y[i]!, 0), count: members.length};
    });
    expectGolden(calibration(counted), calibration(p.map((forecast, i) => ({forecast, won: y[i]!, count: 1}))), {rel: 1e-9, abs: 1e-12});
  });

  it("is null without deals", () => {
    expect(calibration([])).toMatchObject({brier: null, brierSkill: null, logLoss: null, slope: null, z: null});
  });
});

describe("poissonRatio", () => {
  // R: poisson.test(10)$conf.int is 4.795389, 18.390356
  it("has the exact limits of observed counts", () => {
    const {estimate, low, high} = poissonRatio(10, 5);
    expect(estimate).toBe(2);
    expect(low).toBeCloseTo(4.795389 / 5, 6);
    expect(high).toBeCloseTo(18.390356 / 5, 6);
  });

  // R: poisson.test(0)$conf.int is 0, 3.688879
  it("begins at 0 where nothing is observed", () => {
    expect(poissonRatio(0, 1).low).toBe(0);
    expect(poissonRatio(0, 1).high).toBeCloseTo(-Math.log(0.025), 12);
  });

  it("is null where nothing is expected", () => {
    expect(poissonRatio(3, 0)).toEqual({estimate: null, low: null, high: null});
  });
});
