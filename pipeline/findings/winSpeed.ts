import type {Database} from "../database.ts";
import {grouped} from "../icp/grouped.ts";
import type {WinRateBySegmentRow} from "../schema/marts.ts";
import {scopeOf, type Finding} from "./findings.ts";
import {number, percent, plural} from "./format.ts";
import type {Limits} from "./retentionRows.ts";
import {capital, segmentName} from "./segments.ts";

/** The fastest and the slowest segment by the median days to a win, where both rest on enough wins. */
export function speedFindings(rows: readonly WinRateBySegmentRow[], all: WinRateBySegmentRow | undefined, {firm}: Limits): string {
  const timed = rows.filter((row) => row.segment !== "unknown" && (row.timed_won_count ?? 0) >= firm && row.median_cycle_days !== null)
    .toSorted((a, b) => a.median_cycle_days! - b.median_cycle_days!);
  if (all?.median_cycle_days === null || all?.median_cycle_days === undefined) return "No won deal has both of its dates, so nothing can be said about how fast";
  const [fastest, slowest] = [timed[0], timed.at(-1)];
  const base = `half of all wins took ${plural(Math.round(all.median_cycle_days), "day")} or less`;
  if (!fastest || !slowest || fastest === slowest) return `Too few wins to compare; ${base}`;
  if (fastest.median_cycle_days === slowest.median_cycle_days) return `Every segment’s median is the same; ${base}`;
  return `Median days to a win run from ${number(fastest.median_cycle_days)} (${segmentName(fastest)}) to ${number(slowest.median_cycle_days)} (${segmentName(slowest)}); ${base}`;
}

/** Which segment brings most a day, and the factor that does it. */
export function velocityFinding(rows: readonly WinRateBySegmentRow[], {firm}: Limits): string {
  const shown = rows.filter((row) => row.segment !== "unknown" && row.decided_count >= firm && row.velocity !== null).toSorted((a, b) => b.velocity! - a.velocity!);
  const [first, second] = shown;
  if (!first || !second) return "Too few deals to compare velocity";
  const factors = [
    {word: "more deals", ratio: first.created_per_quarter! / second.created_per_quarter!}, {word: "a higher win rate", ratio: first.win_rate! / second.win_rate!},
    {word: "larger deals", ratio: first.mean_won_amount! / second.mean_won_amount!}, {word: "shorter cycles", ratio: second.median_cycle_days! / first.median_cycle_days!}
  ];
  const most = factors.toSorted((a, b) => b.ratio - a.ratio)[0]!;
  return `${capital(segmentName(first))} has the highest velocity, ahead of ${segmentName(second)} mainly through ${most.word}`;
}

/** What share of created deals is won by 180 days, with the deals that are still open said, for every dimension. */
export async function curveFindings(db: Database, rows: readonly WinRateBySegmentRow[]): Promise<Finding[]> {
  const undated = new Map((await db.rows<{deal_type: string; deal_count: number}>(`
    select deal_type, count(*)::integer as deal_count
    from (
        select unnest([deal_type::varchar, 'all']) as deal_type
        from int_opportunities_resolved
        where outcome = 'open' and (created_on is null or created_on > getvariable('as_of'))
    ) group by deal_type`)).map((row) => [row.deal_type, row.deal_count]));
  const whole = rows.filter(({period_window}) => period_window === "all");
  return [...grouped(whole, ({deal_type}) => deal_type)].flatMap(([deal_type, own]) => {
    const all = own.find(({dimension}) => dimension === "all");
    return [...grouped(own, ({dimension}) => dimension)].map(([dimension, segments]): Finding => ({
      page: "win-rate", figure: "curves", scope: scopeOf({deal_type, dimension}), least: all?.created_count ?? 0,
      text: titleOfCurves(dimension === "all" ? [] : segments, all, undated.get(deal_type) ?? 0)
    }));
  });
}

/** The page draws the chosen segment and the largest others: of these three it always draws. */
const ALWAYS_DRAWN = 3;

export function titleOfCurves(segments: readonly WinRateBySegmentRow[], all: WinRateBySegmentRow | undefined, undatedOpen: number): string {
  const largest = segments.filter((row) => row.segment !== "unknown" && row.created_count >= 30).toSorted((a, b) => b.created_count - a.created_count).slice(0, ALWAYS_DRAWN);
  const spoken = ([["won_within_180d_rate", 180], ["won_within_90d_rate", 90]] as const).find(([key]) => [all, ...largest].every((row) => typeof row?.[key] === "number"));
  if (!all || !spoken) return "Won share by days since creation: not long enough observed to compare";
  const [key, days] = spoken;
  const ranked = largest.toSorted((a, b) => b[key]! - a[key]!);
  const [first, last] = [ranked[0], ranked.at(-1)];
  const open = all.open_count - undatedOpen;
  const said = `${plural(open, "deal")} still open ${open === 1 ? "counts" : "count"} for as long as ${open === 1 ? "it has" : "they have"} been watched${
    undatedOpen > 0 ? `, and ${number(undatedOpen)} without a creation date ${undatedOpen === 1 ? "does" : "do"} not count` : ""}`;
  if (!first || !last || first === last) return `${percent(all[key])} of created deals are won within ${days} days; ${said}`;
  return `Within ${days} days ${percent(first[key])} of created deals are won with ${segmentName(first)}, ${percent(last[key])} with ${segmentName(last)}; ${said}`;
}
