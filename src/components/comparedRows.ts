import {h, name, s, type Child} from "./dom.js";
import {countOf, NONE, number, percentRange, ratioRange} from "./format.js";
import {axis, groundThrough, interval, labelColumn, linear, logarithmic, mark, niceDomain, plotCell, ratioDomain, valueText, type Domain, type Scale, type Unit} from "./plot.js";
import {moreRows} from "./moreRows.js";
import {readableRows} from "./rowTools.js";

export interface ComparedEstimate {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** What it rests on; null where it is hidden in this edition. */
  readonly n?: number | null;
  readonly count?: number | null;
  /** True where it rests on few. */
  readonly is_indicative?: boolean;
}

/** A row with two estimates of the same thing: the one that counts, and the one beside it. */
export interface ComparedRow {
  readonly label: string | null;
  readonly main: ComparedEstimate;
  readonly beside: ComparedEstimate;
  readonly reading?: Child;
  readonly kind?: "row" | "unknown" | "all";
  /** Further columns, as texts; the narrow page leaves them to the table. */
  readonly extra?: readonly (string | null)[];
}

export interface ComparedOptions {
  readonly heading: string;
  /** Names of the two estimates: the filled mark, and the grey ring; null where nothing stands beside. */
  readonly mainHead: string;
  readonly besideHead: string | null;
  readonly unit: Extract<Unit, "percent" | "ratio" | "number">;
  readonly domain?: Domain;
  readonly reference?: {readonly value: number | null; readonly label: string} | null;
  readonly readingHead?: string;
  /** Width of the readings' column in rem, where their texts need more. */
  readonly readingWidth?: number;
  /** Headings of the further columns, with their width in rem. */
  readonly extraHeads?: readonly {readonly label: string; readonly width: number}[];
  /** Width of the labels' column in rem. */
  readonly labelWidth?: number;
  /** False leaves out the column of the interval, where there is little room. */
  readonly hasRange?: boolean;
  /** True shows counts (`72 of 212`) before the value, in place of n. */
  readonly hasCounts?: boolean;
  /** The heading of n, which is shown where the rows have it. */
  readonly nHead?: string;
}

/** Interval rows with two lines each on one scale: filled above, grey ring below. */
export function comparedRows(rows: readonly ComparedRow[], options: ComparedOptions): HTMLElement {
  if (!rows.length) return h("p", {class: "note"}, `No ${options.heading.toLowerCase()} to show.`);
  const {heading, mainHead, besideHead, unit, reference = null, readingHead, extraHeads = [], hasCounts = false, hasRange = true, nHead = "n"} = options;
  const limits = rows.flatMap(({main, beside}) => [main, beside].flatMap((e) => [e.low, e.high, e.value]));
  const scale: Scale = unit === "ratio" ? logarithmic(options.domain ?? ratioDomain(limits))
    : linear(options.domain ?? niceDomain([...limits, reference?.value], unit === "percent" ? {within: [0, Math.max(1, ...limits.map((v) => v ?? 0))]} : {}));
  const ref = typeof reference?.value === "number" ? {value: reference.value, label: reference.label, y: 11} : null;
  const hasReading = rows.some((row) => row.reading !== undefined);
  const hasN = !hasCounts && rows.some(({main}) => typeof main.n === "number");
  const range = unit === "ratio" && hasN ? "hide-t" : "";
  const body = h("tbody");
  let shown: readonly ComparedRow[] = rows;
  const readout = readableRows(body, (i) => describe(shown[i]!, options));
  const more = moreRows(rows, {limit: 20, isKept: ({kind, label}) => kind === "all" || kind === "unknown" || label === null, draw(list) {
    shown = list;
    body.replaceChildren(...list.map((row) => rowOf(row, scale, ref?.value ?? null, options, {hasReading, hasN, range})));
    readout.update();
  }});
  return h("div", {class: "dim"}, h("table", {class: "rows"},
    h("colgroup", {}, h("col", {style: options.labelWidth ? `width:min(${options.labelWidth}rem, 30cqi, 50cqi - 11rem)` : labelColumn(rows.map(({label}) => label), hasRange ? 8.5 : 7.6)}), hasCounts && h("col", {style: "width:5.6rem"}), h("col", {style: "width:3.9rem"}), hasRange && h("col", {class: range || null, style: "width:5.6rem"}), hasN && h("col", {style: "width:5.2rem"}), h("col"),
      besideHead !== null && h("col", {style: "width:4.2rem"}), extraHeads.map(({width}) => h("col", {class: "hide-m", style: `width:${width}rem`})), hasReading && h("col", {style: `width:${options.readingWidth ?? 6.2}rem`})),
    h("thead", {}, h("tr", {}, h("th", {scope: "col", class: "dt"}, heading), hasCounts && h("th", {scope: "col", class: "r"}, "Count"), h("th", {scope: "col", class: "r"}, mainHead),
      hasRange && h("th", {scope: "col", class: `r ${range}`.trim()}, "95\u202f%"), hasN && h("th", {scope: "col", class: "r nh"}, nHead), h("td", {class: "pl"}, axis(scale, {unit, height: ref ? 34 : 20, y: ref ? 29 : 15, reference: ref})),
      besideHead !== null && h("th", {scope: "col", class: "r"}, besideHead), extraHeads.map(({label}) => h("th", {scope: "col", class: "r hide-m"}, label)), hasReading && h("th", {scope: "col", class: "dh"}, readingHead ?? "Reading"))),
    body), readout.element, more);
}

function rowOf({label, main, beside, reading, kind, extra = []}: ComparedRow, scale: Scale, reference: number | null, {unit, hasCounts = false, hasRange = true, extraHeads = [], besideHead}: ComparedOptions, {hasReading, hasN, range}: {hasReading: boolean; hasN: boolean; range: string}): HTMLTableRowElement {
  const isUnknown = kind === "unknown" || label === null;
  const line = (e: ComparedEstimate, y: number, isMain: boolean) => [...interval(scale, e.low, e.high, y), ...mark(scale, e.value, y, isMain && !e.is_indicative ? "dot" : "ring")];
  const isFaint = main.is_indicative || main.value === null;
  return h("tr", {class: `${isUnknown ? "unk " : kind === "all" ? "all " : ""}${isFaint && kind !== "all" ? "ind " : ""}tall`},
    h("th", {scope: "row"}, name(label)),
    hasCounts && h("td", {class: "ci"}, main.n === 0 ? NONE : typeof main.count === "number" && typeof main.n === "number" ? countOf(main.count, main.n) : null),
    h("td", {class: "v"}, hasCounts && main.n !== null ? valueText(main.value, unit) : textOf(main, unit)),
    hasRange && h("td", {class: `ci ${range}`.trim()}, rangeText(main, unit)),
    hasN && h("td", {class: "n"}, typeof main.n === "number" ? number(main.n) : null),
    plotCell(46, groundThrough(scale, 46, reference), group(main.is_indicative, false, line(main, 16, true)), group(beside.is_indicative, true, line(beside, 31, false))),
    besideHead !== null && h("td", {class: "v2", "data-label": `${spoken(besideHead)}${hasCounts && typeof beside.count === "number" && typeof beside.n === "number" ? ` ${countOf(beside.count, beside.n)}` : ""}`}, hasCounts && beside.n !== null ? valueText(beside.value, unit) : textOf(beside, unit),
      hasCounts && typeof beside.n === "number" && beside.n > 0 && h("span", {class: "beside-n"}, beside.value === null && typeof beside.count === "number" ? countOf(beside.count, beside.n) : `of ${number(beside.n)}`)),
    extraHeads.map((_, i) => h("td", {class: "ci hide-m"}, extra[i])),
    hasReading && h("td", {class: "d keep"}, reading));
}

/** A heading within a line: `Missed` is missed, GRR stays. */
function spoken(head: string): string {
  return head === head.toUpperCase() ? head : head.toLowerCase();
}

function group(isIndicative: boolean | undefined, isBeside: boolean, marks: readonly SVGElement[]): SVGElement {
  return s("g", {class: isIndicative ? "indicative" : null, style: isBeside ? "--c: var(--rest)" : null}, marks);
}

const HIDDEN = "hidden";

/** Without a value the count that it would rest on. */
function textOf({value, count, n}: ComparedEstimate, unit: Unit): string {
  if (n === null) return HIDDEN;
  return value === null && typeof count === "number" && typeof n === "number" ? countOf(count, n) : valueText(value, unit);
}

function rangeText({low, high}: ComparedEstimate, unit: Unit): string {
  if (low === null || high === null) return "";
  return unit === "percent" ? percentRange(low, high) : ratioRange(low, high);
}

function describe({label, main, beside, reading}: ComparedRow, {mainHead, besideHead, unit}: ComparedOptions): Child {
  const valued = (e: ComparedEstimate) =>
    `${valueText(e.value, unit)}${rangeText(e, unit) ? ` (${rangeText(e, unit)})` : ""}${typeof e.n !== "number" ? "" : typeof e.count === "number" ? `, ${countOf(e.count, e.n)}` : `, n\u00a0${number(e.n)}`}`;
  const part = (e: ComparedEstimate, head: string) => `${spoken(head)} ${e.n === null || (e.value === null && typeof e.count === "number") ? textOf(e, unit) : valued(e)}`;
  return [h("b", {}, name(label)), `: ${part(main, mainHead)}${besideHead === null ? "" : ` · ${part(beside, besideHead)}`}`, typeof reading === "string" && ` · ${reading}`];
}
