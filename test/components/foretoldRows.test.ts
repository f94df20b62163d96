// @vitest-environment jsdom
import {describe, expect, it} from "vitest";
import type {IcpDriftRow} from "../../pipeline/schema/marts.ts";
import {foretoldRows, isTold} from "../../src/components/foretoldRows.ts";
import {intervalRows} from "../../src/components/intervalRows.ts";

const row = (more: Partial<IcpDriftRow> & {readonly is_hidden?: boolean} = {}) =>
  ({quarter: "2025-01-01", tier: "1", won_count: 3, expected_wins: 0.8, ratio: 3.9, ratio_low: 0.8, ratio_high: 11.3, ...more}) as IcpDriftRow & {readonly is_hidden?: boolean};
const texts = (rows: readonly IcpDriftRow[]) => intervalRows(foretoldRows(rows, 1, isTold(rows)), {unit: "ratio", noun: "wins", order: "given", heading: "Tier 1", readingHead: "Against"}).textContent!;

describe("wins against those foretold", () => {
  it("have no ratio where so few are expected that nothing can be said of them", () => {
    expect(isTold([row(), row({expected_wins: 9.1})])).toBe(false);
    expect(texts([row()])).toContain("too few wins");
    expect(texts([row()])).toContain("0.8 expected");
    expect(texts([row()])).not.toMatch(/3\.9|11\.3/);
  });

  it("have one where ten or more are expected in all, or one quarter is off beyond chance either way", () => {
    expect([[row(), row({expected_wins: 9.2})], [row({ratio_low: 1.1})], [row({ratio_high: 0.9})]].map(isTold)).toEqual([true, true, true]);
    expect(texts([row(), row({expected_wins: 9.2})])).toMatch(/3\.9/);
  });

  it("are hidden in the board edition for what they rest on, not for being few", () => {
    expect(texts([row({is_hidden: true, won_count: null, expected_wins: null, ratio: null, ratio_low: null, ratio_high: null} as never)])).toContain("hidden: too few to show");
  });
});
