import type {Database} from "../database.ts";
import type {Step} from "../models/model.ts";
import {auc} from "../statistics/auc.ts";
import {UNDEFINED, type Estimate} from "../statistics/interval.ts";
import {kaplanMeier, survivalBy, type TimeCounts} from "../statistics/kaplanMeier.ts";
import {newcombe} from "../statistics/newcombe.ts";
import {medianRank} from "../statistics/quantiles.ts";
import {wilson} from "../statistics/wilson.ts";
import {grouped} from "../grouped.ts";
import {leavingReading, type Reading} from "./evidence.ts";
import {leaving, readRetention, retentionDifferences, trailingRetention, type TierRetention} from "./retention.ts";

export type Measure = "win_rate" | "median_cycle_days" | "survival_12m" | "gross_retention" | "net_retention";

/** One measure of tier 1 and of tiers 2 and 3. */
export interface Comparison {
  readonly measure: Measure;
  readonly tier1: Estimate;
  readonly tier1Count: number;
  readonly rest: Estimate;
  readonly restCount: number;
  readonly difference: Estimate;
  readonly reading: Reading;
}

/** Win rates of decided deals; Newcombe's interval reads them. */
export function comparedWins(tier1: WinCounts, rest: WinCounts): Comparison {
  const difference = newcombe(tier1.won, tier1.decided, rest.won, rest.decided);
  return {
    measure: "win_rate",
    tier1: wilson(tier1.won, tier1.decided), tier1Count: tier1.decided,
    rest: wilson(rest.won, rest.decided), restCount: rest.decided,
    difference, reading: read(difference)
  };
}

export interface WinCounts {
  readonly won: number;
  readonly decided: number;
}

/** Won deals that took so many days; ascending. */
export interface DayCounts {
  readonly days: number;
  readonly won: number;
}

/**
 * Median days of won deals, between order statistics. They read as different where a win of tier 1 is faster than one of the rest more often
 * than not beyond chance (Mann and Whitney's probability with DeLong's limits), and the limits that are shown agree: those of the difference of
 * the medians, where both sides have enough wins for them.
 */
export function comparedDays(tier1: readonly DayCounts[], rest: readonly DayCounts[]): Comparison {
  const [a, b] = [medianDays(tier1), medianDays(rest)];
  const slower = auc([
    ...tier1.map(({days, won}) => ({score: days, won, lost: 0})),
    ...rest.map(({days, won}) => ({score: days, won: 0, lost: won}))
  ]);
  const difference = less(a, b);
  const faster = read({estimate: half(slower.estimate), low: half(slower.high), high: half(slower.low)});
  const sooner = difference.low === null ? faster : read({estimate: -difference.estimate!, low: -difference.high!, high: -difference.low});
  return {
    measure: "median_cycle_days", tier1: a, tier1Count: total(tier1), rest: b, restCount: total(rest), difference,
    reading: faster === "untested" || faster === sooner ? faster : "same"
  };
}

/** The share of lost against won pairs above one half, turned so that faster is better. */
function half(probability: number | null): number | null {
  return probability === null ? null : 0.5 - probability;
}

/** Customers kept after 12 months, gross and net retention over the last twelve; `hasPrices` is false where net retention says nothing. */
export function comparedKeeping(retention: TierRetention, hasPrices: boolean): Comparison[] {
  const [revenue1, revenueRest] = [retention.revenue([1]), retention.revenue([2, 3])];
  const [exits1, exitsRest] = [retention.exits([1]), retention.exits([2, 3])];
  const {logRank} = leaving(exits1, exitsRest);
  const [a, b] = [afterTwelve(exits1), afterTwelve(exitsRest)];
  const [trailing1, trailingRest] = [trailingRetention(revenue1), trailingRetention(revenueRest)];
  const differences = retentionDifferences(revenue1, revenueRest);
  return [
    {
      measure: "survival_12m", tier1: a, tier1Count: seen(exits1), rest: b, restCount: seen(exitsRest), difference: less(a, b),
      reading: leavingReading(logRank)
    },
    ...(["gross", "net"] as const).map((kind): Comparison => {
      const isKnown = kind === "gross" || hasPrices;
      const difference = (isKnown ? differences?.[kind] : null) ?? UNDEFINED;
      return {
        measure: `${kind}_retention`,
        tier1: isKnown ? trailing1[kind] : UNDEFINED, tier1Count: revenue1.sums.account_count,
        rest: isKnown ? trailingRest[kind] : UNDEFINED, restCount: revenueRest.sums.account_count,
        difference, reading: [trailing1[kind], trailingRest[kind]].some(isPoint) ? "untested" : read(difference)
      };
    })
  ];
}

/** Where no customer of a side changed what it pays, resampling finds no chance, and so none can be ruled out. */
function isPoint({low, high}: Estimate): boolean {
  return low !== null && low === high;
}

function read({low, high}: Estimate): Reading {
  if (low === null || high === null) return "untested";
  return low > 0 ? "better" : high < 0 ? "worse" : "same";
}

function seen(exits: readonly TimeCounts[]): number {
  return exits.reduce((sum, row) => sum + row.events + row.censored, 0);
}

function afterTwelve(exits: readonly TimeCounts[]): Estimate {
  const point = exits.length > 0 ? survivalBy(kaplanMeier(exits), 12) : null;
  return point === null ? UNDEFINED : {estimate: point.survival, low: point.low, high: point.high};
}

/** a less b, with limits recovered from those of each (Zou & Donner, Statistics in Medicine 27, 2008). */
function less(a: Estimate, b: Estimate): Estimate {
  if (a.estimate === null || b.estimate === null) return UNDEFINED;
  const estimate = a.estimate - b.estimate;
  if (a.low === null || a.high === null || b.low === null || b.high === null) return {estimate, low: null, high: null};
  return {
    estimate,
    low: estimate - Math.hypot(a.estimate - a.low, b.high - b.estimate),
    high: estimate + Math.hypot(a.high - a.estimate, b.estimate - b.low)
  };
}

function medianDays(counts: readonly DayCounts[]): Estimate {
  const n = total(counts);
  if (n === 0) return UNDEFINED;
  // The k-th smallest, from 1.
  const at = (k: number): number => {
    let seen = 0;
    return counts.find(({won}) => (seen += won) >= k)!.days;
  };
  const rank = medianRank(n);
  return {
    estimate: (at(Math.floor((n + 1) / 2)) + at(Math.ceil((n + 1) / 2))) / 2,
    low: rank === null ? null : at(rank),
    high: rank === null ? null : at(n + 1 - rank)
  };
}

function total(counts: readonly DayCounts[]): number {
  return counts.reduce((sum, {won}) => sum + won, 0);
}

/** One row per moment, ICP version and measure: tier 1 against the rest, of judged deals and of all customers. A version without judged deals is compared on past ones. */
export const icpComparisons: Step = {
  table: "stat_icp_comparisons",
  reads: [
    "int_icp_counts", "int_icp_cycle_days", "int_icp_versions", "int_icp_moments", "int_price_history", "int_icp_revenue_sums", "int_icp_revenue_pairs",
    "int_icp_tiers_by_policy", "int_icp_survival_counts"
  ],
  async build(db) {
    const rows = await comparisons(db);
    await db.writeTable("stat_icp_comparisons", [
      {name: "moment", type: "varchar", values: rows.map((row) => row.moment)},
      {name: "version_key", type: "smallint", values: rows.map((row) => row.version_key)},
      {name: "sample", type: "varchar", values: rows.map((row) => row.sample)},
      {name: "measure", type: "varchar", values: rows.map((row) => row.measure)},
      {name: "measure_order", type: "integer", values: rows.map((row) => row.order)},
      ...(["tier1", "rest", "difference"] as const).flatMap((side) => [
        {name: side, type: "double", values: rows.map((row) => row[side].estimate)},
        {name: `${side}_low`, type: "double", values: rows.map((row) => row[side].low)},
        {name: `${side}_high`, type: "double", values: rows.map((row) => row[side].high)}
      ]),
      {name: "tier1_count", type: "integer", values: rows.map((row) => row.tier1Count)},
      {name: "rest_count", type: "integer", values: rows.map((row) => row.restCount)},
      {name: "reading", type: "varchar", values: rows.map((row) => row.reading)}
    ]);
  }
};

interface Key {
  readonly moment: string;
  readonly version_key: number;
}

async function comparisons(db: Database): Promise<(Key & Comparison & {sample: string; order: number})[]> {
  const keyOf = ({moment, version_key}: Key): string => `${moment} ${version_key}`;
  const versions = await db.rows<Key & {sample: string}>(`
    select moment, version_key, case when status = 'draft' then 'in_sample' else 'judged' end as sample
    from int_icp_moments cross join int_icp_versions
    order by moment, version_key`);
  const wins = grouped(await db.rows<Key & WinCounts & {sample: string; tier: number}>(`
    select moment, version_key, sample, tier, sum(won_count) as won, sum(won_count + lost_count) as decided
    from int_icp_counts
    where policy = 'own' and scenario = 'base' and sample in ('judged', 'in_sample') and tier <= 3
    group by all
    order by all`), (row) => `${keyOf(row)} ${row.sample}`);
  const days = grouped(await db.rows<Key & DayCounts & {sample: string; is_tier_1: boolean}>(`
    select moment, version_key, sample, tier = 1 as is_tier_1, cycle_days as days, sum(won_count) as won
    from int_icp_cycle_days
    where scenario = 'base' and sample in ('judged', 'in_sample') and tier between 1 and 3
    group by all
    order by moment, version_key, sample, is_tier_1, days`), (row) => `${keyOf(row)} ${row.sample}`);
  const [prices] = await db.rows<{shows_price_changes: boolean}>("from int_price_history");
  const retention = await readRetention(db);
  return versions.flatMap((version) => {
    const key = `${keyOf(version)} ${version.sample}`;
    const sides = [(tier: number) => tier === 1, (tier: number) => tier > 1].map((isSide) => (wins.get(key) ?? []).filter((row) => isSide(row.tier))
      .reduce((sum, row) => ({won: sum.won + row.won, decided: sum.decided + row.decided}), {won: 0, decided: 0}));
    return [
      comparedWins(sides[0]!, sides[1]!),
      comparedDays((days.get(key) ?? []).filter((row) => row.is_tier_1), (days.get(key) ?? []).filter((row) => !row.is_tier_1)),
      ...comparedKeeping(retention(version.moment, version.version_key, "own"), prices?.shows_price_changes ?? false)
    ].map((comparison, i) => ({...version, ...comparison, order: i + 1}));
  });
}
