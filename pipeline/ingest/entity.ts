import {quotedIdentifier, quotedText, type Database} from "../database.ts";
import type {Problem} from "../problems.ts";
import type {ColumnType, Entity} from "../schema/exports.ts";
import {folded} from "../workspace/values.ts";
import {collectUnreadCells, readUnreadCells, UNREAD} from "./cells.ts";
import {attributeTypes, decideFormats, typeOfCells} from "./decide.ts";
import {isTotal} from "./decode/groups.ts";
import {readRecords} from "./decode/records.ts";
import {collisions, copyCount, exclude, excludeRepeated, excludeUnwanted, footerRows, groupRows, PRIMARY_IDS, repeatedHeaders, REVENUE, type RowRange} from "./exclusions.ts";
import {findProblems, stoppingProblems} from "./fileProblems.ts";
import {loadFile, type LoadedFile, type UnreadLine} from "./load.ts";
import {readingsOf, type EntityPlan, type EntityReading, type PlannedFile} from "./plan.ts";
import {BAD_CELLS, SEPARATOR, type FileReading} from "./select.ts";
import {rawTable} from "./tables.ts";
import {NOTICES} from "./totals.ts";
import {unusedValues} from "./unusedValues.ts";

export interface LoadedEntity {
  readonly entity: Entity;
  /** Attribute → the type that all its cells fit. */
  readonly attributes: ReadonlyMap<string, ColumnType>;
  /** Cells and rows that could not be read and with which the run goes on. */
  readonly problems: readonly Problem[];
  /** What stops the run: a file with too many of them, or an ambiguity. */
  readonly stopping: readonly Problem[];
  readonly warnings: readonly Problem[];
}

export interface LoadOptions {
  readonly temporaryDirectory: string;
  /** Stored with the files, to know them again. */
  readonly fingerprint: string;
  readonly maxProblemRate: number;
}

/** Loads every file of an entity, decides its formats, and accounts for every row. */
export async function loadEntity(db: Database, plan: EntityPlan, options: LoadOptions): Promise<LoadedEntity> {
  const {entity} = plan;
  let types = await attributeTypes(db, readingsOf(plan, new Map()).readings);
  for (;;) {
    const reading = readingsOf(plan, types);
    const decided = await decideAll(db, entity, reading);
    if (decided.problems.length > 0) return {entity, attributes: new Map(), problems: [], stopping: decided.problems, warnings: []};
    const {ranges, unread} = await loadFiles(db, plan, {...reading, readings: decided.readings}, options.temporaryDirectory);
    await readUnreadCells(db, `raw_${entity}`, decided.readings);
    const wider = await widerTypes(db, `raw_${entity}`, decided.readings, types);
    if (wider !== null) {
      // Rare: what the first rows promised does not hold, so the entity is read once more.
      types = wider;
      await db.exec(`delete from row_exclusions where entity = ${quotedText(entity)}`);
      continue;
    }
    await writeNumbersAsRead(db, `raw_${entity}`, decided.readings);
    await writeFiles(db, entity, plan.files, ranges, unread, options.fingerprint);
    await excludeUnwanted(db, entity, ranges);
    const byFile = await findProblems(db, plan, decided.readings, ranges, unread);
    await excludeRepeated(db, entity, ranges);
    const attributes = new Map([...reading.attributes].map(([name, type]): [string, ColumnType] => [name, type ?? "text"]));
    return {
      entity, attributes, problems: byFile.flatMap(({problems}) => problems), stopping: stoppingProblems(byFile, options.maxProblemRate),
      warnings: await notes(db, entity, ranges, [...decided.warnings, ...await unusedValues(db, plan, decided.readings)])
    };
  }
}

/** Creates raw_<entity> and appends every file; totals and notices below the data are rows that were read and left out. */
async function loadFiles(
  db: Database, {entity, files}: EntityPlan, reading: EntityReading, temporaryDirectory: string
): Promise<{ranges: RowRange[]; unread: UnreadLine[][]}> {
  const table = `raw_${entity}`;
  await db.exec(rawTable(entity, extraColumns(reading)));
  const unread: UnreadLine[][] = [];
  const ranges: RowRange[] = [];
  let firstRow = 0;
  for (const [i, fileReading] of reading.readings.entries()) {
    const planned = files[i]!;
    const loaded = await loadFile(db, table, fileReading, temporaryDirectory);
    const notices = noticesOf(loaded, planned);
    const rowCount = loaded.rowCount + notices.length;
    if (notices.length > 0) {
      await insertBlankRows(db, table, fileReading, notices.length);
      await exclude(db, entity, "excluded", `select unnest(range(${firstRow + loaded.rowCount}, ${firstRow + rowCount})) as row_key, 'footer row' as reason`);
    }
    unread.push(loaded.unread.filter((line) => !notices.includes(line)));
    ranges.push(rangeOf(planned, reading, fileReading, {firstRow, rowCount, scannedCount: loaded.rowCount}));
    firstRow += rowCount;
  }
  await collectUnreadCells(db, table);
  for (const [i, range] of ranges.entries()) {
    const {columns} = reading.readings[i]!;
    const headers = await repeatedHeaders(db, table, range, columns, UNREAD);
    const found = {"footer row": await footerRows(db, table, range, UNREAD), "the header again": headers, "name or total of a group": await groupRows(db, table, range, columns, headers)};
    for (const [reason, rows] of Object.entries(found)) {
      if (rows.length === 0) continue;
      await exclude(db, entity, "excluded", `select unnest([${rows.join(", ")}]) as row_key, ${quotedText(reason)} as reason`);
      await db.exec(`delete from ${UNREAD} where row_key in (${rows.join(", ")})`);
    }
  }
  return {ranges, unread};
}

/** Equal numbers are equal texts: 1,234 and $1234 become 1234. A number with a unit keeps its text, by which a rule may name it; a cell that is no number is null. */
async function writeNumbersAsRead(db: Database, table: string, readings: readonly FileReading[]): Promise<void> {
  const names = new Set(readings.flatMap(({columns}) => columns.filter(({type}) => type === "number").map(({name}) => name)));
  for (const name of names) {
    const [text, low, high] = [name, `${name}_low`, `${name}_high`].map(quotedIdentifier);
    await db.exec(`update ${table} set ${text} = if(${low} is null, null, number_words(${low}))
      where ${text} is not null
      and (${low} is null or (${low} = ${high} and try_cast(${text} as double) is distinct from ${low} and not regexp_matches(${text}, '[a-zA-Z]')))`);
  }
}

async function decideAll(
  db: Database, entity: Entity, {readings, stated}: EntityReading
): Promise<{readings: FileReading[]; problems: Problem[]; warnings: Problem[]}> {
  const decided = [];
  for (const [i, reading] of readings.entries()) decided.push(await decideFormats(db, entity, reading, stated[i]!));
  return {readings: decided.map(({reading}) => reading), problems: decided.flatMap(({problems}) => problems), warnings: decided.flatMap(({warnings}) => warnings)};
}

function extraColumns({attributes, others}: EntityReading): [name: string, type: string][] {
  const typed = [...attributes].flatMap(([name, type]): [string, string][] => type === "number"
    ? [[name, "varchar"], [`${name}_low`, "double"], [`${name}_high`, "double"]]
    : [[name, type === "boolean" || type === "date" ? type : "varchar"]]);
  return [...typed, ...[...others.values()].map((name): [string, string] => [name, "varchar"]), [BAD_CELLS, "varchar"]];
}

function rangeOf(
  {file, source, preset, header}: PlannedFile, reading: EntityReading, {columns, others}: FileReading, rows: Pick<RowRange, "firstRow" | "rowCount" | "scannedCount">
): RowRange {
  const inOrder = [...columns.flatMap(({name, positions}) => positions.map((position) => ({name, position}))), ...others].toSorted((a, b) => a.position - b.position);
  const find = (name: string) => {
    const column = columns.find((one) => one.name === name) ?? columns.find((one) => folded(one.header) === folded(name));
    if (column) return {name: column.name, type: column.type, separator: column.separator === null ? source.separator : SEPARATOR};
    const other = reading.others.get(folded(name));
    return other === undefined || !others.some((one) => one.name === other) ? null : {name: other, type: "text" as const, separator: source.separator};
  };
  const rules = [
    ...(preset?.exclude ?? []).map((rule) => ({rule, isKeep: false})), ...(preset?.keep ?? []).map((rule) => ({rule, isKeep: true})),
    ...source.exclude.map((rule) => ({rule, isKeep: false})), ...source.keep.map((rule) => ({rule, isKeep: true}))
  ].flatMap(({rule, isKeep}) => {
    const column = find(rule.column);
    return column === null ? [] : [{rule, isKeep, column}];
  });
  return {
    ...rows, file: file.file, source: source.source, mode: source.mode, rules, footer: preset?.footer ?? [], isGrouped: file.isGrouped ?? false,
    columns: [...new Set(inOrder.map(({name}) => name))], present: new Set(header.mapped.map(({name}) => name))
  };
}

async function insertBlankRows(db: Database, table: string, {hasSource, source, columns, others}: FileReading, count: number): Promise<void> {
  const name = hasSource ? "source" : columns[0]?.name ?? others[0]!.name;
  await db.exec(`insert into ${table} (${quotedIdentifier(name)}) select ${hasSource ? quotedText(source) : "null"} from range(${count})`);
}

/** Notices of reports fill one cell, which DuckDB refuses as a row too short; so do totals. */
const NOTICE = /^(?:grand totals?\b|totals?\b|sum\b|count\b|summe\b|gesamt|confidential information|copyright\b|©|\d[\d,.]* records?\b|generated (?:by|on)\b|report generated\b|filtered by\b|as of \d)/i;

/**
 * The lines that are notices by their words; and, where one is below the last row, all lines of one cell there: a report's name, its filters,
 * the company's. Below one that says what report it is, no line is a row however many commas it has.
 */
function noticesOf({unread, rowCount}: LoadedFile, planned: PlannedFile): UnreadLine[] {
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

/** Whether a line of a wrong length is a notice, whose commas are no delimiters. */
function isSentence(filled: readonly string[] | null): boolean {
  return SENTENCE.test(filled?.[0] ?? "");
}

function isNotice(filled: readonly string[] | null, {preset}: PlannedFile): boolean {
  if (filled === null) return false;
  if (filled.length === 0) return true;
  if (filled.length === 1 && (NOTICE.test(filled[0]!) || isTotal(filled))) return true;
  return (preset?.footer ?? []).some((pattern) => matches(pattern.replace(/^\(\?([ims]+)\)/, ""), filled[0]!));
}

function matches(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern, "iu").test(text);
  } catch {
    return false;
  }
}

/** Attributes some of whose cells do not fit the type that the first rows promised, with the next that may; null where all fit. */
async function widerTypes(
  db: Database, table: string, readings: readonly FileReading[], types: ReadonlyMap<string, ColumnType | null>
): Promise<Map<string, ColumnType | null> | null> {
  const wider = new Map(types);
  let changed = false;
  const attributes = readings.flatMap(({columns, comma}) => columns.filter(({name, isAttribute}) => isAttribute && types.has(name)).map((column) => ({column, comma})));
  const unread = new Set((await db.rows<{key: number}>(`select distinct key from ${UNREAD}`)).map(({key}) => key));
  for (const {column, comma} of attributes) {
    const known = types.get(column.name) ?? null;
    if (known === null) {
      // Empty in the first rows: all its cells decide.
      const type = await typeOfCells(db, `select distinct ${quotedIdentifier(column.name)} as cell from ${table} where ${quotedIdentifier(column.name)} is not null`, comma);
      if (type !== null && type !== "text") changed = true;
      wider.set(column.name, type ?? "text");
    } else if (unread.has(column.key) && known !== "text") {
      const misfit = await typeOfCells(db, `select distinct cell from ${UNREAD} where key = ${column.key}`, comma);
      wider.set(column.name, known === "boolean" && misfit === "number" ? "number" : "text");
      changed = true;
    }
  }
  return changed ? wider : null;
}


async function writeFiles(
  db: Database, entity: Entity, files: readonly PlannedFile[], ranges: readonly RowRange[], unread: readonly (readonly UnreadLine[])[], fingerprint: string
): Promise<void> {
  for (const [i, {file, source}] of files.entries()) {
    const {firstRow, rowCount} = ranges[i]!;
    const values = [quotedText(entity), quotedText(source.source), quotedText(file.file), firstRow, rowCount, unread[i]!.length, file.bytes,
      quotedText(file.sha256), "null", quotedText(source.mode), quotedText(fingerprint)];
    await db.exec(`insert into raw_files values (${values.join(", ")})`);
  }
}

/** What is odd and still used: what the files left open and what their rows show. */
async function notes(db: Database, entity: Entity, ranges: readonly RowRange[], open: readonly Problem[]): Promise<Problem[]> {
  const has = (name: string) => ranges.some(({present}) => present.has(name));
  const used = `from raw_${entity} anti join (select row_key from row_exclusions where entity = ${quotedText(entity)}) as gone on raw_${entity}.rowid = gone.row_key`;
  const file = ranges.map((range) => range.file).join(", ");
  const note = (message: string, value: string | null, fix: string): Problem => ({file, line: null, column: null, message, value, fix});
  const found = [...open];
  if (entity === "opportunities" && has("amount")) {
    const [row] = await db.rows<{deal_count: number; total: number | null}>(`select count(*) as deal_count, sum(amount) as total ${used} where amount < 0`);
    if (row!.deal_count > 0) {
      found.push(note(counted(row!.deal_count, "deal has a negative amount", "deals have a negative amount"), String(row!.total), "Where it stands for a missing amount, list it under nulls."));
    }
  }
  if (entity === "invoices" && has("amount")) {
    const [row] = await db.rows<{invoice_count: number; total: number | null}>(`select count(*) as invoice_count, sum(amount) as total ${used} where amount < 0`);
    if (row!.invoice_count > 0) {
      found.push(note(counted(row!.invoice_count, "invoice has a negative amount, as credits have, and counts as nothing", "invoices have a negative amount, as credits have, and count as nothing"),
        String(row!.total), "Export invoices less their credits, or leave those that a credit takes back out under exports.invoices.exclude."));
    }
  }
  if (entity === "accounts") {
    for (const [name, what] of [["employees", "employees"], ["annual_revenue", "revenue"]].filter(([name]) => has(name!))) {
      const [row] = await db.rows<{account_count: number; example: string | null}>(`select count(*) as account_count, any_value(${name} order by rowid) as example ${used} where ${name}_low < 0`);
      if (row!.account_count > 0) found.push(note(counted(row!.account_count, `account has less than no ${what}, and counts as the smallest`, `accounts have less than no ${what}, and count as the smallest`), row!.example, "Where it stands for a missing number, list it under exports.accounts.nulls."));
    }
  }
  const id = PRIMARY_IDS[entity];
  if (id !== undefined && has(id) && ranges.every(({mode}) => mode === "full")) {
    const [row] = await db.rows<{row_count: number; repeated_count: number}>(`select (select count(*) from raw_${entity}) as row_count, count(*) as repeated_count
      from row_exclusions where entity = ${quotedText(entity)} and reason = 'repeated id'`);
    if (row!.repeated_count * 2 > row!.row_count) {
      found.push(note(`${row!.repeated_count.toLocaleString("en-US")} of ${row!.row_count.toLocaleString("en-US")} rows repeat the ${id} of another, and of each only the last counts`, null, `Where they are rows of their own, map the column that tells them apart: exports.${entity}.columns.${id}.`));
    }
  }
  if (id !== undefined && has(id) && has("created_on")) found.push(...(await collisionNotes(db, entity, id, note)));
  if (REVENUE.has(entity)) {
    const copies = await copyCount(db, entity);
    if (copies > 0) {
      found.push(note(counted(copies, "row is a copy of another and is counted once", "rows are copies of others and are counted once"), null, "Where they are no copies, map the column that tells them apart: an id, or a number of the line."));
    }
  } else if (id === undefined || !has(id)) {
    const [row] = await db.rows<{row_count: number; distinct_count: number}>(`select count(*) as row_count, count(distinct hash(raw_${entity})) as distinct_count ${used}`);
    const repeated = row!.row_count - row!.distinct_count;
    if (repeated > 0) {
      found.push(note(counted(repeated, "row is identical to another and has no id; it is kept", "rows are identical to another and have no id; they are kept"), null, "Map the id, so that a row that was exported twice counts once."));
    }
  }
  if (entity === "subscriptions") {
    found.push(...(await priceNotes(db, used, note)));
    if (await leaversPaidNothing(db)) {
      found.push(note("subscriptions that ended have no MRR, so nobody who left ever paid: it is what is paid today", null, "Map what was paid: unit_amount with interval and quantity, or amount with term_months, in place of mrr or arr; or export the MRR by customer and month."));
    }
    const [setting] = await db.rows<{is_set: boolean}>("select coalesce(try_cast(getvariable('end_is_inclusive') as boolean), false) as is_set");
    if (!setting!.is_set && await endsAreInclusive(db)) {
      found.push(note("most subscriptions end the day before a whole number of months: their last day is not counted as paid", null, "Write `end_is_inclusive: true` under exports.subscriptions where it is."));
    }
  }
  if (entity === "mrr_snapshots") found.push(...(await monthNotes(db, used, note)));
  if (entity === "subscriptions" || entity === "invoices") {
    const end = entity === "subscriptions" ? "ended_on" : "period_end";
    const [row] = await db.rows<{row_count: number; end_count: number}>(`select count(*) as row_count, count(${end}) as end_count ${used}`);
    if (row!.row_count > 0 && row!.end_count === 0) {
      found.push(entity === "subscriptions"
        ? note("no subscription has an end, so nobody ever leaves: retention and survival of 100 % say nothing", null, "Map the column that says when a subscription ended: ended_on.")
        : note("no invoice has an end of its period, so none counts as revenue", null, "Map the column that says what period an invoice is for: period_end."));
    }
  }
  for (const one of found) await db.exec(`insert into ingest_notes values (${texts([entity, one.file])}, null, ${texts([one.column, one.message, one.value, one.fix])})`);
  return found;
}

/** Whether so many subscriptions end the day before a whole number of months, and so few at one, that their last day is paid. */
export async function endsAreInclusive(db: Database): Promise<boolean> {
  const [row] = await db.rows<{row_count: number; before_count: number}>(`
    select count(*) as row_count, count(*) filter (where day(ended_on + 1) = day(started_on)) as before_count
    from raw_subscriptions where ended_on > started_on and rowid not in (select row_key from row_exclusions where entity = 'subscriptions')`);
  return row!.before_count >= 5 && row!.before_count >= 0.8 * row!.row_count;
}

/** Whether MRR is that of today: 0 of what has ended, and not of what runs. */
export async function leaversPaidNothing(db: Database): Promise<boolean> {
  const [row] = await db.rows<{ended_count: number; paid_count: number; running_count: number; running_paid_count: number}>(`
    with subscriptions as (
      select ended_on, ended_on is null as is_running, coalesce(mrr, arr) > 0 as is_paid, max(started_on) over () as last_start from raw_subscriptions
      where coalesce(mrr, arr) is not null and not coalesce(is_trial, false) and rowid not in (select row_key from row_exclusions where entity = 'subscriptions')
    )
    select count(*) filter (where ended_on <= last_start) as ended_count, count(*) filter (where ended_on <= last_start and is_paid) as paid_count,
      count(*) filter (where is_running) as running_count, count(*) filter (where is_running and is_paid) as running_paid_count
    from subscriptions`);
  const {ended_count, paid_count, running_count, running_paid_count} = row!;
  return ended_count >= WORTH_A_WORD && paid_count <= 0.05 * ended_count && running_paid_count * 2 > running_count;
}

/** Months between others of which no snapshot is: an account without a row in a month has no revenue in it. */
async function monthNotes(db: Database, used: string, note: (message: string, value: string | null, fix: string) => Problem): Promise<Problem[]> {
  const rows = await db.rows<{month: string}>(`
    with stated as (select distinct date_trunc('month', month) as month ${used})
    select strftime(month, '%Y-%m') as month from (select unnest(generate_series(min(month), max(month), interval 1 month)) as month from stated)
    anti join stated using (month) order by month`);
  if (rows.length === 0) return [];
  const message = counted(rows.length, "month between others has no snapshot: everybody counts as having left in it", "months between others have no snapshot: everybody counts as having left in them");
  return [note(message, rows.slice(0, 5).map(({month}) => month).join(", "), "Complete the export: it needs a row of every account that pays, each month.")];
}

/** From how many rows that share an id with others a word is due. */
const WORTH_A_WORD = 5;

/** Rows that were left out for an id that another has, though that was created on another day: ids of two systems that count from 1. */
async function collisionNotes(db: Database, entity: Entity, id: string, note: (message: string, value: string | null, fix: string) => Problem): Promise<Problem[]> {
  const {repeated_count, other_count, example} = await collisions(db, entity);
  if (other_count < WORTH_A_WORD || other_count * 2 <= repeated_count) return [];
  return [note(`${other_count.toLocaleString("en-US")} rows are left out for the ${id} of another that was created on another day`, example,
    `Where they are rows of another system or region, make its files a source of their own, with a name: \`- {source: …, files: […]}\` under exports.${entity}.`)];
}

/** Subscriptions that count nothing because no price per month can be told, by what they lack. */
async function priceNotes(db: Database, used: string, note: (message: string, value: string | null, fix: string) => Problem): Promise<Problem[]> {
  const rows = await db.rows<{lack: "term" | "interval" | "price"; word: string | null; row_count: number}>(`
    select lack, word, sum(row_count)::bigint as row_count from (
      select
        case when amount is not null then 'term' when unit_amount is not null then 'interval' else 'price' end as lack,
        case when lack = 'interval' then interval end as word, count(*) as row_count
      ${used}
      where not coalesce(is_trial, false) and mrr is null and arr is null
      and (amount is null or coalesce(term_months, 0) <= 0) and (amount is not null or unit_amount is null or interval is not null)
      group by all
    ) where lack <> 'interval' or interval_months(word) is null group by all order by row_count desc, word`);
  const of = (lack: string) => rows.filter((row) => row.lack === lack);
  const count = (lack: string) => of(lack).reduce((sum, {row_count}) => sum + row_count, 0);
  const words = of("interval").slice(0, 5).map(({word}) => quotedText(word!)).join(", ");
  return [
    ...(count("price") === 0 ? [] : [note(counted(count("price"), "subscription has no price and counts as nothing", "subscriptions have no price and count as nothing"), null, "Map the column of the price (mrr, arr, amount with term_months, or unit_amount), or complete the export.")]),
    ...(count("term") === 0 ? [] : [note(counted(count("term"), "subscription has an amount without the months that it is for, and counts as nothing", "subscriptions have an amount without the months that it is for, and count as nothing"), null, "Map term_months; an amount for one month is mrr, for one year arr.")]),
    ...(count("interval") === 0 ? [] : [note(counted(count("interval"), "subscription has a price for an interval that is not known, and counts as nothing", "subscriptions have a price for an interval that is not known, and count as nothing"), words, "Say what it means: `values: {interval: {word: month}}`, or week, quarter, year, `6 months`.")])
  ];
}

function counted(count: number, one: string, many: string): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? one : many}`;
}

function texts(values: readonly (string | null)[]): string {
  return values.map((value) => (value === null ? "null" : quotedText(value))).join(", ");
}
