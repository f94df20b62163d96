import {h, name, s} from "./dom.js";
import {money, NONE, number, percent} from "./format.js";
import {moreRows} from "./moreRows.js";
import {ground, interval, lengthOf, linear, mark, niceDomain, percentOfWidth, plotCell, type Scale} from "./plot.js";

/** A row with one value for each factor; null where it is unknown. */
export interface FactorRow {
  /** Null is the unknown segment. */
  readonly label: string | null;
  readonly values: readonly (number | null)[];
  /** The interval of each factor that has one. */
  readonly ranges?: readonly (readonly [number | null, number | null] | null)[];
  /** What the values rest on; null where it is hidden in this edition. */
  readonly n: number | null;
  /** `all` is the reference of every scale. */
  readonly kind?: "segment" | "unknown" | "all";
  readonly isIndicative?: boolean;
}

export interface Factor {
  readonly label: string;
  readonly format: "number" | "percent" | "money" | "days";
  /** True where all is the sum of the others, and so no measure to set them against. */
  readonly isSum?: boolean;
  /** The sign between this factor and the one before it. */
  readonly sign?: "×" | "÷" | "=";
}

/** Several measures of the same rows, each on a small scale of its own from 0, with the total as the line through it: how a product comes about. */
export function factorRows(rows: readonly FactorRow[], {heading, nHead, factors, currency = null, label}: {
  readonly heading: string; readonly nHead: string; readonly factors: readonly Factor[]; readonly currency?: string | null; readonly label: string;
}): HTMLElement {
  if (!rows.length) return h("p", {class: "note"}, `No ${heading.toLowerCase()} to show.`);
  const all = rows.find((row) => row.kind === "all");
  const scales = factors.map((factor, j) => linear(niceDomain([0, ...rows.filter((row) => !(factor.isSum && row.kind === "all")).flatMap((row) => [row.values[j], row.isIndicative ? null : row.ranges?.[j]?.[1]])], {within: factor.format === "percent" ? [0, 1] : [0, Infinity], count: 2}), 2));
  const line = (row: FactorRow) => h("tr", {class: row.kind === "all" ? "all" : row.kind === "unknown" ? "unk" : row.isIndicative ? "ind" : null},
    h("th", {scope: "row"}, name(row.label)), h("td", {class: "n", "data-label": nHead.toLowerCase()}, row.n === null ? "hidden" : number(row.n)),
    factors.map((factor, j) => cells(row, j, factor, scales[j]!, factor.isSum ? null : all?.values[j] ?? null, currency)));
  const body = h("tbody");
  const more = moreRows(rows, {limit: 30, isKept: ({kind}) => kind === "all" || kind === "unknown", draw: (list) => body.replaceChildren(...list.map(line))});
  return h("div", {}, h("div", {class: "scroll", tabindex: 0, role: "region", "aria-label": label},
    h("table", {class: "factors sticky", style: `--factors: ${factors.length}`},
      h("colgroup", {}, h("col", {style: `width:max(8.5rem, min(${(0.5 * Math.max(...rows.map((row) => lengthOf(row.label ?? ""))) + 0.6).toFixed(1)}rem, 16cqi))`}), h("col", {style: "width:3rem"}), factors.map((factor) => [h("col", {style: `width:${factor.format === "money" ? 4.2 : 3.2}rem`}), h("col")])),
      h("thead", {},
        h("tr", {}, h("th", {scope: "col", class: "dt"}, heading), h("th", {scope: "col", class: "n"}, nHead), factors.map((factor) => h("th", {scope: "col", colspan: 2}, factor.sign && h("span", {class: "sign"}, `${factor.sign} `), factor.label))),
        h("tr", {class: "axes"}, h("td", {colspan: 2}), factors.map(({format}, j) => [h("td"), ends(scales[j]!, (value) => (format === "money" ? money(value, {currency}) : text(value, format, currency)))]))),
      body)),
    more);
}

function text(value: number, format: Factor["format"], currency: string | null): string {
  return format === "percent" ? percent(value) : format === "money" ? money(value, {currency, isInColumn: true}) : number(value, format === "number" && value < 10 ? 1 : 0);
}

/** A small scale says its ends. */
function ends(scale: Scale, text: (value: number) => string): HTMLTableCellElement {
  return plotCell(14, [0, scale.ticks.at(-1)!].map((tick) => s("text", {class: "mark-text tick", x: percentOfWidth(scale(tick)), y: 10, "text-anchor": tick === 0 ? "middle" : "end"}, tick === 0 ? number(0) : text(tick))));
}

function cells(row: FactorRow, j: number, {format, isSum = false}: Factor, scale: Scale, reference: number | null, currency: string | null): HTMLElement[] {
  const value = row.values[j] ?? null;
  const [low, high] = row.ranges?.[j] ?? [null, null];
  return [
    h("td", {class: "v"}, value === null ? NONE : text(value, format, currency)),
    plotCell(26, ground(scale, 0, 26, reference), isSum && row.kind === "all" ? null : s("g", {class: row.isIndicative ? "indicative" : null}, interval(scale, low, high, 13), mark(scale, value, 13, row.isIndicative || row.kind === "unknown" ? "ring" : "dot")))
  ];
}
