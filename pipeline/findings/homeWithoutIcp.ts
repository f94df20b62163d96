import type {Database} from "../database.ts";
import type {CustomerSurvivalSummaryRow, CustomerSurvivalTestRow, IcpRegisterRow, RevenueRetentionRow, WinRateBySegmentRow} from "../schema/marts.ts";
import {NO_DATE} from "../ingest/dataDate.ts";
import {dealAccounts} from "./dealAccounts.ts";
import {leastOf, listed, listedFew, name, type Finding} from "./finding.ts";
import {countOf, day, number, percent, percentRange, plural, sampleSizes} from "./format.ts";
import type {IcpRows} from "./icpRows.ts";
import {readLimits, withLimits, type Limits} from "./retentionRows.ts";
import {dimensionName, segmentsOf, whyUntested, type SegmentRate} from "./segments.ts";
import {starterIcp} from "./starterIcp.ts";

const page = "index";
const scope = "default";

/** Without an ICP in force: why there is no verdict, the base win rate, what differs and what does not, what customers keep, and how to write an ICP. */
export async function findingsWithoutIcp(db: Database, rows: IcpRows): Promise<Finding[]> {
  const accountsOf = await dealAccounts(db);
  const wins = await db.rows<WinRateBySegmentRow>("from win_rate_by_segment where period_window = 'all' and deal_type = 'new_business'");
  const segments = wins.map((row): SegmentRate => ({...row, ...accountsOf(row)}));
  const survival = await db.rows<CustomerSurvivalSummaryRow>("from customer_survival_summary where time_unit = 'month' and dimension = 'all'");
  const tests = await db.rows<CustomerSurvivalTestRow>("from customer_survival_tests where time_unit = 'month'");
  const revenue = await db.rows<RevenueRetentionRow>("from revenue_retention where dimension = 'all' order by month desc limit 1");
  const all = segments.find(({dimension}) => dimension === "all");
  const hasDeals = all !== undefined && all.decided_count > 0;
  const yaml = await starterIcp(db);
  const limits = await readLimits(db);
  const kept = {page, scope, least: leastOf(survival[0]?.account_count, survival[0]?.at_risk_12m, revenue[0]?.base_account_count)};
  return [
    {page, figure: "headline", scope, text: `${whyNone(rows.register, rows.settings.as_of)} ${baseSentence(all)}`, least: leastOf(all?.decided_count, all?.account_count)},
    ...(hasDeals ? [{page, figure: "segments-title", scope, text: differingTitle(segments)}, ...differing(segments.filter(({dimension}) => dimension !== "all"))] : []),
    ...keepingTitle(survival[0], revenue[0], limits).map((text): Finding => ({...kept, figure: "keeps-title", text})),
    ...keepingSentences(survival[0], revenue[0], tests, limits).map((text): Finding => ({...kept, figure: "keeps", text})),
    {page, figure: "remedy", scope, text: remedy(rows.register, rows.settings.as_of, yaml !== null)},
    ...(rows.register.length > 0 || yaml === null ? [] : [{page, figure: "starter-icp", scope, text: yaml}]),
    ...[
      ...(hasDeals ? [
        "A win rate is conditional on having a deal: it says nothing about companies that were never approached.",
        "A segment that wins more often today is a hypothesis: only deals created after an ICP was written can test it."
      ] : ["Whether an ICP tells who buys needs won and lost deals.", ...(survival[0]?.account_count ? ["Retention speaks of those who bought."] : [])]),
      "Firmographics are the values of the day of the export."
    ].map((text): Finding => ({page, figure: "cannot-say", scope, text}))
  ];
}

/** Why no version is in force. */
export function whyNone(register: readonly IcpRegisterRow[], asOf: string): string {
  if (register.length === 0) return "No ICP is written down yet, so there is no verdict.";
  const drafts = register.filter(({status}) => status === "draft");
  const coming = comingIn(register, asOf);
  if (coming.length > 0 && asOf === NO_DATE) return `No export has a date, so no ICP can be in force: ${listedFew(coming.map(({version}) => `**${name(version)}**`))} ${coming.length === 1 ? "waits" : "wait"} for one.`;
  if (coming.length > 0) return `No ICP is in force yet: ${listedFew(coming.map(({version, effective_from: from}) => `**${name(version)}** takes effect on ${day(from)}`))}.`;
  return drafts.length > 0
    ? `No approved ICP is in force: ${listedFew(drafts.map(({version}) => `**${name(version)}**`))} ${drafts.length === 1 ? "is a draft" : "are drafts"}, tested on past deals as a hypothesis and without a verdict.`
    : "No ICP is in force: every version is retired.";
}

function comingIn(register: readonly IcpRegisterRow[], asOf: string): IcpRegisterRow[] {
  return register.filter(({status, effective_from: from}) => status === "approved" && from !== null && from > asOf);
}

/** What is to be done so that there is a verdict. */
export function remedy(register: readonly IcpRegisterRow[], asOf: string, hasStarter: boolean): string {
  if (register.length === 0) {
    return `Write down who you believe buys, before looking at who did. ${hasStarter
      ? "The lines below name your own columns with their most common values, not with those that win: edit them."
      : "The lines below are an example: put your own columns and values in their place."}`;
  }
  if (comingIn(register, asOf).length === 0) return "Set `status: approved` and an `effective_from` in its file; deals created from that day on are the test.";
  return asOf === NO_DATE ? "Export deals with the days on which they were created and closed: those created from its `effective_from` on are the test."
    : "Nothing is to be done until then; deals created from that day on are the test.";
}

function baseSentence(all: SegmentRate | undefined): string {
  if (!all || all.decided_count === 0) return "No won or lost deals were exported either, so nothing can be said about what wins.";
  const won = all.decided_count < sampleSizes().few ? `**${countOf(all.won_count, all.decided_count)}**` : `**${percent(all.win_rate)}** (${percentRange(all.win_rate_low, all.win_rate_high)}) of **${number(all.decided_count)}**`;
  return `${won} decided deals of new business were won.`;
}

/** How many segments differ: the title of the lines that name them, or the only line where none could be tested. */
export function differingTitle(segments: readonly SegmentRate[]): string {
  const tested = segments.filter(({dimension, q_value: q}) => dimension !== "all" && q !== null);
  if (tested.length === 0) return whyUntested(segmentsOf(segments), "segment");
  const of = (sign: number) => tested.filter(({evidence, difference}) => evidence === "signal" && sign * (difference ?? 0) > 0).length;
  const parts = ([[of(1), "more"], [of(-1), "less"]] as const).filter(([count]) => count > 0);
  return parts.length === 0 ? `No segment of ${number(tested.length)} wins more or less often than the rest beyond chance`
    : `${listed(parts.map(([count, word], i) => (i === 0 ? `${plural(count, "segment")} ${count === 1 ? "wins" : "win"} ${word} often than the rest beyond chance` : `${number(count)} ${word} often`)))}`;
}

/** One line each: the segments that win more often than the rest, those that win less often, and the dimensions in which none differs. */
function differing(segments: readonly SegmentRate[]): Finding[] {
  const tested = segments.filter(({q_value: q}) => q !== null);
  const signals = tested.filter(({evidence}) => evidence === "signal");
  const side = (sign: number, words: string): Finding[] => {
    const own = signals.filter(({difference}) => sign * (difference ?? 0) > 0).toSorted((a, b) => sign * ((b.win_rate ?? 0) - (a.win_rate ?? 0)));
    if (own.length === 0) return [];
    const shown = own.slice(0, 6).map((row) => `**${name(row.segment)}** (${dimensionName(row.dimension)}, ${percent(row.win_rate)} of ${number(row.decided_count)})`);
    const text = `${words} than the rest beyond chance: ${listed(own.length > 6 ? [...shown, `${number(own.length - 6)} more`] : shown)}.`;
    return [{page, figure: "segments", scope, text, least: leastOf(...own.slice(0, 6).flatMap((row) => [row.decided_count, row.account_count]))}];
  };
  const same = [...new Set(tested.map(({dimension}) => dimension))].filter((dimension) => !signals.some((row) => row.dimension === dimension));
  return [
    ...side(1, "Win more often"), ...side(-1, "Win less often"),
    ...(same.length === 0 ? [] : [{page, figure: "segments", scope, text: `No difference beyond chance by ${listedFew(same.map(dimensionName), "or")}.`}])
  ];
}

/** How many stay and how much of their revenue, in few words. */
export function keepingTitle(survival: CustomerSurvivalSummaryRow | undefined, revenue: RevenueRetentionRow | undefined, {few}: Pick<Limits, "few">): string[] {
  if (!survival || survival.account_count === 0) return [];
  if (survival.account_count < few) return ["Too few customers to say what share stays"];
  if (survival.survival_12m === null) return ["No customer has been one for 12 months yet"];
  const isKept = revenue && revenue.gross_retention !== null && revenue.base_account_count >= few;
  return [`${percent(survival.survival_12m)} of customers stay for 12 months${isKept ? `, and ${percent(revenue.gross_retention)} of revenue is kept for a year` : ""}`];
}

export function keepingSentences(survival: CustomerSurvivalSummaryRow | undefined, revenue: RevenueRetentionRow | undefined, tests: readonly CustomerSurvivalTestRow[], {few, q}: Limits): string[] {
  if (!survival || survival.account_count === 0) return [];
  const stays = survival.account_count < few ? `${plural(survival.account_count, "customer")} ${survival.account_count === 1 ? "is" : "are"} too few to say what share stays.`
    : survival.survival_12m === null ? `Of ${number(survival.account_count)} customers none has been one for 12 months yet.`
    : `Of ${number(survival.account_count)} customers, **${percent(survival.survival_12m)}**${withLimits(survival.survival_12m_low, survival.survival_12m_high)} are still customers after 12 months.`;
  const keeps = !revenue || revenue.gross_retention === null || revenue.base_account_count < few ? ""
    : ` Over the last twelve months ${number(revenue.base_account_count)} customers kept **${percent(revenue.gross_retention)}**${withLimits(revenue.gross_retention_low, revenue.gross_retention_high)} of their revenue (GRR)`
      + `${revenue.net_retention === null ? "" : `, with growth **${percent(revenue.net_retention)}**${withLimits(revenue.net_retention_low, revenue.net_retention_high)} (NRR)`}.`;
  const known = tests.filter((row) => row.q_value !== null);
  const different = known.filter((row) => row.q_value! <= q).map(({dimension}) => dimensionName(dimension));
  const same = known.filter((row) => row.q_value! > q).map(({dimension}) => dimensionName(dimension));
  return [
    `${stays}${keeps}`,
    ...(different.length === 0 ? [] : [`How long they stay differs beyond chance by **${listedFew(different)}**.`]),
    ...(same.length === 0 ? [] : [`How long they stay does not differ beyond chance by ${listedFew(same, "or")}.`])
  ];
}
