import {h, s, type Child} from "./dom.js";
import {number, percent, percentRange} from "./format.js";
import {linear, niceDomain, percentOfWidth, stretched, type Domain, type Scale} from "./plot.js";
import {bottomLabels, panel, short} from "./panel.js";

/** A step of a curve: from `time` on the share is `value`, until the next step of its series. */
export interface CurvePoint {
  readonly series: string;
  readonly time: number;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly at_risk: number | null;
}

export interface CurveOptions {
  readonly series: readonly string[];
  /** `days since created`, under the axis. */
  readonly timeLabel: string;
  readonly domain?: Domain;
  readonly timeTicks?: readonly number[];
  readonly height?: number;
  readonly label: string;
}

/** A curve ends where fewer are at risk. */
const LEAST_AT_RISK = 5;

/** Survival or win curves with bands, named at their ends, and the numbers at risk aligned under the axis. */
export function curves(points: readonly CurvePoint[], options: CurveOptions): HTMLElement {
  const {timeLabel, height = 262, label} = options;
  const lines = options.series.map((key, k) => {
    const own = points.filter((p) => p.series === key).toSorted((a, b) => a.time - b.time);
    return {key, k, all: own, own: own.filter((p) => p.value !== null && (p.at_risk ?? 0) >= LEAST_AT_RISK)};
  }).filter((line) => line.own.length > 0);
  if (!lines.length) return h("p", {class: "note"}, `Fewer than ${LEAST_AT_RISK} are at risk from the start, so no curve is drawn.`);
  const x = linear([0, Math.max(...lines.map((line) => line.own.at(-1)!.time)) || 1], 6);
  const y = linear(options.domain ?? niceDomain(lines.flatMap((line) => line.own.flatMap((p) => [p.low, p.high, p.value])), {within: [0, 1], count: 5}), 5);
  const ticks = options.timeTicks ?? x.ticks;
  const place = (time: number) => Math.min(100, x(time));
  return panel([
    ...lines.toReversed().map((line) => s("g", {class: `series-${line.k}`}, stretched(height, band(line.own, x, y, height), step(line.own, x, y, height, line.k)))),
    ...bottomLabels(ticks.map((tick) => ({at: place(tick), text: number(tick)})), height + 16),
    s("text", {class: "mark-text", x: "50%", y: height + 33, "text-anchor": "middle"}, timeLabel)
  ], {
    y, unit: "percent", height, label, under: atRisk(lines, ticks, place),
    ends: lines.map(({key, k, own}) => ({series: k, y: height * (1 - y(own.at(-1)!.value!) / 100), lines: [key, percent(own.at(-1)!.value)]})),
    stops: ticks.map((tick) => ({at: place(tick), text: readAt(lines, tick, timeLabel)}))
  });
}

interface Line {
  readonly key: string;
  readonly k: number;
  readonly all: readonly CurvePoint[];
  readonly own: readonly CurvePoint[];
}

function step(own: readonly CurvePoint[], x: Scale, y: Scale, height: number, k: number): SVGElement {
  const py = (value: number) => (height * (1 - y(value) / 100)).toFixed(1);
  const d = own.map((p, i) => (i ? `H${x(p.time).toFixed(2)}V${py(p.value!)}` : `M${Math.max(0, x(p.time)).toFixed(2)},${py(p.value!)}`)).join("");
  return s("path", {class: `mark-line dash-${k}`, d: own.length === 1 ? `${d}H${Math.min(100, x(own[0]!.time) + 0.5)}` : d});
}

function band(own: readonly CurvePoint[], x: Scale, y: Scale, height: number): SVGElement | null {
  const limited = own.filter((p) => p.low !== null && p.high !== null);
  if (limited.length < 2) return null;
  const py = (value: number) => (height * (1 - Math.min(100, Math.max(0, y(value))) / 100)).toFixed(1);
  const top = limited.map((p, i) => (i ? `H${x(p.time).toFixed(2)}V${py(p.high!)}` : `M${x(p.time).toFixed(2)},${py(p.high!)}`)).join("");
  const back = limited.map((p, i) => ({p, next: limited[i + 1]})).toReversed().map(({p, next}) => `${next ? `H${x(next.time).toFixed(2)}` : ""}V${py(p.low!)}`).join("");
  return s("path", {class: "mark-band", d: `${top}${back}H${x(limited[0]!.time).toFixed(2)}Z`});
}

function at(line: readonly CurvePoint[], time: number): CurvePoint | null {
  let found: CurvePoint | null = null;
  for (const p of line) if (p.time <= time) found = p;
  return found;
}

/** How many are still at risk just before `time`: those of the first step from then on. */
function riskAt(line: readonly CurvePoint[], time: number): number | null {
  return line.find((p) => p.time >= time)?.at_risk ?? null;
}

function atRisk(lines: readonly Line[], ticks: readonly number[], place: (time: number) => number): HTMLElement {
  const height = 18 * lines.length + 18;
  return h("div", {class: "panel lab risk"},
    h("div", {}),
    s("svg", {"aria-hidden": "true", width: "100%", height},
      s("text", {class: "mark-text tick", x: 0, y: 10}, "still at risk"),
      lines.map(({all, k}, i) => ticks.map((tick) => {
        const n = riskAt(all, tick);
        return n === null ? null : s("text", {class: `risk-n series-${k}`, x: percentOfWidth(place(tick)), y: 28 + 18 * i, "text-anchor": "middle"}, number(n));
      }))),
    s("svg", {"aria-hidden": "true", width: "100%", height}, lines.map(({key, k}, i) => s("text", {class: `end-label series-${k}`, x: 4, y: 28 + 18 * i}, short(key)))));
}

function readAt(lines: readonly Line[], time: number, timeLabel: string): Child {
  return [h("b", {}, `${number(time)} ${timeLabel}`), lines.map(({key, own}) => {
    const p = own.at(-1)!.time < time ? null : at(own, time);
    return p && ` · ${key} ${percent(p.value)} (${percentRange(p.low, p.high)}), ${number(riskAt(own, time))} at risk`;
  })];
}
