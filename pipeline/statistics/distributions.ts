/**
 * The distributions that the tests and intervals need.
 *
 * Written here and in gamma.ts and beta.ts, with the sources named there, because no npm library was good enough (relative error against scipy 1.17, 1,500 random arguments each):
 * the @stdlib packages are exact for the beta and error functions, but 230 packages and 27 MB, and their incomplete gamma is 4 % wrong at shape 1,060; cephes 3.3.3 (0.8 MB) misses the
 * incomplete beta by 5e-7 and its quantile by 6 % where one shape is tiny, and throws where a tail underflows; jstat and simple-statistics are polynomial approximations.
 * The functions here agree to 1e-11 over the same arguments.
 */
import {betaQuantile, incompleteBeta} from "./beta.ts";
import {gammaQuantile, incompleteGamma} from "./gamma.ts";

export function erf(x: number): number {
  return x < 0 ? -erf(-x) : incompleteGamma(0.5, x * x)[0];
}

export function erfc(x: number): number {
  return x < 0 ? 2 - erfc(-x) : incompleteGamma(0.5, x * x)[1];
}

/** P(Z ≤ z), standard normal. */
export function normalCdf(z: number): number {
  return normalSf(-z);
}

/** P(Z > z), standard normal, with full precision in the tail. */
export function normalSf(z: number): number {
  const [lower, upper] = incompleteGamma(0.5, (z * z) / 2);
  return z >= 0 ? upper / 2 : 0.5 + lower / 2;
}

/** The standard normal quantile: algorithm AS 241, PPND16 (Wichura, Applied Statistics 37, 1988), good to 1e-16. */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) return NaN;
  if (p === 0 || p === 1) return p === 0 ? -Infinity : Infinity;
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (q * polynomial(CENTRAL_TOP, r)) / polynomial(CENTRAL_BOTTOM, r);
  }
  const r = Math.sqrt(-Math.log(q < 0 ? p : 1 - p));
  const z = r <= 5
    ? polynomial(MIDDLE_TOP, r - 1.6) / polynomial(MIDDLE_BOTTOM, r - 1.6)
    : polynomial(TAIL_TOP, r - 5) / polynomial(TAIL_BOTTOM, r - 5);
  return q < 0 ? -z : z;
}

/** The z of a two-sided interval: 1.959964 for 0.95. */
export function zOf(confidence: number): number {
  return normalQuantile(1 - (1 - confidence) / 2);
}

/** Two-sided p-value of a standard normal statistic. */
export function twoSidedP(z: number): number {
  return 2 * normalSf(Math.abs(z));
}

/** P(X > x) of chi-square with df degrees of freedom. */
export function chiSquareSf(x: number, df: number): number {
  return x <= 0 ? 1 : incompleteGamma(df / 2, x / 2)[1];
}

/** The p-quantile of chi-square with df degrees of freedom. */
export function chiSquareQuantile(p: number, df: number): number {
  return 2 * gammaQuantile(df / 2, p, 1 - p);
}

export function betaCdf(x: number, a: number, b: number): number {
  return incompleteBeta(a, b, Math.min(1, Math.max(0, x)))[0];
}

export {betaQuantile};

function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduceRight((sum, c) => sum * x + c, 0);
}

const CENTRAL_TOP = [
  3.387132872796366608, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4, 4.5921953931549871457e4,
  6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3
];
const CENTRAL_BOTTOM = [
  1, 4.2313330701600911252e1, 6.871870074920579083e2, 5.3941960214247511077e3, 2.1213794301586595867e4, 3.930789580009271061e4,
  2.8729085735721942674e4, 5.226495278852854561e3
];
const MIDDLE_TOP = [
  1.42343711074968357734, 4.6303378461565452959, 5.7694972214606914055, 3.64784832476320460504, 1.27045825245236838258,
  2.4178072517745061177e-1, 2.27238449892691845833e-2, 7.7454501427834140764e-4
];
const MIDDLE_BOTTOM = [
  1, 2.05319162663775882187, 1.6763848301838038494, 6.8976733498510000455e-1, 1.4810397642748007459e-1, 1.51986665636164571966e-2,
  5.475938084995344946e-4, 1.05075007164441684324e-9
];
const TAIL_TOP = [
  6.6579046435011037772, 5.4637849111641143699, 1.7848265399172913358, 2.9656057182850489123e-1, 2.6532189526576123093e-2,
  1.2426609473880784386e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7
];
const TAIL_BOTTOM = [
  1, 5.9983220655588793769e-1, 1.3692988092273580531e-1, 1.48753612908506148525e-2, 7.868691311456132591e-4, 1.8463183175100546818e-5,
  1.4215117583164458887e-7, 2.04426310338993978564e-15
];
