import {expect, it} from "vitest";
import {dealsNeeded} from "../../pipeline/statistics/dealsNeeded.ts";

it("says how many deals per arm settle a difference of win rates", () => {
  expect(dealsNeeded(0.3, 0.2)).toBe(294);
  expect(dealsNeeded(0.4, 0.2)).toBe(82);
  expect(dealsNeeded(0.35, 0.25)).toBe(329);
  expect(dealsNeeded(0.25, 0.2)).toBe(1094);
});

it("has no answer where the first rate is not the higher one", () => {
  expect(dealsNeeded(0.2, 0.2)).toBeNull();
  expect(dealsNeeded(0.1, 0.2)).toBeNull();
  expect(dealsNeeded(1.1, 0.2)).toBeNull();
});
