import {openDatabase} from "../../pipeline/database.ts";

/** A DuckDB file with the tables that publishing reads, and with the given tables, each made by a select. */
export async function writePublishedDatabase(
  path: string, {asOf = "2025-12-31", name = "Alder Cloud", tables = {}}: {asOf?: string; name?: string; tables?: Readonly<Record<string, string>>} = {}
): Promise<void> {
  const db = await openDatabase(path);
  try {
    await db.writeTable("config_settings", columns({key: "varchar", value: "varchar", type: "varchar"}, [
      ["name", name, "varchar"], ["as_of", asOf, "date"], ["currency", "USD", "varchar"], ["fiscal_year_start_month", "1", "integer"],
      ["min_decided", "10", "integer"], ["shown_decided", "30", "integer"], ["q", "0.1", "double"], ["has_accounts", "true", "boolean"], ["has_subscriptions", "false", "boolean"]
    ]));
    await db.writeTable("icp_versions", columns(
      {icp: "varchar", version: "varchar", status: "varchar", effective_from: "date", effective_to: "date", version_order: "integer"},
      [["main", "2024-01", "approved", "2024-01-01", "2025-01-01", 1], ["main", "2025-01", "approved", "2025-01-01", null, 2], ["main", "2026-01", "draft", "2025-06-01", null, 3]]
    ));
    await db.writeTable("reconciliation", columns({
      export: "varchar", source: "varchar", file: "varchar", rows_read: "integer", duplicate_count: "integer", rejected_count: "integer", excluded_count: "integer",
      used_count: "integer", amount_read: "double", amount_used: "double", latest_date: "date"
    }, [["opportunities", null, "opportunities.csv", 9764, 23, 0, 11, 9730, 6_420_118.4, 6_401_200, asOf]]));
    await db.writeTable("excluded_rows", columns({export: "varchar", file: "varchar", kind: "varchar", reason: "varchar", row_count: "integer", first_rows: "varchar"},
      [["opportunities", "opportunities.csv", "duplicate", "the same id again", 23, "1, 2"], ["opportunities", "opportunities.csv", "excluded", "test deals", 11, "7"]]));
    for (const [table, select] of Object.entries(tables)) await db.exec(`create table ${table} as ${select}`);
  } finally {
    db.close();
  }
}

function columns(types: Readonly<Record<string, string>>, rows: readonly (readonly unknown[])[]): {name: string; type: string; values: unknown[]}[] {
  return Object.entries(types).map(([name, type], j) => ({name, type, values: rows.map((row) => row[j])}));
}
