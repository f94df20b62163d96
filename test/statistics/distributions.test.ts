import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {betaQuantile, binomialDensity, incompleteBeta} from "../../pipeline/statistics/beta.ts";
import {
  betaCdf, chiSquareQuantile, chiSquareSf, erf, erfc, normalCdf, normalQuantile, normalSf, zOf
} from "../../pipeline/statistics/distributions.ts";
import {digamma, gammaQuantile, incompleteGamma, logGamma, poissonDensity, trigamma} from "../../pipeline/statistics/gamma.ts";
import {expectGolden, golden} from "./goldens.ts";
import {holds} from "./properties.ts";

const FUNCTIONS: Readonly<Record<string, (...args: number[]) => number>> = {
  norm_cdf: normalCdf, norm_sf: normalSf, norm_ppf: normalQuantile, chi2_sf: chiSquareSf, beta_cdf: betaCdf, beta_ppf: betaQuantile,
  lgamma: logGamma, digamma, erf, erfc
};

describe("special functions", () => {
  const {cases, tolerance} = golden<{fn: string; args: number[]}>("special_functions");
  it.each(cases)("agrees with the reference: $id", ({input, expected}) => {
    expectGolden({value: FUNCTIONS[input.fn]!(...input.args)}, expected, tolerance);
  });
});

describe("large and tiny shapes", () => {
  // mpmath 1.3 at 40 digits: gammainc(a, 0, x, regularized=True)
  it.each([
    [1060.410742028466, 1028.1822475638846, 0.1611740784748919],
    [28.290176998110752, 16.911526450579494, 0.007031423146282052]
  ])("gives P(%d, %d)", (a, x, p) => expect(incompleteGamma(a, x)[0] / p).toBeCloseTo(1, 12));

  it("keeps the digits of a beta quantile where one shape is tiny and the other large", () => {
    // scipy.special.betaincinv(0.12600726354428837, 72823.42947407739, 0.975)
    expect(betaQuantile(0.975, 0.12600726354428837, 72823.42947407739) / 1.5659893040937126e-5).toBeCloseTo(1, 10);
  });

  it("gives 0 and 1 where a quantile underflows", () => {
    expect(betaQuantile(1e-300, 0.1, 5)).toBe(0);
    expect(betaQuantile(1, 2, 3)).toBe(1);
    expect(gammaQuantile(0.1, 1e-300, 1)).toBe(0);
  });
});

describe("quantiles and distributions", () => {
  const shape = fc.double({min: 0.05, max: 5000, noNaN: true});
  const level = fc.double({min: 1e-9, max: 1 - 1e-9, noNaN: true});

  it("undo each other", () => {
    holds(fc.property(shape, shape, level, (a, b, p) => {
      const [lower, upper] = incompleteBeta(a, b, betaQuantile(p, a, b));
      return betaQuantile(p, a, b) < 1e-290 || betaQuantile(p, a, b) > 1 - 1e-9 || Math.abs(lower - p) < 1e-9 * p + 1e-9 * upper;
    }));
    holds(fc.property(shape, level, (a, p) => {
      const x = gammaQuantile(a, p, 1 - p);
      return x < 1e-290 || Math.abs(incompleteGamma(a, x)[0] - p) < 1e-10 * p;
    }));
    holds(fc.property(level, (p) => Math.abs(normalCdf(normalQuantile(p)) - p) < 1e-13 * p + 1e-16));
    holds(fc.property(level, fc.integer({min: 1, max: 200}), (p, df) => Math.abs(chiSquareSf(chiSquareQuantile(p, df), df) + p - 1) < 1e-11));
  });

  it("mirror", () => {
    holds(fc.property(shape, shape, level, (a, b, x) => {
      const [lower, upper] = incompleteBeta(a, b, x);
      const [mirroredUpper, mirrored] = incompleteBeta(b, a, 1 - x, x);
      return Math.abs(lower - mirrored) <= 1e-12 && Math.abs(upper - mirroredUpper) <= 1e-12;
    }));
  });

  it("sum to 1 over the counts of a binomial and a Poisson variable", () => {
    for (const p of [0.03, 0.5, 0.9]) {
      let sum = 0;
      for (let k = 0; k <= 60; ++k) sum += binomialDensity(k, 60 - k, p);
      expect(sum).toBeCloseTo(1, 13);
    }
    let sum = 0;
    for (let k = 0; k <= 60; ++k) sum += poissonDensity(k, 7.5);
    expect(sum).toBeCloseTo(1, 13);
  });

  it("takes the exact z of 95 %, not 1.96", () => {
    expect(zOf(0.95)).toBeCloseTo(1.9599639845400545, 14);
  });

  it("gives trigamma as the slope of digamma", () => {
    for (const x of [0.2, 1, 3.7, 40]) expect(trigamma(x)).toBeCloseTo((digamma(x + 1e-5) - digamma(x - 1e-5)) / 2e-5, 4);
    expect(trigamma(1)).toBeCloseTo(Math.PI ** 2 / 6, 13);
  });

  it("is NaN, not a number, outside its range", () => {
    for (const value of [normalQuantile(1.5), betaQuantile(0.5, 0, 1), logGamma(-1), digamma(0), incompleteGamma(-1, 2)[0]]) expect(value).toBeNaN();
  });
});
