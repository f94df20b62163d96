import {readRecords, type Dialect, type TextRecord} from "./records.ts";

/** What the beginning of a text file tells about the whole. */
export interface SniffedText extends Dialect {
  /** Untrimmed; empty where the text has no record that is not blank. */
  readonly header: readonly string[];
  readonly headerLine: number;
  /** The header's position among the records; less than headerLine - 1 where a title above it holds line ends. */
  readonly headerRecord: number;
  /** Where in the text the header begins. */
  readonly headerStart: number;
  /** Whether quotes in the header open or close where they should not. */
  readonly isHeaderBroken: boolean;
  /** The rows below the header in what was seen, empty lines left out. */
  readonly rows: readonly (readonly string[])[];
}

// Of equally good ones the first: commas stand in numbers and names, the others hardly.
const COMMON = ["\t", ";", "|", ","];
const RARE = ["\x1f", "\x01", "^", "~", "¦", "§", "¬", "\x1e", ":"];
const SEEN_RECORDS = 2_000;

/**
 * Finds delimiter, quoting and header. The delimiter is the one under which most records, the header among them, have the same
 * number of fields (at least two), quotes respected; the header is the first record that fills half of those fields, so that
 * titles above it, as reports have them, are passed over.
 */
export function sniffText(text: string, isComplete: boolean, given?: string): SniffedText {
  const declared = /^\uFEFF?"?sep=([^\r\n"])"?[^\r\n]*(?:\r\n|\r|\n|$)/i.exec(text);
  if (declared) {
    // Excel's own declaration on line one, no record of the table.
    const rest = sniffText(text.slice(declared[0].length), isComplete, given ?? declared[1]);
    return {...rest, headerLine: rest.headerLine + 1, headerRecord: rest.headerRecord + 1,
      headerStart: rest.headerStart + declared[0].length};
  }
  const look = (delimiters: readonly string[]) => delimiters
    .filter((delimiter) => text.includes(delimiter))
    .map((delimiter) => examine(text, delimiter, isComplete))
    .reduce<Examined | null>((best, next) => (best === null || next.score > best.score ? next : best), null);
  if (given !== undefined) return sniffed(examine(text, given, isComplete));
  const common = look(COMMON);
  if (common && common.width > 1) return sniffed(doubled(text, common, isComplete));
  const rare = look(RARE);
  // An unusual character is believed only where nothing contradicts it.
  if (rare && rare.width > 1 && rare.score >= 0.95) return sniffed(rare);
  return sniffed(examine(text, ",", isComplete));
}

interface Examined {
  readonly dialect: Dialect;
  readonly records: readonly TextRecord[];
  readonly width: number;
  readonly header: number;
  readonly score: number;
}

function examine(text: string, delimiter: string, isComplete: boolean): Examined {
  const quoting: Dialect = {delimiter, quote: '"', escape: '"'};
  let dialect = quoting;
  let records = readRecords(text, dialect, isComplete, SEEN_RECORDS);
  const replace = (other: Dialect, isBetter: (others: readonly TextRecord[]) => boolean) => {
    const others = readRecords(text, other, isComplete, SEEN_RECORDS);
    if (!isBetter(others)) return;
    dialect = other;
    records = others;
  };
  if (text.includes('\\"')) replace({...quoting, escape: "\\"}, (others) => malformed(others) < malformed(records));
  if (quoted(records) === 0 && text.includes("'")) {
    // A leading apostrophe alone is no quoting: every second record must have fields that both open and close.
    replace({delimiter, quote: "'", escape: "'"}, (others) => malformed(others) === 0 && quoted(others) >= others.length / 2 && quoted(others) > 0);
  }
  const filled = records.filter((record) => !isBlank(record));
  const width = tableWidth(filled.map((record) => record.fields.length));
  const header = headerPosition(records, width);
  const table = records.slice(Math.max(0, header)).filter((record) => !isBlank(record));
  const share = table.filter((record) => record.fields.length === width).length / Math.max(1, table.length);
  const headerWidth = records[header]?.fields.length ?? 0;
  const agreement = headerWidth === width ? 1 : Math.abs(headerWidth - width) === 1 && width > 3 ? 0.8 : 0.4;
  // Rather the first record than a later one, and words rather than numbers.
  const isFirst = records.slice(0, Math.max(0, header)).every(isBlank);
  const hasNumbers = (records[header]?.fields ?? []).some((field) => /\d/.test(field) && /^[\d\s.,:;/%€$-]+$/.test(field));
  const doubt = (isFirst ? 1 : 0.9) * (hasNumbers ? 0.8 : 1);
  const broken = Math.min(1, malformed(records) / Math.max(1, records.length));
  const score = width > 1 ? share * agreement * doubt * (1 - 0.5 * broken) + 0.005 * Math.min(width, 20) : 0;
  return {dialect, records, width, header, score};
}

/** `a||b`: every second field is empty, the header's too, because the delimiter is the doubled character. */
function doubled(text: string, found: Examined, isComplete: boolean): Examined {
  const isDoubled = found.width >= 3 && found.width % 2 === 1 && found.records.every((record) =>
    isBlank(record) || record.fields.every((field, i) => i % 2 === 0 || field === ""));
  return isDoubled ? examine(text, found.dialect.delimiter.repeat(2), isComplete) : found;
}

function sniffed({dialect, records, header}: Examined): SniffedText {
  const record = records[header];
  return {
    ...dialect, header: record?.fields ?? [], headerLine: record?.line ?? 1, headerRecord: header,
    headerStart: record?.start ?? 0, isHeaderBroken: (record?.malformedQuotes ?? 0) > 0,
    rows: records.slice(header + 1).filter((other) => !isBlank(other)).map(({fields}) => fields)
  };
}

/** Rows of titles above a header fill one or two cells; a spreadsheet pads them with empty ones. */
export function headerPosition(records: readonly Pick<TextRecord, "fields">[], width: number): number {
  const isFilledEnough = ({fields}: Pick<TextRecord, "fields">) => {
    const filled = fields.filter((field) => field.trim() !== "").length;
    return filled >= Math.min(width, Math.max(2, Math.ceil(width / 2)));
  };
  const found = records.findIndex((record) => !isBlank(record) && isFilledEnough(record));
  return found >= 0 ? found : records.findIndex((record) => !isBlank(record));
}

function isBlank({fields}: Pick<TextRecord, "fields">): boolean {
  return fields.length === 1 && fields[0]!.trim() === "";
}

/** The number of fields that most cells lie in records of: a few long rows weigh more than many lines of titles. */
export function tableWidth(widths: readonly number[]): number {
  const cells = new Map<number, number>();
  for (const width of widths) cells.set(width, (cells.get(width) ?? 0) + width);
  return [...cells].reduce((best, next) => (next[1] > best[1] || (next[1] === best[1] && next[0] > best[0]) ? next : best), [1, 0])[0];
}

function quoted(records: readonly TextRecord[]): number {
  return records.reduce((sum, record) => sum + record.quotedFields, 0);
}

function malformed(records: readonly TextRecord[]): number {
  return records.reduce((sum, record) => sum + record.malformedQuotes, 0);
}
