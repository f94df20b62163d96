import type {Database} from "../database.ts";
import {countOf, number, percent, percentRange, plural, pointsSaid, probability, sampleSizes} from "../findings/format.ts";
import {printable} from "../problems.ts";
import {yamlList} from "../profile/yamlText.ts";
import type {RevenueRetentionRow, WinRateBySegmentRow} from "../schema/marts.ts";
import {smallest} from "../statistics/extremes.ts";
import type {SegmentDraft} from "./segments.ts";

type Rate = Pick<WinRateBySegmentRow, "dimension" | "segment" | "segment_order" | "won_count" | "decided_count" | "win_rate" | "win_rate_low" | "win_rate_high" | "difference" | "q_value" | "evidence">;
type Retention = Pick<RevenueRetentionRow, "dimension" | "segment" | "segment_order" | "base_account_count" | "gross_retention" | "net_retention">;

/** What the data say of each segment: the models of win rates, or of revenue retention, have been built. */
export interface Evidence {
  readonly rates: readonly Rate[];
  readonly retention: readonly Retention[];
  /** Columns that the leak audit flags: no criteria. */
  readonly leaking: readonly string[];
}

/** The models that the evidence needs. */
export const EVIDENCE_MODELS: Readonly<Record<"deals" | "revenue", readonly string[]>> = {
  deals: ["win_rate_by_segment", "leak_audit"], revenue: ["revenue_retention"]
};

export async function readEvidence(db: Database, kind: "deals" | "revenue"): Promise<Evidence> {
  if (kind === "revenue") {
    return {rates: [], leaking: [], retention: await db.rows(`
      select dimension, segment, segment_order, base_account_count, gross_retention, net_retention from revenue_retention
      where month = (select max(month) from revenue_retention) order by dimension, segment_order`)};
  }
  return {
    retention: [],
    rates: await db.rows(`
      select dimension, segment, segment_order, won_count, decided_count, win_rate, win_rate_low, win_rate_high, difference, q_value, evidence
      from win_rate_by_segment where period_window = 'all' and deal_type = 'new_business' order by dimension, segment_order`),
    leaking: (await db.rows<{column: string}>(`select "column" as "column" from leak_audit where is_flagged and export = 'accounts'`)).map(({column}) => column)
  };
}

/** icp/<version>.yaml: a draft whose criteria are proposed in comments, each under its evidence. */
export function icpYaml(version: string, segments: readonly SegmentDraft[], evidence: Evidence | null): string {
  const lines = [
    "# A first draft of the ICP, to be written by you. The criteria below are proposed from past deals and are commented out: what wins in the",
    "# same deals that suggested it proves nothing. Take the # off the lines that you believe, say why (rationale), and set status: approved with",
    "# the day from which it is in force: deals created since then are the test.",
    `version: ${JSON.stringify(version)}`,
    "status: draft",
    "# effective_from: 2026-01-01",
    "# statement: Who buys, stays and grows, in one sentence.",
    "criteria:",
    ...criteria(segments, evidence),
    "unknown: no_credit                    # ignore: drop what is not known from that account's total",
    "tiers: {1: 0.75, 2: 0.40}             # share of the weight met; tier 3 is the rest"
  ];
  return `${lines.join("\n")}\n`;
}

function criteria(segments: readonly SegmentDraft[], evidence: Evidence | null): string[] {
  if (evidence === null) return ["  # No evidence yet: fitproof.yaml has something to decide first. Run `fitproof init` again with --force afterwards, or write your own."];
  const all = evidence.rates.find(({dimension}) => dimension === "all");
  const head = all !== undefined && all.decided_count > 0
    ? [`  # All new business: ${number(all.won_count)} of ${number(all.decided_count)} decided deals won, ${percent(all.win_rate)} (${percentRange(all.win_rate_low, all.win_rate_high)}).`] : [];
  const blocks = segments.flatMap((segment) => evidence.rates.length > 0 ? dealBlock(segment, evidence) : revenueBlock(segment, evidence));
  const none = segments.length === 0 ? "The exports have no column that tells accounts apart."
    : `Neither decided deals nor revenue of accounts suggest a criterion. Columns that tell accounts apart: ${segments.map(({column}) => column).join(", ")}.`;
  return [...head, ...(blocks.length > 0 ? blocks : [`  # ${none}`])];
}

function dealBlock(segment: SegmentDraft, {rates, leaking}: Evidence): string[] {
  const known = rates.filter(({dimension, segment: name}) => dimension === segment.name && name !== "unknown");
  const unknown = rates.find(({dimension, segment: name}) => dimension === segment.name && name === "unknown");
  if (known.length === 0) return [];
  if (leaking.includes(segment.column)) return ["", `  # ${segment.name}: left out, because the leak audit says that it may be filled in after the outcome.`];
  const tested = known.filter(({q_value}) => q_value !== null);
  const signals = tested.filter(({evidence}) => evidence === "signal");
  const winners = signals.filter(({difference}) => (difference ?? 0) > 0);
  const title = tested.length === 0 ? "too few decided deals in any segment to say anything"
    : signals.length === 0 ? `no segment differs from the rest beyond chance (smallest q ${probability(smallest(tested.map(({q_value}) => q_value!)))})`
    : `${number(signals.length)} of ${number(tested.length)} segments differ from the rest beyond chance (q ≤ 0.10)`;
  const shown = known.toSorted((a, b) => (b.win_rate_low ?? -1) - (a.win_rate_low ?? -1)).slice(0, 12);
  const width = Math.max(...shown.map(({segment: name}) => printable(name, 30).length));
  return [
    "", `  # ${segment.name}: ${title}.`,
    ...shown.map((row) => `  #   ${printable(row.segment, 30).padEnd(width)}  ${row.decided_count < sampleSizes().few ? countOf(row.won_count, row.decided_count)
      : `${percent(row.win_rate)} (${percentRange(row.win_rate_low, row.win_rate_high)}), n ${number(row.decided_count)}${row.difference === null ? "" : `, ${pointsSaid(row.difference)} against the rest`}${row.q_value === null ? "" : `, q ${probability(row.q_value)}`}`}`),
    ...(known.length > shown.length ? [`  #   … and ${number(known.length - shown.length)} more`] : []),
    ...(unknown && unknown.decided_count > 0 ? [`  #   not known on ${plural(unknown.decided_count, "decided deal")}, of which ${number(unknown.won_count)} won`] : []),
    proposal(segment, winners.length > 0 ? winners : shown.slice(0, segment.bands === null && known.length > 2 ? 2 : 1), winners.length > 0 ? 3 : 1)
  ];
}

function revenueBlock(segment: SegmentDraft, {retention}: Evidence): string[] {
  const rows = retention.filter(({dimension, segment: name}) => dimension === segment.name && name !== "unknown" && name !== "all");
  if (rows.length === 0) return [];
  const shown = rows.toSorted((a, b) => (b.net_retention ?? -1) - (a.net_retention ?? -1)).slice(0, 12);
  const width = Math.max(...shown.map(({segment: name}) => printable(name, 30).length));
  return [
    "", `  # ${segment.name}: no deals were exported; revenue of the last twelve months by segment, without a test.`,
    ...shown.map((row) => `  #   ${printable(row.segment, 30).padEnd(width)}  ${row.base_account_count < sampleSizes().few ? plural(row.base_account_count, "account") : `GRR ${percent(row.gross_retention)}, NRR ${percent(row.net_retention)}, n ${number(row.base_account_count)}`}`),
    proposal(segment, shown.toSorted((a, b) => Number(b.base_account_count >= sampleSizes().few) - Number(a.base_account_count >= sampleSizes().few)).slice(0, segment.bands === null ? 2 : 1), 1)
  ];
}

/** The criterion that these segments would make, commented out. */
function proposal({name, column, bands}: SegmentDraft, rows: readonly {readonly segment: string; readonly segment_order: number}[], weight: number): string {
  const predicate = bands === null ? `in: ${yamlList(rows.map(({segment}) => segment))}` : range(bands, rows.map(({segment_order}) => segment_order));
  return `  # - {id: ${name}, kind: firmographic, column: ${column}, ${predicate}, weight: ${weight}}`;
}

/** From the lowest to the highest of the bands (their order counts from 1). */
function range(bands: readonly number[], orders: readonly number[]): string {
  const low = bands[Math.min(...orders) - 2];
  const high = bands[Math.max(...orders) - 1];
  if (low === undefined) return high === undefined ? "at_least: 0" : `below: ${high}`;
  if (high === undefined) return `at_least: ${low}`;
  return Number.isInteger(high) && high <= 1e5 ? `between: [${low}, ${high - 1}]` : `between: [${low}, ${high}]`;
}
