import type {Database} from "../database.ts";
import type {DealClusteringRow, WinRateBySegmentRow} from "../schema/marts.ts";
import {DESIGN_EFFECT_LIMIT, widening} from "./designEffect.ts";
import {capital, listedFirst, scopeOf, type Finding} from "./finding.ts";
import {number, percent, plural} from "./format.ts";
import {dimensionName, segmentName} from "./segments.ts";

/** What these data cannot tell, for every period and deal type: as many sentences as apply, the most serious first. */
export async function winCannotSay(db: Database, scopes: ReadonlyMap<string, readonly WinRateBySegmentRow[]>): Promise<Finding[]> {
  const homeless = await db.rows<{deal_type: string; decided_count: number}>(`
    select deal_type, count(*)::integer as decided_count
    from (select unnest([deal_type::varchar, 'all']) as deal_type from int_opportunities_resolved where outcome in ('won', 'lost') and account_key is null)
    group by deal_type`);
  return [...scopes].flatMap(([scope, rows]) => {
    const {deal_type} = rows[0]!;
    const sentences = cannotSaySentences(rows, homeless.find((row) => row.deal_type === deal_type)?.decided_count ?? 0);
    return sentences.map((said): Finding => ({page: "win-rate", figure: "cannot-say", scope, ...said}));
  });
}

/** Said under the intervals where the deals of one account are too alike. */
export async function clusteringFindings(db: Database): Promise<Finding[]> {
  const rows = await db.rows<DealClusteringRow>("from deal_clustering");
  return rows.filter(({design_effect}) => (design_effect ?? 0) > DESIGN_EFFECT_LIMIT).map((row) => ({
    page: "win-rate", figure: "clustering", scope: scopeOf({deal_type: row.deal_type}), least: row.account_count,
    text: `Deals of one account tend to end alike (${number(row.decided_per_account, 1)} decided deals an account, correlation ${number(row.intraclass_correlation, 2)}): read every interval as about ${
      percent(widening(row.design_effect!) - 1)} wider, and a signal near the line as none.`
  }));
}

/** Whether all of so many deals may be among those of unknown segment: where in some dimension fewer are, deals have a column of their own for it. */
function areUnknown(rows: readonly WinRateBySegmentRow[], homeless: number): boolean {
  const dimensions = new Set(rows.map(({dimension}) => dimension).filter((dimension) => dimension !== "all"));
  return [...dimensions].every((dimension) => (rows.find((row) => row.dimension === dimension && row.segment === "unknown")?.decided_count ?? 0) >= homeless);
}

export function cannotSaySentences(rows: readonly WinRateBySegmentRow[], homeless: number): Pick<Finding, "text" | "least">[] {
  const all = rows.find(({dimension}) => dimension === "all");
  const reversed = rows.filter(({is_reversed, evidence}) => is_reversed && evidence === "signal");
  const untested = rows.filter((row) => row.dimension !== "all" && row.segment !== "unknown" && row.evidence === "count_only" && row.decided_count > 0);
  return [
    {text: "A win rate is conditional on having a deal: it says nothing about companies that were never approached."},
    ...reversed.slice(0, 1).map((row) => ({text: `${capital(segmentName(row))} wins ${row.difference! > 0 ? "more" : "less"} often as counted, but no ${row.difference! > 0 ? "more" : "less"} often among companies with the same ${dimensionName(row.adjusted_for ?? "")}: the difference comes from its mix of companies.${
      reversed.length > 1 ? ` The same goes for ${listedFirst(reversed.slice(1).map(segmentName), 2)}.` : ""}`})),
    ...(homeless > 0 && all ? [{text: `${plural(homeless, "decided deal")} ${homeless === 1 ? "has" : "have"} no account, so ${areUnknown(rows, homeless) ? homeless === 1 ? "its segment is unknown" : "their segments are unknown"
      : `only ${homeless === 1 ? "its own columns put it" : "their own columns put them"} in a segment`}; ${homeless === 1 ? "it stays" : "they stay"} in every total.`, least: homeless}] : []),
    ...(all && all.value_win_rate === null && all.lost_count > 0 ? [{text: `${percent(all.lost_without_amount_rate)} of lost deals have no amount, so there is no win rate by value.`, least: all.lost_count}] : []),
    ...(untested.length > 0 ? [{text: `${plural(untested.length, "segment")} ${untested.length === 1 ? "has" : "have"} too few decided deals for a rate.`}] : []),
    {text: "Firmographics are today’s values as exported, not those of the day of the deal."}
  ];
}
