import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {chiSquareTable} from "../../pipeline/statistics/chiSquareTable.ts";
import {giniConcentration, giniImpurity} from "../../pipeline/statistics/gini.ts";
import {decileCounts, stabilityCritical, stabilityIndex} from "../../pipeline/statistics/stability.ts";
import {weightOfEvidence} from "../../pipeline/statistics/weightOfEvidence.ts";
import {expectGolden, golden} from "./goldens.ts";
import {holds} from "./properties.ts";

describe("chiSquareTable", () => {
  const {cases, tolerance} = golden<{table: number[][]}>("chi2_cramers_v");
  it.each(cases)("agrees with the reference: $id", ({input: {table}, expected}) => {
    const {chiSquare: chi2, df, p, cramersV: cramers_v, cramersVCorrected: cramers_v_bc, leastExpected: min_expected} = chiSquareTable(table);
    expectGolden({chi2, df, p, cramers_v, cramers_v_bc, min_expected}, expected, tolerance);
  });

  it("does not change when rows and columns are swapped", () => {
    const table = fc.array(fc.tuple(fc.nat(50), fc.nat(50), fc.nat(50)), {minLength: 1, maxLength: 6});
    holds(fc.property(table, (rows) => {
      const turned = [0, 1, 2].map((j) => rows.map((row) => row[j as 0 | 1 | 2]));
      const [one, other] = [chiSquareTable(rows), chiSquareTable(turned)];
      return one.df === other.df && Math.abs((one.chiSquare ?? 0) - (other.chiSquare ?? 0)) < 1e-9 &&
        (one.cramersV === null || (one.cramersV >= 0 && one.cramersV <= 1 + 1e-12));
    }));
  });

  it("has no association without rows", () => expect(chiSquareTable([]).chiSquare).toBeNull());
});

describe("weightOfEvidence", () => {
  const {cases, tolerance} = golden<{bins: [number, number][]}>("woe_iv");
  it.each(cases)("agrees with the reference: $id", ({input: {bins}, expected}) => {
    const {isSmoothed: smoothed, rows, informationValue: iv} = weightOfEvidence(bins);
    expectGolden({
      smoothed, iv, rows: rows.map((row) => ({dist_won: row.wonShare, dist_lost: row.lostShare, woe: row.weight, iv: row.information}))
    }, expected, tolerance);
  });
});

describe("gini", () => {
  const {cases, tolerance} = golden<{values?: number[]; counts?: number[]}>("gini");
  it.each(cases)("agrees with the reference: $id", ({input: {values, counts}, expected}) => {
    expectGolden({
      gini_concentration: values && giniConcentration(values), gini_impurity: counts && giniImpurity(counts)
    }, expected, tolerance);
  });

  it("is half the relative mean difference, in any order", () => {
    holds(fc.property(fc.array(fc.nat(1000), {minLength: 1, maxLength: 30}), (values) => {
      const n = values.length;
      const total = values.reduce((a, b) => a + b, 0);
      if (total === 0) return giniConcentration(values) === null;
      const differences = values.reduce((sum, x) => sum + values.reduce((s, y) => s + Math.abs(x - y), 0), 0);
      return Math.abs(giniConcentration(values)! - differences / (2 * n * total)) < 1e-12;
    }));
  });
});

describe("stability", () => {
  const {cases, tolerance} = golden<
    {expected_counts: number[]; actual_counts: number[]} | {expected: number[]; actual: number[]}
  >("psi");
  it.each(cases)("agrees with the reference: $id", ({input, expected}) => {
    const bins = "expected" in input
      ? decileCounts(input.expected, input.actual)
      : {edges: [], expected: input.expected_counts, actual: input.actual_counts};
    expectGolden({
      ...stabilityIndex(bins.expected, bins.actual), edges: bins.edges, expected_counts: bins.expected, actual_counts: bins.actual
    }, expected, tolerance);
  });

  it("has a critical value that falls with the samples: 0.206 for five tiers, 200 and 60 deals", () => {
    expect(stabilityCritical(5, 200, 60)).toBeCloseTo(0.206, 3);
    expect(stabilityCritical(1, 200, 60)).toBeNull();
    expect(stabilityCritical(5, 0, 60)).toBeNull();
  });

  it("is null where a side is empty", () => expect(stabilityIndex([0, 0], [1, 2]).psi).toBeNull());
});
