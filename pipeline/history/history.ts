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
  for (const table of Object.keys(TABLES) as LedgerTable[]) await readLedger(db, directory, earlier, table);
  await db.exec(`create or replace table history_accounts as
    select account_id, column_name, arg_max({'value': value}, sequence).value as value
    from history_accounts group by account_id, column_name`);
  await db.exec(`create or replace table history_opportunities as
    select unnest(entry) from (
      select opportunity_id, arg_max(h, h.sequence) as entry from history_opportunities as h group by opportunity_id
    ) where not entry.is_missing`);
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
  for (const {name, sequence} of entries) {
    const file = quotedText(join(directory, name, `${table}.parquet`));
    await db.exec(`insert into history_${table} by name select *, ${sequence} as sequence from read_parquet(${file})`);
  }
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
