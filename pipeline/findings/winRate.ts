import type {Database} from "../database.ts";
import {grouped} from "../grouped.ts";
import type {WinRateBySegmentRow} from "../schema/marts.ts";
import {dealAccounts, type DealAccounts} from "./dealAccounts.ts";
import {leastOf, listed, scopeOf, type Finding} from "./finding.ts";
import {lossFindings} from "./lossReasons.ts";
import {readLimits, type Limits} from "./retentionRows.ts";
import {dimensionName, findingOfSegments, signals, titleOfSegments} from "./segments.ts";
import {adjustmentFinding, modelFindings} from "./winAdjusted.ts";
import {basesFinding, mostOfValue, valueFinding} from "./winBases.ts";
import {clusteringFindings, winCannotSay} from "./winCannotSay.ts";
import {pairFindings} from "./winPairs.ts";
import {curveFindings, fastestAndSlowest, speedFindings, velocityFinding} from "./winSpeed.ts";
import {trendFindings} from "./winTrend.ts";

const page = "win-rate";

type SegmentRow = WinRateBySegmentRow & DealAccounts;

/** What the win-rate page says, for every period and deal type; per dimension and segment where a figure depends on it. */
export async function winRateFindings(db: Database): Promise<Finding[]> {
  const accountsOf = await dealAccounts(db);
  const rows = (await db.rows<WinRateBySegmentRow>("from win_rate_by_segment")).map((row): SegmentRow => ({...row, ...accountsOf(row)}));
  const limits = await readLimits(db);
  const hasDeals = (await db.rows("from int_opportunities_resolved limit 1")).length > 0;
  const scopes = grouped(rows, ({period_window, deal_type}) => scopeOf({period_window, deal_type}));
  return [
    ...[...scopes].flatMap(([scope, own]) => scopeFindings(scope, own, limits, hasDeals)),
    ...(await pairFindings(db)),
    ...(await modelFindings(db, limits, rows)),
    ...(await trendFindings(db, limits, rows)),
    ...(await curveFindings(db, rows, limits)),
    ...(await lossFindings(db, limits)),
    ...(await clusteringFindings(db)),
    ...(await winCannotSay(db, scopes))
  ];
}

function scopeFindings(scope: string, rows: readonly SegmentRow[], limits: Limits, hasDeals: boolean): Finding[] {
  const {period_window, deal_type} = rows[0]!;
  const all = rows.find(({dimension}) => dimension === "all");
  const base = all?.win_rate ?? null;
  const least = leastOf(all?.decided_count, all?.account_count);
  const dimensions = grouped(rows.filter(({dimension}) => dimension !== "all"), ({dimension}) => dimension);
  // A title may name any segment of enough deals, which may be those of few accounts.
  const leastOfTitle = (own: readonly SegmentRow[]) => leastOf(least, own.filter((row) => row.dimension !== "all" && row.segment !== "unknown" && row.decided_count >= limits.few).map(({account_count}) => account_count));
  const firstThree = [...dimensions.values()].slice(0, 3).flat();
  const [best] = signals(rows).more;
  const headline: Finding = {page, figure: "headline", scope, text: hasDeals ? findingOfSegments(rows) : "No deals were exported, so nothing can be said about which companies buy.", least: leastOf(least, best?.decided_count, best?.account_count)};
  const bestByValue = mostOfValue(rows, limits);
  return [
    ...(period_window === "all" && deal_type === "new_business" ? [{...headline, scope: "default"}] : []),
    headline,
    {page, figure: "segments", scope, text: titleOfSegments(rows, "segment", base), least: leastOfTitle(rows)},
    // The page shows the first three dimensions at first.
    {page, figure: "segments", scope: scopeOf({period_window, deal_type, dimensions: "first"}), text: titleOfSegments(firstThree, dimensions.size > 3 ? `segment of ${listed([...dimensions.keys()].slice(0, 3).map(dimensionName)).replace(" and ", " or ")}` : "segment", base), least: leastOfTitle(firstThree)},
    {page, figure: "value", scope, text: valueFinding(rows, limits), least: leastOf(...[all, bestByValue].flatMap((row) => [row?.won_count, row?.won_account_count, row?.lost_count, row?.lost_account_count]))},
    {page, figure: "odds", scope, text: adjustmentFinding(rows), least: leastOfTitle(rows)},
    ...[...dimensions].flatMap(([dimension, own]) => {
      const inDimension = scopeOf({period_window, deal_type, dimension});
      const noun = `segment of ${dimensionName(dimension)}`;
      return [
        {page, figure: "segments", scope: inDimension, text: titleOfSegments(own, noun, base), least: leastOfTitle(own)},
        {page, figure: "bases", scope: inDimension, text: basesFinding(own, limits), least: leastOfTitle(own)},
        {page, figure: "speed", scope: inDimension, text: speedFindings(own, all, limits), least: leastOf(all?.timed_won_count, all?.timed_won_account_count, ...fastestAndSlowest(own, limits).flatMap((row) => [row.timed_won_count, row.timed_won_account_count]))},
        {page, figure: "velocity", scope: inDimension, text: velocityFinding(own, limits), least: leastOfTitle(own)}
      ];
    })
  ];
}
