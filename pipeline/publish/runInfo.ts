import type {Database} from "../database.ts";

/** What every page says about the run that it shows: published as `run.json`. Dates are ISO texts. */
export interface RunInfo {
  readonly run_id: string;
  readonly name: string;
  readonly as_of: string;
  readonly currency: string;
  readonly fiscal_year_start_month: number;
  readonly profile: "internal" | "board";
  readonly min_cell: number;
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

const THRESHOLDS = [
  "min_decided", "shown_decided", "q", "lift", "broadness", "resolved", "verdict_wins", "verdict_losses", "leak_fill_gap", "max_problem_rate"
];

/** Reads from the file of a run what its pages say about it. */
export async function readRunInfo(
  db: Database, {runId, profile, minCell, version, build}: {runId: string; profile: "internal" | "board"; minCell: number; version: string; build: string}
): Promise<RunInfo> {
  const settings = new Map((await db.rows<{key: string; value: string}>("select key, value from config_settings")).map((row) => [row.key, row.value]));
  return {
    run_id: runId,
    name: settings.get("name") ?? "",
    as_of: settings.get("as_of") ?? "",
    currency: settings.get("currency") ?? "",
    fiscal_year_start_month: Number(settings.get("fiscal_year_start_month") ?? 1),
    profile,
    min_cell: minCell,
    thresholds: Object.fromEntries(THRESHOLDS.filter((key) => settings.has(key)).map((key) => [key, Number(settings.get(key))])),
    has: Object.fromEntries([...settings].filter(([key]) => key.startsWith("has_")).map(([key, value]) => [key.slice("has_".length), value === "true"])),
    in_force: await db.rows(`
      select icp, version, effective_from from icp_versions
      where status = 'approved' and effective_from <= getvariable('published_as_of')
        and (effective_to is null or effective_to > getvariable('published_as_of'))
      order by version_order`.replaceAll("getvariable('published_as_of')", "(select value::date from config_settings where key = 'as_of')")),
    files: await db.rows(`
      select entity, file, row_count::integer as row_count, latest_date::date::varchar as latest_date
      from raw_files order by entity, file`),
    left_out: await leftOut(db),
    version,
    build
  };
}

async function leftOut(db: Database): Promise<RunInfo["left_out"]> {
  const reasons = await db.rows<{entity: string; kind: string; row_count: number}>(`
    select entity, kind, count(*)::integer as row_count from row_exclusions group by entity, kind order by row_count desc, entity, kind`);
  return {row_count: reasons.reduce((sum, row) => sum + row.row_count, 0), reasons};
}
