import type {Database} from "../database.ts";
import {grouped} from "../grouped.ts";
import type {WinRateByQuarterRow, WinRateBySegmentRow} from "../schema/marts.ts";
import {capital, scopeOf, type Finding} from "./finding.ts";
import {number, percent, plural, quarter} from "./format.ts";
import type {Limits} from "./retentionRows.ts";
import {segmentName} from "./segments.ts";

/** The page draws so many quarters; a finding speaks of no others. */
const QUARTERS_SHOWN = 16;

/** How each segment stood against the rest quarter by quarter. */
export async function trendFindings(db: Database, limits: Limits, segments: readonly WinRateBySegmentRow[]): Promise<Finding[]> {
  const signals = new Set(segments.filter(({period_window, evidence}) => period_window === "all" && evidence === "signal").map(({deal_type, dimension, segment}) => scopeOf({deal_type, dimension, segment})));
  const rows = await db.rows<WinRateByQuarterRow>("from win_rate_by_quarter");
  const [settings] = await db.rows<{start: number}>("select getvariable('fiscal_year_start_month')::integer as start");
  const groups = grouped(rows, ({deal_type, dimension, segment}) => scopeOf({deal_type, dimension, segment}));
  return [...groups].map(([scope, own]): Finding => ({
    page: "win-rate", figure: "trend", scope, part: `win-rate/${own[0]!.deal_type}/${own[0]!.dimension}`, text: titleOfTrend(own, limits, {fiscalYearStartMonth: settings!.start, isSignal: signals.has(scope)})
  }));
}

export function titleOfTrend(
  rows: readonly WinRateByQuarterRow[], {few}: Limits, {fiscalYearStartMonth, isSignal}: {fiscalYearStartMonth: number; isSignal: boolean}
): string {
  const {dimension} = rows[0]!;
  const complete = rows.slice(-QUARTERS_SHOWN).filter(({is_complete}) => is_complete);
  if (dimension === "all") {
    const enough = complete.filter(({decided_count}) => decided_count >= few);
    const [first, last] = [enough[0], enough.at(-1)];
    if (!first || !last || first === last) return "Too few quarters with enough decided deals to speak of a trend";
    return `All deals: ${percent(first.win_rate)} won in ${quarter(first.quarter, fiscalYearStartMonth)}, ${percent(last.win_rate)} in ${quarter(last.quarter, fiscalYearStartMonth)}`;
  }
  const name = capital(segmentName(rows[0]!));
  const compared = complete.filter((row) => row.decided_count >= few && (row.rest_decided_count ?? 0) >= few);
  if (compared.length === 0) return `${name} and the rest have no quarter with ${number(few)} decided deals each`;
  const ahead = compared.filter((row) => row.win_rate! > row.rest_win_rate!).length;
  const behind = compared.filter((row) => row.win_rate! < row.rest_win_rate!).length;
  const chance = isSignal ? "" : ", though not beyond chance over all periods";
  const of = `${plural(compared.length, "quarter")} with ${number(few)} decided deals or more`;
  if (ahead === compared.length) return `${name} won more often than the rest in ${compared.length === 1 ? `the one quarter with ${number(few)} decided deals or more` : `all ${of}`}${chance}`;
  if (behind === compared.length) return `${name} won less often than the rest in ${compared.length === 1 ? `the one quarter with ${number(few)} decided deals or more` : `all ${of}`}${chance}`;
  if (ahead + behind === 0) return `${name} won as often as the rest in ${compared.length === 1 ? `the one quarter with ${number(few)} decided deals or more` : `all ${of}`}`;
  if (ahead === behind) return `${name} led the rest in ${number(ahead)} and trailed it in ${number(behind)} of ${of}${chance}`;
  return ahead > behind ? `${name} won more often than the rest in ${number(ahead)} of ${of}${chance}` : `${name} won less often than the rest in ${number(behind)} of ${of}${chance}`;
}
