import {h, hiddenText, s, type Child} from "./dom.js";
import {NONE, number, percentPair, percentRange, pointsWithRange, ratioRange, signed} from "./format.js";
import {axis, evidenceOf, ground, interval, linear, mark, niceDomain, plotCell, valueText, type Scale, type Unit} from "./plot.js";

export interface Estimate {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly n: number | null;
}

export type Reading = "better" | "worse" | "same" | "untested";

/** One measure: the subject against the rest, each with interval and n, on a small scale of the measure's own. */
export interface PairedRow {
  readonly measure: string;
  /** One line of meaning: `decided deals won`. */
  readonly meaning: string;
  readonly unit: Extract<Unit, "percent" | "days" | "number" | "ratio">;
  readonly subject: Estimate;
  readonly rest: Estimate;
  readonly reading: Reading;
  /** The difference in words, `+15 points (+8 to +22)`; default: from `difference` and its limits. */
  readonly reading_text?: string | null;
  readonly difference?: number | null;
  readonly difference_low?: number | null;
  readonly difference_high?: number | null;
  /** How the difference moved since the quarter before: in short, and what it was. */
  readonly change?: string | null;
  readonly change_from?: string | null;
  /** A level that means something in itself, such as 100 % of NRR. */
  readonly reference?: number | null;
}

/** Paired comparison: two lines a measure on one small scale, with the reading in plain words and the change since last quarter. */
export function pairedDots(rows: readonly PairedRow[], {subject = "Tier 1", rest = "Rest"}: {subject?: string; rest?: string} = {}): HTMLElement {
  const hasChange = rows.some((row) => row.change);
  const columns = [["m", "18%"], ["who", "5.4rem"], ["v", "3.9rem"], ["ci", "6rem"], ["n", "3.9rem"], ["pl", null], ["read", "17%"], ...(hasChange ? [["chg", "12%"]] : [])];
  return h("table", {class: "pairs"},
    h("colgroup", {}, columns.map(([name, width]) => h("col", {class: `col-${name}`, style: width ? `width:${width}` : null}))),
    h("thead", {}, h("tr", {}, h("th", {scope: "col"}, "Measure"), h("th", {scope: "col"}, "Group"), h("th", {scope: "col", class: "r"}, "Value"),
      h("th", {scope: "col", class: "r"}, "95\u202f%"), h("th", {scope: "col", class: "r"}, "n"), h("td"), h("th", {scope: "col"}, "Reading"),
      hasChange && h("th", {scope: "col"}, "Since last quarter"))),
    rows.map((row) => measure(row, subject, rest, hasChange)));
}

function measure(row: PairedRow, subject: string, rest: string, hasChange: boolean): HTMLTableSectionElement {
  const within = row.unit === "percent" ? [0, Math.max(1, row.subject.high ?? 0, row.rest.high ?? 0)] as const : [0, Infinity] as const;
  const drawn = [row.subject, row.rest].filter((e) => inkOf(e) !== "none");
  const values = drawn.flatMap((e) => [e.low, e.high, e.value]);
  const scale = linear(niceDomain([...values, row.reference], {within, count: 5, zero: false}), 5);
  const reference = row.reference ?? null;
  const [subjectText, restText] = row.unit === "percent" && drawn.length === 2 ? percentPair(row.subject.value, row.rest.value) : [valueText(row.subject.value, row.unit), valueText(row.rest.value, row.unit)];
  return h("tbody", {},
    h("tr", {class: "a"},
      h("th", {class: "m", scope: "rowgroup", rowspan: 3}, h("b", {}, row.measure), h("span", {}, row.meaning)),
      h("td", {class: "who"}, s("svg", {"aria-hidden": "true", width: 14, height: 14, viewBox: "0 0 14 14"}, s("circle", {class: "mark-dot", cx: 7, cy: 7, r: 5})), subject),
      ...numbers(row.subject, row.unit, subjectText), plot(row.subject, drawn.length > 0 ? scale : null, reference, true),
      h("td", {class: "read", rowspan: 3}, reading(row), hasChange && row.change && h("span", {class: "sub chg-inline"}, `${row.change} since last quarter`)),
      hasChange && h("td", {class: "chg", rowspan: 3}, row.change ?? NONE, row.change_from && h("span", {class: "sub"}, row.change_from))),
    h("tr", {class: "b"},
      h("td", {class: "who"}, s("svg", {"aria-hidden": "true", width: 14, height: 14, viewBox: "0 0 14 14", style: "--c: var(--rest)"},
        s("rect", {class: "mark-ring", x: 2.5, y: 2.5, width: 9, height: 9})), rest),
      ...numbers(row.rest, row.unit, restText), plot(row.rest, drawn.length > 0 ? scale : null, reference, false)),
    h("tr", {class: "x"}, h("td", {colspan: 4}),
      h("td", {class: "pl"}, drawn.length > 0 && axis(scale, {unit: row.unit, height: 18, y: 15, reference: reference === null ? null : {value: reference, label: valueText(reference, row.unit).replace("\u202f%", ""), y: 15}}))));
}

/** Of too few nothing is claimed, of not many with less ink; a hidden n hides the value too. */
function inkOf({value, n}: Estimate): "none" | "indicative" | "shown" {
  const evidence = evidenceOf(n);
  return value === null || evidence === "count_only" ? "none" : evidence;
}

function numbers(estimate: Estimate, unit: Unit, text: string): HTMLTableCellElement[] {
  const {low, high, n} = estimate;
  const evidence = inkOf(estimate);
  if (evidence === "none") return [h("td", {class: "v"}, NONE), h("td", {class: "ci"}, n === null ? "hidden" : n === 0 ? "" : "too few"), h("td", {class: "n"}, n === null ? null : number(n))];
  const range = low === null || high === null ? "" : unit === "percent" ? percentRange(low, high) : unit === "ratio" ? ratioRange(low, high) : `${number(low)}–${number(high)}`;
  return [h("td", {class: evidence === "indicative" ? "v ind" : "v"}, text), h("td", {class: "ci"}, range), h("td", {class: "n"}, n === null ? null : number(n))];
}

/** Without a scale there is nothing to draw on either side. */
function plot(estimate: Estimate, scale: Scale | null, reference: number | null, isSubject: boolean): HTMLTableCellElement {
  const {value, low, high} = estimate;
  const evidence = inkOf(estimate);
  const y = isSubject ? 15 : 13;
  return plotCell(28, scale && ground(scale, -9, isSubject ? 37 : 29, reference),
    scale && evidence !== "none" && s("g", {class: evidence === "indicative" ? "indicative" : null, style: isSubject ? null : "--c: var(--rest)"},
      interval(scale, low, high, y), mark(scale, value, y, isSubject ? (evidence === "indicative" ? "ring" : "dot") : "square")));
}

function reading(row: PairedRow): Child {
  const [name, word] = {
    better: ["up", "▲ Better"], worse: ["down", "▼ Worse"], same: ["eq", "= No difference beyond chance"], untested: ["eq", "Not tested"]
  }[row.reading] as [string, string];
  return [h("span", {class: name}, word), hiddenText(". "), h("span", {class: "sub"}, row.reading_text ?? differenceText(row))];
}

function differenceText({difference, difference_low: low, difference_high: high, unit}: PairedRow): string {
  if (typeof difference !== "number") return "";
  if (unit === "percent") return `${pointsWithRange(difference, low, high)} points`.replace(/^([+−\d.,]+) \((.*)\) points$/, "$1 points ($2)");
  if (unit !== "days") return `${signed(difference, 1)} (${signed(low, 1)} to ${signed(high, 1)})`;
  return `${signed(difference)} days${typeof low === "number" ? ` (${signed(low)} to ${signed(high)})` : ""}`;
}
