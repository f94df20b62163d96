import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {benjaminiHochberg, benjaminiYekutieli, bonferroni, holm} from "../../pipeline/statistics/multipleTesting.ts";
import {expectGolden, golden} from "./goldens.ts";
import {holds} from "./properties.ts";

const family = fc.array(fc.option(fc.double({min: 0, max: 1, noNaN: true}), {freq: 5}), {maxLength: 40});

describe("multiple testing", () => {
  const {cases, tolerance} = golden<{p: (number | null)[]}>("multiple_testing");
  it.each(cases)("agrees with the reference: $id", ({input: {p}, expected}) => {
    expectGolden(
      {bh: benjaminiHochberg(p), holm: holm(p), bonferroni: bonferroni(p), by: benjaminiYekutieli(p)}, expected, tolerance
    );
  });

  it("never lowers a p-value, keeps their order and their nulls", () => {
    for (const adjust of [benjaminiHochberg, benjaminiYekutieli, holm, bonferroni]) {
      holds(fc.property(family, (p) => {
        const q = adjust(p);
        return p.every((a, i) => (a === null ? q[i] === null : q[i]! >= a * (1 - 1e-15) && q[i]! <= 1) &&
          p.every((b, j) => a === null || b === null || a > b || q[i]! <= q[j]!));
      }));
    }
  });

  it("is less strict in this order: Benjamini–Hochberg, Holm, Bonferroni", () => {
    holds(fc.property(family, (p) => {
      const [bh, step, all] = [benjaminiHochberg(p), holm(p), bonferroni(p)];
      return p.every((value, i) => value === null || (bh[i]! <= step[i]! * (1 + 1e-12) && step[i]! <= all[i]!));
    }));
  });

  it("does not change its input", () => {
    const p = Object.freeze([0.04, 0.01, null]);
    expect(benjaminiHochberg(p)).toEqual([0.04, 0.02, null]);
  });
});
