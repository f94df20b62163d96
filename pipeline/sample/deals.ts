import type {SampleAccount} from "./accounts.ts";
import {dayOf} from "./calendar.ts";
import {createIds} from "./ids.ts";
import {weighted, type Random} from "./random.ts";
import {CALENDAR, DRIFTED_QUARTER, type Truth} from "./truth.ts";

export type SampleOutcome = "won" | "lost" | "no_decision" | "disqualified" | "open";

export interface SampleDeal {
  readonly id: string;
  readonly type: "New Business" | "Existing Business" | "Renewal";
  readonly outcome: SampleOutcome;
  readonly stage: string;
  readonly createdOn: number;
  /** The day of closing, or of an open deal the day on which its owner expects it. */
  readonly closedOn: number;
  /** Yearly value in whole units of currency; null: left empty. */
  readonly amount: number | null;
  readonly leadSource: string;
  readonly owner: string;
  readonly product: string;
  readonly trigger: string;
  readonly lossReason: string;
  readonly competitor: string;
  readonly onboarding: string;
  /** The open stages that it went through, the first on createdOn. */
  readonly path: readonly {readonly stage: string; readonly day: number}[];
}

export const opportunityId = createIds("006");

const asOf = dayOf(CALENDAR.asOf);
const driftFrom = dayOf(DRIFTED_QUARTER.from);
const driftUntil = dayOf(DRIFTED_QUARTER.until);

/** The days on which an account's deals are created, in order. */
export function drawCreationDays(account: SampleAccount, count: number, random: Random, truth: Truth): number[] {
  const {leave, arrive} = truth.drift;
  return Array.from({length: count}, () => {
    const day = drawCreationDay(random.next());
    if (leave === 0 && arrive === 0) return day;
    const isInDrift = day >= driftFrom && day < driftUntil;
    if (account.tier !== 3) return isInDrift && random.chance(leave) ? day - 92 * (1 + random.below(8)) : day;
    return !isInDrift && random.chance(arrive) ? driftFrom + random.below(driftUntil - driftFrom) : day;
  }).toSorted((a, b) => a - b);
}

/** Draws the nth deal of the export, created on a given day by an account that then is or is not a customer. */
export function drawDeal(
  n: number, account: SampleAccount, createdOn: number, isCustomer: boolean, random: Random, truth: Truth
): SampleDeal {
  const type = drawType(isCustomer, random, truth);
  const leadSource = drawLeadSource(random.next());
  const trigger = drawTrigger(random.next());
  const product = drawProduct(random.next());
  const owner = drawOwner(random.next());
  const fate = drawFate(account, type, leadSource, trigger, random, truth);
  const cycle = truth.cycleDays[fate] * truth.cycleFactor[account.tier] * Math.exp(truth.cycleSigma * random.normal());
  const decidedOn = createdOn + Math.max(1, Math.round(cycle));
  // A few deals are never closed by anyone; they stay open for years.
  const isForgotten = random.chance(0.012);
  const outcome = decidedOn > asOf || isForgotten ? "open" : fate;
  const depth = drawDepth(fate, random);
  const path = drawPath(createdOn, decidedOn, depth, random).filter(({day}) => day <= asOf);
  const isWon = outcome === "won";
  const closesLate = random.next();
  const lossReason = outcome === "won" || outcome === "open" ? "" : LOSS_REASONS[outcome](random.next());
  const hasCompetitor = random.chance(0.6);
  const competitor = drawCompetitor(random.next());
  const amount = drawAmount(account, random);
  const isAmountMissing = random.chance(isWon ? truth.amountMissing.won : truth.amountMissing.other);
  const isLeaking = random.chance(isWon ? truth.leak.won : truth.leak.other);
  return {
    id: opportunityId(n), type, outcome,
    stage: outcome === "open" ? path.at(-1)!.stage : isWon ? "Closed Won" : "Closed Lost",
    createdOn,
    closedOn: outcome === "open" ? Math.max(decidedOn, asOf - 20 + Math.floor(closesLate * 90)) : decidedOn,
    amount: isAmountMissing ? null : amount,
    leadSource, owner, product, trigger, lossReason,
    competitor: hasCompetitor || lossReason === "Competitor" ? competitor : "",
    onboarding: isLeaking ? ONBOARDING[Math.floor(closesLate * 3)]! : "",
    path
  };
}

function drawType(isCustomer: boolean, random: Random, truth: Truth): SampleDeal["type"] {
  const u = random.next();
  if (truth.customerWins === null) return u < 0.78 ? "New Business" : u < 0.92 ? "Existing Business" : "Renewal";
  if (!isCustomer) return "New Business";
  return u < 0.72 ? "Existing Business" : "Renewal";
}

function drawFate(
  account: SampleAccount, type: SampleDeal["type"], leadSource: string, trigger: string, random: Random, truth: Truth
): Exclude<SampleOutcome, "open"> {
  const {customerWins, oddsRatios} = truth;
  const {fit} = account;
  const u = random.next();
  const v = random.next();
  if (type !== "New Business" && customerWins !== null) {
    if (u < truth.noDecision / 2) return "no_decision";
    return v < customerWins[type][account.tier] ? "won" : "lost";
  }
  let odds = truth.baseOdds;
  if (fit.industry) odds *= oddsRatios.industry;
  if (fit.employees) odds *= oddsRatios.employees;
  if (account.employees >= 1000) odds *= oddsRatios.large;
  if (fit.technology) odds *= oddsRatios.technology;
  if (fit.country) odds *= oddsRatios.country;
  if (TRIGGERS_THAT_COUNT.has(trigger)) odds *= oddsRatios.trigger;
  if (account.businessModel === "B2B") odds *= oddsRatios.businessModelB2B;
  if (INBOUND.has(leadSource)) odds *= oddsRatios.inbound;
  const disqualified = truth.disqualified[account.tier];
  if (u < disqualified) return "disqualified";
  if (u < disqualified + truth.noDecision) return "no_decision";
  return v < odds / (1 + odds) ? "won" : "lost";
}

/** The open stages in order, before Closed Won and Closed Lost. */
const OPEN_STAGES = [
  "Prospecting", "Qualification", "Needs Analysis", "Proposal/Price Quote", "Negotiation/Review"
] as const;

function drawDepth(fate: SampleOutcome, random: Random): number {
  return fate === "won" ? 4 : fate === "disqualified" ? random.below(2) : 1 + random.below(4);
}

function drawPath(createdOn: number, decidedOn: number, depth: number, random: Random): SampleDeal["path"] {
  const path = [{stage: OPEN_STAGES[0] as string, day: createdOn}];
  for (let i = 1; i <= depth; i++) {
    if (i < depth && random.chance(0.6)) continue;
    path.push({stage: OPEN_STAGES[i]!, day: createdOn + Math.floor(((decidedOn - createdOn) * i) / (depth + 1))});
  }
  return path;
}

function drawAmount(account: SampleAccount, random: Random): number {
  const typical = 14_000 * (account.employees / 150) ** 0.4;
  return Math.max(1200, Math.round((typical * Math.exp(0.55 * random.normal())) / 60) * 60);
}

// Quarters start slowly and the fourth is the busiest; the company creates a third more deals in its last year than its first.
const CREATION_DAYS = (() => {
  const from = dayOf(CALENDAR.firstDay);
  const quarterWeight = [0.95, 1.03, 0.92, 1.1];
  const days: number[] = [];
  for (let day = from; day <= asOf; day++) {
    const quarter = Math.floor(new Date(day * 86_400_000).getUTCMonth() / 3);
    const growth = 1 + (0.33 * (day - from)) / (asOf - from);
    const copies = Math.round(40 * quarterWeight[quarter]! * growth);
    for (let i = 0; i < copies; i++) days.push(day);
  }
  return days;
})();

function drawCreationDay(u: number): number {
  return CREATION_DAYS[Math.floor(u * CREATION_DAYS.length)]!;
}

const INBOUND: ReadonlySet<string> = new Set(["Web", "Referral"]);

const TRIGGERS_THAT_COUNT: ReadonlySet<string> = new Set(["New sales leader", "Funding round"]);

const drawLeadSource = weighted([
  ["Outbound", 0.38], ["Web", 0.24], ["Event", 0.14], ["Referral", 0.13], ["Partner", 0.11]
]);

const drawTrigger = weighted([
  ["", 0.25], ["Tool consolidation", 0.25], ["New sales leader", 0.18], ["Compliance", 0.17], ["Funding round", 0.15]
]);

const drawProduct = weighted([["Platform", 0.7], ["Analytics", 0.3]]);

const drawOwner = weighted([
  ["Ana Torres", 12], ["Ben Okafor", 11], ["Chloe Martin", 10], ["Dev Mehta", 10], ["Erik Lund", 9], ["Farah Khan", 9],
  ["Gus Weber", 8], ["Hana Sato", 8], ["Ivo Novak", 7], ["Jo Park", 6], ["Kofi Diallo", 5], ["Lena Roth", 5]
]);

const drawCompetitor = weighted([["Veridian", 0.4], ["Salvora", 0.25], ["Homegrown", 0.2], ["Tallyho", 0.15]]);

const ONBOARDING = ["Completed", "Kick-off held", "Scheduled"] as const;

const LOSS_REASONS = {
  lost: weighted([["Price", 0.37], ["Competitor", 0.25], ["Missing feature", 0.22], ["Timing", 0.16]]),
  no_decision: weighted([["No decision", 0.7], ["No budget", 0.3]]),
  disqualified: weighted([["Bad fit", 1]])
} as const;
