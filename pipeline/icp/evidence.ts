import type {LogRank} from "../statistics/logRank.ts";
import type {Estimate} from "../statistics/interval.ts";

/** Deals of one tier by outcome, as a scenario counts them. */
export interface DealCounts {
  readonly won: number;
  readonly lost: number;
  readonly noDecision: number;
  readonly disqualified: number;
  readonly open: number;
}

export const NO_DEALS: DealCounts = {won: 0, lost: 0, noDecision: 0, disqualified: 0, open: 0};

/** Deals by tier. Tier 1 is compared with tiers 2 and 3, the rest; `unknown` is in the base rate alone. */
export interface TierDeals {
  readonly 1: DealCounts;
  readonly 2: DealCounts;
  readonly 3: DealCounts;
  readonly unknown: DealCounts;
}

export const NO_TIERS: TierDeals = {1: NO_DEALS, 2: NO_DEALS, 3: NO_DEALS, unknown: NO_DEALS};

export function added(...counts: readonly DealCounts[]): DealCounts {
  return counts.reduce((sum, count) => ({
    won: sum.won + count.won,
    lost: sum.lost + count.lost,
    noDecision: sum.noDecision + count.noDecision,
    disqualified: sum.disqualified + count.disqualified,
    open: sum.open + count.open
  }), NO_DEALS);
}

/** Tiers 2 and 3: those of unknown fit stand outside. */
export function rest(deals: TierDeals): DealCounts {
  return added(deals[2], deals[3]);
}

export function decided({won, lost}: DealCounts): number {
  return won + lost;
}

/** Deals of any outcome, open ones too. */
export function created({won, lost, noDecision, disqualified, open}: DealCounts): number {
  return won + lost + noDecision + disqualified + open;
}

/** Null where nothing is divided by. */
export function share(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null;
}

/** Base accounts on each side that a test of gross retention needs, and churned accounts in all that one of survival needs. */
export const TESTED_ACCOUNTS = 20, TESTED_CHURNS = 10;

/** Whether tier 1 keeps its customers as well as tiers 2 and 3 do: trailing gross retention and monthly survival. */
export interface Keeping {
  readonly baseAccounts: readonly [tier1: number, rest: number];
  /** GRR of tier 1 less that of the rest, with its 95 % limits; null where a side has too few base accounts to be tested. */
  readonly grossDifference: Estimate | null;
  readonly churned: number;
  /** Tier 1 against the rest, in that order of groups; null where too few churned to be tested. */
  readonly logRank: LogRank | null;
}

export type Reading = "better" | "same" | "worse" | "untested";

/** How customers of tier 1 stay beside the rest: a log-rank test at 5 %. */
export function leavingReading(logRank: Keeping["logRank"]): Reading {
  if (logRank === null || logRank.p === null) return "untested";
  return logRank.p > 0.05 ? "same" : logRank.observed[0]! > logRank.expected[0]! ? "worse" : "better";
}

export const NOT_KEPT: Keeping = {baseAccounts: [0, 0], grossDifference: null, churned: 0, logRank: null};

/** What a verdict rests on, under one unknown policy and one scenario. */
export interface Evidence {
  /** The day by which 90 % of every tier's deals are resolved; null where a tier never gets there. */
  readonly horizonDays: number | null;
  /** Deals created since the version took effect and at least `horizonDays` before as_of. */
  readonly judged: TierDeals;
  /** Deals of tiers 1 to 3 created since the version took effect that are not judged yet. */
  readonly young: number;
  readonly keeping: Keeping;
}
