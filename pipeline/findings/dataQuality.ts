import type {Database} from "../database.ts";
import type {
  AccountMatchRow, ChurnContradictionRow, ClosingMonthRow, DateProblemRow, FieldCoverageRow, NearDuplicateValueRow, OrphanRow, ReconciliationRow, RetentionNoteRow
} from "../schema/marts.ts";
import {largest} from "../statistics/extremes.ts";
import {lackingColumns} from "../workspace/costs.ts";
import {DESIGN_EFFECT_LIMIT, widening} from "./designEffect.ts";
import {leastOf, listed, name, type Finding} from "./finding.ts";
import {number, percent, plural, pointsSaid, sampleSizes} from "./format.ts";

/** So far apart, a field's fill among won and lost deals is worth a sentence. */
const FILL_GAP = 0.05;

/** What the data-quality page says of each of its figures. No sentence names an account, a person or a value that could be one. */
export async function dataQualityFindings(db: Database): Promise<Finding[]> {
  const reconciliation = await db.rows<ReconciliationRow>("from reconciliation");
  const matches = await db.rows<AccountMatchRow>("from account_matches");
  const orphans = await db.rows<OrphanRow>("from orphans");
  const coverage = await db.rows<FieldCoverageRow>("from field_coverage");
  const near = await db.rows<NearDuplicateValueRow>("from near_duplicate_values");
  const dates = await db.rows<DateProblemRow>("from date_problems");
  const months = await db.rows<ClosingMonthRow>("from closing_months");
  const contradictions = await db.rows<ChurnContradictionRow>("from churn_contradictions");
  const notes = await db.rows<RetentionNoteRow>("from retention_notes");
  const [counts] = await db.rows<Counts>(`select
    (select count(*)::integer from int_opportunities_resolved) as deal_count,
    (select count(*)::integer from leak_audit where not is_outcome and won_count + lost_count > 0) as audited_count,
    (select count(*)::integer from leak_audit where is_flagged and not is_outcome) as flagged_count,
    (select coalesce(sum(problem_count), 0)::integer from data_problems) as problem_count,
    (select count(*)::integer from history_runs) as run_count,
    (select count(*)::integer from int_accounts) as account_count,
    (select (count(*) filter (where not is_exported))::integer from int_accounts) as implied_count`);
  const flagged = await db.rows<{header: string}>("select coalesce(header, \"column\") as header from leak_audit where is_flagged and not is_outcome order by header");
  const changes = await db.rows<{kind: string; n: number}>("select kind, count(*)::integer as n from run_changes group by kind order by n desc, kind");
  const clustering = await db.rows<{design_effect: number | null; decided_per_account: number | null; account_count: number}>(
    "select design_effect, decided_per_account, account_count from deal_clustering where deal_type = 'new_business'");
  return [
    sentence("headline", headline(reconciliation, matches, counts!)),
    sentence("reconciliation", reconciled(reconciliation)),
    ...(counts!.implied_count === 0 ? [] : [sentence("accounts", implied(counts!), leastOf(counts!.implied_count, counts!.account_count - counts!.implied_count))]),
    sentence("problems", problems(counts!)),
    sentence("matches", matched(matches, orphans, counts!)),
    sentence("changes", changed(changes, counts!)),
    sentence("coverage", covered(coverage)),
    sentence("leaks", leaks(flagged.map(({header}) => header), counts!)),
    sentence("near", nearValues(near)),
    sentence("dates", impossible(dates, counts!), leastOf(dates.map(({deal_count}) => deal_count))),
    sentence("revenue", revenue(notes)),
    sentence("contradictions", contradicted(contradictions), leastOf(contradictions.map(({account_count}) => account_count))),
    sentence("clustering", clustered(clustering[0]), clustering[0]?.account_count ?? null),
    sentence("calendar", calendar(months), leastOf(months.map(({decided_count}) => decided_count))),
    ...[...cannotSay(coverage, counts!), ...await unsaid(db)].map((text) => sentence("cannot-say", text))
  ];
}

function sentence(figure: string, text: string, least: number | null = null): Finding {
  return {page: "data-quality", figure, scope: "default", text, least};
}

interface Counts {
  readonly deal_count: number;
  readonly audited_count: number;
  readonly flagged_count: number;
  readonly problem_count: number;
  readonly run_count: number;
  readonly account_count: number;
  /** Accounts that only what customers pay names. */
  readonly implied_count: number;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function headline(rows: readonly ReconciliationRow[], matches: readonly AccountMatchRow[], {flagged_count}: Counts): string {
  const read = sum(rows.map(({rows_read}) => rows_read));
  const used = sum(rows.map(({used_count}) => used_count));
  const none = matches.find((row) => row.export === "opportunities" && row.found_by === "none");
  const hasDeals = matches.some((row) => row.export === "opportunities");
  if (read === 0) return "The exports hold **no rows** yet: there is nothing to trust or to doubt.";
  const stay = "their segments unknown unless the deals themselves name them";
  const parts = [
    used === read ? read === 1 ? "The one row that was read is used." : `**All ${number(read)}** rows that were read are used.`
      : `**${number(used)} of ${number(read)}** rows that were read ${used === 1 ? "is" : "are"} used${read - used === 1 ? "; the other one is listed with its reason" : `; the other ${number(read - used)} are listed with their reasons`}.`,
    ...(!hasDeals ? [] : none?.row_rate === 1 ? [`**No deal** found its account; all stay in every total, ${stay}.`] : [`**${percent(1 - (none?.row_rate ?? 0))}** of deals found their account${none === undefined ? "" : `; the others stay in every total, ${stay}`}.`]),
    ...(flagged_count > 0 ? [`${plural(flagged_count, "column")} ${flagged_count === 1 ? "looks" : "look"} as if filled in because of the outcome.`] : [])
  ];
  return parts.join(" ");
}

function reconciled(rows: readonly ReconciliationRow[]): string {
  const count = (key: "duplicate_count" | "rejected_count" | "excluded_count") => sum(rows.map((row) => row[key]));
  const [duplicates, rejected, excluded] = [count("duplicate_count"), count("rejected_count"), count("excluded_count")];
  if (sum(rows.map(({rows_read}) => rows_read)) === 0) return "No rows were read";
  if (duplicates + rejected + excluded === 0) return "Every row that was read is used";
  const parts = [
    ...(duplicates > 0 ? [`**${number(duplicates)}** duplicate`] : []), ...(rejected > 0 ? [`**${number(rejected)}** rejected`] : []), ...(excluded > 0 ? [`**${number(excluded)}** excluded`] : [])
  ];
  return `Every row is accounted for: all but ${listed(parts)} are used`;
}

/** Why other pages count more accounts than were read. */
function implied({account_count: all, implied_count: n}: Counts): string {
  if (n === all) return `Other pages count ${plural(all, "account")} that only subscriptions or invoices name.`;
  return `Other pages count ${plural(all, "account")}: ${number(all - n)} of the accounts export and ${number(n)} that only subscriptions or invoices name.`;
}

function problems({problem_count}: Counts): string {
  return problem_count === 0 ? "Every cell that a number needs could be read" : `**${plural(problem_count, "cell or row", "cells or rows")}** could not be read`;
}

function matched(rows: readonly AccountMatchRow[], orphans: readonly OrphanRow[], {account_count, implied_count}: Counts): string {
  const exports = [...new Set(rows.map((row) => row.export))];
  if (exports.length === 0) return "No export refers to accounts";
  if (account_count === implied_count) return `No accounts were exported, so none of the ${listed(exports.map(exportWords))} could find one`;
  const words = exports.map((name) => {
    const none = rows.find((row) => row.export === name && row.found_by === "none");
    const amount = none?.amount_rate === undefined || none.amount_rate === null || none.amount_rate < 0.0005 ? "" : ` (${percent(1 - none.amount_rate)} of ${name === "opportunities" ? "the amount" : "MRR"})`;
    return `**${percent(1 - (none?.row_rate ?? 0))}** of ${exportWords(name)}${amount}`;
  });
  const lost = orphans.filter(({not_found_count, referred}) => not_found_count > 0 && referred === "accounts");
  return `${listed(words)} found their account${lost.length === 0 ? "" : `; ${number(sum(lost.map(({not_found_count}) => not_found_count)))} rows name one that no export has`}`;
}

/** What the rows of an export are called in a sentence. */
export function exportWords(name: string): string {
  return EXPORT_WORDS[name] ?? name.replaceAll("_", " ");
}

const EXPORT_WORDS: Readonly<Record<string, string>> = {opportunities: "deals", subscriptions: "subscriptions", mrr_snapshots: "MRR snapshots", invoices: "invoices"};

const CHANGE_WORDS: Readonly<Record<string, readonly [one: string, many: string]>> = {
  deal_restated: ["decided deal was restated", "decided deals were restated"], deal_reopened: ["decided deal was reopened", "decided deals were reopened"],
  deal_redated: ["deal was given other dates", "deals were given other dates"], deal_missing: ["deal is no longer in the export", "deals are no longer in the export"],
  account_changed: ["value of an account changed", "values of accounts changed"], account_missing: ["account is no longer in the export or was merged into another", "accounts are no longer in the export or were merged into others"],
  export_shrank: ["export shrank by a fifth or more", "exports shrank by a fifth or more"]
};

function changed(rows: readonly {kind: string; n: number}[], {run_count}: Counts): string {
  if (run_count === 0) return "This is the first run that is remembered: from the next export on, this says what changed";
  if (rows.length === 0) return "Nothing that an earlier run has reported was changed since";
  return `Since the last run on other exports, ${listed(rows.map(({kind, n}) => `**${number(n)}** ${(CHANGE_WORDS[kind] ?? [kind, kind])[n === 1 ? 0 : 1]}`))}`;
}

/** Rows that were read and are no revenue all the same: what they lack stands below. */
function revenue(notes: readonly RetentionNoteRow[]): string {
  const left = sum(notes.filter(({note}) => note.startsWith("excluded: ")).map(({row_count}) => row_count ?? 0));
  return left === 0 ? "Every row of revenue that is used counts" : `**${plural(left, "row")}** of revenue ${left === 1 ? "counts" : "count"} as nothing`;
}

/** The field that is known most unequally on won and on lost deals, among those that anything is counted by. */
function covered(rows: readonly FieldCoverageRow[]): string {
  const mapped = rows.filter(({is_mapped}) => is_mapped);
  if (mapped.length === 0) return "Nothing was read";
  const sparse = mapped.filter(({fill_rate}) => (fill_rate ?? 0) < 0.5).length;
  const base = sparse === 0 ? `All ${number(mapped.length)} columns in use are filled on at least half of their rows` : `**${number(sparse)} of ${number(mapped.length)}** columns in use ${sparse === 1 ? "is filled on fewer than half of its rows" : "are filled on fewer than half of their rows"}`;
  const gaps = mapped.filter(({column, won_fill_rate, lost_fill_rate}) => won_fill_rate !== null && lost_fill_rate !== null && !OUTCOMES.has(column))
    .map((row) => ({row, gap: Math.abs(row.won_fill_rate! - row.lost_fill_rate!)})).toSorted((a, b) => b.gap - a.gap);
  const [widest] = gaps;
  if (widest === undefined || widest.gap < FILL_GAP) return gaps.length === 0 ? base : `${base}, and none much more often on won than on lost deals`;
  const {column, header, won_fill_rate, lost_fill_rate} = widest.row;
  return `${base}; ${name(header ?? column)} is known on **${percent(won_fill_rate)}** of won and **${percent(lost_fill_rate)}** of lost deals`;
}

/** Columns that say how a deal ended are filled by outcome because they must. */
const OUTCOMES = new Set(["loss_reason", "closed_on", "cycle_days", "is_won", "is_closed", "stage"]);

function leaks(headers: readonly string[], {audited_count}: Counts): string {
  if (audited_count === 0) return "No column could be audited: there are no won or lost deals";
  if (headers.length === 0) return `None of **${number(audited_count)}** columns looks as if it were filled in because of the outcome`;
  const shown = headers.slice(0, 3).map(name);
  return `**${number(headers.length)} of ${number(audited_count)}** columns may be filled in because of the outcome: ${listed(headers.length > 3 ? [...shown, `${number(headers.length - 3)} more`] : shown)}; a criterion that reads ${headers.length === 1 ? "it" : "one of them"} is suspended`;
}

function nearValues(rows: readonly NearDuplicateValueRow[]): string {
  const odd = rows.filter(({kind}) => kind !== "case");
  if (odd.length === 0) return "No two values of a column look like one that was misspelt";
  return `**${plural(odd.length, "value")}** on ${plural(sum(odd.map(({row_count}) => row_count)), "row")} look${odd.length === 1 ? "s" : ""} like another one, misspelt`;
}

function impossible(rows: readonly DateProblemRow[], {deal_count}: Counts): string {
  if (deal_count === 0) return "No deals were exported";
  const odd = rows.filter(({kind}) => kind !== "no created date");
  const undated = sum(rows.filter(({kind}) => kind === "no created date").map((row) => row.deal_count));
  if (odd.length === 0 && undated === 0) return deal_count === 1 ? "The one deal has possible dates" : `All **${number(deal_count)}** deals have possible dates`;
  const before = sum(rows.filter(({kind}) => kind === "closed before created").map((row) => row.deal_count));
  const rest = sum(odd.map((row) => row.deal_count)) - before;
  const part = (count: number, one: string, many: string) => (count === 0 ? [] : [deal_count === 1 ? one : `**${number(count)}** ${count === 1 ? one : many}`]);
  const parts = [
    ...part(before, "was closed before it was created", "were closed before they were created"), ...part(undated, "has no created date", "have no created date"),
    ...part(rest, "has no close date or one after the data date", "have no close date or one after the data date")
  ];
  const them = deal_count === 1 || before + undated + rest === 1 ? "it stays in every rate and leaves" : "they stay in every rate and leave";
  return `${deal_count === 1 ? "The one deal" : `Of ${number(deal_count)} deals,`} ${listed(parts)}: ${them} every measure of time`;
}

const SOURCE_WORDS: Readonly<Record<string, string>> = {
  account_flag: "the account's flag", churn_events: "the churn events", revenue: "revenue", revenue_lapses: "lapses of revenue"
};

function contradicted(rows: readonly ChurnContradictionRow[]): string {
  const shares = new Map<string, number>();
  for (const row of rows) {
    if (row.churned_a_rate !== null && !shares.has(row.source_a)) shares.set(row.source_a, row.churned_a_rate);
    if (row.churned_b_rate !== null && !shares.has(row.source_b)) shares.set(row.source_b, row.churned_b_rate);
  }
  if (shares.size < 2) return "Only one source speaks of churn, so nothing can contradict it";
  const words = [...shares].filter(([source]) => source !== "revenue_lapses").map(([source, share]) => `${SOURCE_WORDS[source] ?? source} **${percent(share)}**`);
  const worst = largest(rows.map(({contradiction_rate}) => contradiction_rate ?? 0));
  return worst < 0.005 ? `Every source agrees on who churned: ${listed(words)}` : `Who churned depends on who is asked: ${listed(words)}; the pages follow revenue`;
}

function clustered(row: {design_effect: number | null; decided_per_account: number | null; account_count: number} | undefined): string {
  if (row === undefined || row.decided_per_account === null) return "No decided deal has an account, so nothing says whether deals of one account end alike";
  if (row.design_effect === null) return "Whether deals of one account end alike cannot be said: too few accounts have several";
  const each = `${number(row.decided_per_account, 1)} decided deals an account, design effect ${number(row.design_effect, 2)}`;
  return row.design_effect > DESIGN_EFFECT_LIMIT
    ? `Deals of one account **end alike** (${each}): read every interval as about ${percent(widening(row.design_effect) - 1)} wider`
    : `Deals of one account do not end alike enough to matter (${each})`;
}

function calendar(rows: readonly ClosingMonthRow[]): string {
  const end = rows.find(({month_of_quarter}) => month_of_quarter === 3);
  const others = sum(rows.filter(({month_of_quarter}) => month_of_quarter < 3).map(({decided_count}) => decided_count));
  if (end === undefined || end.quarter_end_difference === null || Math.min(end.decided_count, others) < sampleSizes().firm) return "Too few deals are dated to compare the months of a quarter";
  const isFar = Math.abs(end.quarter_end_difference) >= 0.1;
  const isStrong = isFar && (end.quarter_end_p_value ?? 1) <= 0.01;
  if (isStrong) return `The last month of a quarter wins **${percent(end.win_rate)}**, **${pointsSaid(end.quarter_end_difference)}** against the others: compare quarters, never months`;
  return `The last month of a quarter wins ${isFar ? `${end.quarter_end_difference > 0 ? "more" : "less"} often than the others, though it may be chance` : "neither much more nor much less often than the others"} (${pointsSaid(end.quarter_end_difference)})`;
}

/** What no column of the exports says, and what the report does without because of it. */
async function unsaid(db: Database): Promise<string[]> {
  const entities = new Set((await db.rows<{entity: string}>("select distinct entity from raw_files")).map(({entity}) => entity));
  const columns = new Set((await db.rows<{name: string}>("select entity || '.' || column_name as name from config_columns where is_present")).map(({name: column}) => column));
  return lackingColumns((entity) => entities.has(entity), (entity, column) => columns.has(`${entity}.${column}`)).filter(({isGrave}) => isGrave)
    .map(({tells, cost}) => `No export says ${tells}: ${cost}.`);
}

function cannotSay(coverage: readonly FieldCoverageRow[], {deal_count}: Counts): string[] {
  const isUndated = deal_count > 0 && !coverage.some(({export: name, column, is_mapped}) => name === "opportunities" && column === "created_on" && is_mapped);
  return [
    "These checks find rows that contradict themselves or each other. They cannot find a deal that was never entered, nor a value that is wrong and plausible.",
    "A column that passes the leak audit may still have been filled in afterwards, as often on won as on lost deals.",
    ...(isUndated ? ["The deals have no created date, so nothing can be said of what was known when they began."] : [])
  ];
}
