import type {Database} from "../database.ts";
import {grouped} from "../grouped.ts";
import type {CohortRetentionRow} from "../schema/marts.ts";
import {dealsNeeded} from "../statistics/dealsNeeded.ts";
import {twoSidedP, zOf} from "../statistics/distributions.ts";
import {benjaminiHochberg} from "../statistics/multipleTesting.ts";
import {newcombe} from "../statistics/newcombe.ts";
import {twoProportionP} from "../statistics/twoByTwo.ts";
import {scopeOf, type Finding} from "./finding.ts";
import {number, percent, plural, pointsWithRange, quarterFrom} from "./format.ts";
import {isSegment, segmentPart, segmentPath, type Limits} from "./retentionRows.ts";

const page = "retention";
const MEASURES = ["survival", "active", "gross", "net"] as const;
type TrendMeasure = (typeof MEASURES)[number];

/** Up to a year of quarter cohorts, pooled at one age: customers as counts, money as a ratio of sums with its standard error. */
interface Year {
  readonly n: number;
  readonly value: number;
  readonly count: number | null;
  readonly error: number | null;
  readonly first: string;
  readonly last: string;
}

interface Comparison {
  readonly cohort: CohortRetentionRow;
  readonly measure: TrendMeasure;
  readonly age: number;
  readonly later: Year;
  readonly earlier: Year;
  readonly difference: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly p: number | null;
}

/**
 * Is it getting better? For each segment and measure the last four quarters of starts that have reached an age against the four before
 * them, or the later half against the earlier where there are fewer: at 12 months, or at 6 or 3 where too few have got that far. Beyond
 * chance is q over the segments of a measure.
 */
export async function cohortTrends(db: Database, limits: Limits): Promise<Finding[]> {
  const rows = await db.rows<CohortRetentionRow>(`
    from cohort_retention
    where cohort_unit = 'quarter_age' and cohort_month is not null and months_since in (3, 6, 12)
    order by cohort_month`);
  const fiscal = (await db.rows<{month: number}>("select getvariable('fiscal_year_start_month')::integer as month"))[0]!.month;
  const segments = [...grouped(rows, segmentPath).values()];
  return MEASURES.flatMap((measure) => {
    const comparisons = segments.map((cohorts) => compare(cohorts, measure));
    const tested = comparisons.map((row) => (row && isSegment(row.cohort) && Math.min(row.later.n, row.earlier.n) >= limits.few ? row.p : null));
    const q = benjaminiHochberg(tested);
    return comparisons.map((row, i): Finding => {
      const cohort = segments[i]![0]!;
      return {
        page, figure: "trend", scope: scopeOf({measure}), part: segmentPart(page, cohort),
        text: row ? trendText(row, tested[i] === null ? row.p : q[i]!, tested[i] === null ? 0.05 : limits.q, fiscal, limits)
          : "Too young to compare: fewer than four quarters of starts have reached three months"
      };
    });
  });
}

function compare(cohorts: readonly CohortRetentionRow[], measure: TrendMeasure): Comparison | null {
  for (const age of [12, 6, 3]) {
    const reached = cohorts.filter((row) => row.months_since === age && valueOf(row, measure) !== null);
    const half = Math.min(4, Math.floor(reached.length / 2));
    if (half < 2) continue;
    const [earlier, later] = [yearOf(reached.slice(-2 * half, -half), measure), yearOf(reached.slice(-half), measure)];
    const difference = later.value - earlier.value;
    if (later.count !== null && earlier.count !== null) {
      const {low, high} = newcombe(later.count, later.n, earlier.count, earlier.n);
      return {cohort: cohorts[0]!, measure, age, later, earlier, difference, low, high, p: twoProportionP(later.count, later.n - later.count, earlier.count, earlier.n - earlier.count)};
    }
    const error = later.error === null || earlier.error === null ? null : Math.hypot(later.error, earlier.error);
    const width = error === null ? null : zOf(0.95) * error;
    return {
      cohort: cohorts[0]!, measure, age, later, earlier, difference,
      low: width === null ? null : difference - width, high: width === null ? null : difference + width,
      p: error === null || error === 0 ? null : twoSidedP(difference / error)
    };
  }
  return null;
}

function valueOf(row: CohortRetentionRow, measure: TrendMeasure): number | null {
  return {survival: row.survival_rate, active: row.active_rate, gross: row.gross_retention, net: row.net_retention}[measure];
}

function yearOf(cohorts: readonly CohortRetentionRow[], measure: TrendMeasure): Year {
  const sum = (value: (row: CohortRetentionRow) => number) => cohorts.reduce((total, row) => total + value(row), 0);
  const n = sum((row) => row.account_count);
  const [first, last] = [cohorts[0]!.cohort_month!, cohorts.at(-1)!.cohort_month!];
  if (measure === "survival" || measure === "active") {
    const count = sum((row) => (measure === "survival" ? row.surviving_count : row.active_count));
    return {n, value: count / n, count, error: null, first, last};
  }
  const [base, kept] = [sum((row) => row.starting_mrr), sum((row) => (measure === "gross" ? row.retained_mrr : row.mrr))];
  // Cohorts are independent, so the variances of the weighted ratios add up. A cohort of one customer has none, and leaves the year without.
  const errors = cohorts.map((row) => (halfWidth(row, measure) ?? NaN) * (row.starting_mrr / base));
  const error = Math.hypot(...errors);
  return {n, value: kept / base, count: null, error: Number.isFinite(error) ? error : null, first, last};
}

/** The standard error of a cohort's ratio, from the side of its interval that no bound cuts. */
function halfWidth(row: CohortRetentionRow, measure: "gross" | "net"): number | null {
  const [value, low, high] = measure === "gross" ? [row.gross_retention, row.gross_retention_low, row.gross_retention_high] : [row.net_retention, row.net_retention_low, row.net_retention_high];
  return value === null || low === null || high === null ? null : Math.max(value - low, high - value) / zOf(0.95);
}

function trendText({age, later, earlier, measure, difference, low, high}: Comparison, p: number | null, level: number, fiscal: number, limits: Limits): string {
  const [began, before] = [span(later, fiscal), span(earlier, fiscal)];
  if (Math.min(later.n, earlier.n) < limits.few) return `Too few to compare after ${number(age)} months: ${plural(later.n, "customer")} who began in ${began}, ${number(earlier.n)} in ${before}`;
  const isBeyond = p !== null && p <= level;
  // The answer comes first: this is the title of its figure.
  const reading = isBeyond ? `**${difference > 0 ? "Better" : "Worse"}** beyond chance` : "No change beyond chance";
  const base = measure === "survival" || measure === "active" ? earlier.value : null;
  const needed = isBeyond || base === null ? null : dealsNeeded(base + 0.05, base);
  const change = `${pointsWithRange(difference, low, high)} points${needed === null ? "" : ` (to see 5 points would take about ${plural(needed, "customer")} in each)`}`;
  const [now, then] = [`**${percent(later.value)}** of ${number(later.n)}`, `**${percent(earlier.value)}** of ${number(earlier.n)}`];
  return measure === "survival" || measure === "active"
    ? `${reading}: of those who began in ${began} ${now} ${measure === "survival" ? "are still there" : "pay"} after ${number(age)} months, of ${before} ${then}: ${change}`
    : `${reading}: ${measure === "gross" ? "GRR" : "NRR"} after ${number(age)} months is **${percent(later.value)}** for the ${number(later.n)} who began in ${began}, **${percent(earlier.value)}** for the ${number(earlier.n)} of ${before}: ${change}`;
}

function span({first, last}: Year, fiscal: number): string {
  const [from, to] = [quarterFrom(first, fiscal), quarterFrom(last, fiscal)];
  if (from.includes("–")) return `${from} to ${to}`;
  const [year, quarter] = to.split(" ");
  return from.startsWith(`${year} `) ? `${from}–${quarter}` : `${from}–${to}`;
}
