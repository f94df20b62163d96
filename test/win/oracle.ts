// What DEFINITIONS.md says of opportunities and uncertainty, once more, from plain rows, without SQL and without the pipeline's code.
// Slow and literal on purpose. Special functions are the plainest that are exact enough for comparisons to 1e-9.

/** A used deal, with its segment in each dimension (null: unknown). */
export interface OracleDeal {
  readonly outcome: "won" | "lost" | "no_decision" | "disqualified" | "open";
  readonly dealType: "new_business" | "expansion" | "renewal";
  /** ISO dates. */
  readonly createdOn: string | null;
  readonly closedOn: string | null;
  /** Given where an export has no dates. */
  readonly cycleDays?: number | null;
  readonly segments: Readonly<Record<string, string | null>>;
}

export interface OracleRow {
  readonly window: string;
  readonly dealType: string;
  readonly dimension: string;
  readonly segment: string;
  readonly won: number;
  readonly lost: number;
  readonly noDecision: number;
  readonly disqualified: number;
  readonly open: number;
  readonly rate: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly difference: number | null;
  readonly differenceLow: number | null;
  readonly differenceHigh: number | null;
  readonly p: number | null;
  readonly q: number | null;
  readonly shrunk: number | null;
  readonly cycle: readonly [p25: number | null, median: number | null, p75: number | null];
}

export interface OracleOptions {
  readonly asOf: string;
  readonly fiscalYearStartMonth?: number;
  readonly minDecided?: number;
  readonly dimensions: readonly string[];
}

const Z = 1.959963984540054;

/** Every row of win_rate_by_segment that has deals closed or open, and the empty ones of segments that some deal has. */
export function oracle(deals: readonly OracleDeal[], {asOf, fiscalYearStartMonth = 1, minDecided = 10, dimensions}: OracleOptions): OracleRow[] {
  // A deal closed after as_of counts as open.
  const known = deals.map((deal) => (deal.outcome !== "open" && deal.closedOn !== null && deal.closedOn > asOf ? {...deal, outcome: "open" as const} : deal));
  const end = firstIncompleteQuarter(asOf, fiscalYearStartMonth);
  const windows: [string, (day: string | null) => boolean][] = [
    ["all", () => true],
    ["last_4_quarters", (day) => day !== null && day < end && day >= monthsBefore(end, 12)],
    ["last_8_quarters", (day) => day !== null && day < end && day >= monthsBefore(end, 24)]
  ];
  const rows: OracleRow[] = [];
  for (const [window, isIn] of windows) {
    for (const dealType of ["all", "new_business", "expansion", "renewal"]) {
      const ofType = known.filter((deal) => dealType === "all" || deal.dealType === dealType);
      const closed = ofType.filter((deal) => deal.outcome !== "open" && isIn(deal.closedOn));
      const scope: Omit<OracleRow, "q">[] = [];
      for (const dimension of ["all", ...dimensions]) {
        const segmentOf = (deal: OracleDeal) => (dimension === "all" ? "all" : deal.segments[dimension] ?? "unknown");
        const names = [...new Set([...known.map(segmentOf), ...(dimension === "all" ? ["all"] : ["unknown"])])].toSorted();
        const sides = names.map((segment) => {
          const own = closed.filter((deal) => segmentOf(deal) === segment);
          const count = (outcome: string) => own.filter((deal) => deal.outcome === outcome).length;
          return {segment, own, won: count("won"), lost: count("lost"), noDecision: count("no_decision"), disqualified: count("disqualified")};
        });
        const totalWon = closed.filter((deal) => deal.outcome === "won").length;
        const total = totalWon + closed.filter((deal) => deal.outcome === "lost").length;
        const prior = priorOf(sides.filter(({segment}) => segment !== "unknown").map(({won, lost}) => [won, won + lost] as const));
        for (const {segment, own, won, lost, noDecision, disqualified} of sides) {
          const n = won + lost;
          const isSegment = dimension !== "all";
          const [low, high] = wilson(won, n);
          const difference = isSegment ? newcombe(won, n, totalWon - won, total - n) : [null, null, null] as const;
          scope.push({
            window, dealType, dimension, segment, won, lost, noDecision, disqualified,
            open: ofType.filter((deal) => deal.outcome === "open" && segmentOf(deal) === segment).length,
            rate: n > 0 ? won / n : null, low, high,
            difference: difference[0], differenceLow: difference[1], differenceHigh: difference[2],
            p: isSegment && segment !== "unknown" && n >= minDecided ? againstTheRest(won, n, totalWon - won, total - n) : null,
            shrunk: isSegment ? shrunkRate(prior, won, n) : null,
            cycle: quartiles(own.filter((deal) => deal.outcome === "won").map(daysOf).filter((days) => days !== null))
          });
        }
      }
      const q = benjaminiHochberg(scope.map(({p}) => p));
      rows.push(...scope.map((row, i) => ({...row, q: q[i]!})));
    }
  }
  return rows;
}

/** Days from created to closed; none where a date is missing or closing comes first. */
function daysOf(deal: OracleDeal): number | null {
  if (deal.cycleDays !== null && deal.cycleDays !== undefined && deal.cycleDays >= 0) return deal.cycleDays;
  if (deal.createdOn === null || deal.closedOn === null || deal.closedOn < deal.createdOn) return null;
  return Math.round((Date.parse(deal.closedOn) - Date.parse(deal.createdOn)) / 86_400_000);
}

/** The first day of the fiscal quarter that is not complete at as_of: a quarter whose last day is as_of is complete. */
function firstIncompleteQuarter(asOf: string, start: number): string {
  const next = new Date(Date.parse(asOf) + 86_400_000);
  let [year, month] = [next.getUTCFullYear(), next.getUTCMonth() + 1];
  while ((month - start + 12) % 3 !== 0) {
    month -= 1;
    if (month === 0) [year, month] = [year - 1, 12];
  }
  return `${year}-${String(month).padStart(2, "0")}-01`;
}

function monthsBefore(day: string, months: number): string {
  const index = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 - months;
  return `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, "0")}-01`;
}

function wilson(k: number, n: number): readonly [number | null, number | null] {
  if (n === 0) return [null, null];
  const p = k / n;
  const centre = (p + (Z * Z) / (2 * n)) / (1 + (Z * Z) / n);
  const half = (Z / (1 + (Z * Z) / n)) * Math.sqrt((p * (1 - p)) / n + (Z * Z) / (4 * n * n));
  return [k === 0 ? 0 : centre - half, k === n ? 1 : centre + half];
}

function newcombe(k1: number, n1: number, k2: number, n2: number): readonly [number | null, number | null, number | null] {
  if (n1 === 0 || n2 === 0) return [null, null, null];
  const [p1, p2] = [k1 / n1, k2 / n2];
  const [l1, u1] = wilson(k1, n1) as [number, number];
  const [l2, u2] = wilson(k2, n2) as [number, number];
  const d = p1 - p2;
  return [d, d - Math.sqrt((p1 - l1) ** 2 + (u2 - p2) ** 2), d + Math.sqrt((u1 - p1) ** 2 + (p2 - l2) ** 2)];
}

/** Two-sided Fisher where an expected count is under 5, else the pooled z test. */
function againstTheRest(k1: number, n1: number, k2: number, n2: number): number | null {
  const [k, n] = [k1 + k2, n1 + n2];
  if (n1 === 0 || n2 === 0 || k === 0 || k === n) return null;
  const least = Math.min(n1 * k, n2 * k, n1 * (n - k), n2 * (n - k)) / n;
  if (least < 5) return fisher(k1, n1, k, n);
  const pooled = k / n;
  const z = (k1 / n1 - k2 / n2) / Math.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2));
  return 2 * upperTail(Math.abs(z));
}

/** All tables with these margins that are no likelier than the one seen (with R's tolerance of 1e-7). */
function fisher(k1: number, n1: number, k: number, n: number): number {
  const probability = (x: number) => Math.exp(logChoose(n1, x) + logChoose(n - n1, k - x) - logChoose(n, k));
  const seen = probability(k1);
  let p = 0;
  for (let x = Math.max(0, k - (n - n1)); x <= Math.min(n1, k); ++x) if (probability(x) <= seen * (1 + 1e-7)) p += probability(x);
  return Math.min(1, p);
}

const logFactorials: number[] = [0];
function logFactorial(n: number): number {
  while (logFactorials.length <= n) logFactorials.push(logFactorials.at(-1)! + Math.log(logFactorials.length));
  return logFactorials[n]!;
}

function logChoose(n: number, k: number): number {
  return logFactorial(n) - logFactorial(k) - logFactorial(n - k);
}

/** P(Z > z): the power series of the density under 3, Lentz's continued fraction of erfc above. */
function upperTail(z: number): number {
  if (z < 3) {
    let term = z;
    let sum = z;
    for (let i = 1; Math.abs(term) > 1e-18 * Math.abs(sum); ++i) sum += (term *= (-z * z) / 2 / i * ((2 * i - 1) / (2 * i + 1)));
    return 0.5 - sum / Math.sqrt(2 * Math.PI);
  }
  let fraction = z;
  for (let i = 300; i > 0; --i) fraction = z + i / fraction;
  return Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI) / fraction;
}

/** q of each p among those that are no null: the least of m·p/rank over p-values at least as large. */
function benjaminiHochberg(p: readonly (number | null)[]): (number | null)[] {
  const hypotheses = p.filter((value) => value !== null);
  return p.map((value) => value === null ? null
    : Math.min(1, ...hypotheses.filter((other) => other >= value)
      .map((other) => (other * hypotheses.length) / hypotheses.filter((third) => third <= other).length)));
}

type Prior = {readonly alpha: number; readonly beta: number; readonly mean: number} | {readonly pooled: number} | null;

/** The beta prior by moments, segments weighted by their deals (goldens/eb_beta_binomial.json, `definition`). */
function priorOf(segments: readonly (readonly [won: number, decided: number])[]): Prior {
  const filled = segments.filter(([, n]) => n > 0);
  const n = filled.reduce((sum, [, decided]) => sum + decided, 0);
  const mu = filled.reduce((sum, [won]) => sum + won, 0) / n;
  if (filled.length < 2 || mu === 0 || mu === 1) return null;
  const s = filled.reduce((sum, [won, decided]) => sum + decided * (won / decided - mu) ** 2, 0);
  const scale = filled.reduce((sum, [, decided]) => sum + (decided - 1) * (1 - decided / n), 0);
  if (scale <= 0) return null;
  const rho = (s / (mu * (1 - mu)) - (filled.length - 1)) / scale;
  if (!(rho > 0)) return {pooled: mu};
  const size = Math.max(0, 1 / rho - 1);
  return {alpha: mu * size, beta: (1 - mu) * size, mean: mu};
}

function shrunkRate(prior: Prior, won: number, n: number): number | null {
  if (prior === null) return null;
  if ("pooled" in prior) return prior.pooled;
  const total = n + prior.alpha + prior.beta;
  // A segment without deals has the prior's mean, also where the prior weighs nothing.
  return total > 0 ? (won + prior.alpha) / total : prior.mean;
}

/** Type 7: the quantile p of n sorted values lies at (n − 1)·p, counted from 0. */
function quartiles(days: readonly number[]): [number | null, number | null, number | null] {
  const sorted = days.toSorted((a, b) => a - b);
  const at = (p: number) => {
    if (sorted.length === 0) return null;
    const place = (sorted.length - 1) * p;
    const below = Math.floor(place);
    return sorted[below]! + (place - below) * ((sorted[below + 1] ?? sorted[below]!) - sorted[below]!);
  };
  return [at(0.25), at(0.5), at(0.75)];
}
