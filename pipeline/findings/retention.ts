import type {Database} from "../database.ts";
import {grouped} from "../grouped.ts";
import type {CohortRetentionRow, CustomerSurvivalSummaryRow, CustomerSurvivalTestRow} from "../schema/marts.ts";
import {MOST_TESTED} from "../retention/survivalTests.ts";
import {newcombe} from "../statistics/newcombe.ts";
import {cohortTrends} from "./cohortTrend.ts";
import {capital, leastOf, scopeOf, type Finding} from "./finding.ts";
import {day, month, number, percent, percentRange, plural, pointsWithRange, probability, quarterFrom} from "./format.ts";
import {
  isSegment, measured, readLimits, segmentPart, segmentPath, segmentText, type CohortMeasure, type Limits, type SegmentKey
} from "./retentionRows.ts";
import {dimensionName} from "./segments.ts";

const page = "retention";
/** A pooled figure is shown from this many cohorts on. */
const POOLED_COHORTS = 3;
const MEASURES: readonly CohortMeasure[] = ["survival", "active", "gross", "net", "mrr"];

/** What the retention page says: who stays, each segment's cohorts and their trend, and whether segments differ in how long they stay. */
export async function retentionFindings(db: Database): Promise<Finding[]> {
  const pooled = await db.rows<CohortRetentionRow>(`
    from cohort_retention
    where cohort_month is null and cohort_count >= ${POOLED_COHORTS} and months_since > 0`);
  const [first] = await db.rows<{cohort_month: string}>(`
    select min(cohort_month) as cohort_month from cohort_retention where cohort_unit = 'month' having min(cohort_month) is not null`);
  if (!first) return [];
  const limits = await readLimits(db);
  const grown = new Map((await db.rows<GrownCohorts>(`
    select cohort_unit, dimension, segment, months_since, count(*)::integer as cohort_count, count(*) filter (where mrr > starting_mrr)::integer as grown_count
    from cohort_retention
    where cohort_month is not null and months_since between 1 and 12
    group by cohort_unit, dimension, segment, months_since`)).map((row) => [gridAt(row), row]));
  const tests = await db.rows<CustomerSurvivalTestRow>("from customer_survival_tests");
  const summaries = await db.rows<CustomerSurvivalSummaryRow>("from customer_survival_summary");
  const pooledBy = grouped(pooled, (row) => `${row.cohort_unit}/${segmentPath(row)}`);
  return [
    headline(pooledBy, tests, limits, first.cohort_month),
    ...[...pooledBy.values()].flatMap((rows) => cohortSentences(rows, grown, limits)),
    ...(await cohortTrends(db, limits)),
    ...tests.map((test) => survivalSentence(test, summaries, limits)),
    ...(await cannotSay(db))
  ];
}

/** How many cohorts of a grid have come to an age, and pay more by then than in their first month. */
type GrownCohorts = Pick<CohortRetentionRow, "cohort_unit" | "dimension" | "segment" | "months_since" | "cohort_count"> & {readonly grown_count: number};

/** A grid and an age in it. */
function gridAt(row: Pick<CohortRetentionRow, "cohort_unit" | "dimension" | "segment" | "months_since">): string {
  return `${row.cohort_unit}/${row.months_since}/${segmentPath(row)}`;
}

/** The row of the age that sentences speak of: 12 months, or the oldest age before that is pooled. */
function atSpokenAge(rows: readonly CohortRetentionRow[]): CohortRetentionRow | undefined {
  return rows.filter((row) => row.months_since <= 12).toSorted((a, b) => b.months_since - a.months_since)[0];
}

/** Who stays longest and who leaves soonest in the dimension that separates them most clearly; its scope is the pair of grids that shows it. */
function headline(
  pooled: ReadonlyMap<string, readonly CohortRetentionRow[]>, tests: readonly CustomerSurvivalTestRow[], limits: Limits, firstMonth: string
): Finding {
  const tested = tests.filter((test) => test.time_unit === "month" && test.q_value !== null).toSorted((a, b) => a.q_value! - b.q_value! || a.p_value! - b.p_value!);
  const signals = tested.filter((test) => test.q_value! <= limits.q);
  const spoken = (key: string) => atSpokenAge(pooled.get(`quarter_age/${key}`) ?? []);
  const all = spoken("all/all");
  if (!all) {
    return {page, figure: "headline", scope: "default", text: `The first customers began in ${month(firstMonth)}: there are fewer than three quarters of them to set side by side, so it is too early to say who stays.`};
  }
  const after = `after ${number(all.months_since)} months`;
  for (const {dimension, segment_count} of signals) {
    const segments = [...pooled.keys()].filter((key) => key.startsWith(`quarter_age/${dimension}/`)).map((key) => spoken(key.slice("quarter_age/".length))!)
      .filter((row) => isSegment(row) && row.dimension === dimension && row.months_since === all.months_since && row.account_count >= limits.firm)
      .toSorted((a, b) => b.survival_rate! - a.survival_rate!);
    const [best, worst] = [segments[0], segments.at(-1)];
    if (!best || !worst || best === worst || best.survival_rate === worst.survival_rate) continue;
    const among = segments.length < segment_count ? ` among segments with ${number(limits.firm)} or more customers of that age` : "";
    const {estimate, low, high} = newcombe(best.surviving_count, best.account_count, worst.surviving_count, worst.account_count);
    return {
      page, figure: "headline", scope: pairScope(best, worst),
      text: `**${capital(segmentText(best))}** stays longest${among}: **${percent(best.survival_rate)}** of ${number(best.account_count)} are still customers ${after}, against **${
        percent(worst.survival_rate)}** of ${number(worst.account_count)} of **${segmentText(worst)}**, ${pointsWithRange(estimate, low, high)} points. ${separating(signals.length, tested.length)}`,
      least: Math.min(best.account_count, worst.account_count)
    };
  }
  const together = `**${percent(all.survival_rate)}** of **${number(all.account_count)}** customers are still there ${after} (${percentRange(all.survival_rate_low, all.survival_rate_high)})`;
  const text = all.account_count < limits.few ? `**${number(all.surviving_count)} of ${number(all.account_count)}** customers are still there ${after}: too few for a rate.`
    : signals.length > 0 ? `${together}. ${separating(signals.length, tested.length)}`
    : tested.length === 1 ? `${together}; **${dimensionName(tested[0]!.dimension)}** does not separate who stays from who leaves beyond chance (q ${probability(tested[0]!.q_value)}).`
    : tested.length > 0 ? `${together}; of ${plural(tested.length, "dimension")}, **none separates** who stays from who leaves beyond chance (smallest q ${probability(tested[0]!.q_value)}).`
    : `${together}.`;
  return {page, figure: "headline", scope: "default", text, least: all.account_count};
}

/** The choice of two grids as a scope; a segment's name may hold any character. */
function pairScope(left: SegmentKey, right: SegmentKey): string {
  return new URLSearchParams({left: segmentPath(left), right: segmentPath(right)}).toString();
}

function separating(signals: number, tested: number): string {
  return tested === 1 ? "That is beyond chance." : `${number(signals)} of ${plural(tested, "dimension")} ${signals === 1 ? "separates" : "separate"} who stays beyond chance.`;
}

/** A clause for each measure of one grid: the pooled row at the age that sentences speak of; of money, which grows with a cohort's size, how many cohorts pay more by then. */
function cohortSentences(rows: readonly CohortRetentionRow[], grown: ReadonlyMap<string, GrownCohorts>, limits: Limits): Finding[] {
  const row = atSpokenAge(rows);
  if (!row) return [];
  // By calendar the ages count from the end of the quarter in which a customer began, up to two months later than its own.
  const of = `of ${segmentText(row)}`, after = `after ${plural(row.months_since, "month")}${row.cohort_unit === "quarter_calendar" ? " from the end of the first quarter" : ""}`;
  return MEASURES.flatMap((measure): Finding[] => {
    const own = {page, figure: "cohorts", scope: scopeOf({cohort_unit: row.cohort_unit, measure}), part: segmentPart(page, row)};
    if (measure === "mrr") {
      const cohorts = grown.get(gridAt(row));
      return cohorts && row.net_retention !== null ? [{...own, text: `**${number(cohorts.grown_count)} of ${plural(cohorts.cohort_count, "cohort")}** ${of} ${after} ${cohorts.cohort_count === 1 ? "pays" : "pay"} more than in month 0`}] : [];
    }
    const {value, n, count} = measured(row, measure);
    return value === null ? [] : [{...own, text: n >= limits.few ? `**${percent(value)}** ${of} ${after}` : count === null ? `too few ${of} ${after}` : `**${number(count)} of ${number(n)}** ${of} ${after}`}];
  });
}

/** The log-rank test of a dimension in words, with who stays longest and shortest where it is a signal. */
function survivalSentence(test: CustomerSurvivalTestRow, summaries: readonly CustomerSurvivalSummaryRow[], limits: Limits): Finding {
  const {dimension, time_unit, segment_count} = test;
  const label = dimensionName(dimension);
  const present = summaries.filter((row) => row.time_unit === time_unit && row.dimension === dimension && isSegment(row) && row.account_count > 0);
  const firm = present.filter((row) => row.account_count >= limits.firm && row.survival_12m !== null)
    .toSorted((a, b) => b.survival_12m! - a.survival_12m!);
  const [best, worst] = [firm[0], firm.at(-1)];
  const isNamed = test.q_value !== null && test.q_value <= limits.q && best !== undefined && best !== worst;
  const of = `the ${plural(segment_count, "segment")} of ${label}`;
  const text = test.q_value === null ? `${whyUntested(present.length, segment_count, label)}, so nothing can be compared`
    : test.q_value > limits.q ? `How long customers stay does not differ beyond chance between ${of} (log-rank q ${probability(test.q_value)})`
    : `How long customers stay differs beyond chance between ${of} (log-rank q ${probability(test.q_value)})${
      isNamed ? `: ${segmentText(best)} keeps **${percent(best.survival_12m)}** for a year, ${segmentText(worst!)} **${percent(worst!.survival_12m)}**` : ""}`;
  return {page, figure: "survival", scope: scopeOf({dimension, time_unit}), text, least: isNamed ? leastOf(...[best, worst!].flatMap((row) => [row.account_count, row.at_risk_12m])) : null};
}

/** Why there is no test: too few segments with customers, or too many, nobody who left, or only from a segment that stood alone by then. */
function whyUntested(present: number, watched: number, label: string): string {
  if (watched > MOST_TESTED) return `The ${plural(watched, "segment")} of ${label} are too many for a test`;
  if (present < 2) return `${present === 0 ? "No" : "Only one"} segment of ${label} has customers`;
  return watched === 0 ? `No customer of any segment of ${label} has left` : `No two segments of ${label} had customers when one left`;
}

/** What these data cannot tell: young cohorts, who came back, who never shows, and which sources disagree. */
async function cannotSay(db: Database): Promise<Finding[]> {
  const [cohorts] = await db.rows<{reached: number; total: number; latest: string | null}>(`
    select
      count(distinct cohort_month) filter (where months_since = 12)::integer as reached, count(distinct cohort_month)::integer as total,
      max(cohort_month) filter (where months_since = 12) as latest
    from cohort_retention where cohort_unit = 'quarter_age' and dimension = 'all' and cohort_month is not null`);
  const [returns] = await db.rows<{returns: number}>("select coalesce(sum(reactivation_count), 0)::integer as returns from mrr_movements where dimension = 'all'");
  const notes = new Map((await db.rows<{note: string; account_count: number}>("select note, account_count from retention_notes")).map((row) => [row.note, row.account_count]));
  const [settings] = await db.rows<{fiscal: number; gap_days: number; until: string | null}>("select getvariable('fiscal_year_start_month')::integer as fiscal, getvariable('gap_days')::integer as gap_days, case when revenue_as_of() < getvariable('as_of') then revenue_as_of() end as until");
  const contradictions = await db.rows<{source_a: string; account_count: number}>(`
    select source_a, only_a_count + only_b_count as account_count from churn_contradictions
    where source_b = 'revenue' and only_a_count + only_b_count > 0 order by account_count desc, source_a limit 1`);
  const between = notes.get("came and went between two month ends");
  const unwritten = notes.get("lapsed after the last invoice, which may not be written yet");
  const provisional = notes.get("lapsed, but may return within gap_days");
  const sentences: (Pick<Finding, "text" | "least"> | null)[] = [
    cohorts && cohorts.reached < cohorts.total ? {text: `${number(cohorts.reached)} of ${plural(cohorts.total, "quarter")} of starts ${cohorts.reached === 1 ? "has" : "have"} reached 12 months${
      cohorts.latest ? `, the last one ${quarterFrom(cohorts.latest, settings!.fiscal)}` : ""}: what younger customers will do is not in any later figure.`} : null,
    returns && returns.returns > 0 ? {text: `A customer who leaves and returns counts as gone in “still customers”; “active” counts them back in (${plural(returns.returns, "return")} so far).`, least: returns.returns} : null,
    between ? {text: `${plural(between, "customer")} came and went between two month ends and never ${between === 1 ? "shows" : "show"}.`, least: between} : null,
    provisional ? {text: `${plural(provisional, "customer")} lapsed within the last ${plural(settings!.gap_days, "day")} and may still return.`, least: provisional} : null,
    contradictions[0] ? {text: `${SOURCES[contradictions[0].source_a] ?? "Another export"} and the revenue disagree about ${plural(contradictions[0].account_count, "account")} (see data quality): here the revenue decides.`, least: contradictions[0].account_count} : null,
    unwritten ? {text: `${plural(unwritten, "customer")} count${unwritten === 1 ? "s" : ""} as gone because an invoice ran out after the last one in the export was written: the next may only be late.`, least: unwritten} : null,
    settings!.until ? {text: `Revenue is known until ${day(settings!.until)}, the last month of its snapshots: what came after it is in no figure here.`} : null,
    {text: "Segments are the values of the day of the export, not of the day on which a customer began, and who stays longer need not stay because of them."}
  ];
  return sentences.filter((said) => said !== null).map((said): Finding => ({page, figure: "cannot-say", scope: "default", ...said}));
}

const SOURCES: Readonly<Record<string, string>> = {account_flag: "The accounts’ own churn flag", churn_events: "The churn export"};
