import {h, name, s, type Child} from "./dom.js";
import {countOf, number, percent, percentRange, plural} from "./format.js";
import {axis, ground, interval, isIndicative, linear, mark, niceDomain, plotCell, tickText, type Domain, type Evidence, type Scale, type Unit} from "./plot.js";
import {readableRows, sortButton, type Sort} from "./rowTools.js";

export type ScoreReading = "better" | "worse" | "same" | null;

/** One measure of a segment. */
export interface Score {
  readonly value: number | null;
  readonly low?: number | null;
  readonly high?: number | null;
  /** What it rests on; null where it is hidden in this edition. */
  readonly n: number | null;
  /** The numerator, said in place of a rate where n is small. */
  readonly count?: number | null;
  readonly evidence: Evidence;
  readonly reading?: ScoreReading;
}

/** A column of the scorecard. */
export interface ScoreMeasure {
  readonly key: string;
  readonly label: string;
  /** One line under the label: `won ÷ decided`. */
  readonly meaning: string;
  readonly unit: Extract<Unit, "percent" | "days" | "number">;
  /** The value of all accounts: the line through the column. */
  readonly reference?: number | null;
  /** How a value is written; default: by the unit. */
  readonly format?: (value: number) => string;
  /** What n counts: `deals`. */
  readonly noun: string;
  /** `bar` for sizes, which have no interval and start at 0; `range` for quartiles. */
  readonly kind?: "interval" | "range" | "bar";
  /** True where less is better, so that the first click sorts upwards. */
  readonly isLessBetter?: boolean;
}

export interface ScoreRow {
  /** Null is the unknown segment. */
  readonly label: string | null;
  /** What stands under it, such as the dimension. */
  readonly sub: string;
  readonly href?: string | null;
  readonly inIcp: boolean | null;
  /** What its measures say together, such as `wins but leaves`. */
  readonly pattern?: string | null;
  readonly patternReading?: ScoreReading;
  readonly scores: Readonly<Record<string, Score>>;
  readonly isUnknown?: boolean;
}

export interface ScorecardOptions {
  readonly measures: readonly ScoreMeasure[];
  readonly heading: string;
  /** The measure by whose lower limit rows stand first. */
  readonly sortedBy: string;
  /** False where no ICP says anything about the segments. */
  readonly hasIcp: boolean;
  readonly limit?: number;
}

/**
 * One row per segment, one small plot per measure, each column on its own scale with the line of all accounts through it. Better and worse
 * have a glyph and a colour; dashes are indicative; headings sort; arrow keys walk the rows, and the line beneath says a row in full.
 */
export function scorecard(rows: readonly ScoreRow[], options: ScorecardOptions): HTMLElement {
  const {measures, heading, hasIcp, limit = 25} = options;
  if (!rows.length) return h("p", {class: "note"}, "No segments to show.");
  const scales = new Map(measures.map((measure) => [measure.key, scaleOf(rows, measure)]));
  const body = h("tbody");
  const heads = new Map(["label", "icp", ...measures.map(({key}) => key)].map((key) => [key, h("th", {scope: "col", class: key === "label" ? "dt" : key === "icp" ? "icp" : "m"})]));
  const more = h("p", {class: "more tools"});
  const rest = h("div", {}, more, h("p", {class: "note paper"}, `The first ${number(limit)} of ${number(rows.length)}.`));
  let sort: Sort = {key: options.sortedBy, isDescending: !measures.find(({key}) => key === options.sortedBy)?.isLessBetter};
  let shown = rows.length <= limit + 3 ? rows.length : limit;
  const visible = () => sortedRows(rows, sort, measures).slice(0, shown);
  const draw = () => {
    const onSort = (next: Sort) => {
      const isNew = next.key !== sort.key;
      sort = isNew && measures.find(({key}) => key === next.key)?.isLessBetter ? {...next, isDescending: false} : next;
      draw();
    };
    sortButton(heads.get("label")!, heading, "label", sort, onSort);
    sortButton(heads.get("icp")!, "ICP", "icp", sort, onSort);
    for (const {key, label} of measures) sortButton(heads.get(key)!, label, key, sort, onSort);
    const list = visible();
    // Without the axes of the head the first row drawn says from where to where a scale runs.
    const first = new Map(measures.map(({key}) => [key, list.find((row) => isDrawn(row.scores[key]))]));
    body.replaceChildren(...list.map((row) => rowOf(row, scales, options, first)));
    readout.update();
  };
  const readout = readableRows(body, (i) => describe(visible()[i]!, options));
  draw();
  if (shown < rows.length) {
    const button = h("button", {type: "button"}, `Show all ${number(rows.length)}`);
    button.addEventListener("click", () => {
      shown = rows.length;
      rest.remove();
      draw();
    });
    more.append(button);
  }
  return h("div", {class: "dim"},
    h("table", {class: "rows score", style: `--measures: ${measures.length}`},
      h("colgroup", {}, h("col", {class: "col-label"}), hasIcp && h("col", {class: "col-icp"}), measures.map(() => h("col"))),
      h("thead", {},
        h("tr", {class: "names"}, heads.get("label"), hasIcp && heads.get("icp"), measures.map(({key}) => heads.get(key))),
        h("tr", {class: "axes"}, h("td"), hasIcp && h("td"), measures.map((measure) => h("td", {}, h("span", {class: "tag"}, measure.meaning), axisOf(measure, scales.get(measure.key)!))))),
      body),
    readout.element, shown < rows.length ? rest : null);
}

function axisOf({unit, reference, format, kind}: ScoreMeasure, scale: Scale): HTMLElement {
  const text = format ?? ((value: number) => (unit === "percent" ? percent(value) : number(value)));
  if (kind === "bar" || typeof reference !== "number") return h("div", {class: "score-axis"});
  const svg = axis(scaleWithTicks(scale, []), {unit, height: 14, y: 11, reference: {value: reference, label: text(reference), y: 11}});
  const at = scale(reference);
  // The ends of the scale, where the reference leaves them room; those close to it on a wide page alone.
  if (at > 25) svg.append(end(0, "start", at < 45));
  if (at < 58) svg.append(end(1, "end", at > 45));
  return h("div", {class: "score-axis"}, svg);

  function end(i: 0 | 1, side: "start" | "end", isClose: boolean): SVGElement {
    return s("text", {class: isClose ? "mark-text tick odd" : "mark-text tick", x: `${100 * i}%`, y: 11, "text-anchor": side}, tickText(scale.domain[i], unit, i === 1));
  }
}

function scaleWithTicks(scale: Scale, ticks: readonly number[]): Scale {
  return Object.assign((value: number) => scale(value), {domain: scale.domain, ticks});
}

function scaleOf(rows: readonly ScoreRow[], {key, unit, reference, kind}: ScoreMeasure): Scale {
  const scores = rows.map((row) => row.scores[key]).filter(isDrawn);
  if (kind === "bar") return linear([0, Math.max(1e-9, ...scores.map(({value}) => value))], 2);
  const firm = scores.filter((score) => !isIndicative(score));
  const values = [...(firm.length ? firm : scores).flatMap(({low, high}) => [low, high]), ...scores.map(({value}) => value), reference];
  const within: Domain = unit === "percent" ? [0, values.some((value) => (value ?? 0) > 1) ? Infinity : 1] : [0, Infinity];
  return linear(niceDomain(values, {within, count: 3, zero: false}), 3);
}

function rowOf(row: ScoreRow, scales: ReadonlyMap<string, Scale>, {measures, hasIcp}: ScorecardOptions, first: ReadonlyMap<string, ScoreRow | undefined>): HTMLTableRowElement {
  const label = name(row.label);
  return h("tr", {class: row.isUnknown ? "tall unk" : "tall"},
    h("th", {scope: "row"}, row.href ? h("a", {href: row.href}, label) : label,
      h("span", {class: "tag sub"}, row.sub, row.pattern && [" · ", h("span", {class: classOf(row.patternReading ?? null)}, row.pattern)])),
    hasIcp && h("td", {class: "icp"}, row.inIcp === true ? h("span", {class: "in-icp"}, "✓ in") : row.inIcp === false ? h("span", {class: "tag"}, "outside") : null),
    measures.map((measure) => cellOf(row.scores[measure.key], measure, scales.get(measure.key)!, first.get(measure.key) === row)));
}

function cellOf(score: Score | undefined, measure: ScoreMeasure, scale: Scale, isFirst: boolean): HTMLTableCellElement {
  const {label, unit, kind = "interval"} = measure;
  const head = h("span", {class: "on-phone tag"}, label, typeof measure.reference === "number" && ` · all ${text(measure.reference, measure)}`,
    isFirst && kind !== "bar" && [", ", h("span", {class: "nb"}, `scale ${tickText(scale.domain[0], unit, false)}–${tickText(scale.domain[1], unit, true)}`)]);
  if (!score || score.n === null) return h("td", {class: "m"}, head, h("span", {class: "tag"}, score ? "hidden" : "·"));
  if (!isDrawn(score)) {
    return h("td", {class: "m"}, head, h("span", {class: "tag few"}, typeof score.count === "number" ? countOf(score.count, score.n) : score.n === 0 ? "·" : `n\u00a0${number(score.n)}: too few`));
  }
  const isFaint = isIndicative(score);
  const y = 8;
  const reference = measure.reference ?? null;
  const drawn = kind === "bar"
    ? [s("rect", {class: "score-bar", x: 0, y: 4, height: 9, width: `${Math.max(0.5, scale(score.value)).toFixed(2)}%`})]
    : [...interval(scale, score.low, score.high, y), ...mark(scale, score.value, y, isFaint ? "ring" : "dot")];
  const plot = plotCell(17, kind === "bar" ? null : ground(scaleWithTicks(scale, []), 0, 17, reference), s("g", {class: isFaint ? "indicative" : null, style: `--c: var(${colourOf(score.reading ?? null)})`}, drawn)).firstChild;
  return h("td", {class: isFaint ? "m ind" : "m"}, head,
    h("span", {class: "value"}, text(score.value, measure), glyph(score.reading ?? null)),
    h("span", {class: "tag n"}, kind === "bar" ? countedBy(score.n, measure) : `n\u00a0${number(score.n)}`), h("span", {class: "plot"}, plot));
}

function isDrawn(score: Score | undefined): score is Score & {readonly value: number} {
  return score !== undefined && score.n !== null && score.value !== null && score.evidence !== "count_only";
}

/** What a size rests on; a size that is a count itself has said it, and none is said of nothing. */
function countedBy(n: number, {format, noun}: ScoreMeasure): Child {
  return n > 0 && [format !== undefined && number(n), h("span", {class: "hide-m"}, ` ${n === 1 ? noun.replace(/s$/, "") : noun}`)];
}

function text(value: number, {format, unit}: ScoreMeasure): string {
  return format ? format(value) : unit === "percent" ? percent(value) : unit === "days" ? plural(value, "day") : number(value);
}

function glyph(reading: ScoreReading): Child {
  return reading === "better" ? h("span", {class: "up"}, "\u00a0▲") : reading === "worse" ? h("span", {class: "down"}, "\u00a0▼") : null;
}

function classOf(reading: ScoreReading): string | null {
  return reading === "better" ? "up" : reading === "worse" ? "down" : null;
}

function colourOf(reading: ScoreReading): string {
  return reading === "better" ? "--better" : reading === "worse" ? "--worse" : "--rest";
}

function describe(row: ScoreRow, {measures}: ScorecardOptions): Child {
  return [h("b", {}, name(row.label)), ` (${row.sub})${row.pattern ? `, ${row.pattern}` : ""}`, measures.map((measure) => {
    const score = row.scores[measure.key];
    if (!score || score.n === null) return null;
    if (score.value === null || score.evidence === "count_only") return score.n > 0 && ` · ${measure.label.toLowerCase()}: ${number(score.n)} ${measure.noun}, too few`;
    const range = typeof score.low !== "number" || typeof score.high !== "number" ? "" : measure.unit === "percent" ? ` (${percentRange(score.low, score.high)})` : ` (${number(score.low)}–${number(score.high)})`;
    return ` · ${measure.label.toLowerCase()} ${text(score.value, measure)}${range}, ${number(score.n)} ${measure.noun}`;
  })];
}

function sortedRows(rows: readonly ScoreRow[], {key, isDescending}: Sort, measures: readonly ScoreMeasure[]): readonly ScoreRow[] {
  const sign = isDescending ? -1 : 1;
  const measure = measures.find((m) => m.key === key);
  const value = (row: ScoreRow): number | null => {
    if (key === "icp") return row.inIcp === null ? null : Number(row.inIcp);
    const score = row.scores[key];
    if (!score || score.n === null || score.evidence === "count_only") return null;
    return (measure?.kind ?? "interval") === "interval" ? score.low ?? score.value : score.value;
  };
  return rows.toSorted((a, b) => {
    if ((a.isUnknown ?? false) !== (b.isUnknown ?? false)) return a.isUnknown ? 1 : -1;
    if (key === "label") return -sign * (a.label ?? "").localeCompare(b.label ?? "", "en", {numeric: true});
    const [x, y] = [value(a), value(b)];
    return x === null || y === null ? Number(x === null) - Number(y === null) : sign * (x - y);
  });
}
