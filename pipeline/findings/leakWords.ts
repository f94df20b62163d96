import {FILLED_UNEVENLY, HARDLY_WON} from "../leaks/leakAudit.ts";
import type {LeakAuditRow} from "../schema/marts.ts";
import {leastOf} from "./finding.ts";
import {countOf, percent, plural} from "./format.ts";

/** What the audit of a column counted, and which rules flag it. */
export type Leak = Pick<LeakAuditRow, "flags" | "won_count" | "lost_count" | "won_fill_rate" | "lost_fill_rate">;

/** What speaks against a column, by the rule that tells most, with the deals behind it. */
export function leakEvidence(leak: Leak): string {
  if (leak.flags.includes(FILLED_UNEVENLY)) return `filled on ${percent(leak.won_fill_rate)} of won and ${percent(leak.lost_fill_rate)} of lost deals`;
  if (!leak.flags.includes(HARDLY_WON)) return leak.flags || "it states the outcome";
  const {won, all} = withoutIt(leak);
  return won === 0 ? `none of the ${plural(all, "decided deal")} without it was won` : `${countOf(won, all)} decided deals without it were won`;
}

/** Whether deals show that a column leaks: where none has been won or lost, only its name can speak against it. */
export function isShown({won_fill_rate: won, lost_fill_rate: lost}: Leak): boolean {
  return won !== null || lost !== null;
}

function withoutIt({won_count: won, lost_count: lost, won_fill_rate: wonFill, lost_fill_rate: lostFill}: Leak): {won: number; all: number} {
  const wonEmpty = Math.round(won * (1 - (wonFill ?? 1)));
  return {won: wonEmpty, all: wonEmpty + Math.round(lost * (1 - (lostFill ?? 1)))};
}

/** The fewest decided deals that the evidence rests on. */
export function leakLeast(leak: Leak): number | null {
  const {won, all} = withoutIt(leak);
  return leastOf(leak.won_count, leak.lost_count, !leak.flags.includes(FILLED_UNEVENLY) && leak.flags.includes(HARDLY_WON) ? [won, all] : []);
}
