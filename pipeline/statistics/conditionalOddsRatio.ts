import {hypergeometricDensity} from "./hypergeometric.ts";
import {type Estimate, UNDEFINED} from "./interval.ts";
import {findRoot} from "./root.ts";

/**
 * The odds ratio of the table (a, b; c, d) that is most likely given its margins, with exact limits: the non-central
 * hypergeometric distribution inverted, as R's fisher.test does. 0 or Infinity where a is at an end of its range;
 * undefined where the margins leave one table only.
 */
export function conditionalOddsRatio(a: number, b: number, c: number, d: number, confidence = 0.95): Estimate {
  const n1 = a + b;
  const n2 = c + d;
  const k = a + c;
  const from = Math.max(0, k - n2);
  const to = Math.min(n1, k);
  if (!(from < to)) return UNDEFINED;
  const logDensity = Array.from({length: to - from + 1}, (_, i) => Math.log(hypergeometricDensity(from + i, n1, n2, k)));

  /** Of X at log odds ratio u: P(X ≤ a), P(X ≥ a), E X, Var X, and E(X | X ≤ a), E(X | X ≥ a). */
  const moments = (u: number) => {
    const logs = logDensity.map((l, i) => l + i * u);
    const most = logs.reduce((m, l) => Math.max(m, l), -Infinity);
    const weights = logs.map((l) => Math.exp(l - most));
    const over = (first: number, last: number) => {
      let w = 0;
      let wx = 0;
      for (let i = first; i <= last; ++i) {
        w += weights[i]!;
        wx += weights[i]! * i;
      }
      return {w, mean: wx / w};
    };
    const all = over(0, to - from);
    const variance = weights.reduce((sum, w, i) => sum + w * (i - all.mean) ** 2, 0) / all.w;
    return {all, variance, below: over(0, a - from), above: over(a - from, to - from)};
  };
  const root = (f: (m: ReturnType<typeof moments>) => readonly [number, number]) =>
    Math.exp(findRoot((u) => f(moments(u)), -700, 700, 0));
  const tail = Math.log((1 - confidence) / 2);
  return {
    estimate: a === from ? 0 : a === to ? Infinity : root((m) => [m.all.mean - (a - from), m.variance]),
    low: a === from ? 0 : root((m) => [Math.log(m.above.w / m.all.w) - tail, m.above.mean - m.all.mean]),
    high: a === to ? Infinity : root((m) => [Math.log(m.below.w / m.all.w) - tail, m.below.mean - m.all.mean])
  };
}
