import {zOf} from "./distributions.ts";
import {type Estimate, UNDEFINED} from "./interval.ts";

/** Sums over n units of y, x and their products. */
export interface RatioSums {
  readonly n: number;
  readonly y: number;
  readonly x: number;
  readonly yy: number;
  readonly xy: number;
  readonly xx: number;
}

/**
 * Σy / Σx with its linearised (delta-method) 95 % interval over independent units (Cochran, Sampling Techniques, 1977,
 * 6.13), which needs sums alone; undefined where Σx is not over 0, without limits for one unit.
 */
export function ratioOfSums({n, y, x, yy, xy, xx}: RatioSums): Estimate {
  if (!(x > 0)) return UNDEFINED;
  const estimate = y / x;
  if (!(n > 1)) return {estimate, low: null, high: null};
  const residual = Math.max(0, yy - 2 * estimate * xy + estimate ** 2 * xx);
  const width = (zOf(0.95) * Math.sqrt((residual * n) / (n - 1))) / x;
  return {estimate, low: estimate - width, high: estimate + width};
}
