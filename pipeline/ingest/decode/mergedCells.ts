import {StringDecoder} from "node:string_decoder";
import {columnIndex, type SheetRow} from "./sheetRows.ts";
import type {Archive} from "./zip.ts";

/** Cells of a column that are shown as one over several rows: only the first holds anything. */
export interface MergedCells {
  readonly column: number;
  readonly first: number;
  readonly last: number;
}

/** Those of a sheet, by their first rows. They stand behind all of its rows. */
export async function mergedCells(archive: Archive, entry: string): Promise<MergedCells[]> {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  let isBehind = false;
  for await (const chunk of archive.read(entry)) {
    rest += decoder.write(chunk);
    if (isBehind) continue;
    const end: number = rest.search(/<\/(?:\w+:)?sheetData>/);
    isBehind = end >= 0;
    rest = rest.slice(isBehind ? end : -64);
  }
  return [...rest.matchAll(/<(?:\w+:)?mergeCell\s+ref="([A-Z]+)(\d+):[A-Z]+(\d+)"/g)]
    .map(([, column, first, last]) => ({column: columnIndex(column!), first: Number(first), last: Number(last)}))
    .filter(({first, last}) => last > first)
    .toSorted((a, b) => a.first - b.first);
}

/** What a number or an amount with its currency looks like: a sum for several rows is no row's own. */
const AMOUNT = /^\P{L}*\d[\d.,'’\s]*\P{L}*\p{L}{0,3}\P{L}*$/u;

/** Gives every row of merged cells their text, in the order of rows. Numbers stay in the first. */
export function mergedFiller(merged: readonly MergedCells[]): {fill: (row: SheetRow) => SheetRow; count: () => number} {
  let next = 0;
  let count = 0;
  let open: {readonly column: number; readonly last: number; readonly text: string}[] = [];
  const fill = (row: SheetRow): SheetRow => {
    open = open.filter(({last}) => last >= row.number);
    const missing = open.filter(({column}) => (row.cells[column] ?? "") === "");
    for (; next < merged.length && merged[next]!.first <= row.number; next++) {
      const {column, first, last} = merged[next]!;
      const text = first === row.number ? row.cells[column] ?? "" : "";
      if (/\p{L}/u.test(text) && !AMOUNT.test(text)) open.push({column, last, text});
    }
    if (missing.length === 0) return row;
    count++;
    const cells = [...row.cells];
    for (const {column, text} of missing) {
      while (cells.length < column) cells.push("");
      cells[column] = text;
    }
    return {number: row.number, cells};
  };
  return {fill, count: () => count};
}
