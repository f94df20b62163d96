type P = number | null;

/**
 * Benjamini–Hochberg q-values (JRSS B 57, 1995) in the order given. Null p-values stay null and are not counted, here
 * and below.
 */
export function benjaminiHochberg(p: readonly P[]): P[] {
  return stepUp(p, (value, rank, m) => (value * m) / rank);
}

/** Benjamini–Yekutieli q-values (Annals of Statistics 29, 2001), valid under any dependence. */
export function benjaminiYekutieli(p: readonly P[]): P[] {
  const m = p.filter((value) => value !== null).length;
  let harmonic = 0;
  for (let i = m; i >= 1; --i) harmonic += 1 / i;
  return stepUp(p, (value, rank) => (value * m * harmonic) / rank);
}

/** Holm's step-down adjusted p-values (Scandinavian Journal of Statistics 6, 1979). */
export function holm(p: readonly P[]): P[] {
  const order = ascending(p);
  const adjusted: P[] = p.map(() => null);
  let largest = 0;
  order.forEach((i, rank) => {
    largest = Math.max(largest, Math.min(1, p[i]! * (order.length - rank)));
    adjusted[i] = largest;
  });
  return adjusted;
}

/** p times the number of tests, at most 1 (Dunn, JASA 56, 1961). */
export function bonferroni(p: readonly P[]): P[] {
  const m = p.filter((value) => value !== null).length;
  return p.map((value) => (value === null ? null : Math.min(1, value * m)));
}

function stepUp(p: readonly P[], step: (value: number, rank: number, m: number) => number): P[] {
  const order = ascending(p);
  const adjusted: P[] = p.map(() => null);
  let least = 1;
  for (let rank = order.length; rank >= 1; --rank) {
    const i = order[rank - 1]!;
    least = Math.min(least, step(p[i]!, rank, order.length));
    adjusted[i] = least;
  }
  return adjusted;
}

function ascending(p: readonly P[]): number[] {
  return p.flatMap((value, i) => (value === null ? [] : [i])).toSorted((i, j) => p[i]! - p[j]!);
}
