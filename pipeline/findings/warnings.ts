import type {Database} from "../database.ts";
import {laterDataDate, shrunkExports, type ShrunkExport} from "../history/history.ts";
import type {Step} from "../models/model.ts";
import type {IcpCriterionEvidenceRow, IcpValidationRow} from "../schema/marts.ts";
import {exportWords} from "./dataQuality.ts";
import {DESIGN_EFFECT_LIMIT, widening} from "./designEffect.ts";
import {capital, leastOf, listed, listedFew, name} from "./finding.ts";
import {countOf, day, number, percent, percentBeside, plural, ratio} from "./format.ts";
import {inForce, ofVersion, readIcpRows, type IcpRows, type IcpSettings} from "./icpRows.ts";
import {isShown, leakEvidence, leakLeast, type Leak} from "./leakWords.ts";
import {reasonPhrase} from "./verdictWords.ts";

/** Something to know before relying on the first page. */
export interface Warning {
  /** Null where it concerns every ICP. */
  readonly icp: string | null;
  readonly kind: string;
  /** The lower the worse. */
  readonly severity: number;
  readonly cause: string;
  readonly meaning: string;
  readonly href: string;
  readonly link: string;
  readonly least: number | null;
}

/** What the data beside the ICP's own marts say about themselves. */
export interface WarningInput {
  readonly criteria: readonly IcpCriterionEvidenceRow[];
  readonly leaks: readonly (Leak & {readonly header: string})[];
  readonly exports: readonly {readonly export: string; readonly latest_date: string; readonly age: number}[];
  readonly churn: readonly {readonly source_a: string; readonly source_b: string; readonly account_count: number; readonly contradiction_count: number}[];
  /** Decided deals, and those of them that are lost, and that have no account. */
  readonly decided: {readonly all_count: number; readonly lost_count: number; readonly without_account_count: number};
  readonly has_accounts: boolean;
  readonly has_deals: boolean;
  readonly has_revenue: boolean;
  readonly clustering: {readonly decided_per_account: number | null; readonly design_effect: number | null; readonly account_count: number} | null;
  readonly rejected: {readonly row_count: number; readonly all_count: number};
  /** The data date of the run that first saw these thresholds, where an earlier one held to others; else null. */
  readonly thresholds_edited_on: string | null;
  /** The data date of the last run on other exports, where it is later than that of this one. */
  readonly later_data_date: string | null;
  /** Rows used of each export that shrank sharply since the last run on other exports. */
  readonly shrunk: readonly ShrunkExport[];
}

/** Age of the newest date of an export, in days before the data date, from which it counts as old. */
const OLD_DAYS = 45;
/** Shares from which it is worth a warning: decided deals of which no criterion is known or that have no account, accounts on which two sources of churn disagree, rows rejected. */
const MANY = {unknown: 0.05, unfound: 0.02, contradictions: 0.01, rejected: 0.002} as const;
const SOURCES: Readonly<Record<string, string>> = {
  account_flag: "the accounts’ churn flag", churn_events: "the churn events", revenue: "what customers pay", revenue_lapses: "interrupted payments"
};

/** All warnings, worst first: of the data as a whole and of every ICP in force. */
export function warningsOf(rows: IcpRows, input: WarningInput): Warning[] {
  return [...warningsOfData(input, rows.settings), ...inForce(rows.register).flatMap((version) => warningsOfIcp(version.icp, rows, input))].toSorted((a, b) => a.severity - b.severity);
}

function warningsOfIcp(icp: string, rows: IcpRows, input: WarningInput): Warning[] {
  const version = inForce(rows.register).find((row) => row.icp === icp)!;
  const judged = ofVersion(rows.validation, version).find((row) => row.scenario === "base" && row.sample === "judged");
  const tiers = ofVersion(rows.tiers, version).filter(({sample}) => sample === "all");
  const [all, unknown, first] = ["all", "unknown", "1"].map((tier) => tiers.find((row) => row.tier === tier));
  const criteria = ofVersion(input.criteria, version);
  const suspended = criteria.filter(({status}) => status === "suspended");
  const leaking = criteria.filter(({allow_leak: reason, status}) => reason !== null && status !== "suspended");
  const unknownShare = all && unknown && all.decided_count > 0 ? unknown.decided_count / all.decided_count : 0;
  const says = saying(icp);
  const isAfterEffect = (seen: string | null) => seen !== null && version.effective_from !== null && seen > version.effective_from;
  return [
    ...(judged?.is_auc_suspicious ? says("too_good", 10, "The score is too good to be true.",
      `It tells won from lost almost perfectly (AUC ${ratio(judged.auc)}): a criterion probably knows the outcome.`, "./pages/icp#criteria", "The criteria", leastOf(judged.tier1_decided_count, judged.rest_decided_count)) : []),
    ...(leaking.length > 0 ? says("leak_allowed", 12, "A criterion stands on a column that leaks the outcome.",
      `${quoted(leaking.map(({label, criterion}) => label ?? criterion))}: kept, because the ICP gives a reason.`, "./pages/icp#criteria", "The criteria") : []),
    ...(suspended.length > 0 ? says("suspended", 15, `${suspended.length === 1 ? "A criterion is" : "Criteria are"} suspended.`,
      `${quoted(suspended.map(({label, criterion}) => label ?? criterion))} ${suspended.length === 1 ? "reads a column that looks" : "read columns that look"} as if filled in because of the outcome, and ${suspended.length === 1 ? "counts" : "count"} for nothing.`, "./pages/data-quality#leak-audit", "Leak audit") : []),
    ...(judged && input.has_deals && (judged.reason_code === "too_few" || judged.reason_code === "too_early") ? says("too_few", 20, `It is ${reasonPhrase(judged.reason_code)} for a verdict.`.replace("It is too few deals", "There are too few deals"),
      `${plural(judged.tier1_won_count + judged.rest_won_count, "win")} and ${plural(judged.tier1_decided_count + judged.rest_decided_count - judged.tier1_won_count - judged.rest_won_count, "loss", "losses")} are old enough to judge${onOneSide(judged)}.`,
      "./pages/icp-validation#young", "When there will be enough", judged.tier1_decided_count + judged.rest_decided_count || null) : []),
    ...(unknownShare >= MANY.unknown ? says("unknown", 35, "Many deals cannot be scored.", `Of ${percent(unknownShare)} of decided deals no criterion is known; they are in no tier.`, "./pages/data-quality", "Coverage", unknown?.decided_count ?? null) : []),
    ...(judged?.is_too_broad ? says("too_broad", 45, "Tier 1 is broad.", `It takes in ${percentBeside(first?.account_share, rows.settings.broadness)} of accounts; above ${percent(rows.settings.broadness)} it hardly tells where to go first.`, "./pages/icp-validation#breadth", "Breadth against lift", first?.account_count ?? null) : []),
    ...(version.is_edited && isAfterEffect(version.first_seen_on) ? says("edited", 18, "The ICP was changed after it took effect.",
      `An earlier run knew another file of this version. This one was in no run before ${day(version.first_seen_on)}, and the version has been in force since ${day(version.effective_from)}: it may have been fitted to the deals that judge it.`,
      "./pages/icp", "The definition") : []),
    ...(input.thresholds_edited_on !== null && isAfterEffect(input.thresholds_edited_on) ? says("thresholds", 19, "The thresholds were changed.",
      `Runs before ${day(input.thresholds_edited_on)} held to others, and the ICP has been in force since ${day(version.effective_from)}: bars that are set when results can be seen prove less.`,
      "./pages/methods#verdict", "What a verdict is held to") : []),
    ...(!version.is_edited && isAfterEffect(version.first_seen_on) ? says("seen_late", 55, "The ICP was first seen after it took effect.",
      `Its file was in no run before ${day(version.first_seen_on)}, and it has been in force since ${day(version.effective_from)}: that it was written before the results rests on its own word${version.written_on === null ? "" : ` (${day(version.written_on)})`}.`,
      "./pages/icp", "The definition") : [])
  ];
}

/** `, none of them in tier 1`; nothing where both sides have decided deals, or neither. */
function onOneSide({tier1_decided_count: tier1, rest_decided_count: rest}: IcpValidationRow): string {
  return (tier1 === 0) === (rest === 0) ? "" : `, ${tier1 === 0 ? "none" : "all"} of them in tier 1`;
}

function warningsOfData(
  {leaks, exports, churn, decided, has_accounts: hasAccounts, has_deals: hasDeals, has_revenue: hasRevenue, clustering, rejected, later_data_date: later, shrunk}: WarningInput, {as_of: asOf}: Pick<IcpSettings, "as_of">
): Warning[] {
  const says = saying(null);
  const old = exports.filter(({age}) => age > OLD_DAYS);
  const worst = churn.filter(({contradiction_count: n, account_count: all}) => all > 0 && n / all > MANY.contradictions).toSorted((a, b) => b.contradiction_count / b.account_count - a.contradiction_count / a.account_count)[0];
  const [leak] = leaks;
  const isSuspected = !leaks.some(isShown);
  const unfound = decided.all_count === 0 ? 0 : decided.without_account_count / decided.all_count;
  return [
    ...(hasDeals ? [] : says("no_deals", 5, "No deals were exported.", "Who buys, and whether an ICP tells it, needs won and lost deals.", "./pages/data-quality", "What was read")),
    ...(decided.all_count > 0 && decided.lost_count === 0 ? says("no_lost", 6, "No deal counts as lost.",
      `${decided.all_count === 1 ? "The one decided deal is" : `All ${number(decided.all_count)} decided deals are`} won: lost ones are missing from the export, or no stage is said to mean lost (\`outcomes\`). Until then no win rate says anything.`, "./pages/data-quality", "What was read", decided.all_count) : []),
    ...(later !== null ? says("older_data", 7, "The data end earlier than before.",
      `They reach to ${day(asOf)}; those of the last run on other exports reached to ${day(later)}. Older exports were put in, or \`as_of\` was set back.`, "./pages/data-quality", "What was read") : []),
    ...(shrunk.length > 0 ? says("shrunk", 8, shrunk.length === 1 ? "An export has shrunk." : "Exports have shrunk.",
      `${capital(listed(shrunk.map(({export: entity, before, after}) => `${exportWords(entity)} went from ${number(before)} to ${plural(after, "row")}`)))} since the last run on other exports: what is missing may have been cut off.`,
      "./pages/data-quality", "What changed", leastOf(shrunk.map(({after}) => after))) : []),
    ...(hasRevenue ? [] : says("no_revenue", 38, "No export says what customers pay.", "Whether customers stay and grow is not tested, and no verdict rests on it.", "./pages/retention", "What would")),
    ...(old.length > 0 ? says("old_data", 25, old.length === 1 ? "An export is old." : "Some exports are old.",
      `${capital(listed(old.map(({export: entity, latest_date, age}) => `${exportWords(entity)} end on ${day(latest_date)}, ${plural(age, "day")} before the data date`)))}.`, "./pages/data-quality", "What was read") : []),
    ...(worst ? says("churn", 30, "Churn is told two ways.",
      `${capital(SOURCES[worst.source_a] ?? worst.source_a)} and ${SOURCES[worst.source_b] ?? worst.source_b} disagree on ${countOf(worst.contradiction_count, worst.account_count)} accounts; retention follows what customers pay.`,
      "./pages/data-quality", "The contradictions", worst.contradiction_count) : []),
    ...(unfound < MANY.unfound ? [] : hasAccounts ? says("no_account", 40, unfound === 1 ? "No decided deal has an account." : "Some deals have no account.",
      `${unfound === 1 ? "They" : `${percent(unfound)} of decided deals found none; they`} are scored on their own columns alone.`, "./pages/data-quality", "How deals found their account", decided.without_account_count)
      : says("no_account", 40, "No accounts were exported.", "Segments and tiers come from the deals’ own columns alone.", "./pages/data-quality", "What was read")),
    ...(leak ? says("leak", 50, leaks.length > 1 ? `${number(leaks.length)} columns ${isSuspected ? "may " : ""}leak the outcome.` : isSuspected ? "A column may leak the outcome." : "A column leaks the outcome.",
      `“${name(leak.header)}”${leaks.length === 1 ? "" : " most"}: ${leakEvidence(leak)}. ${leaks.length === 1 ? "It is" : "They are"} kept out of the criteria unless the ICP gives a reason.`, "./pages/data-quality#leak-audit", "Leak audit", leakLeast(leak)) : []),
    ...((clustering?.design_effect ?? 1) > DESIGN_EFFECT_LIMIT ? says("clustering", 60, "Deals of one account are alike.",
      `${number(clustering!.decided_per_account, 1)} decided deals an account, design effect ${ratio(clustering!.design_effect)}: read the intervals as too narrow by a factor of ${ratio(widening(clustering!.design_effect!))}.`, "./pages/data-quality", "How alike", clustering!.account_count) : []),
    ...(rejected.row_count > 0 && rejected.row_count / rejected.all_count >= MANY.rejected ? says("rejected", 65, "Rows could not be read.",
      `${plural(rejected.row_count, "row")} of ${number(rejected.all_count)} were rejected.`, "./pages/data-quality", "Which rows") : [])
  ];
}

/** Makes the warnings of an ICP, or of all where it is null: a list of one, for lists of those that apply. */
function saying(icp: string | null) {
  return (kind: string, severity: number, cause: string, meaning: string, href: string, link: string, least: number | null = null): Warning[] =>
    [{icp, kind, severity, cause, meaning, href, link, least}];
}

function quoted(labels: readonly string[]): string {
  return listedFew(labels.map((label) => `“${name(label)}”`));
}

/** One row per warning, worst first. */
export const icpWarnings: Step = {
  table: "icp_warnings",
  reads: [
    "icp_register", "icp_validation", "icp_tiers", "icp_comparisons", "icp_conditions", "icp_gains", "icp_drift", "icp_criteria_evidence", "int_icp_deals", "leak_audit",
    "reconciliation", "churn_contradictions", "deal_clustering", "int_accounts", "int_opportunities_resolved", "int_mrr_lines", "int_definitions", "run_changes"
  ],
  async build(db) {
    const rows = warningsOf(await readIcpRows(db), await readInput(db));
    const of = <T>(value: (row: Warning) => T) => rows.map(value);
    await db.writeTable("icp_warnings", [
      {name: "rank", type: "integer", values: rows.map((_, i) => i + 1)},
      {name: "icp", type: "varchar", values: of(({icp}) => icp)},
      {name: "kind", type: "varchar", values: of(({kind}) => kind)},
      {name: "cause", type: "varchar", values: of(({cause}) => cause)},
      {name: "meaning", type: "varchar", values: of(({meaning}) => meaning)},
      {name: "href", type: "varchar", values: of(({href}) => href)},
      {name: "link", type: "varchar", values: of(({link}) => link)},
      {name: "least_count", type: "integer", values: of(({least}) => least)}
    ]);
  }
};

async function readInput(db: Database): Promise<WarningInput> {
  const one = async <T>(sql: string): Promise<T | null> => (await db.rows<T>(sql))[0] ?? null;
  return {
    criteria: await db.rows("from icp_criteria_evidence"),
    leaks: await db.rows(`
      select header, won_count, lost_count, won_fill_rate, lost_fill_rate, flags
      from leak_audit where is_flagged and not is_outcome and header is not null
      order by abs(won_fill_rate - lost_fill_rate) desc, header`),
    exports: await db.rows(`
      select export, max(latest_date) as latest_date, (getvariable('as_of') - max(latest_date))::integer as age
      from reconciliation where export in ('opportunities', 'subscriptions', 'mrr_snapshots', 'invoices') and latest_date is not null
      group by export order by export`),
    churn: await db.rows("select source_a, source_b, account_count, only_a_count + only_b_count as contradiction_count from churn_contradictions order by source_a, source_b"),
    decided: (await one(`
      select count(*)::integer as all_count, (count(*) filter (where outcome = 'lost'))::integer as lost_count,
        (count(*) filter (where account_key is null))::integer as without_account_count
      from int_opportunities_resolved where outcome in ('won', 'lost')`))!,
    ...(await one<Pick<WarningInput, "has_accounts" | "has_deals" | "has_revenue">>("select exists (from int_accounts where is_exported) as has_accounts, exists (from int_opportunities_resolved) as has_deals, exists (from int_mrr_lines) as has_revenue"))!,
    clustering: await one("select decided_per_account, design_effect, account_count from deal_clustering where deal_type = 'new_business'"),
    thresholds_edited_on: (await one<{first_seen_on: string}>("select first_seen_on from int_definitions where kind = 'thresholds' and is_edited"))?.first_seen_on ?? null,
    later_data_date: await laterDataDate(db),
    shrunk: await shrunkExports(db),
    rejected: (await one(`select coalesce(sum(rejected_count), 0)::integer as row_count, coalesce(sum(rows_read), 0)::integer as all_count from reconciliation`))!
  };
}
