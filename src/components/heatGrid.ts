import {h, name} from "./dom.js";
import {countOf, number, percent, percentNumber} from "./format.js";
import {moreRows} from "./moreRows.js";
import type {Domain, Evidence} from "./plot.js";

/** A cell of the grid, by the keys of its row and column. */
export interface HeatCell {
  readonly row: string;
  readonly column: string;
  readonly value: number | null;
  readonly n: number | null;
  /** Said in place of the value under 10. */
  readonly count?: number | null;
  readonly evidence: Evidence;
}

export interface HeatLine {
  readonly key: string;
  /** Null is the unknown segment. */
  readonly label: string | null;
  /** For cohorts: their size, in a column at the left. */
  readonly n?: number | null;
  /** `total` stands apart at the end; `pooled` above all, bold, with its own n beneath each value. */
  readonly kind?: "total" | "pooled";
}

export interface HeatOptions {
  readonly rows: readonly HeatLine[];
  readonly columns: readonly HeatLine[];
  /** The ends of the colour scale, fixed for all grids of the page. */
  readonly domain: Domain;
  readonly corner: string;
  /** What the columns are, over their heads. */
  readonly columnsHead?: string;
  /** True for pairs of segments, where each cell says its n. */
  readonly showsN?: boolean;
  /** What a missing cell means. */
  readonly missing?: "to come" | "none";
  /** How a value is written; default: whole percents. */
  readonly format?: (value: number) => string;
  /** For screen readers. */
  readonly label: string;
  readonly noun?: string;
  /** What stands in a cell that this edition hides; where cells are narrow, a sign that the key explains. */
  readonly hidden?: string;
  /** Rows shown before the reader asks for the rest; default: all. */
  readonly limit?: number;
}

/**
 * A grid of one hue in nine steps with the number in every cell. Indicative cells keep their colour in a foot only, cells under 10 are
 * counts without colour, cells to come are blank with a hairline.
 */
export function heatGrid(cells: readonly HeatCell[], options: HeatOptions): HTMLElement {
  const {rows, columns, corner, columnsHead, label} = options;
  const byPlace = new Map(cells.map((cell) => [`${cell.row}\u0000${cell.column}`, cell]));
  const hasSize = rows.some((row) => row.n !== undefined);
  const place = (row: HeatLine, column: HeatLine) => byPlace.get(`${row.key}\u0000${column.key}`);
  const line = (row: HeatLine) => h("tr", {class: row.kind === "pooled" ? "pool" : row.kind === "total" ? "pool total" : null},
    h("th", {scope: "row"}, name(row.label)), hasSize && h("td", {class: "c"}, row.n === null || row.n === undefined ? null : number(row.n)),
    columns.map((column) => cellOf(place(row, column), column.kind === "total", options)));
  const pooled = rows.filter((row) => row.kind === "pooled");
  const body = h("tbody");
  const more = moreRows(rows, {limit: options.limit ?? Infinity, isKept: ({kind, label: text}) => kind !== undefined || text === null, draw: (list) => body.replaceChildren(
    ...pooled.flatMap((row) => [line(row), h("tr", {class: "of"}, h("th", {scope: "row"}, `of ${options.noun ?? "customers"}`), hasSize && h("td"),
      columns.map((column) => h("td", {}, numberOrNothing(place(row, column)?.n)))), gap(columns.length + (hasSize ? 2 : 1))]),
    ...list.filter((row) => !row.kind).map(line),
    ...list.filter((row) => row.kind === "total").flatMap((row) => [gap(columns.length + (hasSize ? 2 : 1)), line(row)]))});
  const grid = h("div", {class: "scroll", tabindex: 0, role: "region", "aria-label": label},
    h("table", {class: "heat sticky"},
      h("thead", {},
        columnsHead && h("tr", {}, h("td", {}), hasSize && h("td"), h("th", {colspan: columns.length, scope: "colgroup", style: "text-align:left"}, columnsHead)),
        h("tr", {}, h("th", {scope: "col"}, corner), hasSize && h("th", {scope: "col", class: "c"}, "n"),
          columns.map((column) => h("th", {scope: "col", class: column.kind === "total" ? "edge" : null}, name(column.label))))),
      body));
  return more ? h("div", {}, grid, more) : grid;
}

/** The colour scale with its ends, and what the other looks mean. */
export function heatKey(
  domain: Domain, {noun = "deals", toCome = false, openEnds = false, counts = true, format = percent, hidden = null}: {
    noun?: string;
    toCome?: boolean;
    /** True where values lie beyond the ends. */
    openEnds?: boolean;
    /** False where every cell is coloured, however few it rests on. */
    counts?: boolean;
    format?: (value: number) => string;
    /** The sign of a hidden cell, where there are any. */
    hidden?: string | null;
  } = {}
): HTMLElement {
  return h("div", {class: "key"},
    h("div", {class: "seqkey"}, h("span", {}, `${format(domain[0])}${openEnds && domain[0] > 0 ? " or less" : ""}`),
      h("div", {}, Array.from({length: 9}, (_, k) => h("i", {class: `step-${k}`}))), h("span", {}, `${format(domain[1])}${openEnds && domain[1] !== 1 ? " or more" : ""}`)),
    counts && h("span", {}, h("i", {class: "foot"}), `10 to 29 ${noun}`),
    toCome && h("span", {}, h("i", {class: "to-come"}), "still to come"),
    counts && h("span", {}, "no colour: under 10"),
    hidden && h("span", {}, `${hidden} hidden in this edition`));
}

function cellOf(cell: HeatCell | undefined, isTotal: boolean, {domain, missing = "none", showsN = false, format = percentNumber, hidden = "hidden"}: HeatOptions): HTMLTableCellElement {
  const edge = isTotal ? "edge" : null;
  if (!cell) return h("td", {class: [edge, missing === "to come" ? "blank" : null].filter(Boolean).join(" ") || null}, missing === "to come" ? null : "·");
  if (cell.n === null) return h("td", {class: edge, title: "hidden: it rests on too few"}, hidden);
  if (cell.value === null || cell.evidence === "count_only") {
    return h("td", {class: edge}, typeof cell.count === "number" ? h("span", {class: "nb"}, showsN ? countOf(cell.count, cell.n) : `${number(cell.count)}/${number(cell.n)}`) : "·");
  }
  const step = Math.min(8, Math.max(0, Math.floor((9 * (cell.value - domain[0])) / (domain[1] - domain[0] || 1))));
  const look = cell.evidence === "indicative" ? `foot-${step}` : `step-${step}`;
  return h("td", {class: [edge, look].filter(Boolean).join(" ")}, showsN ? [format(cell.value), "\u202f%\u00a0", h("span", {class: "tag"}, `n\u00a0${number(cell.n)}`)] : format(cell.value));
}

function gap(columns: number): HTMLTableRowElement {
  return h("tr", {class: "gap"}, h("td", {colspan: columns}));
}

function numberOrNothing(n: number | null | undefined): string | null {
  return typeof n === "number" ? number(n) : null;
}
