import {findRoot} from "./root.ts";

const LOG_SQRT_2PI = 0.9189385332046727;
const EULER = 0.5772156649015329;

// ζ(k) − 1 for k = 2, 3, …
const ZETA_MINUS_1 = [
  0.6449340668482264, 0.2020569031595943, 0.08232323371113819, 0.03692775514336993, 0.01734306198444914, 0.008349277381922827,
  0.00407735619794434, 0.0020083928260822143, 0.0009945751278180853, 0.0004941886041194645, 0.0002460865533080483,
  0.00012271334757848915, 6.124813505870483e-5, 3.058823630702049e-5, 1.528225940865187e-5, 7.637197637899763e-6,
  3.81729326499984e-6, 1.908212716553939e-6, 9.539620338727962e-7, 4.769329867878064e-7, 2.38450502727733e-7,
  1.1921992596531106e-7, 5.960818905125948e-8, 2.980350351465228e-8, 1.4901554828365043e-8, 7.45071178983543e-9
] as const;

/**
 * ln Γ(x) for x > 0; NaN otherwise. A series about 2 where the function is small, Stirling's elsewhere (Abramowitz &
 * Stegun 6.1.33, 6.1.41).
 */
export function logGamma(x: number): number {
  if (!(x > 0)) return NaN;
  if (x < 0.5) return logGamma(1 + x) - Math.log(x);
  if (x < 1.5) return logGammaNear2(x - 1) - Math.log1p(x - 1);
  if (x < 2.5) return logGammaNear2(x - 2);
  if (x < 10) {
    let product = 1;
    let rest = x;
    while (rest >= 2.5) product *= --rest;
    return Math.log(product) + logGammaNear2(rest - 2);
  }
  return (x - 0.5) * Math.log(x) - x + LOG_SQRT_2PI + stirlingSeries(x);
}

/** ln Γ(2 + z) for |z| ≤ 1/2. */
function logGammaNear2(z: number): number {
  let sum = 0;
  for (let k = ZETA_MINUS_1.length + 1; k >= 2; --k) sum = -z * (sum + ZETA_MINUS_1[k - 2]! / k);
  return z * (1 - EULER - sum);
}

/** ln Γ(x + n) − ln Γ(x), which keeps its digits where x is far larger than n. */
export function logGammaRise(x: number, n: number): number {
  if (x < 10) return logGamma(x + n) - logGamma(x);
  return (x + n - 0.5) * Math.log1p(n / x) + n * (Math.log(x) - 1) + stirlingSeries(x + n) - stirlingSeries(x);
}

/** ψ(x + n) − ψ(x), likewise. */
export function digammaRise(x: number, n: number): number {
  if (x < 10) return digamma(x + n) - digamma(x);
  return Math.log1p(n / x) + n / (2 * x * (x + n)) - digammaTail(x + n) + digammaTail(x);
}

/** The digamma function ψ(x) (Abramowitz & Stegun 6.3.5, 6.3.7, 6.3.18); NaN at 0, −1, −2, … */
export function digamma(x: number): number {
  if (x <= 0) return Number.isInteger(x) ? NaN : digamma(1 - x) - Math.PI / Math.tan(Math.PI * x);
  let sum = 0;
  while (x < 10) sum -= 1 / x++;
  return sum + Math.log(x) - 0.5 / x - digammaTail(x);
}

function digammaTail(x: number): number {
  const s = 1 / (x * x);
  return s * (1 / 12 - s * (1 / 120 - s * (1 / 252 - s * (1 / 240 - s * (1 / 132 - s * (691 / 32760 - s / 12))))));
}

/** The trigamma function ψ′(x) for x > 0 (Abramowitz & Stegun 6.4.6, 6.4.12). */
export function trigamma(x: number): number {
  let sum = 0;
  while (x < 12) sum += 1 / x++ ** 2;
  const s = 1 / (x * x);
  return sum + 1 / x + s / 2 + (s / x) * (1 / 6 - s * (1 / 30 - s * (1 / 42 - s * (1 / 30 - s * (5 / 66 - (s * 691) / 2730)))));
}

/** 1/(12x) − 1/(360x³) + …: what Stirling's formula lacks, for x ≥ 10. */
function stirlingSeries(x: number): number {
  const s = 1 / (x * x);
  return (1 / 12 - s * (1 / 360 - s * (1 / 1260 - s * (1 / 1680 - s * (1 / 1188 - (s * 691) / 360360))))) / x;
}

/**
 * ln n! minus Stirling's formula for it, n ≥ 0 (C. Loader, Fast and Accurate Computation of Binomial Probabilities,
 * 2000).
 */
export function stirlingError(n: number): number {
  if (n > 15) return stirlingSeries(n);
  if (n === 0) return Infinity;
  return logGamma(n + 1) - (n + 0.5) * Math.log(n) + n - LOG_SQRT_2PI;
}

/** The deviance part x ln(x/m) + m − x without cancellation near x = m (Loader 2000). */
export function devianceTerm(x: number, m: number): number {
  if (x === 0) return m;
  const difference = x - m;
  if (!(Math.abs(difference) < 0.1 * (x + m))) return x * Math.log(x / m) - difference;
  const v = difference / (x + m);
  let sum = difference * v;
  let term = 2 * x * v;
  for (let j = 1; j < 1000; ++j) {
    term *= v * v;
    const next = sum + term / (2 * j + 1);
    if (next === sum) break;
    sum = next;
  }
  return sum;
}

/** x^a e^−x / Γ(a + 1): for whole a the Poisson probability of a where x are expected. */
export function poissonDensity(a: number, x: number): number {
  if (x === 0) return a === 0 ? 1 : 0;
  if (a === 0) return Math.exp(-x);
  return Math.exp(-stirlingError(a) - devianceTerm(a, x)) / Math.sqrt(2 * Math.PI * a);
}

/**
 * The regularised incomplete gamma functions P(a, x) and Q(a, x) = 1 − P, each without cancellation: the series for x
 * < a + 1, else Legendre's continued fraction by Lentz's method (Press et al., Numerical Recipes, 6.2; Abramowitz &
 * Stegun 6.5.29, 6.5.31). Steps grow with √a.
 */
export function incompleteGamma(a: number, x: number): readonly [lower: number, upper: number] {
  if (!(a > 0) || !(x >= 0)) return [NaN, NaN];
  if (x === 0) return [0, 1];
  if (x === Infinity) return [1, 0];
  const density = poissonDensity(a, x);
  if (x < a + 1) {
    let term = 1;
    let sum = 1;
    for (let k = 1; term > sum * 1e-17; ++k) {
      term *= x / (a + k);
      sum += term;
    }
    const lower = Math.min(1, density * sum);
    return [lower, 1 - lower];
  }
  const tiny = 1e-300;
  let b = x + 1 - a;
  let c = 1 / tiny;
  let d = 1 / b;
  let h = d;
  for (let i = 1; i < 1e6; ++i) {
    const an = -i * (i - a);
    b += 2;
    d = an * d + b;
    if (Math.abs(d) < tiny) d = tiny;
    c = b + an / c;
    if (Math.abs(c) < tiny) c = tiny;
    d = 1 / d;
    const delta = d * c;
    h *= delta;
    if (Math.abs(delta - 1) < 1e-16) break;
  }
  const upper = Math.min(1, density * a * h);
  return [1 - upper, upper];
}

/**
 * The x at which P(a, x) = lower and Q(a, x) = upper; both are given so that neither tail loses digits. Newton on the
 * logarithms, from Wilson and Hilferty's approximation.
 */
export function gammaQuantile(a: number, lower: number, upper: number): number {
  if (!(a > 0) || !(lower >= 0) || !(upper >= 0)) return NaN;
  if (lower === 0) return 0;
  if (upper === 0) return Infinity;
  const left = lower <= upper;
  const target = Math.log(left ? lower : upper);
  const slopeOf = (x: number) => a * poissonDensity(a, x);
  // Near 0, P ≈ x^a / Γ(a + 1); the start is that or the mean, whichever is nearer to the wanted tail.
  const small = left ? (target + logGamma(a + 1)) / a : Infinity;
  const start = Math.min(small, Math.log(a + 1 / 3));
  const u = findRoot(
    (v) => {
      const x = Math.exp(v);
      const [p, q] = incompleteGamma(a, x);
      return left ? [Math.log(p) - target, slopeOf(x) / p] : [Math.log(q) - target, -slopeOf(x) / q];
    },
    -700, // before which densities underflow
    Math.log(a + 1) + 10,
    start
  );
  return u === -700 ? 0 : Math.exp(u);
}
