import fc from "fast-check";
import {describe, expect, it} from "vitest";
import type {ColumnData} from "../../pipeline/cells.ts";
import {accountsBehind, hiddenElsewhere, hideSmallCells, type CellRule} from "../../pipeline/publish/smallCells.ts";

const rule: CellRule = {keys: ["dimension", "segment"], groups: [{on: "decided_count"}], siblings: ["segment"]};

function table(rows: readonly (readonly [string, string, number, number])[]): ColumnData[] {
  return [
    {name: "dimension", type: "VARCHAR", values: rows.map((r) => r[0])},
    {name: "segment", type: "VARCHAR", values: rows.map((r) => r[1])},
    {name: "decided_count", type: "INTEGER", values: rows.map((r) => r[2])},
    {name: "win_rate", type: "DOUBLE", values: rows.map((r) => r[3])}
  ];
}

const shown = (columns: readonly ColumnData[]) => {
  const of = (name: string) => columns.find((column) => column.name === name)!.values;
  return of("segment").map((segment, i) => `${segment} ${of("decided_count")[i] ?? "hidden"} ${of("win_rate")[i] ?? "hidden"} ${of("is_hidden")[i]}`);
};

describe("cells that rest on too few", () => {
  it("become null with a flag, and 5 is enough where 5 is asked", () => {
    expect(shown(hideSmallCells(table([["all", "all", 99, 0.2], ["d", "a", 4, 0.5], ["d", "b", 3, 0.5], ["d", "c", 5, 0.4], ["d", "e", 87, 0.3]]), rule, 5)))
      .toEqual(["all 99 0.2 false", "a hidden hidden true", "b hidden hidden true", "c 5 0.4 false", "e 87 0.3 false"]);
  });

  it("take the smallest neighbour along where they alone could be had from the total", () => {
    expect(shown(hideSmallCells(table([["all", "all", 60, 0.2], ["d", "a", 4, 0.5], ["d", "b", 20, 0.5], ["d", "c", 36, 0.4]]), rule, 5)))
      .toEqual(["all 60 0.2 false", "a hidden hidden true", "b hidden hidden true", "c 36 0.4 false"]);
  });

  it("have siblings whatever their order and their labels", () => {
    const columns: ColumnData[] = [...table([["d", "a", 4, 0.5], ["d", "b", 20, 0.5], ["d", "c", 36, 0.4]]),
      {name: "segment_order", type: "INTEGER", values: [1, 2, 3]}, {name: "is_late", type: "BOOLEAN", values: [true, false, null]}];
    const hidden = hideSmallCells(columns, {...rule, keys: [...rule.keys, "segment_order"], labels: ["is_late"]}, 5);
    expect(shown(hidden)).toEqual(["a hidden hidden true", "b hidden hidden true", "c 36 0.4 false"]);
    expect(hidden.find((column) => column.name === "is_late")!.values).toEqual([true, false, null]);
  });

  it("count by each group apart: a retention on few accounts is hidden while the win rate stays", () => {
    const columns: ColumnData[] = [
      {name: "segment", type: "VARCHAR", values: ["a"]},
      {name: "decided_count", type: "INTEGER", values: [40]}, {name: "win_rate", type: "DOUBLE", values: [0.4]},
      {name: "account_count", type: "INTEGER", values: [3]}, {name: "survival", type: "DOUBLE", values: [0.9]}
    ];
    const hidden = hideSmallCells(columns, {keys: ["segment"], groups: [{on: "decided_count"}, {on: "account_count", isApart: true, columns: ["account_count", "survival"]}]}, 5);
    expect(hidden.map((column) => column.values[0])).toEqual(["a", 40, 0.4, null, null, false]);
  });

  it("count the accounts behind the deals too: a hundred deals of one account are hidden, and a neighbour with them", () => {
    const columns: ColumnData[] = [...table([["d", "a", 100, 0.5], ["d", "b", 20, 0.5], ["d", "c", 36, 0.4]]), {name: accountsBehind({on: "decided_count"}), type: "BIGINT", values: [1, 12, null]}];
    const hidden = hideSmallCells(columns, {...rule, groups: [{on: "decided_count", accounts: "any SQL"}]}, 5);
    expect(shown(hidden)).toEqual(["a hidden hidden true", "b hidden hidden true", "c 36 0.4 false"]);
    expect(hidden.map(({name}) => name)).toEqual(["dimension", "segment", "decided_count", "win_rate", "is_hidden"]);
  });

  it("take along what rests on a part of them, though that part were large enough", () => {
    const columns: ColumnData[] = [...table([["d", "a", 3, 0.5], ["d", "b", 20, 0.5], ["d", "c", 40, 0.4]]), {name: "won_count", type: "INTEGER", values: [1, 12, 20]}, {name: "amount", type: "DOUBLE", values: [9, 9, 9]}];
    const hidden = hideSmallCells(columns, {...rule, groups: [{on: "decided_count"}, {on: "won_count", columns: ["amount"]}]}, 5);
    expect(hidden.find((column) => column.name === "amount")!.values).toEqual([null, null, 9]);
  });

  const along = (key: string, rows: readonly (readonly [string, number, number])[]): ColumnData[] => [
    ...table(rows.map(([segment, , count]) => ["d", segment, count, 0.5])), {name: key, type: "INTEGER", values: rows.map(([, at]) => at)}
  ];
  const hiddenAt = (columns: readonly ColumnData[], key: string, of: CellRule): string[] => {
    const hidden = hideSmallCells(columns, {...of, keys: [...of.keys, key]}, 5);
    const values = (name: string) => hidden.find((column) => column.name === name)!.values;
    return values("segment").flatMap((segment, i) => (values("is_hidden")[i] ? [`${segment} ${values(key)[i]}`] : []));
  };

  it("hide the neighbour wherever it counts the same again: of cohorts, where there is no younger one to take", () => {
    const cohorts: [string, number, number][] = [["a", 0, 3], ["a", 1, 3], ["b", 0, 8], ["b", 1, 8], ["c", 0, 6], ["d", 0, 9], ["d", 1, 9]];
    expect(hiddenAt(along("month", cohorts), "month", {...rule, along: {key: "month"}})).toEqual(["a 0", "a 1", "b 0", "b 1", "c 0"]);
  });

  it("hide the whole curve of the neighbour, whose first row counts all; one that is few at its end hides none", () => {
    const curve: [string, number, number][] = [["a", 0, 4], ["a", 9, 1], ["b", 0, 20], ["b", 7, 8], ["b", 8, 4], ["c", 1, 36], ["c", 8, 20]];
    expect(hiddenAt(along("day", curve), "day", {...rule, along: {key: "day", isCurve: true}})).toEqual(["a 0", "a 9", "b 0", "b 7", "b 8"]);
    expect(hiddenAt(along("day", curve.slice(2)), "day", {...rule, along: {key: "day", isCurve: true}})).toEqual(["b 8"]);
  });

  const counted = (counts: readonly number[], names: readonly string[] = counts.map((_, i) => `s${i}`)): ColumnData[] => table(names.map((segment, i) => ["d", segment, counts[i]!, 0.5]));
  const hiddenOf = (columns: readonly ColumnData[], of: CellRule): string[] => {
    const hidden = hideSmallCells(columns, of, 5);
    return hidden.find(({name}) => name === "is_hidden")!.values.flatMap((isHidden, i) => (isHidden ? [String(columns[1]!.values[i])] : []));
  };

  it("are weighed by the larger of them where the same accounts may stand behind several, as in quarters: three and four may be four", () => {
    expect(hiddenOf(counted([3, 4, 8, 20]), rule)).toEqual(["s0", "s1"]);
    expect(hiddenOf(counted([3, 4, 8, 20]), {...rule, shared: ["segment"]})).toEqual(["s0", "s1", "s2"]);
  });

  it("hide their total where it gives way, and where that is hidden a part of it", () => {
    const types = (counts: readonly number[]) => counted(counts, ["all", "new", "expansion", "renewal"]);
    expect(hiddenOf(types([40, 30, 8, 2]), {...rule, yielding: ["segment"]})).toEqual(["all", "renewal"]);
    expect(hiddenOf(types([40, 30, 8, 2]), rule)).toEqual(["expansion", "renewal"]);
    expect(hiddenOf(types([45, 30, 8, 7]), {...rule, yielding: ["segment"]})).toEqual([]);
    const elsewhere: ColumnData[] = [...types([45, 30, 8, 7]), {name: hiddenElsewhere({on: "decided_count"}), type: "BOOLEAN", values: [true, false, false, false]}];
    expect(hiddenOf(elsewhere, {...rule, yielding: ["segment"]})).toEqual(["all", "renewal"]);
  });

  it("are hidden beside those that have no row and are in the total", () => {
    const columns: ColumnData[] = [...counted([9, 20, 30]), {name: "absent_count", type: "BIGINT", values: [3, 3, 3]}];
    expect(hiddenOf(columns, rule)).toEqual([]);
    expect(hiddenOf(columns, {...rule, computed: {absent_count: "any SQL"}, absent: {segment: "absent_count"}})).toEqual(["s0"]);
  });

  it("hide the month after hidden ones that move few between two levels, and where each count of them adds up to a total, another segment", () => {
    const months = (moved: readonly number[]): ColumnData[] => [
      ...counted(moved.map((count) => (count > 0 && count < 5 ? count : 9))),
      {name: "month", type: "INTEGER", values: moved.map((_, i) => i)}, {name: "moved", type: "INTEGER", values: [...moved]}
    ];
    const chain: CellRule = {keys: ["dimension", "month"], groups: [{on: "decided_count"}], components: ["moved"], chain: {along: "month", known: []}};
    expect(hiddenOf(months([6, 2, 7, 8, 0]), chain)).toEqual(["s1", "s2"]);
    expect(hiddenOf(months([6, 2, 3, 8, 0]), chain)).toEqual(["s1", "s2"]);
    expect(hiddenOf(months([6, 2, 0, 0, 2]), chain)).toEqual(["s1", "s2", "s3", "s4"]);
    // The level after the last but one is known too.
    expect(hiddenOf(months([6, 7, 2, 8]), {...chain, chain: {along: "month", known: [1]}})).toEqual(["s1", "s2"]);
    const segments: ColumnData[] = [...counted([4, 4, 9, 20]), {name: "moved", type: "INTEGER", values: [1, 1, 6, 6]}];
    expect(hiddenOf(segments, rule)).toEqual(["s0", "s1"]);
    expect(hiddenOf(segments, {...rule, components: ["moved"]})).toEqual(["s0", "s1", "s2"]);
  });

  it("never leave a shown cell under the minimum, nor one hidden cell with deals alone among its siblings", () => {
    fc.assert(fc.property(fc.array(fc.nat(30), {minLength: 1, maxLength: 12}), fc.integer({min: 1, max: 10}), (counts, minimum) => {
      const columns = hideSmallCells(table(counts.map((n, i) => ["d", `s${i}`, n, 0.5])), rule, minimum);
      const left = columns.find((column) => column.name === "decided_count")!.values;
      expect(left.every((n) => n === null || Number(n) >= minimum)).toBe(true);
      const hidden = counts.filter((_, i) => left[i] === null);
      if (hidden.some((n) => n > 0) && hidden.length < counts.length) {
        expect(hidden.length).toBeGreaterThan(1);
        expect(hidden.reduce((a, b) => a + b, 0)).toBeGreaterThanOrEqual(minimum);
      }
    }), {seed: 2, numRuns: 200});
  });
});
