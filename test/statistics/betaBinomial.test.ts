import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {likelihoodPrior, momentsPrior, posterior, type BetaPrior} from "../../pipeline/statistics/betaBinomial.ts";
import {expectGolden, golden} from "./goldens.ts";
import {holds} from "./properties.ts";

function posteriors(prior: BetaPrior, x: number[], n: number[], confidence: number) {
  return x.map((won, i) => {
    const {estimate: mean, low: lower, high: upper} = posterior(prior, won, n[i]!, confidence);
    return mean === null ? null : {mean, lower, upper};
  });
}

describe("beta-binomial shrinkage", () => {
  const {cases} = golden<{x: number[]; n: number[]; conf: number}, {mom: {posterior: unknown[]}; mle: {posterior: unknown[]}}>("eb_beta_binomial");
  it.each(cases)("agrees with the reference by moments: $id", ({input: {x, n, conf}, expected}) => {
    const prior = momentsPrior(x, n);
    expectGolden({...prior, mu: prior.mean, posterior: posteriors(prior, x, n, conf)}, expected.mom, {rel: 1e-9, abs: 1e-12});
  });

  // The likelihood is flat about its maximum.
  it.each(cases)("agrees with the reference by maximum likelihood: $id", ({input: {x, n, conf}, expected}) => {
    const prior = likelihoodPrior(x, n);
    expectGolden({
      ...prior, loglik: prior.logLikelihood, loglik_binomial: prior.binomialLogLikelihood, posterior: posteriors(prior, x, n, conf)
    }, expected.mle, {rel: 1e-6, abs: 1e-9}, {alpha: {rel: 1e-5, abs: 0}, beta: {rel: 1e-5, abs: 0}});
  });

  it("gives a segment without deals the prior's mean", () => {
    const prior = momentsPrior([30, 12, 5, 80, 0], [100, 60, 9, 200, 0]);
    expect(posterior(prior, 0, 0).estimate).toBeCloseTo(prior.mean!, 14);
  });

  it("shrinks each rate towards the prior's mean, small segments more, and contains it in its interval", () => {
    const counts = fc.array(fc.nat(300).chain((n) => fc.record({n: fc.constant(n), x: fc.nat(n)})), {minLength: 2, maxLength: 12});
    holds(fc.property(counts, (rows) => {
      const prior = momentsPrior(rows.map((row) => row.x), rows.map((row) => row.n));
      if (prior.status !== "ok" || !(prior.alpha! > 0)) return true;
      return rows.every(({x, n}) => {
        const {estimate, low, high} = posterior(prior, x, n);
        const isBetween = n === 0 || (Math.min(x / n, prior.mean!) - 1e-12 <= estimate! && estimate! <= Math.max(x / n, prior.mean!) + 1e-12);
        return isBetween && 0 <= low! && low! <= high! && high! <= 1;
      });
    }));
  });

  it("keeps each segment's own rate where they differ more than one prior allows", () => {
    const prior = momentsPrior([0, 10], [10, 10]);
    expect(prior).toMatchObject({status: "ok", alpha: 0, beta: 0});
    expect(posterior(prior, 10, 10)).toEqual({estimate: 1, low: null, high: null});
    expect(posterior(prior, 0, 0).estimate).toBe(0.5);
  });
});
