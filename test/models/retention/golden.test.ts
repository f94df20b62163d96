import {readFileSync} from "node:fs";
import {mkdtemp, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import {openDatabase, type Database} from "../../../pipeline/database.ts";
import {runPipeline} from "../../../pipeline/run.ts";

interface Cell {
  k: number; active: number; unbroken: number; mrr: number;
  logo: number; logo_unbroken: number; nrr: number; grr: number; grr_strict: number;
}
interface Cohort {cohort: string; size: number; start_mrr: number; cells: Cell[]}
interface Movement {
  month: string; opening: number; new: number; reactivation: number; expansion: number; contraction: number; churn: number; closing: number;
  counts: Record<string, number>; nrr: number | null; grr: number | null; logo_churn_rate: number | null;
}
interface Year {month: string; base_accounts: number; base_mrr: number; end_mrr: number; nrr: number | null; grr: number | null; logo: number | null}
interface Point {time: number; n_risk: number; n_event: number; n_censor: number; surv: number; lower_loglog: number | null; upper_loglog: number | null}
interface Curve {n: number; events: number; median: number | null; at: Pick<Point, "time" | "surv" | "lower_loglog" | "upper_loglog">[]; table: Point[]}
interface Survival {overall: Curve; by_segment: Record<string, Curve>; logrank: {chi2: number; df: number; p: number}}
interface Golden {
  params: {asof: string; end: string; grace: number};
  mrr: Record<string, number[]>; months: string[]; never_snapshotted: string[]; never_paid: string[];
  movements: Movement[]; cohorts_month: Cohort[]; cohorts_quarter_age: Cohort[]; cohorts_quarter_calendar: Cohort[];
  pooled_month: (Omit<Cell, "unbroken" | "mrr"> & {cohorts: number; size: number})[];
  trailing12: Year[]; trailing12_by_segment: Record<string, Year[]>;
  accounts: Record<string, {segment: string; first_paid: string; first_churn: string | null; days: number; event: number; cohort: string | null; months: number | null; month_event: number | null}>;
  km_days: Survival; km_months: Survival;
}

const folder = new URL("../../goldens/retention/", import.meta.url);
const read = (file: string): string => readFileSync(new URL(file, folder), "utf8");

describe.each(["expected_primary", "expected_asof_mid_month", "expected_end_inclusive", "expected_grace30"])("goldens/retention/%s", (name) => {
  const golden = JSON.parse(read(`${name}.json`)) as Golden;
  let workspace: string;
  let db: Database;

  beforeAll(async () => {
    workspace = await mkdtemp(join(tmpdir(), "fitproof-golden-"));
    await writeFile(join(workspace, "fitproof.yaml"), `
name: ${name}
as_of: ${golden.params.asof}
exports:
  subscriptions:
    files: [${fileURLToPath(new URL("subscriptions.csv", folder))}]
    columns: {subscription_id: subscription_id, account_id: account_id, started_on: start_date, ended_on: end_date, mrr: mrr}
    attributes: {segment: segment}
    end_is_inclusive: ${golden.params.end === "inclusive"}
    gap_days: ${golden.params.grace}
segments:
  segment: {column: segment}
`);
    const {database} = await runPipeline({workspace});
    db = await openDatabase(database, {readOnly: true});
    await db.setVariable("as_of", golden.params.asof, "date");
  });
  afterAll(async () => {
    db?.close();
    await rm(workspace, {recursive: true, force: true});
  });

  it("has every movement of every month, in money and in accounts", async () => {
    expect(await db.rows("from mrr_movements where dimension = 'all'")).toEqual(golden.movements.map((row) => ({
      dimension: "all", segment: "all", segment_order: 0,
      month: `${row.month}-01`,
      opening_mrr: close(row.opening), new_mrr: close(row.new), expansion_mrr: close(row.expansion),
      contraction_mrr: close(-row.contraction), churn_mrr: close(-row.churn), reactivation_mrr: close(row.reactivation),
      closing_mrr: close(row.closing),
      opening_count: row.counts["opening"], new_count: row.counts["new"], expansion_count: row.counts["expansion"],
      contraction_count: row.counts["contraction"], churn_count: row.counts["churn"], reactivation_count: row.counts["reactivation"],
      closing_count: row.counts["closing"],
      gross_retention: close(row.grr), net_retention: close(row.nrr), logo_churn_rate: close(row.logo_churn_rate)
    })));
  });

  it.each([["month", "cohorts_month", 1], ["quarter_age", "cohorts_quarter_age", 3], ["quarter_calendar", "cohorts_quarter_calendar", 3]] as const)(
    "has every cell of the %s cohorts and no other", async (unit, key, step) => {
      const rows = await db.rows(`
        select cohort_month, months_since, account_count, surviving_count, active_count, starting_mrr, mrr, survival_rate, active_rate,
          gross_retention, strict_gross_retention, net_retention
        from cohort_retention where dimension = 'all' and cohort_unit = '${unit}' and cohort_month is not null`);
      expect(rows).toEqual(golden[key].flatMap((cohort) => cohort.cells.map((cell) => ({
        cohort_month: monthOf(cohort.cohort), months_since: cell.k * step, account_count: cohort.size, surviving_count: cell.unbroken,
        active_count: cell.active, starting_mrr: close(cohort.start_mrr), mrr: close(cell.mrr), survival_rate: close(cell.logo_unbroken),
        active_rate: close(cell.logo), gross_retention: close(cell.grr), strict_gross_retention: close(cell.grr_strict), net_retention: close(cell.nrr)
      }))));
    });

  it("pools the month cohorts that are complete at each age", async () => {
    const rows = await db.rows(`
      select months_since, cohort_count, account_count, active_count, survival_rate, active_rate, gross_retention, strict_gross_retention, net_retention
      from cohort_retention where dimension = 'all' and cohort_unit = 'month' and cohort_month is null`);
    expect(rows).toEqual(golden.pooled_month.map((row) => ({
      months_since: row.k, cohort_count: row.cohorts, account_count: row.size, active_count: row.active, survival_rate: close(row.logo_unbroken),
      active_rate: close(row.logo), gross_retention: close(row.grr), strict_gross_retention: close(row.grr_strict), net_retention: close(row.nrr)
    })));
  });

  it("has trailing twelve-month retention of all and of each segment", async () => {
    for (const [segment, years] of Object.entries({all: golden.trailing12, ...golden.trailing12_by_segment})) {
      const rows = await db.rows(`
        select month, base_account_count, base_mrr, mrr, net_retention, gross_retention, 1 - logo_churn_rate as logo
        from revenue_retention where segment = '${segment}'`);
      expect(rows, segment).toEqual(years.map((row) => ({
        month: `${row.month}-01`, base_account_count: row.base_accounts, base_mrr: close(row.base_mrr), mrr: close(row.end_mrr),
        net_retention: close(row.nrr), gross_retention: close(row.grr), logo: close(row.logo)
      })));
    }
  });

  it.each([["day", "km_days"], ["month", "km_months"]] as const)("has the survival curves in %ss", async (unit, key) => {
    for (const [segment, curve] of Object.entries({all: golden[key].overall, ...golden[key].by_segment})) {
      const points = await db.rows<{time: number; survival: number; survival_low: number | null; survival_high: number | null}>(`
        select time, at_risk, churned, censored, survival, survival_low, survival_high
        from customer_survival where time_unit = '${unit}' and segment = '${segment}'`);
      expect(points.filter((point) => "churned" in point && point.churned !== 0), segment).toEqual(curve.table.map((point) => ({
        time: point.time, at_risk: point.n_risk, churned: point.n_event, censored: expect.any(Number), survival: close(point.surv),
        survival_low: close(point.lower_loglog), survival_high: close(point.upper_loglog)
      })));
      for (const at of curve.at) {
        const point = at.time > points.at(-1)!.time ? null : points.findLast((row) => row.time <= at.time);
        expect(point?.survival ?? null, `${segment} at ${at.time}`).toEqual(close(at.surv));
        expect(point?.survival_low ?? null).toEqual(close(at.lower_loglog));
        expect(point?.survival_high ?? null).toEqual(close(at.upper_loglog));
      }
      const [summary] = await db.rows(`
        select account_count, churned, median from customer_survival_summary where time_unit = '${unit}' and segment = '${segment}'`);
      expect(summary, segment).toEqual({account_count: curve.n, churned: curve.events, median: close(curve.median)});
    }
    const [test] = await db.rows(`select chi_square, df, p_value, q_value from customer_survival_tests where time_unit = '${unit}'`);
    const {chi2, df, p} = golden[key].logrank;
    expect(test).toEqual({chi_square: close(chi2), df, p_value: close(p), q_value: close(p)});
  });

  it("has each account's first paid day, lapse, cohort and time observed", async () => {
    const rows = await db.rows(`
      select account_id, first_paid_on, case when is_lapsed then lapsed_on end as lapsed_on, days, is_lapsed, month_start(cohort) as cohort, months,
        lifetimes.is_churned
      from int_account_lifetimes as lifetimes inner join int_accounts using (account_key) order by account_id`);
    expect(rows).toEqual(Object.entries(golden.accounts).map(([account, row]) => ({
      account_id: account, first_paid_on: row.first_paid, lapsed_on: row.event ? row.first_churn : null, days: row.days, is_lapsed: row.event === 1,
      cohort: row.cohort && `${row.cohort}-01`, months: row.months, is_churned: row.month_event === 1
    })));
  });

  it("has each account's MRR at every month end", async () => {
    const rows = await db.rows<{account_id: string; mrr: number[]}>(`
      select account_id, list(coalesce(mrr, 0)::double order by months.month) as mrr
      from (select unnest(range((select min(month) from int_mrr_changes), last_snapshot() + 1)) as month) as months
      cross join (select distinct account_key from int_mrr_changes) as paying
      inner join int_accounts using (account_key)
      left join int_mrr_changes as levels
        on paying.account_key = levels.account_key and months.month >= levels.month and months.month < coalesce(levels.next_month, 999999)
      group by account_id order by account_id`);
    const paying = Object.entries(golden.mrr).filter(([, months]) => months.some((mrr) => mrr > 0));
    expect(Object.fromEntries(rows.map((row) => [row.account_id, row.mrr]))).toEqual(Object.fromEntries(paying));
  });
});

/** Equal to the goldens' tolerance, 1e-9; null stays null. */
function close(value: number | null): unknown {
  return value === null ? null : expect.closeTo(value, 9);
}

/** 2023-Q1 and 2023-01 as the first day. */
function monthOf(period: string): string {
  const quarter = /^(\d+)-Q(\d)$/.exec(period);
  return quarter ? `${quarter[1]}-${String(Number(quarter[2]) * 3 - 2).padStart(2, "0")}-01` : `${period}-01`;
}
