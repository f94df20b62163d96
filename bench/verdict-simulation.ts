// How often the verdict is wrong, and how often it finds what is there: `npx tsx bench/verdict-simulation.ts [seeds]`.
// Worlds of deals are drawn with a known truth and judged by the pipeline's own horizon and verdict. A null world has no difference in
// winning between tiers; "speeds" has tiers that win equally often at medians of 70, 100 and 140 days, which a rule on decided deals
// mistakes for wins. A planted world has true win rates of 36, 24 and 15 %.
import {created, NO_DEALS, NOT_KEPT, rest, type DealCounts, type Evidence, type Keeping, type TierDeals} from "../pipeline/icp/evidence.ts";
import {horizonDays} from "../pipeline/icp/horizon.ts";
import {keeping} from "../pipeline/icp/retention.ts";
import {verdict, type Verdict} from "../pipeline/icp/verdict.ts";
import {createRandom, type Random} from "../pipeline/sample/random.ts";
import {timeCounts} from "../pipeline/statistics/kaplanMeier.ts";

const THRESHOLDS = {lift: 1.3, resolved: 0.85, verdict_wins: 20, verdict_losses: 20};
const QUARTER = 91;
const TIERS = [1, 2, 3] as const;

interface World {
  readonly shares: readonly [number, number, number];
  /** Chance that a deal is won, by tier. */
  readonly winRates: readonly [number, number, number];
  /** Median days to a win, by tier; losses take 60 in every tier. */
  readonly winMedians: readonly [number, number, number];
  readonly dealsPerQuarter: number;
  /** Quarters of deals before the version takes effect, and since. */
  readonly before: number;
  readonly since: number;
  /** Share of deals that end without a decision. */
  readonly noDecision?: number;
  /** Share of lost deals whose account, and with it every criterion, is missing. */
  readonly lostUnknown?: number;
  /** Customers by tier with equal retention; none: nothing is exported. */
  readonly customers?: readonly [number, number, number];
}

interface Deal {
  readonly tier: 1 | 2 | 3 | 4;
  readonly createdOn: number;
  readonly days: number;
  readonly outcome: "won" | "lost" | "noDecision";
}

/** Days are counted from the day on which the version takes effect. */
function judge(world: World, random: Random): Verdict {
  const asOf = world.since * QUARTER;
  const deals = Array.from({length: Math.round(world.dealsPerQuarter * (world.before + world.since))}, () => draw(world, random));
  const resolved = (deal: Deal): boolean => deal.createdOn + deal.days <= asOf;
  const horizon = horizonDays(TIERS.map((tier) => {
    const own = deals.filter((deal) => deal.tier === tier);
    return timeCounts(own.map((deal) => Math.min(deal.days, asOf - deal.createdOn)), own.map(resolved));
  }));
  const outOfTime = deals.filter((deal) => deal.createdOn >= 0);
  const judged = count(horizon === null ? [] : outOfTime.filter((deal) => deal.createdOn <= asOf - horizon), resolved);
  const own: Evidence = {
    horizonDays: horizon, judged,
    young: outOfTime.filter((deal) => deal.tier < 4).length - created(judged[1]) - created(rest(judged)),
    keeping: world.customers ? drawKeeping(world.customers, random) : NOT_KEPT
  };
  return verdict({own, other: own, background: count(deals, resolved), pace: {decided: 365, days: 365}, thresholds: THRESHOLDS, waits: null});
}

function draw({shares, winRates, winMedians, before, since, noDecision = 0, lostUnknown = 0}: World, random: Random): Deal {
  const u = random.next();
  const tier = u < shares[0] ? 1 : u < shares[0] + shares[1] ? 2 : 3;
  const createdOn = Math.floor(random.next() * (before + since) * QUARTER) - before * QUARTER;
  const isWon = random.chance(winRates[tier - 1]!);
  const outcome = isWon ? "won" : random.chance(noDecision) ? "noDecision" : "lost";
  const median = isWon ? winMedians[tier - 1]! : 60;
  return {
    tier: outcome === "lost" && random.chance(lostUnknown) ? 4 : tier, createdOn, outcome,
    days: Math.round(median * Math.exp(0.6 * random.normal()))
  };
}

function count(deals: readonly Deal[], resolved: (deal: Deal) => boolean): TierDeals {
  const of = (tier: number): DealCounts => {
    const counts = {...NO_DEALS};
    for (const deal of deals) if (deal.tier === tier) (counts as Record<string, number>)[resolved(deal) ? deal.outcome : "open"]! += 1;
    return counts;
  };
  return {1: of(1), 2: of(2), 3: of(3), unknown: of(4)};
}

/** Customers that paid a year ago: one in ten has left since, one in five pays less, whatever the tier. */
function drawKeeping(customers: readonly [number, number, number], random: Random): Keeping {
  const [tier1, others] = [customers[0], customers[1] + customers[2]].map((n) => {
    const base = Array.from({length: n}, () => Math.round(10_000 * Math.exp(random.normal())));
    const months = base.map(() => Math.ceil(random.next() * 36));
    const isChurned = base.map(() => random.chance(0.1));
    const now = base.map((value, i) => (isChurned[i] ? 0 : random.chance(0.2) ? Math.round(value * random.next()) : value));
    const kept = base.map((value, i) => Math.min(value, now[i]!));
    return {
      revenue: {
        accounts: {base, now},
        sums: {
          account_count: n, base: sum(base), kept: sum(kept), now: sum(now), base_base: dot(base, base), base_kept: dot(base, kept),
          kept_kept: dot(kept, kept), base_now: dot(base, now), now_now: dot(now, now)
        }
      },
      exits: timeCounts(months, isChurned)
    };
  });
  return keeping(tier1!.revenue, others!.revenue, tier1!.exits, others!.exits);
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}

function dot(a: readonly number[], b: readonly number[]): number {
  return sum(a.map((value, i) => value * b[i]!));
}

const SHARES = [0.25, 0.35, 0.4] as const;
const EQUAL = [0.24, 0.24, 0.24] as const;
const PLANTED = [0.36, 0.24, 0.15] as const;
const ALIKE = [80, 80, 80] as const;
const SPEEDS = [70, 100, 140] as const;
const CUSTOMERS = [60, 80, 90] as const;

const seeds = Number(process.argv[2] ?? 200);
const worlds: readonly (readonly [name: string, bar: string, world: World])[] = [
  ...[2, 4, 8].map((since) => [`null, alike, ${since} quarters`, "≤ 2.5 %",
    {shares: SHARES, winRates: EQUAL, winMedians: ALIKE, dealsPerQuarter: 300, before: 6, since}] as const),
  ...[2, 4, 8].map((since) => [`null, speeds 70/100/140, ${since} quarters`, "≤ 2.5 %",
    {shares: SHARES, winRates: EQUAL, winMedians: SPEEDS, dealsPerQuarter: 300, before: 6, since}] as const),
  ...[2, 4, 8].map((since) => [`null, speeds, first version, ${since} quarters`, "≤ 2.5 %",
    {shares: SHARES, winRates: EQUAL, winMedians: SPEEDS, dealsPerQuarter: 300, before: 0, since}] as const),
  ...[2, 4, 8].map((since) => [`null, speeds, 2,000 deals a quarter, ${since} quarters`, "≤ 2.5 %",
    {shares: SHARES, winRates: EQUAL, winMedians: SPEEDS, dealsPerQuarter: 2000, before: 6, since}] as const),
  ["null, speeds, no decision 30 %, 4 quarters", "≤ 2.5 %",
    {shares: SHARES, winRates: EQUAL, winMedians: SPEEDS, dealsPerQuarter: 300, before: 6, since: 4, noDecision: 0.3}],
  ["null, 60 % of losses without account, 4 quarters", "≤ 2.5 %",
    {shares: SHARES, winRates: EQUAL, winMedians: ALIKE, dealsPerQuarter: 300, before: 6, since: 4, lostUnknown: 0.6}],
  // 750 judged: created in the quarters that are older than the horizon of about two.
  ["planted 36/24/15, 750 judged", "≥ 85 %",
    {shares: SHARES, winRates: PLANTED, winMedians: ALIKE, dealsPerQuarter: 300, before: 4, since: 4.1}],
  ["planted, customers kept alike", "≥ 85 %",
    {shares: SHARES, winRates: PLANTED, winMedians: ALIKE, dealsPerQuarter: 300, before: 4, since: 4.1, customers: CUSTOMERS}],
  ["planted, wins at 140/100/70", "found late",
    {shares: SHARES, winRates: PLANTED, winMedians: [140, 100, 70], dealsPerQuarter: 300, before: 6, since: 6}]
];

console.log(`${seeds} seeds each\n`);
console.log("| world | bar | supported | contradicted | judged, mean | reasons of the rest |");
console.log("| --- | --- | --- | --- | --- | --- |");
for (const [name, bar, world] of worlds) {
  const verdicts = Array.from({length: seeds}, (_, seed) => judge(world, createRandom(seed + 1, 7)));
  const share = (word: string): string => `${(100 * verdicts.filter((found) => found.verdict === word).length / seeds).toFixed(1)} %`;
  const codes = new Map<string, number>();
  for (const {reasonCode} of verdicts) if (reasonCode !== null) codes.set(reasonCode, (codes.get(reasonCode) ?? 0) + 1);
  const judged = verdicts.reduce((sum, found) => sum + found.judgedCount, 0) / seeds;
  console.log(`| ${name} | ${bar} | ${share("supported")} | ${share("contradicted")} | ${judged.toFixed(0)} | `
    + `${[...codes].toSorted((a, b) => b[1] - a[1]).map(([code, n]) => `${code} ${n}`).join(", ")} |`);
}
