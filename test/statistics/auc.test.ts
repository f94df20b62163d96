import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {auc, pairedAuc, roc} from "../../pipeline/statistics/auc.ts";
import {gains} from "../../pipeline/statistics/gains.ts";
import {expectGolden, golden} from "./goldens.ts";
import {holds} from "./properties.ts";

interface Scored {
  y: number[];
  score: number[];
  score2?: number[];
  conf: number;
  bins: number;
}

const rowsOf = ({y, score}: Pick<Scored, "y" | "score">) => score.map((s, i) => ({score: s, won: y[i]!, lost: 1 - y[i]!}));

const over = (a: number, b: number) => (a > b ? 1 : a === b ? 0.5 : 0);
const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const varianceOfMean = (values: number[]) => values.reduce((sum, v) => sum + (v - mean(values)) ** 2, 0) / (values.length - 1) / values.length;

describe("auc", () => {
  const {cases, tolerance} = golden<Scored>("auc_delong");
  it.each(cases)("agrees with the reference: $id", ({input, expected}) => {
    const {y, score, score2, conf} = input;
    const one = auc(rowsOf(input), conf);
    const paired = score2 && pairedAuc(score.map((s, i) => ({score1: s, score2: score2[i]!, won: y[i]!, lost: 1 - y[i]!})), conf);
    expectGolden({
      auc: one.estimate, se_delong: one.se, lower: one.low, upper: one.high, gini: one.gini,
      paired: paired && {...paired, diff: paired.difference},
      roc: roc(rowsOf(input)).map(({threshold, truePositiveRate, falsePositiveRate}) =>
        ({threshold, tpr: truePositiveRate, fpr: falsePositiveRate}))
    }, expected, tolerance);
  });

  it("gives the worked example of three tiers", () => {
    expect(auc([{score: 3, won: 30, lost: 40}, {score: 2, won: 25, lost: 95}, {score: 1, won: 5, lost: 65}]).estimate).toBeCloseTo(0.6979, 4);
  });

  const deals = fc.array(fc.record({score: fc.nat(8), score2: fc.nat(8), y: fc.nat(1)}), {minLength: 4, maxLength: 40});

  it("counts pairs, and its variance is DeLong's of single deals, however they are counted together", () => {
    holds(fc.property(deals, (rows) => {
      const won = rows.filter((row) => row.y === 1);
      const lost = rows.filter((row) => row.y === 0);
      if (won.length < 2 || lost.length < 2) return true;
      const v10 = won.map((w) => mean(lost.map((l) => over(w.score, l.score))));
      const v01 = lost.map((l) => mean(won.map((w) => over(w.score, l.score))));
      const counts = Array.from({length: 9}, (_, score) => ({
        score, won: won.filter((row) => row.score === score).length, lost: lost.filter((row) => row.score === score).length
      }));
      const {estimate, se} = auc(counts);
      return Math.abs(estimate! - mean(v10)) < 1e-12 && Math.abs(se! ** 2 - varianceOfMean(v10) - varianceOfMean(v01)) < 1e-12;
    }));
  });

  it("turns the difference with the scores, and finds none between a score and itself", () => {
    holds(fc.property(deals, (rows) => {
      const pairs = rows.map(({score, score2, y}) => ({score1: score, score2, won: y, lost: 1 - y}));
      const turned = pairs.map((row) => ({...row, score1: row.score2, score2: row.score1}));
      const same = pairedAuc(pairs.map((row) => ({...row, score2: row.score1})));
      const [one, other] = [pairedAuc(pairs), pairedAuc(turned)];
      return (same.difference ?? 0) === 0 && same.p === null && (one.difference === null || one.difference === -other.difference!);
    }));
  });
});

describe("gains", () => {
  const {cases, tolerance} = golden<Scored>("lift_gain");
  it.each(cases)("agrees with the reference: $id", ({input, expected}) => {
    const {count, won, baseRate, rows, ks} = gains(rowsOf(input), input.bins);
    expectGolden({
      n: count, positives: won, base_rate: baseRate, ks,
      rows: rows.map((row) => ({
        bin: row.bin, n: row.count, positives: row.won, rate: row.rate, lift: row.lift, cum_n: row.cumulativeCount,
        cum_positives: row.cumulativeWon, cum_gain: row.cumulativeGain, cum_lift: row.cumulativeLift
      }))
    }, expected, tolerance);
  });

  it("has no lift where nothing is won, and no rows' rate without deals", () => {
    expect(gains([{score: 1, won: 0, lost: 5}], 2)).toMatchObject({baseRate: 0, ks: null, rows: [{lift: null}, {cumulativeGain: null}]});
    expect(gains([], 2)).toMatchObject({baseRate: null, rows: [{rate: null, count: 0}, {rate: null}]});
  });
});
