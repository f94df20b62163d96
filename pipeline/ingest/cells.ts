import type {Database} from "../database.ts";
import {dateReadings, ORDER_WORDS} from "./dates.ts";
import {BAD_CELLS, FIRST_DATE, isMissingCell, LAST_DATE, readAgain, statesMonths, writeAgain, type FileReading, type ReadColumn} from "./select.ts";

/** Cells of raw_<entity> that could not be read: row_key, key (of the reading), cell. */
export const UNREAD = "ingest_unread_cells";

/** Takes the cells that the first pass could not read out of the table; returns how many there are. */
export async function collectUnreadCells(db: Database, table: string): Promise<number> {
  await db.exec(`create or replace temp table ${UNREAD} as
    select rows.row_key, cells.key::integer as key, cells.value->>'$' as cell
    from (select rowid as row_key, ${BAD_CELLS} as cells from ${table} where ${BAD_CELLS} is not null) as rows, json_each(rows.cells) as cells
    where cells.type <> 'NULL'`);
  await db.exec(`alter table ${table} drop column ${BAD_CELLS}`);
  const [row] = await db.rows<{cell_count: number}>(`select count(*) as cell_count from ${UNREAD}`);
  return row!.cell_count;
}

/** Reads what is left with more patience and writes it into the table; what remains in UNREAD are problems. */
export async function readUnreadCells(db: Database, table: string, readings: readonly FileReading[]): Promise<void> {
  const keys = await db.rows<{key: number}>(`select distinct key from ${UNREAD} order by key`);
  for (const {key} of keys) {
    const reading = readings.find(({columns}) => columns.some((column) => column.key === key))!;
    const column = reading.columns.find((candidate) => candidate.key === key)!;
    if (!column.isCleaned) {
      await db.exec(`delete from ${UNREAD} where key = ${key} and (${isMissingCell(reading.nulls)})`);
      await db.exec(`update ${UNREAD} set cell = tidy(cell) where key = ${key} and cell <> tidy(cell)`);
    }
    if (column.type === "date" || column.type === "timestamp") await readDatesAgain(db, column, reading.file.file.includes(".xlsx#"));
    else {
      await db.exec(`create or replace temp table ingest_again as
        select cell, ${readAgain(column, reading.comma)} as value from (select distinct cell from ${UNREAD} where key = ${key})`);
    }
    await db.exec(`create or replace temp table ingest_again_rows as
      select row_key, value from ${UNREAD} inner join ingest_again using (cell) where key = ${key} and value is not null`);
    await db.exec(writeAgain(table, column, "ingest_again_rows"));
    await db.exec(`delete from ${UNREAD} where key = ${key} and row_key in (select row_key from ingest_again_rows)`);
  }
  await db.exec("drop table if exists ingest_again_rows");
  await db.exec("drop table if exists ingest_again");
}

/** Distinct cells are few, and dates have more spellings than SQL has patience for. */
async function readDatesAgain(db: Database, column: ReadColumn, isWorkbook: boolean): Promise<void> {
  const cells = await db.rows<{cell: string}>(`select distinct cell from ${UNREAD} where key = ${column.key} order by cell limit 200000`);
  const [first, last] = column.isAttribute ? ["1000", "9999"] : [FIRST_DATE, `${LAST_DATE} 24`];
  // Outside of a workbook one such number may be anything; a column of them is a spreadsheet's days saved as text.
  const isSerial = isWorkbook || (cells.length >= 3 && cells.every(({cell}) => SERIAL_DAY.test(cell)));
  const values = cells.map(({cell}) => {
    const value = readDate(cell, column, isSerial);
    return value !== null && value >= first && value < last ? value : null;
  });
  await db.writeTable("ingest_again_text", [
    {name: "cell", type: "varchar", values: cells.map(({cell}) => cell)}, {name: "value", type: "varchar", values}
  ]);
  await db.exec(`create or replace temp table ingest_again as select cell, value::timestamp::${column.type} as value from ingest_again_text`);
  await db.exec("drop table ingest_again_text");
}

/** 1954 to 2119. */
const SERIAL_DAY = /^[2-7]\d{4}(?:\.\d+)?$/;

function readDate(cell: string, column: ReadColumn, isSerial: boolean): string | null {
  const {dateOrder} = column;
  const readings = dateReadings(cell, {isMonth: statesMonths(column)});
  const [only, second] = readings;
  if (only && (!second || only.timestamp === second.timestamp)) return only.order === null || dateOrder === null || only.order === dateOrder || second ? only.timestamp : null;
  if (only) return readings.find(({order}) => order === dateOrder)?.timestamp ?? null;
  const number = /^\d+(\.\d+)?$/.test(cell) ? Number(cell) : Number.NaN;
  // A spreadsheet's serial day; seconds (2001 to 2033) and milliseconds since 1970, as programming interfaces give them.
  if (isSerial && number >= 20_000 && number <= 80_000) return instant((number - 25_569) * 86_400_000);
  if (/^1\d{9}$/.test(cell)) return instant(number * 1000);
  if (/^\d{12,13}$/.test(cell)) return instant(number);
  return null;
}

function instant(milliseconds: number): string {
  return new Date(Math.round(milliseconds / 1000) * 1000).toISOString().slice(0, 19).replace("T", " ");
}

/**
 * What is wrong with a cell, in words, and what would mend it.
 * @param isRead whether other cells of its column could be read
 */
export function cellProblem(column: ReadColumn, cell: string, entity: string, isRead: boolean): {message: string; fix: string} {
  const name = column.name;
  const mend = `Correct the export, or list the value under exports.${entity}.nulls or values.`;
  switch (column.type) {
    case "date":
    case "timestamp": {
      const isDate = dateReadings(cell, {isMonth: statesMonths(column)}).length > 0 || /^[-\d]{4,}-\d\d-\d\d/.test(cell);
      if (isDate && !column.isAttribute && isFar(cell, column)) {
        return {message: `is no plausible date (${FIRST_DATE.slice(0, 4)} to ${LAST_DATE.slice(0, 4)})`, fix: mend};
      }
      // Where no cell of the column could be read, what has digits may be a date in a way that is not known.
      return isRead || /^\d{4}[-/.]/.test(cell) || !/\d/.test(cell) ? {message: `is not a date (${formatWords(cell, column)})`, fix: `Correct the export, or write date_format under exports.${entity}.`}
        : {message: "is not a date in a format that is known", fix: `Correct the export, or write how its dates are written, such as \`date_format: "%d.%m.%Y %H:%M"\`, under exports.${entity}.`};
    }
    case "boolean":
      return {message: "is neither yes nor no", fix: `Correct the export, or say what it means: exports.${entity}.values.${name}.`};
    case "money":
    case "integer":
    case "decimal":
    case "number": {
      if (/^[-+]?(nan|inf|infinity)$/i.test(cell)) return {message: "is no finite number", fix: mend};
      if (/^[-+]?[\d.,' ]+(e\+?\d+)?$/i.test(cell) && Math.abs(Number(cell.replace(/[,' ]/g, "")) * (column.scale ?? 1)) > 2_000_000_000) {
        return column.scale === null ? {message: "is too large", fix: "Correct the export, or set scale if it is in other units."}
          : {message: "is too large with its scale", fix: `Correct the export, or exports.${entity}.scale.${name}.`};
      }
      if (/^\D*(\d{1,3}(\.\d{3})+,\d+|\d+,\d{1,2})\D*$/.test(cell)) {
        return {message: "is not a number with a decimal point", fix: `Where the file writes decimals with a comma, set decimal: "," under exports.${entity}.`};
      }
      return {message: "is not a number", fix: mend};
    }
    default:
      return {message: "cannot be read", fix: mend};
  }
}

/** The format in which a cell would be a date: its own where it is written year first, else those of the file. */
function formatWords(cell: string, {dateFormats, dateOrder}: ReadColumn): string {
  if (/^\d{4}[-/.]/.test(cell)) return ORDER_WORDS.iso;
  const words = [...new Set(dateFormats.map((format) => format.replace(/^%[aA][., ]+/, "").replace(/[T ,]+%[HI].*$/, "")
    .replace("%d", "D").replace("%m", "M").replace("%Y", "YYYY").replace("%y", "YY").replace("%b", "Mon").replace("%B", "Month")))];
  return words.length > 0 && words.length <= 3 ? words.join(" or ") : ORDER_WORDS[dateOrder ?? "iso"];
}

function isFar(cell: string, column: ReadColumn): boolean {
  const {dateOrder} = column;
  const iso = /^(\d{4,})-\d\d-\d\d/.exec(cell);
  const stamps = dateReadings(cell, {isMonth: statesMonths(column)});
  const stamp = iso ? cell : (stamps.find(({order}) => order === dateOrder) ?? stamps[0])?.timestamp;
  return stamp !== undefined && (stamp < FIRST_DATE || stamp > `${LAST_DATE} 24` || (iso?.[1]?.length ?? 4) > 4);
}
