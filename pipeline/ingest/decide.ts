import {quotedText, type Database} from "../database.ts";
import {grouped} from "../grouped.ts";
import type {Problem} from "../problems.ts";
import type {ColumnType, Entity} from "../schema/exports.ts";
import {isNumeric} from "../workspace/columns.ts";
import {CURRENCIES_BY_SIGN, CURRENCY_CODES} from "./currencies.ts";
import {dateEvidence, dateReadings, decidedOrder, formatsOf, type DateEvidence, type DateOrder} from "./dates.ts";
import type {PreparedFile} from "./decode/prepared.ts";
import {withFewerRules} from "./generated.ts";
import {cleanedRows, fileRows, sampleRows, statesMonths, type FileReading, type ReadColumn} from "./select.ts";

const SAMPLE = "ingest_sample";
const SAMPLE_ROWS = 20_000;

/** What fitproof.yaml or a preset says of a source's cells; null where the file decides. */
export interface StatedFormats {
  readonly dateFormat: string | null;
  readonly decimal: "." | "," | null;
  /** Whether the workspace's locale writes decimals with a comma. */
  readonly isCommaLocale: boolean;
  readonly usual: UsualFormats;
}

/** How the cells are written where a file leaves it open: what is stated of others like it. */
export interface UsualFormats {
  readonly dateOrder: DateOrder | null;
  readonly decimal: "." | "," | null;
}

/**
 * Looks at the first rows of a file and decides how its dates and numbers are written; where they leave the order of day and
 * month open, all rows decide, and the date columns of one file together.
 */
export async function decideFormats(
  db: Database, entity: Entity, reading: FileReading, stated: StatedFormats
): Promise<{reading: FileReading; problems: Problem[]; warnings: Problem[]}> {
  const rows = fileRows(reading.file, "sample");
  const looked = reading.columns.filter(({type}) => type !== "id" && type !== "text" && type !== "list");
  if (looked.length === 0) return {reading, problems: [], warnings: []};
  await withFewerRules(db, () => db.exec(`create or replace temp table ${SAMPLE} as ${sampleRows({...reading, columns: looked}, rows)} limit ${SAMPLE_ROWS}`));
  const [dirt] = await db.rows<Record<string, boolean | null>>(`select ${looked.map(({key}) => `bool_or(d${key}) as d${key}`).join(", ")} from ${SAMPLE}`);
  const numbers = await numberEvidence(db, looked.filter(({type}) => isNumeric(type)));
  const {file, delimiter, isTyped} = reading.file;
  const comma = stated.decimal === null ? decidesComma(numbers, {isLikely: delimiter === ";" || stated.isCommaLocale, usual: stated.usual.decimal}) : stated.decimal === ",";
  const dated = looked.filter(({type}) => type === "date" || type === "timestamp");
  const {formats, orders, problems: undecided} = await decideDates(db, entity, reading, dated, stated);
  const problems = [...undecided, ...await mixedCurrencies(db, entity, reading)];
  await db.exec(`drop table ${SAMPLE}`);
  const columns = reading.columns.map((column) => ({
    ...column,
    isCleaned: dirt![`d${column.key}`] ?? false,
    isSeparated: comma || (numbers.get(column.key)?.separated ?? 0) > 0,
    dateFormats: formats.get(column.key) ?? [],
    dateOrder: orders.get(column.key) ?? null
  }));
  const isUndecided = (stated.decimal ?? stated.usual.decimal) === null && !comma && !isTyped && [...numbers.values()].every(({point}) => point === 0);
  const warnings = looked.filter(({key}) => isUndecided && isGrouped(numbers.get(key), 1)).map(({key, header}): Problem => ({
    file, line: null, column: header, value: numbers.get(key)!.example,
    message: "a point may part decimals or thousands, and nothing in the file decides it: it is read as the decimal one",
    fix: `Write \`decimal: ","\` under exports.${entity} where points part thousands, else \`decimal: "."\`.`
  }));
  return {reading: {...reading, comma, columns}, problems, warnings};
}

interface NumberEvidence {
  /** Cells that are numbers once separators and signs are gone. */
  readonly separated: number;
  /** Cells in which a comma, and cells in which a point, can only be the decimal one. */
  readonly comma: number;
  readonly point: number;
  /** Cells whose points can part thousands, other cells with points or with four digits in a row. */
  readonly grouped: number;
  readonly ungrouped: number;
  /** A cell whose points can part thousands. */
  readonly example: string | null;
  /** There is no part of an employee. */
  readonly isWhole: boolean;
}

/** So many amounts such as 1.250, and none of four digits that is written otherwise, are in thousands: hardly anybody states tenths of a cent. */
const GROUPED_ENOUGH = 3;

/** Also of a range: 501-1.000 and 1.001 – 5.000. */
const GROUPED = "^\\D*(\\d{1,3}[^\\d.,]+)?[1-9]\\d{0,2}(\\.\\d{3})+([^\\d.,]+\\d{1,3}(\\.\\d{3})+)?\\D*$";
/** What parts thousands beside a comma or a point, within a regular expression: apostrophes and spaces of every width. */
const SPACED = "''’ \\x{A0}\\x{2009}\\x{202F}";

async function numberEvidence(db: Database, columns: readonly ReadColumn[]): Promise<Map<number, NumberEvidence>> {
  if (columns.length === 0) return new Map();
  const counts = columns.map(({key}) => `
    count(*) filter (try_cast(v${key} as double) is null and quick_number(v${key}, false) is not null) as s${key},
    count(*) filter (regexp_matches(v${key}, '^\\D*\\d{1,3}([.${SPACED}]\\d{3})+,\\d+\\D*$|^\\D*\\d+,(\\d{1,2}|\\d{4,})\\D*$|^\\D*(0|\\d{4,}),\\d+\\D*$|^\\D*\\d{1,3}(\\.\\d{3}){2,}\\D*$')) as c${key},
    count(*) filter (regexp_matches(v${key}, '^\\D*\\d{1,3}([,${SPACED}]\\d{3})+\\.\\d+\\D*$|^\\D*\\d+\\.(\\d{1,2}|\\d{4,})\\D*$|^\\D*(0|\\d{4,})\\.\\d+\\D*$')) as p${key},
    count(*) filter (regexp_matches(v${key}, '${GROUPED}')) as g${key},
    count(*) filter (not regexp_matches(v${key}, '${GROUPED}') and regexp_matches(v${key}, '\\.|\\d{4}')) as u${key},
    min(v${key}) filter (regexp_matches(v${key}, '${GROUPED}')) as e${key}`);
  const [row] = await db.rows<Record<string, number> & Record<`e${number}`, string | null>>(`select ${counts.join(",")} from ${SAMPLE}`);
  return new Map(columns.map(({key, type, name}) => [key, {
    separated: row![`s${key}`]!, comma: row![`c${key}`]!, point: row![`p${key}`]!, grouped: type === "decimal" ? 0 : row![`g${key}`]!, ungrouped: row![`u${key}`]!,
    example: row![`e${key}`]!, isWhole: type === "integer" || name === "employees"
  }]));
}

interface CommaHints {
  /** The delimiter or the locale is one of those who write decimals with a comma. */
  readonly isLikely: boolean;
  readonly usual: UsualFormats["decimal"];
}

function decidesComma(evidence: ReadonlyMap<number, NumberEvidence>, {isLikely, usual}: CommaHints): boolean {
  const all = [...evidence.values()];
  const partsThousands = (one: NumberEvidence): boolean =>
    usual === null ? isGrouped(one, isLikely || one.isWhole ? 1 : GROUPED_ENOUGH) : usual === "," && one.grouped > 0;
  return all.some((one) => one.comma > 0 || partsThousands(one)) && all.every(({point}) => point === 0);
}

function isGrouped(evidence: NumberEvidence | undefined, enough: number): boolean {
  return evidence !== undefined && evidence.grouped >= enough && (evidence.ungrouped === 0 || evidence.isWhole);
}

/** What may stand beside an amount, in capitals, and the currencies that it may mean; codes first, and the longer signs before those that end them. */
const SIGNS = new Map<string, readonly string[]>([
  ...CURRENCY_CODES.map((code): [string, string[]] => [code, [code]]),
  ...Object.entries(CURRENCIES_BY_SIGN).map(([sign, codes]): [string, readonly string[]] => [sign.toUpperCase(), codes]).toSorted(([one], [other]) => other.length - one.length)
]);
const SIGN = [...SIGNS.keys()].map((sign) => sign.replace("$", "\\$")).join("|");

/** Amounts whose signs are of several currencies, in a table that has no column to tell them: they would add up as if they were one. */
async function mixedCurrencies(db: Database, entity: Entity, {file, columns}: FileReading): Promise<Problem[]> {
  if (columns.some(({name}) => name === "currency")) return [];
  const problems: Problem[] = [];
  for (const {key, header} of columns.filter(({type}) => type === "money")) {
    const cells = await db.rows<{sign: string; count: number}>(`
      select regexp_extract(upper(v${key}), '${SIGN}') as sign, count(*)::integer as count
      from ${SAMPLE} where regexp_matches(v${key}, '\\d') and regexp_matches(v${key}, '[^-−+\\d.,()%\\s]') group by sign having sign <> '' order by count desc, sign`);
    const meant = cells.map(({sign}) => SIGNS.get(sign)!);
    if (meant.length === 0 || meant[0]!.some((code) => meant.every((codes) => codes.includes(code)))) continue;
    problems.push({
      file: file.file, line: null, column: header, message: "the amounts are in several currencies, and no column says in which", value: cells.map(({sign, count}) => `${sign} (${count.toLocaleString("en-US")})`).join(", "),
      fix: `Export the currency too and map it under exports.${entity}.columns.currency, or export amounts that are converted to one.`
    });
  }
  return problems;
}

async function decideDates(
  db: Database, entity: Entity, reading: FileReading, columns: readonly ReadColumn[], {dateFormat, usual}: StatedFormats
): Promise<{formats: Map<number, string[]>; orders: Map<number, DateOrder>; problems: Problem[]}> {
  const formats = new Map<number, string[]>();
  const orders = new Map<number, DateOrder>();
  if (dateFormat === "iso") return {formats, orders, problems: []};
  if (dateFormat !== null && dateFormat.includes("%")) {
    return {formats: new Map(columns.map(({key}) => [key, [dateFormat]])), orders, problems: []};
  }
  const evidence = new Map<number, DateEvidence>();
  for (const column of columns) {
    const {key} = column;
    const cells = await db.rows<{cell: string; count: number}>(
      `select v${key} as cell, count(*) as count from ${SAMPLE} where v${key} is not null and ${isNotIso(`v${key}`)} group by v${key} order by v${key}`);
    if (cells.length > 0) evidence.set(key, dateEvidence(cells, {isMonth: statesMonths(column)}));
  }
  const open = columns.filter(({key}) => evidence.has(key) && isOpen(evidence.get(key)!));
  if (dateFormat === null && open.length > 0) {
    for (const [key, found] of await wholeEvidence(db, reading, open)) evidence.set(key, found);
  }
  const votes = new Set([...evidence.values()].map(decidedOrder).filter((order) => order !== null));
  const vote = votes.size === 1 ? [...votes][0]! : null;
  const isUndecided = votes.size === 0 && dateFormat === null && [...evidence.values()].some(isOpen);
  // What is not read of the file was written by the same program.
  const beside = isUndecided ? await dateOrderOf(db, reading.file) : null;
  const problems: Problem[] = [];
  for (const {key, header} of columns) {
    const found = evidence.get(key);
    if (found === undefined) {
      if (dateFormat === "mdy" || dateFormat === "dmy") orders.set(key, dateFormat);
      else if (vote !== null) orders.set(key, vote);
      continue;
    }
    const order = dateFormat === null ? decidedOrder(found) ?? vote ?? beside ?? usual.dateOrder : dateFormat as DateOrder;
    if (order === null && found.both > 0) {
      problems.push({
        file: reading.file.file, line: null, column: header, message: "dates fit both M/D/YYYY and D/M/YYYY, and nothing in the file decides it", value: found.example,
        fix: `Write \`date_format: mdy\` or \`date_format: dmy\` under exports.${entity}.`
      });
    }
    // Where both orders give the same days, either does.
    if (order !== null || formatsOf(found, "mdy").length > 0) orders.set(key, order ?? "mdy");
    formats.set(key, formatsOf(found, order ?? "mdy"));
  }
  return {formats, orders, problems};
}

/** The order of day and month that the dates in all columns of a file agree on, by its first rows; null where none decides it, or where they do not agree. */
export async function dateOrderOf(db: Database, file: PreparedFile): Promise<DateOrder | null> {
  const cells = await db.rows<{position: number; cell: string; count: number}>(`
    with cells as (
      select unnest(range(${file.header.length}))::integer as position, trim(unnest([${file.header.map((_, i) => `c${i}`).join(", ")}])) as cell
      from (from ${fileRows(file, "sample")} limit ${SAMPLE_ROWS})
    )
    select position, cell, count(*)::integer as count from cells where regexp_matches(cell, '^\\d{1,2}([/-])\\d{1,2}[/-](\\d{4}|\\d{2})(\\D.*)?$') group by all order by all`);
  const columns = [...grouped(cells, ({position}) => String(position)).values()];
  const orders = new Set(columns.map((column) => decidedOrder(dateEvidence(column))).filter((order) => order !== null));
  return orders.size === 1 ? [...orders][0]! : null;
}

/** DuckDB takes 10/04/24 for a day in the year 10. */
function isNotIso(cell: string): string {
  return `coalesce(try_cast(${cell} as timestamp) < timestamp '1000-01-01', true)`;
}

function isOpen(evidence: DateEvidence): boolean {
  return decidedOrder(evidence) === null && evidence.both > 0;
}

/** The same over every row: times are cut off first, so that few distinct cells are left. */
async function wholeEvidence(db: Database, reading: FileReading, columns: readonly ReadColumn[]): Promise<Map<number, DateEvidence>> {
  const rows = cleanedRows({...reading, columns: columns.map((column) => ({...column, isCleaned: true})), others: []}, fileRows(reading.file, "sample"));
  const evidence = new Map<number, DateEvidence>();
  const unions = columns.map(({key}) => `select ${key} as key, v${key} as cell from cells where v${key} is not null`).join(" union all ");
  const found = await db.rows<{key: number; cell: string; count: number}>(`
    with cells as materialized (select ${columns.map(({key}) => `v${key}`).join(", ")} from ${rows}),
    days as (select key, cell, count(*) as count from (${unions}) group by key, cell)
    select key, regexp_replace(cell, ${quotedText(TIME_OF_DAY)}, '') as cell, sum(count)::bigint as count
    from days where ${isNotIso("cell")} group by 1, 2 order by 1, 2`);
  for (const {key} of columns) evidence.set(key, dateEvidence(found.filter((row) => row.key === key)));
  // The sample has shown the times of day.
  for (const {key} of columns) {
    const sampled = await db.rows<{cell: string; count: number}>(`select v${key} as cell, count(*) as count from ${SAMPLE} where v${key} is not null group by v${key}`);
    const formats = dateEvidence(sampled).formats;
    const whole = evidence.get(key)!;
    evidence.set(key, {...whole, formats: new Map([...whole.formats].map(([order, set]) => [order, new Set([...set, ...formats.get(order)!])]))});
  }
  return evidence;
}

const TIME_OF_DAY = "(T|,? +)\\d{1,2}:\\d{2}.*$";

/** Of each attribute the first type that all its cells in the first rows of every file fit; null where all are empty. */
export async function attributeTypes(
  db: Database, readings: readonly FileReading[]
): Promise<Map<string, ColumnType | null>> {
  const types = new Map<string, ColumnType | null>();
  for (const reading of readings) {
    const attributes = reading.columns.filter(({isAttribute}) => isAttribute);
    if (attributes.length === 0) continue;
    const sample = `${sampleRows({...reading, columns: attributes}, fileRows(reading.file, "sample"))} limit ${SAMPLE_ROWS}`;
    await withFewerRules(db, () => db.exec(`create or replace temp table ${SAMPLE} as ${sample}`));
    for (const {key, name} of attributes) {
      const type = await typeOfCells(db, `select distinct v${key} as cell from ${SAMPLE} where v${key} is not null`, reading.comma);
      types.set(name, widest(types.get(name) ?? null, type));
    }
    await db.exec(`drop table ${SAMPLE}`);
  }
  return types;
}

/** The first type that all cells of a query (one column, `cell`) fit; null where there are none. */
export async function typeOfCells(db: Database, cells: string, comma: boolean): Promise<ColumnType | null> {
  const [counts] = await db.rows<{cell_count: number; boolean_count: number; number_count: number}>(`
    select count(*) as cell_count, count(read_boolean(cell)) as boolean_count,
        count(case when not ${comma} and isfinite(try_cast(cell as double)) then [0] else read_range(cell, ${comma}) end) as number_count
    from (${cells})`);
  const {cell_count, boolean_count, number_count} = counts!;
  if (cell_count === 0) return null;
  if (boolean_count === cell_count) return "boolean";
  if (number_count === cell_count) return "number";
  const others = await db.rows<{cell: string}>(`select cell from (${cells}) where ${isNotIso("cell")} limit 100000`);
  return others.every(({cell}) => dateReadings(cell).length > 0) ? "date" : "text";
}

/** A type that the cells of both fit. 0 and 1 are numbers among numbers. */
function widest(a: ColumnType | null, b: ColumnType | null): ColumnType | null {
  if (a === null || b === null) return a ?? b;
  if (a === b) return a;
  const pair = new Set([a, b]);
  return pair.has("boolean") && pair.has("number") ? "number" : "text";
}
