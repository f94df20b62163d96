import {h, name} from "./dom.js";
import {money, NONE, number, percent} from "./format.js";
import {moreRows} from "./moreRows.js";
import {ground, linear, mark, niceDomain, plotCell, type Scale} from "./plot.js";

/** A row with one value for each factor; null where it is unknown. */
export interface FactorRow {
  /** Null is the unknown segment. */
  readonly label: string | null;
  readonly values: readonly (number | null)[];
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
export function factorRows(rows: readonly FactorRow[], {heading, factors, currency = null, label}: {
  readonly heading: string; readonly factors: readonly Factor[]; readonly currency?: string | null; readonly label: string;
}): HTMLElement {
  if (!rows.length) return h("p", {class: "note"}, `No ${heading.toLowerCase()} to show.`);
  const all = rows.find((row) => row.kind === "all");
  const scales = factors.map((factor, j) => linear(niceDomain([0, ...rows.filter((row) => !(factor.isSum && row.kind === "all")).map((row) => row.values[j])], {within: factor.format === "percent" ? [0, 1] : [0, Infinity], count: 2}), 2));
  const line = (row: FactorRow) => h("tr", {class: row.kind === "all" ? "all" : row.kind === "unknown" ? "unk" : row.isIndicative ? "ind" : null},
    h("th", {scope: "row"}, name(row.label)),
    factors.map((factor, j) => cells(row, j, factor, scales[j]!, factor.isSum ? null : all?.values[j] ?? null, currency)));
  const body = h("tbody");
  const more = moreRows(rows, {limit: 30, isKept: ({kind}) => kind === "all" || kind === "unknown", draw: (list) => body.replaceChildren(...list.map(line))});
  return h("div", {}, h("div", {class: "scroll", tabindex: 0, role: "region", "aria-label": label},
    h("table", {class: "factors sticky", style: `--factors: ${factors.length}`},
      h("colgroup", {}, h("col", {style: "width:8.5rem"}), factors.map((factor) => [h("col", {style: `width:${factor.format === "money" ? 4.2 : 3.2}rem`}), h("col")])),
      h("thead", {}, h("tr", {}, h("th", {scope: "col", class: "dt"}, heading), factors.map((factor) => h("th", {scope: "col", colspan: 2}, factor.sign && h("span", {class: "sign"}, `${factor.sign} `), factor.label)))),
      body)),
    more);
}

function cells(row: FactorRow, j: number, {format, isSum = false}: Factor, scale: Scale, reference: number | null, currency: string | null): HTMLElement[] {
  const value = row.values[j] ?? null;
  return [
    h("td", {class: "v"}, value === null ? NONE : format === "percent" ? percent(value) : format === "money" ? money(value, {currency, isInColumn: true}) : number(value, format === "number" && value < 10 ? 1 : 0)),
    plotCell(26, ground(scale, 0, 26, reference), isSum && row.kind === "all" ? [] : mark(scale, value, 13, row.isIndicative || row.kind === "unknown" ? "ring" : "dot"))
  ];
}
