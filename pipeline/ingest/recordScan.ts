import {isUtf8} from "node:buffer";

/** How the text separates, quotes and ends its records, and how many fields one must have. */
export interface RecordShape {
  readonly delimiter: string;
  readonly quote: string;
  readonly escape: string;
  /** Null where every line that is not blank is known to be a row: then lines without a quote need not be looked into. */
  readonly fieldCount: number | null;
}

/**
 * `row`: a record of the right shape. `blank`: an empty line, which is no record. Every other status is a line that cannot be
 * read: too few or too many fields, a quote that opens or closes where it should not, bytes that are no UTF-8, or too long.
 */
export type RecordStatus = "row" | "blank" | "fields" | "quote" | "encoding" | "length";

export interface ScannedRecord {
  readonly status: RecordStatus;
  /** 1-based line on which it begins, and how many lines it spans. */
  readonly line: number;
  readonly lineCount: number;
  readonly fieldCount: number;
  /** Without its line end; valid only during the visit. */
  readonly bytes: Buffer;
}

/** Longer records are refused: a cell of megabytes is a broken quote or no text. */
export const MAX_RECORD_BYTES = 16_000_000;

/**
 * Splits bytes into records as DuckDB's strict CSV reader does, but resumes at the next line after a broken quote, where DuckDB
 * loses every row up to the next quote (and, reading in parallel, a number of rows that depends on chance).
 */
export function recordScanner(shape: RecordShape, visit: (record: ScannedRecord) => void): {write(chunk: Buffer): void; end(): void} {
  const delimiter = Buffer.from(shape.delimiter, "utf8");
  const quote = shape.quote === "" ? -1 : shape.quote.charCodeAt(0);
  const escape = shape.escape === "" ? quote : shape.escape.charCodeAt(0);
  const first = delimiter[0]!;
  let carried: Buffer = Buffer.alloc(0);
  let line = 1;
  let isStart = true;
  let isSkipping = false;
  let nextQuote = -1;
  let nextReturn = -1;

  function isDelimiter(bytes: Buffer, at: number): boolean {
    if (bytes[at] !== first) return false;
    for (let i = 1; i < delimiter.length; i++) if (bytes[at + i] !== delimiter[i]) return false;
    return true;
  }

  /** The end of a line that holds no quote and no CR but before its LF, found without a look at every byte; -1 where there may be one. */
  function plainLine(bytes: Buffer, from: number): number {
    if (shape.fieldCount !== null) return -1;
    const feed = bytes.indexOf(LF, from);
    if (feed < 0) return -1;
    if (nextQuote < from) nextQuote = quote < 0 ? Infinity : found(bytes.indexOf(quote, from));
    if (nextReturn < from) nextReturn = found(bytes.indexOf(CR, from));
    return nextQuote > feed && nextReturn >= feed - 1 ? feed : -1;
  }

  /** Reads one record at `from`; returns where the next begins, or -1 where more bytes are needed. */
  function record(bytes: Buffer, from: number, isLast: boolean, isValid: boolean): number {
    const feed = plainLine(bytes, from);
    if (feed >= 0) {
      const end = feed > from && bytes[feed - 1] === CR ? feed - 1 : feed;
      visit({status: end === from ? "blank" : "row", line, lineCount: 1, fieldCount: 0, bytes: bytes.subarray(from, end)});
      line++;
      return feed + 1;
    }
    let at = from;
    let fieldCount = 0;
    let lineCount = 1;
    let lastIsEmpty = false;
    let broken = false;
    for (;;) {
      // A field, from `at` on. DuckDB passes over spaces before an opening and behind a closing quote.
      let open = at;
      while (bytes[open] === SPACE) open++;
      fieldCount++;
      if (quote >= 0 && bytes[open] === quote) {
        let closed = false;
        at = open + 1;
        for (; at < bytes.length; at++) {
          const byte = bytes[at]!;
          if (byte === LF) lineCount++;
          else if (byte === CR && bytes[at + 1] !== LF) lineCount++;
          else if (byte === escape && escape !== quote && (bytes[at + 1] === quote || bytes[at + 1] === escape)) at++;
          else if (byte === quote) {
            if (escape === quote && bytes[at + 1] === quote) at++;
            else {
              closed = true;
              break;
            }
          }
        }
        if (!closed) {
          if (!isLast && bytes.length - from <= MAX_RECORD_BYTES) return -1;
          broken = true;
          break;
        }
        if (at + 1 === bytes.length && !isLast) return -1;
        lastIsEmpty = at === open + 1;
        at++;
        while (bytes[at] === SPACE) at++;
      } else {
        const start = at;
        for (; at < bytes.length; at++) {
          const byte = bytes[at]!;
          if (byte === LF || byte === CR || (byte === first && isDelimiter(bytes, at))) break;
        }
        lastIsEmpty = at === start;
      }
      if (at >= bytes.length) {
        if (!isLast) return bytes.length - from <= MAX_RECORD_BYTES ? -1 : overlong(bytes, from);
        break;
      }
      const byte = bytes[at]!;
      if (byte === LF || byte === CR) {
        if (byte === CR && at + 1 === bytes.length && !isLast) return -1;
        break;
      }
      if (isDelimiter(bytes, at)) {
        at += delimiter.length;
        continue;
      }
      if (delimiter.length > 1 && bytes.length - at < delimiter.length && !isLast) return -1;
      broken = true;
      break;
    }
    if (broken) return brokenLine(bytes, from, isLast);
    const next = at >= bytes.length ? bytes.length : bytes[at] === CR && bytes[at + 1] === LF ? at + 2 : at + 1;
    const length = at - from;
    // A last, empty field too many is a delimiter at the end of every line.
    const fits = shape.fieldCount === null || fieldCount === shape.fieldCount || (fieldCount === shape.fieldCount + 1 && lastIsEmpty);
    const content = bytes.subarray(from, at);
    const status = length === 0 && shape.fieldCount !== 1 ? "blank"
      : length > MAX_RECORD_BYTES ? "length"
      : !isValid && !isUtf8(content) ? "encoding"
      : fits ? "row" : "fields";
    visit({status, line, lineCount, fieldCount, bytes: content});
    line += lineCount;
    return next;
  }

  function brokenLine(bytes: Buffer, from: number, isLast: boolean): number {
    const found = lineEnd(bytes, from, isLast);
    if (found === null) return bytes.length - from <= MAX_RECORD_BYTES ? -1 : overlong(bytes, from);
    const [end, next] = found;
    visit({status: end - from > MAX_RECORD_BYTES ? "length" : "quote", line, lineCount: 1, fieldCount: 0, bytes: bytes.subarray(from, end)});
    line++;
    return next;
  }

  /** Gives up a line whose end is not in sight; what follows of it is passed over. */
  function overlong(bytes: Buffer, from: number): number {
    visit({status: "length", line, lineCount: 1, fieldCount: 0, bytes: bytes.subarray(from, from + 400)});
    line++;
    isSkipping = true;
    return bytes.length;
  }

  function scan(bytes: Buffer, isLast: boolean): number {
    const isValid = isUtf8(bytes);
    let at = 0;
    nextQuote = -1;
    nextReturn = -1;
    if (isStart && bytes.length >= 3 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) at = 3;
    if (isSkipping && bytes.length > 0) {
      const end = lineEnd(bytes, 0, isLast);
      // A CR at the very end may be half of a CRLF.
      if (end === null) return bytes.at(-1) === CR ? bytes.length - 1 : bytes.length;
      isSkipping = false;
      at = end[1];
    }
    while (at < bytes.length) {
      const next = record(bytes, at, isLast, isValid);
      if (next < 0) break;
      at = next;
      isStart = false;
    }
    return at;
  }

  return {
    write(chunk) {
      const bytes = carried.length === 0 ? chunk : Buffer.concat([carried, chunk]);
      carried = Buffer.from(bytes.subarray(scan(bytes, false)));
    },
    end() {
      scan(carried, true);
    }
  };
}

const LF = 10;
const CR = 13;
const SPACE = 32;

/** The end of the line that begins at `from`: the position of its line end, and of the next line; null where more bytes are needed. */
function lineEnd(bytes: Buffer, from: number, isLast: boolean): [end: number, next: number] | null {
  const feed = bytes.indexOf(LF, from);
  const search = feed < 0 ? bytes.length : feed;
  const back = bytes.subarray(from, search).indexOf(CR);
  if (back < 0) return feed >= 0 ? [feed, feed + 1] : isLast ? [bytes.length, bytes.length] : null;
  const end = from + back;
  if (end + 1 === bytes.length && !isLast) return null;
  return [end, bytes[end + 1] === LF ? end + 2 : end + 1];
}

function found(position: number): number {
  return position < 0 ? Infinity : position;
}
