import {devianceTerm, logGamma, stirlingError} from "./gamma.ts";
import {findRoot} from "./root.ts";

/**
 * Γ(a + b + 1) / (Γ(a + 1) Γ(b + 1)) x^a y^b with y = 1 − x: for whole a and b a binomial probability (Loader 2000,
 * as in gamma.ts).
 */
export function binomialDensity(a: number, b: number, x: number, y = 1 - x): number {
  const n = a + b;
  if (x === 0) return a === 0 ? 1 : 0;
  if (y === 0) return b === 0 ? 1 : 0;
  if (a === 0) return Math.exp(b * (x < 0.5 ? Math.log1p(-x) : Math.log(y)));
  if (b === 0) return Math.exp(a * (y < 0.5 ? Math.log1p(-y) : Math.log(x)));
  const error = stirlingError(n) - stirlingError(a) - stirlingError(b);
  return Math.exp(error - devianceTerm(a, n * x) - devianceTerm(b, n * y)) * Math.sqrt(n / (2 * Math.PI * a * b));
}

/**
 * The regularised incomplete beta functions I_x(a, b) and 1 − I, each without cancellation, by the continued fraction
 * on the side where it converges in O(√max(a, b)) steps (Press et al., Numerical Recipes, 6.4; Didonato & Morris
 * 1992).
 * @param y 1 − x, where the caller knows it better than the subtraction does
 */
export function incompleteBeta(a: number, b: number, x: number, y = 1 - x): readonly [lower: number, upper: number] {
  if (!(a > 0) || !(b > 0) || !(x >= 0) || !(y >= 0)) return [NaN, NaN];
  if (x === 0) return [0, 1];
  if (y === 0) return [1, 0];
  if (x <= (a + 1) / (a + b + 2)) {
    const lower = tail(a, b, x, y);
    return [lower, 1 - lower];
  }
  const upper = tail(b, a, y, x);
  return [1 - upper, upper];
}

function tail(a: number, b: number, x: number, y: number): number {
  const tiny = 1e-300;
  let c = 1;
  let d = 1 - ((a + b) * x) / (a + 1);
  if (Math.abs(d) < tiny) d = tiny;
  d = 1 / d;
  let h = d;
  for (let m = 1; m < 1e6; ++m) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 + even * d;
    if (Math.abs(d) < tiny) d = tiny;
    c = 1 + even / c;
    if (Math.abs(c) < tiny) c = tiny;
    d = 1 / d;
    h *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 + odd * d;
    if (Math.abs(d) < tiny) d = tiny;
    c = 1 + odd / c;
    if (Math.abs(c) < tiny) c = tiny;
    d = 1 / d;
    const delta = d * c;
    h *= delta;
    if (Math.abs(delta - 1) < 1e-16) break;
  }
  return Math.min(1, binomialDensity(a, b, x, y) * (b / (a + b)) * h);
}

/**
 * The x at which I_x(a, b) = p. Newton on the logarithm of the smaller tail against the logit of x, in which either
 * tail is nearly straight.
 * @param q 1 − p, where the caller knows it better than the subtraction does
 */
export function betaQuantile(p: number, a: number, b: number, q = 1 - p): number {
  if (!(a > 0) || !(b > 0) || !(p >= 0) || !(q >= 0)) return NaN;
  if (p === 0) return 0;
  if (q === 0) return 1;
  const left = p <= q;
  const target = Math.log(left ? p : q);
  const logBeta = logGamma(a) + logGamma(b) - logGamma(a + b);
  // Near an end, I ≈ x^a / (a B(a, b)).
  const middle = Math.log(a / b);
  const start = left
    ? Math.min(middle, (target + Math.log(a) + logBeta) / a)
    : Math.max(middle, -(target + Math.log(b) + logBeta) / b);
  const u = findRoot(
    (v) => {
      const x = v < 0 ? Math.exp(v) / (1 + Math.exp(v)) : 1 / (1 + Math.exp(-v));
      const y = v < 0 ? 1 / (1 + Math.exp(v)) : Math.exp(-v) / (1 + Math.exp(-v));
      const [lower, upper] = incompleteBeta(a, b, x, y);
      // dI/dv = x^a y^b / B(a, b)
      const slope = binomialDensity(a, b, x, y) * ((a * b) / (a + b));
      return left ? [Math.log(lower) - target, slope / lower] : [Math.log(upper) - target, -slope / upper];
    },
    -700, // past which densities underflow
    700,
    start
  );
  if (u === -700) return 0;
  if (u === 700) return 1;
  return u < 0 ? Math.exp(u) / (1 + Math.exp(u)) : 1 / (1 + Math.exp(-u));
}
