import {twoSidedP, zOf} from "./distributions.ts";
import {type Estimate, UNDEFINED} from "./interval.ts";
import type {SurvivalPoint} from "./kaplanMeier.ts";

export interface RestrictedMean extends Estimate {
  readonly se: number | null;
}

/**
 * The mean time survived up to tau: the area under a Kaplan–Meier curve, with normal limits (Royston & Parmar,
 * Statistics in Medicine 30, 2011; survRM2). Undefined where tau lies past the last observed time and someone still
 * survives.
 */
export function restrictedMean(curve: readonly SurvivalPoint[], tau: number, confidence = 0.95): RestrictedMean {
  const last = curve.at(-1);
  if (!last || (tau > last.time && last.survival > 0)) return {...UNDEFINED, se: null};
  const points = curve.filter((point) => point.time <= tau);
  let area = 0;
  let variance = 0;
  let end = tau;
  for (const point of points.toReversed()) {
    area += point.survival * (end - point.time);
    end = point.time;
    const {atRisk, events} = point;
    if (events > 0 && atRisk > events) variance += (area ** 2 * events) / (atRisk * (atRisk - events));
  }
  area += end;
  const se = Math.sqrt(variance);
  const z = zOf(confidence);
  return {estimate: area, se, low: area - z * se, high: area + z * se};
}

export interface RestrictedMeanContrast {
  readonly difference: Estimate & {readonly p: number | null};
  readonly ratio: Estimate & {readonly p: number | null};
}

/** Restricted mean of arm 1 less, and over, that of arm 0; the ratio's limits and test are on the log scale. */
export function restrictedMeanContrast(
  arm1: RestrictedMean, arm0: RestrictedMean, confidence = 0.95
): RestrictedMeanContrast {
  const nothing = {...UNDEFINED, p: null};
  if (arm1.estimate === null || arm0.estimate === null) return {difference: nothing, ratio: nothing};
  const z = zOf(confidence);
  const difference = arm1.estimate - arm0.estimate;
  const se = Math.hypot(arm1.se!, arm0.se!);
  const logRatio = Math.log(arm1.estimate / arm0.estimate);
  const logSe = Math.hypot(arm1.se! / arm1.estimate, arm0.se! / arm0.estimate);
  return {
    difference: {
      estimate: difference, low: difference - z * se, high: difference + z * se, p: se > 0 ? twoSidedP(difference / se) : null
    },
    ratio: !(arm1.estimate > 0 && arm0.estimate > 0) ? nothing : {
      estimate: Math.exp(logRatio),
      low: Math.exp(logRatio - z * logSe),
      high: Math.exp(logRatio + z * logSe),
      p: logSe > 0 ? twoSidedP(logRatio / logSe) : null
    }
  };
}
