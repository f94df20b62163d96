import {h, s, type Child} from "./dom.js";
import {countOf, month, number, percent, percentRange, quarterFrom} from "./format.js";
import {linear, niceDomain, percentOfWidth, stretched, valueText, type Domain, type Evidence, type Scale, type Unit} from "./plot.js";
import {bottomLabels, panel} from "./panel.js";

/** A value of one series in one period. */
export interface LinePoint {
  /** The first day of the period. */
  readonly period: Date;
  readonly series: string;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly n: number | null;
  readonly count?: number | null;
  readonly evidence: Evidence;
}

export interface LineOptions {
  /** The series in order: the subject first, what it is set against second. */
  readonly series: readonly string[];
  readonly unit?: Unit;
  readonly domain?: Domain;
  readonly period?: "quarter" | "month";
  readonly fiscalYearStartMonth?: number;
  readonly height?: number;
  /** For screen readers. */
  readonly label: string;
  /** False where the series are named elsewhere. */
  readonly hasEnds?: boolean;
  /** True for small panels side by side: under the axis of quarters stand years alone. */
  readonly isSmall?: boolean;
}

/** Lines over time through the values, with an interval at each; two series stand 2 % of the width apart, named at the line's end. */
export function lineIntervals(points: readonly LinePoint[], options: LineOptions): HTMLElement {
  const {series, unit = "percent", height = 262, label, period = "quarter", fiscalYearStartMonth = 1, hasEnds = true, isSmall = false} = options;
  const drawn = points.filter((p) => p.value !== null && p.n !== null && p.evidence !== "count_only");
  if (!drawn.length) return h("p", {class: "note"}, "No period has enough to draw.");
  const periods = periodsOf(points, period);
  const values = drawn.flatMap((p) => [p.low, p.high, p.value]);
  // A share ends at 100 %, where revenue that is kept and grows may be more.
  const most = values.every((value) => value === null || value <= 1) ? 1 : Infinity;
  const y = linear(options.domain ?? niceDomain(values, {within: unit === "percent" ? [0, most] : [-Infinity, Infinity], count: 4}), 4);
  const place = (time: number) => (100 * (periods.indexOf(time) + 0.5)) / periods.length;
  const offset = (k: number) => (series.length > 1 ? (k - (series.length - 1) / 2) * Math.min(2, 30 / periods.length) : 0);
  const name = (time: number) => (period === "quarter" ? quarterFrom(new Date(time), fiscalYearStartMonth) : month(new Date(time)));
  const lines = series.map((key, k) => {
    const own = drawn.filter((p) => p.series === key).toSorted((a, b) => a.period.getTime() - b.period.getTime());
    return {key, k, own, at: own.map((p) => place(p.period.getTime()) + offset(k))};
  }).filter((line) => line.own.length > 0);
  const index = (time: number) => periods.indexOf(time);
  return panel(lines.toReversed().map((line) => drawLine(line, y, height, index)).concat([axisOf(periods, place, name, period, height, isSmall)]), {
    y, unit, height, label,
    ends: hasEnds ? lines.map(({key, k, own}) => ({series: k, y: height * (1 - y(own.at(-1)!.value!) / 100), lines: [`${GLYPHS[k] ?? "●"} ${key}`, lastCount(own.at(-1)!)]})) : [],
    stops: periods.map((time) => ({at: place(time), text: readAt(points, time, series, unit, name(time))}))
  });
}

/** Every quarter from the first to the last, also one without a point: a line must not jump it. */
function periodsOf(points: readonly LinePoint[], period: "quarter" | "month"): number[] {
  const times = [...new Set(points.map((p) => p.period.getTime()))].toSorted((a, b) => a - b);
  if (period === "month") return times;
  const first = new Date(times[0]!), last = times.at(-1)!;
  const quarters: number[] = [];
  for (let k = 0, time = times[0]!; time <= last; time = Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 3 * ++k)) quarters.push(time);
  return quarters;
}

interface Line {
  readonly k: number;
  readonly own: readonly LinePoint[];
  readonly at: readonly number[];
}

/** A line ends where a period has too few to draw: nothing is known of what it did there. */
function drawLine({k, own, at}: Line, y: Scale, height: number, index: (time: number) => number): SVGElement {
  const py = (value: number) => height * (1 - Math.min(100, Math.max(0, y(value))) / 100);
  const joins = (i: number) => i > 0 && index(own[i]!.period.getTime()) - index(own[i - 1]!.period.getTime()) === 1;
  const path = own.map((p, i) => `${joins(i) ? "L" : "M"}${at[i]!.toFixed(2)},${py(p.value!).toFixed(1)}`).join("");
  const isBeyond = (value: number | null): value is number => value !== null && (y(value) > 100.5 || y(value) < -0.5);
  const arrow = (value: number, x: string) => s("svg", {x, y: py(value).toFixed(1)}, s("path", {class: "mark-dot", d: y(value) > 100 ? "M0,0 L-4,7 L4,7 Z" : "M0,0 L-4,-7 L4,-7 Z"}));
  return s("g", {class: `series-${k}`}, stretched(height, s("path", {class: "mark-line", d: path})), own.map((p, i) => {
    const x = percentOfWidth(at[i]!);
    return s("g", {class: p.evidence === "indicative" ? "indicative" : null, style: "--interval-width: 1.5px"},
      typeof p.low === "number" && typeof p.high === "number" && s("line", {class: "mark-line", x1: x, x2: x, y1: py(p.low).toFixed(1), y2: py(p.high).toFixed(1)}),
      [p.low, p.high].map((limit) => isBeyond(limit) && arrow(limit, x)),
      isBeyond(p.value) ? arrow(p.value, x)
        : k === 0 ? s("circle", {class: p.evidence === "indicative" ? "mark-ring" : "mark-dot", cx: x, cy: py(p.value!).toFixed(1), r: 4})
        : s("svg", {x, y: py(p.value!).toFixed(1)}, k === 1 ? s("rect", {class: "mark-ring", x: -3.5, y: -3.5, width: 7, height: 7}) : s("path", {class: "mark-ring", d: "M0,-4.5 L4.5,3.5 L-4.5,3.5 Z"})));
  }));
}

function axisOf(periods: readonly number[], place: (time: number) => number, name: (time: number) => string, period: "quarter" | "month", height: number, isSmall: boolean): SVGElement {
  if (period === "month") return s("g", {}, bottomLabels(periods.map((time) => ({at: place(time), text: name(time)})), height + 16, 12));
  let year = "";
  const years: {at: number; text: string}[] = [];
  for (const time of periods) {
    const [next] = name(time).split(" ") as [string];
    if (next !== year) years.push({at: place(time), text: (year = next)});
  }
  if (isSmall) return s("g", {}, bottomLabels(years, height + 16, 20));
  // Of many quarters a phone has room for the years alone.
  return s("g", {}, s("g", {class: periods.length > 8 ? "hide-s" : null}, bottomLabels(periods.map((time) => ({at: place(time), text: name(time).split(" ")[1]!})), height + 16, 5)),
    years.map(({at, text}) => s("text", {class: "mark-text strong-text", x: percentOfWidth(at), y: height + 32, "text-anchor": "middle"}, text)));
}

function lastCount(p: LinePoint): string {
  return typeof p.count === "number" ? countOf(p.count, p.n) : `n ${number(p.n)}`;
}

function readAt(points: readonly LinePoint[], time: number, series: readonly string[], unit: Unit, name: string): Child {
  const at = points.filter((p) => p.period.getTime() === time);
  if (!at.some((p) => p.n !== null)) return [h("b", {}, name), ` · ${at.length > 0 ? "hidden" : "no figure"}`];
  return [h("b", {}, name), series.map((key) => {
    const p = at.find((q) => q.series === key);
    if (!p || p.n === null) return null;
    const value = p.evidence === "count_only" || p.value === null ? lastCount(p)
      : unit === "percent" ? `${percent(p.value)} (${percentRange(p.low, p.high)}), ${lastCount(p)}` : `${valueText(p.value, unit)}, n ${number(p.n)}`;
    return ` · ${key} ${value}`;
  })];
}

const GLYPHS = ["●", "□", "△"];
