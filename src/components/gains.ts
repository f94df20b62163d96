import {h, s} from "./dom.js";
import {number, percent, ratio} from "./format.js";
import {percentOfWidth, stretched} from "./plot.js";
import {bottomLabels, panel} from "./panel.js";

/** A cut of the score: the share of decided deals at or above it, and the share of wins among them. */
export interface GainsPoint {
  readonly score_cut: number | null;
  readonly deal_share: number;
  readonly capture: number;
  /** `Tier 1`, `Tiers 1 and 2`: named on the curve. */
  readonly tier?: string | null;
  /** Deals without a known criterion: last, drawn as unknown. */
  readonly is_unknown?: boolean;
}

/** The gains curve: wins captured by deals worked, best score first, against no better than chance. */
export function gains(points: readonly GainsPoint[], {label, height = 330}: {label: string; height?: number}): HTMLElement {
  if (!points.length) return h("p", {class: "note"}, "No scored deals to draw.");
  const sorted = points.toSorted((a, b) => a.deal_share - b.deal_share || a.capture - b.capture);
  const known = [{deal_share: 0, capture: 0}, ...sorted.filter((p) => !p.is_unknown)];
  const y = Object.assign((value: number) => 100 * value, {domain: [0, 1] as const, ticks: [0, 0.25, 0.5, 0.75, 1]});
  const py = (value: number) => height * (1 - value);
  const path = (list: readonly {deal_share: number; capture: number}[]) => list.map((p, i) => `${i ? "L" : "M"}${(100 * p.deal_share).toFixed(2)},${py(p.capture).toFixed(1)}`).join("");
  const last = known.at(-1)!;
  const named = sorted.filter((p) => p.tier);
  // Left of a point and above it, or right and below, a curve that never falls leaves room.
  const isWorse = known.reduce((sum, p) => sum + p.capture - p.deal_share, 0) < 0;
  const isRight = (p: GainsPoint) => p.deal_share < (isWorse ? 0.7 : 0.28);
  const labelled = [
    ...apart(named.filter((p) => !isRight(p)).toReversed().map((p) => ({p, y: Math.max(12, py(p.capture) - 8)})), 1),
    ...apart(named.filter(isRight).map((p) => ({p, y: Math.min(height - 4, py(p.capture) + 16)})), -1)
  ];
  const chance = isWorse ? {x: 43, y: 0.43} : {x: 100 * Math.min(0.99, ...named.filter((p) => p.deal_share > 0.75).map((p) => p.deal_share - 0.03)), y: 0.5};
  return panel([
    y.ticks.map((tick) => s("line", {class: "mark-grid", x1: percentOfWidth(y(tick)), x2: percentOfWidth(y(tick)), y1: 0, y2: height})),
    stretched(height,
      s("path", {class: "mark-band", d: `${path(known)}L${(100 * last.deal_share).toFixed(2)},${py(last.deal_share).toFixed(1)}Z`}),
      s("path", {class: "mark-ref", d: `M0,${height} L100,0`, style: "fill:none;shape-rendering:auto", "vector-effect": "non-scaling-stroke"}),
      s("path", {class: "mark-line", d: path(known)}),
      last.deal_share < 0.9999 && s("path", {class: "mark-line", style: "--c: var(--tier-unknown)", "stroke-dasharray": "2 3", d: path([last, {deal_share: 1, capture: 1}])})),
    sorted.filter((p) => !p.tier && !p.is_unknown && sorted.length <= 60).map((p) => s("circle", {class: "mark-ring", cx: percentOfWidth(100 * p.deal_share), cy: py(p.capture).toFixed(1), r: 3})),
    named.map((p) => s("line", {x1: percentOfWidth(100 * p.deal_share), x2: percentOfWidth(100 * p.deal_share), y1: py(p.capture).toFixed(1), y2: height, style: "stroke:var(--subject)", "stroke-dasharray": "2 3"})),
    labelled.map(({p, y: at}) => [
      s("circle", {class: "mark-dot", cx: percentOfWidth(100 * p.deal_share), cy: py(p.capture).toFixed(1), r: 5.5}),
      s("text", {class: "strong-text halo", x: percentOfWidth(100 * p.deal_share), dx: isRight(p) ? 10 : -9, y: at.toFixed(0), "text-anchor": isRight(p) ? "start" : "end"}, p.tier)
    ]),
    ["no better", "than chance"].map((text, i) => s("text", {class: "mark-ref-text halo", x: percentOfWidth(chance.x), y: (chance.y * height + 15 * i).toFixed(0), "text-anchor": "end"}, text)),
    bottomLabels(y.ticks.map((tick) => ({at: y(tick), text: number(100 * tick)})), height + 17),
    s("text", {class: "mark-text", x: "50%", y: height + 35, "text-anchor": "middle"}, "% of decided deals, best score first →")
  ], {
    y, unit: "percent", height, label,
    under: named.length > 0 && h("p", {class: "note"}, named.map((p) => `${p.tier}: ${percent(p.capture)} of wins in ${percent(p.deal_share)} of deals.`).join(" ")),
    stops: sorted.map((p) => ({at: 100 * p.deal_share, text: [h("b", {}, p.is_unknown ? "score unknown" : `score ${ratio(p.score_cut)} and over`),
      ` · ${percent(p.deal_share)} of deals, ${percent(p.capture)} of wins, ${ratio(p.deal_share ? p.capture / p.deal_share : null)} × the average`]}))
  });
}

/** Labels at least a line apart, each moved away from the one before it. */
function apart<T extends {readonly y: number}>(labels: readonly T[], sign: 1 | -1): T[] {
  let last = -Infinity;
  return labels.map((label) => {
    last = Math.max(sign * label.y, last + 16);
    return {...label, y: sign * last};
  });
}
