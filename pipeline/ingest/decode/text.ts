import {createWriteStream} from "node:fs";
import {join} from "node:path";
import {pipeline} from "node:stream/promises";
import iconv from "iconv-lite";
import {writeRows, type PlacedRow} from "./copy.ts";
import {sniffText, type SniffedText} from "./dialect.ts";
import {chooseEncoding, type Encoding} from "./encoding.ts";
import {layoutOf, type Layout} from "./layout.ts";
import type {PreparedFile} from "./prepared.ts";
import {recordsOf, type TextRecord} from "./records.ts";
import {refused} from "./refused.ts";
import {HEAD_BYTES, type Scan} from "./scan.ts";
import {readChunks, readHead, scanSource, type Source} from "./source.ts";

/** What fitproof.yaml may say about a text file. */
export interface TextOptions {
  readonly delimiter?: string | undefined;
  readonly encoding?: string | undefined;
}

// A header of thousands of columns, or a first cell of megabytes, does not fit into the usual beginning.
const LONG_HEAD_BYTES = 16 * 2 ** 20;

/** A delimited text file, plain or in a .gz. DuckDB reads the original, unless its bytes are not clean UTF-8. */
export async function prepareText(source: Source, options: TextOptions, temporary: () => Promise<string>): Promise<PreparedFile> {
  const {shown} = source;
  const scan = await scanSource(source);
  if (scan.head.length === 0) throw refused(shown, "is empty", "Export the file again.");
  const encoding = chooseEncoding(scan, options.encoding);
  if (encoding === null) {
    throw refused(shown, `encoding '${options.encoding}' is not known`, "Use utf-8, utf-16 or latin-1 (windows-1252).");
  }
  if (isBinary(scan, encoding)) {
    throw refused(shown, "is not text, nor any other format that is read here", "Export it as CSV in UTF-8, or as .xlsx.");
  }
  const sniffed = await sniffHead(source, scan, encoding, options.delimiter);
  if (sniffed.header.length === 0 && scan.bytes > LONG_HEAD_BYTES) {
    throw refused(shown, "has a first line of over 16 MB", "Export it with line ends, and with every quote closed.", 1);
  }
  if (sniffed.header.length === 0) throw refused(shown, "is empty", "Export the file again.");
  if (sniffed.isHeaderBroken) {
    throw refused(shown, "has a quote in its header that does not close", "Close it in the file, or export the file again.", sniffed.headerLine);
  }
  const warnings: string[] = [];
  if (encoding.warning !== undefined) warnings.push(encoding.warning);
  if (scan.hasNul && encoding.name === "utf-8") warnings.push("holds NUL characters; they were left out");
  if (sniffed.rows.length === 0) warnings.push("has a header and no rows");
  if (sniffed.headerRecord > 0 && sniffed.header.length > 1) warnings.push(`has its header on line ${sniffed.headerLine}; the lines above it were passed over`);
  const layout = layoutOf(sniffed.header, sniffed.rows);
  const {quote, escape, delimiter} = sniffed;
  const identity = {file: shown, format: "csv", delimiter, headerLine: sniffed.headerLine, sha256: scan.sha256, bytes: scan.bytes} as const;
  if (!layout.isPlain) {
    const path = join(await temporary(), "report.csv");
    const cut = sniffed.headerStart;
    const rows = recordsOf(decodedText(source, encoding, cut), {delimiter, quote, escape}, sniffed.headerLine);
    await writeRows(path, placed(rows, layout, sniffed.headerLine), delimiter);
    return {
      ...identity, path, quote: '"', escape: '"', header: layout.names, compressed: false, lineOffset: 0, countsRows: true,
      ...(layout.isGrouped ? {isGrouped: true} : {}), warnings: [...warnings, ...layout.warnings]
    };
  }
  // DuckDB passes over records, not lines: titles that hold line ends must go.
  const cut = sniffed.headerRecord === sniffed.headerLine - 1 ? 0 : sniffed.headerStart;
  // DuckDB refuses a .gz that does not end with its stream.
  const isOriginal = encoding.isPlain && cut === 0 && scan.last !== DOS_END && scan.isTrailed !== true;
  const path = isOriginal ? source.path : join(await temporary(), "text.csv");
  if (!isOriginal) await writeCopy(source, encoding, cut, path);
  return {
    ...identity, path, quote, escape, header: sniffed.header, compressed: isOriginal && source.isGzip,
    lineOffset: cut === 0 ? 0 : sniffed.headerLine - 1, warnings
  };
}

/** Ctrl+Z, with which DOS programs end a text. */
const DOS_END = 0x1a;

async function sniffHead(source: Source, scan: Scan, encoding: Encoding, delimiter: string | undefined): Promise<SniffedText> {
  const sniff = (head: Buffer, isComplete: boolean) => {
    const text = plainText(iconv.getDecoder(encoding.name).write(head.subarray(encoding.markBytes)), encoding);
    return sniffText(text, isComplete, delimiter);
  };
  const isWhole = scan.head.length < HEAD_BYTES;
  const sniffed = sniff(scan.head, isWhole);
  if (isWhole || (sniffed.header.length > 0 && sniffed.rows.length > 0)) return sniffed;
  const head = await readHead(source, LONG_HEAD_BYTES);
  return sniff(head, head.length < LONG_HEAD_BYTES);
}

/** Control characters that no text has, more than one in a hundred bytes. Zero bytes alone may be padding. */
function isBinary({head}: Scan, encoding: Encoding): boolean {
  if (encoding.name.startsWith("utf-16") || encoding.name.startsWith("utf-32")) return false;
  const length = Math.min(head.length, 65_536);
  let odd = 0;
  let zeros = 0;
  for (let i = 0; i < length; i++) {
    const byte = head[i]!;
    if (byte === 0) zeros++;
    else if (byte < 9 || (byte > 13 && byte < 28) || byte === 0x7f) odd++;
  }
  return odd > Math.max(1, 0.01 * length) || zeros > Math.max(2, 0.2 * length);
}

/** The content as UTF-8 without a byte order mark, NUL characters or a DOS end, line ends as they are, from character `cut` on. */
async function writeCopy(source: Source, encoding: Encoding, cut: number, path: string): Promise<void> {
  await pipeline(decodedText(source, encoding, cut), createWriteStream(path, {highWaterMark: 1 << 20}));
}

/** Text without zero bytes, which may be padding; where a backslash stands in ASCII Shift-JIS has the sign of the yen. */
function plainText(text: string, {name}: Encoding): string {
  const padded = text.replaceAll("\0", "");
  return name === "shift_jis" ? padded.replaceAll("\\", "¥") : padded;
}

async function* decodedText(source: Source, encoding: Encoding, cut: number): AsyncGenerator<string> {
  const decoder = iconv.getDecoder(encoding.name);
  let marked = encoding.markBytes;
  let uncut = cut;
  for await (const chunk of readChunks(source)) {
    const skipped = Math.min(marked, chunk.length);
    marked -= skipped;
    const text = plainText(decoder.write(chunk.subarray(skipped)), encoding);
    const from = Math.min(uncut, text.length);
    uncut -= from;
    if (text.length > from) yield withoutEnd(text.slice(from));
  }
  yield withoutEnd(decoder.end() ?? "");
}

function withoutEnd(text: string): string {
  return text.endsWith("\x1a") ? text.slice(0, -1) : text;
}

async function* placed(batches: AsyncIterable<readonly TextRecord[]>, layout: Layout, headerLine: number): AsyncGenerator<PlacedRow[]> {
  for await (const records of batches) {
    yield records.map(({fields, line}) => ({line, cells: line === headerLine ? layout.names : layout.place(fields)}));
  }
}
