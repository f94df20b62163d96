import {betaQuantile} from "./beta.ts";
import {type Estimate, UNDEFINED} from "./interval.ts";

/** The exact interval for x of n (Clopper & Pearson, Biometrika 26, 1934); undefined for n = 0. */
export function clopperPearson(x: number, n: number, confidence = 0.95): Estimate {
  if (!(n > 0)) return UNDEFINED;
  const alpha = (1 - confidence) / 2;
  return {
    estimate: x / n,
    low: x === 0 ? 0 : betaQuantile(alpha, x, n - x + 1),
    high: x === n ? 1 : betaQuantile(1 - alpha, x + 1, n - x, alpha)
  };
}
