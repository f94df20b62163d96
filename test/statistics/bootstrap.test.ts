import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {
  basicLimits, bcaLimits, bootstrapError, bootstrapReplicates, exactBootstrap, indexedReplicates, jackknife, percentileLimits,
  ratioReplicates, ratioReplicatesFrom, resamplingWords, type Statistic
} from "../../pipeline/statistics/bootstrap.ts";
import {ascending, quantileSorted} from "../../pipeline/statistics/quantiles.ts";
import {randomIndex, randomSource, xoshiro} from "../../pipeline/statistics/random.ts";
import {ratioOfSums} from "../../pipeline/statistics/ratio.ts";
import {expectGolden, golden} from "./goldens.ts";
import {holds} from "./properties.ts";

const STATISTICS: Readonly<Record<string, Statistic>> = {
  mean: (sample) => sample.reduce((a, b) => a + b, 0) / sample.length,
  median: (sample) => quantileSorted(ascending(sample), 0.5)!
};

interface Resampled {
  kind: string;
  x: number[];
  index: number[][];
  stat: string;
  conf: number;
}

describe("bootstrap", () => {
  const {cases, tolerance} = golden<Resampled, Record<string, number>>("bootstrap");

  it.each(cases.filter(({input}) => input.kind === "exact"))("enumerates all resamples: $id", ({input: {x, stat, conf}, expected}) => {
    const {resamples: n_resamples, limits: [q_lower, q_upper], ...rest} = exactBootstrap(x, STATISTICS[stat]!, conf)!;
    expectGolden({n_resamples, q_lower, q_upper, ...rest}, expected, tolerance);
  });

  it.each(cases.filter(({input}) => input.kind === "indexed"))("agrees with the reference on given resamples: $id", ({input: {x, index, stat, conf}, expected}) => {
    const statistic = STATISTICS[stat]!;
    const estimate = statistic(x);
    const replicates = indexedReplicates(x, index, statistic);
    const [percentile_lower, percentile_upper] = percentileLimits(replicates, conf);
    const [basic_lower, basic_upper] = basicLimits(estimate, replicates, conf);
    const bca = bcaLimits(estimate, replicates, jackknife(x, statistic), conf);
    expectGolden({
      estimate, replicates, se: bootstrapError(replicates), percentile_lower, percentile_upper, basic_lower, basic_upper,
      bca_z0: bca.bias, bca_a: bca.acceleration, bca_alpha1: bca.levels[0], bca_alpha2: bca.levels[1],
      bca_lower: bca.limits[0], bca_upper: bca.limits[1]
    }, expected, tolerance);
  });

  it.each(cases.filter(({input}) => input.kind === "monte_carlo"))("comes close to the reference with its own generator: $id", ({input: {x, stat, conf}, expected}) => {
    const replicates = bootstrapReplicates(x, STATISTICS[stat]!, {resamples: 10_000, random: randomSource("bootstrap")});
    const [low, high] = percentileLimits(replicates, conf);
    expect(Math.abs(bootstrapError(replicates)! / expected["se_theory"]! - 1)).toBeLessThan(0.03);
    expect(Math.abs(low! - expected["percentile_lower_mc"]!)).toBeLessThan(expected["tolerance_for_B_10000"]!);
    expect(Math.abs(high! - expected["percentile_upper_mc"]!)).toBeLessThan(expected["tolerance_for_B_10000"]!);
  });

  it("has no BCa limits where no replicate lies on one side of the estimate", () => {
    expect(bcaLimits(1, [2, 3], [1, 1]).limits).toEqual([null, null]);
  });
});

describe("ratioReplicates", () => {
  const x = Array.from({length: 400}, (_, i) => 100 + ((i * 37) % 901));
  const y = x.map((value, i) => (i % 9 === 0 ? 0 : value * (i % 4 === 0 ? 0.7 : 1)));

  it("are the same for the same seed and others for another", () => {
    const [a, again, b] = ["a", "a", "b"].map((seed) => ratioReplicates(y, x, {resamples: 20, random: randomSource(seed)})!.ratios);
    expect(again).toEqual(a);
    expect(b).not.toEqual(a);
  });

  it("have percentile limits with which the linearised ones agree", () => {
    const [low, high] = percentileLimits(ratioReplicates(y, x, {resamples: 20_000, random: randomSource("agree")})!.ratios);
    const sum = (f: (i: number) => number) => x.reduce((total, _, i) => total + f(i), 0);
    const linear = ratioOfSums({
      n: x.length, y: sum((i) => y[i]!), x: sum((i) => x[i]!), yy: sum((i) => y[i]! ** 2), xy: sum((i) => x[i]! * y[i]!), xx: sum((i) => x[i]! ** 2)
    });
    const width = linear.high! - linear.low!;
    expect(Math.abs(low! - linear.low!)).toBeLessThan(0.04 * width);
    expect(Math.abs(high! - linear.high!)).toBeLessThan(0.04 * width);
  });

  it("have the same limits from words drawn once for many samples, also where some are drawn again", () => {
    const words = resamplingWords(400, {resamples: 5000, seed: "shared"});
    for (const [tops, bases] of [[y, x], [y.slice(0, 3), [100, 0, 0]]] as const) {
      const shared = percentileLimits(ratioReplicatesFrom(words, Float64Array.from(tops), Float64Array.from(bases))!);
      const fresh = percentileLimits(ratioReplicates(tops, bases, {resamples: 5000, random: randomSource("fresh")})!.ratios);
      const width = fresh[1]! - fresh[0]!;
      expect(Math.abs(shared[0]! - fresh[0]!)).toBeLessThanOrEqual(0.06 * width);
      expect(Math.abs(shared[1]! - fresh[1]!)).toBeLessThanOrEqual(0.06 * width);
    }
    expect(ratioReplicatesFrom(words, Float64Array.of(1), Float64Array.of(0))).toBeNull();
    expect(() => ratioReplicatesFrom(words, new Float64Array(401), new Float64Array(401))).toThrow(RangeError);
  });

  it("draw again where a resample has no base, and say how often", () => {
    const {ratios, redrawn} = ratioReplicates([0, 0, 1], [0, 0, 2], {resamples: 500})!;
    expect(redrawn).toBeGreaterThan(50);
    expect(ratios.every((ratio) => ratio === 0.5)).toBe(true);
    expect(ratioReplicates([0], [0])).toBeNull();
  });
});

describe("ratioReplicatesFrom", () => {
  const x = Float64Array.from({length: 400}, (_, i) => 1 + ((i * 37) % 101));
  const y = x.map((value, i) => (i % 3 ? 0 : value));

  it("gives limits that agree with those of single draws", () => {
    const one = percentileLimits(ratioReplicatesFrom(resamplingWords(400, {resamples: 20_000}), y, x)!);
    const other = percentileLimits(ratioReplicates(y, x, {resamples: 20_000})!.ratios);
    expect(one[0]).toBeCloseTo(other[0]!, 2);
    expect(one[1]).toBeCloseTo(other[1]!, 2);
  });

  it("draws each unit equally often", () => {
    // 7 units of 7 × 100,000 draws, chi-square with 6 degrees of freedom under its 0.9999 quantile: y of one unit at a time counts its draws.
    const words = resamplingWords(7, {resamples: 100_000});
    const ones = new Float64Array(7).fill(1);
    const draws = Array.from({length: 7}, (_, k) => ratioReplicatesFrom(words, ones.map((_, i) => (i === k ? 7 : 0)), ones)!.reduce((a, b) => a + b, 0));
    expect(draws.reduce((a, b) => a + b, 0)).toBeCloseTo(700_000, 6);
    expect(draws.reduce((sum, count) => sum + (count - 100_000) ** 2 / 100_000, 0)).toBeLessThan(27.9);
  });

  it("draws again where a resample has no base, and is null where no sample can have one", () => {
    const words = resamplingWords(3, {resamples: 500});
    expect([...ratioReplicatesFrom(words, Float64Array.of(0, 0, 1), Float64Array.of(0, 0, 2))!].every((ratio) => ratio === 0.5)).toBe(true);
    expect(ratioReplicatesFrom(words, Float64Array.of(0), Float64Array.of(0))).toBeNull();
  });

  it("refuses more units than a word can tell apart", () => {
    expect(() => resamplingWords(2049)).toThrow(RangeError);
    expect(() => ratioReplicatesFrom(resamplingWords(2, {resamples: 5}), y, x)).toThrow(RangeError);
  });
});

describe("ratioOfSums", () => {
  it("is undefined without a base and has no limits for one unit", () => {
    expect(ratioOfSums({n: 3, y: 1, x: 0, yy: 1, xy: 0, xx: 0})).toEqual({estimate: null, low: null, high: null});
    expect(ratioOfSums({n: 1, y: 1, x: 2, yy: 1, xy: 2, xx: 4})).toEqual({estimate: 0.5, low: null, high: null});
  });

  it("is the mean with its normal interval where every base is 1", () => {
    const values = [3, 5, 9, 11, 2];
    const yy = values.reduce((sum, v) => sum + v * v, 0);
    const {estimate, low} = ratioOfSums({n: 5, y: 30, x: 5, yy, xy: 30, xx: 5});
    // sd 3.872983
    expect(estimate).toBe(6);
    expect(low).toBeCloseTo(6 - (1.9599639845400545 * Math.sqrt(15)) / Math.sqrt(5), 12);
  });
});

describe("randomSource", () => {
  it("gives the stream that its seed always gave", () => {
    const random = randomSource(1);
    expect([random(), random(), random(), random()]).toMatchInlineSnapshot(`
      [
        393288148,
        2174103013,
        3814759091,
        2092745082,
      ]
    `);
    expect(randomSource("fitproof")()).toMatchInlineSnapshot(`1777006283`);
  });

  // The first numbers that the authors' C code, xoshiro128starstar.c, gives from this state.
  it("is xoshiro128**", () => {
    const random = xoshiro(1, 2, 3, 4);
    expect([random(), random(), random(), random()]).toEqual([11520, 0, 5927040, 70819200]);
  });

  it("spreads evenly", () => {
    // 16 buckets of 160,000 draws, chi-square with 15 degrees of freedom under its 0.9999 quantile.
    const random = randomSource("uniform");
    const buckets = Array.from({length: 16}, () => 0);
    for (let i = 0; i < 160_000; ++i) buckets[randomIndex(random, 16)]! += 1;
    expect(buckets.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0)).toBeLessThan(44.3);
  });

  it("draws indexes below n", () => {
    holds(fc.property(fc.integer({min: 1, max: 1 << 20}), fc.string(), (n, seed) => {
      const i = randomIndex(randomSource(seed), n);
      return Number.isInteger(i) && 0 <= i && i < n;
    }));
  });
});
