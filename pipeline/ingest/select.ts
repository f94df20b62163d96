import {quotedIdentifier, quotedText} from "../database.ts";
import type {ColumnType} from "../schema/exports.ts";
import type {DateOrder} from "./dates.ts";
import type {PreparedFile} from "./decode/prepared.ts";

// The only place where SQL is put together from what a user has named. Names pass through quotedIdentifier, texts through
// quotedText; everything else in these statements is ours.

/** How one column of a file becomes a typed column of raw_<entity>. */
export interface ReadColumn {
  /** Its number among all readings of the entity, by which a cell that cannot be read is found again. */
  readonly key: number;
  readonly name: string;
  readonly type: ColumnType;
  /** Positions in the file, from 0; of several the first cell that is not empty counts, of dates the latest, of ends the earliest. */
  readonly positions: readonly number[];
  readonly header: string;
  readonly isAttribute: boolean;
  /** Folded value in the file → value to read. */
  readonly values: ReadonlyMap<string, string>;
  readonly scale: number | null;
  /** strptime formats; ISO dates are read in any case, after these. */
  readonly dateFormats: readonly string[];
  readonly dateOrder: DateOrder | null;
  /** Whether cells are trimmed and compared with the words for missing before they are read; where not, those that cannot be read are. */
  readonly isCleaned: boolean;
  /** Whether numbers have separators or currency signs: dearer to read, so only where a sample has shown it. */
  readonly isSeparated: boolean;
  /** Of several values in one cell the first counts, such as ids joined by ;. */
  readonly first: string | null;
  /** Removed from the beginning of a cell. */
  readonly prefix: string | null;
  /** What parts the values of a multi-valued cell in the file where it is not what parts them in raw tables. */
  readonly separator: string | null;
}

/** What parts the values of a multi-valued cell in raw tables. */
export const SEPARATOR = ";";

/** The month of a snapshot may be written without a day. */
export function statesMonths({name, isAttribute}: ReadColumn): boolean {
  return name === "month" && !isAttribute;
}

export interface FileReading {
  readonly file: PreparedFile;
  readonly source: string;
  readonly columns: readonly ReadColumn[];
  /** Columns kept as text under the name of a raw column. */
  readonly others: readonly {readonly name: string; readonly position: number}[];
  readonly nulls: readonly string[];
  /** Decimals are written with a comma. */
  readonly comma: boolean;
  /** Whether raw_<entity> has the provenance column. */
  readonly hasSource: boolean;
}

export const BAD_CELLS = "_unread_cells";
export const FIRST_DATE = "1970-01-01";
export const LAST_DATE = "2100-12-31";
/** End dates that billing systems write for "never". */
const OPEN_ENDS = new Set(["ended_on", "period_end"]);

/** Where DuckDB's reader puts the lines that are no rows: into a table; nowhere, of a file in which there are none; or nowhere and at ease, for a look. */
export type Strictness = {readonly rejects: string} | "mended" | "sample";

/** How much of a CSV is read at a time where the default does not do, in bytes. */
export interface ReadingSizes {
  readonly longestLine?: number;
  readonly buffer?: number;
}

/** The rows of a file as text columns c0, c1, … */
export function fileRows(file: PreparedFile, strictness: Strictness, {longestLine, buffer}: ReadingSizes = {}): string {
  if (file.format === "parquet") {
    const columns = file.header.map((name, i) => `${parquetText(quotedIdentifier(name))} as c${i}`).join(", ");
    return `(select ${columns} from read_parquet(${quotedText(file.path)}))`;
  }
  const columns = file.header.map((_, i) => `'c${i}': 'VARCHAR'`).join(", ");
  const options = [
    `columns = {${columns}}`, "auto_detect = false", "header = true", `skip = ${file.headerLine - 1 - file.lineOffset}`,
    `delim = ${quotedText(file.delimiter)}`, `quote = ${quotedText(file.quote)}`, `escape = ${quotedText(file.escape)}`, "null_padding = false",
    ...(file.compressed ? ["compression = 'gzip'"] : []),
    ...(longestLine === undefined ? [] : [`max_line_size = ${longestLine}`]), ...(buffer === undefined ? [] : [`buffer_size = ${buffer}`]),
    ...(typeof strictness === "string" ? ["ignore_errors = true"]
      : ["store_rejects = true", `rejects_table = ${quotedText(strictness.rejects)}`, `rejects_scan = ${quotedText(`${strictness.rejects}_scan`)}`, "rejects_limit = 0"]),
    `strict_mode = ${strictness !== "sample"}`
  ];
  return `read_csv(${quotedText(file.path)}, ${options.join(", ")})`;
}

// A list prints as a multi-valued cell, an instant as UTC.
function parquetText(column: string): string {
  return `case when typeof(${column}) like '%[]' then array_to_string(try_cast(${column} as varchar[]), ';') else cast(${column} as varchar) end`;
}

/** The text cells of a file: v<key> of each reading, trimmed, missing values null, then `values`; c<position> of the others. */
export function cleanedRows(reading: FileReading, rows: string): string {
  const words = missing(reading.nulls);
  const cleaned = new Set([...reading.columns.filter(mustClean).flatMap(({positions}) => positions), ...reading.others.map(({position}) => position)]);
  const positions = [...new Set([...reading.columns.flatMap((column) => column.positions), ...cleaned])];
  const cells = `(select ${positions.map((position) => `${cleaned.has(position) ? clean(`c${position}`, words) : `c${position}`} as c${position}`).join(", ")} from ${rows})`;
  const values = reading.columns.map((column) => `${valued(column)} as v${column.key}`);
  return `(select ${[...values, ...reading.others.map(({position}) => `c${position}`)].join(", ")} from ${cells})`;
}

/** The same for a look at the first rows: everything cleaned, and d<key> where that made a difference. */
export function sampleRows(reading: FileReading, rows: string): string {
  const words = missing(reading.nulls);
  const positions = [...new Set(reading.columns.flatMap((column) => column.positions))];
  const cells = `(select ${positions.map((position) => `${clean(`c${position}`, words)} as c${position}, c${position} as u${position}`).join(", ")} from ${rows})`;
  const values = reading.columns.map((column) => `${valued(column)} as v${column.key}, ${
    column.positions.map((position) => `c${position} is distinct from u${position}`).join(" or ")} as d${column.key}`);
  return `select ${values.join(", ")} from ${cells}`;
}

/** A number keeps its text; what is mapped or cut must be clean before. */
function mustClean({type, isCleaned, values, first, prefix, positions}: ReadColumn): boolean {
  const isText = type === "id" || type === "text" || type === "list" || type === "number";
  return isCleaned || isText || values.size > 0 || first !== null || prefix !== null || positions.length > 1;
}

/** The condition under which a cell that was not cleaned is no value after all. */
export function isMissingCell(nulls: readonly string[]): string {
  const {words} = missing(nulls);
  return `tidy(cell) is null${words.length === 0 ? "" : ` or lower(tidy(cell)) in (${words.map(quotedText).join(", ")})`}`;
}

/** What is no part of a value at its ends. Written out: a call of chr() for each would be planned for every column. */
const OUTER = " \t\n\v\f\r\u00a0\u200b\u202f\ufeff";

interface Missing {
  readonly words: readonly string[];
  /** The words as people write them; comparing with each is cheaper than folding every cell. */
  readonly spellings: readonly string[];
}

function missing(nulls: readonly string[]): Missing {
  const given = nulls.map((word) => word.trim()).filter((word) => word !== "");
  const spellings = given.flatMap((word) => (word.length <= 4 ? everyCase(word) : [word, word.toLowerCase(), word.toUpperCase(), word[0]!.toUpperCase() + word.slice(1).toLowerCase()]));
  return {words: [...new Set(given.map((word) => word.toLowerCase()))], spellings: [...new Set(spellings)]};
}

function everyCase(word: string): string[] {
  return [...word].reduce<string[]>((words, letter) => words.flatMap((start) => [...new Set([start + letter.toLowerCase(), start + letter.toUpperCase()])]), [""]);
}

function clean(cell: string, {words, spellings}: Missing): string {
  const list = (texts: readonly string[]) => `[${texts.map(quotedText).join(", ")}]::varchar[]`;
  const longest = Math.max(0, ...spellings.map((word) => Buffer.byteLength(word)));
  return `clean_cell(${cell}, '${OUTER}', ${list(["", ...words])}, ${list(spellings)}, ${longest})`;
}

/** Notion writes a link behind the name of what a cell refers to, `Alder (https://…)`, and vtiger its module before it, `Accounts::::Alder`. */
const NAME_ADORNED = "\\s*\\(https?://[^\\s()]+\\).*$|^\\w+::::";

function valued(column: ReadColumn): string {
  const {positions, values, first, prefix, separator} = column;
  const cells = positions.map((position) => `c${position}`);
  let cell = cells.length === 1 ? cells[0]! : `coalesce(${cells.join(", ")})`;
  if (cells.length > 1 && isDate(column)) {
    // What ends on several days ends on the first of them.
    const [pick, none] = column.name === "ended_on" ? ["list_min", "infinity"] : ["list_max", "-infinity"];
    const dated = cells.map((one) => `{'day': coalesce(${timestamp(column, one)}, '${none}'::timestamp), 'cell': ${one}}`);
    const filled = cells.map((one) => `(${one} is not null)::tinyint`);
    cell = `case when ${filled.join(" + ")} > 1 then ${pick}([${dated.join(", ")}]).cell else ${cell} end`;
  }
  // In a table of a warehouse several values are a list of JSON.
  if (first !== null || column.type === "list") cell = `case when not starts_with(${cell}, '[') then ${cell} when ${cell} <> '[]' then coalesce(array_to_string(try_cast(${cell} as varchar[]), ${quotedText(first ?? separator ?? SEPARATOR)}), ${cell}) end`;
  if (first !== null) cell = `case when contains(${cell}, ${quotedText(first)}) then tidy(split_part(${cell}, ${quotedText(first)}, 1)) else ${cell} end`;
  if (prefix !== null) cell = `case when starts_with(${cell}, ${quotedText(prefix)}) then substr(${cell}, ${[...prefix].length + 1}) else ${cell} end`;
  if (column.name === "account_name") cell = `case when contains(${cell}, '://') or contains(${cell}, '::::') then regexp_replace(${cell}, ${quotedText(NAME_ADORNED)}, '') else ${cell} end`;
  const cases = [...values].map(([from, to]) => `when ${quotedText(from)} then ${quotedText(to)}`).join(" ");
  if (values.size > 0) cell = `case lower(${cell}) ${cases} else ${cell} end`;
  return separator === null ? cell : `replace(${cell}, ${quotedText(separator)}, '${SEPARATOR}')`;
}

function isDate({type}: ReadColumn): boolean {
  return type === "date" || type === "timestamp";
}

function timestamp({dateFormats}: ReadColumn, cell: string): string {
  const iso = `try_cast(${cell} as timestamp)`;
  return dateFormats.length === 0 ? iso : `coalesce(try_strptime(${cell}, [${dateFormats.map(quotedText).join(", ")}]), ${iso})`;
}

/** A cell as its type, r<key>; null where it cannot be read. */
function read(column: ReadColumn, comma: boolean): string {
  const cell = `v${column.key}`;
  const number = column.isSeparated ? `coalesce(quick_number(${cell}, ${comma}), ${cell})` : cell;
  switch (column.type) {
    case "id":
    case "text":
    case "list":
      return cell;
    case "boolean":
      return `try_cast(${cell} as boolean)`;
    case "date":
      return `${timestamp(column, cell)}::date`;
    case "timestamp":
      return timestamp(column, cell);
    case "number":
      return column.scale === null ? `try_cast(${number} as double)` : `${scaled(number, column.scale, "decimal(38, 8)")}::double`;
    case "money":
    case "decimal":
    case "integer":
      return column.scale === null ? `try_cast(${number} as ${DECIMALS[column.type]})` : scaled(number, column.scale, DECIMALS[column.type]);
  }
}

/** Money of a hundred trillion and over is a slip of the keyboard; sums of less fit the 18 digits of what adds it up. */
const DECIMALS = {money: "decimal(16, 2)", decimal: "decimal(18, 6)", integer: "integer"} as const;

// In decimals, so that 1100.04 million is 1100040000 and not a little more.
function scaled(number: string, scale: number, type: string): string {
  return `try(cast(cast(${number} as decimal(26, 8)) * ${decimalLiteral(scale)} as ${type}))`;
}

function decimalLiteral(number: number): string {
  return number.toLocaleString("en-US", {useGrouping: false, maximumFractionDigits: 10});
}

/** A read cell as it is kept: impossible dates and numbers without end are no values. */
function kept({key, type, isAttribute}: ReadColumn): string {
  const value = `r${key}`;
  if (type === "number") return `case when isfinite(${value}) then ${value} end`;
  if (type !== "date" && type !== "timestamp") return value;
  const [first, last] = isAttribute ? ["1000-01-01", "9999-12-31"] : [FIRST_DATE, `${LAST_DATE} 23:59:59`];
  return `case when ${value} between ${type} '${type === "date" ? first : `${first} 00:00:00`}' and ${type} '${type === "date" ? last.slice(0, 10) : last}' then ${value} end`;
}

/** Appends a file to raw_<entity>; cells that could not be read stand in BAD_CELLS as {key: cell}. */
export function insertFile(table: string, reading: FileReading, rows: string): string {
  const {columns, others, comma} = reading;
  const typed = columns.map((column) => `${read(column, comma)} as r${column.key}, v${column.key}`);
  const passed = others.map(({position}) => `c${position}`);
  const inner = `(select ${[...typed, ...passed].join(", ")} from ${cleanedRows(reading, rows)})`;
  const results = columns.map((column) => `${kept(column)} as k${column.key}, r${column.key}, v${column.key}`);
  const outer = `(select ${[...results, ...passed].join(", ")} from ${inner})`;
  const suspects = columns.filter(({type}) => type !== "id" && type !== "text" && type !== "list");
  const targets: [name: string, value: string][] = [
    ...(reading.hasSource ? [["source", quotedText(reading.source)] satisfies [string, string]] : []),
    ...columns.flatMap((column): [string, string][] => column.type === "number"
      ? [[column.name, numberText(column)], [`${column.name}_low`, `k${column.key}`], [`${column.name}_high`, `k${column.key}`]]
      : [[column.name, `k${column.key}`]]),
    ...others.map(({name, position}): [string, string] => [name, `c${position}`])
  ];
  if (suspects.length > 0) targets.push([BAD_CELLS, unread(suspects)]);
  return `insert into ${table} (${targets.map(([name]) => quotedIdentifier(name)).join(", ")})\nselect ${targets.map(([, value]) => value).join(", ")} from ${outer}`;
}

function numberText({key, scale}: ReadColumn): string {
  return scale === null ? `v${key}` : `coalesce(number_words(k${key}), v${key})`;
}

function unread(columns: readonly ReadColumn[]): string {
  const isUnread = (column: ReadColumn) => {
    const fails = `v${column.key} is not null and k${column.key} is null`;
    // A date too late for a plan of any kind means that there is no end.
    return OPEN_ENDS.has(column.name) ? `(${fails} and not coalesce(r${column.key} > date '${LAST_DATE}', false))` : `(${fails})`;
  };
  const cells = columns.map((column) => `'${column.key}', case when ${isUnread(column)} then v${column.key} end`);
  return `case when ${columns.map(isUnread).join(" or ")} then json_object(${cells.join(", ")})::varchar end`;
}

/** A cell that the first pass could not read, read with more patience: a value of the column's type, low, high and text of a number; null where it is none. */
export function readAgain({type, scale}: ReadColumn, comma: boolean): string {
  const factor = scale === null ? "" : ` * ${decimalLiteral(scale)}`;
  switch (type) {
    case "boolean":
      return "read_boolean(cell)";
    case "number":
      return `number_as_read(cell, ${scale === null ? `read_range(cell, ${comma})` : `list_transform(read_range(cell, ${comma}), lambda bound: bound${factor})`})`;
    case "money":
    case "decimal":
    case "integer":
      return scale === null ? `try_cast(number_text(cell, ${comma}) as ${DECIMALS[type]})`
        : `try(cast(try_cast(number_text(cell, ${comma}) as decimal(26, 8))${factor} as ${DECIMALS[type]}))`;
    default:
      return "null";
  }
}

/** Writes the values of `again` (row_key, value) into the column that they were read for. */
export function writeAgain(table: string, {name, type}: ReadColumn, again: string): string {
  const column = quotedIdentifier(name);
  const set = type !== "number" ? `${column} = again.value`
    : `${column} = again.value.text, ${quotedIdentifier(`${name}_low`)} = again.value.low, ${quotedIdentifier(`${name}_high`)} = again.value.high`;
  return `update ${table} set ${set} from ${again} as again where ${table}.rowid = again.row_key`;
}
