import type {Database} from "../database.ts";
import {percent} from "../findings/format.ts";
import type {Problem} from "../problems.ts";
import type {AccountMatchRow} from "../schema/marts.ts";
import type {LoadedWorkspace} from "../workspace/read.ts";

/** With fewer rows found the segments of an export are hardly known: its rows count as unknown in all of them. */
const LEAST_FOUND = 0.5;

/** Warnings of exports most of whose rows find none of the exported accounts, of a database in which `account_matches` is built. */
export async function unmatchedExports(db: Database, {workspace, locate}: LoadedWorkspace): Promise<Problem[]> {
  if (workspace.exports.accounts === undefined) return [];
  const rows = await db.rows<AccountMatchRow>("from account_matches where found_by = 'none' order by export");
  return rows.filter(({row_rate}) => 1 - row_rate! < LEAST_FOUND).map(({export: entity, row_count, row_rate}) => ({
    ...locate(["exports", entity]), column: `exports.${entity}`, message: `${percent(row_rate)} of the rows find no account`, value: `${row_count.toLocaleString("en-US")} rows`,
    fix: `Map account_id, account_domain or account_name under exports.${entity}.columns to what the accounts are called by, or add exports.account_links.`
  }));
}
