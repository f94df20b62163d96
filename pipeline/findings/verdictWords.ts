import type {IcpComparisonRow, IcpConditionRow, IcpTierRow, IcpValidationRow} from "../schema/marts.ts";
import {TESTED_ACCOUNTS, TESTED_CHURNS} from "../icp/evidence.ts";
import {FORESEEABLE_YEARS} from "../icp/verdict.ts";
import {COUNT_WORDS} from "./countWords.ts";
import {capital, listed} from "./finding.ts";
import {countOf, month, number, percent, points, pointsSaid, ratio, ratioBeside, ratioRange, sampleSizes} from "./format.ts";
import type {IcpSettings} from "./icpRows.ts";

/** What the deals of a sample are called where a sentence begins with them. */
const SAMPLES: Readonly<Record<string, string>> = {
  judged: "Of deals created since it took effect and old enough to judge",
  out_of_time: "Of deals created since it took effect, young ones included",
  own_reign: "Of deals created while it was current",
  inbound: "Of inbound deals created since it took effect, young ones included",
  in_sample: "Of deals created before it took effect"
};

/** `48 % of 133`, or `3 of 8` where there are too few for a rate. */
export function wonOf(won: number, decided: number): string {
  return decided < sampleSizes().few ? countOf(won, decided) : `${percent(won / decided)} of ${number(decided)}`;
}

/** `+27 points (+18 to +36)`. */
export function pointsText(row: {readonly difference: number | null; readonly low: number | null; readonly high: number | null}): string {
  if (row.difference === null) return "–";
  return `${pointsSaid(row.difference)}${row.low === null ? "" : ` (${points(row.low)} to ${points(row.high)})`}`;
}

export function differenceOf(row: IcpValidationRow): {difference: number | null; low: number | null; high: number | null} {
  return {difference: row.tier1_difference, low: row.tier1_difference_low, high: row.tier1_difference_high};
}

/** What the verdict rests on: tier 1 against tiers 2 and 3 among the deals of a sample. */
export function comparedSentence(row: IcpValidationRow, start = SAMPLES[row.sample] ?? "Of all deals"): string {
  if (row.tier1_decided_count + row.rest_decided_count === 0) return `${start}, none is decided.`;
  const sides = `tier 1 won **${wonOf(row.tier1_won_count, row.tier1_decided_count)}** decided, tiers 2 and 3 **${wonOf(row.rest_won_count, row.rest_decided_count)}**`;
  return `${start}, ${sides}${isOfFew(row) ? ", too few for a rate" : `: **${pointsText(differenceOf(row))}**`}.`;
}

/** Why it is not proven, in two or three words. */
export function reasonPhrase(code: string | null): string {
  if (code === null) return "";
  const failed = code.startsWith("failed_condition:") ? CONDITIONS[code.slice("failed_condition:".length)] : undefined;
  return failed ? `a condition failed (${failed.noun})` : REASONS[code] ?? code.replaceAll("_", " ");
}

const REASONS: Readonly<Record<string, string>> = {too_few: "too few deals", too_early: "too early", no_difference: "no difference found"};

/** What would settle a verdict that is not proven, and by when at the present pace. */
export function settleSentence(row: IcpValidationRow, {lift, as_of: asOf}: Pick<IcpSettings, "lift" | "as_of">): string {
  if (row.verdict !== "not proven") return "";
  // Where another condition failed, it does not hang on this one.
  if (row.reason_code?.startsWith("failed_condition:") && row.reason_code !== "failed_condition:lift" && row.deals_needed !== 0) return "";
  const decided = row.tier1_decided_count + row.rest_decided_count;
  const bar = `${ratio(lift)} × the average`;
  if (row.deals_needed === null || row.deals_for_lift === null) {
    return Math.min(row.tier1_decided_count, row.rest_decided_count) === 0
      ? "How many deals it would take cannot be said before there are decided deals inside and outside tier 1."
      : `No number of deals could show tier 1 winning ${bar} at this win rate and this share of tier 1.`;
  }
  if (row.deals_needed === 0) {
    return `It takes about **${number(row.deals_for_lift)}** decided deals to show tier 1 winning ${bar}, and **${number(decided)}** are decided: `
      + (row.reason_code === "no_difference" ? "a true difference of that size would most likely have shown." : "more deals alone will not settle it.");
  }
  const when = row.needed_by === null ? "none was decided in the last four complete quarters"
    : yearOf(row.needed_by) - yearOf(asOf) > FORESEEABLE_YEARS ? `at the present pace that takes **more than ${FORESEEABLE_YEARS} years**`
      : `at the present pace they are there in **${month(row.needed_by)}**`;
  return `About **${number(row.deals_needed)} more** decided deals would settle whether tier 1 wins ${bar}: ${when}.`;
}

/** Of an ISO date, be it of more than four digits. */
function yearOf(date: string): number {
  return Number.parseInt(date, 10);
}

/** Whether there are not yet deals enough to judge. */
export function isEarly({reason_code: code}: Pick<IcpValidationRow, "reason_code">): boolean {
  return code === "too_few" || code === "too_early";
}

/** A condition of the verdict as a line of the list beside it. */
export interface ConditionWords {
  readonly condition: IcpConditionRow["condition"];
  readonly label: string;
  readonly value: string;
  readonly bar: string;
  readonly state: "met" | "missed" | "untested";
}

const CONDITIONS: Readonly<Record<string, {readonly label: string; readonly noun: string}>> = {
  difference: {label: "Tier 1 wins more often than tiers 2 and 3", noun: "wins no more often"},
  created: {label: "And of all deals created, open ones too", noun: "of all created"},
  order: {label: "Win rates fall from tier 1 to 3", noun: "the order of the tiers"},
  lift: {label: "Tier 1 wins well above the average", noun: "not far enough above the average"},
  keeps: {label: "Its customers stay no worse", noun: "keeps worse"},
  unknown_policy: {label: "Holds however unknowns are counted", noun: "depends on how unknowns count"}
};

export interface ConditionContext {
  readonly judged: IcpValidationRow;
  readonly tiers: readonly IcpTierRow[];
  readonly comparisons: readonly IcpComparisonRow[];
  readonly hasDeals: boolean;
}

export function conditionWords(row: IcpConditionRow, context: ConditionContext): ConditionWords {
  const {value, bar, isTested} = !context.hasDeals && row.condition !== "keeps" ? {value: UNTESTED, bar: "no deals were exported", isTested: false} : DETAILS[row.condition](row, context);
  return {condition: row.condition, label: CONDITIONS[row.condition]!.label, value, bar, state: !isTested ? "untested" : row.is_met ? "met" : "missed"};
}

interface Detail {
  readonly value: string;
  readonly bar: string;
  readonly isTested: boolean;
}

const UNTESTED = "not tested";
const TOO_FEW = "too few decided deals for a rate";

/** Whether tier 1 or the rest has too few decided deals for a rate. */
export function isOfFew({tier1_decided_count: tier1, rest_decided_count: rest}: Pick<IcpValidationRow, "tier1_decided_count" | "rest_decided_count">): boolean {
  return Math.min(tier1, rest) < sampleSizes().few;
}

const DETAILS: Readonly<Record<IcpConditionRow["condition"], (row: IcpConditionRow, context: ConditionContext) => Detail>> = {
  difference(_, {judged}) {
    const {difference, low} = differenceOf(judged);
    if (difference !== null && isOfFew(judged)) {
      return {
        value: countOf(judged.tier1_won_count, judged.tier1_decided_count), isTested: !isEarly(judged),
        bar: `and ${countOf(judged.rest_won_count, judged.rest_decided_count)} of the others: too few for a rate`
      };
    }
    return difference === null ? {value: UNTESTED, bar: "no decided deals on one side", isTested: false}
      : {value: pointsSaid(difference), bar: `needs a lower limit above 0; it is ${points(low)}`, isTested: true};
  },
  created(row, {judged}) {
    if (row.value !== null && isOfFew(judged) && isEarly(judged)) return {value: UNTESTED, bar: TOO_FEW, isTested: false};
    return row.value === null ? {value: UNTESTED, bar: "no deals on one side", isTested: false}
      : {value: pointsSaid(row.value), bar: "won of all created; needs the same sign", isTested: true};
  },
  order(row, {judged, tiers}) {
    if (isOfFew(judged) && isEarly(judged)) return {value: UNTESTED, bar: TOO_FEW, isTested: false};
    const rates = tiers.filter(({tier, decided_count: n}) => ["1", "2", "3"].includes(tier) && n > 0);
    if (rates.length < 2) return {value: UNTESTED, bar: "fewer than two tiers have decided deals", isTested: false};
    const listedRates = rates.map(({shrunk_win_rate: rate}) => percent(rate).replace("\u202f%", "")).join(", ");
    return {
      value: `${listedRates}\u202f%`, isTested: true,
      bar: row.value === 0 ? "steadied for small samples: they differ no more than by chance" : "steadied for small samples; each must be lower"
    };
  },
  lift(row, {judged, tiers}) {
    if (row.value !== null && isOfFew(judged) && isEarly(judged)) return {value: UNTESTED, bar: TOO_FEW, isTested: false};
    const first = tiers.find(({tier}) => tier === "1");
    return row.value === null ? {value: UNTESTED, bar: "no decided deals in tier 1", isTested: false}
      : {value: `${ratioBeside(row.value, row.bar)} ×${!first || first.lift_low === null ? "" : ` (${ratioRange(first.lift_low, first.lift_high)})`}`, bar: `the average of all deals; needs ${ratio(row.bar)} ×`, isTested: true};
  },
  keeps(row, {comparisons, tiers}) {
    const gross = comparisons.find(({measure}) => measure === "gross_retention");
    const stays = comparisons.find(({measure}) => measure === "survival_12m");
    const isGross = gross !== undefined && gross.difference !== null;
    const isStays = stays !== undefined && stays.reading !== "untested";
    if (!isGross && !isStays) {
      const isKnown = [gross, stays].some((measure) => measure !== undefined && measure.tier1_count + measure.rest_count > 0);
      const hasRevenue = tiers.some((tier) => (tier.base_account_count ?? 0) > 0 || (tier.survival_at_risk_count ?? 0) > 0);
      return {value: UNTESTED, bar: isKnown ? `needs ${TESTED_ACCOUNTS} customers a year ago on each side, or ${TESTED_CHURNS} churned` : hasRevenue ? "no customer has a known tier" : "no export says what customers pay", isTested: !row.is_met};
    }
    return {
      value: isGross ? `GRR ${pointsSaid(gross.difference)}` : "logo retention",
      bar: listed([
        isGross ? (gross.reading === "untested" ? "nothing was lost on one side" : `GRR ${points(gross.difference_low)} to ${points(gross.difference_high)}`) : `GRR not tested (under ${TESTED_ACCOUNTS} customers a side)`,
        isStays ? LEAVING[stays.reading]! : `logo retention not tested (under ${TESTED_CHURNS} churned)`
      ]), isTested: true
    };
  },
  unknown_policy(row, {judged}) {
    // Without deals enough for a verdict there is none that could hold or not.
    if (!row.is_met && isEarly(judged)) return {value: UNTESTED, bar: `${reasonPhrase(judged.reason_code!)} for a verdict`, isTested: false};
    const isOwn = judged.verdict === "supported" || judged.reason_code === "failed_condition:unknown_policy";
    return {value: row.is_met ? (isOwn ? "both ways" : "the other way only") : isOwn ? "one way only" : "neither way", bar: "unknown earns nothing, or is left out", isTested: true};
  }
};

const LEAVING: Readonly<Record<string, string>> = {better: "fewer customers leave, beyond chance", same: "no more customers leave, beyond chance", worse: "more customers leave, beyond chance"};

/** `All six conditions are met`, `Two of six conditions are met; one could not be tested`. */
export function conditionsTitle(conditions: readonly Pick<ConditionWords, "state">[]): string {
  const of = (state: ConditionWords["state"]) => conditions.filter((condition) => condition.state === state).length;
  const [met, untested, all] = [of("met"), of("untested"), conditions.length];
  if (met === all) return `All ${COUNT_WORDS[all]} conditions are met`;
  if (untested === all) return `None of the ${COUNT_WORDS[all]} conditions could be tested yet`;
  const tail = untested === 0 ? "" : `; ${COUNT_WORDS[untested]} could not be tested`;
  return `${capital(COUNT_WORDS[met]!)} of ${COUNT_WORDS[all]} conditions ${met < 2 ? "is" : "are"} met${tail}`;
}
