import {dealsNeeded} from "../statistics/dealsNeeded.ts";
import type {Estimate} from "../statistics/interval.ts";
import {newcombe} from "../statistics/newcombe.ts";
import {added, created, decided, leavingReading, rest, share, TESTED_ACCOUNTS, TESTED_CHURNS, type DealCounts, type Evidence, type Keeping, type TierDeals} from "./evidence.ts";
import {number, percent, percentBeside, plural, pointsSaid, pointsWithRange, probability, ratioBeside, sampleSizes} from "../findings/format.ts";
import {RESOLVED_SHARE} from "./horizon.ts";
import {shrunkRates} from "./shrunkRates.ts";
import {asSet, expectedCount} from "./words.ts";

/** Set in fitproof.yaml before the results are seen, and printed with them. */
export interface VerdictThresholds {
  readonly lift: number;
  /** Share of judged deals that must be resolved in tier 1 and in the rest. */
  readonly resolved: number;
  readonly verdict_wins: number;
  readonly verdict_losses: number;
}

export type VerdictWord = "supported" | "not proven" | "contradicted";
export type ConditionName = "difference" | "created" | "order" | "lift" | "keeps" | "unknown_policy";

/** One of the six things that a supported ICP must show. */
export interface Condition {
  readonly name: ConditionName;
  /** What is compared with the bar; null where it cannot be said. */
  readonly value: number | null;
  readonly bar: number;
  readonly isMet: boolean;
  readonly text: string;
}

export interface VerdictInput {
  /** Under the version's own policy for unknown values. */
  readonly own: Evidence;
  /** Under the other policy; the same object where nothing is unknown. */
  readonly other: Evidence;
  /** All deals of the version, for the deals needed where none are judged yet. */
  readonly background: TierDeals;
  /** Decided deals of tiers 1 to 3 in the last four complete quarters, or in fewer where none was decided before, and the days of these. */
  readonly pace: {readonly decided: number; readonly days: number};
  readonly thresholds: VerdictThresholds;
  /** Why no deal can have been created since it took effect, as a sentence; null of a version in force or retired. */
  readonly waits: string | null;
}

export interface Verdict {
  readonly verdict: VerdictWord;
  /** `too_few`, `too_early`, `no_difference` or `failed_condition:<condition>`; null for the other two verdicts. */
  readonly reasonCode: string | null;
  /** Deals of tiers 1 to 3 that were judged, of any outcome. */
  readonly judgedCount: number;
  /** Sentences: what was compared, then what decides. */
  readonly reasons: readonly string[];
  readonly conditions: readonly Condition[];
  /** Decided deals that it takes in all to show a lift at the threshold; null as `dealsNeeded`. */
  readonly dealsForLift: number | null;
  /** Decided deals still needed to show a lift at the threshold; null where there is nothing to prove or no number of deals could. */
  readonly dealsNeeded: number | null;
  /** Days until they are there at the present pace. */
  readonly daysNeeded: number | null;
}

/**
 * Whether the judged deals support an ICP: tier 1 against the rest by rules set beforehand. Counts in, words out; no data, no clock.
 */
export function verdict(input: VerdictInput): Verdict {
  const own = finding(input.own, input.thresholds);
  const other = input.other === input.own ? own : finding(input.other, input.thresholds);
  const agrees = other.word === own.word;
  const conditions = [...own.conditions, {
    name: "unknown_policy" as const,
    value: other.conditions.filter((condition) => condition.isMet).length,
    bar: other.conditions.length,
    isMet: other.word === "supported",
    text: other.word === own.word ? "The verdict is the same if unknown values are counted the other way."
      : `If unknown values are counted the other way, the verdict is ${spoken(other)}.`
  }];
  const compared = input.waits ?? comparison(input.own);
  const judgedCount = created(added(input.own.judged[1], rest(input.own.judged)));

  if (own.word === "supported" && agrees) {
    return {verdict: "supported", reasonCode: null, judgedCount, reasons: [compared, ...conditions.map(({text}) => text)], conditions, dealsForLift: null, dealsNeeded: null, daysNeeded: null};
  }
  if (own.word === "contradicted") {
    return {
      verdict: "contradicted", reasonCode: null, judgedCount, conditions, dealsForLift: null, dealsNeeded: null, daysNeeded: null,
      reasons: [compared, "Deals outside tier 1 win more often beyond chance: this ICP points at the wrong companies."]
    };
  }
  const reasonCode = own.word === "supported" ? "failed_condition:unknown_policy" : own.reasonCode!;
  const total = dealsForLift(input);
  const needed = total === null ? null : Math.max(0, total - judgedDeals(input.own));
  const days = needed !== null && needed > 0 && input.pace.decided > 0 ? Math.min(MOST, Math.ceil((needed * input.pace.days) / input.pace.decided)) : null;
  const failed = conditions.filter((condition) => !condition.isMet && (condition.name !== "unknown_policy" || !agrees));
  return {
    verdict: "not proven",
    reasonCode,
    judgedCount,
    reasons: [compared, ...own.why === null ? failed.map(({text}) => text) : [own.why], neededSentence(input, total, needed, days)]
      .filter((sentence) => sentence !== null),
    conditions,
    dealsForLift: total,
    dealsNeeded: needed,
    daysNeeded: days
  };
}

interface Finding {
  readonly word: VerdictWord;
  readonly reasonCode: string | null;
  /** Why nothing can be said yet; null where the conditions say it. */
  readonly why: string | null;
  readonly conditions: readonly Condition[];
}

/** The verdict under one unknown policy. */
function finding(evidence: Evidence, thresholds: VerdictThresholds): Finding {
  const {judged, horizonDays, young} = evidence;
  const conditions = conditionsOf(evidence, thresholds);
  const notProven = (reasonCode: string, why: string | null): Finding => ({word: "not proven", reasonCode, why, conditions});
  const tier1 = judged[1];
  const others = rest(judged);
  const all = added(tier1, others);

  if (horizonDays === null && young > 0) {
    return notProven("too_early", `Too early: in some tier fewer than ${percent(RESOLVED_SHARE)} of the deals get resolved, so that no deal can be said to be old enough to judge.`);
  }
  if (created(all) === 0 && young > 0) {
    return notProven("too_early", `Too early: ${young === 1 ? "the one deal" : `all ${number(young)} deals`} of known fit created since it took effect `
      + `${young === 1 ? "is" : "are"} younger than ${plural(horizonDays!, "day")}, by which ${percent(RESOLVED_SHARE)} of every tier's deals are resolved.`);
  }
  if (all.won < thresholds.verdict_wins || all.lost < thresholds.verdict_losses) {
    return notProven("too_few", `Too few deals: ${number(all.won)} won and ${number(all.lost)} lost to judge, at least `
      + `${thresholds.verdict_wins} and ${thresholds.verdict_losses} are needed.`);
  }
  const empty = created(tier1) === 0 ? "tier 1" : created(others) === 0 ? "the rest" : null;
  if (empty !== null) return notProven("too_early", `Too early: ${empty} has no deal to judge.`);
  const resolved = [tier1, others].map((deals) => share(created(deals) - deals.open, created(deals))!);
  if (!resolved.every((rate) => rate >= thresholds.resolved)) {
    const [first, other] = resolved.map((rate) => percentBeside(rate, thresholds.resolved));
    return notProven("too_early", `Too early: ${first} of tier 1 and ${other} of the rest are resolved, ${percent(thresholds.resolved)} of each are needed.`);
  }
  if (conditions.every((condition) => condition.isMet)) return {word: "supported", reasonCode: null, why: null, conditions};
  const difference = winDifference(tier1, others);
  const lift = liftOf(judged);
  if (difference.high !== null && difference.high < 0 && lift !== null && lift * thresholds.lift <= 1) {
    return {word: "contradicted", reasonCode: null, why: null, conditions};
  }
  if (difference.low === null || (difference.low <= 0 && difference.high! >= 0)) {
    return notProven("no_difference", "No difference beyond chance between tier 1 and the rest.");
  }
  return notProven(`failed_condition:${conditions.find((condition) => !condition.isMet)!.name}`, null);
}

function conditionsOf({judged, keeping}: Evidence, thresholds: VerdictThresholds): Condition[] {
  const tier1 = judged[1];
  const others = rest(judged);
  const difference = winDifference(tier1, others);
  const rate1 = share(tier1.won, created(tier1));
  const rateRest = share(others.won, created(others));
  const createdDifference = rate1 === null || rateRest === null ? null : rate1 - rateRest;
  const lift = liftOf(judged);
  return [
    {
      name: "difference", value: difference.low, bar: 0, isMet: difference.low !== null && difference.low > 0,
      text: difference.low === null ? "Tier 1 or the rest has no decided deals to compare."
        : difference.low > 0 ? `Tier 1 wins more often beyond chance: ${pointsOf(difference)}.`
          : difference.high! < 0 ? `Tier 1 wins less often beyond chance: ${pointsOf(difference)}.`
            : `No difference beyond chance between tier 1 and the rest: ${pointsOf(difference)}.`
    },
    {
      name: "created", value: createdDifference, bar: 0, isMet: createdDifference !== null && createdDifference > 0,
      text: createdDifference === null ? "Tier 1 or the rest has no deals to compare."
        : `Of all deals created, tier 1 won ${percent(rate1)}, the rest ${percent(rateRest)}: ${pointsSaid(createdDifference)}.`
    },
    order(judged),
    {
      name: "lift", value: lift, bar: thresholds.lift, isMet: lift !== null && lift >= thresholds.lift,
      text: `Tier 1 wins ${ratioBeside(lift, thresholds.lift)} × the average; the bar is ${asSet(thresholds.lift)}.`
    },
    keeps(keeping)
  ];
}

/** Rates shrunk towards each other must fall from tier 1 to 3. Tiers without decided deals are skipped. */
function order(judged: TierDeals): Condition {
  const tiers = ([1, 2, 3] as const).filter((tier) => decided(judged[tier]) > 0);
  const rates = shrunkRates(tiers.map((tier) => judged[tier].won), tiers.map((tier) => decided(judged[tier])));
  const steps = rates.slice(1).map((rate, i) => rates[i]! - rate!);
  const least = steps.length > 0 ? Math.min(...steps) : null;
  const isMet = least !== null && least > 0;
  const listed = tiers.map((tier, i) => `tier ${tier} ${percent(rates[i]!)}`).join(", ");
  return {
    name: "order", value: least, bar: 0, isMet,
    text: tiers.length < 2 ? "Fewer than two tiers have decided deals." : `Steadied for small samples, win rates ${isMet ? "fall from tier to tier" : "do not fall from tier to tier"}: ${listed}.`
  };
}

function keeps({baseAccounts, grossDifference, churned, logRank}: Keeping): Condition {
  const keepsLess = grossDifference?.high !== undefined && grossDifference.high !== null && grossDifference.high < 0;
  const leaving = leavingReading(logRank), leavesSooner = leaving === "worse";
  const gross = grossDifference?.low === undefined || grossDifference.low === null
    ? `gross retention not tested (${number(baseAccounts[0])} and ${number(baseAccounts[1])} customers a year ago, ${TESTED_ACCOUNTS} on each side are needed)`
    : `gross retention ${pointsOf(grossDifference)} against the rest`;
  const isTested = (grossDifference?.low ?? null) !== null || leaving !== "untested";
  const survival = logRank === null || logRank.p === null ? `survival not tested (${number(churned)} churned, ${TESTED_CHURNS} are needed)`
    : `${number(logRank.observed[0]!)} churned where ${expectedCount(logRank.expected[0]!)} are expected (p ${probability(logRank.p)})`;
  return {
    name: "keeps", value: grossDifference?.high ?? null, bar: 0, isMet: !keepsLess && !leavesSooner,
    text: `${isTested ? `Tier 1 keeps its customers ${keepsLess || leavesSooner ? "worse than" : "no worse than"} the rest` : "How tier 1 keeps its customers is not tested, which is no bar"}: ${gross}; ${survival}.`
  };
}

/** `+27 (+15 to +40) points`. */
function pointsOf({estimate, low, high}: Estimate): string {
  return `${pointsWithRange(estimate, low, high)} points`;
}

function winDifference(tier1: DealCounts, others: DealCounts): Estimate {
  return newcombe(tier1.won, decided(tier1), others.won, decided(others));
}

/** Tier 1's win rate over that of all decided deals, `unknown` among them. */
function liftOf(judged: TierDeals): number | null {
  const all = added(judged[1], rest(judged), judged.unknown);
  // Divided once, so that a lift at the bar is not rounded under it.
  return share(judged[1].won * decided(all), decided(judged[1]) * all.won);
}

function comparison({judged}: Evidence): string {
  const tier1 = judged[1];
  const others = rest(judged);
  const difference = winDifference(tier1, others);
  if (difference.estimate === null) {
    return `Of deals created since it took effect and old enough to judge, ${plural(decided(tier1), "deal")} of tier 1 and ${number(decided(others))} of tiers 2 and 3 are decided.`;
  }
  const won = (deals: DealCounts) => (isFew(deals) ? number(deals.won) : percent(share(deals.won, decided(deals)))) + ` of ${number(decided(deals))}`;
  return `Of deals created since it took effect and old enough to judge, tier 1 won ${won(tier1)} decided, tiers 2 and 3 ${won(others)}${
    isFew(tier1) || isFew(others) ? ", too few for a rate" : `: ${pointsOf(difference)}`}.`;
}

function isFew(deals: DealCounts): boolean {
  return decided(deals) < sampleSizes().few;
}

function spoken({word, reasonCode}: Finding): string {
  return reasonCode === null ? word : `${word} (${reasonCode.replace("failed_condition:", "failed: ").replaceAll("_", " ")})`;
}

/**
 * Decided deals that it takes in all, at the observed share of tier 1, for a lift at the threshold to show with 80 % power: as many as
 * give the smaller side what `dealsNeeded` asks of each arm. Null where no number of deals could show it.
 */
function dealsForLift(input: VerdictInput): number | null {
  const observed = observedMix(input);
  if (observed === null) return null;
  const {base, tier1Count, count: all} = observed;
  const {lift} = input.thresholds;
  const rate = lift * base;
  if (rate >= 1) return null;
  const tier1Share = tier1Count / all;
  const perArm = dealsNeeded(rate, base * ((1 - tier1Share * lift) / (1 - tier1Share)));
  return perArm === null ? null : Math.min(MOST, Math.ceil((perArm * all) / Math.min(tier1Count, all - tier1Count)));
}

/** The win rate and the decided deals, in tier 1 and in all: the judged ones, else all the version's; null where a side has none. */
function observedMix({own, background}: VerdictInput): {base: number; tier1Count: number; count: number} | null {
  const deals = judgedDeals(own) > 0 ? own.judged : background;
  const all = added(deals[1], rest(deals));
  const base = share(all.won, decided(all));
  const tier1Count = decided(deals[1]);
  return base === null || tier1Count === 0 || tier1Count === decided(all) ? null : {base, tier1Count, count: decided(all)};
}

function judgedDeals({judged}: Evidence): number {
  return decided(added(judged[1], rest(judged)));
}

function neededSentence(input: VerdictInput, total: number | null, needed: number | null, days: number | null): string | null {
  const {lift} = input.thresholds;
  if (total === null || needed === null) {
    return observedMix(input) === null ? null : `No number of deals could show a lift of ${asSet(lift)} at this win rate and this share of tier 1.`;
  }
  if (needed === 0) {
    return `A lift of ${asSet(lift)} would show in about ${number(total)} decided deals, and ${number(judgedDeals(input.own))} are decided: a true one would most likely have been seen.`;
  }
  const when = days === null ? "none was decided in the last four complete quarters" : `at the present ${number(yearly(input.pace))} a year, ${duration(days)}`;
  return `To show a lift of ${asSet(lift)}, about ${plural(needed, "more decided deal")} are needed: ${when}.`;
}

/** Deals a year at a pace; of whole quarters that make one, as they were counted. */
function yearly({decided: n, days}: VerdictInput["pace"]): number {
  return days < 365 ? Math.round((n * 365) / days) : n;
}

/** Years beyond which a pace says no more than that it takes too long. */
export const FORESEEABLE_YEARS = 20;

/** The most deals and days that are stated: as many as a column of whole numbers, and a date, can hold. */
const MOST = 1e9;

function duration(days: number): string {
  if (days < 60) return `about ${plural(days, "day")}`;
  const months = Math.round(days / 30.44);
  const years = Math.round(months / 12);
  return months < 24 ? `about ${months} months` : years <= FORESEEABLE_YEARS ? `about ${years} years` : `more than ${FORESEEABLE_YEARS} years`;
}
