import {quotedIdentifier, quotedText, type Database} from "../database.ts";
import type {Problem} from "../problems.ts";
import type {ColumnType, Entity} from "../schema/exports.ts";
import {folded} from "../workspace/values.ts";
import {collectUnreadCells, readUnreadCells, UNREAD} from "./cells.ts";
import {attributeTypes, decideFormats, typeOfCells} from "./decide.ts";
import {exclude, excludeRepeated, excludeUnwanted, type RowRange} from "./exclusions.ts";
import {findProblems, stoppingProblems} from "./fileProblems.ts";
import {loadFile} from "./load.ts";
import type {UnreadLine} from "./rowScan.ts";
import {notes} from "./notes.ts";
import {noticesOf} from "./notices.ts";
import {readingsOf, type EntityPlan, type EntityReading, type PlannedFile} from "./plan.ts";
import {footerRows, groupRows, repeatedHeaders} from "./reportRows.ts";
import {BAD_CELLS, SEPARATOR, type FileReading} from "./select.ts";
import {rawTable} from "./tables.ts";
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
