import {h, s, uid} from "./dom.js";
import {percent, percentNumber} from "./format.js";
import {percentOfWidth} from "./plot.js";

/** One bar: what is shared out (`Wins`), its total in words (`200`), and the share of each tier; null where it is hidden in this edition. */
export interface SharesRow {
  readonly label: string;
  readonly total: string;
  readonly tier_1: number | null;
  readonly tier_2: number | null;
  readonly tier_3: number | null;
  readonly unknown: number | null;
}

/** Of which every share is known. */
interface WholeRow extends SharesRow {
  readonly tier_1: number;
  readonly tier_2: number;
  readonly tier_3: number;
  readonly unknown: number;
}

const STEP = 42, TOP = 22, BAR = 26;

/** Tier shares as aligned bars: the edges are joined from bar to bar, so the slope of tier 1's edge shows what it captures. A total of which a share is hidden has no bar: the others would stand at wrong places, and it would look like 0. */
export function tierShares(rows: readonly SharesRow[]): HTMLElement {
  const height = TOP + STEP * rows.length - (STEP - BAR) + 6;
  const hatch = uid("hatch");
  const label = rows.map((row) => !isWhole(row) ? `${row.label}: not drawn, one tier rests on too few to show` : `${row.label}: tier 1 ${percent(row.tier_1)}, tier 2 ${percent(row.tier_2)}, tier 3 ${percent(row.tier_3)}, unknown ${percent(row.unknown)}`).join("; ");
  return h("div", {class: "shares"},
    s("svg", {"aria-hidden": "true", width: "100%", height}, rows.map((row, i) => [
      s("text", {class: "bar-label", x: 0, y: TOP + STEP * i + 13}, row.label), s("text", {class: "mark-text tick", x: 0, y: TOP + STEP * i + 28}, row.total)])),
    s("svg", {role: "img", "aria-label": label, width: "100%", height},
      s("defs", {}, s("pattern", {id: hatch, width: 5, height: 5, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)"},
        s("rect", {class: "hatch-ground", width: 5, height: 5}), s("path", {class: "hatch-line", d: "M0,0 V5", "stroke-width": 2.4}))),
      heads(rows.filter(isWhole)), rows.map((row, i) => isWhole(row) ? [joins(row, rows[i + 1], i), bar(row, TOP + STEP * i, hatch)]
        : s("text", {class: "mark-text tick", x: 0, y: TOP + STEP * i + 18}, "not drawn: one tier rests on too few to show"))));
}

function isWhole(row: SharesRow): row is WholeRow {
  return [row.tier_1, row.tier_2, row.tier_3, row.unknown].every((share) => share !== null);
}

function edges(row: WholeRow): number[] {
  const a = 100 * row.tier_1, b = a + 100 * row.tier_2;
  return [0, a, b, b + 100 * row.tier_3, 100];
}

function bar(row: WholeRow, y: number, hatch: string): SVGElement[] {
  const at = edges(row);
  const shares = [row.tier_1, row.tier_2, row.tier_3];
  const piece = (k: number, extra: Record<string, string>) => s("rect", {x: percentOfWidth(at[k]!), y, width: percentOfWidth(Math.max(0, at[k + 1]! - at[k]!)), height: BAR, ...extra});
  return [
    ...shares.flatMap((share, k) => share <= 0 ? [] : [
      piece(k, {class: `tier-${k + 1}`}),
      ...(k ? [s("line", {class: "cut", x1: percentOfWidth(at[k]!), x2: percentOfWidth(at[k]!), y1: y, y2: y + BAR})] : []),
      ...(share >= 0.045 ? [s("text", {class: `share share-${k + 1}`, x: percentOfWidth((at[k]! + at[k + 1]!) / 2), y: y + 18, "text-anchor": "middle"}, percentNumber(share), s("tspan", {class: "unit-s"}, "\u202f%"))] : [])
    ]),
    ...(row.unknown > 0 ? [piece(3, {class: "tier-unknown", fill: `url(#${hatch})`})] : []),
    // Beside the bar there is room for three figures.
    s("text", {class: "mark-text", x: "100%", dx: 7, y: y + 17}, row.unknown >= 0.01 ? percent(row.unknown) : row.unknown > 0 ? `<${percent(0.01)}` : "")
  ];
}

/** The edges from this bar to the next. */
function joins(row: WholeRow, next: SharesRow | undefined, i: number): SVGElement[] {
  if (!next || !isWhole(next)) return [];
  const [from, to] = [edges(row), edges(next)];
  return [1, 2, 3].map((k) => s("line", {
    class: `edge-${k}`, x1: percentOfWidth(from[k]!), x2: percentOfWidth(to[k]!), y1: TOP + STEP * i + BAR, y2: TOP + STEP * (i + 1)
  }));
}

function heads(rows: readonly WholeRow[]): SVGElement[] {
  const first = rows[0];
  if (!first) return [];
  const at = edges(first);
  const names = ["Tier 1", "Tier 2", "Tier 3"].flatMap((name, k) => (at[k + 1]! - at[k]! < 7 ? [] : [s("text", {class: "mark-text", x: percentOfWidth((at[k]! + at[k + 1]!) / 2), y: 12, "text-anchor": "middle"}, name)]));
  return rows.some((row) => row.unknown > 0) ? [...names, s("text", {class: "mark-text tick", x: "100%", dx: 44, y: 12, "text-anchor": "end"}, "Unknown")] : names;
}
