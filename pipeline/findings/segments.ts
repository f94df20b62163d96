import {dealsNeeded} from "../statistics/dealsNeeded.ts";
import {listed, name} from "./findings.ts";
import {number, percent, plural, probability} from "./format.ts";

export interface SegmentRate {
  readonly dimension: string;
  readonly segment: string;
  readonly won_count: number;
  readonly decided_count: number;
  readonly win_rate: number | null;
  readonly win_rate_low: number | null;
  readonly win_rate_high: number | null;
  readonly difference: number | null;
  readonly q_value: number | null;
  readonly evidence: string;
}

/** Which segments win more or less often than the rest beyond chance, or that none does and how many deals would show a difference. */
export function findingOfSegments(rows: readonly SegmentRate[]): string {
  const all = rows.find(({dimension}) => dimension === "all");
  if (!all || all.decided_count === 0) return "No deal has been won or lost yet, so nothing can be said about which companies buy.";
  const base = `All together win **${percent(all.win_rate)}** of **${number(all.decided_count)}** decided deals.`;
  const tested = rows.filter(({q_value}) => q_value !== null);
  if (tested.length === 0) {
    return all.decided_count < 10
      ? `**${number(all.won_count)} of ${number(all.decided_count)}** decided deals were won: too few for a rate.`
      : `${base} No segment has enough decided deals to be set against the rest.`;
  }
  const signals = tested.filter(({evidence}) => evidence === "signal");
  const more = signals.filter(({difference}) => difference !== null && difference > 0).toSorted(byLowerLimit);
  const less = signals.filter(({difference}) => difference !== null && difference < 0);
  if (signals.length === 0) {
    const smallest = Math.min(...tested.map(({q_value}) => q_value!));
    const needed = neededPerArm(all.win_rate);
    const size = needed === null ? "" : ` It would take about **${number(needed)}** decided deals in a segment and as many outside it to see a difference of 5 points.`;
    return `Of ${plural(tested.length, "segment")}, **none differs** from the rest beyond chance (smallest q ${probability(smallest)}).${size} ${base}`;
  }
  const parts = [
    ...(more.length > 0 ? [`**${number(more.length)} win${more.length === 1 ? "s" : ""} more often** than the rest beyond chance (${best(more)})`] : []),
    ...(less.length > 0 ? [`**${number(less.length)} less often**${more.length > 0 ? "" : " than the rest beyond chance"} (${listed(less.slice(0, 2).map(({segment}) => name(segment)))}${less.length > 2 ? ", …" : ""})`] : [])
  ];
  return `Of ${plural(tested.length, "segment")}, ${listed(parts)}. ${base}`;
}

function best(segments: readonly SegmentRate[]): string {
  const first = segments[0]!;
  return `${name(first.segment)} most: ${percent(first.win_rate)} of ${number(first.decided_count)}`;
}

function byLowerLimit(a: SegmentRate, b: SegmentRate): number {
  return (b.win_rate_low ?? 0) - (a.win_rate_low ?? 0);
}

/** Deals per arm that would show five points more than the base rate. */
function neededPerArm(base: number | null): number | null {
  return base === null || base > 0.94 ? null : dealsNeeded(base + 0.05, base);
}
