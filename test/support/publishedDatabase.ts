import {openDatabase} from "../../pipeline/database.ts";

/** A DuckDB file with the tables that publishing reads, and with the given tables, each made by a select. */
export async function writePublishedDatabase(
  path: string, {asOf = "2025-12-31", name = "Alder Cloud", tables = {}}: {asOf?: string; name?: string; tables?: Readonly<Record<string, string>>} = {}
): Promise<void> {
  const db = await openDatabase(path);
  try {
    await db.exec(`create table config_settings as select unnest(['name', 'as_of', 'currency', 'fiscal_year_start_month', 'min_decided', 'has_accounts', 'has_subscriptions']) as key,
      unnest([$1, $2, 'USD', '1', '10', 'true', 'false']) as value`.replace("$1", `'${name.replaceAll("'", "''")}'`).replace("$2", `'${asOf}'`));
    await db.exec(`create table icp_versions as select 'main' as icp, '2025-01' as version, 'approved' as status, date '2025-01-01' as effective_from, null::date as effective_to, 1 as version_order`);
    await db.exec(`create table raw_files as select 'opportunities' as entity, 'opportunities.csv' as file, 9764::bigint as row_count, date '2025-12-31' as latest_date`);
    await db.exec(`create table row_exclusions as select 'opportunities' as entity, 'duplicate' as kind from range(23)`);
    for (const [table, select] of Object.entries(tables)) await db.exec(`create table ${table} as ${select}`);
  } finally {
    db.close();
  }
}
