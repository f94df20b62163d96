/** The order of day, month and year in dates that are all digits. */
export type DateOrder = "mdy" | "dmy";

/** One way to read a date: the order it takes (null: unambiguous), its strptime format, and the instant it then is. */
export interface DateReading {
  readonly order: DateOrder | null;
  readonly format: string;
  /** YYYY-MM-DD HH:MM:SS */
  readonly timestamp: string;
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
// strptime knows the English names; others are read here, one by one.
const OTHER_MONTHS: Readonly<Record<string, number>> = {
  januar: 1, jänner: 1, februar: 2, märz: 3, mär: 3, mrz: 3, mai: 5, juni: 6, juli: 7, oktober: 10, okt: 10, dezember: 12, dez: 12, sept: 9,
  janvier: 1, février: 2, mars: 3, avril: 4, juin: 6, juillet: 7, août: 8, septembre: 9, octobre: 10, novembre: 11, décembre: 12,
  janv: 1, févr: 2, avr: 4, juil: 7, déc: 12,
  ene: 1, abr: 4, ago: 8, dic: 12, janeiro: 1, fevereiro: 2, fev: 2, março: 3, maio: 5, junho: 6, julho: 7, setembro: 9, set: 9, outubro: 10, out: 10, novembro: 11, dezembro: 12,
  gennaio: 1, gen: 1, febbraio: 2, aprile: 4, maggio: 5, mag: 5, giugno: 6, giu: 6, luglio: 7, lug: 7, settembre: 9, ottobre: 10, ott: 10, dicembre: 12,
  januari: 1, februari: 2, maart: 3, mrt: 3, mei: 5, augustus: 8,
  enero: 1, febrero: 2, marzo: 3, abril: 4, mayo: 5, junio: 6, julio: 7, agosto: 8, septiembre: 9, octubre: 10, noviembre: 11, diciembre: 12
};

const WEEKDAY = /^(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo)[.,]? +(?=\S)/i;
const TIME = /^(?<gap>T|,? +| at )(?<hour>\d{1,2})[:.](?<minute>\d{2})(?:[:.](?<second>\d{2})(?<fraction>\.\d+)?)?(?<space> ?)(?<half>[ap]\.?m\.?)?(?: ?(?:z|utc|gmt|[+-]\d{2}:?\d{2}))?$/i;

export interface DateOptions {
  /** The column states months: `2024-03`, `03/2024` and `Mar 2024` are their first days. */
  readonly isMonth?: boolean;
}

/**
 * Every way in which a cell can be a date: one, or two where day and month could be swapped. Days keep the day as written,
 * whatever offset follows. Two-digit years are 1969 to 2068, as in strptime.
 */
export function dateReadings(cell: string, {isMonth = false}: DateOptions = {}): DateReading[] {
  const text = cell.trim();
  if (isMonth) {
    const month = monthReading(text);
    if (month !== null) return [month];
  }
  const weekday = WEEKDAY.exec(text)?.[0] ?? "";
  if (weekday !== "") {
    const program = programReading(text);
    if (program.length > 0) return program;
    const name = weekday.replace(/[., ]+$/, "");
    return dateReadings(text.slice(weekday.length)).map((reading) => ({...reading, format: weekday.replace(name, name.length === 3 ? "%a" : "%A") + reading.format}));
  }
  const at = text.search(/(?:T|,? +| at )\d{1,2}[:.]\d{2}(?!\d*[.]\d{4})/i);
  const [day, time] = at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at)];
  const clock = readTime(time);
  if (clock === null) return [];
  return dayReadings(day).map(({order, format, date}) => ({order, format: format + clock.format, timestamp: `${date} ${clock.time}`}));
}

/** `Tue Mar 05 00:00:00 UTC 2024`, as programs write. */
function programReading(text: string): DateReading[] {
  const [, month, day, time, zone, year] = /^\p{L}{3} (\p{L}{3} {1,2})(\d{1,2}) (\d{2}:\d{2}:\d{2})( [A-Z]{2,5}| [+-]\d{4})? (\d{4})$/u.exec(text) ?? [];
  const clock = readTime(` ${time}`);
  if (month === undefined || clock === null) return [];
  return namedMonth(`${month.trim()} ${day} ${year}`).map(({order, date}) => ({order, format: `%a %b${month.slice(3)}%d${clock.format}${zone ?? ""} %Y`, timestamp: `${date} ${clock.time}`}));
}

/** A month without a day, as its first one. */
function monthReading(text: string): DateReading | null {
  const yearFirst = /^(\d{4})([-/.]?)(\d{2})$/.exec(text) ?? /^(\d{4})([-/.])(\d)$/.exec(text);
  const monthFirst = /^(\d{1,2})([-/.])(\d{4})$/.exec(text);
  const named = /^(\p{L}{3,})(\.? ?['’]?|[-/_])(\d{4}|\d{2})$/u.exec(text);
  const [year, month, format] = yearFirst ? [yearFirst[1]!, Number(yearFirst[3]), `%Y${yearFirst[2]}%m`]
    : monthFirst ? [monthFirst[3]!, Number(monthFirst[1]), `%m${monthFirst[2]}%Y`]
    : named ? [named[3]!, monthOfName(named[1]!), `${named[1]!.length === 3 ? "%b" : "%B"}${named[2]}${named[3]!.length === 4 ? "%Y" : "%y"}`]
    : ["", null, ""];
  const date = month === null ? null : isoDay(fullYear(year), month, 1);
  return date === null ? null : {order: null, format, timestamp: `${date} 00:00:00`};
}

interface DayReading {
  readonly order: DateOrder | null;
  readonly format: string;
  readonly date: string;
}

function dayReadings(day: string): DayReading[] {
  const digits = /^(\d{1,2})([-/.])( ?)(\d{1,2})\2( ?)(\d{2}|\d{4})$/.exec(day);
  if (digits) {
    const [, a, separator, , b, , year] = digits as unknown as [string, string, string, string, string, string, string];
    const gaps = [`${separator}${digits[3]}`, `${separator}${digits[5]}`] as const;
    const y = year.length === 4 ? "%Y" : "%y";
    const readings = [
      {order: "mdy" as const, format: `%m${gaps[0]}%d${gaps[1]}${y}`, date: isoDay(fullYear(year), Number(a), Number(b))},
      {order: "dmy" as const, format: `%d${gaps[0]}%m${gaps[1]}${y}`, date: isoDay(fullYear(year), Number(b), Number(a))}
    ];
    return readings.flatMap(({date, ...rest}) => (date === null ? [] : [{...rest, date}]));
  }
  const yearFirst = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})$/.exec(day) ?? /^(\d{4})()(\d{2})(\d{2})$/.exec(day);
  if (yearFirst) {
    const separator = yearFirst[2]!;
    return certain(`%Y${separator}%m${separator}%d`, isoDay(Number(yearFirst[1]), Number(yearFirst[3]), Number(yearFirst[4])));
  }
  const japanese = /^(\d{4})年(\d{1,2})月(\d{1,2})日$/.exec(day);
  if (japanese) return certain("%Y年%m月%d日", isoDay(Number(japanese[1]), Number(japanese[2]), Number(japanese[3])));
  return namedMonth(day);
}

/** 31-Jan-2024, 31 January 2024, Jan 31, 2024, January 31 2024, 31. Januar 2024. */
function namedMonth(day: string): DayReading[] {
  const dayFirst = /^(?<day>\d{1,2})(?<gap1>\.? |[-/.])(?<month>\p{L}{3,})(?<gap2>[.,]? |[-/.])(?<year>\d{4}|\d{2})$/u.exec(day);
  const monthFirst = /^(?<month>\p{L}{3,})(?<gap1>\.? |[-/])(?<day>\d{1,2})(?<gap2>,? |[-/])(?<year>\d{4}|\d{2})$/u.exec(day);
  const parts = (dayFirst ?? monthFirst)?.groups;
  if (!parts) return [];
  const name = parts["month"]!;
  const month = monthOfName(name);
  if (month === null) return [];
  const m = name.length === 3 ? "%b" : "%B";
  const y = parts["year"]!.length === 4 ? "%Y" : "%y";
  const format = dayFirst ? `%d${parts["gap1"]}${m}${parts["gap2"]}${y}` : `${m}${parts["gap1"]}%d${parts["gap2"]}${y}`;
  return certain(format, isoDay(fullYear(parts["year"]!), month, Number(parts["day"])));
}

function monthOfName(text: string): number | null {
  const name = text.toLowerCase();
  const english = MONTHS.indexOf(name.slice(0, 3)) + 1;
  return OTHER_MONTHS[name] ?? (english > 0 && (name.length === 3 || ENGLISH[english - 1] === name) ? english : null);
}

const ENGLISH = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

function certain(format: string, date: string | null): DayReading[] {
  return date === null ? [] : [{order: null, format, date}];
}

function readTime(time: string): {format: string; time: string} | null {
  if (time === "") return {format: "", time: "00:00:00"};
  const parts = TIME.exec(time)?.groups;
  if (!parts) return null;
  const half = parts["half"]?.toLowerCase()[0];
  const hour = Number(parts["hour"]);
  const minute = Number(parts["minute"]);
  const second = Number(parts["second"] ?? 0);
  if (half ? hour < 1 || hour > 12 : hour > 23) return null;
  if (minute > 59 || second > 59) return null;
  const hours = half === undefined ? hour : (hour % 12) + (half === "p" ? 12 : 0);
  const format = `${parts["gap"]}${half ? "%I" : "%H"}:%M${parts["second"] === undefined ? "" : ":%S"}${parts["fraction"] ? ".%f" : ""}`
    + (half ? `${parts["space"]}%p` : "");
  return {format, time: [hours, minute, second].map((part) => String(part).padStart(2, "0")).join(":")};
}

function fullYear(year: string): number {
  const number = Number(year);
  return year.length === 4 ? number : number >= 69 ? 1900 + number : 2000 + number;
}

/** YYYY-MM-DD of a day that exists, else null. */
function isoDay(year: number, month: number, day: number): string | null {
  const date = new Date(Date.UTC(year, month - 1, day));
  if (year < 100 || date.getUTCFullYear() !== year || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  return date.toISOString().slice(0, 10);
}

/** What the cells of one column say about the order of its dates. */
export interface DateEvidence {
  /** Cells that only this order reads. */
  readonly mdy: number;
  readonly dmy: number;
  /** Cells that both read, as different days. */
  readonly both: number;
  /** The first such cell. */
  readonly example: string | null;
  /** The strptime formats seen, by the order that they need. */
  readonly formats: ReadonlyMap<DateOrder | null, ReadonlySet<string>>;
}

/** @param cells distinct cells that are no ISO dates, with their counts */
export function dateEvidence(cells: Iterable<{cell: string; count: number}>, options: DateOptions = {}): DateEvidence {
  const counts = {mdy: 0, dmy: 0, both: 0};
  let example: string | null = null;
  const formats = new Map<DateOrder | null, Set<string>>([[null, new Set()], ["mdy", new Set()], ["dmy", new Set()]]);
  for (const {cell, count} of cells) {
    const readings = dateReadings(cell, options);
    for (const {order, format} of readings) formats.get(order)!.add(format);
    const [first, second] = readings;
    if (first?.order && !second) counts[first.order] += count;
    // In practice a dot separates day.month.year.
    else if (first && second && first.timestamp !== second.timestamp) {
      if (cell.includes(".") && !/[/-]/.test(cell)) counts.dmy += count;
      else {
        counts.both += count;
        example ??= cell;
      }
    }
  }
  return {...counts, example, formats};
}

/** The order that decides a column by itself: what more cells need. Null where nothing or nothing clear decides it. */
export function decidedOrder({mdy, dmy}: DateEvidence): DateOrder | null {
  return mdy > dmy ? "mdy" : dmy > mdy ? "dmy" : null;
}

/** The formats with which a column is read in one order, those that need no order among them. ISO is not listed. */
export function formatsOf({formats}: DateEvidence, order: DateOrder | null): string[] {
  // %y before %Y, which would read 24 as the year 24.
  return [...(order === null ? [] : formats.get(order)!), ...formats.get(null)!].filter((format) => !format.startsWith("%Y-%m-%d")).toSorted().toReversed();
}

/** How people write the order. */
export const ORDER_WORDS: Readonly<Record<DateOrder | "iso", string>> = {mdy: "M/D/YYYY", dmy: "D/M/YYYY", iso: "YYYY-MM-DD"};
