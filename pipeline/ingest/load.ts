import {createReadStream, createWriteStream} from "node:fs";
import {mkdir, mkdtemp, open} from "node:fs/promises";
import {join} from "node:path";
import {once} from "node:events";
import {createGunzip} from "node:zlib";
import {ROW_GROUP, type Database} from "../database.ts";
import {ProblemsError} from "../problems.ts";
import type {PreparedFile} from "./decode/prepared.ts";
import {withFewerRules} from "./generated.ts";
import {MAX_RECORD_BYTES, recordScanner, type RecordStatus, type ScannedRecord} from "./recordScan.ts";
import {fileRows, insertFile, type FileReading} from "./select.ts";

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

const REJECTS = "ingest_rejects";

/**
 * Appends a file to raw_<entity> in one pass. DuckDB's reader is trusted where it finds nothing wrong, or only rows of a wrong
 * length that a scan of our own finds as well; where a quote is broken, it would lose rows, so the file is mended first: the
 * lines that cannot be read are taken out and listed, and the rest must come back row for row.
 */
export function loadFile(db: Database, table: string, reading: FileReading, temporaryDirectory: string): Promise<LoadedFile> {
  return withFewerRules(db, () => load(db, table, reading, temporaryDirectory));
}

async function load(db: Database, table: string, reading: FileReading, temporaryDirectory: string): Promise<LoadedFile> {
  const {file} = reading;
  if (file.format === "parquet") return {rowCount: await insert(db, insertFile(table, reading, fileRows(file, "mended"))), unread: []};
  const lines = await probedLines(file);
  if (lines.hasLong) return loadMended(db, table, reading, temporaryDirectory);
  await db.exec("begin");
  try {
    const rowCount = await insert(db, insertFile(table, reading, fileRows(file, {rejects: REJECTS}, {buffer: bufferFor(lines.mean)}))).catch((cause: unknown) => {
      if (isCsvError(cause)) return null;
      throw cause;
    });
    const rejected = rowCount === null ? null : await countRejects(db);
    // A header that its reader takes for another leaves no row and no reject.
    if (rowCount !== null && rejected === 0 && (rowCount > 0 || (await unreadLines(file)).rowCount === 0)) {
      await db.exec("commit");
      return {rowCount, unread: []};
    }
    if (rowCount !== null && rejected !== null) {
      const scanned = await unreadLines(file);
      if (scanned.rowCount === rowCount && scanned.unread.length === rejected && scanned.unread.every(({status}) => status === "fields" || status === "encoding")) {
        await db.exec("commit");
        return scanned;
      }
    }
    await db.exec("rollback");
  } catch (cause) {
    await db.exec("rollback").catch(() => {});
    throw cause;
  }
  return loadMended(db, table, reading, temporaryDirectory);
}

async function insert(db: Database, sql: string): Promise<number> {
  const [row] = await db.rows<{Count: number}>(sql);
  return row?.Count ?? 0;
}

function isCsvError(cause: unknown): boolean {
  return cause instanceof Error && /CSV|state machine|quote|Invalid Input Error/i.test(cause.message) && !/out of memory|IO Error/i.test(cause.message);
}

/** How many lines DuckDB refused; null where a broken quote or a long line makes its word doubtful. */
async function countRejects(db: Database): Promise<number | null> {
  const [row] = await db.rows<{line_count: number; doubtful_count: number}>(`
    select count(distinct line_byte_position) as line_count,
      count(*) filter (error_type not in ('MISSING COLUMNS', 'TOO MANY COLUMNS', 'INVALID ENCODING')) as doubtful_count from ${REJECTS}`);
  await db.exec(`drop table ${REJECTS}`);
  await db.exec(`drop table ${REJECTS}_scan`);
  return row!.doubtful_count > 0 ? null : row!.line_count;
}

async function loadMended(db: Database, table: string, reading: FileReading, temporaryDirectory: string): Promise<LoadedFile> {
  const {file} = reading;
  await mkdir(temporaryDirectory, {recursive: true});
  const path = join(await mkdtemp(join(temporaryDirectory, "mended-")), "text.csv");
  const scanned = await unreadLines(file, path);
  const copy: PreparedFile = {...file, path, headerLine: 1, lineOffset: 0, compressed: false};
  const rowCount = await insert(db, insertFile(table, {...reading, file: copy}, fileRows(copy, "mended", scanned.longest > 1_000_000 ? LONG_LINES : {})));
  if (rowCount !== scanned.rowCount) {
    throw new ProblemsError([{
      file: file.file, line: null, column: null, message: `holds ${scanned.rowCount} rows of which ${rowCount} can be read`, value: null,
      fix: "Open the file in a spreadsheet, look for stray quotes, and save it as CSV again."
    }]);
  }
  return scanned;
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

function bytesOf(file: PreparedFile): AsyncIterable<Buffer> {
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

/** Buffers for lines that are longer than DuckDB's reader allows for. */
const LONG_LINES = {longestLine: MAX_RECORD_BYTES + 1000, buffer: 2 * (MAX_RECORD_BYTES + 1000)};

/** What a thread reads of a CSV at a time, and that it is this share of a buffer. */
const PIECE_BYTES = 8_000_000;
export const PIECES_OF_A_BUFFER = 4;

/**
 * The buffer by which a CSV is read in pieces of so many rows that each is written as it is. A table keeps its order, so what a thread reads becomes row
 * groups of its own: where they hold fewer rows than {@link ROW_GROUP}, DuckDB copies them together before it writes them, and where the last one of each
 * piece is so small that three and a rest fit into three, again at the checkpoint; either costs a quarter of the whole reading. So a piece fills one row
 * group or more and three quarters of another.
 * @param lineBytes of a line on average; null where that is not known
 */
export function bufferFor(lineBytes: number | null): number | undefined {
  if (lineBytes === null) return undefined;
  const groups = Math.max(1, Math.round(PIECE_BYTES / lineBytes / ROW_GROUP - 0.75)) + 0.75;
  const piece = Math.ceil(groups * ROW_GROUP * lineBytes);
  return piece <= 8 * PIECE_BYTES ? PIECES_OF_A_BUFFER * piece : undefined;
}

const PROBE_BYTES = 1 << 20;
/** With fewer line ends among the probes, what they say of the average is not trusted. */
const TRUSTED_ENDS = 30;

/** A probe every mebibyte: whether a line is so long that DuckDB might pass over it without a word, and the bytes of a line on average. */
async function probedLines(file: PreparedFile): Promise<{hasLong: boolean; mean: number | null}> {
  if (file.compressed) return {hasLong: await hasLongLineUnpacked(file), mean: null};
  const handle = await open(file.path, "r");
  try {
    const {size} = await handle.stat();
    const probe = Buffer.allocUnsafe(4096);
    let seen = 0;
    let ends = 0;
    for (let at = 0; at + PROBE_BYTES < size; at += PROBE_BYTES) {
      const {bytesRead} = await handle.read(probe, 0, probe.length, at);
      const found = lineEnds(probe.subarray(0, bytesRead));
      seen += bytesRead;
      ends += found;
      if (found > 0) continue;
      const whole = Buffer.allocUnsafe(PROBE_BYTES);
      await handle.read(whole, 0, PROBE_BYTES, at);
      if (lineEnds(whole) === 0) return {hasLong: true, mean: null};
    }
    return {hasLong: false, mean: ends < TRUSTED_ENDS ? null : seen / ends};
  } finally {
    await handle.close();
  }
}

async function hasLongLineUnpacked(file: PreparedFile): Promise<boolean> {
  // Deflate packs a thousand to one at most.
  if (file.bytes * 1032 < PROBE_BYTES) return false;
  let length = 0;
  for await (const chunk of bytesOf(file)) {
    const end = Math.max(chunk.lastIndexOf(10), chunk.lastIndexOf(13));
    length = end < 0 ? length + chunk.length : chunk.length - end;
    if (length > PROBE_BYTES) return true;
  }
  return false;
}

/** Line ends of either kind; CR and LF together are one. */
function lineEnds(bytes: Buffer): number {
  let count = 0;
  for (let i = 0; i < bytes.length; ++i) if (bytes[i] === 10 || (bytes[i] === 13 && bytes[i + 1] !== 10)) ++count;
  return count;
}
