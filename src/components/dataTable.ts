import {h, name, type Child} from "./dom.js";
import {day, money, moneyInFull, month, number, probability, ratio, sampleSizes} from "./format.js";
import {word} from "./choices.js";
import {firstOf} from "./firstOf.js";
import {afterwards} from "./pieces.js";
import {labelOf} from "./segmentChoices.js";
import {sortButton, type Sort} from "./rowTools.js";

export type ColumnFormat = "text" | "count" | "number" | "percent" | "points" | "ratio" | "money" | "moneyInFull" | "moneyChange" | "day" | "month" | "probability" | "segment" | "word";

/** A column of a table: the key in the rows, the heading, how its values are written. `segment` and `word` say the pages' words. */
export interface TableColumn<T> {
  readonly key: keyof T & string;
  readonly label: string;
  readonly format?: ColumnFormat;
  /** Decimals; default: one for percents and points, two for ratios. */
  readonly digits?: number;
  /** Long text that may wrap. */
  readonly wraps?: boolean;
  /** How many are shown of a cell's names, `a; b`, or `met: a, b; missed: c`. The whole cell is its title. */
  readonly most?: number;
  /** Left out where the table is too narrow for all and not yet a list: the CSV has it. */
  readonly isLesser?: boolean;
  /** Shown without any value too: a limit that has not been reached says something. */
  readonly isKept?: boolean;
  /** The columns that count what it rests on: where one is too few for a rate, it and its limits are left out. */
  readonly n?: readonly (keyof T & string)[];
}

export interface TableOptions<T> {
  readonly columns: readonly TableColumn<T>[];
  readonly currency?: string;
  /** Rows of totals are bold under a rule and stay last. */
  readonly isTotal?: (row: T) => boolean;
  /** Rows with less evidence are lighter. */
  readonly isLighter?: (row: T) => boolean;
  readonly limit?: number;
  /** False where the rows are only the first of many: their order is not that of all. */
  readonly sorts?: boolean;
  /** For screen readers; default: the finding of the figure. */
  readonly label?: string;
}

const NOTHING = "·";

const HIDES = "Where no figure stands there is none, or it is hidden in this edition because it rests on too few or would give such a figure away.";

/** As many rows as a screen has room for: a longer table shows these first. */
const FIRST = 20;

/**
 * A plain table: figures right and aligned on the decimal, headings that sort, null as a dot. The first column names the row; one without any value is left out.
 * Rows of the board edition know whether they are hidden: a table of them says what it means where no figure stands.
 */
export function dataTable<T extends object>(rows: readonly T[], options: TableOptions<T>): HTMLElement {
  const {limit = 100, sorts = true, label} = options;
  if (!rows.length) return h("p", {class: "note"}, "No rows.");
  const columns = resting(options.columns).filter((column, j) => j === 0 || column.isKept || rows.some((row) => !isNothing(valueOf(row, column))));
  const hides = rows.some((row) => "is_hidden" in row) && options.columns.some(({key}) => rows.some((row) => isNothing(row[key])));
  const body = h("tbody");
  const limits = limitsOf(columns);
  const heads = columns.map((column, j) => h("th", {scope: "col", class: [j > 0 && isFigure(column) ? "r" : "", column.isLesser ? "lesser" : "", limits[j]!.of ? "limit" : ""].filter(Boolean).join(" ") || null}));
  let sort: Sort | null = null;
  const parts = rows.length - rows.filter((row) => options.isTotal?.(row)).length;
  let shown = parts <= limit + 3 ? parts : limit;
  const more = h("p", {class: "more tools"});
  const paper = h("p", {class: "note paper"});
  const draw = () => {
    columns.forEach((column, j) => !sorts ? heads[j]!.replaceChildren(column.label) : sortButton(heads[j]!, column.label, column.key, sort ?? {key: "", isDescending: true}, (next) => {
      sort = next;
      draw();
    }));
    heads.forEach((head, j) => {
      const {of} = limits[j]!;
      if (of) (head.querySelector("button") ?? head).setAttribute("aria-label", `${columns[j]!.label}, ${of.label}`);
    });
    const by = sort && columns.find(({key}) => key === sort!.key);
    const sorted = by ? sortedBy(rows, by, sort!.isDescending, options.isTotal) : rows;
    let left = shown;
    const list = sorted.filter((row) => options.isTotal?.(row) || left-- > 0), drawn = (from: number, to?: number) => list.slice(from, to).map((row) => rowOf(row, {...options, columns}, limits));
    if (list.length <= FIRST + 5) body.replaceChildren(...drawn(0));
    else {
      const rest = h("tr", {style: `height: calc(${list.length - FIRST} * var(--row))`});
      body.replaceChildren(...drawn(0, FIRST), rest);
      afterwards(() => rest.replaceWith(...drawn(FIRST)));
    }
    more.hidden = paper.hidden = shown >= parts;
    paper.textContent = `The first ${number(shown)} of ${number(parts)}.`;
  };
  const button = h("button", {type: "button"}, `Show all ${number(parts)}`);
  button.addEventListener("click", () => {
    shown = parts;
    draw();
  });
  more.append(button);
  draw();
  return h("div", {},
    h("div", {class: "scroll", tabindex: 0, role: "region", "aria-label": label},
      h("table", {"aria-label": label, class: `data sticky${isWordy(columns) ? " listed" : columns.length > 4 ? " listed paired" : ""}${columns.length > 8 ? " wide" : ""}${columns.length > 14 ? " vast" : ""}${columns.length < 4 && columns.every((column) => !column.wraps) ? " few" : ""}`}, h("thead", {}, h("tr", {}, heads)), body)),
    more, paper, hides && h("p", {class: "note"}, HIDES));
}

/** The limits of a figure rest on what it does. */
function resting<T>(columns: readonly TableColumn<T>[]): readonly TableColumn<T>[] {
  return columns.map((column, j) => ({...column, n: column.n ?? limitsOf(columns)[j]!.of?.n}));
}

/** What a table shows of a row: nothing where that rests on too few. */
function valueOf<T extends object>(row: T, {key, n = []}: TableColumn<T>): T[keyof T] | null {
  return n.some((of) => typeof row[of] === "number" && row[of] < sampleSizes().few) ? null : row[key];
}

function isNothing(value: unknown): boolean {
  return value === null || value === undefined || value === "";
}

/** Whether a narrow page shows each row as a list, since of several columns of words it would have room for one. */
function isWordy<T>(columns: readonly TableColumn<T>[]): boolean {
  return columns.slice(1).filter((column) => !isFigure(column)).length > 1;
}

/** The text of a value in a table that is not a user's: the unit stands in the heading, so percents and points come without a sign. */
function cellText(value: unknown, column: {readonly format?: ColumnFormat; readonly digits?: number}, currency?: string): string | HTMLElement {
  if (isNothing(value)) return NOTHING;
  const {format = typeof value === "number" ? "number" : "text", digits} = column;
  if (format === "text") return typeof value === "boolean" ? (value ? "yes" : "no") : value instanceof Date ? day(value) : String(value);
  if (format === "segment") return value === "unknown" ? name(null) : "All";
  if (format === "word") return word(String(value));
  if (format === "day") return day(value as Date | string);
  if (format === "month") return month(value as Date | string);
  const figure = Number(value);
  switch (format) {
    case "count": return number(figure);
    case "percent": return number(100 * figure, digits ?? 1);
    case "points": return `${figure > 0 ? "+" : ""}${number(100 * figure, digits ?? 1)}`;
    case "ratio": return ratio(figure, digits ?? 2);
    case "money": return money(figure, {currency, isInColumn: true});
    case "moneyInFull": return moneyInFull(figure, {currency});
    case "moneyChange": return `${figure > 0 ? "+" : ""}${moneyInFull(figure, {currency})}`;
    case "probability": return probability(figure);
    default: return number(figure, digits ?? 0);
  }
}

function rowOf<T extends object>(row: T, {columns, currency, isTotal, isLighter}: TableOptions<T>, limits: readonly Limits<T>[]): HTMLTableRowElement {
  return h("tr", {class: isTotal?.(row) ? "sum" : isLighter?.(row) ? "ind" : null}, columns.map((column, j) => {
    if (j === 0 && row[column.key] === null) return h("th", {scope: "row"}, name(null));
    const value = valueOf(row, column), text = nameText(value, column) ?? cellText(value, column, currency);
    const range = rangeText(row, limits[j]!), {of} = limits[j]!;
    const named = nameText(value, column) === null ? {} : {dir: "auto", title: String(value).length > 16 ? String(value) : null};
    const endless = Object.keys(named).length > 0 && ENDLESS.test(String(text)) ? "endless" : "";
    const shown = endless ? jointed(String(text)) : text;
    if (j === 0) return h("th", {scope: "row", class: [column.wraps ? "wrap" : "", typeof text === "string" && text.length > 17 ? "long" : "", endless].filter(Boolean).join(" ") || null, ...named}, shown);
    return h("td", {class: [isFigure(column) ? "" : column.wraps ? "l wrap" : column.format === "day" || column.format === "month" || typeof value === "boolean" ? "l when" : "l", text === NOTHING && !range ? "none" : "", endless, column.isLesser ? "lesser" : "", of ? "limit" : ""].filter(Boolean).join(" ") || null, "data-label": of ? null : column.label.replace(", %", ",\u00a0%"), "data-range": range, ...named}, shown);
  }));
}

/** A word that no column has the width for, so that it may break within: `NumberOfEmployees` is none. */
const ENDLESS = /([^\s-]{21,})/;

/** A text whose long words stay whole where there is room for them, else break at their joints: before a capital, after a point or an underscore. */
function jointed(text: string): Child[] {
  const joints = (word: string) => word.split(/(?<=[._])(?=[^._])|(?<=\p{Ll})(?=\p{Lu})/u).flatMap((part, i) => (i ? [h("wbr"), part] : [part]));
  return text.split(ENDLESS).map((part, i) => (i % 2 ? h("span", {class: "word"}, ...joints(part)) : part));
}

/** For each column the figure whose limit it holds, and the columns of its own limits, by their names: `win_rate_low` is the lower one of `win_rate`. */
function limitsOf<T>(columns: readonly TableColumn<T>[]): Limits<T>[] {
  const named = new Map(columns.map((column) => [column.key as string, column]));
  return columns.map(({key}) => ({of: named.get(/^(.+)_(?:low|high)$/.exec(key)?.[1] ?? "") ?? null, low: named.get(`${key}_low`) ?? null, high: named.get(`${key}_high`) ?? null}));
}

interface Limits<T> {
  readonly of: TableColumn<T> | null;
  readonly low: TableColumn<T> | null;
  readonly high: TableColumn<T> | null;
}

/** The limits of a figure as they stand beside it where a row is shown as a list. */
function rangeText<T extends object>(row: T, limits: Limits<T>): string | null {
  const [low, high] = [limits.low, limits.high].map((column) => column && !isNothing(valueOf(row, column)) ? cellText(valueOf(row, column), column) as string : null);
  if (low && high) return `(${low}${/^[\u2212+]/.test(low) ? " to " : "\u2013"}${high})`;
  return low ? `(${low} or more)` : high ? `(${high} or less)` : null;
}

/** A text of a user that is all of its cell, which then isolates it by itself as `name` does: an element less in each. */
function nameText(value: unknown, {format = "text", most}: {readonly format?: ColumnFormat; readonly most?: number}): string | null {
  if (typeof value !== "string" || value === "" || !(format === "text" || (format === "segment" && value !== "unknown" && value !== "all"))) return null;
  if (format === "segment") return labelOf(value);
  return most === undefined ? value : value.includes(": ") ? value.split("; ").map((part) => firstOf(part.split(", "), most)).join("; ") : firstOf(value.split("; "), most, "; ");
}

function isFigure<T>({format = "text"}: TableColumn<T>): boolean {
  return !["text", "day", "month", "segment", "word"].includes(format);
}

function sortedBy<T extends object>(rows: readonly T[], column: TableColumn<T>, isDescending: boolean, isTotal: ((row: T) => boolean) | undefined): readonly T[] {
  const sign = isDescending ? -1 : 1;
  const value = (row: T): unknown => valueOf(row, column);
  return rows.toSorted((a, b) => {
    const [totalA, totalB] = [isTotal?.(a) ? 1 : 0, isTotal?.(b) ? 1 : 0];
    if (totalA !== totalB) return totalA - totalB;
    const [x, y] = [value(a), value(b)];
    if (x === null || x === undefined || y === null || y === undefined) return Number(x === null || x === undefined) - Number(y === null || y === undefined);
    if (typeof x === "string" && typeof y === "string") return -sign * x.localeCompare(y, "en", {numeric: true});
    return sign * (Number(x) - Number(y));
  });
}
