import {h, s} from "./dom.js";
import {number, percent, ratio, ratioRange} from "./format.js";
import {decimals, linear, niceDomain, percentOfWidth, stretched} from "./plot.js";
import {bottomLabels, panel} from "./panel.js";

/** A cut of the score: how many accounts it takes in, and how much more often their deals are won. */
export interface FrontierPoint {
  readonly score_cut: number;
  readonly account_share: number;
  readonly lift: number;
  readonly lift_low: number | null;
  readonly lift_high: number | null;
  readonly is_today?: boolean;
}

/** Breadth against wins as a multiple of the average: the cuts of the score with their intervals, today's marked, and the region that meets both bars. */
export function frontier(points: readonly FrontierPoint[], {label, lift, broadness}: {label: string; lift: number; broadness: number}): HTMLElement {
  const height = 330;
  if (!points.length) return h("p", {class: "note"}, "No scored accounts to draw.");
  const sorted = drawn(points.toSorted((a, b) => a.account_share - b.account_share));
  const x = linear([0, 1], 5);
  const y = linear(niceDomain([1, lift, ...sorted.flatMap((p) => [p.lift, Math.min(p.lift_high ?? p.lift, 2 * p.lift), Math.max(p.lift_low ?? p.lift, 0)])], {within: [0, Infinity], count: 6, zero: false}), 6);
  const digits = Math.max(1, ...y.ticks.map(decimals));
  const named = namedOf(sorted);
  const isWorse = sorted.reduce((sum, p) => sum + p.lift - 1, 0) < 0;
  const shares = [0, ...sorted.map((p) => p.account_share), 1];
  // The reference is named where the points are farthest apart.
  const gap = shares.slice(1).map((share, i) => ({from: shares[i]!, to: share})).toSorted((a, b) => b.to - b.from - (a.to - a.from))[0]!;
  const average = gap.from > 0.6 ? {x: gap.to, dx: -8, end: "end"} : {x: gap.from, dx: 8, end: "start"};
  const py = (value: number) => height * (1 - Math.min(100, Math.max(0, y(value))) / 100);
  return panel([
    s("rect", {class: "meets", x: 0, y: 0, width: percentOfWidth(100 * broadness), height: py(lift).toFixed(1)}),
    x.ticks.map((tick) => s("line", {class: "mark-grid", x1: percentOfWidth(x(tick)), x2: percentOfWidth(x(tick)), y1: 0, y2: height})),
    s("line", {class: "mark-ref", x1: 0, x2: "100%", y1: py(1).toFixed(1), y2: py(1).toFixed(1)}),
    s("line", {class: "bar-line", x1: 0, x2: percentOfWidth(100 * broadness), y1: py(lift).toFixed(1), y2: py(lift).toFixed(1)}),
    s("line", {class: "bar-line", x1: percentOfWidth(100 * broadness), x2: percentOfWidth(100 * broadness), y1: 0, y2: py(lift).toFixed(1)}),
    ["meets the bars:", `${ratio(lift, 1)} × or more,`, `${percent(broadness)} of accounts or less`].map((text, i) => s("text", {class: "mark-text halo", x: percentOfWidth(100 * broadness), dx: 7, y: 12 + 15 * i}, text)),
    stretched(height, s("path", {class: "mark-line", style: "--c: var(--rest); --interval-width: 1.25px", d: sorted.map((p, i) => `${i ? "L" : "M"}${(100 * p.account_share).toFixed(2)},${py(p.lift).toFixed(1)}`).join("")})),
    sorted.flatMap((p) => {
      const at = percentOfWidth(100 * p.account_share);
      // Above or below, where the line is not.
      const isLeft = spanOf(p)[1] === p.account_share;
      return [
        s("g", {style: p.is_today ? null : "--c: var(--rest); --interval-width: 1.25px"},
          p.lift_low !== null && p.lift_high !== null && s("line", {class: "mark-line", x1: at, x2: at, y1: py(p.lift_low).toFixed(1), y2: py(p.lift_high).toFixed(1)}),
          s("circle", {class: p.is_today ? "mark-dot" : "mark-ring", cx: at, cy: py(p.lift).toFixed(1), r: p.is_today ? 6 : 4})),
        named.includes(p) && s("text", {class: p.is_today ? "strong-text halo" : "mark-text halo", x: at, dx: isLeft ? -6 : 8, y: (py(p.lift) + (isWorse === isLeft ? -8 : 18)).toFixed(1), "text-anchor": isLeft ? "end" : "start"}, `${p.is_today ? "today’s cut" : "score"} ${ratio(p.score_cut)}`)
      ];
    }),
    s("text", {class: "mark-ref-text halo", x: percentOfWidth(100 * average.x), dx: average.dx, y: (py(1) + (isWorse ? -7 : 16)).toFixed(1), "text-anchor": average.end}, "the average deal"),
    bottomLabels(x.ticks.map((tick) => ({at: x(tick), text: number(100 * tick)})), height + 17),
    s("text", {class: "mark-text", x: "50%", y: height + 35, "text-anchor": "middle"}, "% of accounts at or above the cut →")
  ], {
    y, unit: "number", height, label, tick: (value, isLast) => `${number(value, digits)}${isLast ? "\u202f×" : ""}`,
    stops: sorted.map((p) => ({at: 100 * p.account_share, text: [h("b", {}, `score ${ratio(p.score_cut)} and over`),
      ` · ${percent(p.account_share)} of accounts, ${ratio(p.lift)} × the average (${ratioRange(p.lift_low, p.lift_high)})${p.is_today ? " · today’s cut" : ""}`]}))
  });
}

/** Up to 30 cuts; of more, as many criteria make, those that stand apart, and today's. The table has all. */
function drawn(points: readonly FrontierPoint[]): readonly FrontierPoint[] {
  if (points.length <= 30) return points;
  let last = 0;
  return points.filter((p) => {
    if (!p.is_today && p.account_share - last < 1 / 60) return false;
    last = p.account_share;
    return true;
  });
}

/** Today's cut, and the others beside which a phone has room for a label that touches no other. */
function namedOf(points: readonly FrontierPoint[]): readonly FrontierPoint[] {
  return [...points.filter((p) => p.is_today), ...points.filter((p) => !p.is_today && spanOf(p)[0] === p.account_share)].reduce<readonly FrontierPoint[]>((named, p) =>
    named.some((other) => spanOf(p)[0] < spanOf(other)[1] && spanOf(other)[0] < spanOf(p)[1]) ? named : [...named, p], []);
}

/** What of a phone's width a label takes: beside its point on the right, or on the left where the right has no room. */
function spanOf({account_share: share, is_today: isToday}: FrontierPoint): readonly [number, number] {
  const width = isToday ? 0.38 : 0.25;
  return share + width > 1 ? [share - width, share] : [share, share + width];
}
