import {normalCdf, normalQuantile} from "./distributions.ts";
import {logGamma} from "./gamma.ts";
import {ascending, quantileSorted, selectQuantiles} from "./quantiles.ts";
import {type Random, randomIndex, randomSource} from "./random.ts";

export type Statistic = (sample: readonly number[]) => number;
export type Limits = readonly [low: number | null, high: number | null];

/** Type 7 quantiles of the replicates at the two tails (Efron & Tibshirani, An Introduction to the Bootstrap, 13). */
export function percentileLimits(replicates: ArrayLike<number>, confidence = 0.95): Limits {
  const [low, high] = selectQuantiles(Float64Array.from(replicates), [(1 - confidence) / 2, 1 - (1 - confidence) / 2]);
  return [low!, high!];
}

/** Twice the estimate less the percentile limits (Davison & Hinkley, Bootstrap Methods, 5.2). */
export function basicLimits(estimate: number, replicates: ArrayLike<number>, confidence = 0.95): Limits {
  const [low, high] = percentileLimits(replicates, confidence);
  return [high === null ? null : 2 * estimate - high, low === null ? null : 2 * estimate - low];
}

export interface BcaLimits {
  readonly limits: Limits;
  readonly bias: number | null;
  readonly acceleration: number;
  /** The adjusted levels whose quantiles the limits are. */
  readonly levels: Limits;
}

/**
 * Bias-corrected and accelerated limits (Efron, JASA 82, 1987).
 * @param jackknife the statistic without each unit in turn
 */
export function bcaLimits(
  estimate: number, replicates: ArrayLike<number>, jackknife: readonly number[], confidence = 0.95
): BcaLimits {
  const sorted = ascending(Array.from(replicates));
  const below = sorted.reduce((count, value) => count + (value < estimate ? 1 : 0), 0) / sorted.length;
  const mean = jackknife.reduce((a, b) => a + b, 0) / jackknife.length;
  const squares = jackknife.reduce((sum, value) => sum + (mean - value) ** 2, 0);
  const cubes = jackknife.reduce((sum, value) => sum + (mean - value) ** 3, 0);
  const acceleration = squares > 0 ? cubes / (6 * squares ** 1.5) : 0;
  if (!(below > 0 && below < 1)) return {limits: [null, null], bias: null, acceleration, levels: [null, null]};
  const bias = normalQuantile(below);
  const level = (p: number) => {
    const z = bias + normalQuantile(p);
    return normalCdf(bias + z / (1 - acceleration * z));
  };
  const low = level((1 - confidence) / 2);
  const high = level(1 - (1 - confidence) / 2);
  return {limits: [quantileSorted(sorted, low), quantileSorted(sorted, high)], bias, acceleration, levels: [low, high]};
}

/** Standard deviation of the replicates, with denominator B − 1. */
export function bootstrapError(replicates: ArrayLike<number>): number | null {
  const values = Array.from(replicates);
  if (values.length < 2) return null;
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}

/** The statistic of each resample that a matrix of indexes (from 0) names. */
export function indexedReplicates(values: readonly number[], index: readonly (readonly number[])[], statistic: Statistic): number[] {
  return index.map((row) => statistic(row.map((i) => values[i]!)));
}

/** The statistic of seeded resamples of the values. */
export function bootstrapReplicates(
  values: readonly number[], statistic: Statistic, {resamples = 2000, random = randomSource(1)}: ResampleOptions = {}
): number[] {
  return Array.from({length: resamples}, () => statistic(values.map(() => values[randomIndex(random, values.length)]!)));
}

/** The statistic without each value in turn. */
export function jackknife(values: readonly number[], statistic: Statistic): number[] {
  return values.map((_, i) => statistic(values.toSpliced(i, 1)));
}

export interface ResampleOptions {
  readonly resamples?: number;
  readonly random?: Random;
}

export interface RatioReplicates {
  readonly ratios: Float64Array;
  /** Resamples whose Σx was 0 and that were drawn again. */
  readonly redrawn: number;
}

/**
 * Replicates of Σy / Σx where units (accounts, deals) are drawn with their y and x together; null where the units
 * have no x. Differences of two groups are differences of their replicates.
 */
export function ratioReplicates(
  y: ArrayLike<number>, x: ArrayLike<number>, {resamples = 2000, random = randomSource(1)}: ResampleOptions = {}
): RatioReplicates | null {
  const n = x.length;
  if (!Array.from(x).some((value) => value > 0)) return null;
  const ratios = new Float64Array(resamples);
  let redrawn = 0;
  for (let b = 0; b < resamples; ) {
    let top = 0;
    let bottom = 0;
    for (let i = 0; i < n; ++i) {
      const j = randomIndex(random, n);
      top += y[j]!;
      bottom += x[j]!;
    }
    if (bottom > 0) ratios[b++] = top / bottom;
    else ++redrawn;
  }
  return {ratios, redrawn};
}

/** Random words of 21 bits, drawn once and read by every sample that is resampled with them. */
export interface Words {
  readonly resamples: number;
  readonly seed: string | number;
  readonly words: Int32Array;
}

/** The most units that words of 21 bits can choose among: a product with them still fits 32 bits, and no unit is favoured by more than a thousandth. */
export const MOST_RESAMPLED = 2048;

/** The words that resample samples of at most `most` units; four bytes a draw. */
export function resamplingWords(most: number, {resamples = 2000, seed = 1}: {resamples?: number; seed?: string | number} = {}): Words {
  if (!(most <= MOST_RESAMPLED)) throw new RangeError(`${most} units: more than ${MOST_RESAMPLED}`);
  const random = randomSource(seed);
  const words = new Int32Array(most * resamples);
  for (let i = 0; i < words.length; ++i) words[i] = random() >>> 11;
  return {resamples, seed, words};
}

/** {@link ratioReplicates} for many small samples: the same thing at a quarter of its cost, as a draw is one multiplication of integers. Null where the units have no x. */
export function ratioReplicatesFrom({resamples, seed, words}: Words, y: Float64Array, x: Float64Array): Float64Array | null {
  const n = x.length;
  if (n * resamples > words.length) throw new RangeError(`${n} units, with words for ${words.length / resamples}`);
  const amounts = sideBySide(y, x);
  const ratios = new Float64Array(resamples);
  for (let b = 0, at = 0; b < resamples; ++b) {
    // Two draws at a time, whose sums do not wait for each other.
    let top = 0;
    let bottom = 0;
    let otherTop = 0;
    let otherBottom = 0;
    for (const end = at + n - 1; at < end; at += 2) {
      const i = (Math.imul(words[at]!, n) >>> 21) << 1;
      const j = (Math.imul(words[at + 1]!, n) >>> 21) << 1;
      top += amounts[i]!;
      bottom += amounts[i + 1]!;
      otherTop += amounts[j]!;
      otherBottom += amounts[j + 1]!;
    }
    if (n & 1) {
      const i = (Math.imul(words[at++]!, n) >>> 21) << 1;
      top += amounts[i]!;
      bottom += amounts[i + 1]!;
    }
    bottom += otherBottom;
    // A resample without x is drawn again, which moves all after it.
    if (!(bottom > 0)) return ratioReplicates(y, x, {resamples, random: randomSource(seed)})?.ratios ?? null;
    ratios[b] = (top + otherTop) / bottom;
  }
  return ratios;
}

/**
 * What belongs to each unit side by side, so that a draw touches one place in memory. A plain array, which the fraction at its end makes one of doubles:
 * once any buffer in the process has been detached, V8 looks at each read of a typed array whether its own has been.
 */
export function sideBySide(...columns: readonly ArrayLike<number>[]): number[] {
  const values: number[] = [];
  for (let i = 0; i < columns[0]!.length; ++i) for (const column of columns) values.push(column[i]!);
  values.push(0.5);
  return values;
}

export interface ExactBootstrap {
  readonly resamples: number;
  readonly mean: number;
  readonly se: number;
  readonly limits: Limits;
}

/**
 * The bootstrap distribution itself: all nⁿ resamples, taken as multisets with their multinomial counts. Its quantile
 * is the least value whose share reaches the level. For a handful of values.
 */
export function exactBootstrap(values: readonly number[], statistic: Statistic, confidence = 0.95): ExactBootstrap | null {
  const n = values.length;
  if (n === 0) return null;
  const total = n ** n;
  const outcomes: {value: number; weight: number}[] = [];
  const chosen: number[] = [];
  const visit = (from: number, left: number, logWeight: number): void => {
    if (left === 0) {
      outcomes.push({value: statistic([...chosen]), weight: Math.round(Math.exp(logWeight))});
      return;
    }
    if (from === n) return;
    for (let times = 0; times <= left; ++times) {
      if (from === n - 1 && times < left) continue;
      for (let t = 0; t < times; ++t) chosen.push(values[from]!);
      visit(from + 1, left - times, logWeight - logGamma(times + 1));
      chosen.length -= times;
    }
  };
  visit(0, n, logGamma(n + 1));
  outcomes.sort((a, b) => a.value - b.value);
  const mean = outcomes.reduce((sum, {value, weight}) => sum + value * weight, 0) / total;
  const variance = outcomes.reduce((sum, {value, weight}) => sum + (value - mean) ** 2 * weight, 0) / total;
  const quantile = (p: number) => {
    let reached = 0;
    return outcomes.find(({weight}) => (reached += weight) >= p * total * (1 - 1e-12))!.value;
  };
  return {
    resamples: total,
    mean,
    se: Math.sqrt(variance),
    limits: [quantile((1 - confidence) / 2), quantile(1 - (1 - confidence) / 2)]
  };
}
