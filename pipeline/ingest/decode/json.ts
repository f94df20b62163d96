import {join} from "node:path";
import iconv from "iconv-lite";
import {ProblemsError, type Problem} from "../../problems.ts";
import {writeRows, type PlacedRow} from "./copy.ts";
import {chooseEncoding, type Encoding} from "./encoding.ts";
import {flatRecord, isObject} from "./flatten.ts";
import {isAnswer, jsonLines, jsonRecords, type JsonRecord, type JsonSplitter} from "./jsonRecords.ts";
import type {PreparedFile} from "./prepared.ts";
import {refused} from "./refused.ts";
import {readChunks, scanSource, type Source} from "./source.ts";

const MOST_COLUMNS = 20_000;
const LISTED_PROBLEMS = 20;
const FIRST_RECORDS = 1_000;

/**
 * Records of JSON, of an API's answer or of JSON lines as a UTF-8 copy, its columns every key that any record has. A record lies
 * on the line on which it begins, or, where several begin on one, on that of its number.
 */
export async function prepareJson(source: Source, encodingName: string | undefined, temporary: () => Promise<string>): Promise<PreparedFile> {
  const {shown} = source;
  const scan = await scanSource(source);
  const encoding = chooseEncoding(scan, encodingName);
  if (encoding === null) throw refused(shown, `encoding '${encodingName}' is not known`, "Use utf-8, utf-16 or latin-1 (windows-1252).");
  const head = iconv.decode(scan.head, encoding.name);
  const splitter = hasRecordPerLine(head) ? jsonLines : jsonRecords;
  const records = () => flatRows(source, encoding, splitter());
  const path = join(await temporary(), "records.csv");
  // The columns of the first records are mostly those of all; where a later one has another, a second pass writes them all.
  const begun = await columnsOf(records(), shown, FIRST_RECORDS);
  if (begun.length === 0) throw refused(shown, "holds no records", "Export a list of objects, or one object a line.");
  const columns = await writeRecords(path, records(), begun, shown);
  if (columns.length > begun.length) await writeRecords(path, records(), columns, shown);
  return {
    file: shown, path, format: "csv", delimiter: ",", quote: '"', escape: '"', header: columns, headerLine: 0, compressed: false,
    lineOffset: -1, countsRows: true, isTyped: true, sha256: scan.sha256, bytes: scan.bytes, warnings: encoding.warning === undefined ? [] : [encoding.warning]
  };
}

interface FlatRecord {
  readonly row: ReadonlyMap<string, string>;
  readonly line: number;
}

/** The keys of the first records, in the order in which they are first seen. */
async function columnsOf(batches: AsyncIterable<readonly FlatRecord[]>, shown: string, most: number): Promise<string[]> {
  const columns = new Set<string>();
  let count = 0;
  for await (const records of batches) {
    addColumns(columns, records, shown);
    count += records.length;
    if (count >= most) break;
  }
  return [...columns];
}

/** Writes the columns that are named, and returns those that any record has. */
async function writeRecords(path: string, batches: AsyncIterable<readonly FlatRecord[]>, names: readonly string[], shown: string): Promise<string[]> {
  const columns = new Set(names);
  async function* placed(): AsyncGenerator<PlacedRow[]> {
    yield [{line: 1, cells: names}];
    for await (const records of batches) {
      addColumns(columns, records, shown);
      // The header takes the copy's first line. In a copy of one column an empty line would be a row.
      yield records.map(({row, line}) => ({line: names.length > 1 ? line + 1 : 0, cells: names.map((name) => row.get(name) ?? "")}));
    }
  }
  await writeRows(path, placed());
  return [...columns];
}

function addColumns(columns: Set<string>, records: readonly FlatRecord[], shown: string): void {
  for (const {row} of records) for (const name of row.keys()) columns.add(name);
  if (columns.size > MOST_COLUMNS) throw refused(shown, `has over ${MOST_COLUMNS} different fields`, "Export a list of records, each with the same fields.");
}

/** Two lines that each are an object: then a list inside of one is a value, not the wrapping of records. */
function hasRecordPerLine(head: string): boolean {
  const lines = head.replace(/^\uFEFF/, "").split("\n", 1_000).filter((line) => line.trim() !== "");
  const [first, second] = lines;
  if (first === undefined || !first.trimStart().startsWith("{")) return false;
  const record = parsed(first);
  return isObject(record) && !isAnswer(record) && second !== undefined && second.trimStart().startsWith("{");
}

async function* flatRows(source: Source, encoding: Encoding, splitter: JsonSplitter): AsyncGenerator<FlatRecord[]> {
  const {shown} = source;
  const problems: Problem[] = [];
  const parse = (records: readonly JsonRecord[]) => records.flatMap(({text, line}) => {
    const value = parsed(text);
    if (isObject(value)) return [{row: flatRecord(value), line}];
    problems.push({
      file: shown, line, column: null, message: value === undefined ? "is not JSON" : "is no object of fields and values", value: text.slice(0, 80),
      fix: "Export a list of objects, or one object a line."
    });
    if (problems.length >= LISTED_PROBLEMS) throw new ProblemsError(problems);
    return [];
  });
  const decoder = iconv.getDecoder(encoding.name);
  try {
    for await (const chunk of readChunks(source)) yield parse(splitter.write(decoder.write(chunk)));
    yield parse([...splitter.write(decoder.end() ?? ""), ...splitter.end()]);
  } catch (error) {
    throw error instanceof SyntaxError ? refused(shown, `is damaged JSON: ${error.message}`, "Export the file again.") : error;
  }
  if (problems.length > 0) throw new ProblemsError(problems);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(exactIds(text));
  } catch {
    return undefined;
  }
}

/** Numbers of 16 digits and more are ids: as doubles their last digits would change, as text they stay. */
function exactIds(text: string): string {
  if (!/[:[,\s]-?\d{16,}/.test(text)) return text;
  return text.replace(/"(?:[^"\\]|\\.)*"|-?\d{16,}(?=\s*[,\]}])/g, (found) => (found.startsWith('"') ? found : `"${found}"`));
}
