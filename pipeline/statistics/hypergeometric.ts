import {binomialDensity} from "./beta.ts";

/**
 * P(X = x) for x won in a group of n1, where k of n1 + n2 are won in all (Loader 2000: three binomial probabilities,
 * exact in the tails). All arguments are whole.
 */
export function hypergeometricDensity(x: number, n1: number, n2: number, k: number): number {
  if (x < Math.max(0, k - n2) || x > Math.min(n1, k)) return 0;
  const n = n1 + n2;
  if (k === 0 || k === n) return 1;
  const p = k / n;
  const q = (n - k) / n;
  return (binomialDensity(x, n1 - x, p, q) * binomialDensity(k - x, n2 - k + x, p, q)) / binomialDensity(k, n - k, p, q);
}

/**
 * Fisher's exact test of the table (a, b; c, d), two-sided: the probability of all tables with the same margins that
 * are at most as probable as this one, times 1 + 1e-7 for ties (as R's fisher.test). Both tails are summed from their
 * likeliest table outwards until nothing is added, so large tables cost their standard deviation, not their size.
 */
export function fisherP(a: number, b: number, c: number, d: number): number {
  const n1 = a + b;
  const n2 = c + d;
  const k = a + c;
  const low = Math.max(0, k - n2);
  const high = Math.min(n1, k);
  if (low === high) return 1;
  const density = (x: number) => hypergeometricDensity(x, n1, n2, k);
  const limit = density(a) * (1 + 1e-7);
  const mode = Math.min(high, Math.max(low, Math.floor(((n1 + 1) * (k + 1)) / (n1 + n2 + 2))));
  // The last table left of the mode, and the first one right of it, that is no more probable.
  const left = lastWhere(low - 1, mode, (x) => x < low || density(x) <= limit);
  const right = -lastWhere(-high - 1, -mode, (x) => -x > high || density(-x) <= limit);
  if (left >= right - 1) return 1;
  // From one table to the next the probability changes by a known ratio.
  const tail = (from: number, end: number, ratio: (x: number) => number) => {
    let term = density(from);
    let sum = 0;
    for (let x = from; x !== end && term > sum * 1e-17; x += Math.sign(end - from)) {
      sum += term;
      term *= ratio(x);
    }
    return sum;
  };
  const leftTail = left < low ? 0 : tail(left, low - 1, (x) => (x * (n2 - k + x)) / ((n1 - x + 1) * (k - x + 1)));
  const rightTail = right > high ? 0 : tail(right, high + 1, (x) => ((n1 - x) * (k - x)) / ((x + 1) * (n2 - k + x + 1)));
  return Math.min(1, leftTail + rightTail);
}

/** The largest whole number in [from, to] where a condition that holds at `from` and then stops still holds. */
function lastWhere(from: number, to: number, holds: (x: number) => boolean): number {
  if (holds(to)) return to;
  let low = from;
  let high = to;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return low;
}
