import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {dirname, join} from "node:path";
import {onTestFinished} from "vitest";
import type {Cell} from "../../pipeline/cells.ts";
import {openDatabase, type Database} from "../../pipeline/database.ts";
import {ingest, type IngestResult} from "../../pipeline/ingest/ingest.ts";
import {createMacros} from "../../pipeline/models/build.ts";
import {formatProblems, ProblemsError} from "../../pipeline/problems.ts";
import {readWorkspace} from "../../pipeline/workspace/read.ts";
import {copiedDatabase} from "../support/copiedDatabase.ts";

/** A mapping of deals whose columns are called as ours. */
export const DEALS = `
  opportunities:
    files: [deals.csv]
    columns: {opportunity_id: id, stage: stage, amount: amount, created_on: created, closed_on: closed}
    outcomes: {won: [Won], lost: [Lost], open: [Open]}
`;

/** A workspace in a temporary folder: `exports:` as YAML lines, and files by name under exports/. */
export function workspaceOf(exports: string, files: Readonly<Record<string, string | Buffer>>, rest = ""): string {
  const directory = mkdtempSync(join(tmpdir(), "fitproof-ingest-"));
  onTestFinished(() => rmSync(directory, {recursive: true, force: true}));
  writeFileSync(join(directory, "fitproof.yaml"), `name: Test\n${rest}exports:\n${exports.replace(/^\n/, "").replace(/\s+$/, "")}\n`);
  for (const [name, content] of Object.entries(files)) {
    const path = join(directory, "exports", name);
    mkdirSync(dirname(path), {recursive: true});
    writeFileSync(path, content);
  }
  return directory;
}

export interface Ingested extends IngestResult {
  readonly db: Database;
  rows(sql: string): Promise<Record<string, Cell>[]>;
}

export async function ingested(
  exports: string, files: Readonly<Record<string, string | Buffer>>, {rest = "", strict = false, previous = null as string | null, database = null as string | null} = {}
): Promise<Ingested> {
  return ingestedFolder(workspaceOf(exports, files, rest), {strict, previous, database});
}

/**
 * @param previous a DuckDB file that the new one begins as a copy of
 * @param database where it is to be made; default: in memory
 */
export async function ingestedFolder(directory: string, {strict = false, previous = null as string | null, database = null as string | null} = {}): Promise<Ingested> {
  const db = previous !== null ? await openDatabase(join(directory, "next.duckdb"), {isNew: true, from: previous})
    : database !== null ? await openDatabase(database) : await copiedDatabase("macros", createMacros);
  onTestFinished(() => db.close());
  if (previous !== null || database !== null) await createMacros(db);
  const result = await ingest(db, await readWorkspace(directory), {temporaryDirectory: join(directory, "temporary"), strict});
  return {...result, db, rows: (sql) => db.rows(sql)};
}

/** What the user reads where a run stops; "" where it does not. */
export async function stopped(exports: string, files: Readonly<Record<string, string | Buffer>>, options: {rest?: string; strict?: boolean} = {}): Promise<string> {
  try {
    await ingested(exports, files, options);
    return "";
  } catch (error) {
    if (error instanceof ProblemsError) return formatProblems(error.problems);
    throw error;
  }
}

/** The rows of a raw table, only the columns named. */
export async function raw(run: Ingested, entity: string, columns: string): Promise<Cell[][]> {
  const rows = await run.rows(`select ${columns} from raw_${entity} order by rowid`);
  return rows.map((row) => Object.values(row));
}

/** Per file: read, used, duplicate, rejected, excluded. They must add up. */
export async function reconciled(run: Ingested): Promise<Record<string, Cell>[]> {
  return run.rows(`
    select files.file, files.row_count + files.unread_count as read,
      files.row_count - count(gone.row_key) as used,
      count(*) filter (gone.kind = 'duplicate') as duplicate,
      count(*) filter (gone.kind = 'rejected') + files.unread_count as rejected,
      count(*) filter (gone.kind = 'excluded') as excluded
    from raw_files as files
    left join row_exclusions as gone
      on files.entity = gone.entity and gone.row_key >= files.first_row and gone.row_key < files.first_row + files.row_count
    group by files.file, files.row_count, files.unread_count, files.first_row, files.entity order by files.entity, files.first_row`);
}
