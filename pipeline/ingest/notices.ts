import {isTotal} from "./decode/groups.ts";
import {readRecords} from "./decode/records.ts";
import {LONE_NOTICES, NOTICES} from "./footers.ts";
import type {LoadedFile, UnreadLine} from "./rowScan.ts";
import type {PlannedFile} from "./plan.ts";

/**
 * The lines that are notices by their words; and, where one is below the last row, all lines of one cell there: a report's name, its filters,
 * the company's. Below one that says what report it is, no line is a row however many commas it has.
 */
export function noticesOf({unread, rowCount}: LoadedFile, planned: PlannedFile): UnreadLine[] {
  const cells = new Map(unread.map((line) => [line, filledCells(line, planned)]));
  const known = new Set(unread.filter((line) => isSentence(cells.get(line)!) || isNotice(cells.get(line)!, planned)));
  const isBelow = ({rowsAbove}: UnreadLine) => rowsAbove === rowCount;
  const hasNotice = unread.some((line) => known.has(line) && isBelow(line));
  const sentence = unread.findIndex((line) => isSentence(cells.get(line)!));
  const isAbout = (line: UnreadLine, i: number) => (hasNotice && cells.get(line)?.length === 1) || (sentence >= 0 && i > sentence && line.status === "fields");
  return unread.filter((line, i) => known.has(line) || (isBelow(line) && isAbout(line, i)));
}

/** The cells of a line of a wrong length that are not empty; null of a line that is broken otherwise. */
function filledCells({status, text}: UnreadLine, {file}: PlannedFile): string[] | null {
  if (status !== "fields") return null;
  const [record] = readRecords(text, file, true, 1);
  return record?.fields.map((field) => field.trim()).filter((field) => field !== "") ?? [];
}

const SENTENCE = new RegExp(NOTICES, "iu");
const LONE = new RegExp(LONE_NOTICES, "iu");

/** Whether a line of a wrong length is a notice, whose commas are no delimiters. */
function isSentence(filled: readonly string[] | null): boolean {
  return SENTENCE.test(filled?.[0] ?? "");
}

function isNotice(filled: readonly string[] | null, {preset}: PlannedFile): boolean {
  if (filled === null) return false;
  if (filled.length === 0) return true;
  if (filled.length === 1 && (LONE.test(filled[0]!) || isTotal(filled))) return true;
  return (preset?.footer ?? []).some((pattern) => matches(pattern.replace(/^\(\?([ims]+)\)/, ""), filled[0]!));
}

function matches(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern, "iu").test(text);
  } catch {
    return false;
  }
}
