import type {Database} from "../database.ts";
import {NO_DATE} from "../ingest/dataDate.ts";
import {writingOfSettings} from "../findings/writing.ts";
import type {SampleSizes, Writing} from "../findings/format.ts";
import {publishedPath} from "./published.ts";

/** What every page says about the run that it shows: published as `run.json`. Dates are ISO texts. */
export interface RunInfo {
  readonly run_id: string;
  readonly name: string;
  /** The data date; null where no export has a date. */
  readonly as_of: string | null;
  readonly currency: string;
  /** How the workspace's locale writes numbers and dates; null: none is stated. */
  readonly writing: Writing | null;
  readonly fiscal_year_start_month: number;
  readonly profile: "internal" | "board";
  readonly min_cell: number;
  /** Every numeric setting by its name in fitproof.yaml. */
  readonly thresholds: Readonly<Record<string, number>>;
  /** Which of the ten entities were exported. */
  readonly has: Readonly<Record<string, boolean>>;
  /** The approved versions in force at as_of, one for each ICP. */
  readonly in_force: readonly {readonly icp: string; readonly version: string; readonly effective_from: string}[];
  readonly files: readonly {readonly entity: string; readonly file: string; readonly row_count: number; readonly latest_date: string | null}[];
  readonly left_out: {readonly row_count: number; readonly reasons: readonly {readonly entity: string; readonly kind: string; readonly row_count: number}[]};
  /** Name and version of the program, and the fingerprint of the site's sources. */
  readonly version: string;
  readonly build: string;
}

export function sampleSizesOf({thresholds}: Pick<RunInfo, "thresholds">): SampleSizes {
  return {few: thresholds["min_decided"]!, firm: thresholds["shown_decided"]!};
}

/** Reads from the file of a run what its pages say about it. */
export async function readRunInfo(
  db: Database, {runId, profile, minCell, version, build}: {runId: string; profile: "internal" | "board"; minCell: number; version: string; build: string}
): Promise<RunInfo> {
  const rows = await db.rows<{key: string; value: string; type: string}>("select key, value, type from config_settings");
  const settings = new Map(rows.map((row) => [row.key, row.value]));
  const reasons = await db.rows<{entity: string; kind: string; row_count: number}>(`
    select export as entity, kind, sum(row_count)::integer as row_count
    from excluded_rows group by export, kind order by row_count desc, export, kind`);
  return {
    run_id: runId,
    name: settings.get("name") ?? "",
    as_of: settings.get("as_of") === NO_DATE ? null : settings.get("as_of") ?? null,
    currency: settings.get("currency") ?? "",
    writing: writingOfSettings(settings),
    fiscal_year_start_month: Number(settings.get("fiscal_year_start_month") ?? 1),
    profile,
    min_cell: minCell,
    thresholds: Object.fromEntries(rows.filter((row) => row.type === "integer" || row.type === "double").map((row) => [row.key, Number(row.value)])),
    has: Object.fromEntries(rows.filter((row) => row.key.startsWith("has_")).map((row) => [row.key.slice("has_".length), row.value === "true"])),
    in_force: await db.rows(`
      select icp, version, effective_from
      from icp_versions, (select value::date as as_of from config_settings where key = 'as_of')
      where status = 'approved' and effective_from <= as_of and (effective_to is null or effective_to > as_of)
      order by version_order`),
    files: await db.rows(`select export as entity, ${publishedPath("file")} as file, rows_read as row_count, latest_date from reconciliation order by export, file`),
    left_out: {row_count: reasons.reduce((sum, row) => sum + row.row_count, 0), reasons},
    version,
    build
  };
}
