// @vitest-environment jsdom
import {describe, expect, it} from "vitest";
import {comparedRows} from "../../src/components/comparedRows.ts";
import {dataTable} from "../../src/components/dataTable.ts";
import {factorRows} from "../../src/components/factorRows.ts";
import {hiddenNote} from "../../src/components/finding.ts";
import {pairedDots} from "../../src/components/pairedDots.ts";
import {stackRows} from "../../src/components/stackRows.ts";
import {tierShares} from "../../src/components/tierShares.ts";
import {texts} from "./drawn.ts";

describe("a comparison of which neither side has enough", () => {
  it("has no axis, as there is nothing on it", () => {
    const of = (n: number) => {
      const side = {value: 0.3, low: 0.2, high: 0.4, n};
      return pairedDots([{measure: "Wins", meaning: "", unit: "percent", subject: side, rest: side, reading: "untested"}]).querySelectorAll("tr.x text, .mark-grid").length;
    };
    expect(of(9)).toBe(0);
    expect(of(10)).toBeGreaterThan(0);
  });
});

describe("a comparison of two shares", () => {
  it("writes both with equal decimals", () => {
    const node = pairedDots([{measure: "Keeps", meaning: "", unit: "percent", subject: {value: 0.998, low: 0.99, high: 1, n: 80}, rest: {value: 0.994, low: 0.98, high: 1, n: 100}, reading: "same"}]);
    expect(texts(node, "td.v")).toEqual(["99.8\u202f%", "99.4\u202f%"]);
  });
});

describe("rows that are compared", () => {
  it("draws unknown as faintly as what it rests on", () => {
    const estimate = (isIndicative: boolean) => ({value: 0.5, low: 0.3, high: 0.7, n: isIndicative ? 20 : 200, is_indicative: isIndicative});
    const node = comparedRows([{label: null, main: estimate(true), beside: estimate(true)}, {label: "a", main: estimate(false), beside: estimate(true)}], {heading: "x", mainHead: "a", besideHead: "b", unit: "percent"});
    expect([...node.querySelectorAll("tbody tr")].map((tr) => tr.className)).toEqual(["unk ind tall", "tall"]);
  });

  it("writes no count of nothing", () => {
    const none = {value: null, low: null, high: null, n: 0, count: 0};
    const node = comparedRows([{label: null, kind: "unknown", main: none, beside: none}], {heading: "Tier", mainHead: "Rate", besideHead: null, unit: "percent", hasCounts: true});
    expect(node.querySelector("tbody td")!.textContent).toBe("–");
  });

  it("has no column for what nothing stands beside, nor a dash in its rows and readouts", () => {
    const whole = {value: 0.3, low: 0.2, high: 0.4, n: 40, count: 12}, none = {value: null, low: null, high: null};
    const node = comparedRows([{label: "Tier 1", main: whole, beside: none}], {heading: "Tier", mainHead: "Rate", besideHead: null, unit: "percent", hasCounts: true});
    expect(texts(node, "thead th")).toEqual(["Tier", "Count", "Rate", "95\u202f%"]);
    expect(node.querySelectorAll("tbody td")).toHaveLength(4);
    expect(node.querySelectorAll("col")).toHaveLength(5);
    node.querySelector("tbody tr")!.dispatchEvent(new Event("pointerover", {bubbles: true}));
    expect(node.querySelector(".readout")!.textContent).toBe("Tier 1: rate 30\u202f% (20–40\u202f%), 12 of 40");
  });
});

describe("rows of the parts of a total", () => {
  it("draws no bars where nothing is left out", () => {
    const parts = [{label: "Out", color: "red"}];
    const rows = (out: number) => stackRows([{label: "a", total: 10, parts: [out]}], {heading: "x", totalHead: "Read", parts, showsCounts: true});
    expect(rows(0).querySelector("svg")).toBeNull();
    expect(rows(1).querySelector("svg")).not.toBeNull();
  });
});

describe("what is compared with", () => {
  it("has its n beside its rate where the column of its counts has no room, and where there is no rate its count", () => {
    const whole = {value: 0.3, low: 0.2, high: 0.4, n: 1200, count: 360}, few = {value: null, low: null, high: null, n: 5, count: 2}, none = {value: null, low: null, high: null};
    const node = comparedRows([{label: "Tier 1", main: whole, beside: whole}, {label: "Tier 2", main: whole, beside: few}, {label: "Tier 3", main: whole, beside: none}],
      {heading: "Tier", mainHead: "Rate", besideHead: "Before", unit: "percent", hasCounts: true});
    expect(texts(node, "td.v2 .beside-n")).toEqual(["of 1,200", "2 of 5"]);
  });
});

describe("what the board edition hides", () => {
  const whole = {value: 0.3, low: 0.2, high: 0.4, n: 40, count: 12}, hidden = {value: null, low: null, high: null, n: null, count: null}, none = {value: null, low: null, high: null};

  it("is called hidden beside what is compared and among factors, and what is missing is not", () => {
    const options = {heading: "Tier", mainHead: "Rate", besideHead: "Before", unit: "percent" as const};
    for (const hasCounts of [true, false]) {
      const node = comparedRows([{label: "Tier 1", main: hidden, beside: whole}, {label: "Tier 2", main: whole, beside: hidden}, {label: "Tier 3", main: whole, beside: none}], {...options, hasCounts});
      expect(texts(node, "td.v")[0]).toBe("hidden");
      expect(texts(node, "td.v2").map((text) => text === "hidden")).toEqual([false, true, false]);
    }
    const factors = [{label: "Win rate", format: "percent" as const}];
    expect(texts(factorRows([{label: "a", values: [0.3], n: null}], {heading: "By", nHead: "Wins", factors, label: "x"}), "tbody td.n")).toEqual(["hidden"]);
  });

  it("is no share of 0: a total of which one tier is hidden has no bar, but a word", () => {
    const row = {label: "Wins", total: "200", tier_1: 0.3, tier_2: 0.4, tier_3: 0.3, unknown: 0};
    const node = tierShares([{...row, label: "Accounts"}, {...row, tier_1: null, unknown: null}, {...row, label: "Won revenue"}]);
    expect(node.querySelectorAll("rect.tier-2")).toHaveLength(2);
    expect(node.querySelectorAll("line.edge-1")).toHaveLength(0);
    expect(node.textContent).toContain("not drawn: one tier rests on too few to show");
    expect(node.querySelector("[role=img]")!.getAttribute("aria-label")).toContain("Wins: not drawn, one tier rests on too few to show; Won revenue: tier 1 30");
  });

  it("is said under a table of it, and counted where a figure goes without", () => {
    const columns = [{key: "segment" as const, label: "Segment"}, {key: "won" as const, label: "Won"}];
    const said = (rows: readonly {segment: string; won: number | null; is_hidden?: boolean}[]) => dataTable(rows, {columns}).textContent.includes("hidden in this edition");
    expect(said([{segment: "a", won: null, is_hidden: true}, {segment: "b", won: 3, is_hidden: false}])).toBe(true);
    expect(said([{segment: "a", won: 4, is_hidden: false}])).toBe(false);
    expect(said([{segment: "a", won: null}])).toBe(false);
    expect(hiddenNote([{is_hidden: true}, {is_hidden: false}, {}], "curves")!.textContent).toBe("1 of 3 curves is hidden in this edition, because it rests on too few or would give such a figure away.");
    expect(hiddenNote([{}, {is_hidden: false}], "curves")).toBeNull();
  });
});
