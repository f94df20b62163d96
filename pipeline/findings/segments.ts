import type {WinRateBySegmentRow} from "../schema/marts.ts";
import {dealsNeeded} from "../statistics/dealsNeeded.ts";
import {smallest} from "../statistics/extremes.ts";
import {capital, listed, listedFirst, name} from "./finding.ts";
import {countOf, number, percent, percentRange, plural, probability, sampleSizes} from "./format.ts";

type SegmentRow = Pick<WinRateBySegmentRow, "dimension" | "segment" | "won_count" | "decided_count" | "win_rate" | "win_rate_low" | "win_rate_high" | "difference" | "q_value" | "evidence">;

export interface SegmentRate extends SegmentRow {
  /** The accounts that its decided deals are of, where they may be few. */
  readonly account_count?: number | null;
}

/** A dimension inside a sentence: `funding stage`, `revenue`, `CRM`. */
export function dimensionName(dimension: string): string {
  return DIMENSIONS[dimension] ?? name(dimension.replaceAll("_", " "));
}

const DIMENSIONS: Readonly<Record<string, string>> = {annual_revenue: "revenue", crm: "CRM", erp: "ERP"};

/** A segment by itself in a sentence: `Technology`, `employees 50–199`, `CRM: yes`. */
export function segmentName({dimension, segment}: {readonly dimension: string; readonly segment: string}): string {
  if (/^(yes|no|true|false|unknown|all)$/i.test(segment)) return `${dimensionName(dimension)}: ${segment}`;
  return /^[<>\d]/.test(segment) ? `${dimensionName(dimension)} ${name(segment)}` : name(segment);
}

/** Which segments win more or less often than the rest beyond chance, or that none does and how many deals would show a difference. */
export function findingOfSegments(rows: readonly SegmentRate[]): string {
  const {few, firm} = sampleSizes();
  const all = rows.find(({dimension}) => dimension === "all");
  if (!all || all.decided_count === 0) return "No deal has been won or lost yet, so nothing can be said about which companies buy.";
  const base = `All together win **${percent(all.win_rate)}** of **${number(all.decided_count)}** decided deals.`;
  const tested = rows.filter(({q_value}) => q_value !== null);
  if (tested.length === 0) {
    return all.decided_count < few
      ? `**${number(all.won_count)} of ${number(all.decided_count)}** decided deals were won: too few for a rate.`
      : `${base} ${whyUntested(segmentsOf(rows), "segment")}.`;
  }
  const {more, less} = signals(tested);
  if (more.length + less.length === 0) {
    return tested.length === 1 ? `Only one segment can be set against the rest, and it **does not differ** beyond chance (q ${smallestQ(tested)}). ${base}`
      : `Of ${plural(tested.length, "segment")}, **none differs** from the rest beyond chance (smallest q ${smallestQ(tested)}). ${base}`;
  }
  const best = more[0];
  const one = tested.length === 1 ? "it" : "1";
  const parts = [
    ...(best ? [`**${more.length === 1 ? `${one} wins` : `${number(more.length)} win`} more often** than the rest beyond chance (${segmentName(best)}${more.length > 1 ? " most clearly" : ""}: ${
      best.decided_count < firm ? `${countOf(best.won_count, best.decided_count)}, indicative`
        : `${percent(best.win_rate)} of ${number(best.decided_count)}, ${percentRange(best.win_rate_low, best.win_rate_high)}`})`] : []),
    ...(less.length > 0 ? [best ? `**${number(less.length)} less often**`
      : `**${less.length === 1 ? `${one} wins` : `${number(less.length)} win`} less often** than the rest beyond chance (${listedFirst(less.map(segmentName), 2)})`] : [])
  ];
  return `${tested.length === 1 ? "Only one segment can be set against the rest, and" : `Of ${number(tested.length)} segments,`} ${listed(parts)}. ${base}`;
}

/** The same of some dimensions, as the title of their figure: names, no counts. `rows` are theirs, q is over all dimensions. */
export function titleOfSegments(rows: readonly SegmentRate[], noun: string, base: number | null): string {
  const tested = rows.filter(({q_value, dimension}) => q_value !== null && dimension !== "all");
  if (tested.length === 0) return whyUntested(segmentsOf(rows), noun);
  const {more, less} = signals(tested);
  if (more.length + less.length === 0) {
    const needed = base === null ? null : dealsNeeded(base + 0.05, base);
    return `No ${noun} differs from the others beyond chance (smallest q ${smallestQ(tested)})${
      needed === null ? "" : `; it would take about ${number(needed)} decided deals in each to see a difference of 5 points`}`;
  }
  const parts = [...(more.length > 0 ? [`${some(more)} win${more.length === 1 ? "s" : ""} more often than the rest`] : []),
    ...(less.length > 0 ? [`${some(less)} ${more.length > 0 ? "" : `win${less.length === 1 ? "s" : ""} `}less often${more.length > 0 ? "" : " than the rest"}`] : [])];
  return capital(parts.join("; "));
}

/** Those that could be set against the others. */
export function segmentsOf<T extends {readonly dimension: string; readonly segment: string}>(rows: readonly T[]): T[] {
  return rows.filter(({dimension, segment}) => dimension !== "all" && segment !== "unknown");
}

/** Why none of them could be: too few deals are decided, all of them ended alike, or nothing stands beside it. */
export function whyUntested(rows: readonly Pick<SegmentRate, "won_count" | "decided_count" | "evidence">[], noun: string): string {
  const enough = rows.filter(({evidence}) => evidence !== "count_only");
  if (enough.length === 0) return `No ${noun} has enough decided deals to be set against the others`;
  if (enough.every((row) => row.won_count === row.decided_count)) return `Every decided deal was won, so no ${noun} can differ from the others`;
  if (enough.every((row) => row.won_count === 0)) return `No decided deal was won, so no ${noun} can differ from the others`;
  return `No ${noun} has decided deals beside it to be set against`;
}

function some(rows: readonly SegmentRate[]): string {
  return listedFirst(rows.map(segmentName), rows.length > 4 ? 3 : 4);
}

/** Signals by their direction, those first that are surest to be far from the rest. */
export function signals<T extends SegmentRate>(rows: readonly T[]): {more: T[]; less: T[]} {
  const found = rows.filter(({evidence}) => evidence === "signal");
  return {
    more: found.filter(({difference}) => (difference ?? 0) > 0).toSorted((a, b) => b.win_rate_low! - a.win_rate_low!),
    less: found.filter(({difference}) => (difference ?? 0) < 0).toSorted((a, b) => a.win_rate_high! - b.win_rate_high!)
  };
}

function smallestQ(rows: readonly SegmentRate[]): string {
  return probability(smallest(rows.map(({q_value}) => q_value!)));
}
