import {type Estimate, UNDEFINED} from "./interval.ts";
import {wilson} from "./wilson.ts";

/**
 * x1 of n1 less x2 of n2 with the hybrid score interval, no continuity correction (Newcombe, Statistics in Medicine
 * 17, 1998, method 10); undefined where a side is empty.
 */
export function newcombe(x1: number, n1: number, x2: number, n2: number, confidence = 0.95): Estimate {
  if (!(n1 > 0) || !(n2 > 0)) return UNDEFINED;
  const first = wilson(x1, n1, confidence);
  const second = wilson(x2, n2, confidence);
  const p1 = x1 / n1;
  const p2 = x2 / n2;
  return {
    estimate: p1 - p2,
    low: p1 - p2 - Math.hypot(p1 - first.low!, second.high! - p2),
    high: p1 - p2 + Math.hypot(first.high! - p1, p2 - second.low!)
  };
}
