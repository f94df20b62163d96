import {nice, ticks} from "d3-array";
import {h, s, type Child} from "./dom.js";
import {NONE, number, percentNumber, points, ratio, sampleSizes} from "./format.js";

/**
 * What all figures share. Plots are svgs of 100 % width: x is in per cent of it and y in pixels, so that text never scales.
 * Lines and areas go into a `stretched` svg whose strokes do not scale.
 */
export type Domain = readonly [number, number];

export interface Scale {
  readonly domain: Domain;
  readonly ticks: readonly number[];
  /** The place of a value in per cent of the width; may lie outside of 0 to 100. */
  (value: number): number;
}

/** How wide a name is in small letters: capitals take more room, and the letters of East Asia about two. */
export function lengthOf(text: string): number {
  return [...text].reduce((sum, letter) => sum + (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60]/.test(letter) ? 1.9 : /\p{Lu}/u.test(letter) ? 1.3 : 1), 0);
}

/** The width of a column of names, `least` rem or, where they are longer, as much as they need of the room that a wide page has. */
export function labelColumn(labels: readonly (string | null)[], least: number): string {
  const needed = Math.max(least, ...labels.map((label) => 0.5 * lengthOf(label ?? "") + 0.6));
  return needed > least ? `width:max(min(${least}rem, 30cqi), min(${needed.toFixed(1)}rem, 24cqi, 44cqi - 11rem))` : `width:min(${least}rem, 30cqi)`;
}

/** How confident one may be in a row: `count_only` of too few, `indicative` of few (see `sampleSizes`), `signal` beyond chance. */
export type Evidence = "count_only" | "indicative" | "shown" | "signal";

/** What may be said of a value that rests on n. */
export function evidenceOf(n: number | null | undefined): Exclude<Evidence, "signal"> {
  const {few, firm} = sampleSizes();
  return typeof n !== "number" || n < few ? "count_only" : n < firm ? "indicative" : "shown";
}

/** `10 to 29 deals`: what is drawn with less ink; null where nothing is. */
export function indicativeText(noun = ""): string | null {
  const {few, firm} = sampleSizes();
  return few === firm ? null : `${few + 1 === firm ? number(few) : `${number(few)} to ${number(firm - 1)}`} ${noun}`.trim();
}

/** True where a value rests on few, also where it differs beyond chance: ink follows what it rests on. */
export function isIndicative({evidence, n}: {readonly evidence: Evidence; readonly n: number | null}): boolean {
  return evidence === "indicative" || (evidence === "signal" && n !== null && evidenceOf(n) !== "shown");
}

/** `ratio` is drawn on a log scale around 1, `index` is a ratio on a plain one, such as an AUC. */
export type Unit = "percent" | "ratio" | "index" | "number" | "days" | "points";

/** The ticks are those at whose steps `niceDomain` of the same count ends. */
export function linear(domain: Domain, tickCount = 6): Scale {
  const [low, high] = domain;
  const span = high - low || 1;
  return Object.assign((value: number) => (100 * (value - low)) / span, {domain, ticks: ticks(low, high, tickCount)});
}

/** Ratios around 1 on a log scale; ticks at powers of 2, or of 10 where there are too many. */
export function logarithmic(domain: Domain): Scale {
  const [low, high] = [Math.log2(domain[0]), Math.log2(domain[1])];
  const step = Math.max(1, Math.ceil((high - low) / 6));
  const ticks: number[] = [];
  for (let k = Math.ceil(low / step) * step; k <= high + 1e-9; k += step) ticks.push(2 ** k);
  return Object.assign((value: number) => (100 * (Math.log2(value) - low)) / (high - low || 1), {domain, ticks});
}

/**
 * A domain that holds the given values with some air and round ends, inside of `within`; with `zero`, 0 is kept where it is near.
 * Null values are left out; without any the domain is `within`, or 0 to 1.
 */
export function niceDomain(
  values: Iterable<number | null | undefined>, {within = [-Infinity, Infinity], count = 6, zero = true}: {within?: Domain; count?: number; zero?: boolean} = {}
): Domain {
  const known = [...values].filter((v): v is number => typeof v === "number" && Number.isFinite(v));
  if (!known.length) return [Number.isFinite(within[0]) ? within[0] : 0, Number.isFinite(within[1]) ? within[1] : 1];
  const [least, most] = [Math.min(...known), Math.max(...known)];
  const spread = most - least;
  const air = spread > 1e-9 ? 0.03 * spread : Math.abs(most) > 1e-9 ? 0.5 * Math.abs(most) : 0.5;
  const low = zero && least >= 0 && least < 0.75 * most ? 0 : least - air;
  const high = zero && most <= 0 && most > 0.75 * least ? 0 : most + air;
  const [from, to] = nice(Math.max(low, within[0]), Math.min(high, within[1]), count);
  return [Math.max(from, within[0]), Math.min(to, within[1])];
}

/** A symmetric log domain around 1 that holds the given ratios, from ½–2 to ⅛–8. */
export function ratioDomain(values: Iterable<number | null | undefined>): Domain {
  const reach = Math.max(1, ...[...values].filter((v): v is number => typeof v === "number" && v > 0).map((v) => Math.abs(Math.log2(v))));
  const k = Math.min(3, Math.ceil(reach));
  return [2 ** -k, 2 ** k];
}

export function percentOfWidth(value: number): string {
  return `${value.toFixed(2)}%`;
}

/** The text of a tick; the last one of an axis carries the unit. */
export function tickText(value: number, unit: Unit, isLast: boolean): string {
  switch (unit) {
    case "percent": return `${number(100 * value, decimals(100 * value))}${isLast ? "\u202f%" : ""}`;
    case "points": return `${value > 0 ? "+" : ""}${number(100 * value, decimals(100 * value))}`;
    case "ratio": return FRACTIONS[value] ?? number(value, decimals(value));
    default: return number(value, decimals(value));
  }
}

/** A value as it stands in a column whose head or neighbour says the unit. */
export function valueText(value: number | null | undefined, unit: Unit): string {
  if (value === null || value === undefined) return NONE;
  switch (unit) {
    case "percent": return `${percentNumber(value)}\u202f%`;
    case "ratio": case "index": return ratio(value);
    case "points": return points(value);
    default: return number(value, Math.abs(value) < 10 && unit === "number" ? decimals(value) : 0);
  }
}

/** Vertical grid lines at the ticks and the one reference line, through the height of a row. */
export function ground(scale: Scale, top: number, bottom: number, reference: number | null = null): SVGElement[] {
  const line = (value: number, name: string) =>
    s("line", {class: name, x1: percentOfWidth(scale(value)), y1: top, x2: percentOfWidth(scale(value)), y2: bottom});
  return [...scale.ticks.map((tick) => line(tick, "mark-grid")), ...(isInside(scale, reference) ? [line(reference, "mark-ref")] : [])];
}

/** The same lines through a row that may be taller than its plot: the row cuts them off, so that they run on to the next (style.css). */
export function groundThrough(scale: Scale, height: number, reference: number | null = null): SVGElement[] {
  return ground(scale, -TALL, height + TALL, reference);
}

/** The tick labels over or under a column of plots, with the reference named. Labels that it would cover are left out; where a plot is narrow every other one too, and its neighbours. */
export function axis(
  scale: Scale, {unit, height, y, reference = null}: {unit: Unit; height: number; y: number; reference?: {value: number; label: string; y: number} | null}
): SVGSVGElement {
  const last = scale.ticks.at(-1);
  // How far a tick is from the reference, where that is named among them, in per cent of the width.
  const fromReference = (tick: number) => (reference?.y === y ? Math.abs(scale(tick) - scale(reference.value)) : Infinity);
  const step = 100 / Math.max(1, scale.ticks.length - 1);
  const labels = scale.ticks.map((tick, i, {length}) => fromReference(tick) < 8 ? null
    : s("text", {class: length > 4 && ((length - i) % 2 === 0 || fromReference(tick) < 1.5 * step) ? "mark-text tick odd" : "mark-text tick", x: percentOfWidth(scale(tick)), y, "text-anchor": "middle"}, tickText(tick, unit, tick === last)));
  return s("svg", {"aria-hidden": "true", width: "100%", height}, labels, reference && isInside(scale, reference.value)
    ? s("text", {class: "mark-ref-text", x: percentOfWidth(scale(reference.value)), y: reference.y, "text-anchor": anchor(scale(reference.value))}, reference.label)
    : null);
}

/** An interval as a plain line; a limit beyond the scale ends in an arrow head at the edge. */
export function interval(scale: Scale, low: number | null | undefined, high: number | null | undefined, y: number, name = "mark-line"): SVGElement[] {
  if (typeof low !== "number" || typeof high !== "number") return [];
  const [from, to] = [scale(low), scale(high)];
  if (to < 0 || from > 100) return [arrow(to < 0 ? 0 : 100, y)];
  const line = s("line", {class: name, x1: percentOfWidth(Math.max(0, from)), y1: y, x2: percentOfWidth(Math.min(100, to)), y2: y});
  return [line, ...(from < -0.5 ? [arrow(0, y)] : []), ...(to > 100.5 ? [arrow(100, y)] : [])];
}

export type Shape = "dot" | "ring" | "square" | "diamond" | "small";

/** A value. One beyond the scale is not drawn: its interval's arrow says where it is. */
export function mark(scale: Scale, value: number | null | undefined, y: number, shape: Shape): SVGElement[] {
  if (typeof value !== "number" || scale(value) < -0.5 || scale(value) > 100.5) return [];
  const x = percentOfWidth(Math.min(100, Math.max(0, scale(value))));
  switch (shape) {
    case "dot": return [s("circle", {class: "mark-dot", cx: x, cy: y, r: 5})];
    case "small": return [s("circle", {class: "mark-dot", cx: x, cy: y, r: 3.25})];
    case "ring": return [s("circle", {class: "mark-ring", cx: x, cy: y, r: 4.5})];
    case "square": return [s("svg", {x, y}, s("rect", {class: "mark-ring", x: -4, y: -4, width: 8, height: 8}))];
    case "diamond": return [s("svg", {x, y}, s("path", {class: "reverse", d: "M0,-5.5 L5.5,0 L0,5.5 L-5.5,0 Z"}))];
  }
}

/** An svg of `0 0 100 height` whose content stretches to the width; for paths. */
export function stretched(height: number, ...children: Child[]): SVGSVGElement {
  return s("svg", {width: "100%", height, viewBox: `0 0 100 ${height}`, preserveAspectRatio: "none"}, ...children);
}

/** The plot cell of a table row. */
export function plotCell(height: number, ...children: Child[]): HTMLTableCellElement {
  return h("td", {class: "pl"}, s("svg", {"aria-hidden": "true", width: "100%", height}, ...children));
}

/** The small picture of a mark in a key. */
export function swatch(width: number, ...children: Child[]): SVGSVGElement {
  return s("svg", {"aria-hidden": "true", width, height: 14}, ...children);
}

/** Where a label at this place must be anchored to stay inside. */
export function anchor(place: number): "start" | "middle" | "end" {
  return place < 6 ? "start" : place > 94 ? "end" : "middle";
}

/** The vertical axis of a panel, an svg in a column of its own. */
export function verticalAxis(y: Scale, height: number, plotHeight: number, text: (value: number, isLast: boolean) => string): SVGSVGElement {
  const last = y.ticks.at(-1);
  return s("svg", {"aria-hidden": "true", width: "100%", height}, y.ticks.map((tick) =>
    s("text", {class: "mark-text tick", x: "100%", y: (plotHeight * (1 - y(tick) / 100) + 4).toFixed(1), "text-anchor": "end"}, text(tick, tick === last))));
}

function isInside(scale: Scale, value: number | null): value is number {
  return value !== null && scale(value) >= -0.01 && scale(value) <= 100.01;
}

function arrow(edge: number, y: number): SVGElement {
  const d = edge === 0 ? "M0,0 L7,-4 L7,4 Z" : "M0,0 L-7,-4 L-7,4 Z";
  return s("svg", {x: percentOfWidth(edge), y}, s("path", {class: "mark-dot", d}));
}

/** How many decimals a number is written with, up to four. */
export function decimals(value: number): number {
  const text = String(Number(value.toFixed(4)));
  return text.includes(".") ? text.length - text.indexOf(".") - 1 : 0;
}

/** More than the names and readings of a row are high, on a phone. */
const TALL = 200;

const FRACTIONS: Readonly<Record<number, string>> = {0.125: "⅛", 0.25: "¼", 0.5: "½"};
