import type {Database} from "../database.ts";
import {grouped} from "../grouped.ts";
import type {WinRateBySegmentPairRow} from "../schema/marts.ts";
import {smallest} from "../statistics/extremes.ts";
import {capital, scopeOf, type Finding} from "./finding.ts";
import {number, percent, plural, probability} from "./format.ts";
import {dimensionName, segmentName, whyUntested} from "./segments.ts";

/** Which pair of segments stands out, for every period, deal type and two dimensions. */
export async function pairFindings(db: Database): Promise<Finding[]> {
  const rows = await db.rows<WinRateBySegmentPairRow>("from win_rate_by_segment_pair");
  const groups = grouped(rows, ({period_window, deal_type, dimension_a, dimension_b}) => scopeOf({period_window, deal_type, first: dimension_a, second: dimension_b}));
  return [...groups].map(([scope, own]) => ({page: "win-rate", figure: "pairs", scope, part: partOfPairs(own[0]!), text: titleOfPairs(own)}));
}

/** Sentences of one deal type and period travel together. */
function partOfPairs({deal_type, period_window}: WinRateBySegmentPairRow): string {
  return `win-rate/${deal_type}/${period_window}`;
}

export function titleOfPairs(rows: readonly WinRateBySegmentPairRow[]): string {
  const {dimension_a, dimension_b} = rows[0]!;
  const what = `${dimensionName(dimension_a)} and ${dimensionName(dimension_b)}`;
  const tested = rows.filter(({q_value}) => q_value !== null);
  if (tested.length === 0) return whyUntested(rows, `pair of ${what}`);
  const found = tested.filter(({evidence}) => evidence === "signal");
  if (found.length === 0) {
    return `No pair of ${what} differs from all other deals beyond chance (smallest q ${probability(smallest(tested.map(({q_value}) => q_value!)))})`;
  }
  const more = found.filter((row) => row.win_rate! > row.rest_win_rate!).toSorted((a, b) => b.win_rate_low! - a.win_rate_low!);
  const less = found.filter((row) => row.win_rate! < row.rest_win_rate!).toSorted((a, b) => a.win_rate_high! - b.win_rate_high!);
  const pair = more[0] ?? less[0]!;
  const parts = [...(more.length > 0 ? [`${number(more.length)} ${more.length === 1 ? "wins" : "win"} more often than all other deals beyond chance`] : []),
    ...(less.length > 0 ? [more.length > 0 ? `${number(less.length)} less often` : `${number(less.length)} ${less.length === 1 ? "wins" : "win"} less often than all other deals beyond chance`] : [])];
  return capital(`${nameOfPair(pair)} stands out${found.length > 1 ? " most clearly" : ""}, ${percent(pair.win_rate)} of ${number(pair.decided_count)}; of ${plural(tested.length, "pair")}, ${parts.join(" and ")}`);
}

function nameOfPair({dimension_a, segment_a, dimension_b, segment_b}: WinRateBySegmentPairRow): string {
  return `${segmentName({dimension: dimension_a, segment: segment_a})} with ${segmentName({dimension: dimension_b, segment: segment_b})}`;
}
