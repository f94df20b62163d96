import type {Database} from "../database.ts";
import {grouped} from "../grouped.ts";
import type {LossCompetitorRow, LossReasonRow} from "../schema/marts.ts";
import {largest} from "../statistics/extremes.ts";
import {benjaminiHochberg} from "../statistics/multipleTesting.ts";
import {twoProportionP} from "../statistics/twoByTwo.ts";
import {leastOf, name, scopeOf, type Finding} from "./finding.ts";
import {number, percent, percentRange, plural} from "./format.ts";
import type {Limits} from "./retentionRows.ts";
import {segmentName} from "./segments.ts";

const page = "win-rate";

/** Why deals are not won and to whom they are lost, for every deal type and segment. */
export async function lossFindings(db: Database, limits: Limits): Promise<Finding[]> {
  const reasons = grouped(await db.rows<LossReasonRow>("from loss_reasons"), ({deal_type, dimension, segment}) => scopeOf({deal_type, dimension, segment}));
  const competitors = grouped(await db.rows<LossCompetitorRow>("from loss_competitors"), ({deal_type, dimension, segment}) => scopeOf({deal_type, dimension, segment}));
  return [
    ...[...reasons].map(([scope, rows]): Finding => ({page, figure: "reasons", scope, text: titleOfReasons(rows, limits), ...place(rows[0]!, leastReason(rows))})),
    ...[...competitors].map(([scope, rows]): Finding => ({page, figure: "competitors", scope, text: titleOfCompetitors(rows, limits), ...place(rows[0]!, leastCompetitor(rows))}))
  ];
}

/** Where a page finds the sentence; the board edition has those about all deals alone. */
function place({deal_type, dimension}: {readonly deal_type: string; readonly dimension: string}, least: number | null): Pick<Finding, "least" | "part"> {
  return dimension === "all" ? {least} : {part: `win-rate/${deal_type}/${dimension}`};
}

/** The fewest deals that a title of reasons may state: of the reason recorded most, and of none. */
function leastReason(rows: readonly LossReasonRow[]): number | null {
  const missing = rows.find(({is_missing}) => is_missing);
  return leastOf(rows[0]!.total_count, largest(rows.filter(({is_missing}) => !is_missing).map(({count}) => count)), missing?.count);
}

/** The same of competitors: of the one named most, and of none. */
function leastCompetitor(rows: readonly LossCompetitorRow[]): number | null {
  const missing = rows.find(({is_missing}) => is_missing);
  return leastOf(rows[0]!.lost_total_count, largest(rows.filter(({is_missing}) => !is_missing).map(({lost_count}) => lost_count)), missing?.lost_count);
}

/** Whose deals a title counts: nothing where they are all. */
function withSegment(row: {readonly dimension: string; readonly segment: string}): string {
  return row.dimension === "all" ? "" : ` with ${segmentName(row)}`;
}

export function titleOfReasons(rows: readonly LossReasonRow[], {few}: Limits): string {
  const total = rows[0]!.total_count;
  const whose = withSegment(rows[0]!);
  const recorded = rows.filter(({is_missing}) => !is_missing);
  const missing = rows.find(({is_missing}) => is_missing);
  if (recorded.length === 0) return `No reason is recorded on any deal${whose} that was not won`;
  if (total < few) return `Only ${plural(total, "deal")}${whose} ended without a win: too few for shares`;
  const first = recorded.toSorted((a, b) => b.count - a.count)[0]!;
  const unsaid = missing ? `; ${percent(missing.rate)} have no reason` : "; every one has a reason";
  return `${name(first.reason)} is recorded most: ${percent(first.rate)} (${percentRange(first.rate_low, first.rate_high)}) of ${number(total)} deals${whose} that ended without a win${unsaid}`;
}

export function titleOfCompetitors(rows: readonly LossCompetitorRow[], limits: Limits): string {
  const total = rows[0]!.lost_total_count;
  const whose = withSegment(rows[0]!);
  const named = rows.filter(({is_missing}) => !is_missing).toSorted((a, b) => b.lost_count - a.lost_count);
  const missing = rows.find(({is_missing}) => is_missing);
  const first = named[0];
  if (!first || first.lost_count === 0) return `No lost deal${whose} names a competitor`;
  if (total < limits.few) return `Only ${plural(total, "deal")}${whose} ${total === 1 ? "was" : "were"} lost: too few for shares`;
  const unsaid = missing ? `, ${percent(missing.lost_rate)} name none` : "";
  return `${name(first.competitor)} is named on ${percent(first.lost_rate)} of ${number(total)} lost deals${whose}${unsaid}${
    first.is_comparable ? `; ${beatenText(named, limits)}`
      : "; it is recorded mostly on one outcome, so no win rate against a competitor can be given"}`;
}

/** Whether any competitor is beaten more or less often than the others, beyond chance. */
function beatenText(named: readonly LossCompetitorRow[], {few, q: level}: Limits): string {
  const [won, decided] = [named.reduce((sum, row) => sum + row.won_count, 0), named.reduce((sum, row) => sum + row.decided_count, 0)];
  const tested = named.filter(({decided_count}) => decided_count >= few);
  const q = benjaminiHochberg(tested.map((row) => twoProportionP(row.won_count, row.lost_count, won - row.won_count, decided - won - row.lost_count)));
  const found = tested.map((row, i) => ({row, q: q[i] ?? null})).filter((each) => each.q !== null && each.q <= level).toSorted((a, b) => a.q! - b.q!)[0];
  if (tested.length < 2 || q.every((value) => value === null)) return "too few deals to say against whom most are won";
  if (!found) return "no competitor is beaten more or less often than the others beyond chance";
  const isMore = found.row.won_count / found.row.decided_count > (won - found.row.won_count) / (decided - found.row.decided_count);
  return `${name(found.row.competitor)} is beaten ${isMore ? "more" : "less"} often than the others, ${percent(found.row.win_rate)} of ${number(found.row.decided_count)}`;
}
