import type {Database} from "../database.ts";
import type {Step} from "../models/model.ts";
import {grouped} from "../grouped.ts";
import {retentionLimits, retentionReplicates} from "../retention/revenueIntervals.ts";
import {percentileLimits, type Limits} from "../statistics/bootstrap.ts";
import type {Estimate} from "../statistics/interval.ts";
import {kaplanMeier, survivalBy, type TimeCounts} from "../statistics/kaplanMeier.ts";
import {logRank} from "../statistics/logRank.ts";
import {ratioOfSums, type RatioSums} from "../statistics/ratio.ts";
import {TESTED_ACCOUNTS, TESTED_CHURNS, type Keeping} from "./evidence.ts";

/** Above so many base accounts the linearised interval stands for the bootstrap, with which it agrees there. */
const BOOTSTRAPPED_ACCOUNTS = 2000;

/** Accounts that paid twelve months before the last snapshot, in cents. */
export interface RevenueBase {
  readonly sums: RevenueSums;
  /** Each account's amount then and now; null where there are too many to resample. */
  readonly accounts: {readonly base: ArrayLike<number>; readonly now: ArrayLike<number>} | null;
}

interface RevenueSums {
  readonly account_count: number;
  readonly base: number;
  readonly kept: number;
  readonly now: number;
  readonly base_base: number;
  readonly base_kept: number;
  readonly kept_kept: number;
  readonly base_now: number;
  readonly now_now: number;
}

const NO_REVENUE: RevenueSums = {
  account_count: 0, base: 0, kept: 0, now: 0, base_base: 0, base_kept: 0, kept_kept: 0, base_now: 0, now_now: 0
};

/** Whether tier 1 keeps its customers no worse than the rest. */
export function keeping(tier1: RevenueBase, others: RevenueBase, exits1: readonly TimeCounts[], exitsRest: readonly TimeCounts[]): Keeping {
  return {
    baseAccounts: [tier1.sums.account_count, others.sums.account_count],
    grossDifference: retentionDifferences(tier1, others)?.gross ?? null,
    ...leaving(exits1, exitsRest)
  };
}

/** Whether customers of tier 1 leave sooner or later than the rest; not tested with few churns. */
export function leaving(exits1: readonly TimeCounts[], exitsRest: readonly TimeCounts[]): Pick<Keeping, "churned" | "logRank"> {
  const churned = [...exits1, ...exitsRest].reduce((sum, row) => sum + row.events, 0);
  return {
    churned,
    logRank: churned < TESTED_CHURNS ? null : logRank([
      ...exits1.map((row) => ({...row, group: "1"})),
      ...exitsRest.map((row) => ({...row, group: "rest"}))
    ])
  };
}

/** Gross and net retention, or what is said of both. */
export interface ByKind<T> {
  readonly gross: T;
  readonly net: T;
}

/**
 * Gross and net retention of tier 1 less those of the rest: bootstrap over accounts, each side resampled by itself; linearised where they are
 * many. Null where a side has too few accounts to be tested.
 */
export function retentionDifferences(tier1: RevenueBase, others: RevenueBase): ByKind<Estimate> | null {
  if (Math.min(tier1.sums.account_count, others.sums.account_count) < TESTED_ACCOUNTS) return null;
  const sides = tier1.accounts && others.accounts && tier1.sums.account_count + others.sums.account_count <= BOOTSTRAPPED_ACCOUNTS
    ? [tier1.accounts, others.accounts].map(({base, now}, i) => retentionReplicates(base, now, `retention of side ${i + 1}`))
    : null;
  const difference = (kind: "gross" | "net", sumsOf: (sums: RevenueSums) => RatioSums): Estimate => {
    const [a, b] = [ratioOfSums(sumsOf(tier1.sums)), ratioOfSums(sumsOf(others.sums))];
    const estimate = a.estimate! - b.estimate!;
    if (sides) {
      const [low, high] = percentileLimits(sides[0]![kind].map((value, i) => value - sides[1]![kind][i]!));
      return {estimate, low, high};
    }
    const width = Math.hypot(a.high! - a.estimate!, b.high! - b.estimate!);
    return {estimate, low: estimate - width, high: estimate + width};
  };
  return {gross: difference("gross", grossSums), net: difference("net", netSums)};
}

function grossSums(sums: RevenueSums): RatioSums {
  return {n: sums.account_count, y: sums.kept, x: sums.base, yy: sums.kept_kept, xy: sums.base_kept, xx: sums.base_base};
}

function netSums(sums: RevenueSums): RatioSums {
  return {n: sums.account_count, y: sums.now, x: sums.base, yy: sums.now_now, xy: sums.base_now, xx: sums.base_base};
}

/** What tiers keep at one moment under one unknown policy; tiers are 1 to 4, 4 for unknown. */
export interface TierRetention {
  revenue(tiers: readonly number[]): RevenueBase;
  exits(tiers: readonly number[]): TimeCounts[];
}

const NOTHING: TierRetention = {revenue: () => ({sums: NO_REVENUE, accounts: {base: [], now: []}}), exits: () => []};

type ReadRetention = (moment: string, versionKey: number, policy: string) => TierRetention;

/** Reads what every moment, ICP version and unknown policy keeps by tier. */
export async function readRetention(db: Database): Promise<ReadRetention> {
  const sums = await db.rows<TierKey & RevenueSums>("from int_icp_revenue_sums order by moment, version_key, policy, tier");
  const pairs = await db.rows<TierKey & {base: number; now: number; n: number}>(`
    select moment, version_key, policy, tier, (base_mrr * 100)::double as base, (mrr * 100)::double as now, sum(account_count) as n
    from int_icp_revenue_pairs
    inner join int_icp_tiers_by_policy using (profile_key)
    where moment in (
      select moment from int_icp_revenue_pairs group by moment having sum(account_count) <= ${BOOTSTRAPPED_ACCOUNTS}
    )
    group by all
    order by all`);
  const exits = await db.rows<TierKey & TimeCounts>(`
    select moment, version_key, policy, tier, time, churned as events, censored
    from int_icp_survival_counts
    order by moment, version_key, policy, time, tier`);
  const sumsOf = grouped(sums, keyOf);
  const pairsOf = grouped(pairs, keyOf);
  const exitsOf = grouped(exits, keyOf);
  return (moment, versionKey, policy) => {
    const k = `${moment} ${versionKey} ${policy}`;
    if (!sumsOf.has(k) && !exitsOf.has(k)) return NOTHING;
    return {
      revenue(tiers) {
        const total = (sumsOf.get(k) ?? []).filter((row) => tiers.includes(row.tier)).reduce<RevenueSums>((sum, row) => addedSums(sum, row), NO_REVENUE);
        const accounts = pairsOf.has(k) ? spread(pairsOf.get(k)!.filter((row) => tiers.includes(row.tier))) : null;
        return {sums: total, accounts};
      },
      exits(tiers) {
        const byTime = grouped((exitsOf.get(k) ?? []).filter((row) => tiers.includes(row.tier)), (row) => row.time);
        return [...byTime].map(([time, rows]) => ({
          time,
          events: rows.reduce((sum, row) => sum + row.events, 0),
          censored: rows.reduce((sum, row) => sum + row.censored, 0)
        }));
      }
    };
  };
}

interface TierKey {
  readonly moment: string;
  readonly version_key: number;
  readonly policy: string;
  readonly tier: number;
}

function keyOf({moment, version_key, policy}: TierKey): string {
  return `${moment} ${version_key} ${policy}`;
}

function addedSums(a: RevenueSums, b: RevenueSums): RevenueSums {
  return Object.fromEntries(Object.keys(NO_REVENUE).map((name) => [name, a[name as keyof RevenueSums] + b[name as keyof RevenueSums]])) as unknown as RevenueSums;
}

/** One amount an account, in the order of int_bootstrap_pairs: equal populations then have equal resamples, here and in revenue_retention. */
function spread(rows: readonly {base: number; now: number; n: number}[]): {base: number[]; now: number[]} {
  const ordered = rows.toSorted((a, b) => a.base - b.base || a.now - b.now);
  return {
    base: ordered.flatMap(({base, n}) => Array.from({length: n}, () => base)),
    now: ordered.flatMap(({now, n}) => Array.from({length: n}, () => now))
  };
}

/** Trailing gross and net retention of some tiers, with limits. */
export function trailingRetention({sums, accounts}: RevenueBase): ByKind<Estimate> {
  const [gross, net] = [ratioOfSums(grossSums(sums)), ratioOfSums(netSums(sums))];
  if (!accounts || sums.account_count < 2) return {gross: within(gross, 1), net: within(net, Infinity)};
  const limits = retentionLimits(accounts.base, accounts.now);
  const limited = (found: Estimate, [low, high]: Limits): Estimate => ({...found, low, high});
  return {gross: limited(gross, limits.gross), net: limited(net, limits.net)};
}

const TIERS = [[1], [2], [3], [4], [1, 2, 3, 4]];

/**
 * One row per moment, ICP version and tier (0 for all): customers kept after 12 months (Kaplan–Meier, months from the first paid snapshot)
 * and trailing gross and net retention, with limits.
 */
export const icpTierRetention: Step = {
  table: "stat_icp_tier_retention",
  reads: ["int_icp_revenue_sums", "int_icp_revenue_pairs", "int_icp_tiers_by_policy", "int_icp_survival_counts", "int_icp_versions", "int_icp_moments"],
  async build(db) {
    const read = await readRetention(db);
    const versions = await db.rows<{moment: string; version_key: number}>(
      "select moment, version_key from int_icp_moments cross join int_icp_versions order by all"
    );
    const rows = versions.flatMap(({moment, version_key}) => TIERS.map((tiers) => {
      const retention = read(moment, version_key, "own");
      const revenue = retention.revenue(tiers);
      const exits = retention.exits(tiers);
      return {
        moment, version_key, tier: tiers.length > 1 ? 0 : tiers[0]!,
        accounts: revenue.sums.account_count,
        survival: exits.length > 0 ? survivalBy(kaplanMeier(exits), 12) : null,
        ...trailingRetention(revenue)
      };
    }));
    await db.writeTable("stat_icp_tier_retention", [
      {name: "moment", type: "varchar", values: rows.map((row) => row.moment)},
      {name: "version_key", type: "smallint", values: rows.map((row) => row.version_key)},
      {name: "tier", type: "tinyint", values: rows.map((row) => row.tier)},
      {name: "base_account_count", type: "integer", values: rows.map((row) => row.accounts)},
      {name: "survival_12m", type: "double", values: rows.map((row) => row.survival?.survival ?? null)},
      {name: "survival_12m_low", type: "double", values: rows.map((row) => row.survival?.low ?? null)},
      {name: "survival_12m_high", type: "double", values: rows.map((row) => row.survival?.high ?? null)},
      {name: "survival_at_risk_count", type: "integer", values: rows.map((row) => row.survival?.atRisk ?? null)},
      {name: "gross_retention", type: "double", values: rows.map((row) => row.gross.estimate)},
      {name: "gross_retention_low", type: "double", values: rows.map((row) => row.gross.low)},
      {name: "gross_retention_high", type: "double", values: rows.map((row) => row.gross.high)},
      {name: "net_retention", type: "double", values: rows.map((row) => row.net.estimate)},
      {name: "net_retention_low", type: "double", values: rows.map((row) => row.net.low)},
      {name: "net_retention_high", type: "double", values: rows.map((row) => row.net.high)}
    ]);
  }
};

function within({estimate, low, high}: Estimate, most: number): Estimate {
  return {estimate, low: low === null ? null : Math.max(0, low), high: high === null ? null : Math.min(most, high)};
}
