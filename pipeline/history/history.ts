import {existsSync} from "node:fs";
import {mkdir, readdir, rename, rm} from "node:fs/promises";
import {basename, join} from "node:path";
import {quotedText, type Database} from "../database.ts";
import {NO_DATE} from "../ingest/dataDate.ts";
import {isErrorWithCode, isUnwritable, makeFolder} from "../fileSystem.ts";
import {ProblemsError, type Problem} from "../problems.ts";
import {EXPORTS, type Entity} from "../schema/exports.ts";
import {nearest} from "../workspace/nearest.ts";

/**
 * The run ledger in a workspace's `history/`: one folder a run, `0001-<run id>/`, with small Parquet files. Deals and
 * account values are kept as differences to what the ledger already says, so that an unchanged deal costs nothing.
 */
const TABLES = {
  runs: "run_id varchar, as_of date",
  files: "entity varchar, file varchar, sha256 varchar, row_count bigint, used_count bigint",
  columns: "entity varchar, column_name varchar, header varchar",
  definitions: "kind varchar, icp varchar, version varchar, sha256 varchar, first_seen_on date",
  accounts: "account_id varchar, column_name varchar, value varchar",
  opportunities: "opportunity_id varchar, is_missing boolean, outcome varchar, created_on date, closed_on date, amount decimal(18, 2), currency varchar"
} as const;

type LedgerTable = keyof typeof TABLES;

/**
 * Reads what earlier runs saw: the ledger before `runId`'s own entry, or all of it where `runId` is new. A run is compared with the last
 * one on other exports than its own (`raw_files`), so that an edit of the YAML does not hide what the exports changed: history_<table> is
 * the ledger until then. history_runs and history_files hold every run until then (`sequence`), the others the latest state; history_definitions
 * knows every definition that was ever seen. What the runs on the same exports wrote since is history_rerun_<table>. The variable has_history
 * says whether there is a run to be compared with, so that what reads nothing is planned as nothing.
 */
export async function readHistory(db: Database, directory: string, runId: string): Promise<void> {
  const entries = await ledgerEntries(directory);
  const own = entries.findIndex((entry) => entry.runId === runId);
  const earlier = own < 0 ? entries : entries.slice(0, own);
  await readLedger(db, directory, earlier, "files");
  const [last] = await db.rows<{sequence: number}>(`
    select coalesce(max(sequence), 0) as sequence
    from (select sequence, list_sort(list(distinct (entity, file, sha256))) as files from history_files group by sequence) as seen
    where files <> (select list_sort(list(distinct (entity, file, sha256))) from raw_files)`);
  const others = earlier.filter(({sequence}) => sequence <= last!.sequence);
  const reruns = earlier.slice(others.length);
  await db.setVariable("has_history", others.length > 0);
  await readLedger(db, directory, reruns, "runs", "history_rerun_runs");
  await db.exec(`delete from history_files where sequence > ${last!.sequence}`);
  await readLedger(db, directory, others, "runs");
  // Ledgers of old do not say which columns there were.
  await readLedger(db, directory, others.slice(-1).filter(({name}) => existsSync(join(directory, name, "columns.parquet"))), "columns");
  for (const [names, of] of [["history", others], ["history_rerun", reruns]] as const) {
    await readLatest(db, directory, of, "accounts", `${names}_accounts`, ["account_id", "column_name"]);
    await readLatest(db, directory, of, "opportunities", `${names}_opportunities`, ["opportunity_id"]);
  }
  await db.exec("delete from history_opportunities where is_missing");
  await readLedger(db, directory, earlier, "definitions");
  await db.exec(`create or replace table history_definitions as
    select kind, icp, version, sha256, min(first_seen_on) as first_seen_on, min(sequence) as sequence
    from history_definitions group by kind, icp, version, sha256`);
}

/** The data date of the last run on other exports, where it is later than that of this run. */
export async function laterDataDate(db: Database): Promise<string | null> {
  const [row] = await db.rows<{as_of: string; before: string | null}>("select getvariable('as_of') as as_of, arg_max(as_of, sequence) as before from history_runs");
  return row!.before !== null && row!.as_of !== NO_DATE && row!.as_of < row!.before ? row!.before : null;
}

/** A warning where there is one. */
export async function olderData(db: Database, asOf: string): Promise<Problem[]> {
  const later = await laterDataDate(db);
  if (later === null) return [];
  return [{
    file: "exports", line: null, column: null, message: `the data end earlier than those of the last run on other exports (to ${later})`, value: asOf,
    fix: "Put the newest exports in, or take `as_of` out of fitproof.yaml; where an earlier day is meant, nothing needs to be done."
  }];
}

export interface ShrunkExport {
  readonly export: string;
  readonly before: number;
  readonly after: number;
}

export function shrunkExports(db: Database): Promise<ShrunkExport[]> {
  return db.rows<ShrunkExport>("select id as export, before::integer as before, after::integer as after from run_changes where kind = 'export_shrank' order by id");
}

/** Warnings, once the run's tables are there. */
export async function shrunkData(db: Database): Promise<Problem[]> {
  return (await shrunkExports(db)).map(({export: entity, before, after}) => ({
    file: "exports", line: null, column: entity, message: `fewer rows are used than in the last run on other exports, ${before.toLocaleString("en-US")}`, value: after.toLocaleString("en-US"),
    fix: "Look whether the export was cut short or a file is missing; where fewer are meant, nothing needs to be done."
  }));
}

/**
 * Warnings of columns that the last run on other exports read and that no export of the entity has now.
 * @param lacking `entity.column` of those of which a warning says so already
 */
export async function lostColumns(db: Database, lacking: ReadonlySet<string>): Promise<Problem[]> {
  const lost = await db.rows<{entity: string; column_name: string; header: string; file: string}>(`
    select lost.entity, lost.column_name, lost.header, min(files.file) as file
    from history_columns as lost
    inner join config_columns as current_columns using (entity, column_name)
    inner join raw_files as files on lost.entity = files.entity and files.row_count > 0
    where not current_columns.is_present and not current_columns.is_attribute
    group by all order by all`);
  const unsaid = lost.filter(({entity, column_name}) => !lacking.has(`${entity}.${column_name}`));
  const headers = new Map<string, string[]>();
  for (const entity of new Set(unsaid.map((column) => column.entity))) {
    const columns = await db.rows<{column_name: string}>(`describe raw_${entity}`);
    headers.set(entity, columns.map(({column_name}) => column_name).filter((name) => !(name in EXPORTS[entity as Entity])));
  }
  return unsaid.map(({entity, column_name, header, file}) => {
    const renamed = nearest(header, headers.get(entity)!) ?? headers.get(entity)!.find((name) => name.toLowerCase().includes(header.toLowerCase()));
    return {
      file, line: null, column: column_name, message: "the last run on other exports read this column, and no export has it now: all its cells are missing", value: header,
      fix: `Export it again, or map its new header${renamed === undefined ? "" : `, such as ${renamed}`}: exports.${entity}.columns.${column_name}. Where it is left out on purpose, nothing needs to be done.`
    };
  });
}

/**
 * Writes this run's entry, from the tables of the finished run, where it is not seen before {@link keepHistory} gives it its name.
 * Returns a warning where the folder may not be written: results are elsewhere then, and nothing is remembered.
 */
export async function writeHistory(db: Database, directory: string, runId: string): Promise<Problem[]> {
  try {
    await dropHistory(directory, runId);
    await makeFolder(directory);
    await mkdir(unnamed(directory, runId));
  } catch (error) {
    if (!isUnwritable(error)) throw error;
    return [{
      file: basename(directory), line: null, column: null, message: "may not be written, so that this run is not remembered", value: null,
      fix: "Allow writing there: the next run has nothing else to say what changed."
    }];
  }
  for (const table of Object.keys(TABLES) as LedgerTable[]) {
    const file = quotedText(join(unnamed(directory, runId), `${table}.parquet`));
    await db.exec(`copy (from ledger_${table}) to ${file} (format parquet, compression zstd, compression_level 1)`);
  }
  return [];
}

/**
 * Appends the entry that has been written, if one could be, once the run's results are saved; does nothing where the ledger already has it.
 * @param publish puts the results in their place; where it fails, the entry is taken back
 */
export async function keepHistory(directory: string, runId: string, publish: () => Promise<void>): Promise<void> {
  const entries = await ledgerEntries(directory);
  if (entries.some((entry) => entry.runId === runId) || !existsSync(unnamed(directory, runId))) return publish();
  const sequence = (entries.at(-1)?.sequence ?? 0) + 1;
  const entry = join(directory, `${String(sequence).padStart(4, "0")}-${runId}`);
  await rename(unnamed(directory, runId), entry);
  await publish().catch(async (error: unknown) => {
    await rm(entry, {recursive: true, force: true});
    throw error;
  });
}

/** Removes what was written and not kept. */
export async function dropHistory(directory: string, runId: string): Promise<void> {
  await rm(unnamed(directory, runId), {recursive: true, force: true});
}

/** Where a run writes its entry. */
export function unnamed(directory: string, runId: string): string {
  return join(directory, `.${runId}.partial`);
}

async function readLedger(db: Database, directory: string, entries: readonly LedgerEntry[], table: LedgerTable, into = `history_${table}`): Promise<void> {
  await db.exec(`create or replace table ${into} (${TABLES[table]}, sequence integer)`);
  for (const entry of entries) await readEntry(db, directory, entry, table, (rows) => `insert into ${into} by name ${rows}`);
}

/**
 * The last that the given entries say of each key. The first entry holds nearly everything and the later ones what changed since: only
 * these are compared with one another, and it is asked for what they do not have.
 */
async function readLatest(
  db: Database, directory: string, [first, ...later]: readonly LedgerEntry[], table: "accounts" | "opportunities", into: string, [id, ...more]: readonly [string, ...string[]]
): Promise<void> {
  const key = [id, ...more].join(", ");
  const lastOfKey = `select * from ${into} qualify row_number() over (partition by ${key} order by sequence desc) = 1`;
  await readLedger(db, directory, later, table, into);
  if (later.length > 0) await db.exec(`create or replace table ${into} as ${lastOfKey}`);
  if (!first) return;
  await db.exec(`create or replace temp table history_later as select distinct ${key} from ${into}`);
  await readEntry(db, directory, first, table, (rows) => `insert into ${into} by name select * from (${rows}) as first anti join history_later using (${key})`);
  await db.exec("drop table history_later");
  await nameAsExported(db, into, id, `raw_${table}`);
  // Exports of several systems may share an id, and an id may have had another form.
  const [row] = await db.rows<{isRepeated: boolean}>(`select count(distinct hash(${key})) < count(*) as "isRepeated" from ${into}`);
  if (row!.isRepeated) await db.exec(`create or replace table ${into} as ${lastOfKey}`);
}

/** A Salesforce id that other exports had with 15 characters, or with 18, is called as these exports call it. */
async function nameAsExported(db: Database, into: string, id: string, raw: string): Promise<void> {
  const [row] = await db.rows<{isMixed: boolean}>(`
    select count(*) filter (size = 15) > 0 and count(*) filter (size = 18) > 0 as "isMixed"
    from (select length(${id}) as size from ${into} union all select length(${id}) from ${raw})`);
  if (!row!.isMixed) return;
  await db.exec(`
    with exported as (select distinct ${id} as id from ${raw}), ids as (from exported union select ${id} from ${into}),
    pairs as (
      select short.id as short_id, long.id as long_id, short.id in (from exported) and long.id not in (from exported) as is_short
      from ids as short inner join ids as long on short.id = left(long.id, 15)
      where length(short.id) = 15 and length(long.id) = 18 and long.id = long_id(short.id)
    )
    update ${into} set ${id} = names.name
    from (select if(is_short, long_id, short_id) as other, if(is_short, short_id, long_id) as name from pairs) as names
    where ${into}.${id} = names.other`);
}

/** @param sql the statement that reads the rows of the entry's file */
async function readEntry(db: Database, directory: string, {name, sequence}: LedgerEntry, table: LedgerTable, sql: (rows: string) => string): Promise<void> {
  try {
    await db.exec(sql(`select *, ${sequence} as sequence from read_parquet(${quotedText(join(directory, name, `${table}.parquet`))})`));
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    if (/No space left on device|^Out of Memory/.test(message)) throw cause;
    throw new ProblemsError([{
      file: `history/${name}/${table}.parquet`, line: null, column: null, message: "cannot be read", value: message.split("\n")[0]!,
      fix: `Restore the folder history/${name} from a backup, or move it away: what changed is then counted from the run before it.`
    }]);
  }
}

interface LedgerEntry {
  readonly name: string;
  readonly sequence: number;
  readonly runId: string;
}

async function ledgerEntries(directory: string): Promise<LedgerEntry[]> {
  // What is there and cannot be listed is no empty ledger: its numbers would be given again.
  const names = await readdir(directory).catch((cause: unknown): string[] => {
    if (isErrorWithCode(cause, "ENOENT")) return [];
    throw new ProblemsError([{
      file: basename(directory), line: null, column: null, message: "cannot be read", value: cause instanceof Error ? cause.message : String(cause),
      fix: "Allow reading there, or move it away: this run is then the first that is remembered."
    }], {cause});
  });
  return names
    .flatMap((name) => {
      const match = /^(\d{4,})-([0-9a-f]+)$/.exec(name);
      return match ? [{name, sequence: Number(match[1]), runId: match[2]!}] : [];
    })
    .toSorted((a, b) => a.sequence - b.sequence);
}
