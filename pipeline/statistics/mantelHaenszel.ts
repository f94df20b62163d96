import {chiSquareSf, zOf} from "./distributions.ts";
import type {Estimate} from "./interval.ts";

/** Group 1 won and lost, group 2 won and lost, within one stratum. */
export type Stratum = readonly [a: number, b: number, c: number, d: number];

export interface ChiSquareTest {
  readonly chiSquare: number | null;
  readonly df: number | null;
  readonly p: number | null;
}

export interface MantelHaenszel {
  readonly crudeTable: Stratum;
  /** ad/bc; Infinity where only bc is 0. */
  readonly crudeOddsRatio: number | null;
  /** Of the strata that are not empty. */
  readonly stratumOddsRatios: readonly (number | null)[];
  /**
   * Σ ad/n over Σ bc/n (Mantel & Haenszel 1959) with the limits of Robins, Breslow & Greenland (Biometrics 42, 1986);
   * null where a denominator is 0.
   */
  readonly oddsRatio: Estimate;
  readonly logOddsRatioSe: number | null;
  /** Cochran–Mantel–Haenszel test that every odds ratio is 1, without and with continuity correction. */
  readonly test: ChiSquareTest;
  readonly correctedTest: ChiSquareTest;
  /** Homogeneity of the odds ratios: Breslow & Day 1980, and as Tarone (Biometrika 72, 1985) adjusts it. */
  readonly breslowDay: ChiSquareTest;
  readonly tarone: ChiSquareTest;
  /** Each group's rate at the strata's pooled sizes; strata that lack a group are left out. */
  readonly standardisedRate1: number | null;
  readonly standardisedRate2: number | null;
}

const UNTESTED: ChiSquareTest = {chiSquare: null, df: null, p: null};

/** Two groups compared within strata. Empty strata are left out. */
export function mantelHaenszel(strata: readonly Stratum[], confidence = 0.95): MantelHaenszel {
  const used = strata.filter(([a, b, c, d]) => a + b + c + d > 0);
  const sum = (f: (stratum: Stratum, n: number) => number) =>
    used.reduce((total, stratum) => total + f(stratum, stratum[0] + stratum[1] + stratum[2] + stratum[3]), 0);
  const r = sum(([a, , , d], n) => (a * d) / n);
  const s = sum(([, b, c], n) => (b * c) / n);
  const estimate = s > 0 ? r / s : null;
  const se = r > 0 && s > 0
    ? Math.sqrt(
        sum(([a, , , d], n) => ((a + d) / n) * ((a * d) / n)) / (2 * r * r) +
          sum(([a, b, c, d], n) => ((a + d) / n) * ((b * c) / n) + ((b + c) / n) * ((a * d) / n)) / (2 * r * s) +
          sum(([, b, c], n) => ((b + c) / n) * ((b * c) / n)) / (2 * s * s)
      )
    : null;
  const width = se === null ? null : zOf(confidence) * se;
  // Of each stratum a less what is expected of it, without the digits that this subtraction of large counts would lose.
  const difference = Math.abs(sum(([a, b, c, d], n) => (a * d - b * c) / n));
  const variance = sum(([a, b, c, d], n) => (n > 1 ? ((a + b) * (c + d) * (a + c) * (b + d)) / (n * n * (n - 1)) : 0));
  // As R's mantelhaen.test: a difference under 1/2 is not corrected.
  const corrected = difference >= 0.5 ? difference - 0.5 : difference;
  const both = used.filter(([a, b, c, d]) => a + b > 0 && c + d > 0);
  const size = both.reduce((total, [a, b, c, d]) => total + a + b + c + d, 0);
  const standardised = (rate: (stratum: Stratum) => number) =>
    size > 0 ? both.reduce((total, x) => total + (rate(x) * (x[0] + x[1] + x[2] + x[3])) / size, 0) : null;
  const crudeTable: Stratum = [sum(([a]) => a), sum(([, b]) => b), sum(([, , c]) => c), sum(([, , , d]) => d)];
  return {
    crudeTable,
    crudeOddsRatio: plainOddsRatio(crudeTable),
    stratumOddsRatios: used.map(plainOddsRatio),
    oddsRatio: {
      estimate,
      low: width === null ? null : estimate! * Math.exp(-width),
      high: width === null ? null : estimate! * Math.exp(width)
    },
    logOddsRatioSe: se,
    test: variance > 0 ? chiSquareTest(difference ** 2 / variance, 1) : UNTESTED,
    correctedTest: variance > 0 ? chiSquareTest(corrected ** 2 / variance, 1) : UNTESTED,
    ...homogeneity(used, estimate),
    standardisedRate1: standardised(([a, b]) => a / (a + b)),
    standardisedRate2: standardised(([, , c, d]) => c / (c + d))
  };
}

function plainOddsRatio([a, b, c, d]: Stratum): number | null {
  if (b * c > 0) return (a * d) / (b * c);
  return a * d > 0 ? Infinity : null;
}

function homogeneity(
  strata: readonly Stratum[], oddsRatio: number | null
): Pick<MantelHaenszel, "breslowDay" | "tarone"> {
  // A stratum in which a margin is 0 says nothing about the odds ratio.
  const informative = strata.filter(([a, b, c, d]) => Math.min(a + b, c + d, a + c, b + d) > 0);
  if (informative.length < 2 || !(oddsRatio! > 0)) return {breslowDay: UNTESTED, tarone: UNTESTED};
  let chiSquare = 0;
  let excess = 0;
  let total = 0;
  for (const [a, b, c, d] of informative) {
    const expected = expectedAt(oddsRatio!, a + b, c + d, a + c);
    const variance = 1 / (1 / expected + 1 / (a + b - expected) + 1 / (a + c - expected) + 1 / (d - a + expected));
    chiSquare += (a - expected) ** 2 / variance;
    excess += a - expected;
    total += variance;
  }
  const df = informative.length - 1;
  return {breslowDay: chiSquareTest(chiSquare, df), tarone: chiSquareTest(chiSquare - excess ** 2 / total, df)};
}

/**
 * The a of the table with these margins and this odds ratio: the root within the margins of a quadratic, in its form
 * without cancellation.
 */
function expectedAt(oddsRatio: number, n1: number, n2: number, won: number): number {
  const square = 1 - oddsRatio;
  const linear = n2 - won + oddsRatio * (n1 + won);
  const constant = -oddsRatio * n1 * won;
  return (-2 * constant) / (linear + Math.sqrt(linear * linear - 4 * square * constant));
}

function chiSquareTest(chiSquare: number, df: number): ChiSquareTest {
  return {chiSquare, df, p: chiSquareSf(chiSquare, df)};
}
