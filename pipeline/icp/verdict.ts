import {dealsNeeded} from "../statistics/dealsNeeded.ts";
import type {Estimate} from "../statistics/interval.ts";
import {newcombe} from "../statistics/newcombe.ts";
import {added, created, decided, rest, share, type DealCounts, type Evidence, type Keeping, type TierDeals} from "./evidence.ts";
import {shrunkRates} from "./shrunkRates.ts";
import {count, counted, percent, points, ratio} from "./words.ts";

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
  /** Decided deals of tiers 1 to 3 a day at the present pace. */
  readonly decidedPerDay: number;
  readonly thresholds: VerdictThresholds;
}

export interface Verdict {
  readonly verdict: VerdictWord;
  /** `too_few`, `too_early`, `no_difference` or `failed_condition:<condition>`; null for the other two verdicts. */
  readonly reasonCode: string | null;
  /** Sentences: what was compared, then what decides. */
  readonly reasons: readonly string[];
  readonly conditions: readonly Condition[];
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
  const compared = comparison(input.own);

  if (own.word === "supported" && agrees) {
    return {verdict: "supported", reasonCode: null, reasons: [compared, ...conditions.map(({text}) => text)], conditions, dealsNeeded: null, daysNeeded: null};
  }
  if (own.word === "contradicted") {
    return {
      verdict: "contradicted", reasonCode: null, conditions, dealsNeeded: null, daysNeeded: null,
      reasons: [compared, "Deals outside tier 1 win more often beyond chance: this ICP points at the wrong companies."]
    };
  }
  const reasonCode = own.word === "supported" ? "failed_condition:unknown_policy" : own.reasonCode!;
  const needed = dealsStillNeeded(input);
  const days = needed !== null && input.decidedPerDay > 0 ? Math.ceil(needed / input.decidedPerDay) : null;
  const failed = conditions.filter((condition) => !condition.isMet && (own.isTestable || condition.name === "unknown_policy"));
  return {
    verdict: "not proven",
    reasonCode,
    reasons: [
      compared,
      ...own.why === null ? [] : [own.why],
      ...own.isTestable ? failed.map(({text}) => text) : [],
      ...neededSentence(needed, days, input)
    ],
    conditions,
    dealsNeeded: needed,
    daysNeeded: days
  };
}

interface Finding {
  readonly word: VerdictWord;
  readonly reasonCode: string | null;
  /** Why nothing can be said yet; null where the conditions say it. */
  readonly why: string | null;
  readonly isTestable: boolean;
  readonly conditions: readonly Condition[];
}

/** The verdict under one unknown policy. */
function finding(evidence: Evidence, thresholds: VerdictThresholds): Finding {
  const {judged, horizonDays} = evidence;
  const conditions = conditionsOf(evidence, thresholds);
  const notProven = (reasonCode: string, why: string | null, isTestable = false): Finding =>
    ({word: "not proven", reasonCode, why, isTestable, conditions});
  const tier1 = judged[1];
  const others = rest(judged);
  const all = added(tier1, others);

  if (horizonDays === null) {
    return notProven("too_early", "Too early: in some tier, fewer than 90 % of the deals ever get resolved, so that no deal is old enough to judge.");
  }
  if (all.won < thresholds.verdict_wins || all.lost < thresholds.verdict_losses) {
    return notProven("too_few", `Too few deals: ${counted(all.won, "win")} and ${counted(all.lost, "loss").replace(/losss$/, "losses")} to judge, at least `
      + `${thresholds.verdict_wins} and ${thresholds.verdict_losses} are needed.`);
  }
  const unresolved = [tier1, others].map((deals) => share(created(deals) - deals.open, created(deals)));
  if (!unresolved.every((resolved) => resolved !== null && resolved >= thresholds.resolved)) {
    return notProven("too_early", `Too early: ${percent(unresolved[0]!)} of tier 1 and ${percent(unresolved[1]!)} of the rest are resolved, `
      + `${percent(thresholds.resolved)} of each are needed.`);
  }
  if (conditions.every((condition) => condition.isMet)) return {word: "supported", reasonCode: null, why: null, isTestable: true, conditions};
  const difference = winDifference(tier1, others);
  const lift = liftOf(judged);
  if (difference.high !== null && difference.high < 0 && lift !== null && lift <= 1 / thresholds.lift) {
    return {word: "contradicted", reasonCode: null, why: null, isTestable: true, conditions};
  }
  if (difference.low === null || (difference.low <= 0 && difference.high! >= 0)) {
    return notProven("no_difference", null, true);
  }
  return notProven(`failed_condition:${conditions.find((condition) => !condition.isMet)!.name}`, null, true);
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
        : difference.low > 0 ? `Tier 1 wins more often beyond chance: ${interval(difference)} points.`
          : difference.high! < 0 ? `Tier 1 wins less often beyond chance: ${interval(difference)} points.`
            : `No difference beyond chance between tier 1 and the rest: ${interval(difference)} points.`
    },
    {
      name: "created", value: createdDifference, bar: 0, isMet: createdDifference !== null && createdDifference > 0,
      text: `Of all deals created, tier 1 won ${percent(rate1)}, the rest ${percent(rateRest)}.`
    },
    order(judged),
    {
      name: "lift", value: lift, bar: thresholds.lift, isMet: lift !== null && lift >= thresholds.lift,
      text: `Tier 1 wins ${ratio(lift)} × the average; the bar is ${thresholds.lift}.`
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
  const leavesSooner = logRank !== null && logRank.p !== null && logRank.p <= 0.05 && logRank.observed[0]! > logRank.expected[0]!;
  const gross = grossDifference?.low === undefined || grossDifference.low === null
    ? `gross retention not tested (${count(baseAccounts[0])} and ${count(baseAccounts[1])} customers a year ago, 20 on each side are needed)`
    : `gross retention ${interval(grossDifference)} points against the rest`;
  const survival = logRank === null || logRank.p === null ? `survival not tested (${count(churned)} churned, 10 are needed)`
    : `${count(logRank.observed[0]!)} churned where ${logRank.expected[0]!.toFixed(1)} are expected (p ${logRank.p < 0.001 ? "< 0.001" : logRank.p.toFixed(3)})`;
  return {
    name: "keeps", value: grossDifference?.high ?? null, bar: 0, isMet: !keepsLess && !leavesSooner,
    text: `Tier 1 keeps its customers ${keepsLess || leavesSooner ? "worse than" : "no worse than"} the rest: ${gross}; ${survival}.`
  };
}

function winDifference(tier1: DealCounts, others: DealCounts): Estimate {
  return newcombe(tier1.won, decided(tier1), others.won, decided(others));
}

/** Tier 1's win rate over that of all decided deals, `unknown` among them. */
function liftOf(judged: TierDeals): number | null {
  const all = added(judged[1], rest(judged), judged.unknown);
  const rate = share(judged[1].won, decided(judged[1]));
  const base = share(all.won, decided(all));
  return rate === null || base === null || base === 0 ? null : rate / base;
}

function comparison({judged}: Evidence): string {
  const tier1 = judged[1];
  const others = rest(judged);
  const difference = winDifference(tier1, others);
  if (difference.estimate === null) {
    return `Of deals created since it took effect and old enough to judge, ${counted(decided(tier1), "deal")} of tier 1 and ${count(decided(others))} of tiers 2 and 3 are decided.`;
  }
  return `Of deals created since it took effect and old enough to judge, tier 1 won ${percent(share(tier1.won, decided(tier1)))} of ${count(decided(tier1))} decided, `
    + `tiers 2 and 3 ${percent(share(others.won, decided(others)))} of ${count(decided(others))}: ${interval(difference)} points.`;
}

function interval({estimate, low, high}: Estimate): string {
  return `${points(estimate)} (${points(low)} to ${points(high)})`;
}

function spoken({word, reasonCode}: Finding): string {
  return reasonCode === null ? word : `${word} (${reasonCode.replace("failed_condition:", "failed: ").replaceAll("_", " ")})`;
}

/**
 * Decided deals still needed in all, at the observed share of tier 1, for a lift at the threshold to show with 80 % power:
 * as many as give the smaller side what `dealsNeeded` asks of each arm. Null where no number of deals could show it.
 */
function dealsStillNeeded({own, background, thresholds}: VerdictInput): number | null {
  const seen = added(own.judged[1], rest(own.judged));
  const deals = decided(seen) > 0 ? own.judged : background;
  const all = added(deals[1], rest(deals));
  const base = share(all.won, decided(all));
  const part = share(decided(deals[1]), decided(all));
  if (base === null || part === null || part === 0 || part === 1 || thresholds.lift * base >= 1) return null;
  const tier1 = thresholds.lift * base;
  const perArm = dealsNeeded(tier1, (base - part * tier1) / (1 - part));
  return perArm === null ? null : Math.max(0, Math.ceil(perArm / Math.min(part, 1 - part)) - decided(seen));
}

function neededSentence(needed: number | null, days: number | null, {own, background, thresholds, decidedPerDay}: VerdictInput): string[] {
  if (needed === 0) return [];
  if (needed === null) {
    const known = decided(added(background[1], rest(background), own.judged[1]));
    return known > 0 ? [`No number of deals could show a lift of ${thresholds.lift} at this win rate and this share of tier 1.`] : [];
  }
  const pace = Math.round(decidedPerDay * 365);
  const when = days === null ? "no deal was decided in the last year" : `at the present ${count(pace)} a year, ${duration(days)}`;
  return [`To show a lift of ${thresholds.lift}, about ${counted(needed, "more decided deal")} would be needed: ${when}.`];
}

function duration(days: number): string {
  if (days < 60) return `about ${counted(days, "day")}`;
  const months = Math.round(days / 30.44);
  return months < 24 ? `about ${months} months` : `about ${Math.round(months / 12)} years`;
}
