import type {CellGroup} from "./smallCells.ts";

// SQL, in a select from a mart called `mart`, for how many accounts are behind the deals of a row: of the views of models/board, which leave out what
// surely has enough, so that null is enough.

export const PERIOD_KEYS = ["period_window", "deal_type", "dimension", "segment"];
const TIER_KEYS = ["moment", "icp", "version", "scenario", "sample", "tier"];

/** The accounts that a view has for the keys of a row; of a `missing` value's row, whose label is the mart's own, those of null. */
export function behind(view: string, count: string, keys: readonly string[], missing?: string): string {
  const same = keys.map((key) => `behind.${key} is not distinct from mart.${key}`);
  const named = missing === undefined ? [] : [`behind.${missing} is not distinct from case when not mart.is_missing then mart.${missing} end`];
  return `(select any_value(${count}) from ${view} as behind where ${[...same, ...named].join(" and ")})`;
}

/** The accounts behind a row's deals of a kind in its period window; what the mart has no column for is given. */
export function inPeriod(deals: "decided" | "won" | "lost" | "timed_won", given: Readonly<Record<string, string>> = {}): string {
  return `(select any_value(${deals}_accounts) from int_period_accounts as behind where ${PERIOD_KEYS.map((key) => `behind.${key} = ${given[key] ?? `mart.${key}`}`).join(" and ")})`;
}

/** The accounts behind a tier's deals of a kind in a sample. */
export function inTier(deals: "decided" | "won" | "timed_won" | "open" | "created", given: Readonly<Record<string, string>>): string {
  const known: Readonly<Record<string, string>> = {moment: "'current'", ...given};
  return `(select any_value(${deals}_accounts) from int_icp_tier_accounts as behind where ${TIER_KEYS.map((key) => `behind.${key} = ${known[key] ?? `mart.${key}`}`).join(" and ")})`;
}

/** The fewest accounts behind the decided deals of tier 1 and of the rest, on which an ICP is judged; of another sample where it is given. */
export function behindJudged([icp, version]: readonly [string, string], sample = "'judged'"): string {
  return `(select min(decided_accounts) from int_icp_tier_accounts as behind where behind.moment = 'current' and behind.scenario = 'base' and behind.tier in ('1', 'rest') and behind.sample = ${sample} and behind.icp = ${icp} and behind.version = ${version})`;
}

/**
 * The accounts behind a sentence of a page that its writer does not weigh: of an ICP those of the sample that it speaks of, of losses those whose reason or
 * competitor is named most, or not recorded.
 */
export function behindSentence(page: string): string | undefined {
  if (page === "win-rate") return `case figure when 'reasons' then ${behindMost("reason", "count", "account_count")} when 'competitors' then ${behindMost("competitor", "lost_count", "lost_accounts")} end`;
  if (!["index", "icp-validation", "icp-versions"].includes(page)) return undefined;
  const version = `coalesce(${chosen("version")}, (select any_value(version) from int_icp_in_force as in_force where in_force.icp = ${chosen("icp")}))`;
  return `case when least_count is not null then ${behindJudged([chosen("icp"), version], `coalesce(${chosen("sample")}, 'judged')`)} end`;
}

/** A choice in the scope of a sentence; null where there is none. */
function chosen(key: string): string {
  return `nullif(regexp_extract(scope, '(?:^|&)${key}=([^&]*)', 1), '')`;
}

function behindMost(what: "reason" | "competitor", count: string, accounts: string): string {
  const ofAll = (table: string) => `${table}.dimension = 'all' and ${table}.deal_type = ${chosen("deal_type")}`;
  const most = `(select arg_max(${what}, ${count}) from loss_${what}s as named where ${ofAll("named")} and not named.is_missing)`;
  return `(select min(${accounts}) from int_loss_${what}_accounts as behind where ${ofAll("behind")} and (behind.${what} is null or behind.${what} = ${most}))`;
}

/** The fewest accounts behind the answers to a rule. */
export function inRule(answers: "answer" | "side" | "all_met", role: "criterion" | "disqualifier"): string {
  return `(select any_value(${answers}_accounts) from int_icp_rule_accounts as behind where behind.role = '${role}' and behind.criterion = mart.${role} and behind.icp = mart.icp and behind.version = mart.version)`;
}

/** What the scorecard says of deals stands in the win rates too. */
export function inScorecard(deals: "decided" | "won" | "timed_won", column: string): Pick<CellGroup, "accounts" | "follows"> {
  return {
    accounts: inPeriod(deals, {period_window: "'all'", deal_type: "'new_business'"}),
    follows: {mart: "win_rate_by_segment", column, given: {period_window: "all", deal_type: "new_business"}}
  };
}
