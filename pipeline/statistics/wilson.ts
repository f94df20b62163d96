import {zOf} from "./distributions.ts";
import {type Estimate, UNDEFINED} from "./interval.ts";

/**
 * Wilson's score interval for x of n (Wilson, JASA 22, 1927); undefined for n = 0. Written so that nothing cancels: 0
 * of n begins at 0 and n of n ends at 1 exactly.
 */
export function wilson(x: number, n: number, confidence = 0.95): Estimate {
  if (!(n > 0)) return UNDEFINED;
  const z = zOf(confidence);
  const centre = x + (z * z) / 2;
  const margin = z * Math.sqrt((x * (n - x)) / n + (z * z) / 4);
  return {
    estimate: x / n,
    low: (x * x) / n / (centre + margin),
    high: x === n ? 1 : (centre + margin) / (n + z * z)
  };
}

/** The same with continuity correction (Newcombe, Statistics in Medicine 17, 1998, method 4). */
export function wilsonCorrected(x: number, n: number, confidence = 0.95): Estimate {
  if (!(n > 0)) return UNDEFINED;
  const z = zOf(confidence);
  const low = (y: number) => {
    if (y === 0) return 0;
    const root = z * Math.sqrt(Math.max(0, z * z - 2 - 1 / n + (4 * y * (n - y + 1)) / n));
    return Math.max(0, (2 * y + z * z - 1 - root) / (2 * (n + z * z)));
  };
  return {estimate: x / n, low: low(x), high: 1 - low(n - x)};
}
