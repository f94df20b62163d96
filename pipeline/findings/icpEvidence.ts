import type {IcpCriterionEvidenceRow} from "../schema/marts.ts";
import {listed, listedFew, listedFirst, name} from "./finding.ts";
import {number, numbersApart, percent, plural, pointsWithRange, sampleSizes} from "./format.ts";

/** AUC that a criterion must add to the score to be worth its place. */
export const AUC_WORTH = 0.005;

/** A sentence above a figure of the page icp, and the fewest deals that it rests on. */
export interface EvidenceFinding {
  readonly figure: "criteria" | "evidence" | "adjusted" | "auc";
  readonly text: string;
  readonly least: number | null;
}

/** What the criteria of one version show: how many can be tested, which tell won from lost, which survive adjustment, which the score needs. */
export function icpEvidenceFindings(rows: readonly IcpCriterionEvidenceRow[], {q}: {readonly q: number}): EvidenceFinding[] {
  return [...criteriaFinding(rows), ...ratesFinding(rows, q), ...adjustedFinding(rows), ...aucFinding(rows)];
}

/** Whether a criterion's test says anything: of under ten decided deals on a side no difference is only too few. */
export function isTold({q_value, met_decided_count, missed_decided_count}: IcpCriterionEvidenceRow, q: number): boolean {
  return q_value !== null && (q_value <= q || Math.min(met_decided_count, missed_decided_count) >= sampleSizes().few);
}

const STATUSES = [["testable", "read from the account"], ["deal_only", "read from the deal"], ["suspended", "suspended"], ["untestable", "not testable with these exports"]] as const;

function criteriaFinding(rows: readonly IcpCriterionEvidenceRow[]): EvidenceFinding[] {
  if (rows.length === 0) return [];
  const found = STATUSES.map(([status, word]) => ({word, count: rows.filter((row) => row.status === status).length})).filter(({count}) => count > 0);
  const all = plural(rows.length, "criterion", "criteria");
  const text = found.length > 1 ? `${all}: ${listed(found.map(({word, count}) => `${number(count)} ${word}`))}` : `${all}, ${rows.length === 1 ? "" : rows.length === 2 ? "both " : "all "}${found[0]!.word}`;
  return [{figure: "criteria", text, least: null}];
}

function ratesFinding(rows: readonly IcpCriterionEvidenceRow[], q: number): EvidenceFinding[] {
  const known = rows.filter((row) => row.q_value !== null && row.met_win_rate !== null && row.missed_win_rate !== null && row.difference !== null), tested = known.filter((row) => isTold(row, q));
  if (known.length === 0) return [];
  if (tested.length === 0) return [{figure: "evidence", text: `Too few deals are decided on both sides of ${known.length === 1 ? "the criterion" : "any criterion"} to say whether it tells won from lost`, least: null}];
  const beyond = tested.filter((row) => row.q_value! <= q), same = tested.filter((row) => row.q_value! > q);
  const best = beyond.toSorted((a, b) => Math.abs(b.difference!) - Math.abs(a.difference!))[0];
  if (!best) return [{figure: "evidence", text: "No criterion tells won from lost deals beyond chance", least: null}];
  const difference = pointsWithRange(best.difference, best.difference_low, best.difference_high);
  const told = `Deals that meet ${labelOf(best)} win ${percent(best.met_win_rate)} against ${percent(best.missed_win_rate)}, ${difference} points`;
  const others = same.length === 0 ? "" : `; no difference beyond chance by ${listedFirst(same.map(labelOf), 2)}`;
  return [{figure: "evidence", text: `${told}${others}`, least: leastOf([best])}];
}

function adjustedFinding(rows: readonly IcpCriterionEvidenceRow[]): EvidenceFinding[] {
  const clear = rows.filter((row) => isClear(row.crude_odds_ratio_low, row.crude_odds_ratio_high)), plain = clear.filter((row) => row.adjusted_odds_ratio !== null);
  if (rows.every((row) => row.crude_odds_ratio === null)) return [];
  if (clear.length === 0) return [{figure: "adjusted", text: "No criterion’s odds lie clear of 1, so adjustment can take nothing away", least: null}];
  if (plain.length === 0) return [{figure: "adjusted", text: "No difference can be adjusted for another dimension", least: null}];
  const fades = plain.filter((row) => !row.is_reversed && !isClear(row.adjusted_odds_ratio_low, row.adjusted_odds_ratio_high));
  const reverses = plain.filter(({is_reversed}) => is_reversed);
  const parts = [
    ...(fades.length > 0 ? [`${listedFew(fades.map(labelOf))} ${fades.length === 1 ? "fades" : "fade"}`] : []),
    ...(reverses.length > 0 ? [`${listedFew(reverses.map(labelOf))} ${reverses.length === 1 ? "reverses" : "reverse"}`] : [])
  ];
  const left = plain.length - fades.length - reverses.length;
  const survive = left === plain.length ? survivingAll(left) : `${number(left)} of ${plural(plain.length, "difference")} ${left === 1 ? "survives" : "survive"}`;
  return [{figure: "adjusted", text: `${survive} adjustment for another dimension${parts.length > 0 ? `; ${listed(parts)}` : ""}`, least: leastOf(plain)}];
}

/** `The one difference survives`, `Both differences survive`. */
export function survivingAll(count: number): string {
  return count === 1 ? "The one difference survives" : `${count === 2 ? "Both" : `All ${number(count)}`} differences survive`;
}

function aucFinding(rows: readonly IcpCriterionEvidenceRow[]): EvidenceFinding[] {
  const known = rows.filter((row) => row.auc !== null && row.auc_without !== null && row.auc_gain !== null);
  if (known.length < 2) return [];
  const best = known.toSorted((a, b) => b.auc_gain! - a.auc_gain!)[0]!;
  const idle = known.filter((row) => row.auc_gain! <= 0);
  const [without, whole] = numbersApart(100 * best.auc_without!, 100 * best.auc!);
  const adds = best.auc_gain! > AUC_WORTH;
  const lead = !adds ? `No criterion makes the score tell won from lost ${best.auc_gain! <= 0 ? "" : "noticeably "}better`
    : `Without ${labelOf(best)} a won deal outranks a lost one ${without} times in 100 instead of ${whole}`;
  const rest = adds && idle.length > 0 ? `; ${listedFew(idle.map(labelOf))} ${idle.length === 1 ? "adds" : "add"} nothing` : "";
  return [{figure: "auc", text: `${lead}${rest}`, least: leastOf(known)}];
}

function labelOf({label, criterion}: IcpCriterionEvidenceRow): string {
  return `“${name(label ?? criterion)}”`;
}

function leastOf(rows: readonly IcpCriterionEvidenceRow[]): number {
  return Math.min(...rows.flatMap((row) => [row.met_decided_count, row.missed_decided_count]));
}

/** Whether the limits of an odds ratio lie on one side of 1. */
function isClear(low: number | null, high: number | null): boolean {
  return low !== null && high !== null && (low > 1 || high < 1);
}
