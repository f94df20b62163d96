// @vitest-environment jsdom
import {afterEach, describe, expect, it} from "vitest";
import {useSampleSizes} from "../../src/components/format.ts";
import {heatKey} from "../../src/components/heatGrid.ts";
import {intervalDomain, intervalRows} from "../../src/components/intervalRows.ts";
import {evidenceOf, indicativeText, isIndicative} from "../../src/components/plot.ts";
import {row, texts} from "./drawn.ts";

describe("samples of the sizes that fitproof.yaml states", () => {
  afterEach(() => useSampleSizes(null));

  it("are told apart, drawn and named by them", () => {
    useSampleSizes({few: 20, firm: 60});
    expect([19, 20, 59, 60, null].map(evidenceOf)).toEqual(["count_only", "indicative", "indicative", "shown", "count_only"]);
    expect([59, 60].map((n) => isIndicative({evidence: "signal", n}))).toEqual([true, false]);
    expect(texts(intervalRows([row({n: 45, evidence: "indicative"})], {heading: "Industry"}), "tbody td.d")).toEqual(["indicative, 20 to 59 deals"]);
    expect(texts(heatKey([0, 1]), ".key > span")).toEqual(["20 to 59 deals", "no colour: under 20"]);
  });

  it("leave no words for a size that none can have", () => {
    useSampleSizes({few: 5, firm: 5});
    expect(indicativeText("deals")).toBeNull();
    expect(texts(heatKey([0, 1]), ".key > span")).toEqual(["no colour: under 5"]);
  });
});

describe("interval rows", () => {
  it("show value, interval and n, and the difference where it is beyond chance", () => {
    const node = intervalRows([row({evidence: "signal"})], {heading: "Industry"});
    expect(texts(node, "tbody td")).toEqual(["33\u202f%", "27–40\u202f%", "214", "", "▲ more +13 (+6 to +20)"]);
  });

  it("show a count, no rate, no interval and no mark under ten", () => {
    const node = intervalRows([row({n: 8, count: 3, evidence: "count_only"})], {heading: "Industry"});
    expect(texts(node, "tbody td")).toEqual(["3 of 8", "", "8", "too few deals for a rate", ""]);
    expect(node.querySelector("tbody circle, tbody .mark-line")).toBeNull();
  });

  it("say that a row is hidden in this edition and draw nothing of it", () => {
    const node = intervalRows([row({n: null, value: null, low: null, high: null, count: null, steadied: null, difference: null})], {heading: "Industry"});
    expect(texts(node, "tbody td")).toEqual(["–", "", "", "hidden: too few to show", ""]);
    expect(node.querySelector("tbody circle")).toBeNull();
  });

  it("dash an indicative row and do not test it, nor the unknown one", () => {
    const node = intervalRows([row({n: 22, evidence: "indicative"}), row({label: null})], {heading: "Industry"});
    expect(texts(node, "tbody td.d")).toEqual(["indicative, 10 to 29 deals", "no test"]);
    expect(node.querySelectorAll("tbody .indicative")).toHaveLength(1);
  });

  it("dash a signal of few too: ink follows what a row rests on", () => {
    const node = intervalRows([row({n: 12, evidence: "signal"}), row({n: 30, evidence: "signal"})], {heading: "Industry"});
    expect(texts(node, "tbody td.d")).toEqual(Array(2).fill("▲ more +13 (+6 to +20)"));
    expect([...node.querySelectorAll("tbody tr")].map((tr) => tr.querySelector(".indicative") !== null)).toEqual([true, false]);
    expect(intervalDomain([row({n: 12, evidence: "signal", low: 0.3, high: 0.95}), row({n: 300, low: 0.2, high: 0.4})])[1]).toBeLessThan(0.6);
  });

  it("show the unknown one as faintly as others where it is a count", () => {
    const node = intervalRows([row({label: null, n: 3, count: 1, evidence: "count_only"}), row({label: null})], {heading: "Industry"});
    expect([...node.querySelectorAll("tbody tr")].map((tr) => tr.className)).toEqual(["unk ind", "unk"]);
  });

  it("mark a reversal with its diamond and the word", () => {
    const node = intervalRows([row({evidence: "signal", is_reversed: true, adjusted: 0.24, difference: -0.1})], {heading: "Region"});
    expect(node.querySelector("path.reverse")).not.toBeNull();
    expect(texts(node, "tbody td.d")).toEqual(["▼ less ⇄ reverses adjusted"]);
  });

  it("end in an arrow where an interval goes beyond the scale", () => {
    const node = intervalRows([row({low: 0.1, high: 0.9})], {heading: "Industry", domain: [0, 0.5]});
    const line = node.querySelector("tbody line.mark-line")!;
    expect([line.getAttribute("x1"), line.getAttribute("x2")]).toEqual(["20.00%", "100.00%"]);
    expect(node.querySelectorAll("tbody path.mark-dot")).toHaveLength(1);
  });

  it("give names as much room as they need, on one scale all the same", () => {
    const width = (label: string, labels?: readonly string[]) => intervalRows([row({label})], {heading: "x", ...(labels ? {labels} : {})}).querySelector("col")!.getAttribute("style");
    expect(width("Technology")).toBe("width:min(9.5rem, 30cqi)");
    expect(width("Information technology and services")).toBe("width:max(min(9.5rem, 30cqi), min(18.3rem, 24cqi, 44cqi - 11rem))");
    expect(width("Technology", ["Technology", "Information technology and services"])).toBe(width("Information technology and services"));
  });

  it("are sorted by the lower limit, counts next to last and the unknown last", () => {
    const node = intervalRows([row({label: null}), row({label: "few", n: 5, low: 0.5, evidence: "count_only"}), row({label: "b", low: 0.1}), row({label: "a", low: 0.2})], {heading: "x"});
    expect(texts(node, "tbody th")).toEqual(["a", "b", "few", "Unknown"]);
  });

  it("keep 300 segments short until the reader asks for all", () => {
    const node = intervalRows(Array.from({length: 300}, (_, i) => row({label: `s${i}`})), {heading: "Segment"});
    expect(node.querySelectorAll("tbody tr")).toHaveLength(30);
    const button = [...node.querySelectorAll("button")].find((b) => b.textContent === "Show all 300")!;
    button.click();
    expect(node.querySelectorAll("tbody tr")).toHaveLength(300);
  });

  it("share a scale that few deals do not stretch", () => {
    expect(intervalDomain([row(), row({evidence: "indicative", low: 0.02, high: 0.95})])).toEqual([0, 0.5]);
    expect(intervalDomain([])).toEqual([0, 1]);
  });
});
