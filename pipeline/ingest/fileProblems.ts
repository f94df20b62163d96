import {quotedIdentifier, quotedText, type Database} from "../database.ts";
import {grouped} from "../grouped.ts";
import type {Problem} from "../problems.ts";
import {EXPORTS, type Column, type Entity} from "../schema/exports.ts";
import {cellProblem, UNREAD} from "./cells.ts";
import {exclude, PRIMARY_IDS, type RowRange} from "./exclusions.ts";
import {linesOfRows, type UnreadLine} from "./rowScan.ts";
import type {EntityPlan} from "./plan.ts";
import type {FileReading} from "./select.ts";

/** Up to so many rows with problems a file never stop a run. */
const TOLERATED_ROWS = 5;
/** How many problems of a file are listed with their lines; the rest are counted. */
const LISTED = 100_000;
const LACKING = "ingest_lacking_cells";

/** What is wrong with one file. */
export interface FileProblems {
  readonly file: string;
  readonly problems: readonly Problem[];
  readonly faultyRows: number;
  readonly rowsRead: number;
}

/** Dates without which a row has no place in time. */
const NEEDED_DATES: Readonly<Partial<Record<Entity, readonly string[]>>> = {
  subscriptions: ["started_on"], mrr_snapshots: ["month"], invoices: ["period_start"]
};
/** Recurring revenue is never below nothing; a negative invoice is a credit note. */
const NEVER_NEGATIVE: Readonly<Partial<Record<Entity, readonly string[]>>> = {
  subscriptions: ["mrr", "arr", "amount", "unit_amount", "quantity"], mrr_snapshots: ["mrr"]
};

/**
 * Lists every cell and row that could not be read in `problems`, with its line, and rejects the rows that cannot do without:
 * what their id, a date or money they need has wrong. Rows that are excluded already have no problems.
 */
export async function findProblems(
  db: Database, {entity, files}: EntityPlan, readings: readonly FileReading[], ranges: readonly RowRange[], unread: readonly (readonly UnreadLine[])[]
): Promise<FileProblems[]> {
  await db.exec(`delete from ${UNREAD} where row_key in (select row_key from row_exclusions where entity = ${quotedText(entity)})`);
  await collectLacking(db, entity, readings, ranges);
  const canonical: Record<string, Column> = EXPORTS[entity];
  const isNeeded = (name: string) => canonical[name]?.needed === true || (name === PRIMARY_IDS[entity] && entity !== "subscriptions");
  const byFile: FileProblems[] = [];
  for (const [i, range] of ranges.entries()) {
    const {file, columns} = readings[i]!;
    const within = `row_key between ${range.firstRow} and ${range.firstRow + range.rowCount - 1}`;
    const [count] = await db.rows<{row_count: number}>(
      `select count(*) as row_count from (select row_key from ${UNREAD} where ${within} union select row_key from ${LACKING} where ${within})`);
    const cells = await db.rows<{row_key: number; key: number; cell: string}>(`select row_key, key, cell from ${UNREAD} where ${within} order by row_key, key limit ${LISTED}`);
    const lacking = await db.rows<{row_key: number; name: string; message: string; value: string | null}>(
      `select row_key, name, message, value from ${LACKING} where ${within} order by row_key, name limit ${LISTED}`);
    const byKey = new Map(columns.map((column) => [column.key, column]));
    const read = await readKeys(db, entity, columns.filter(({key}) => cells.some((cell) => cell.key === key)), range);
    const byName = new Map(columns.map((column) => [column.name, column]));
    const found = [
      ...cells.map(({row_key, key, cell}) => {
        const column = byKey.get(key)!;
        return {row_key, position: column.positions[0]!, column: column.header, value: cell, ...cellProblem(column, cell, entity, read.has(key))};
      }),
      ...lacking.map(({row_key, name, message, value}) => ({
        row_key, position: byName.get(name)!.positions[0]!, column: byName.get(name)!.header, message, value, fix: message.endsWith("rounded") ? "Export the file again and save it from no spreadsheet, or with that column as text." : `Correct the export, or leave such rows out under exports.${entity}.exclude.`
      }))
    ].toSorted((a, b) => a.row_key - b.row_key || a.position - b.position);
    const rows = [...new Set(found.map(({row_key}) => row_key))].toSorted((a, b) => a - b);
    const cellOf = new Map(found.flatMap(({row_key, value}) => (value === null || value.length < 4 ? [] : [[row_key, value] as const])));
    const lines = rows.length === 0 ? [] : await linesOfRows(file, rows.map((row) => row - range.firstRow), range.scannedCount, {
      cells: rows.map((row) => cellOf.get(row) ?? null), allAreRows: unread[i]!.length === 0 && range.scannedCount === range.rowCount
    });
    const lineOf = new Map(rows.map((row, j) => [row, lines[j] ?? null]));
    const problems = [
      ...found.map(({row_key, column, message, value, fix}) => ({file: file.file, line: lineOf.get(row_key) ?? null, column, message, value, fix, row_key})),
      ...unread[i]!.slice(0, LISTED).map((line) => ({...unreadProblem(file.file, line, files[i]!.file.header.length), row_key: null}))
    ].toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0));
    await writeProblems(db, entity, problems);
    for (const {key, name, header: shown} of columns.filter(({name}) => isNeeded(name))) {
      await exclude(db, entity, "rejected", `select row_key, ${quotedText(`${name} cannot be read (${shown})`)} as reason from ${UNREAD} where key = ${key}`);
    }
    byFile.push({
      file: file.file, problems: problems.map(({file, line, column, message, value, fix}) => ({file, line, column, message, value, fix})),
      faultyRows: count!.row_count + unread[i]!.length, rowsRead: range.rowCount + unread[i]!.length
    });
  }
  await exclude(db, entity, "rejected", `select row_key, name || ' ' || message as reason from ${LACKING} where is_rejected`);
  await db.exec(`drop table ${UNREAD}`);
  await db.exec(`drop table ${LACKING}`);
  return byFile;
}

/** Needed cells that are empty, ids that are none any more, and money that cannot be negative. */
async function collectLacking(db: Database, entity: Entity, readings: readonly FileReading[], ranges: readonly RowRange[]): Promise<void> {
  await db.exec(`create or replace temp table ${LACKING} (row_key bigint, name varchar, message varchar, value varchar, is_rejected boolean)`);
  const id = entity === "subscriptions" ? undefined : PRIMARY_IDS[entity];
  const needed = [...(id === undefined ? [] : [id]), ...(NEEDED_DATES[entity] ?? [])];
  const usable = `rowid not in (select row_key from row_exclusions where entity = ${quotedText(entity)})`;
  for (const [i, {firstRow, rowCount, present}] of ranges.entries()) {
    const within = `rowid between ${firstRow} and ${firstRow + rowCount - 1} and ${usable}`;
    for (const name of needed.filter((one) => present.has(one))) {
      const key = readings[i]!.columns.find((column) => column.name === name)!.key;
      await db.exec(`insert into ${LACKING} select rowid, ${quotedText(name)}, 'is missing', null, true from raw_${entity}
        where ${name} is null and ${within} and rowid not in (select row_key from ${UNREAD} where key = ${key})`);
    }
    const own = PRIMARY_IDS[entity];
    if (own !== undefined && present.has(own)) {
      // A spreadsheet shows a long number so and saves what it shows: many rows then have one id.
      await db.exec(`insert into ${LACKING} select rowid, ${quotedText(own)}, 'is an id that a spreadsheet has rounded', ${own}, true from raw_${entity}
        where contains(${own}, 'E+') and regexp_full_match(${own}, '\\d([.,]\\d+)?E\\+\\d{2,}') and ${within}`);
    }
    for (const name of (NEVER_NEGATIVE[entity] ?? []).filter((one) => present.has(one))) {
      await db.exec(`insert into ${LACKING} select rowid, ${quotedText(name)}, 'is negative', ${name}::varchar, true from raw_${entity} where ${name} < 0 and ${within}`);
    }
  }
  if (entity === "accounts") {
    for (const name of ["parent_account_id", "master_account_id"].filter((one) => ranges.some(({present}) => present.has(one) && present.has("account_id")))) await collectCycles(db, name);
  }
}

/** Levels of a hierarchy that are taken away one by one; what is deeper is no company's, and is walked in memory. */
const LEVELS = 20;

/** Accounts that are above themselves: the cell is dropped, as one that cannot be read, and each stands for itself. */
async function collectCycles(db: Database, name: string): Promise<void> {
  await db.exec(`create or replace temp table ingest_cycles as select rowid as row_key, source, account_id as child, ${name} as parent
    from raw_accounts where account_id is not null and ${name} <> account_id`);
  // What has nothing above it is in no cycle, and neither is what has nothing below it; in turn, until only cycles are left.
  for (const [end, other] of [["parent", "child"], ["child", "parent"]] as const) {
    for (let level = 0; level < LEVELS; ++level) {
      const [row] = await db.rows<{Count: number}>(`delete from ingest_cycles where (source, ${end}) not in (select (source, ${other}) from ingest_cycles)`);
      if (row!.Count === 0) break;
    }
  }
  const left = await db.rows<{row_key: number; child: string; parent: string}>(
    "select row_key, concat_ws(chr(1), source, child) as child, concat_ws(chr(1), source, parent) as parent from ingest_cycles");
  const inCycles = withoutEnds(withoutEnds(left, "child", "parent"), "parent", "child").map(({row_key}) => row_key);
  await db.writeTable("ingest_in_cycles", [{name: "row_key", type: "bigint", values: inCycles}]);
  await db.exec(`insert into ${LACKING} select rowid, ${quotedText(name)}, 'makes the account its own ancestor', ${name}, false from raw_accounts where rowid in (select row_key from ingest_in_cycles)`);
  await db.exec(`update raw_accounts set ${name} = null where rowid in (select row_key from ingest_in_cycles)`);
  await db.exec("drop table ingest_cycles; drop table ingest_in_cycles");
}

/** The steps from which one can go on for ever: what leads to an end is left out, step by step. */
function withoutEnds<S extends Record<"child" | "parent", string>>(steps: readonly S[], from: "child" | "parent", to: "child" | "parent"): S[] {
  const into = grouped(steps, (step) => step[to]);
  const waysOn = new Map([...grouped(steps, (step) => step[from])].map(([place, own]) => [place, own.length]));
  const ends = [...into.keys()].filter((place) => !waysOn.has(place));
  for (let place = ends.pop(); place !== undefined; place = ends.pop()) {
    for (const step of into.get(place) ?? []) {
      const left = waysOn.get(step[from])! - 1;
      waysOn.set(step[from], left);
      if (left === 0) ends.push(step[from]);
    }
  }
  return steps.filter((step) => (waysOn.get(step[to]) ?? 0) > 0);
}

/** The columns of which any cell of a file could be read. */
async function readKeys(db: Database, entity: Entity, columns: FileReading["columns"], {firstRow, rowCount}: RowRange): Promise<Set<number>> {
  if (columns.length === 0) return new Set();
  const [row] = await db.rows<Record<string, boolean>>(`select ${columns.map(({key, name}) => `bool_or(${quotedIdentifier(name)} is not null) as k${key}`).join(", ")}
    from raw_${entity} where rowid between ${firstRow} and ${firstRow + rowCount - 1}`);
  return new Set(columns.filter(({key}) => row![`k${key}`]).map(({key}) => key));
}

function unreadProblem(file: string, {line, status, fieldCount, text}: UnreadLine, columnCount: number): Problem {
  const messages: Record<UnreadLine["status"], string> = {
    fields: `expected ${columnCount} columns, found ${fieldCount}`,
    quote: "a quote is not closed, or text stands beside a quoted cell",
    encoding: "is not UTF-8",
    length: "the row is too long"
  };
  return {
    file, line, column: null, message: messages[status], value: text.slice(0, 200),
    fix: status === "encoding" ? "Save the export as UTF-8, or set encoding."
      : "Correct this line of the export: a cell with the delimiter, a quote or a line end in it must be quoted."
  };
}

async function writeProblems(db: Database, entity: Entity, problems: readonly (Problem & {readonly row_key: number | null})[]): Promise<void> {
  if (problems.length === 0) return;
  const rows = problems.map((problem) => ({...problem, value: problem.value?.slice(0, 200) ?? null, column_name: problem.column, entity}));
  const types = {file: "varchar", line: "bigint", column_name: "varchar", message: "varchar", value: "varchar", fix: "varchar", row_key: "bigint", entity: "varchar"};
  await db.writeTable("ingest_problems", Object.entries(types).map(([name, type]) => ({name, type, values: rows.map((row) => row[name as keyof typeof row])})));
  await db.exec("insert into problems select * from ingest_problems");
  await db.exec("drop table ingest_problems");
}

/** The problems of the files that have too many: above the rate, and more than a handful. */
export function stoppingProblems(byFile: readonly FileProblems[], maxProblemRate: number): Problem[] {
  return byFile.filter(({faultyRows, rowsRead}) => faultyRows > TOLERATED_ROWS && faultyRows > maxProblemRate * rowsRead).flatMap(({file, faultyRows, rowsRead, problems}) => [
    {
      file, line: null, column: null, value: null,
      message: `${faultyRows.toLocaleString("en-US")} of ${rowsRead.toLocaleString("en-US")} rows have a problem, more than thresholds.max_problem_rate (${maxProblemRate}) allows`,
      fix: "Mend what is listed below, map another column, list what means missing under nulls, or raise thresholds.max_problem_rate."
    },
    ...problems
  ]);
}
