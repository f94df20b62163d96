import {h, name, type Child} from "./dom.js";
import {countOf, number, percent, percentNumber, sampleSizes} from "./format.js";
import {moreRows} from "./moreRows.js";
import {indicativeText, type Domain, type Evidence} from "./plot.js";

/** A cell of the grid, by the keys of its row and column. */
export interface HeatCell {
  readonly row: string;
  readonly column: string;
  readonly value: number | null;
  readonly n: number | null;
  /** Said in place of the value of too few. */
  readonly count?: number | null;
  readonly evidence: Evidence;
  /** How the value differs from all others, where it does beyond chance. */
  readonly signal?: "more" | "less" | null;
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
  /** The ends of the colour scale, fixed for all grids of the page; null: values of different size, that no colour compares. */
  readonly domain: Domain | null;
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
  /** The columns that stay where only `most` have room; without it, a grid that is too wide for a phone becomes a list there. */
  readonly thin?: (columns: readonly HeatLine[], most: number) => readonly HeatLine[];
}

/**
 * A grid of one hue in nine steps with the number in every cell. Indicative cells keep their colour in a foot only, cells of too few are
 * counts without colour, cells to come are blank with a hairline.
 */
export function heatGrid(cells: readonly HeatCell[], given: HeatOptions): HTMLElement {
  const {rows, columns, corner, columnsHead, label, thin} = given;
  const byPlace = new Map(cells.map((cell) => [`${cell.row}\u0000${cell.column}`, cell]));
  const hasSize = rows.some((row) => row.n !== undefined);
  const {inline, phone, most} = needs(cells, given, hasSize);
  const kept = thin && phone > PHONE ? new Set(thin(columns, most)) : null;
  const lesser = (column: HeatLine) => kept && !kept.has(column) && "lesser";
  const options = {...given, isListed: phone > PHONE && !thin};
  const place = (row: HeatLine, column: HeatLine) => byPlace.get(`${row.key}\u0000${column.key}`);
  const line = (row: HeatLine) => h("tr", {class: row.kind === "pooled" ? "pool" : row.kind === "total" ? "pool total" : null},
    h("th", {scope: "row"}, name(row.label)), hasSize && h("td", {class: "c"}, row.n === null || row.n === undefined ? null : number(row.n)),
    columns.map((column) => cellOf(place(row, column), column, lesser(column), options)));
  const pooled = rows.filter((row) => row.kind === "pooled");
  const body = h("tbody");
  const more = moreRows(rows, {limit: options.limit ?? Infinity, isKept: ({kind, label: text}) => kind !== undefined || text === null, draw: (list) => body.replaceChildren(
    ...pooled.flatMap((row) => [line(row), h("tr", {class: "of"}, h("th", {scope: "row"}, `of ${options.noun ?? "customers"}`), hasSize && h("td"),
      columns.map((column) => h("td", {class: lesser(column)}, numberOrNothing(place(row, column)?.n)))), gap(columns.length + (hasSize ? 2 : 1))]),
    ...list.filter((row) => !row.kind).map(line),
    ...list.filter((row) => row.kind === "total").flatMap((row) => [gap(columns.length + (hasSize ? 2 : 1)), line(row)]))});
  const grid = h("div", {class: "scroll", tabindex: 0, role: "region", "aria-label": label},
    h("table", {"aria-label": label, class: `heat sticky${options.isListed ? " cells" : ""}${given.showsN && inline > TABLET ? " tall" : ""}`},
      h("thead", {},
        columnsHead && h("tr", {}, h("td", {}), hasSize && h("td"), h("th", {colspan: columns.length, scope: "colgroup", style: "text-align:left"}, columnsHead)),
        h("tr", {}, h("th", {scope: "col"}, corner), hasSize && h("th", {scope: "col", class: "c"}, "n"),
          columns.map((column) => h("th", {scope: "col", class: classes(column.kind === "total" && "edge", lesser(column))}, name(column.label))))),
      body),
    kept && h("p", {class: "note narrow"}, `${number(kept.size)} of ${number(columns.length)} columns fit here; the table and the CSV have all.`));
  return more ? h("div", {}, grid, more) : grid;
}

/** The scale of rates from 0 to the highest; where most is won it is the whole, since half of it would be one dark field. */
export function heatDomain(cells: readonly HeatCell[]): Domain {
  const most = Math.max(0.1, ...cells.filter(({evidence}) => evidence !== "count_only").map(({value}) => value ?? 0));
  return [0, most > 0.6 ? 1 : most];
}

/** The colour scale with its ends, and what the other looks mean. */
export function heatKey(
  domain: Domain | null, {noun = "deals", toCome = false, openEnds = false, signals = false, hidden = null}: {
    noun?: string;
    toCome?: boolean;
    /** True where values lie beyond the ends. */
    openEnds?: boolean;
    /** True where cells are marked that differ from all others beyond chance. */
    signals?: boolean;
    /** The sign of a hidden cell, where there are any. */
    hidden?: string | null;
  } = {}
): HTMLElement {
  return h("div", {class: "key"},
    domain && h("div", {class: "seqkey"}, h("span", {}, `${percent(domain[0])}${openEnds && domain[0] > 0 ? " or less" : ""}`),
      h("div", {}, Array.from({length: 9}, (_, k) => h("i", {class: `step-${k}`}))), h("span", {}, `${percent(domain[1])}${openEnds && domain[1] !== 1 ? " or more" : ""}`)),
    domain && indicativeText(noun) !== null && h("span", {}, h("i", {class: "foot"}), indicativeText(noun)),
    toCome && h("span", {}, h("i", {class: "to-come"}), "still to come"),
    domain && h("span", {}, `no colour: under ${number(sampleSizes().few)}`),
    signals && h("span", {}, "▲ more, ▼ less often than all others, beyond chance"),
    hidden && h("span", {}, `${hidden} hidden in this edition`));
}

function cellOf(
  cell: HeatCell | undefined, column: HeatLine, lesser: string | false | null, {domain, missing = "none", showsN = false, format = percentNumber, hidden = "hidden", isListed}: HeatOptions & {readonly isListed: boolean}
): HTMLTableCellElement {
  const draw = (look: string | null, ...text: Child[]) => h("td", {
    class: classes(column.kind === "total" && "edge", lesser, look), "data-label": isListed && (column.label ?? "Unknown"), title: cell?.n === null ? "hidden: it rests on too few" : null
  }, ...text);
  if (!cell) return missing === "to come" ? draw("blank") : draw("nothing", "·");
  if (cell.n === null) return draw(null, hidden);
  if (cell.value === null || cell.evidence === "count_only") {
    return typeof cell.count === "number" ? draw(null, h("span", {}, showsN ? countOf(cell.count, cell.n).replaceAll("\u00a0", " ") : `${number(cell.count)}/${number(cell.n)}`)) : draw("nothing", "·");
  }
  const step = domain && Math.min(8, Math.max(0, Math.floor((9 * (cell.value - domain[0])) / (domain[1] - domain[0] || 1))));
  const look = classes(step !== null && `${cell.evidence === "indicative" ? "foot" : "step"}-${step}`, cell.signal && "sig");
  return draw(look, ...(cell.signal ? [cell.signal === "more" ? "▲\u00a0" : "▼\u00a0"] : []), ...(showsN ? [format(cell.value), "\u202f%\u00a0", h("span", {class: "tag"}, `n\u00a0${number(cell.n)}`)] : [format(cell.value)]));
}

/** What the narrowest phone and a tablet leave to a figure, in rem. */
const PHONE = 20.5, TABLET = 46;

/** About how wide a grid is, in rem, from the lengths of its texts: with n beside each value, and on a phone with n beneath and words broken; and how many columns a phone has room for. */
function needs(cells: readonly HeatCell[], {rows, columns, showsN = false, format = percentNumber}: HeatOptions, hasSize: boolean): {inline: number; phone: number; most: number} {
  const longest = (texts: readonly string[]) => Math.max(0, ...texts.map((text) => text.length));
  const words = (lines: readonly HeatLine[], most: number) => Math.min(most, 0.1 + 0.88 * LETTER * longest(lines.flatMap(({label}) => (label ?? "Unknown").split(/[\s\u2013-]/))));
  const size = hasSize ? 0.6 + LETTER * longest(rows.map((row) => number(row.n ?? 0))) : 0;
  const byColumn = new Map<string, HeatCell[]>(columns.map(({key}) => [key, []]));
  for (const cell of cells) byColumn.get(cell.column)?.push(cell);
  const widths = columns.map((column) => {
    const own = byColumn.get(column.key)!;
    const values = longest(own.map(({value, count, n, evidence, signal}) => value !== null && evidence !== "count_only" ? `${signal ? "▲ " : ""}${format(value)}` : showsN || typeof count !== "number" ? "" : `${number(count)}/${number(n ?? 0)}`));
    const sizes = longest(own.map(({n}) => number(n ?? 0)));
    return {
      inline: 0.5 + LETTER * (showsN ? 5 + values + sizes : values), phone: Math.max(1.9, 0.25 + LETTER * (showsN ? Math.max(values + 2, 0.92 * (sizes + 1.5)) : Math.max(values, hasPooled(rows) ? sizes - 1 : 0)), showsN ? words([column], 4) : 0)
    };
  });
  // The name of a cohort is short and stays on one line; that of a segment may break.
  const label = hasSize ? 0.4 + LETTER * longest(rows.flatMap((row) => row.kind === "pooled" ? [] : [row.label ?? "Unknown"])) : words(rows, 6.6);
  const sum = (texts: readonly number[]) => texts.reduce((total, width) => total + width, 0);
  return {
    inline: 0.5 + Math.min(14, LETTER * longest(rows.map((row) => row.label ?? "Unknown"))) + size + sum(widths.map((width) => width.inline)), phone: label + size + sum(widths.map((width) => width.phone)),
    most: Math.floor((PHONE - label - size) / Math.max(...widths.map((width) => width.phone)))
  };
}

/** A letter or digit of 13 px, in rem. */
const LETTER = 0.45;

function hasPooled(rows: readonly HeatLine[]): boolean {
  return rows.some(({kind}) => kind === "pooled");
}

function classes(...names: (string | false | null | undefined)[]): string | null {
  return names.filter(Boolean).join(" ") || null;
}

function gap(columns: number): HTMLTableRowElement {
  return h("tr", {class: "gap"}, h("td", {colspan: columns}));
}

function numberOrNothing(n: number | null | undefined): string | null {
  return typeof n === "number" ? number(n) : null;
}
