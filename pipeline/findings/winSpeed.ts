import type {Database} from "../database.ts";
import {grouped} from "../grouped.ts";
import type {WinRateBySegmentRow} from "../schema/marts.ts";
import {capital, leastOf, listed, scopeOf, type Finding} from "./finding.ts";
import {number, numbersApart, percent, plural} from "./format.ts";
import type {Limits} from "./retentionRows.ts";
import {segmentName, type SegmentRate} from "./segments.ts";

/** The fastest and the slowest segment by the median days to a win, where both rest on enough wins. */
export function speedFindings(rows: readonly WinRateBySegmentRow[], all: WinRateBySegmentRow | undefined, limits: Limits): string {
  const [fastest, slowest] = fastestAndSlowest(rows, limits);
  if (all?.median_cycle_days === null || all?.median_cycle_days === undefined) return "No won deal has both of its dates, so nothing can be said about how fast";
  const base = `half of all wins took ${plural(Math.round(all.median_cycle_days), "day")} or less`;
  if (!fastest || !slowest) return `Too few wins to compare; ${base}`;
  if (fastest.median_cycle_days === slowest.median_cycle_days) return `Every median is the same${among(rows, limits)}; ${base}`;
  const [least, most] = numbersApart(fastest.median_cycle_days!, slowest.median_cycle_days!);
  return `Median days to a win run from ${least} (${segmentName(fastest)}) to ${most} (${segmentName(slowest)})${among(rows, limits)}; ${base}`;
}

/** Both, or none where fewer than two rest on enough wins. */
export function fastestAndSlowest<T extends WinRateBySegmentRow>(rows: readonly T[], {firm}: Limits): T[] {
  const timed = timedRows(rows, firm).filter((row) => row.median_cycle_days !== null).toSorted((a, b) => a.median_cycle_days! - b.median_cycle_days!);
  return timed.length < 2 ? [] : [timed[0]!, timed.at(-1)!];
}

function timedRows<T extends WinRateBySegmentRow>(rows: readonly T[], least: number): T[] {
  return rows.filter((row) => row.segment !== "unknown" && (row.timed_won_count ?? 0) >= least);
}

/** Said where a figure draws segments that rest on too few wins to be ranked. */
function among(rows: readonly WinRateBySegmentRow[], {few, firm}: Limits): string {
  return timedRows(rows, few).length > timedRows(rows, firm).length ? ` among segments with ${number(firm)} wins or more` : "";
}

/** Which segment brings most a day, and the factor that does it. */
export function velocityFinding(rows: readonly WinRateBySegmentRow[], limits: Limits): string {
  const [first, second] = timedRows(rows, limits.firm).filter((row) => row.velocity !== null).toSorted((a, b) => b.velocity! - a.velocity!);
  if (!first || !second) return "Too few wins to compare velocity";
  const factors = [
    {word: "more deals", ratio: first.created_per_quarter! / second.created_per_quarter!}, {word: "a higher win rate", ratio: first.win_rate! / second.win_rate!},
    {word: "larger deals", ratio: first.mean_won_amount! / second.mean_won_amount!}, {word: "shorter cycles", ratio: second.median_cycle_days! / first.median_cycle_days!}
  ];
  const most = factors.toSorted((a, b) => b.ratio - a.ratio)[0]!;
  return `${capital(segmentName(first))} has the highest velocity${among(rows, limits)}, ahead of ${segmentName(second)} mainly through ${most.word}`;
}

/** What share of created deals is won by a day of the axis, with the deals that are still open said, for the largest segments of every dimension, and for any other with those drawn beside it. */
export async function curveFindings(db: Database, rows: readonly (WinRateBySegmentRow & Pick<SegmentRate, "account_count">)[], {firm}: Limits): Promise<Finding[]> {
  const left = new Map((await db.rows<{deal_type: string} & LeftOut>(`
    select deal_type, (count(*) filter (where created_on is null))::integer as undated, (count(*) filter (where created_on is not null))::integer as later
    from (
        select unnest([deal_type::varchar, 'all']) as deal_type, created_on
        from int_opportunities_resolved
        where outcome = 'open' and (created_on is null or created_on > getvariable('as_of'))
    ) group by deal_type`)).map((row) => [row.deal_type, row]));
  const curves = await db.rows<{deal_type: string; dimension: string; segment: string; days: number}>(`
    select deal_type, dimension, segment, max(days) as days
    from win_curve_points
    where segment <> 'unknown'
    group by deal_type, dimension, segment, segment_order
    order by deal_type, dimension, max(at_risk) desc, segment_order`);
  const whole = new Map(rows.filter(({period_window}) => period_window === "all").map((row) => [scopeOf({deal_type: row.deal_type, dimension: row.dimension, segment: row.segment}), row]));
  return [...grouped(curves, ({deal_type, dimension}) => scopeOf({deal_type, dimension})).values()].flatMap((own) => {
    const {deal_type, dimension} = own[0]!;
    const all = whole.get(scopeOf({deal_type, dimension: "all", segment: "all"}));
    const {undated, later} = left.get(deal_type) ?? {undated: 0, later: 0};
    const rowsOf = (drawn: typeof own) => (dimension === "all" ? [] : drawn.map(({segment}) => whole.get(scopeOf({deal_type, dimension, segment}))!));
    const said = (drawn: typeof own) => titleOfCurves(rowsOf(drawn), all, {undated, later, lastDay: Math.max(...drawn.map(({days}) => days)), firm});
    const largest = own.slice(0, CURVES_DRAWN);
    const compared = rowsOf(largest).filter((row) => row.created_count >= firm);
    const least = leastOf(all?.created_count, all && all.open_count - undated - later, undated, later, ...compared.flatMap((row) => [row.created_count, row.account_count]));
    return [
      {page: "win-rate", figure: "curves", scope: scopeOf({deal_type, dimension}), least, text: said(largest)},
      ...own.slice(CURVES_DRAWN).map((chosen): Finding => ({
        page: "win-rate", figure: "curves", scope: scopeOf({deal_type, dimension, segment: chosen.segment}), part: `win-rate/${deal_type}/${dimension}`, text: said([chosen, ...largest.slice(0, -1)])
      }))
    ];
  });
}

/** Open deals that cannot be watched from their creation. */
interface LeftOut {
  readonly undated: number;
  readonly later: number;
}

/** The page draws the chosen segment and the largest others. */
const CURVES_DRAWN = 4;

export function titleOfCurves(
  drawn: readonly WinRateBySegmentRow[], all: WinRateBySegmentRow | undefined, {undated, later, lastDay, firm}: LeftOut & {readonly lastDay: number; readonly firm: number}
): string {
  const compared = drawn.filter((row) => row.created_count >= firm);
  const spoken = ([["won_within_180d_rate", 180], ["won_within_90d_rate", 90]] as const).find(([key, days]) => (days <= lastDay || days === 90) && [all, ...compared].every((row) => typeof row?.[key] === "number"));
  if (!all || !spoken) return "Won share by days since creation: not long enough observed to compare";
  const [key, days] = spoken;
  const ranked = compared.toSorted((a, b) => b[key]! - a[key]!);
  const [first, last] = [ranked[0], ranked.at(-1)];
  const open = all.open_count - undated - later;
  const left = [...(undated > 0 ? [`${number(undated)} without a creation date`] : []), ...(later > 0 ? [`${number(later)} created after the data date`] : [])];
  const said = [
    ...(open > 0 ? [`${plural(open, "deal")} still open ${open === 1 ? "counts" : "count"} for as long as ${open === 1 ? "it has" : "they have"} been watched`] : []),
    ...(left.length > 0 ? [`${listed(left)} ${undated + later === 1 ? "does" : "do"} not count`] : [])
  ].join(", and ") || "none is still open";
  if (!first || !last || first === last) return `${percent(all[key])} of created deals are won within ${days} days; ${said}`;
  const least = compared.length < drawn.length ? ` among segments with ${number(firm)} deals or more` : "";
  return `Within ${days} days ${percent(first[key])} of created deals are won with ${segmentName(first)}, ${percent(last[key])} with ${segmentName(last)}${least}; ${said}`;
}
