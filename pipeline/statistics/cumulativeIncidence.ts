import {zOf} from "./distributions.ts";
import {TOLERANCE} from "./kaplanMeier.ts";

/** What happens at one day: deals won, deals closed otherwise, deals last seen open. Ascending distinct times. */
export interface ClosingCounts {
  readonly time: number;
  readonly won: number;
  readonly otherwise: number;
  readonly censored: number;
}

export interface IncidencePoint extends ClosingCounts {
  readonly atRisk: number;
  /** Still open after this time. */
  readonly survival: number;
  /** Won by this time. */
  readonly rate: number;
  readonly se: number;
  /** Log-log limits; null before the first win. */
  readonly low: number | null;
  readonly high: number | null;
}

/**
 * Aalen and Johansen's cumulative incidence of a win while other closings compete and open deals are censored
 * (Scandinavian Journal of Statistics 5, 1978). The variance is Marubini and Valsecchi's delta-method form: Var F(t)
 * = Σ_{s ≤ t} (F(t) − F(s))² d/(n(n − d)) + S(s−)² w(n − w)/n³ − 2 (F(t) − F(s)) S(s−) w/n², d = w + other closings,
 * the first term 0 where n = d.
 */
export function cumulativeIncidence(counts: readonly ClosingCounts[]): IncidencePoint[] {
  const z = zOf(0.95);
  let atRisk = counts.reduce((sum, row) => sum + row.won + row.otherwise + row.censored, 0);
  let survival = 1;
  let rate = 0;
  // F(t) − F(s) is expanded, so that each time costs the same: Σ a, Σ aF, Σ aF² of the first term, Σ of the second, Σ
  // c, Σ cF of the third.
  let a = 0;
  let aF = 0;
  let aFF = 0;
  let b = 0;
  let c = 0;
  let cF = 0;
  let se = 0;
  let limits: Pick<IncidencePoint, "low" | "high"> = {low: null, high: null};
  // Fields are listed, as spreading a row costs more than all the rest.
  return counts.map(({time, won, otherwise, censored}) => {
    const n = atRisk;
    const closed = won + otherwise;
    if (closed > 0) {
      rate += (survival * won) / n;
      if (rate > 1 - TOLERANCE) rate = 1; // rounding would leave it just beside 1, also above
      const first = n > closed ? closed / (n * (n - closed)) : 0;
      const third = (survival * won) / n ** 2;
      a += first;
      aF += first * rate;
      aFF += first * rate * rate;
      b += (survival ** 2 * won * (n - won)) / n ** 3;
      c += third;
      cF += third * rate;
      survival *= 1 - closed / n;
      const variance = rate * rate * a - 2 * rate * aF + aFF + b - 2 * (rate * c - cF);
      se = Math.sqrt(Math.max(0, variance));
      limits = logLogLimits(rate, se, z);
    }
    atRisk -= closed + censored;
    return {time, won, otherwise, censored, atRisk: n, survival, rate, se, low: limits.low, high: limits.high};
  });
}

/** The curve at a time; null past the last observed time unless all are closed by then. */
export function incidenceAt(
  curve: readonly IncidencePoint[], time: number
): Pick<IncidencePoint, "rate" | "se" | "low" | "high"> | null {
  const last = curve.at(-1);
  if (!last || (time > last.time && last.survival > 0)) return null;
  return curve.findLast((point) => point.time <= time) ?? {rate: 0, se: 0, low: null, high: null};
}

/** The first time by which the curve has risen to a rate; null where it stays below. */
export function incidenceTime(curve: readonly IncidencePoint[], rate: number): number | null {
  return curve.find((point) => point.rate >= rate - TOLERANCE)?.time ?? null;
}

function logLogLimits(rate: number, se: number, z: number): Pick<IncidencePoint, "low" | "high"> {
  if (!(rate > 0 && rate < 1)) return {low: null, high: null};
  const width = (z * se) / (rate * Math.log(rate)); // below 0
  return {low: rate ** Math.exp(-width), high: rate ** Math.exp(width)};
}
