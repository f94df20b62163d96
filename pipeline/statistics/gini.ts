/**
 * Gini's concentration of values that are not negative: 2 Σ i·x₍ᵢ₎ / (n Σ x) − (n + 1)/n, without small-sample
 * correction; null where the total is 0.
 */
export function giniConcentration(values: readonly number[]): number | null {
  const sorted = Float64Array.from(values).toSorted();
  const n = sorted.length;
  let total = 0;
  let ranked = 0;
  sorted.forEach((x, i) => {
    total += x;
    ranked += (i + 1) * x;
  });
  return total > 0 ? (2 * ranked) / (n * total) - (n + 1) / n : null;
}

/** Gini's impurity 1 − Σ p² of counts by class; null of none. */
export function giniImpurity(counts: readonly number[]): number | null {
  const n = counts.reduce((a, b) => a + b, 0);
  return n > 0 ? 1 - counts.reduce((sum, count) => sum + (count / n) ** 2, 0) : null;
}
