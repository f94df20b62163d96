import {zOf} from "./distributions.ts";

/**
 * What happens at one time: how many have the event, how many are last seen. Ascending distinct times; the unit is
 * the caller's.
 */
export interface TimeCounts {
  readonly time: number;
  readonly events: number;
  readonly censored: number;
}

export interface SurvivalPoint extends TimeCounts {
  /** Under observation just before this time, those of this time included. */
  readonly atRisk: number;
  readonly survival: number;
  /** Greenwood's; null where no one survives, as the limits are. */
  readonly se: number | null;
  /** Log-log limits; null while no one has had the event. */
  readonly low: number | null;
  readonly high: number | null;
}

export type LimitKind = "loglog" | "log" | "plain";

export interface SurvivalOptions {
  readonly confidence?: number;
  readonly limits?: LimitKind;
  /**
   * Late entries (left truncation): how many come under observation just after a time. Default: all before the first
   * time.
   */
  readonly entries?: readonly {readonly time: number; readonly count: number}[];
}

/** Counts of single observations by distinct time. */
export function timeCounts(times: readonly number[], isEvent: readonly (boolean | number)[]): TimeCounts[] {
  const counts = new Map<number, {time: number; events: number; censored: number}>();
  times.forEach((time, i) => {
    let row = counts.get(time);
    if (!row) counts.set(time, (row = {time, events: 0, censored: 0}));
    if (isEvent[i]) ++row.events;
    else ++row.censored;
  });
  return [...counts.values()].toSorted((a, b) => a.time - b.time);
}

/**
 * The product-limit estimator (Kaplan & Meier, JASA 53, 1958) with Greenwood's standard error; at a tie events come
 * before censorings. Limits: log-log as in Kalbfleisch & Prentice, or those of R's survfit by `limits`.
 */
export function kaplanMeier(
  counts: readonly TimeCounts[], {confidence = 0.95, limits = "loglog", entries = []}: SurvivalOptions = {}
): SurvivalPoint[] {
  const z = zOf(confidence);
  const arrivals = entries.toSorted((a, b) => a.time - b.time);
  let next = 0;
  let atRisk = entries.length ? 0 : counts.reduce((sum, row) => sum + row.events + row.censored, 0);
  let survival = 1;
  let greenwood = 0;
  // Fields are listed, as spreading a row costs more than all the rest.
  return counts.map(({time, events, censored}) => {
    while (next < arrivals.length && arrivals[next]!.time < time) atRisk += arrivals[next++]!.count;
    const n = atRisk;
    if (events > 0) {
      // The last drop is to 0 exactly, which 1 − d/n is too.
      survival *= 1 - events / n;
      greenwood += n > events ? events / (n * (n - events)) : 0;
    }
    atRisk -= events + censored;
    const se = survival > 0 ? survival * Math.sqrt(greenwood) : null;
    const {low, high} = survivalLimits(survival, se, z, limits);
    return {time, events, censored, atRisk: n, survival, se, low, high};
  });
}

/** Limits of a survival probability from its standard error. */
function survivalLimits(
  s: number, se: number | null, z: number, kind: LimitKind
): {readonly low: number | null; readonly high: number | null} {
  if (se === null) return {low: null, high: null};
  if (kind === "plain") return {low: Math.max(0, s - z * se), high: Math.min(1, s + z * se)};
  if (kind === "log") return {low: s * Math.exp((-z * se) / s), high: Math.min(1, s * Math.exp((z * se) / s))};
  if (!(s < 1)) return {low: null, high: null};
  const width = (z * se) / (s * Math.log(s)); // below 0
  return {low: s ** Math.exp(-width), high: s ** Math.exp(width)};
}

/**
 * The curve at a time: values of the last point not after it and the number at risk then; null past the last observed
 * time. `limits` as those of the curve.
 */
export function survivalAt(
  curve: readonly SurvivalPoint[], time: number, limits: LimitKind = "loglog"
): Pick<SurvivalPoint, "atRisk" | "survival" | "se" | "low" | "high"> | null {
  const i = firstAfter(curve, time);
  const last = curve.at(-1);
  if (!last || time > last.time) return null;
  const point = curve[i - 1];
  const atRisk = point?.time === time ? point.atRisk : curve[i]!.atRisk;
  if (point) return {...point, atRisk};
  return {atRisk, survival: 1, se: 0, ...survivalLimits(1, 0, 0, limits)};
}

/** The same, but 0 past the last observed time where the curve has come to 0: there it stays. */
export function survivalBy(curve: readonly SurvivalPoint[], time: number): ReturnType<typeof survivalAt> {
  const last = curve.at(-1);
  return last?.survival === 0 && time > last.time ? {...last, atRisk: 0} : survivalAt(curve, time);
}

/** How many points of a curve are at or before a time. */
function firstAfter(curve: readonly {readonly time: number}[], time: number): number {
  let low = 0;
  let high = curve.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (curve[middle]!.time <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Shares that differ by less are equal but for rounding, as R's survfit has it. */
export const TOLERANCE = 1.49e-8;

export interface SurvivalQuantile {
  /** The first time at which no more than the share survives; null where the curve stays above. */
  readonly estimate: number | null;
  /** Where the lower and the upper limit curves cross the share (Brookmeyer & Crowley 1982, as R's survfit). */
  readonly low: number | null;
  readonly high: number | null;
}

/** The time by which survival has fallen to a share, 1/2 for the median. */
export function survivalQuantile(curve: readonly SurvivalPoint[], share = 0.5): SurvivalQuantile {
  const first = curve.find((point) => point.survival <= share + TOLERANCE);
  return {
    estimate: first?.time ?? null,
    low: crossing(curve, (point) => point.low, share),
    high: crossing(curve, (point) => point.high, share)
  };
}

/**
 * Where a falling curve crosses a share, by R's rule: the middle of the flat stretch where it equals the share
 * exactly.
 */
export function crossing(
  curve: readonly SurvivalPoint[], valueOf: (point: SurvivalPoint) => number | null, share = 0.5
): number | null {
  const at = curve.findIndex((point) => {
    const value = valueOf(point);
    return value !== null && value <= share + TOLERANCE;
  });
  if (at < 0) return null;
  const {time} = curve[at]!;
  if (Math.abs(valueOf(curve[at]!)! - share) > TOLERANCE) return time;
  const end = curve.slice(at).find((point) => (valueOf(point) ?? 0) < share - TOLERANCE) ?? curve.at(-1)!;
  return (time + end.time) / 2;
}
