import {mkdir, readdir, rename, rm} from "node:fs/promises";
import {join} from "node:path";
import {quotedText, type Database} from "../database.ts";

/**
 * The run ledger in a workspace's `history/`: one folder a run, `0001-<run id>/`, with small Parquet files. Deals and
 * account values are kept as differences to what the ledger already says, so that an unchanged deal costs nothing.
 */
const TABLES = {
  runs: "run_id varchar, as_of date",
  files: "entity varchar, file varchar, sha256 varchar, row_count bigint, used_count bigint",
  definitions: "kind varchar, icp varchar, version varchar, sha256 varchar, first_seen_on date",
  accounts: "account_id varchar, column_name varchar, value varchar",
  opportunities: "opportunity_id varchar, is_missing boolean, outcome varchar, created_on date, closed_on date, amount decimal(18, 2)"
} as const;

type LedgerTable = keyof typeof TABLES;

/**
 * Reads what earlier runs saw into history_<table>: the ledger before `runId`'s own entry, or all of it where `runId` is new.
 * history_runs and history_files hold every earlier run (`sequence`); the others the latest state.
 */
export async function readHistory(db: Database, directory: string, runId: string): Promise<void> {
  const entries = await ledgerEntries(directory);
  const own = entries.findIndex((entry) => entry.runId === runId);
  const earlier = own < 0 ? entries : entries.slice(0, own);
  for (const table of ["runs", "files", "definitions"] as const) await readLedger(db, directory, earlier, table);
  await readLatest(db, directory, earlier, "accounts", "account_id, column_name");
  await readLatest(db, directory, earlier, "opportunities", "opportunity_id", "not is_missing");
  await db.exec(`create or replace table history_definitions as
    select kind, icp, version, sha256, min(first_seen_on) as first_seen_on, max(sequence) as sequence
    from history_definitions group by kind, icp, version, sha256`);
}

/** Appends this run's entry, from the tables of the finished run; does nothing where the ledger already has it. */
export async function writeHistory(db: Database, directory: string, runId: string): Promise<void> {
  const entries = await ledgerEntries(directory);
  if (entries.some((entry) => entry.runId === runId)) return;
  const sequence = (entries.at(-1)?.sequence ?? 0) + 1;
  const name = `${String(sequence).padStart(4, "0")}-${runId}`;
  const partial = join(directory, `.${name}.partial`);
  await rm(partial, {recursive: true, force: true});
  await mkdir(partial, {recursive: true});
  try {
    for (const table of Object.keys(TABLES) as LedgerTable[]) {
      const file = quotedText(join(partial, `${table}.parquet`));
      await db.exec(`copy (from ledger_${table}) to ${file} (format parquet, compression zstd, compression_level 1)`);
    }
    await rename(partial, join(directory, name));
  } finally {
    await rm(partial, {recursive: true, force: true});
  }
}

async function readLedger(db: Database, directory: string, entries: readonly LedgerEntry[], table: LedgerTable): Promise<void> {
  await db.exec(`create or replace table history_${table} (${TABLES[table]}, sequence integer)`);
  for (const entry of entries) await db.exec(`insert into history_${table} by name ${rowsOf(directory, entry, table)}`);
}

/**
 * The last that the ledger says of each key, where that meets a condition. The first entry holds nearly everything and the later ones
 * what changed since: only these are compared with one another, and it is asked for what they do not have.
 */
async function readLatest(
  db: Database, directory: string, [first, ...later]: readonly LedgerEntry[], table: LedgerTable, key: string, condition = "true"
): Promise<void> {
  const lastOfKey = `row_number() over (partition by ${key} order by sequence desc) = 1`;
  await readLedger(db, directory, later, table);
  await db.exec(`create or replace temp table history_later as select * from history_${table} qualify ${lastOfKey}`);
  await db.exec(`create or replace table history_${table} as select * from history_later where ${condition}`);
  if (first) {
    await db.exec(`insert into history_${table} by name
      select * from (${rowsOf(directory, first, table)}) as first anti join history_later using (${key}) where ${condition}`);
    // Exports of several systems may share an id.
    const [row] = await db.rows<{isRepeated: boolean}>(`select count(distinct hash(${key})) < count(*) as "isRepeated" from history_${table}`);
    if (row!.isRepeated) await db.exec(`create or replace table history_${table} as select * from history_${table} qualify ${lastOfKey}`);
  }
  await db.exec("drop table history_later");
}

function rowsOf(directory: string, {name, sequence}: LedgerEntry, table: LedgerTable): string {
  return `select *, ${sequence} as sequence from read_parquet(${quotedText(join(directory, name, `${table}.parquet`))})`;
}

interface LedgerEntry {
  readonly name: string;
  readonly sequence: number;
  readonly runId: string;
}

async function ledgerEntries(directory: string): Promise<LedgerEntry[]> {
  const names = await readdir(directory).catch(() => [] as string[]);
  return names
    .flatMap((name) => {
      const match = /^(\d{4,})-([0-9a-f]+)$/.exec(name);
      return match ? [{name, sequence: Number(match[1]), runId: match[2]!}] : [];
    })
    .toSorted((a, b) => a.sequence - b.sequence);
}
