// @vitest-environment jsdom
import {describe, expect, it} from "vitest";
import {cohortAges, cohortCell, cohortDomain, COHORT_MEASURES, fewerAges, type CohortRow} from "../../src/components/cohorts.ts";
import {scorecard, type Score, type ScoreRow} from "../../src/components/scorecard.ts";
import {dataTable} from "../../src/components/dataTable.ts";
import {labelOf, segmentChoices, segmentLabel, segmentName, segmentOf, segmentPath} from "../../src/components/segmentChoices.ts";

const cohort = (more: Partial<CohortRow>): CohortRow => ({
  cohort_unit: "quarter_age", dimension: "all", segment: "all", segment_order: 0, cohort_month: new Date("2024-01-01"), months_since: 3, cohort_count: 1, account_count: 40, evidence: "shown",
  surviving_count: 30, active_count: 32, starting_mrr: 100, mrr: 120, retained_mrr: 80, survival_rate: 0.75, survival_rate_low: 0.6, survival_rate_high: 0.85, active_rate: 0.8, active_rate_low: 0.65,
  active_rate_high: 0.9, gross_retention: 0.8, gross_retention_low: 0.7, gross_retention_high: 0.9, strict_gross_retention: 0.78, net_retention: 1.2, net_retention_low: 1, net_retention_high: 1.4, ...more
});
const [survival, , , net, money] = COHORT_MEASURES;

describe("cohort cells", () => {
  it("carry their n and count, hide what the board edition hides, and money needs no n", () => {
    expect(cohortCell(cohort({}), survival!)).toMatchObject({value: 0.75, n: 40, count: 30, evidence: "shown"});
    expect(cohortCell(cohort({cohort_month: null}), net!)).toMatchObject({row: "pooled", value: 1.2, count: null});
    expect(cohortCell(cohort({is_hidden: true}), survival!)).toMatchObject({value: null, n: null});
    expect(cohortCell(cohort({evidence: "count_only"}), money!)).toMatchObject({value: 120, evidence: "shown"});
  });

  it("keep every age that fits, and thin the far ones where they do not, without month 0", () => {
    const rows = Array.from({length: 60}, (_, age) => cohort({months_since: age}));
    expect(cohortAges(rows.slice(0, 13), 20)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(cohortAges(rows, 20)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 15, 18, 21, 24, 36, 48]);
    expect(cohortAges(rows.filter((row) => row.months_since % 3 === 0), 12)).toEqual([3, 6, 9, 12, 15, 18, 21, 24, 36, 48]);
  });

  it("are fewer on a phone: quarters of the first year and whole years stay longest", () => {
    const quarters = Array.from({length: 12}, (_, i) => 3 * i + 3), months = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 15, 18, 21, 24, 36, 48];
    expect([12, 8, 6, 4].map((most) => fewerAges(quarters, most))).toEqual([quarters, [3, 6, 9, 12, 18, 24, 36], [3, 6, 9, 12, 24, 36], [6, 12, 24, 36]]);
    expect(fewerAges(months, 8)).toEqual([3, 6, 9, 12, 18, 24, 36, 48]);
    expect(fewerAges([1, 2], 0)).toEqual([]);
  });

  it("share one scale in steps of ten points that firm cells set, and say where others lie beyond it", () => {
    expect(cohortDomain([cohort({survival_rate: 0.62}), cohort({survival_rate: 0.1, evidence: "indicative"})], survival!)).toEqual({domain: [0.6, 1], openEnds: true});
    expect(cohortDomain([cohort({net_retention: 1.34})], net!)).toEqual({domain: [0.9, 1.4], openEnds: false});
    expect(cohortDomain([], survival!)).toEqual({domain: [0, 1], openEnds: false});
  });
});

describe("segments as choices", () => {
  it("survive the URL whatever their names hold", () => {
    const key = {dimension: "industry", segment: "R&D/x=y"};
    expect(segmentOf(segmentPath(key))).toEqual(key);
    expect(segmentLabel({dimension: "funding_stage", segment: "Seed"})).toBe("Funding stage: Seed");
  });

  it("are called by their dimension too where their name alone says nothing", () => {
    expect([{dimension: "crm", segment: "yes"}, {dimension: "industry", segment: "All"}, {dimension: "industry", segment: "SaaS"}].map(segmentName)).toEqual(["CRM: yes", "Industry: All", "SaaS"]);
  });

  it("does not read like the total or like the unknown ones where a value has their name", () => {
    expect(["All", "Unknown", "unknown", "Allied"].map(labelOf)).toEqual(["“All”", "“Unknown”", null, "Allied"]);
    const table = dataTable([{segment: "All"}, {segment: "all"}], {columns: [{key: "segment", label: "Segment", format: "segment"}]});
    expect([...table.querySelectorAll("tbody th")].map((cell) => cell.textContent)).toEqual(["“All”", "All"]);
  });

  it("are those that a mart in parts has", () => {
    const index = {cohort_retention: {by: ["cohort_unit", "dimension", "segment"], parts: [{keys: ["month", "all", "all"], row_count: 3}, {keys: ["quarter_age", "all", "all"], row_count: 3}, {keys: ["quarter_age", "industry", "SaaS"], row_count: 2}]}};
    expect(segmentChoices(index, "cohort_retention", {cohort_unit: "quarter_age"})).toEqual([{value: "all/all", label: "All customers"}, {value: "industry/SaaS", label: "Industry: SaaS"}]);
    expect(segmentChoices({}, "cohort_retention")).toEqual([]);
  });

  it("are none of a dimension of which all is unknown, such as an owner where customers are counted", () => {
    const parts = [["all", "all"], ["industry", "SaaS"], ["industry", "unknown"], ["owner", "unknown"]].map((keys) => ({keys, row_count: 1}));
    expect(segmentChoices({mrr_movements: {by: ["dimension", "segment"], parts}}, "mrr_movements").map(({value}) => value)).toEqual(["all/all", "industry/SaaS", "industry/unknown"]);
  });
});

const score = (more: Partial<Score> = {}): Score => ({value: 0.4, low: 0.3, high: 0.5, n: 80, count: 32, evidence: "shown", reading: "same", ...more});
const names = (node: Element) => [...node.querySelectorAll("tbody th bdi, tbody th .unknown-name")].map((e) => e.textContent);
const row = (label: string, win: Partial<Score>, more: Partial<ScoreRow> = {}): ScoreRow => ({label, sub: "Industry", inIcp: null, scores: {win: score(win), speed: {value: 50, low: 30, high: 70, n: 32, evidence: "shown"}}, ...more});
describe("the scorecard", () => {
  const measures = [
    {key: "win", label: "Wins", meaning: "won ÷ decided", unit: "percent", reference: 0.3, noun: "deals"}, {key: "speed", label: "Speed", meaning: "days", unit: "days", noun: "deals", kind: "range", isLessBetter: true}
  ] as const;
  const draw = (rows: readonly ScoreRow[]) => scorecard(rows, {measures, heading: "Segment", sortedBy: "win", hasIcp: false});

  it("stands in the order of the lower limit, unknown last, and sorts by any heading, days upwards", () => {
    const node = draw([row("low", {low: 0.1}), row("high", {low: 0.35}), {...row("x", {low: 0.9}), label: null, isUnknown: true}, {...row("quick", {low: 0.2}), scores: {win: score({low: 0.2}), speed: {value: 9, n: 40, evidence: "shown"}}}]);
    expect(names(node)).toEqual(["high", "quick", "low", "Unknown"]);
    [...node.querySelectorAll("button")].find((button) => button.textContent === "Speed")!.click();
    expect(names(node)[0]).toBe("quick");
  });

  it("draws no mark under ten, and says the count", () => {
    const node = draw([row("few", {evidence: "count_only", n: 8, count: 3})]);
    expect(node.querySelector("tbody td.m")!.textContent).toBe("Wins · all 30\u202f%3 of 8");
    expect(node.querySelector("tbody td.m")!.querySelector("svg")).toBeNull();
  });

  it("says once, in the first row that draws a measure, from where to where its scale runs, since a phone has no axes", () => {
    const node = draw([row("high", {}), row("few", {evidence: "count_only", n: 8, count: 3}), row("low", {value: 0.2, low: 0.1})]);
    const said = () => [...node.querySelectorAll("tbody th + td.m .on-phone")].map((head) => /scale \d.*$/.exec(head.textContent!)?.[0] ?? "");
    expect(said()).toEqual([expect.stringMatching(/^scale \d+–\d+\u202f%$/), "", ""]);
    node.querySelector<HTMLButtonElement>("thead th.m button")!.click();
    expect(said().filter(Boolean)).toHaveLength(1);
    expect(names(node)[said().findIndex(Boolean)]).not.toBe("few");
  });

  it("leaves out the end of a scale that the reference would run into", () => {
    const ticks = (reference: number) => [...scorecard([row("a", {value: 0.5, low: 0.02, high: 0.98})], {measures: [{...measures[0], reference}], heading: "Segment", sortedBy: "win", hasIcp: false})
      .querySelectorAll(".score-axis text.tick")].map((text) => text.textContent);
    expect([ticks(0.4), ticks(0.63), ticks(0.1)]).toEqual([["0", "100\u202f%"], ["0"], ["100\u202f%"]]);
  });

  it("gives better and worse a glyph beside their colour, and a pattern its words", () => {
    const node = draw([row("trap", {reading: "better"}, {pattern: "wins but leaves", patternReading: "worse"})]);
    expect(node.querySelector("tbody td.m .value")!.textContent).toContain("▲");
    expect(node.querySelector("tbody th .down")!.textContent).toBe("wins but leaves");
  });

  it("says what a size rests on, unless it is that count itself or there is none", () => {
    const size = (value: number, n: number, format?: (value: number) => string) => scorecard([{...row("a", {}), scores: {size: {value, n, evidence: "shown"}}}],
      {measures: [{key: "size", label: "Size", meaning: "", unit: "number", noun: "customers", kind: "bar", ...(format ? {format} : {})}], heading: "Segment", sortedBy: "size", hasIcp: false}).querySelector("tbody td.m")!.textContent;
    const cash = (value: number) => `$${value}`;
    expect([size(900, 7, cash), size(1, 1, cash), size(0, 0, cash), size(7, 7)]).toEqual(["Size$9007 customers", "Size$11 customer", "Size$0", "Size7 customers"]);
  });

  it("says hidden where the edition hides, and that there is nothing where there is nothing", () => {
    expect(draw([row("x", {n: null})]).querySelector("tbody td.m")!.textContent).toContain("hidden");
    expect(scorecard([], {measures, heading: "Segment", sortedBy: "win", hasIcp: false}).textContent).toBe("No segments to show.");
  });
});
