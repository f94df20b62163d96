import {StringDecoder} from "node:string_decoder";
import type {PreparedFile} from "./prepared.ts";
import {readChunks} from "./source.ts";

/**
 * The original's lines of rows that DuckDB names by its own line, which counts a record once however many line ends its quoted
 * cells hold. One pass over the file, and none where nothing is asked or rows are counted: meant for the rows that have problems.
 * @param lines as in `reject_errors.line`: 1-based, header, empty and skipped lines included
 * @returns original line by DuckDB's line
 */
export async function originalLines(file: PreparedFile, lines: readonly number[]): Promise<Map<number, number>> {
  const wanted = [...new Set(lines)].toSorted((a, b) => a - b);
  const found = new Map(wanted.map((line) => [line, line + file.lineOffset]));
  if (wanted.length === 0 || file.countsRows || file.format !== "csv") return found;
  const {quote, escape} = file;
  const endOfDelimiter = file.delimiter.at(-1);
  let record = 1;
  let line = 1;
  let next = wanted.findIndex((other) => other > 1);
  if (next < 0) return found;
  let isQuoted = false;
  let isEscaped = false;
  // Where a quote opens: at the beginning of a field, and directly behind one that closed (a doubled quote).
  let mayOpen = true;
  let previous = "";
  const decoder = new StringDecoder("utf8");
  for await (const chunk of readChunks({path: file.path, shown: file.file, isGzip: file.compressed})) {
    for (const character of decoder.write(chunk)) {
      const isLineEnd = character === "\r" || (character === "\n" && previous !== "\r");
      previous = character;
      if (isLineEnd) line++;
      if (isQuoted) {
        if (isEscaped) isEscaped = false;
        else if (character === escape && escape !== quote) isEscaped = true;
        else if (character === quote) {
          isQuoted = false;
          mayOpen = escape === quote;
        }
        continue;
      }
      if (character === quote && mayOpen) {
        isQuoted = true;
        continue;
      }
      if (isLineEnd && wanted[next] === ++record) {
        found.set(record, line + file.lineOffset);
        if (++next === wanted.length) return found;
      }
      mayOpen = character === endOfDelimiter || character === "\n" || character === "\r" || character === "\uFEFF";
    }
  }
  return found;
}
