// @vitest-environment jsdom
import {describe, expect, it} from "vitest";
import {heatDomain, heatGrid, heatKey, type HeatCell} from "../../src/components/heatGrid.ts";
import {texts} from "./drawn.ts";

const draw = (cell: Partial<HeatCell>) => heatGrid([{row: "r", column: "c", value: 0.5, n: 40, count: 20, evidence: "shown", ...cell}], {
  rows: [{key: "r", label: "R"}], columns: [{key: "c", label: "C"}, {key: "d", label: "D"}], domain: [0, 0.9], corner: "x", missing: "to come", label: "grid"
}).querySelectorAll("td");

describe("a grid", () => {
  it("colours a cell by nine steps, an indicative one in its foot, and one of few not at all", () => {
    expect(draw({})[0]!.className).toBe("step-5");
    expect(draw({value: 2})[0]!.className).toBe("step-8");
    expect(draw({evidence: "indicative"})[0]!.className).toBe("foot-5");
    expect([draw({evidence: "count_only", count: 3, n: 8})[0]!.className, draw({evidence: "count_only", count: 3, n: 8})[0]!.textContent]).toEqual(["", "3/8"]);
  });

  it("leaves a cell to come blank, and says of a hidden one that it is hidden", () => {
    expect([draw({})[1]!.className, draw({})[1]!.textContent]).toEqual(["blank", ""]);
    expect(draw({n: null})[0]!.textContent).toBe("hidden");
  });

  it("takes the whole scale for a grid where most is won, so that its cells are not one dark field", () => {
    const cell = (value: number, evidence: HeatCell["evidence"] = "shown"): HeatCell => ({row: "r", column: "c", value, n: 40, evidence});
    expect(heatDomain([cell(0.68), cell(0.62)])).toEqual([0, 1]);
    expect(heatDomain([cell(0.4), cell(0.9, "count_only")])).toEqual([0, 0.4]);
    expect(heatDomain([])).toEqual([0, 0.1]);
  });
});

describe("a cell", () => {
  it("that differs from all others beyond chance is bold and says in which direction", () => {
    const [more, less] = (["more", "less"] as const).map((signal) => draw({signal})[0]!);
    expect([more!.textContent, more!.className, less!.textContent]).toEqual(["▲\u00a050", "step-5 sig", "▼\u00a050"]);
  });

  it("of values that no colour compares has none", () => {
    const node = heatGrid([{row: "r", column: "c", value: 900, n: 4, evidence: "shown"}], {rows: [{key: "r", label: "R"}], columns: [{key: "c", label: "C"}], domain: null, corner: "x", label: "grid", format: (value) => `$${value}`});
    expect([node.querySelector("td")!.textContent, node.querySelector("td")!.className]).toEqual(["$900", ""]);
    expect(heatKey(null, {toCome: true}).textContent).toBe("still to come");
  });
});

describe("a grid on a phone", () => {
  const line = (count: number, label = (i: number) => `${3 * i + 3}`) => Array.from({length: count}, (_, i) => ({key: String(i), label: label(i)}));
  const grid = (count: number, {label: named, ...options}: {label?: (i: number) => string; showsN?: boolean; thin?: NonNullable<Parameters<typeof heatGrid>[1]["thin"]>} = {}) => heatGrid(
    line(count).flatMap(({key}, i) => i === 1 ? [] : [{row: "0", column: key, value: 0.5, n: 40 + i, count: 20, evidence: "shown" as const}]),
    {rows: line(1, () => "2024 Q1"), columns: line(count, named), domain: [0, 1], corner: "x", label: "grid", ...options});
  const look = (node: HTMLElement) => ["cells", "tall"].filter((name) => node.querySelector("table")!.classList.contains(name));

  it("is as it is where it fits", () => {
    expect(look(grid(6, {showsN: true}))).toEqual([]);
    expect(grid(8, {thin: (columns) => columns.slice(0, 2)}).querySelector(".lesser, .narrow")).toBeNull();
  });

  it("is a list of the cells that say something, each with its column's name, where it does not", () => {
    const node = grid(9, {showsN: true, label: (i) => `segment ${i}`});
    expect(look(node)).toContain("cells");
    expect([...node.querySelectorAll("tbody td")].slice(0, 2).map((cell) => [cell.getAttribute("data-label"), cell.className])).toEqual([["segment 0", "step-4"], ["segment 1", "nothing"]]);
  });

  it("keeps the columns that count where those may be left out, says how many, and loses none elsewhere", () => {
    const node = grid(12, {thin: (columns, most) => columns.filter((_, i) => i % 2 === 1).slice(0, most)});
    expect(texts(node, "thead th:not(.lesser)")).toEqual(["x", "6", "12", "18", "24", "30", "36"]);
    expect(texts(node, "thead th")).toHaveLength(13);
    expect(texts(node, "tbody td.lesser")).toHaveLength(6);
    expect(texts(node, ".narrow")).toEqual(["6 of 12 columns fit here; the table and the CSV have all."]);
  });

  it("puts n under each rate on a tablet where ten columns would not fit beside each other", () => {
    expect([6, 10].map((count) => look(grid(count, {showsN: true, label: () => "telecommunications"})).includes("tall"))).toEqual([false, true]);
  });
});
