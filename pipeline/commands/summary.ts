import {openDatabase, type Database} from "../database.ts";
import {number, plural, rate, useSampleSizes, useWriting} from "../findings/format.ts";
import {writingOfSettings} from "../findings/writing.ts";
import type {WinRateBySegmentRow} from "../schema/marts.ts";

/** The verdict of one version, as `--json` and the terminal state it. */
export interface Verdict {
  readonly icp: string;
  readonly version: string;
  /** Null of a draft, which gets none. */
  readonly verdict: string | null;
  readonly reasons: string;
}

interface RowsRead {
  readonly export: string;
  readonly rows_read: number;
  readonly used_count: number;
}

type Wins = Pick<WinRateBySegmentRow, "won_count" | "decided_count" | "win_rate" | "win_rate_low" | "win_rate_high">;

/** The verdicts of a finished run, versions in force first. */
export async function readVerdicts(database: string): Promise<Verdict[]> {
  const db = await openDatabase(database, {readOnly: true});
  try {
    return await verdicts(db);
  } finally {
    db.close();
  }
}

/** What the terminal says after a report: what was read, how often deals are won, and the verdicts. */
export async function readSummary(database: string): Promise<string> {
  const db = await openDatabase(database, {readOnly: true});
  try {
    const settings = new Map((await db.rows<{key: string; value: string}>("select key, value from config_settings where key in ('locale', 'currency', 'min_decided', 'shown_decided')")).map(({key, value}) => [key, value]));
    useWriting(writingOfSettings(settings));
    useSampleSizes({few: Number(settings.get("min_decided")), firm: Number(settings.get("shown_decided"))});
    const files = await db.rows<RowsRead>(`
      select export, sum(rows_read)::integer as rows_read, sum(used_count)::integer as used_count
      from reconciliation group by export order by export`);
    const [wins] = await db.rows<Wins>(`
      select won_count, decided_count, win_rate, win_rate_low, win_rate_high from win_rate_by_segment
      where period_window = 'all' and deal_type = 'new_business' and dimension = 'all'`);
    const findings = await db.rows<{text: string}>("select text from findings where page = 'win-rate' and figure = 'headline' and scope = 'default'");
    const lines = [
      ...files.map(readText),
      ...(wins && wins.decided_count > 0 ? [winText(wins)] : []),
      ...findings.map(({text}) => text.replaceAll("**", "")),
      ...verdictLines(await verdicts(db))
    ];
    return lines.join("\n");
  } finally {
    db.close();
  }
}

const MOST_VERDICTS = 6;

/** A line each, versions in force first; of many the first, for a version a quarter adds up. */
export function verdictLines(all: readonly Verdict[]): string[] {
  const more = all.length - MOST_VERDICTS;
  return [
    ...all.slice(0, MOST_VERDICTS).map(({icp, version, verdict, reasons}) => `ICP ${icp} ${version}: ${verdict === null ? "draft, no verdict" : verdict}${reasons === "" ? "" : `. ${reasons}`}`),
    ...(more > 0 ? [`and ${plural(more, "version")} more: --json and the report state them all`] : [])
  ];
}

/** `stage history: 9,271 rows read, 9,260 used`. */
export function readText({export: name, rows_read, used_count}: RowsRead): string {
  return `${name.replaceAll("_", " ")}: ${plural(rows_read, "row")} read, ${number(used_count)} used`;
}

/** `win rate (won ÷ decided, new business): 34 % (28–41 %), n 212`, or the count where it is of too few. */
export function winText({won_count: count, decided_count: n, win_rate: value, win_rate_low: low, win_rate_high: high}: Wins): string {
  return `win rate (won ÷ decided, new business): ${rate({value, low, high, count, n})}`;
}

async function verdicts(db: Database): Promise<Verdict[]> {
  return db.rows<Verdict & Record<string, never>>(`
    select validation.icp, validation.version, validation.verdict, coalesce(validation.reasons, '') as reasons
    from icp_validation as validation
    inner join icp_versions as versions using (icp, version)
    inner join icp_register as register using (icp, version)
    where validation.scenario = 'base' and validation.sample = 'judged'
    order by register.is_in_force desc, versions.effective_to is not null, versions.version_order desc`);
}
