// @vitest-environment jsdom
import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {curves} from "../../src/components/curves.ts";
import {dataTable} from "../../src/components/dataTable.ts";
import {divergingBars} from "../../src/components/divergingBars.ts";
import {frontier} from "../../src/components/frontier.ts";
import {gains} from "../../src/components/gains.ts";
import {intervalRows} from "../../src/components/intervalRows.ts";
import {lineIntervals} from "../../src/components/lineIntervals.ts";
import {oddsRows} from "../../src/components/oddsRows.ts";
import {short} from "../../src/components/panel.ts";
import {axis, linear, logarithmic, niceDomain} from "../../src/components/plot.ts";
import {row, texts} from "./drawn.ts";

describe("every chart", () => {
  it("is a plain sentence where there is nothing to draw", () => {
    const nodes = [
      intervalRows([], {heading: "Industry"}), lineIntervals([], {series: ["a"], label: "x"}), curves([], {series: ["a"], timeLabel: "days", label: "x"}),
      divergingBars([], {currency: "USD", label: "x"}), gains([], {label: "x"}), frontier([], {lift: 1.3, broadness: 0.4, label: "x"}), oddsRows([]), dataTable([], {columns: []})
    ];
    for (const node of nodes) {
      expect(node.querySelector("svg, table")).toBeNull();
      expect(node.textContent!.length).toBeGreaterThan(5);
    }
  });

  it("draws a single point, all zeros and negative money without nonsense", () => {
    const nodes = [
      lineIntervals([{period: new Date("2025-01-01"), series: "a", value: 0, low: 0, high: 0, n: 40, count: 0, evidence: "shown"}], {series: ["a"], label: "x"}),
      curves([{series: "a", time: 0, value: 1, low: 1, high: 1, at_risk: 9}], {series: ["a"], timeLabel: "days", label: "x"}),
      divergingBars([{month: new Date("2025-01-01"), new_mrr: 0, expansion_mrr: 0, reactivation_mrr: 0, contraction_mrr: 0, churn_mrr: -5}], {currency: "USD", label: "x"}),
      gains([{score_cut: 0, deal_share: 1, capture: 1}], {label: "x"}), intervalRows([row({value: 0, low: 0, high: 0})], {heading: "x"})
    ];
    for (const node of nodes) expect(node.outerHTML).not.toMatch(/NaN|Infinity|undefined/);
  });

  it("never writes two ticks of one axis alike, however close they lie", () => {
    const point = (account_share: number, lift: number) => ({score_cut: 1 - account_share, account_share, lift, lift_low: lift - 0.02, lift_high: lift + 0.02, is_today: false});
    const ticks = texts(frontier([point(0.3, 1.03), point(1, 1)], {lift: 1.3, broadness: 0.4, label: "x"}).querySelector(".panel > svg")!, "text");
    expect(ticks).toContain("1.05");
    expect(new Set(ticks).size).toBe(ticks.length);
  });

  it("names a cut beside its point: over a curve that is better than chance, under one that is worse, and never on the axis", () => {
    const cut = (deal_share: number, capture: number, tier: string) => ({score_cut: 1 - deal_share, deal_share, capture, tier});
    const places = (...points: ReturnType<typeof cut>[]) => [...gains([...points, {score_cut: 0, deal_share: 1, capture: 1}], {label: "x", height: 330}).querySelectorAll("text.strong-text")]
      .map((text) => ({name: text.textContent, y: Number(text.getAttribute("y")), anchor: text.getAttribute("text-anchor")}));
    expect(places(cut(0.02, 0.02, "1"))[0]!.y).toBeLessThan(330);
    expect(places(cut(0.5, 0.7, "1"))).toEqual([{name: "1", y: 91, anchor: "end"}]);
    expect(places(cut(0.5, 0.3, "1"))).toEqual([{name: "1", y: 247, anchor: "start"}]);
  });

  it("keeps the names of two cuts a line apart, and says their figures beneath", () => {
    const close = gains([{score_cut: 0.8, deal_share: 0.1, capture: 0.04, tier: "Cut of tier 1"}, {score_cut: 0.5, deal_share: 0.12, capture: 0.05, tier: "Cut of tier 2"}, {score_cut: 0, deal_share: 1, capture: 1}], {label: "x"});
    const [first, second] = [...close.querySelectorAll("text.strong-text")].map((text) => Number(text.getAttribute("y")));
    expect(Math.abs(first! - second!)).toBeGreaterThanOrEqual(16);
    expect(texts(close, ".note")).toEqual(["Cut of tier 1: 4\u202f% of wins in 10\u202f% of deals. Cut of tier 2: 5\u202f% of wins in 12\u202f% of deals."]);
  });

  it("names today's cut and as few others as have room on a phone, as scores", () => {
    const point = (score_cut: number, account_share: number, more = {}) => ({score_cut, account_share, lift: 1.5, lift_low: 1.2, lift_high: 1.9, ...more});
    const cuts = (count: number) => frontier(Array.from({length: count}, (_, i) => point(1 - i / count, (i / count) ** 3, {is_today: i === 8})), {lift: 1.3, broadness: 0.4, label: "x"}).querySelectorAll(".panel circle").length;
    expect([cuts(30), cuts(90) < 60, cuts(90) > 20]).toEqual([30, true, true]);
    const named = texts(frontier([point(1, 0.38), point(0.75, 0.5, {is_today: true}), point(0.5, 0.52), point(0.25, 0.95), point(0, 1)], {lift: 1.3, broadness: 0.4, label: "x"}), "text.halo");
    expect(named.filter((text) => /score|cut/.test(text!))).toEqual(["today’s cut 0.75"]);
    expect(texts(frontier([point(0.75, 0.1, {is_today: true}), point(0.25, 0.6), point(0, 1)], {lift: 1.3, broadness: 0.4, label: "x"}), "text.halo").filter((text) => text!.includes("score"))).toEqual(["score 0.25"]);
  });

  it("ends its curve where fewer than five are at risk", () => {
    const points = (series: string, atRisk: readonly number[]) => atRisk.map((at_risk, time) => ({series, time, value: 1 - time / 10, low: 0.5, high: 1, at_risk}));
    const node = curves([...points("a", [30, 20, 6, 4]), ...points("b", [30, 20, 15, 10, 5])], {series: ["a", "b"], timeLabel: "months", label: "x"});
    const ends = ["a", "b"].map((_, k) => /H([\d.]+)V[\d.]+$/.exec(node.querySelector(`.series-${k} path.mark-line`)!.getAttribute("d")!)![1]);
    expect(ends).toEqual(["50.00", "100.00"]);
  });
});

describe("an interval over time", () => {
  it("says what it shows and how it is read as two sentences, whichever way the first ends", () => {
    const said = (label: string) => lineIntervals([{period: new Date("2025-01-01"), series: "a", value: 0.5, low: 0.4, high: 0.6, n: 40, evidence: "shown"}], {series: ["a"], label}).querySelector("[role=group]")!.getAttribute("aria-label");
    expect([said("Wins fall"), said("Wins fall.")]).toEqual(Array(2).fill("Wins fall. Arrow keys read it point by point."));
  });

  it("that is cut at an end of the axis has an arrow head there", () => {
    const heads = (low: number, high: number) => lineIntervals([{period: new Date("2025-01-01"), series: "a", value: 0.5, low, high, n: 40, evidence: "shown"}], {series: ["a"], label: "x", domain: [0.2, 0.8]}).querySelectorAll("path.mark-dot").length;
    expect([heads(0.3, 0.7), heads(0.1, 0.7), heads(0.1, 0.9)]).toEqual([0, 1, 2]);
  });
});

describe("lines over quarters", () => {
  it("leave the place of a quarter without a point, and do not join across it", () => {
    const at = (day: string) => ({period: new Date(day), series: "a", value: 0.5, low: 0.4, high: 0.6, n: 40, count: 20, evidence: "shown" as const});
    const node = lineIntervals([at("2024-01-01"), at("2024-04-01"), at("2024-10-01")], {series: ["a"], label: "x"});
    expect([...node.querySelectorAll("text")].map((text) => text.textContent).filter((text) => /^Q\d$/.test(text!))).toEqual(["Q1", "Q2", "Q3", "Q4"]);
    expect([...node.querySelectorAll("path.mark-line")].map((path) => path.getAttribute("d")!.match(/[ML]/g)!.join(""))).toEqual(["MLM"]);
  });
  it("read no quarter by its name alone: one without a point has no figure, and one of hidden points is hidden", () => {
    const at = (day: string, n: number | null = 40) => ({period: new Date(day), series: "a", value: n === null ? null : 0.5, low: n === null ? null : 0.4, high: n === null ? null : 0.6, n, evidence: n === null ? "count_only" as const : "shown" as const});
    const node = lineIntervals([at("2024-01-01"), at("2024-07-01", null), at("2024-10-01")], {series: ["a"], label: "x"});
    const read = (key: string) => {
      node.querySelector("[role=group]")!.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true}));
      return node.querySelector(".readout")!.textContent;
    };
    expect(["Home", "ArrowRight", "ArrowRight", "ArrowRight"].map(read)).toEqual(["2024 Q1 · a 50\u202f% (40–60\u202f%), n 40", "2024 Q2 · no figure", "2024 Q3 · hidden", "2024 Q4 · a 50\u202f% (40–60\u202f%), n 40"]);
  });
  it("of shares end at 100 %, those of revenue that grew where they must", () => {
    const ticksOf = (high: number) => {
      const row = {period: new Date("2024-01-01"), series: "a", value: 1, low: 0.4, high, n: 40, count: 40, evidence: "shown" as const};
      return [...lineIntervals([row], {series: ["a"], label: "x"}).querySelectorAll("text")].map((text) => text.textContent).filter((text) => /^\d+(\u202f%)?$/.test(text!));
    };
    expect(ticksOf(1)).toContain("100\u202f%");
    expect(ticksOf(1.3)).toContain("150\u202f%");
  });
});

describe("movements", () => {
  it("fill the height of their chart: the scale ends with the bars, not with the next round number", () => {
    const month = (i: number, up: number, down: number) => ({month: new Date(Date.UTC(2025, i)), new_mrr: up, expansion_mrr: 0, reactivation_mrr: 0, contraction_mrr: 0, churn_mrr: down});
    const bars = [...divergingBars([month(0, 56, 12), month(1, 30, 21)], {currency: "USD", label: "x", height: 200}).querySelectorAll(".panel rect[y]")].map((bar) => [Number(bar.getAttribute("y")), Number(bar.getAttribute("height"))] as const);
    expect(Math.min(...bars.map(([top]) => top))).toBeLessThan(5);
    expect(Math.max(...bars.map(([top, height]) => top + height))).toBeGreaterThan(195);
  });
});

describe("an axis", () => {
  const kept = (reference: number | null) => texts(axis(linear([0.75, 1], 6), {unit: "percent", height: 20, y: 11, reference: reference === null ? null : {value: reference, label: "all", y: 11}}), "text:not(.odd)");

  it("keeps every other number where a plot is narrow, and none beside the reference that is named among them", () => {
    expect(kept(null)).toEqual(["80", "90", "100\u202f%"]);
    expect(kept(1)).toEqual(["80", "90", "all"]);
    expect(kept(0.95)).toEqual(["80", "all"]);
  });
});

describe("scales", () => {
  it("have round ends that hold every value, and ticks up to them", () => {
    fc.assert(fc.property(fc.array(fc.double({min: -1e6, max: 1e6, noNaN: true}), {minLength: 1, maxLength: 8}), (values) => {
      const domain = niceDomain(values);
      expect(domain[0]).toBeLessThanOrEqual(Math.min(...values));
      expect(domain[1]).toBeGreaterThanOrEqual(Math.max(...values));
      const {ticks} = linear(domain);
      expect(ticks.length).toBeGreaterThan(1);
      expect(ticks.length).toBeLessThan(16);
    }), {seed: 4});
  });

  it("put 1 in the middle of a log scale, ticks at powers of two", () => {
    const scale = logarithmic([0.25, 4]);
    expect([scale(1), scale(4), [...scale.ticks]]).toEqual([50, 100, [0.25, 0.5, 1, 2, 4]]);
  });
});

describe("a name beside a chart", () => {
  it("is cut where it is long, but never the answer of a yes or no", () => {
    expect(["Technology", "Telecommunications", "CRM: yes", "Uses a payroll tool: no"].map(short)).toEqual(["Technology", "Telecommunicat…", "CRM: yes", "Uses a pay…: no"]);
    expect(["TECHNOLOGY SERVICES", "医療・福祉・介護サービス業"].map(short), "capitals and the letters of East Asia take more room").toEqual(["TECHNOLOGY …", "医療・福祉・介…"]);
  });
});
