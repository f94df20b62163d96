import type {Database} from "../database.ts";
import {grouped} from "../icp/grouped.ts";
import type {LossCompetitorRow, LossReasonRow} from "../schema/marts.ts";
import {name, scopeOf, type Finding} from "./findings.ts";
import {number, percent, percentRange} from "./format.ts";
import type {Limits} from "./retentionRows.ts";

const page = "win-rate";

/** Why deals are not won and to whom they are lost, for every deal type and segment. */
export async function lossFindings(db: Database, limits: Limits): Promise<Finding[]> {
  const reasons = grouped(await db.rows<LossReasonRow>("from loss_reasons"), ({deal_type, dimension, segment}) => scopeOf({deal_type, dimension, segment}));
  const competitors = grouped(await db.rows<LossCompetitorRow>("from loss_competitors"), ({deal_type, dimension, segment}) => scopeOf({deal_type, dimension, segment}));
  const place = ({deal_type, dimension}: {deal_type: string; dimension: string}, least: number) =>
    (dimension === "all" ? {least} : {part: `win-rate/${deal_type}/${dimension}`});
  return [
    ...[...reasons].map(([scope, rows]): Finding => ({page, figure: "reasons", scope, text: titleOfReasons(rows, limits), ...place(rows[0]!, rows[0]!.total_count)})),
    ...[...competitors].map(([scope, rows]): Finding => ({page, figure: "competitors", scope, text: titleOfCompetitors(rows, limits), ...place(rows[0]!, rows[0]!.lost_total_count)}))
  ];
}

export function titleOfReasons(rows: readonly LossReasonRow[], {few}: Limits): string {
  const total = rows[0]!.total_count;
  const recorded = rows.filter(({is_missing}) => !is_missing);
  const missing = rows.find(({is_missing}) => is_missing);
  if (recorded.length === 0) return "No reason is recorded on any deal that was not won";
  if (total < few) return `Only ${number(total)} deals ended without a win: too few for shares`;
  const first = recorded.toSorted((a, b) => b.count - a.count)[0]!;
  const unsaid = missing ? `; ${percent(missing.rate)} have no reason` : "; every one has a reason";
  return `${name(first.reason)} is recorded most: ${percent(first.rate)} (${percentRange(first.rate_low, first.rate_high)}) of ${number(total)} deals that ended without a win${unsaid}`;
}

export function titleOfCompetitors(rows: readonly LossCompetitorRow[], {few}: Limits): string {
  const total = rows[0]!.lost_total_count;
  const named = rows.filter(({is_missing}) => !is_missing).toSorted((a, b) => b.lost_count - a.lost_count);
  const missing = rows.find(({is_missing}) => is_missing);
  const first = named[0];
  if (!first || first.lost_count === 0) return "No lost deal names a competitor";
  if (total < few) return `Only ${number(total)} deals were lost: too few for shares`;
  const unsaid = missing ? `, ${percent(missing.lost_rate)} name none` : "";
  const beaten = named.filter((row) => row.win_rate !== null && row.decided_count >= few).toSorted((a, b) => a.win_rate! - b.win_rate!)[0];
  return `${name(first.competitor)} is named on ${percent(first.lost_rate)} of ${number(total)} lost deals${unsaid}${
    first.is_comparable ? (beaten ? `; against ${name(beaten.competitor)} the fewest are won, ${percent(beaten.win_rate)} of ${number(beaten.decided_count)}` : "")
      : "; it is recorded mostly on one outcome, so no win rate against a competitor can be given"}`;
}
