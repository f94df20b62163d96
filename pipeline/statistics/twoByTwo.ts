import {twoSidedP, zOf} from "./distributions.ts";
import {fisherP} from "./hypergeometric.ts";
import {type Estimate, UNDEFINED} from "./interval.ts";

export interface ProportionTest {
  /** (p1 − p2) over its pooled standard error. */
  readonly z: number | null;
  readonly chiSquare: number | null;
  readonly p: number | null;
}

const UNTESTED: ProportionTest = {z: null, chiSquare: null, p: null};

/**
 * The smallest of the four counts expected if both groups won alike. Group 1 won a and lost b, group 2 won c and lost
 * d; so in all of this file.
 */
export function leastExpected(a: number, b: number, c: number, d: number): number | null {
  const n = a + b + c + d;
  return n > 0 ? (Math.min(a + b, c + d) * Math.min(a + c, b + d)) / n : null;
}

/**
 * The pooled two-proportion z test without continuity correction; z² is Pearson's chi-square. Null where a group is
 * empty or all have one outcome.
 */
export function pooledZ(a: number, b: number, c: number, d: number): ProportionTest {
  if (!(leastExpected(a, b, c, d)! > 0)) return UNTESTED;
  const n1 = a + b;
  const n2 = c + d;
  const n = n1 + n2;
  const z = (a / n1 - c / n2) / Math.sqrt((((a + c) / n) * ((b + d) / n)) * (1 / n1 + 1 / n2));
  return {z, chiSquare: z * z, p: twoSidedP(z)};
}

/** The same with Yates's correction, which never exceeds the difference itself (as R's prop.test). */
export function yates(a: number, b: number, c: number, d: number): ProportionTest {
  if (!(leastExpected(a, b, c, d)! > 0)) return UNTESTED;
  const n = a + b + c + d;
  // a less what is expected of it, without the digits that this subtraction of large counts would lose.
  const difference = (a * d - b * c) / n;
  const corrected = Math.abs(difference) - Math.min(0.5, Math.abs(difference));
  const z = (Math.sign(difference) * corrected) / Math.sqrt((((a + b) * (c + d)) / n) * ((a + c) / n) * ((b + d) / n));
  return {z, chiSquare: z * z, p: twoSidedP(z)};
}

/**
 * The p of the segment tests: Fisher's where an expected count is under 5, else the pooled z; null where a group is
 * empty or all have one outcome.
 */
export function twoProportionP(a: number, b: number, c: number, d: number): number | null {
  const least = leastExpected(a, b, c, d);
  if (!(least! > 0)) return null;
  return least! < 5 ? fisherP(a, b, c, d) : pooledZ(a, b, c, d).p;
}

/** The odds ratio ad/bc with Woolf's limits (Annals of Human Genetics 19, 1955); undefined with a zero cell. */
export function oddsRatio(a: number, b: number, c: number, d: number, confidence = 0.95): Estimate {
  if (!(Math.min(a, b, c, d) > 0)) return UNDEFINED;
  return logLimits((a / b) * (d / c), Math.sqrt(1 / a + 1 / b + 1 / c + 1 / d), confidence);
}

/** The odds ratio after 1/2 is added to every cell (Haldane 1956), always defined. */
export function haldaneOddsRatio(a: number, b: number, c: number, d: number, confidence = 0.95): Estimate {
  return oddsRatio(a + 0.5, b + 0.5, c + 0.5, d + 0.5, confidence);
}

/** The risk ratio (a/n1) / (c/n2) with log limits (Katz et al., Biometrics 34, 1978); undefined with a zero cell. */
export function riskRatio(a: number, b: number, c: number, d: number, confidence = 0.95): Estimate {
  if (!(Math.min(a, b, c, d) > 0)) return UNDEFINED;
  const n1 = a + b;
  const n2 = c + d;
  return logLimits(a / n1 / (c / n2), Math.sqrt(1 / a - 1 / n1 + 1 / c - 1 / n2), confidence);
}

function logLimits(estimate: number, se: number, confidence: number): Estimate {
  const z = zOf(confidence);
  return {estimate, low: estimate * Math.exp(-z * se), high: estimate * Math.exp(z * se)};
}
