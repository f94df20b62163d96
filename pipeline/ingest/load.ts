import {mkdir, mkdtemp} from "node:fs/promises";
import {join} from "node:path";
import type {Database} from "../database.ts";
import {ProblemsError} from "../problems.ts";
import type {PreparedFile} from "./decode/prepared.ts";
import {withFewerRules} from "./generated.ts";
import {bufferFor, probedLines} from "./pieces.ts";
import {MAX_RECORD_BYTES} from "./recordScan.ts";
import {unreadLines, type LoadedFile} from "./rowScan.ts";
import {fileRows, insertFile, type FileReading} from "./select.ts";

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

/** Buffers for lines that are longer than DuckDB's reader allows for. */
const LONG_LINES = {longestLine: MAX_RECORD_BYTES + 1000, buffer: 2 * (MAX_RECORD_BYTES + 1000)};
