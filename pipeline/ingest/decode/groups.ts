import {TOTALS} from "../footers.ts";

type Cells = readonly string[];

const TOTAL = new RegExp(TOTALS, "iu");
/** A report marks the columns by which it is sorted, and those by which it is grouped are among them; in Windows-1252 there is no arrow. */
const SORTED = /(?:[↑↓]| {2}\?)\s*$/u;

/** Whether a row is one of totals, as its first cell says. */
export function isTotal(cells: Cells): boolean {
  return TOTAL.test(cells.find((cell) => !isBlank(cell))?.trim() ?? "");
}

/** A header without the mark of a sorted report. */
export function withoutArrow(header: string): string {
  return header.replace(SORTED, "");
}

const isBlank = (cell: string | undefined) => cell === undefined || cell.trim() === "";

/**
 * The columns by which a report is grouped: the value of a group stands in its first row alone. Of a column that is but sorted the
 * blank cells come one after another, before or after all others.
 * @param rows the first rows below the header
 */
export function groupColumns(header: Cells, rows: readonly Cells[]): number[] {
  const own = rows.filter((cells) => !isTotal(cells));
  const sorted = header.flatMap((name, column) => (SORTED.test(name) ? [column] : []));
  return sorted.filter((column) => {
    const filled = own.flatMap((cells, row) => (isBlank(cells[column]) ? [] : [row]));
    const blanksWithin = filled.length > 0 && filled.at(-1)! - filled[0]! + 1 > filled.length;
    return blanksWithin || (filled.length === 1 && filled[0] === 0 && own.length > 1);
  });
}

/** Gives the rows of a grouped report, one after another, the values of their group. Totals, and what stands below them until the next group begins, are no rows of one. */
export function groupFiller(columns: readonly number[]): (cells: string[]) => string[] {
  const current = new Map<number, string>();
  let isWithin = false;
  return (cells) => {
    if (isTotal(cells)) isWithin = false;
    else if (columns.some((column) => !isBlank(cells[column]))) isWithin = true;
    if (!isWithin) return cells;
    for (const column of columns) if (!isBlank(cells[column])) current.set(column, cells[column]!);
    return cells.map((cell, column) => (isBlank(cell) ? current.get(column) ?? cell : cell));
  };
}
