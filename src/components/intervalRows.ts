import {h, hiddenText, name, s, type Child} from "./dom.js";
import {countOf, NONE, number, percent, percentRange, points, pointsWithRange, ratioRange, rate, sampleSizes} from "./format.js";
import {
  axis, groundThrough, indicativeText, interval, isIndicative, labelColumn, linear, logarithmic, mark, niceDomain, plotCell, ratioDomain, swatch, valueText,
  type Domain, type Evidence, type Scale, type Unit
} from "./plot.js";
import {readableRows, sortButton, type Sort} from "./rowTools.js";

/** A row of the interval table: a value with its interval and n, and how it differs from the rest. */
export interface IntervalRow {
  /** Null is the unknown segment. */
  readonly label: string | null;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** What the value rests on; null where it is hidden in this edition. */
  readonly n: number | null;
  /** The numerator, said in place of a rate where n is small. */
  readonly count?: number | null;
  readonly evidence: Evidence;
  /** The value steadied for small samples, drawn as a dot in or beside the ring. */
  readonly steadied?: number | null;
  /** Against the rest, with its interval, in the unit's own terms (shares for percent). */
  readonly difference?: number | null;
  readonly difference_low?: number | null;
  readonly difference_high?: number | null;
  /** True where the adjusted comparison falls on the other side; `adjusted` is where it is drawn. */
  readonly is_reversed?: boolean | null;
  readonly adjusted?: number | null;
  /** `unknown` comes last without a test; `all` is the total. */
  readonly kind?: "segment" | "unknown" | "all";
  /** A page about this row. */
  readonly href?: string | null;
  /** Replaces the reading in words, such as `too young to judge`. */
  readonly reading?: string | null;
}

export interface IntervalOptions {
  /** What the rows are, such as `Industry`. */
  readonly heading: string;
  readonly valueHead?: string;
  readonly nHead?: string;
  readonly readingHead?: string;
  /** What the line through a value spans; default: its 95 % interval. */
  readonly rangeHead?: string;
  readonly unit?: Unit;
  /** The common scale of several tables; default: from these rows. */
  readonly domain?: Domain;
  /** The one reference line, such as the base rate. */
  readonly reference?: {readonly value: number | null; readonly label: string} | null;
  /** What an indicative row rests on, in words. */
  readonly noun?: string;
  /** The order: `low` is by the lower limit, `given` keeps the rows as they come. */
  readonly order?: "low" | "given";
  /** The names of several tables on one scale, whose plots are to stand below each other; default: of these rows. */
  readonly labels?: readonly (string | null)[];
  /** Widths of the label's and the reading's column in rem, where their texts need more or there is little room. */
  readonly labelWidth?: number;
  readonly readingWidth?: number;
  /** Rows shown before the reader asks for the rest. */
  readonly limit?: number;
}

/**
 * The table with a plot in it: label, value, interval, n, plot, reading. The ring is the value as counted, the small dot the steadied
 * one; dashes and lighter ink are few (10 to 29 by default), a count alone too few. Headings sort; arrow keys walk the rows, and the
 * line beneath says the row in full.
 */
export function intervalRows(rows: readonly IntervalRow[], options: IntervalOptions): HTMLElement {
  const {heading, valueHead = "Value", nHead = "n", readingHead = "Against the rest, points", rangeHead = "95\u202f%", unit = "percent", reference = null, limit = 30} = options;
  if (!rows.length) return h("p", {class: "note"}, `No ${heading.toLowerCase()} to show.`);
  const scale = scaleOf(rows, options);
  const ref = typeof reference?.value === "number" ? {value: reference.value, label: reference.label, y: 10} : null;
  const hasReading = rows.some((row) => row.difference !== undefined || row.reading !== undefined);
  const body = h("tbody");
  const more = h("p", {class: "more tools"});
  const rest = h("div", {}, more, h("p", {class: "note paper"}, `The first ${number(limit)} of ${number(rows.length)}.`));
  let sort: Sort = {key: options.order === "given" ? "given" : "low", isDescending: true};
  let isWhole = rows.length <= limit + 3;

  const heads = {
    label: h("th", {scope: "col", class: "dt"}),
    value: h("th", {scope: "col", class: "r"}),
    low: h("th", {scope: "col", class: "r"}),
    n: h("th", {scope: "col", class: "r nh"})
  };
  const texts = {label: heading, value: valueHead, low: rangeHead, n: nHead};
  const draw = () => {
    for (const key of ["label", "value", "low", "n"] as const) {
      sortButton(heads[key], texts[key], key, sort, (next) => {
        sort = next;
        draw();
      });
    }
    const sorted = sortedRows(rows, sort);
    const shown = isWhole ? sorted : sorted.slice(0, limit);
    body.replaceChildren(...shown.map((row) => rowOf(row, scale, options, ref?.value ?? null, hasReading)));
    readout.update();
  };
  const readout = readableRows(body, (i) => describe((isWhole ? sortedRows(rows, sort) : sortedRows(rows, sort).slice(0, limit))[i]!, options));
  draw();
  if (!isWhole) {
    const button = h("button", {type: "button"}, `Show all ${number(rows.length)}`);
    button.addEventListener("click", () => {
      isWhole = true;
      rest.remove();
      draw();
    });
    more.append(button);
  }
  const table = h("table", {class: "rows", "aria-label": `${heading}: ${valueHead}`},
    h("colgroup", {}, h("col", {style: options.labelWidth ? `width:min(${options.labelWidth}rem, 30cqi)` : labelColumn(options.labels ?? rows.map(({label}) => label), 9.5)}), h("col", {style: "width:3.9rem"}), h("col", {style: "width:5.6rem"}), h("col", {style: "width:4.8rem"}),
      h("col"), hasReading && h("col", {style: `width:min(${options.readingWidth ?? 12.5}rem, ${options.readingWidth ? 18 : 26}cqi)`})),
    h("thead", {}, h("tr", {}, heads.label, heads.value, heads.low, heads.n,
      h("td", {class: "pl"}, axis(scale, {unit, height: ref ? 32 : 20, y: ref ? 27 : 15, reference: ref})),
      hasReading && h("th", {scope: "col", class: "dh"}, readingHead))),
    body);
  return h("div", {class: "dim"}, table, readout.element, isWhole ? null : rest);
}

/** The scale that several tables share. Wide intervals of few deals do not stretch it: they end in arrows. */
export function intervalDomain(rows: readonly IntervalRow[], unit: Unit = "percent", reference: number | null = null): Domain {
  const firm = rows.filter((row) => (row.evidence === "shown" || row.evidence === "signal") && !isIndicative(row));
  const drawn = rows.filter((row) => row.evidence !== "count_only");
  const values = [...(firm.length ? firm : drawn).flatMap((row) => [row.low, row.high]), ...drawn.flatMap((row) => [row.value, row.steadied]), reference];
  if (unit === "ratio") return ratioDomain(values);
  return niceDomain(values, unit === "percent" ? {within: [0, Math.max(1, ...values.map((v) => Math.ceil(10 * (v ?? 0)) / 10))]} : {});
}

/** What the marks mean, for above the first table. */
export function intervalKey({steadied = true, reversed = false}: {steadied?: boolean; reversed?: boolean} = {}): HTMLElement {
  const indicative = indicativeText("deals");
  return h("div", {class: "key"},
    h("span", {}, swatch(34, keyLine(), s("circle", {class: "mark-ring", cx: 17, cy: 7, r: 4.5})), "as counted, 95\u202f%"),
    steadied && h("span", {}, swatch(12, s("circle", {class: "mark-dot", cx: 6, cy: 7, r: 3.25})), "steadied for small samples"),
    indicative && h("span", {class: "indicative"}, swatch(34, keyLine()), indicative),
    reversed && h("span", {}, swatch(12, s("path", {class: "reverse", d: "M6,1.5 L11.5,7 L6,12.5 L0.5,7 Z"})), "adjusted, where it reverses"));
}

function keyLine(): SVGLineElement {
  return s("line", {class: "mark-line", x1: 0, y1: 7, x2: 34, y2: 7});
}

function scaleOf(rows: readonly IntervalRow[], {domain, unit = "percent", reference}: IntervalOptions): Scale {
  const range = domain ?? intervalDomain(rows, unit, reference?.value ?? null);
  return unit === "ratio" ? logarithmic(range) : linear(range, unit === "index" ? 4 : 6);
}

function rowOf(row: IntervalRow, scale: Scale, {unit = "percent", noun = "deals"}: IntervalOptions, reference: number | null, hasReading: boolean): HTMLTableRowElement {
  const isUnknown = row.kind === "unknown" || row.label === null;
  const isCount = row.evidence === "count_only" || row.n === null;
  const isFaint = isCount || row.evidence === "indicative";
  const kind = isUnknown ? (isFaint ? "unk ind" : "unk") : row.kind === "all" ? "all" : isFaint ? "ind" : row.evidence === "signal" ? "sig" : "";
  const label = name(row.label);
  const marks = isCount ? [] : [
    ...interval(scale, row.low, row.high, 15),
    ...mark(scale, row.value, 15, row.steadied === undefined ? (isIndicative(row) ? "ring" : "dot") : "ring"),
    ...mark(scale, row.steadied, 15, "small"),
    ...(row.is_reversed ? mark(scale, row.adjusted, 15, "diamond") : [])
  ];
  return h("tr", {class: kind || null},
    h("th", {scope: "row"}, row.href ? h("a", {href: row.href}, label) : label),
    h("td", {class: "v"}, isCount ? countText(row) : valueText(row.value, unit)),
    h("td", {class: "ci"}, isCount ? null : rangeText(row, unit)),
    h("td", {class: "n"}, row.n === null ? null : number(row.n)),
    plotCell(30, groundThrough(scale, 30, reference), isCount
      ? s("text", {class: "mark-text tick halo", x: "50%", y: 19, "text-anchor": "middle"}, row.n === null ? "hidden: too few to show" : `too few ${noun}${unit === "percent" ? " for a rate" : ""}`)
      : s("g", {class: isIndicative(row) ? "indicative" : null, style: isUnknown ? "--c: var(--rest)" : null}, marks)),
    hasReading && readingCell(row, isCount, isUnknown, noun));
}

function readingCell(row: IntervalRow, isCount: boolean, isUnknown: boolean, noun: string): HTMLTableCellElement {
  const reading: Child = row.reading ? row.reading
    : row.kind === "all" || isCount ? null
    : isUnknown ? h("span", {class: "tag"}, "no test")
    : row.evidence === "indicative" ? h("span", {class: "tag"}, ["indicative", indicativeText(noun)].filter(Boolean).join(", "))
    : row.evidence === "signal" ? signalText(row)
    : [h("span", {class: "eq"}, "= no difference"), row.is_reversed && ", ⇄ reverses adjusted"];
  return h("td", {class: row.evidence === "signal" || row.is_reversed || row.reading ? "d keep" : "d"}, reading);
}

function signalText(row: IntervalRow): Child {
  const isMore = (row.difference ?? 0) > 0;
  return [
    h("span", {class: isMore ? "up" : "down"}, isMore ? "▲ more" : "▼ less"), " ",
    row.is_reversed ? "⇄ reverses adjusted" : pointsWithRange(row.difference, row.difference_low, row.difference_high)
  ];
}

function countText(row: IntervalRow): string {
  if (row.n === null) return NONE;
  return typeof row.count === "number" ? countOf(row.count, row.n) : NONE;
}

function rangeText(row: IntervalRow, unit: Unit): string {
  if (typeof row.low !== "number" || typeof row.high !== "number") return "";
  if (unit === "percent") return percentRange(row.low, row.high);
  if (unit === "points") return `${points(row.low)} to ${points(row.high)}`;
  return unit === "ratio" || unit === "index" ? ratioRange(row.low, row.high) : `${number(row.low)}–${number(row.high)}`;
}

/** The whole row as one line, for hover and focus. */
function describe(row: IntervalRow, {unit = "percent", nHead = "n"}: IntervalOptions): Child {
  if (row.n === null) return [h("b", {}, name(row.label)), ": hidden in this edition, because it rests on too few"];
  const isRate = unit === "percent";
  const what = isRate ? rate(row) : `${valueText(row.value, unit)} (${rangeText(row, unit)}), n\u00a0${number(row.n)}`;
  return [
    h("b", {}, name(row.label)), `: ${what} ${nHead.toLowerCase() === "n" ? "" : nHead.toLowerCase()}`,
    typeof row.count === "number" && row.n >= sampleSizes().few && ` · ${countOf(row.count, row.n)}`,
    typeof row.steadied === "number" && ` · steadied ${isRate ? percent(row.steadied) : valueText(row.steadied, unit)}`,
    typeof row.difference === "number" && row.n >= sampleSizes().few && ` · against the rest ${pointsWithRange(row.difference, row.difference_low, row.difference_high)} points`,
    row.is_reversed && typeof row.adjusted === "number" && ` · adjusted ${isRate ? percent(row.adjusted) : points(row.adjusted)}: it reverses`,
    hiddenText(".")
  ];
}

function sortedRows(rows: readonly IntervalRow[], {key, isDescending}: Sort): readonly IntervalRow[] {
  const rank = (row: IntervalRow) => (row.kind === "all" ? 3 : row.kind === "unknown" || row.label === null ? 2 : key === "low" && (row.evidence === "count_only" || row.n === null) ? 1 : 0);
  const value = (row: IntervalRow) => (key === "label" ? null : key === "value" ? row.value : key === "n" ? row.n : row.low);
  const sign = isDescending ? -1 : 1;
  return rows.toSorted((a, b) => {
    if (rank(a) !== rank(b)) return rank(a) - rank(b);
    if (key === "given") return 0;
    if (key === "label") return -sign * (a.label ?? "").localeCompare(b.label ?? "", "en", {numeric: true});
    return sign * ((value(a) ?? -Infinity) - (value(b) ?? -Infinity));
  });
}
