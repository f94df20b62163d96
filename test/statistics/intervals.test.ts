import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {clopperPearson} from "../../pipeline/statistics/clopperPearson.ts";
import {newcombe} from "../../pipeline/statistics/newcombe.ts";
import {wilson, wilsonCorrected} from "../../pipeline/statistics/wilson.ts";
import {expectGolden, golden} from "./goldens.ts";
import {holds} from "./properties.ts";

interface Proportion {
  x: number;
  n: number;
  conf: number;
}

const proportion = fc.nat(5000).chain((n) => fc.record({n: fc.constant(n + 1), x: fc.nat(n + 1)}));

describe("wilson", () => {
  const {cases, tolerance} = golden<Proportion>("wilson");
  it.each(cases)("agrees with the reference: $id", ({input: {x, n, conf}, expected}) => {
    const {estimate, low: lower, high: upper} = wilson(x, n, conf);
    const {low: lower_cc, high: upper_cc} = wilsonCorrected(x, n, conf);
    expectGolden({estimate, lower, upper, lower_cc, upper_cc}, expected, tolerance);
  });

  it("begins at exactly 0 for none and ends at exactly 1 for all", () => {
    for (const n of [1, 7, 1_000_003]) {
      expect(wilson(0, n).low).toBe(0);
      expect(wilson(n, n).high).toBe(1);
    }
  });

  it("contains the estimate, within [0, 1], and mirrors", () => {
    holds(fc.property(proportion, ({x, n}) => {
      const {low, high} = wilson(x, n);
      const mirrored = wilson(n - x, n);
      return 0 <= low! && low! <= x / n && x / n <= high! && high! <= 1 && Math.abs(low! + mirrored.high! - 1) < 1e-12;
    }));
  });
});

describe("clopperPearson", () => {
  const {cases, tolerance} = golden<Proportion>("clopper_pearson");
  it.each(cases)("agrees with the reference: $id", ({input: {x, n, conf}, expected}) => {
    const {estimate, low: lower, high: upper} = clopperPearson(x, n, conf);
    expectGolden({estimate, lower, upper}, expected, tolerance);
  });

  it("contains the estimate, within [0, 1]", () => {
    holds(fc.property(proportion, ({x, n}) => {
      const exact = clopperPearson(x, n);
      return 0 <= exact.low! && exact.low! <= x / n && x / n <= exact.high! && exact.high! <= 1;
    }));
  });
});

describe("newcombe", () => {
  const {cases, tolerance} = golden<{x1: number; n1: number; x2: number; n2: number; conf: number}>("newcombe_diff");
  it.each(cases)("agrees with the reference: $id", ({input: {x1, n1, x2, n2, conf}, expected}) => {
    const {estimate: diff, low: lower, high: upper} = newcombe(x1, n1, x2, n2, conf);
    expectGolden({diff, lower, upper}, expected, tolerance);
  });

  it("contains the difference, within [-1, 1], and turns its sign with the sides", () => {
    holds(fc.property(proportion, proportion, (a, b) => {
      const {estimate, low, high} = newcombe(a.x, a.n, b.x, b.n);
      const turned = newcombe(b.x, b.n, a.x, a.n);
      return -1 - 1e-15 <= low! && low! <= estimate! && estimate! <= high! && high! <= 1 + 1e-15 && Math.abs(turned.low! + high!) < 1e-12;
    }));
  });
});
