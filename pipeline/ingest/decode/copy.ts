import {createWriteStream} from "node:fs";
import {pipeline} from "node:stream/promises";

/** A row of a converted table and the line of the copy on which it must lie, so that DuckDB's line tells the original's. */
export interface PlacedRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/**
 * Writes rows as a UTF-8 CSV, each on the line it asks for: empty lines, which DuckDB counts and passes over, fill the gaps.
 * A row that asks for a line already passed comes next.
 */
export async function writeRows(path: string, batches: AsyncIterable<readonly PlacedRow[]>, delimiter = ","): Promise<void> {
  async function* text() {
    let line = 1;
    for await (const rows of batches) {
      const lines = rows.map((row) => {
        const gap = Math.max(0, row.line - line);
        line += gap + 1;
        return `${"\n".repeat(gap)}${csvLine(row.cells, delimiter)}\n`;
      });
      if (lines.length > 0) yield Buffer.from(lines.join(""), "utf8");
    }
  }
  await pipeline(text, createWriteStream(path, {highWaterMark: 1 << 20}));
}

function csvLine(cells: readonly string[], delimiter: string): string {
  // A line of one empty cell would be an empty line.
  if (cells.length === 1 && cells[0] === "") return '""';
  return cells.map((cell) => csvCell(cell, delimiter)).join(delimiter);
}

function csvCell(text: string, delimiter: string): string {
  // To DuckDB a CR alone ends a line, in quotes too.
  const clean = /[\0\r]/.test(text) ? text.replaceAll("\0", "").replace(/\r\n?/g, "\n") : text;
  return /["\n]|^\s|\s$/.test(clean) || clean.includes(delimiter) ? `"${clean.replaceAll('"', '""')}"` : clean;
}
