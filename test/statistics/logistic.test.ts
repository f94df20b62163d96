import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {firthLogistic, logistic, profileLimits, ridgeLogistic, type LogisticFit} from "../../pipeline/statistics/logistic.ts";
import {logisticDesign, type LogisticData, type Term} from "../../pipeline/statistics/logisticModel.ts";
import {columnsOf, sparseMatrix} from "../../pipeline/statistics/sparseMatrix.ts";
import {haldaneOddsRatio, oddsRatio} from "../../pipeline/statistics/twoByTwo.ts";
import {expectGolden, golden} from "./goldens.ts";
import {holds} from "./properties.ts";

interface Regression {
  y: number[];
  columns: Record<string, (string | number)[]>;
  terms: Term[];
  conf: number;
  weights?: number[];
  lam?: number;
}

interface Expected {
  profile_ci?: [number, number][];
}

function dataOf({y, columns, terms, weights}: Regression): LogisticData {
  const total = weights ?? y.map(() => 1);
  return {...logisticDesign(columns, terms, y.length), won: y.map((won, i) => won * total[i]!), total};
}

function named(fit: LogisticFit) {
  const of = <K extends keyof LogisticFit["coefficients"][number]>(key: K) => fit.coefficients.map((coefficient) => coefficient[key]);
  return {
    status: fit.status, names: of("name"), coef: of("estimate"), se: of("se"), z: of("z"), p: of("p"),
    odds_ratio: of("oddsRatio"), or_lower: of("oddsRatioLow"), or_upper: of("oddsRatioHigh"), wald_lower: of("low"), wald_upper: of("high"),
    loglik: fit.logLikelihood, loglik_null: fit.nullLogLikelihood, deviance: fit.deviance, null_deviance: fit.nullDeviance,
    aic: fit.aic, mcfadden_r2: fit.mcFaddenR2, penalized_loglik: fit.penalisedLogLikelihood,
    lr_chi2: fit.likelihoodRatio?.chiSquare, lr_df: fit.likelihoodRatio?.df, lr_p: fit.likelihoodRatio?.p
  };
}

describe("logistic", () => {
  const {cases, tolerance} = golden<Regression, Expected>("logistic");
  it.each(cases)("agrees with the reference: $id", ({input, expected}) => {
    const data = dataOf(input);
    expectGolden(
      {...named(logistic(data, {confidence: input.conf})), profile_ci: profileLimits(data, {confidence: input.conf})},
      expected, tolerance, {profile_ci: {rel: 1e-5, abs: 1e-7}}
    );
  });

  it("gives no estimate under separation", () => {
    for (const {input} of cases.filter(({id}) => id.includes("separation"))) {
      expect(logistic(dataOf(input)).coefficients.every(({estimate, oddsRatio: or}) => estimate === null && or === null)).toBe(true);
      expect(profileLimits(dataOf(input)).every((limits) => limits === null)).toBe(true);
    }
  });

  it("is not fooled by rare wins into calling them separated", () => {
    const fit = logistic({names: ["(Intercept)", "rare"], design: sparseMatrix([[1, 0], [1, 1]]), won: [3e5, 1], total: [1e6, 2e6]});
    expect(fit.status).toBe("ok");
    expect(fit.coefficients[1]!.oddsRatio! / oddsRatio(1, 2e6 - 1, 3e5, 7e5).estimate!).toBeCloseTo(1, 9);
  });

  it("calls deals of one outcome separated and no deals not estimable", () => {
    expect(logistic({names: ["(Intercept)"], design: sparseMatrix([[1]]), won: [5], total: [5]}).status).toBe("complete_separation");
    expect(logistic({names: ["(Intercept)"], design: sparseMatrix([]), won: [], total: []}).status).toBe("not_estimable");
  });

  it("leaves out a column that repeats others, as when the same deals are unknown in two dimensions", () => {
    const design = sparseMatrix([[1, 0, 0, 0], [1, 1, 0, 0], [1, 0, 1, 1], [1, 1, 0, 0]]);
    const data = {names: ["(Intercept)", "a", "unknown", "unknown too"], design, won: [3, 5, 2, 6], total: [10, 12, 9, 11]};
    const fit = logistic(data);
    expect(fit.coefficients[3]).toMatchObject({name: "unknown too", estimate: null, se: null});
    expect(fit.coefficients.slice(0, 3)).toEqual(
      logistic({...data, names: data.names.slice(0, 3), design: columnsOf(design, [0, 1, 2])}).coefficients
    );
    expect(firthLogistic(data).coefficients[3]!.estimate).toBeNull();
  });

  it("is the log odds ratio with Woolf's limits for one dummy", () => {
    const cell = fc.integer({min: 1, max: 400});
    holds(fc.property(cell, cell, cell, cell, (a, b, c, d) => {
      const {coefficients: [, segment]} = logistic({names: ["(Intercept)", "segment"], design: sparseMatrix([[1, 0], [1, 1]]), won: [c, a], total: [c + d, a + b]});
      const {estimate, low, high} = oddsRatio(a, b, c, d);
      return Math.abs(segment!.oddsRatio! / estimate! - 1) < 1e-8 && Math.abs(segment!.oddsRatioLow! / low! - 1) < 1e-8 &&
        Math.abs(segment!.oddsRatioHigh! / high! - 1) < 1e-8;
    }));
  });

  it("refuses a value that is no level", () => {
    expect(() => logisticDesign({s: ["a", "x"]}, [{factor: "s", levels: ["a", "b"]}], 2)).toThrow("s: no such level: x");
  });
});

describe("firthLogistic", () => {
  const {cases, tolerance} = golden<Regression, Expected>("logistic_firth");
  it.each(cases)("agrees with the reference: $id", ({input, expected}) => {
    const data = dataOf(input);
    expectGolden(
      {...named(firthLogistic(data, {confidence: input.conf})), profile_ci: profileLimits(data, {confidence: input.conf, isFirth: true})},
      expected, tolerance, {profile_ci: {rel: 1e-4, abs: 1e-6}}
    );
  });

  it("adds 1/2 to every cell for one dummy, empty cells included", () => {
    const cell = fc.nat(50);
    holds(fc.property(cell, cell, cell, cell, (a, b, c, d) => {
      if (a + b === 0 || c + d === 0) return true;
      const {coefficients: [, segment]} = firthLogistic({names: ["(Intercept)", "segment"], design: sparseMatrix([[1, 0], [1, 1]]), won: [c, a], total: [c + d, a + b]});
      return Math.abs(segment!.oddsRatio! / haldaneOddsRatio(a, b, c, d).estimate! - 1) < 1e-7;
    }));
  });
});

describe("ridgeLogistic", () => {
  const {cases, tolerance} = golden<Regression>("logistic_ridge");
  it.each(cases)("agrees with the reference: $id", ({input, expected}) => {
    expectGolden(named(ridgeLogistic(dataOf(input), input.lam!)), expected, tolerance);
  });

  it("pulls estimates to 0 as the penalty grows", () => {
    const data = {names: ["(Intercept)", "a"], design: sparseMatrix([[1, 0], [1, 1]]), won: [3, 9], total: [10, 10]};
    const sizes = [0, 0.1, 1, 10, 100].map((lambda) => ridgeLogistic(data, lambda).coefficients[1]!.estimate!);
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
    expect(sizes[0]).toBeCloseTo(logistic(data).coefficients[1]!.estimate!, 9);
  });
});
