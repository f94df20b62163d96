import {h, s, type Child} from "./dom.js";
import {money, month} from "./format.js";
import {linear, percentOfWidth, stretched} from "./plot.js";
import {bottomLabels, panel} from "./panel.js";

/** MRR movements of a month; all positive, as contraction and churn are in the marts. */
export interface MovementRow {
  readonly month: Date;
  readonly new_mrr: number;
  readonly expansion_mrr: number;
  readonly reactivation_mrr: number;
  readonly contraction_mrr: number;
  readonly churn_mrr: number;
}

const UP = [["new_mrr", "new", "new"], ["reactivation_mrr", "reactivation", "returned"], ["expansion_mrr", "expansion", "expansion"]] as const;
const DOWN = [["contraction_mrr", "contraction", "contraction"], ["churn_mrr", "churn", "churn"]] as const;

/** Monthly movements: what came stands up, what went hangs down, and the net is the line. */
export function divergingBars(rows: readonly MovementRow[], {currency, label, height = 262}: {currency: string; label: string; height?: number}): HTMLElement {
  if (!rows.length) return h("p", {class: "note"}, "No movements to show.");
  const sorted = rows.toSorted((a, b) => a.month.getTime() - b.month.getTime());
  const sum = (row: MovementRow, keys: readonly (readonly [keyof MovementRow, string, string])[]) => keys.reduce((total, [key]) => total + Number(row[key]), 0);
  const net = (row: MovementRow) => sum(row, UP) - sum(row, DOWN);
  // It ends where the bars do: up to the next round number it would be empty for as much as half its height.
  const [most, least] = [UP, DOWN].map((keys) => Math.max(0, ...sorted.map((row) => sum(row, keys)))) as [number, number];
  const y = linear(most + least > 0 ? [0 - 1.02 * least, 1.02 * most] : [0, 1], 5);
  const py = (value: number) => height * (1 - y(value) / 100);
  const width = 100 / sorted.length, bar = 0.72 * width;
  const place = (i: number) => (i + 0.5) * width;
  const piece = (i: number, from: number, to: number, name: string) => Math.abs(py(from) - py(to)) < 0.05 ? null
    : s("rect", {class: `bar-${name}`, x: percentOfWidth(place(i) - bar / 2), width: percentOfWidth(bar), y: Math.min(py(from), py(to)).toFixed(1), height: Math.abs(py(from) - py(to)).toFixed(1)});
  const bars = sorted.flatMap((row, i) => {
    let top = 0, bottom = 0;
    return [
      ...UP.map(([key, name]) => piece(i, top, (top += row[key]), name)),
      ...DOWN.map(([key, name]) => piece(i, bottom, (bottom -= row[key]), name))
    ];
  });
  const key = h("div", {class: "key"}, [...UP, ...DOWN].map(([, name, text]) =>
    h("span", {}, s("svg", {"aria-hidden": "true", width: 12, height: 12}, s("rect", {class: `bar-${name}`, width: 12, height: 12})), text)),
  h("span", {}, s("svg", {"aria-hidden": "true", width: 24, height: 12}, s("path", {class: "net-line", d: "M0,6 H24"}), s("circle", {class: "net-dot", cx: 12, cy: 6, r: 3})), "net"));
  return h("div", {}, key, panel([
    bars, s("line", {class: "mark-axis", x1: 0, x2: "100%", y1: py(0).toFixed(1), y2: py(0).toFixed(1)}),
    stretched(height, ["net-edge", "net-line"].map((kind) => s("path", {class: kind, d: sorted.map((row, i) => `${i ? "L" : "M"}${place(i).toFixed(2)},${py(net(row)).toFixed(1)}`).join("")}))),
    sorted.length <= 40 && sorted.map((row, i) => s("circle", {class: "net-dot", cx: percentOfWidth(place(i)), cy: py(net(row)).toFixed(1), r: 3})),
    ...bottomLabels(sorted.map((row, i) => ({at: place(i), text: month(row.month)})), height + 16, 12)
  ], {
    y, unit: "number", height, label, hasFloor: false, axisHeight: 24, tick: (value) => money(value, {currency}),
    stops: sorted.map((row, i) => ({at: place(i), text: readAt(row, net(row), currency)}))
  }));
}

function readAt(row: MovementRow, net: number, currency: string): Child {
  const part = ([key, , text]: readonly [keyof MovementRow, string, string], sign: string) =>
    Number(row[key]) > 0 && ` · ${text} ${sign}${money(Number(row[key]), {currency})}`;
  return [h("b", {}, month(row.month)), ` · net ${money(net, {currency})}`, UP.map((u) => part(u, "+")), DOWN.map((d) => part(d, "−"))];
}
