import {mkdir, mkdtemp} from "node:fs/promises";
import {join} from "node:path";
import {dateReadings} from "../dates.ts";
import {writeRows, type PlacedRow} from "./copy.ts";
import {isTotal} from "./groups.ts";
import type {PreparedFile} from "./prepared.ts";
import {recordsOf, type TextRecord} from "./records.ts";
import {readChunks} from "./source.ts";

const FEWEST = 3;
/** What a first column without a name is called: it has the customers. */
export const FIRST_COLUMN = "Customer";
/** What may stand beside a month in a header, and how spreadsheets write that there is nothing. */
const BESIDE = /\b(?:c?mrr|arr|revenue|umsatz)\b|[()[\]]/gi;
const NOTHING = /^[\s\p{Sc}]*[-–—]?[\s\p{Sc}]*$/u;

/** The columns of a table that are months, by position: the first day of each. None where fewer than three are, or where days or weeks are. */
export function monthColumns(header: readonly string[]): Map<number, string> {
  const dated = header.flatMap((name, position) => {
    const readings = dateReadings(name.replace(BESIDE, " ").trim().replace(/\s+/g, " "), {isMonth: true});
    return readings.length === 0 ? [] : [{position, readings}];
  });
  // 01/02/2023 is the month whose neighbours are other months.
  for (const order of ["dmy", "mdy"] as const) {
    const months = dated.flatMap(({position, readings}): [number, string][] => readings
      .filter((reading) => reading.order === null || reading.order === order).map(({timestamp}) => [position, `${timestamp.slice(0, 7)}-01`]));
    if (months.length === dated.length && months.length >= FEWEST && new Set(months.map(([, month]) => month)).size === months.length) return new Map(months);
  }
  return new Map();
}

/** Whether a table is one row a customer and one column a month. */
export function isWide(header: readonly string[]): boolean {
  const {size} = monthColumns(header);
  return size * 2 > header.length || size >= 2 * FEWEST;
}

/**
 * A table with a column a month as one with a row for each customer and month that states anything, its columns `month` and `mrr` last.
 * Last months without revenue are still to come, and left out.
 */
export async function unpivotMonths(file: PreparedFile, temporaryDirectory: string): Promise<PreparedFile> {
  const months = monthColumns(file.header);
  if (months.size === 0 || file.format === "parquet") return file;
  const others = file.header.map((_, position) => position).filter((position) => !months.has(position));
  const header = [...others.map((position) => (position === 0 && file.header[0]!.trim() === "" ? FIRST_COLUMN : file.header[position]!)), "month", "mrr"];
  const isTable = ({fields}: TextRecord) => fields.length >= file.header.length && fields.slice(file.header.length).every((field) => field.trim() === "");
  const {last, isSummary} = await lookThrough(file, months, isTable);
  const stated = [...months].filter(([, month]) => month <= last).toSorted((a, b) => (a[1] < b[1] ? -1 : 1));
  const count = Math.max(1, stated.length);
  const rowsOf = (record: TableRecord): PlacedRow[] => {
    const {fields, place} = record;
    const line = 2 + (place - 1) * count;
    if (isTable(record) && !isSummary(record)) {
      return stated.filter(([position]) => !NOTHING.test(fields[position]!))
        .map(([position, month], i) => ({line: line + i, cells: [...others.map((other) => fields[other]!), month, fields[position]!]}));
    }
    // What is no row of the table must be none of the copy.
    const filled = fields.filter((field) => field.trim() !== "");
    if (filled.length === 0) return [];
    return [{line, cells: isTable(record) ? filled.slice(0, 1) : filled.length === header.length ? [...filled, ""] : filled}];
  };
  async function* rows(): AsyncGenerator<PlacedRow[]> {
    yield [{line: 1, cells: header}];
    for await (const records of tableOf(file)) yield records.flatMap(rowsOf);
  }
  await mkdir(temporaryDirectory, {recursive: true});
  const path = join(await mkdtemp(join(temporaryDirectory, "decoded-")), "months.csv");
  await writeRows(path, rows(), file.delimiter);
  const unstated = [...months.values()].filter((month) => month > last).toSorted();
  const warnings = [
    ...(stated.length === 0 ? [] : [`has a column a month, ${stated[0]![1].slice(0, 7)} to ${last.slice(0, 7)}: read as the MRR of each customer and month`]),
    ...(unstated.length === 0 ? [] : [`states no revenue from ${unstated[0]!.slice(0, 7)} on: these months are not read`])
  ];
  return {
    ...file, path, quote: '"', escape: '"', header, compressed: false, lineOffset: file.headerLine - 1, countsRows: true,
    rowsPerLine: count, warnings: [...file.warnings, ...warnings]
  };
}

/** How many rows may follow a total: of growth, of customers. */
const BELOW_TOTAL = 30;

/** The last month in which anybody pays, and which rows sum the others up: totals, and what stands below the last of them. */
async function lookThrough(
  file: PreparedFile, months: ReadonlyMap<number, string>, isTable: (record: TextRecord) => boolean
): Promise<{last: string; isSummary: (record: TableRecord) => boolean}> {
  let last = "";
  let above = 0;
  let below = 0;
  let end = Infinity;
  for await (const records of tableOf(file)) {
    for (const record of records.filter(isTable)) {
      if (isTotal(record.fields)) {
        if (above > 0) end = record.place;
        below = 0;
        continue;
      }
      if (end === Infinity) above++;
      else below++;
      for (const [position, month] of months) if (month > last && /[1-9]/.test(record.fields[position]!)) last = month;
    }
  }
  return {last, isSummary: ({fields, place}) => isTotal(fields) || (below <= BELOW_TOTAL && below < above && place > end)};
}

interface TableRecord extends TextRecord {
  /** How many lines below the header of the original it begins. */
  readonly place: number;
}

async function* tableOf(file: PreparedFile): AsyncGenerator<TableRecord[]> {
  const skipped = file.headerLine - 1 - file.lineOffset;
  let header = 0;
  let inner = 0;
  for await (const records of recordsOf(textOf(file), file)) {
    yield records.filter(({line}) => line > skipped).flatMap((record) => {
      const line = record.line - (file.countsRows ? inner : 0);
      inner += record.lineCount - 1;
      if (header > 0) return [{...record, place: line - header}];
      header = line;
      return [];
    });
  }
}

async function* textOf(file: PreparedFile): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  for await (const chunk of readChunks({path: file.path, shown: file.file, isGzip: file.compressed})) yield decoder.decode(chunk, {stream: true});
  yield decoder.decode();
}
