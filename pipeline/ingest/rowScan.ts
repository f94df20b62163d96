import {once} from "node:events";
import {createReadStream, createWriteStream} from "node:fs";
import {createGunzip} from "node:zlib";
import type {PreparedFile} from "./decode/prepared.ts";
import {recordScanner, type RecordStatus, type ScannedRecord} from "./recordScan.ts";

/** A line of a file that is no row of it. */
export interface UnreadLine {
  readonly line: number;
  /** How many rows of the file stand above it. */
  readonly rowsAbove: number;
  readonly status: Exclude<RecordStatus, "row" | "blank">;
  readonly fieldCount: number;
  /** The beginning of the line. */
  readonly text: string;
}

export interface LoadedFile {
  readonly rowCount: number;
  readonly unread: readonly UnreadLine[];
}

/** What is no row in a file, by a scan of its bytes. With `copyTo` the rows, header first, are written there with uniform line ends. */
export async function unreadLines(file: PreparedFile, copyTo?: string): Promise<LoadedFile & {longest: number}> {
  const unread: UnreadLine[] = [];
  const output = copyTo === undefined ? null : createWriteStream(copyTo);
  let batch: Buffer[] = [];
  let longest = 0;
  let rowsAbove = 0;
  const rowCount = await scanRows(file, (record, line) => {
    if (record.status === "row") {
      rowsAbove++;
      longest = Math.max(longest, record.bytes.length);
      if (output) batch.push(withoutLoneReturns(record.bytes), NEW_LINE);
    } else {
      unread.push({line, rowsAbove, status: record.status as UnreadLine["status"], fieldCount: record.fieldCount, text: record.bytes.subarray(0, 400).toString("utf8")});
    }
  }, {
    async drain(header) {
      if (!output) return;
      const bytes = header === null ? batch : [withoutLoneReturns(header), NEW_LINE];
      if (header === null) batch = [];
      if (bytes.length > 0 && !output.write(Buffer.concat(bytes))) await once(output, "drain");
    }
  });
  if (output) {
    output.end();
    await once(output, "close");
  }
  return {rowCount, unread, longest};
}

/**
 * The line in the original of each row (from 0, in rising order) of a file; null where the file's rows cannot be counted so. That
 * they can is seen at the rows themselves where a cell of each is known, else at the number of all.
 * @param cells a text that stands in the row, null where none is known
 * @param allAreRows every line that is not blank is a row, so that they need not be looked into
 */
export async function linesOfRows(
  file: PreparedFile, rows: readonly number[], rowCount: number, {cells = rows.map(() => null), allAreRows = false}: {cells?: readonly (string | null)[]; allAreRows?: boolean} = {}
): Promise<(number | null)[]> {
  if (file.format === "parquet") return rows.map((row) => row + 1);
  const lines: (number | null)[] = [];
  let row = 0;
  let areSeen = true;
  const counted = await scanRows(file, (record, line) => {
    if (record.status !== "row") return;
    if (row === rows[lines.length]) {
      const cell = cells[lines.length];
      areSeen &&= typeof cell === "string" && record.bytes.includes(cell);
      lines.push(line);
    }
    row++;
  }, {allAreRows: allAreRows && file.header.length > 1, isEnough: () => areSeen && lines.length === rows.length});
  return areSeen && lines.length === rows.length || counted === rowCount ? lines : rows.map(() => null);
}

interface ScanOptions {
  readonly allAreRows?: boolean;
  /** Asked after each chunk of the file: the rest is then not read. */
  readonly isEnough?: () => boolean;
  /** Called with the header, then with null after each chunk of the file. */
  readonly drain?: (header: Buffer | null) => Promise<void>;
}

/** Visits what follows the header: every row, and every line that is none. Returns the number of rows. */
async function scanRows(
  file: PreparedFile, visit: (record: ScannedRecord, line: number) => void, {allAreRows = false, isEnough = () => false, drain}: ScanOptions = {}
): Promise<number> {
  const skipped = file.headerLine - 1 - file.lineOffset;
  let header: Buffer | null = null;
  let isPastHeader = false;
  let inner = 0;
  let rowCount = 0;
  const scanner = recordScanner({...file, fieldCount: allAreRows ? null : file.header.length}, (record) => {
    // Where the original has rows instead of lines, a cell of several lines is on one.
    const line = Math.ceil((record.line - 1 - (file.countsRows ? inner : 0)) / (file.rowsPerLine ?? 1)) + 1 + file.lineOffset;
    inner += record.lineCount - 1;
    if (record.line <= skipped) return;
    if (!isPastHeader) {
      isPastHeader = true;
      header = Buffer.from(record.bytes);
      return;
    }
    if (record.status === "blank") return;
    if (record.status === "row") rowCount++;
    visit(record, line);
  });
  let isHeaderDrained = false;
  const drained = async () => {
    if (!drain) return;
    if (header !== null && !isHeaderDrained) {
      isHeaderDrained = true;
      await drain(header);
    }
    await drain(null);
  };
  for await (const chunk of bytesOf(file)) {
    scanner.write(chunk);
    await drained();
    if (isEnough()) return rowCount;
  }
  scanner.end();
  await drained();
  return rowCount;
}

export function bytesOf(file: PreparedFile): AsyncIterable<Buffer> {
  const stream = createReadStream(file.path, {highWaterMark: 4 << 20});
  if (!file.compressed) return stream as AsyncIterable<Buffer>;
  const unpacked = createGunzip({chunkSize: 1 << 20});
  stream.on("error", (error) => unpacked.destroy(error)).pipe(unpacked);
  return unpacked as AsyncIterable<Buffer>;
}

const NEW_LINE = Buffer.from("\n");

// A CR alone ends a line for DuckDB, even within quotes, where others end with LF.
function withoutLoneReturns(record: Buffer): Buffer {
  if (!record.includes(13)) return Buffer.from(record);
  return Buffer.from(record.toString("latin1").replace(/\r\n?/g, "\n"), "latin1");
}
