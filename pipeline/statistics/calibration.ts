import {chiSquareSf, twoSidedP} from "./distributions.ts";
import {largest} from "./extremes.ts";
import {logistic} from "./logistic.ts";
import {sparseMatrix} from "./sparseMatrix.ts";
import {wilson} from "./wilson.ts";

/** Deals of one forecast win probability. */
export interface ForecastCounts {
  readonly forecast: number;
  readonly won: number;
  readonly count: number;
}

export interface CalibrationBin {
  /** Counted from 1; ten of equal width. */
  readonly bin: number;
  readonly count: number;
  readonly meanForecast: number | null;
  readonly rate: number | null;
  readonly rateLow: number | null;
  readonly rateHigh: number | null;
}

export interface Calibration {
  /** Mean squared difference of forecast and outcome (Brier 1950). */
  readonly brier: number | null;
  /** Of the base rate as the forecast for all. */
  readonly brierReference: number | null;
  /** 1 − brier / reference; null where all have one outcome. */
  readonly brierSkill: number | null;
  /** Null where a forecast is 0 or 1. */
  readonly logLoss: number | null;
  readonly meanForecast: number | null;
  readonly baseRate: number | null;
  /**
   * Murphy's parts (Journal of Applied Meteorology 12, 1973) over distinct forecasts: brier = reliability −
   * resolution + uncertainty.
   */
  readonly reliability: number | null;
  readonly resolution: number | null;
  readonly uncertainty: number | null;
  readonly bins: readonly CalibrationBin[];
  /** Mean and largest difference of forecast and rate over the bins. */
  readonly expectedError: number | null;
  readonly largestError: number | null;
  /**
   * Logistic regression of the outcome on the forecast's logit (Cox 1958): 0 and 1 when calibrated. Null where a
   * forecast is 0 or 1, or all are one.
   */
  readonly intercept: number | null;
  readonly slope: number | null;
  /** The intercept alone, with the logit as offset: 0 when the mean is right. */
  readonly inTheLarge: number | null;
  /** Spiegelhalter's test (Statistics in Medicine 5, 1986). */
  readonly z: number | null;
  readonly p: number | null;
}

/** How well forecast probabilities agree with outcomes. Rows of one forecast are added up first; of none, every number is null. */
export function calibration(rows: readonly ForecastCounts[]): Calibration {
  const distinct = byForecast(rows);
  const n = distinct.reduce((sum, row) => sum + row.count, 0);
  const mean = (f: (row: ForecastCounts) => number) => (n > 0 ? distinct.reduce((sum, row) => sum + f(row), 0) / n : null);
  const baseRate = mean((row) => row.won);
  const brier = mean(({forecast, won, count}) => won * (1 - forecast) ** 2 + (count - won) * forecast ** 2);
  const uncertainty = baseRate === null ? null : baseRate * (1 - baseRate);
  const bins = binned(distinct);
  const errors = bins.map((bin) => (bin.count > 0 ? Math.abs(bin.meanForecast! - bin.rate!) : 0));
  const isInside = distinct.every(({forecast}) => forecast > 0 && forecast < 1);
  return {
    brier,
    brierReference: uncertainty,
    brierSkill: uncertainty! > 0 ? 1 - brier! / uncertainty! : null,
    logLoss: isInside
      ? mean(({forecast, won, count}) => -won * Math.log(forecast) - (count - won) * Math.log1p(-forecast))
      : null,
    meanForecast: mean(({forecast, count}) => forecast * count),
    baseRate,
    reliability: mean(({forecast, won, count}) => count * (forecast - won / count) ** 2),
    resolution: mean(({won, count}) => count * (won / count - baseRate!) ** 2),
    uncertainty,
    bins,
    expectedError: n > 0 ? errors.reduce((sum, error, i) => sum + (error * bins[i]!.count) / n, 0) : null,
    largestError: n > 0 ? largest(errors) : null,
    ...(isInside && n > 0 ? recalibration(distinct) : {intercept: null, slope: null, inTheLarge: null}),
    ...spiegelhalter(distinct)
  };
}

export interface HosmerLemeshow {
  readonly chiSquare: number | null;
  readonly df: number;
  readonly p: number | null;
  readonly rows: readonly {readonly bin: number; readonly count: number; readonly observed: number; readonly expected: number}[];
}

/**
 * Hosmer and Lemeshow's test over ten groups of equal size by ascending forecast, df = groups − 2; null unless
 * forecasts are distinct and their number divides evenly.
 */
export function hosmerLemeshow(rows: readonly ForecastCounts[]): HosmerLemeshow | null {
  const groups = 10;
  const distinct = byForecast(rows);
  if (distinct.length === 0 || distinct.length % groups !== 0 || distinct.some(({count}) => count !== 1)) return null;
  const size = distinct.length / groups;
  const table = Array.from({length: groups}, (_, g) => {
    const members = distinct.slice(g * size, (g + 1) * size);
    return {
      bin: g + 1,
      count: size,
      observed: members.reduce((sum, {won}) => sum + won, 0),
      expected: members.reduce((sum, {forecast}) => sum + forecast, 0)
    };
  });
  const chiSquare = table.reduce(
    (sum, {observed, expected}) => sum + (observed - expected) ** 2 / (expected * (1 - expected / size)), 0
  );
  if (!Number.isFinite(chiSquare)) return {chiSquare: null, df: groups - 2, p: null, rows: table};
  return {chiSquare, df: groups - 2, p: chiSquareSf(chiSquare, groups - 2), rows: table};
}

function byForecast(rows: readonly ForecastCounts[]): ForecastCounts[] {
  const counts = new Map<number, {forecast: number; won: number; count: number}>();
  for (const {forecast, won, count} of rows) {
    const row = counts.get(forecast);
    if (row) {
      row.won += won;
      row.count += count;
    } else if (count > 0) counts.set(forecast, {forecast, won, count});
  }
  return [...counts.values()].toSorted((a, b) => a.forecast - b.forecast);
}

function binned(distinct: readonly ForecastCounts[]): CalibrationBin[] {
  return Array.from({length: 10}, (_, b) => {
    const members = distinct.filter(({forecast}) => Math.min(Math.floor(forecast * 10), 9) === b);
    const count = members.reduce((sum, row) => sum + row.count, 0);
    const rate = wilson(members.reduce((sum, row) => sum + row.won, 0), count);
    return {
      bin: b + 1,
      count,
      meanForecast: count > 0 ? members.reduce((sum, row) => sum + row.forecast * row.count, 0) / count : null,
      rate: rate.estimate,
      rateLow: rate.low,
      rateHigh: rate.high
    };
  });
}

function recalibration(distinct: readonly ForecastCounts[]): Pick<Calibration, "intercept" | "slope" | "inTheLarge"> {
  const logits = distinct.map(({forecast}) => Math.log(forecast / (1 - forecast)));
  const outcomes = {won: distinct.map((row) => row.won), total: distinct.map((row) => row.count)};
  const line = logistic({names: ["(Intercept)", "logit"], design: sparseMatrix(logits.map((logit) => [1, logit])), ...outcomes});
  const level = logistic({names: ["(Intercept)"], design: sparseMatrix(logits.map(() => [1])), offset: logits, ...outcomes});
  const slope = line.coefficients[1]!.estimate;
  const intercept = slope === null ? null : line.coefficients[0]!.estimate;
  return {intercept, slope, inTheLarge: level.coefficients[0]!.estimate};
}

function spiegelhalter(distinct: readonly ForecastCounts[]): Pick<Calibration, "z" | "p"> {
  const excess = distinct.reduce((sum, {forecast, won, count}) => sum + (won - count * forecast) * (1 - 2 * forecast), 0);
  const variance = distinct.reduce(
    (sum, {forecast, count}) => sum + count * (1 - 2 * forecast) ** 2 * forecast * (1 - forecast), 0
  );
  if (!(variance > 0)) return {z: null, p: null};
  const z = excess / Math.sqrt(variance);
  return {z, p: twoSidedP(z)};
}
