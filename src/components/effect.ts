import {h, s} from "./dom.js";
import {pointsSaid, pointsWithRange} from "./format.js";
import {anchor, ground, interval, linear, niceDomain, percentOfWidth, tickText} from "./plot.js";

/** A difference of two shares with its interval. */
export interface Effect {
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  /** What the scale measures: `points of win rate, tier 1 less the rest, 95 % interval`. */
  readonly label: string;
}

/** One difference as a strong line with its value written on it, against “no difference”. Only for the verdict. */
export function effect({difference, low, high, label}: Effect): HTMLElement {
  const scale = linear(niceDomain([low, high, 0, difference, Math.max(0.02, high / 3), Math.min(-0.02, low / 3)], {count: 5}), 5);
  const x = percentOfWidth(scale(difference));
  return h("div", {class: "effect"}, s("svg", {role: "img", "aria-label": `${pointsWithRange(difference, low, high)} ${label}`, width: "100%", height: 78},
    ground(scale, 0, 46, 0),
    s("text", {class: "mark-ref-text", x: percentOfWidth(scale(0)), y: -6, "text-anchor": anchor(scale(0))}, "no difference"),
    interval(scale, low, high, 26, "mark-line mark-strong"),
    s("circle", {class: "mark-dot", cx: x, cy: 26, r: 6.5}),
    s("text", {class: "effect-value halo", x, y: 13, "text-anchor": anchor(scale(difference))}, pointsSaid(difference)),
    scale.ticks.map((tick) => s("text", {class: "mark-text tick", x: percentOfWidth(scale(tick)), y: 61, "text-anchor": "middle"}, tickText(tick, "points", false))),
    s("text", {class: "mark-text tick", x: "50%", y: 77, "text-anchor": "middle"}, label)));
}
