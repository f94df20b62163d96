import type {Database} from "../database.ts";
import type {Problem} from "../problems.ts";
import {nearest} from "../workspace/nearest.ts";
import type {PreparedFile} from "./decode/prepared.ts";
import {dateReadings} from "./dates.ts";
import {linesOfRows, unreadLines} from "./rowScan.ts";
import {fileRows} from "./select.ts";
import {foldHeader} from "./recognise.ts";

const COLUMNS = ["currency", "date", "rate"] as const;

/** Reads the file of exchange rates into `exchange_rates`: one row per currency and date, the rate to the workspace's currency. */
export async function loadRates(db: Database, file: PreparedFile): Promise<Problem[]> {
  const positions = COLUMNS.map((name) => file.header.findIndex((header) => foldHeader(header) === name));
  const absent = COLUMNS.filter((_, i) => positions[i]! < 0);
  const problem = (line: number | null, column: string | null, message: string, value: string | null, fix: string): Problem => ({file: file.file, line, column, message, value, fix});
  if (absent.length > 0) {
    return absent.map((name) => problem(file.headerLine || null, null, "has no column", name, `Name it in the first row${nearest(name, file.header) === null ? "" : `, where ${nearest(name, file.header)} is`}.`));
  }
  const {unread} = await unreadLines(file);
  if (unread.length > 0) {
    return unread.map(({line, text}) => problem(line, null, `is no row of ${file.header.length} columns`, text, "Correct the file of exchange rates."));
  }
  const [currency, date, rate] = positions.map((position) => `tidy(c${position})`);
  const rows = await db.rows<{currency: string | null; date: string | null; rate: number | null; cell: string | null}>(`
    select ${currency} as currency, ${date} as date, ${rate} as cell,
      coalesce(try_cast(${rate} as double), read_number(${rate}, false), read_number(${rate}, true)) as rate from ${fileRows(file, "mended")}`);
  const read = rows.map((row) => ({...row, date: row.date === null ? null : readDay(row.date)}));
  const faulty = read.flatMap((row, i) => {
    const cell = rows[i]!;
    if (row.currency === null || !/^[A-Za-z]{3}$/.test(row.currency)) return [{i, column: "currency", message: "is no currency code of three letters", value: cell.currency}];
    if (row.date === null) return [{i, column: "date", message: "is not a date (YYYY-MM-DD)", value: cell.date}];
    if (row.rate === null || !(row.rate > 0)) return [{i, column: "rate", message: "is not a number above 0", value: cell.cell}];
    return [];
  });
  const bad = new Set(faulty.map(({i}) => i));
  const good = read.filter((_, i) => !bad.has(i));
  await db.writeTable("exchange_rates", [
    {name: "currency", type: "varchar", values: good.map((row) => row.currency!.toUpperCase())},
    {name: "date", type: "date", values: good.map((row) => row.date)},
    {name: "rate", type: "double", values: good.map((row) => row.rate)}
  ]);
  const first = new Map<string, number>();
  const contrary = read.flatMap((row, i) => {
    if (bad.has(i)) return [];
    const day = `${row.currency!.toUpperCase()} on ${row.date!}`;
    const before = first.get(day) ?? i;
    first.set(day, before);
    return read[before]!.rate === row.rate ? [] : [{i, before, day}];
  });
  const named = [...new Set([...bad, ...contrary.flatMap(({i, before}) => [before, i])])].toSorted((a, b) => a - b);
  const lines = named.length === 0 ? [] : await linesOfRows(file, named, rows.length);
  const lineOf = (i: number) => lines[named.indexOf(i)] ?? null;
  const fix = "Correct the file of exchange rates.";
  return [
    ...faulty.map(({i, column, message, value}) => problem(lineOf(i), column, message, value, fix)),
    ...contrary.map(({i, before, day}) => problem(lineOf(i), "rate", `is another rate for ${day} than line ${lineOf(before) ?? "?"} has (${rows[before]!.cell})`, rows[i]!.cell, fix))
  ];
}

function readDay(cell: string): string | null {
  if (/^\d{4}-\d{2}-\d{2}([T ]|$)/.test(cell)) return dateReadings(cell.slice(0, 10))[0]?.timestamp.slice(0, 10) ?? null;
  const readings = dateReadings(cell);
  return readings.length > 0 && readings.every(({timestamp}) => timestamp === readings[0]!.timestamp) ? readings[0]!.timestamp.slice(0, 10) : null;
}
