import {gammaQuantile} from "./gamma.ts";
import {type Estimate, UNDEFINED} from "./interval.ts";

/**
 * Observed against expected events, O/E, with exact Poisson limits (Garwood, Biometrika 28, 1936); null where nothing
 * is expected.
 */
export function poissonRatio(observed: number, expected: number, confidence = 0.95): Estimate {
  if (!(expected > 0) || !(observed >= 0)) return UNDEFINED;
  const alpha = (1 - confidence) / 2;
  return {
    estimate: observed / expected,
    low: observed === 0 ? 0 : gammaQuantile(observed, alpha, 1 - alpha) / expected,
    high: gammaQuantile(observed + 1, 1 - alpha, alpha) / expected
  };
}
