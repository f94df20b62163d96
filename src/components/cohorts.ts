import type {CohortRetentionRow} from "../../pipeline/schema/marts.ts";
import {h, s} from "./dom.js";
import type {HeatCell} from "./heatGrid.js";
import {niceDomain, type Domain} from "./plot.js";

/** A cohort row as it is published: dates revived, small cells of the board edition hidden. */
export type CohortRow = Omit<CohortRetentionRow, "cohort_month"> & {readonly cohort_month: Date | null; readonly is_hidden?: boolean};

/** What can be read of a cohort: columns of the mart with its value, count and limits, and the words of the page. */
export interface CohortMeasure {
  readonly value: "survival" | "active" | "gross" | "net" | "mrr";
  readonly label: string;
  /** One line of meaning. */
  readonly how: string;
  readonly rate: "survival_rate" | "active_rate" | "gross_retention" | "net_retention" | "mrr";
  readonly count: "surviving_count" | "active_count" | null;
  readonly low: keyof CohortRetentionRow;
  readonly high: keyof CohortRetentionRow;
  /** The definition of the number. */
  readonly link: {readonly label: string; readonly href: string};
}

export const COHORT_MEASURES: readonly CohortMeasure[] = [
  {value: "survival", label: "Still customers", how: "Customers who have never left, as a percentage of their cohort.", rate: "survival_rate", count: "surviving_count", low: "survival_rate_low", high: "survival_rate_high", link: {label: "Cohorts", href: "./methods#cohorts"}},
  {value: "active", label: "Active", how: "Customers who pay, those who left and came back among them, as a percentage of their cohort.", rate: "active_rate", count: "active_count", low: "active_rate_low", high: "active_rate_high", link: {label: "Cohorts", href: "./methods#cohorts"}},
  {value: "gross", label: "GRR", how: "Recurring revenue kept without any growth, as a percentage of the first month’s.", rate: "gross_retention", count: null, low: "gross_retention_low", high: "gross_retention_high", link: {label: "GRR", href: "./methods#grr"}},
  {value: "net", label: "NRR", how: "Recurring revenue with growth, as a percentage of the first month’s.", rate: "net_retention", count: null, low: "net_retention_low", high: "net_retention_high", link: {label: "NRR", href: "./methods#nrr"}},
  {value: "mrr", label: "Money", how: "Monthly recurring revenue of each cohort; month 0 is the start. Cohorts differ in size, so no colour compares them and none are pooled.", rate: "mrr", count: null, low: "mrr", high: "mrr", link: {label: "Recurring revenue", href: "./methods#recurring-revenue"}}
];

/** A row as a cell of the grid, at its cohort and age. Money is a fact at any n; shares need one. */
export function cohortCell(row: CohortRow, {rate, count, value}: CohortMeasure): HeatCell {
  return {
    row: row.cohort_month ? String(row.cohort_month.getTime()) : "pooled", column: String(row.months_since), value: row.is_hidden ? null : row[rate], n: row.is_hidden ? null : row.account_count,
    count: count && row[count], evidence: value === "mrr" ? "shown" : row.evidence ?? "count_only"
  };
}

/** The ages that are columns: all, or where they are more than `most`, thinned the further they lie. */
export function cohortAges(rows: readonly CohortRow[], most: number): number[] {
  const ages = [...new Set(rows.map((row) => row.months_since))].filter((age) => age > 0).toSorted((a, b) => a - b);
  return thinned(ages, most, STEPS.slice(0, 3));
}

/** Of ages in order those that `most` columns have room for: the nearest quarters and whole years stay longest. */
export function fewerAges(ages: readonly number[], most: number): number[] {
  return thinned(ages, most, STEPS).slice(0, Math.max(1, most));
}

function thinned(ages: readonly number[], most: number, steps: typeof STEPS): number[] {
  let kept = [...ages];
  for (const isKept of steps) if (kept.length > most) kept = kept.filter(isKept);
  return kept;
}

const STEPS: readonly ((age: number) => boolean)[] = [
  (age) => age <= 12 || age % 3 === 0, (age) => age <= 12 || (age <= 24 && age % 3 === 0) || age % 6 === 0, (age) => age <= 24 || age % 12 === 0,
  (age) => age % 3 === 0 && (age <= 12 || age % 6 === 0), (age) => age <= 12 || age % 12 === 0, (age) => age === 3 || age % 6 === 0, (age) => age % 6 === 0, (age) => age % 12 === 0
];

/** The one scale of all grids and panels of a page, in steps of ten points; what lies beyond its ends has their colour. */
export function cohortDomain(
  rows: readonly CohortRow[], measure: CohortMeasure, limits: readonly {readonly low: unknown; readonly high: unknown; readonly evidence: string}[] = []
): {domain: Domain; openEnds: boolean} {
  const cells = rows.filter((row) => row.months_since > 0 && !row.is_hidden && row[measure.rate] !== null);
  const all = cells.map((row) => row[measure.rate]!);
  const firm = cells.filter((row) => row.evidence === "shown").map((row) => row[measure.rate]!);
  const drawn = [...(firm.length ? firm : all), ...limits.filter((p) => p.evidence === "shown").flatMap((p) => [p.low, p.high])].filter((v): v is number => typeof v === "number");
  if (!drawn.length) return {domain: [0, 1], openEnds: false};
  if (limits.length) return {domain: niceDomain(drawn, {within: [0, measure.value === "net" ? Infinity : 1], count: 4, zero: false}), openEnds: true};
  const low = Math.min(0.9, Math.floor(10 * Math.min(...drawn)) / 10);
  const high = measure.value === "net" ? Math.max(1, Math.ceil(10 * Math.max(...drawn)) / 10) : 1;
  return {domain: [low, high], openEnds: all.some((v) => v < low || v > high)};
}

/** Which mark is which series, for small panels that have no room for it. */
export function seriesKey(labels: readonly string[]): HTMLElement {
  return h("div", {class: "key"}, labels.map((label, k) => h("span", {class: `series-${k}`}, s("svg", {"aria-hidden": "true", width: 28, height: 14},
    s("line", {class: "mark-line", x1: 0, x2: 28, y1: 7, y2: 7}), k === 0 ? s("circle", {class: "mark-dot", cx: 14, cy: 7, r: 4}) : s("rect", {class: "mark-ring", x: 10.5, y: 3.5, width: 7, height: 7})), label)));
}
