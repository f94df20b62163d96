import {betaQuantile} from "./beta.ts";
import {digammaRise, logGamma, logGammaRise, trigamma} from "./gamma.ts";
import type {Estimate} from "./interval.ts";
import {solveSymmetric} from "./matrix.ts";

/** A beta prior of the segments' true rates. */
export interface BetaPrior {
  /**
   * no_overdispersion: the segments differ no more than chance would make them. not_estimable: fewer than two have
   * deals. degenerate_mean: all have one outcome.
   */
  readonly status: "ok" | "no_overdispersion" | "not_estimable" | "degenerate_mean";
  /** The prior's mean; where there is no overdispersion, the pooled rate. */
  readonly mean: number | null;
  readonly alpha: number | null;
  readonly beta: number | null;
}

export interface MomentsPrior extends BetaPrior {
  /** The intraclass correlation 1 / (alpha + beta + 1). */
  readonly rho: number | null;
}

/**
 * The prior by moments (Kleinman, JASA 68, 1973), segments weighted by their deals. Segments without deals say
 * nothing.
 */
export function momentsPrior(x: readonly number[], n: readonly number[]): MomentsPrior {
  const {k, total, mean} = pooled(x, n);
  if (k < 2) return {status: "not_estimable", mean, rho: null, alpha: null, beta: null};
  if (mean === 0 || mean === 1) return {status: "degenerate_mean", mean, rho: null, alpha: null, beta: null};
  let spread = 0;
  let scale = 0;
  n.forEach((count, i) => {
    if (!(count > 0)) return;
    spread += count * (x[i]! / count - mean!) ** 2;
    scale += (count - 1) * (1 - count / total);
  });
  if (!(scale > 0)) return {status: "not_estimable", mean, rho: null, alpha: null, beta: null};
  const rho = (spread / (mean! * (1 - mean!)) - (k - 1)) / scale;
  if (!(rho > 0)) return {status: "no_overdispersion", mean, rho, alpha: null, beta: null};
  // Segments further apart than one prior allows: each keeps its own rate.
  const size = Math.max(0, (1 - rho) / rho);
  return {status: "ok", mean, rho, alpha: mean! * size, beta: (1 - mean!) * size};
}

export interface LikelihoodPrior extends BetaPrior {
  readonly logLikelihood: number | null;
  /** Of one rate for all segments. */
  readonly binomialLogLikelihood: number | null;
}

/** The prior by maximum likelihood: Newton on the logarithms of alpha and beta, from the moments. */
export function likelihoodPrior(x: readonly number[], n: readonly number[]): LikelihoodPrior {
  const {k, mean} = pooled(x, n);
  const nothing = {mean, alpha: null, beta: null, logLikelihood: null, binomialLogLikelihood: null};
  if (k < 2 || mean === 0 || mean === 1) return {...nothing, status: "not_estimable"};
  const rows = n.flatMap((count, i) => (count > 0 ? [{x: x[i]!, n: count}] : []));
  const choose = rows.reduce((sum, row) => sum + logChoose(row.n, row.x), 0);
  const binomialLogLikelihood =
    choose + rows.reduce((sum, row) => sum + row.x * Math.log(mean!) + (row.n - row.x) * Math.log1p(-mean!), 0);
  const start = momentsPrior(x, n);
  const size = start.status === "ok" ? Math.min(1e6, Math.max(0.1, start.alpha! + start.beta!)) : 1e3;
  let u = Math.log(mean! * size);
  let v = Math.log((1 - mean!) * size);
  let now = betaBinomialScore(rows, u, v);
  for (let i = 0; i < 200; ++i) {
    // Newton where the likelihood bends down, else a short climb; no step changes a logarithm by more than 2.
    const newton = solveSymmetric([[-now.uu, -now.uv], [-now.uv, -now.vv]], [now.u, now.v]);
    const step = newton ?? [Math.sign(now.u), Math.sign(now.v)];
    const longest = Math.max(Math.abs(step[0]!), Math.abs(step[1]!));
    let scale = Math.min(1, 2 / longest);
    let next = betaBinomialScore(rows, u + scale * step[0]!, v + scale * step[1]!);
    while (next.value < now.value - 1e-12 * Math.abs(now.value) && scale > 1e-12) {
      scale /= 2;
      next = betaBinomialScore(rows, u + scale * step[0]!, v + scale * step[1]!);
    }
    u += scale * step[0]!;
    v += scale * step[1]!;
    now = next;
    if (scale * longest < 1e-11 || Math.max(u, v) > BOUNDARY) break;
  }
  // Where the likelihood does not rise from a single rate (Tarone, Biometrika 66, 1979), a larger one elsewhere must
  // be clear.
  const rises = rows.reduce((sum, row) => sum + (row.x - row.n * mean!) ** 2 / (mean! * (1 - mean!)) - row.n, 0) > 0;
  const gain = choose + now.value - binomialLogLikelihood;
  if (Math.max(u, v) > BOUNDARY || !(gain > (rises ? 0 : 1e-8))) {
    return {...nothing, status: "no_overdispersion", logLikelihood: binomialLogLikelihood, binomialLogLikelihood};
  }
  const alpha = Math.exp(u);
  const beta = Math.exp(v);
  return {status: "ok", mean: alpha / (alpha + beta), alpha, beta, logLikelihood: choose + now.value, binomialLogLikelihood};
}

/** The logarithm of a prior's size past which it is a single rate. */
const BOUNDARY = Math.log(1e9);

/**
 * A segment's rate after x of n, shrunk towards the prior, with an equal-tailed credible interval. Without
 * overdispersion it is the pooled rate without limits; without a prior, nothing.
 */
export function posterior(prior: BetaPrior, x: number, n: number, confidence = 0.95): Estimate {
  const estimate = posteriorMean(prior, x, n);
  const a = x + (prior.alpha ?? NaN);
  const b = n - x + (prior.beta ?? NaN);
  if (!(a > 0 && b > 0)) return {estimate, low: null, high: null};
  const tail = (1 - confidence) / 2;
  return {estimate, low: betaQuantile(tail, a, b), high: betaQuantile(1 - tail, a, b, tail)};
}

/** The same without its interval, which is nearly all of its cost. */
export function posteriorMean({status, mean, alpha, beta}: BetaPrior, x: number, n: number): number | null {
  if (status === "no_overdispersion") return mean;
  if (status !== "ok") return null;
  const a = x + alpha!;
  const b = n - x + beta!;
  return a + b > 0 ? a / (a + b) : mean;
}

function pooled(x: readonly number[], n: readonly number[]): {k: number; total: number; mean: number | null} {
  const k = n.filter((count) => count > 0).length;
  const total = n.reduce((a, b) => a + b, 0);
  return {k, total, mean: total > 0 ? x.reduce((a, b) => a + b, 0) / total : null};
}

/**
 * The log likelihood without its binomial coefficients, at alpha = e^u and beta = e^v, and its derivatives by u and
 * v.
 */
function betaBinomialScore(rows: readonly {x: number; n: number}[], u: number, v: number) {
  const alpha = Math.exp(u);
  const beta = Math.exp(v);
  const size = alpha + beta;
  let value = 0;
  let a = 0;
  let b = 0;
  let aa = 0;
  let bb = 0;
  let ab = 0;
  for (const {x, n} of rows) {
    value += logGammaRise(alpha, x) + logGammaRise(beta, n - x) - logGammaRise(size, n);
    const s = digammaRise(size, n);
    const ss = trigamma(size) - trigamma(size + n);
    a += digammaRise(alpha, x) - s;
    b += digammaRise(beta, n - x) - s;
    aa += trigamma(alpha + x) - trigamma(alpha) + ss;
    bb += trigamma(beta + n - x) - trigamma(beta) + ss;
    ab += ss;
  }
  return {
    value,
    u: alpha * a,
    v: beta * b,
    uu: alpha * a + alpha * alpha * aa,
    vv: beta * b + beta * beta * bb,
    uv: alpha * beta * ab
  };
}

function logChoose(n: number, x: number): number {
  return logGamma(n + 1) - logGamma(x + 1) - logGamma(n - x + 1);
}
