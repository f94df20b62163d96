/** How a text file separates and quotes its fields. */
export interface Dialect {
  readonly delimiter: string;
  readonly quote: string;
  /** The quote itself where it is doubled inside a field, or a backslash. */
  readonly escape: string;
}

/** One record: a line, or several where a quoted field holds line ends. */
export interface TextRecord {
  readonly fields: readonly string[];
  /** 1-based line on which it begins. */
  readonly line: number;
  readonly lineCount: number;
  /** Its first character's position in the text. */
  readonly start: number;
  readonly quotedFields: number;
  /** Quotes that open or close where they should not. */
  readonly malformedQuotes: number;
}

/**
 * Splits text into records, empty lines included (they have one empty field), at LF, CRLF or CR. With `isComplete` false the
 * text is the beginning of something longer, and its unfinished last record is left out.
 */
export function readRecords(text: string, {delimiter, quote, escape}: Dialect, isComplete: boolean, limit = Infinity): TextRecord[] {
  const records: TextRecord[] = [];
  const length = text.length;
  const firstOfDelimiter = delimiter.charCodeAt(0);
  const isDelimiter = (at: number) => delimiter.length === 1 || text.startsWith(delimiter, at);
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  let line = 1;
  while (at < length && records.length < limit) {
    const fields: string[] = [];
    const firstLine = line;
    const start = at;
    let quotedFields = 0;
    let malformedQuotes = 0;
    let ended = false;
    for (;;) {
      if (text[at] === quote) {
        const field = quotedField(text, at + 1, {delimiter, quote, escape});
        quotedFields++;
        malformedQuotes += field.malformed;
        fields.push(field.value);
        line += field.lines;
        at = field.end;
      } else {
        let end = at;
        for (; end < length; end++) {
          const code = text.charCodeAt(end);
          if (isLineEnd(code) || (code === firstOfDelimiter && isDelimiter(end))) break;
        }
        fields.push(text.slice(at, end));
        at = end;
      }
      if (at >= length) {
        ended = isComplete;
        break;
      }
      if (isLineEnd(text.charCodeAt(at))) {
        // A CR at the very end may be half of a CRLF: then the record is not known to have ended.
        ended = isComplete || at + 1 < length;
        at += text.startsWith("\r\n", at) ? 2 : 1;
        break;
      }
      at += delimiter.length;
    }
    line++;
    if (ended) records.push({fields, line: firstLine, lineCount: line - firstLine, start, quotedFields, malformedQuotes});
  }
  return records;
}

/** A record of more characters is given up: a quote in it does not close. */
const LONGEST = 1 << 24;

/** The records of a text that comes piece by piece, those of a piece together. Empty lines are left out; lines are counted from `firstLine`. */
export async function* recordsOf(pieces: AsyncIterable<string>, dialect: Dialect, firstLine = 1): AsyncGenerator<TextRecord[]> {
  let text = "";
  let line = firstLine;
  const split = (isComplete: boolean) => {
    const records = readRecords(text, dialect, isComplete);
    // Where the last record ends the next piece tells.
    const last = isComplete ? undefined : records.pop();
    const placed = records.map((record) => ({...record, line: line + record.line - 1}));
    text = isComplete ? "" : text.slice(last?.start ?? 0);
    line += (last?.line ?? 1) - 1;
    return placed.filter(({fields}) => fields.length > 1 || fields[0] !== "");
  };
  for await (const piece of pieces) {
    text += piece;
    yield split(text.length > LONGEST);
  }
  yield split(true);
}

/** From behind the opening quote to the delimiter, line end or end of text behind the closing one. */
function quotedField(text: string, start: number, {delimiter, quote, escape}: Dialect) {
  const quoteCode = quote.charCodeAt(0);
  const escapeCode = escape.charCodeAt(0);
  let value = "";
  let malformed = 0;
  let lines = 0;
  let from = start;
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10)) lines++;
    const next = code === quoteCode || code === escapeCode ? text.charCodeAt(at + 1) : -1;
    if (code === escapeCode && (next === quoteCode || (next === escapeCode && escape !== quote))) {
      value += text.slice(from, at);
      from = ++at;
    } else if (code === quoteCode) {
      const after = at + 1;
      if (after >= text.length || isLineEnd(next) || text.startsWith(delimiter, after)) {
        return {value: value + text.slice(from, at), malformed, lines, end: after};
      }
      malformed++;
    }
  }
  return {value: value + text.slice(from), malformed: malformed + 1, lines, end: text.length};
}

function isLineEnd(code: number): boolean {
  return code === 10 || code === 13;
}
