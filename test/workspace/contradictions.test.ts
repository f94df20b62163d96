import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {contradictions} from "../../pipeline/workspace/contradictions.ts";
import type {Predicated} from "../../pipeline/workspace/predicates.ts";

// The oracle asks every value of a small world; half numbers lie between the limits.
const NUMBERS = Array.from({length: 25}, (_, i) => i / 2 - 1);
const WORDS = ["a", "b", "c", "elsewhere"];

const limit = fc.integer({min: 0, max: 10});
const numeric: fc.Arbitrary<Predicated> = fc.oneof(
  fc.tuple(limit, limit).map(([a, b]): Predicated => ({between: [Math.min(a, b), Math.max(a, b)]})),
  limit.map((at_least): Predicated => ({at_least})), limit.map((at_most): Predicated => ({at_most})),
  limit.map((above): Predicated => ({above})), limit.map((below): Predicated => ({below}))
);
const words = fc.subarray(["a", "b", "c", "A"], {minLength: 1});
const textual: fc.Arbitrary<Predicated> = fc.oneof(words.map((list): Predicated => ({in: list})), words.map((list): Predicated => ({not_in: list})));

function meets(rule: Predicated, value: number | string): boolean {
  if (typeof value === "string") {
    const folded = (rule.in ?? rule.not_in)!.map((word) => word.toLowerCase());
    return folded.includes(value) === (rule.in !== undefined);
  }
  if (rule.between) return value >= Number(rule.between[0]) && value <= Number(rule.between[1]);
  if (rule.at_least !== undefined) return value >= Number(rule.at_least);
  if (rule.at_most !== undefined) return value <= Number(rule.at_most);
  return rule.above !== undefined ? value > Number(rule.above) : value < Number(rule.below);
}

const worlds: [world: string, rules: fc.Arbitrary<Predicated>, values: readonly (number | string)[]][] = [
  ["numbers", numeric, NUMBERS], ["words", textual, WORDS]
];

const named = (rule: Predicated, i: number, required = false) => [{...rule, id: `r${i}`, column: "x", required}, i] as const;

describe.each(worlds)("contradictions among rules on %s", (_world, rules, values) => {
  it("are found where a disqualifier has every value of a criterion, and nowhere else", () => {
    fc.assert(fc.property(rules, rules, (criterion, disqualifier) => {
      const isWithin = values.filter((value) => meets(criterion, value)).every((value) => meets(disqualifier, value));
      const found = contradictions([named(criterion, 0)], [named(disqualifier, 1)], () => "text");
      expect(found.some(({what}) => what.startsWith("whoever meets it"))).toBe(isWithin);
    }), {seed: 1, numRuns: 2000});
  });

  it("are found where two required criteria share no value, and nowhere else", () => {
    fc.assert(fc.property(rules, rules, (a, b) => {
      const isApart = !values.some((value) => meets(a, value) && meets(b, value));
      const found = contradictions([named(a, 0, true), named(b, 1, true)], [], () => "text");
      expect(found.some(({what}) => what.startsWith("no account can meet it"))).toBe(isApart);
    }), {seed: 2, numRuns: 2000});
  });

  it("are found where disqualifiers together leave no value, and nowhere else", () => {
    fc.assert(fc.property(fc.array(rules, {minLength: 1, maxLength: 4}), (list) => {
      const isAll = values.every((value) => list.some((rule) => meets(rule, value)));
      const found = contradictions([], list.map((rule, i) => named(rule, i)), () => "text");
      expect(found.some(({what}) => what.startsWith("rules out every known value"))).toBe(isAll);
    }), {seed: 3, numRuns: 2000});
  });
});

describe("contradictions between listed numbers and limits", () => {
  it.each([
    [{above: 50}, false], [{at_least: 50}, true], [{below: 50}, false], [{at_most: 50}, true], [{between: [50, 60]}, true], [{between: [40, 50]}, true], [{above: 49}, true]
  ] as const)("are found where the limits take the number in: 50 in %o", (limits, isWithin) => {
    expect(contradictions([named({in: ["50"]}, 0)], [named(limits as Predicated, 1)], () => "number")).toHaveLength(isWithin ? 1 : 0);
  });
});
