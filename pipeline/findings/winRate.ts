import type {Database} from "../database.ts";
import {findingOfSegments, type SegmentRate} from "./segments.ts";
import {scopeOf, type Finding} from "./findings.ts";

/** What the win-rate page says, for every period and deal type. */
export async function winRateFindings(db: Database): Promise<Finding[]> {
  const rows = await db.rows<SegmentRate & {period_window: string; deal_type: string} & Record<string, never>>(`
    select period_window, deal_type, dimension, segment, won_count, decided_count, win_rate, win_rate_low, win_rate_high,
        difference, q_value, evidence
    from win_rate_by_segment`);
  const scopes = new Map<string, {period_window: string; deal_type: string; rows: SegmentRate[]}>();
  for (const row of rows) {
    const {period_window, deal_type} = row;
    const scope = scopeOf({period_window, deal_type});
    const group = scopes.get(scope);
    if (group) group.rows.push(row);
    else scopes.set(scope, {period_window, deal_type, rows: [row]});
  }
  return [...scopes].flatMap(([scope, group]) => {
    const text = findingOfSegments(group.rows);
    const headline: Finding = {page: "win-rate", figure: "headline", scope, text};
    return group.period_window === "all" && group.deal_type === "new_business" ? [{...headline, scope: "default"}, headline] : [headline];
  });
}
