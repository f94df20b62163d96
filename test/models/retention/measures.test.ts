import {describe, expect, it} from "vitest";
import type {Cell} from "../../../pipeline/cells.ts";
import {retentionLimits} from "../../../pipeline/retention/revenueIntervals.ts";
import {ratioOfSums} from "../../../pipeline/statistics/ratio.ts";
import {type Given, runModel, runModels} from "../../support/runModel.ts";

/** The rows of a query on the given lines of accounts a, b, …, all in one segment. */
async function query(marts: readonly string[], sql: string, lines: readonly (readonly [account: number, from: string, to: string, mrr: number])[],
  given: Given = {}): Promise<Record<string, Cell>[]> {
  const keys = [...new Set(lines.map(([account]) => account))].toSorted((a, b) => a - b);
  const db = await runModels(marts, {
    as_of: "2024-12-31",
    int_accounts: ["account_key | account_id | is_exported", ...keys.map((key) => `${key} | ${String(key).padStart(5, "0")} | true`)].join("\n"),
    int_segments: "segment_key | dimension | segment | segment_order | dimension_order | is_unknown\n0 | all | all | 0 | 0 | false",
    int_profiles: "profile_key | segment_keys\n1 | [0]",
    int_account_profiles: ["account_key | profile_key", ...keys.map((key) => `${key} | 1`)].join("\n"),
    int_mrr_lines: ["account_key | started_on | ended_on | mrr", ...lines.map((line) => line.join(" | "))].join("\n"),
    ...given
  });
  try {
    return await db.rows(sql);
  } finally {
    db.close();
  }
}

/** Every third account shrinks, every fifth grows, every seventh leaves. */
function accounts(n: number): {base: number; now: number}[] {
  return Array.from({length: n}, (_, i) => {
    const base = 100 + (i * 37) % 900;
    return {base, now: i % 7 === 0 ? 0 : i % 3 === 0 ? base / 2 : i % 5 === 0 ? base * 1.5 : base};
  });
}

/** Their lines: one price from December on, another from March. */
function linesOf(n: number): (readonly [account: number, from: string, to: string, mrr: number])[] {
  return accounts(n).flatMap(({base, now}, i) => [
    [i + 1, "2023-12-01", "2024-03-01", base] as const, ...(now > 0 ? [[i + 1, "2024-03-01", "", now] as const] : [])
  ]);
}

async function readMarts(given: Given): Promise<unknown> {
  const marts = ["mrr_movements", "cohort_retention", "revenue_retention"];
  const db = await runModels(marts, given);
  try {
    return await Promise.all(marts.map((mart) => db.rows(`from ${mart}`)));
  } finally {
    db.close();
  }
}

describe("net retention", () => {
  const noChange = [[1, "2023-01-15", "", 100], [2, "2023-01-15", "2024-06-01", 100]] as const;

  it("is withheld where no account with a subscription ever changed its price, and gross retention is not", async () => {
    expect(await query(["revenue_retention"], `
      select net_retention, net_retention_low, expansion_rate, net_retention_without_largest, gross_retention, logo_churn_rate
      from revenue_retention where month = '2024-12-01'`, noChange)).toEqual([{
      net_retention: null, net_retention_low: null, expansion_rate: null, net_retention_without_largest: null, gross_retention: 0.5, logo_churn_rate: 0.5
    }]);
    expect(await query(["mrr_movements"], "select net_retention, gross_retention from mrr_movements where month = '2024-06-01'", noChange))
      .toEqual([{net_retention: null, gross_retention: 0.5}]);
  });

  it("is withheld in cohorts too, but for the month of the cohort", async () => {
    expect(await query(["cohort_retention"], `
      select months_since, net_retention from cohort_retention
      where cohort_unit = 'month' and cohort_month is not null and months_since <= 1`, noChange))
      .toEqual([{months_since: 0, net_retention: 1}, {months_since: 1, net_retention: null}]);
  });

  it.each(["mrr_snapshots", "invoices", "won_deals"])("is told of %s that never change: they state what was paid in their time", async (mrr_from) => {
    expect(await query(["revenue_retention"], "select net_retention, expansion_rate, gross_retention from revenue_retention where month = '2024-12-01'", noChange, {mrr_from}))
      .toEqual([{net_retention: 0.5, expansion_rate: 0, gross_retention: 0.5}]);
    expect(await query(["retention_notes"], "select note from retention_notes where contains(note, 'withheld')", noChange, {mrr_from})).toEqual([]);
  });

  it("is told where one account once changed its price", async () => {
    expect(await query(["revenue_retention"], "select net_retention from revenue_retention where month = '2024-12-01'",
      [...noChange, [3, "2023-02-01", "2024-03-01", 10], [3, "2024-03-01", "", 30]])).toEqual([{net_retention: 0.6190476190476191}]);
  });
});

describe("the largest account", () => {
  it("is the largest of the base twelve months before, ties by account id", async () => {
    expect(await query(["revenue_retention"], `
      select base_mrr, mrr, largest_account_share, net_retention_without_largest, is_concentrated from revenue_retention where month = '2024-06-01'`, [
      [1, "2023-01-01", "", 10],
      [2, "2023-01-01", "2024-01-01", 50], [2, "2024-01-01", "", 100],
      [3, "2023-01-01", "", 50],
      [4, "2024-01-01", "", 900]
    ])).toEqual([{base_mrr: 110, mrr: 160, largest_account_share: 50 / 110, net_retention_without_largest: 1, is_concentrated: true}]);
  });

  it("leaves nothing to say where it is the only one", async () => {
    expect(await query(["revenue_retention"], `
      select net_retention, net_retention_without_largest, is_concentrated, net_retention_low, interval_method from revenue_retention
      where month = '2024-06-01'`, [[1, "2023-01-01", "2024-01-01", 10], [1, "2024-01-01", "", 20]]))
      .toEqual([{net_retention: 2, net_retention_without_largest: null, is_concentrated: false, net_retention_low: null, interval_method: null}]);
  });
});

describe("the intervals of gross and net retention", () => {
  const sql = `
    select interval_method, gross_retention, gross_retention_low, gross_retention_high, net_retention, net_retention_low, net_retention_high
    from revenue_retention where month = '2024-12-01'`;

  it("resample the accounts of the base, up to 2,000", async () => {
    const pairs = accounts(200).toSorted((a, b) => a.base - b.base || a.now - b.now);
    const {gross, net} = retentionLimits(pairs.map(({base}) => base), pairs.map(({now}) => now));
    expect(await query(["revenue_retention"], sql, linesOf(200))).toMatchObject([{
      interval_method: "bootstrap", gross_retention_low: expect.closeTo(gross[0]!, 9), gross_retention_high: expect.closeTo(gross[1]!, 9),
      net_retention_low: expect.closeTo(net[0]!, 9), net_retention_high: expect.closeTo(net[1]!, 9)
    }]);
  });

  it("resample as many months as all have draws for: the newest first, of one month the small bases first", async () => {
    // A base of 2,000 costs 2,000 × 2,030 draws: 73 of them fit into 300 million, and 3.6 million are left, enough for one of 1,000.
    const rows = await runModel("int_bootstrapped_years", {
      int_revenue_years: ["segment_key | month | base_account_count", ...Array.from({length: 74}, (_, i) => `1 | ${1000 + i} | 2000`), "2 | 1000 | 1000", "2 | 1074 | 1", "2 | 1075 | 2001"].join("\n")
    });
    const months = (segment: number) => rows.filter((row) => row["segment_key"] === segment).map((row) => Number(row["month"])).toSorted((a, b) => a - b);
    expect([months(1), months(2)]).toEqual([Array.from({length: 73}, (_, i) => 1001 + i), [1000]]);
  });

  it("are linearised above, from sums alone, and agree with the bootstrap there", async () => {
    const own = accounts(2100);
    const sum = (value: (account: {base: number; now: number}) => number): number => own.reduce((total, account) => total + value(account), 0);
    const estimate = (y: (account: {base: number; now: number}) => number) => ratioOfSums({
      n: own.length, y: sum(y), x: sum(({base}) => base), yy: sum((a) => y(a) ** 2), xy: sum((a) => y(a) * a.base), xx: sum(({base}) => base ** 2)
    });
    const gross = estimate(({base, now}) => Math.min(base, now));
    const net = estimate(({now}) => now);
    const [row] = await query(["revenue_retention"], sql, linesOf(2100));
    expect(row).toEqual({
      interval_method: "linearised",
      gross_retention: expect.closeTo(gross.estimate!, 9), gross_retention_low: expect.closeTo(gross.low!, 9), gross_retention_high: expect.closeTo(gross.high!, 9),
      net_retention: expect.closeTo(net.estimate!, 9), net_retention_low: expect.closeTo(net.low!, 9), net_retention_high: expect.closeTo(net.high!, 9)
    });
    const resampled = retentionLimits(own.map(({base}) => base), own.map(({now}) => now));
    expect(resampled.net[0]).toBeCloseTo(net.low!, 2);
    expect(resampled.gross[1]).toBeCloseTo(gross.high!, 2);
  });
});

describe("the source of MRR", () => {
  const segments: Given = {
    as_of: "2024-12-31",
    int_accounts: "account_key | account_id | is_exported\n1 | a | true\n2 | b | true",
    int_segments: "segment_key | dimension | segment | segment_order | dimension_order | is_unknown\n0 | all | all | 0 | 0 | false",
    int_profiles: "profile_key | segment_keys\n1 | [0]",
    int_account_profiles: "account_key | profile_key\n1 | 1\n2 | 1"
  };

  it("may be subscriptions, monthly snapshots, invoices or won deals: the same history makes the same marts", async () => {
    const bySubscriptions = {
      stg_subscriptions: `
        row_key | source | account_id | subscription_id | started_on | ended_on   | mrr
        1       | crm    | a          | s1              | 2023-01-01 |            | 100
        2       | crm    | b          | s2              | 2023-01-01 | 2024-01-01 | 50
        3       | crm    | b          | s3              | 2024-01-01 |            | 70`,
      int_account_ids: "child_source | account_id | account_key\ncrm | a | 1\ncrm | b | 2"
    };
    const months = Array.from({length: 24}, (_, i) => `${2023 + Math.floor(i / 12)}-${String((i % 12) + 1).padStart(2, "0")}-15`);
    const bySnapshots = {
      mrr_from: "mrr_snapshots",
      stg_mrr_snapshots: ["row_key | account_id | month | mrr", ...months.flatMap((month, i) => [
        `${2 * i + 1} | a | ${month} | 100`, `${2 * i + 2} | b | ${month} | ${i < 12 ? 50 : 70}`])].join("\n"),
      int_mrr_snapshot_accounts: ["row_key | account_key", ...months.flatMap((_, i) => [`${2 * i + 1} | 1`, `${2 * i + 2} | 2`])].join("\n")
    };
    const byInvoices = {
      mrr_from: "invoices",
      stg_invoices: `
        row_key | period_start | period_end | amount
        1       | 2023-01-01   | 2023-12-31 | 1200
        2       | 2024-01-01   | 2025-01-01 | 1200
        3       | 2023-01-01   | 2024-01-01 | 600
        4       | 2024-01-01   | 2024-12-31 | 840`,
      int_invoice_accounts: "row_key | account_key\n1 | 1\n2 | 1\n3 | 2\n4 | 2"
    };
    const byDeals = {
      mrr_from: "won_deals",
      int_opportunities: `
        opportunity_key | account_key | outcome | resolved_on | amount | term_months
        1               | 1           | won     | 2023-01-01  | 3600   | 36
        2               | 2           | won     | 2023-01-01  | 600    | 12
        3               | 2           | won     | 2024-01-01  | 1680   | 24
        4               | 2           | lost    | 2024-01-01  | 999    | 1`
    };
    const expected = await readMarts({...segments, ...bySubscriptions});
    // The last invoices end on as_of or a day after: paid at the last month end either way.
    for (const given of [bySnapshots, byDeals]) expect(await readMarts({...segments, ...given})).toEqual(expected);
    expect(await readMarts({...segments, ...byInvoices, as_of: "2024-12-30"})).toEqual(await readMarts({...segments, ...bySubscriptions, as_of: "2024-12-30"}));
  });
});

describe("churn_contradictions", () => {
  it("asks only accounts of which both sources speak, events up to as_of, and what is paid at as_of", async () => {
    const rows = await query(["churn_contradictions"], "from churn_contradictions", [
      [1, "2023-01-01", "", 10],
      [2, "2023-01-01", "2024-12-31", 10],
      [3, "2023-01-01", "2024-02-01", 10], [3, "2024-03-01", "", 10]
    ], {
      int_accounts: `
        account_key | account_id | is_exported | is_churned
        1           | a          | true        | true
        2           | b          | true        | true
        3           | c          | true        |
        4           | d          | true        | false`,
      stg_churn_events: "row_key | churned_on\n1 | 2024-12-31\n2 | 2025-01-01\n3 | 2024-02-01",
      int_churn_event_accounts: "row_key | account_key\n1 | 2\n2 | 1\n3 | 3"
    });
    expect(rows.map((row) => [row["source_a"], row["source_b"], row["account_count"], row["churned_a_count"], row["churned_b_count"],
      row["only_a_count"], row["only_b_count"]])).toEqual([
      ["account_flag", "churn_events", 3, 2, 1, 1, 0],
      ["account_flag", "revenue", 2, 2, 1, 1, 0],
      ["churn_events", "revenue", 3, 2, 1, 1, 0],
      ["churn_events", "revenue_lapses", 3, 2, 2, 0, 0]
    ]);
  });

  it("says nothing where only one source speaks", async () => {
    expect(await query(["churn_contradictions"], "from churn_contradictions", [[1, "2023-01-01", "", 10]])).toEqual([]);
  });
});

describe("customer_survival", () => {
  it("ends at 0 exactly, without limits, when the last account leaves", async () => {
    expect(await query(["customer_survival"], "select time, at_risk, churned, survival, survival_low from customer_survival where time_unit = 'month'", [
      [1, "2024-01-01", "2024-03-01", 10], [2, "2024-01-01", "2024-05-01", 10]
    ])).toEqual([
      {time: 0, at_risk: 2, churned: 0, survival: 1, survival_low: null},
      {time: 2, at_risk: 2, churned: 1, survival: 0.5, survival_low: expect.closeTo(0.005984, 5)},
      {time: 4, at_risk: 1, churned: 1, survival: 0, survival_low: null}
    ]);
  });
});

describe("customer_survival_summary", () => {
  const means = `select restricted_mean_12m, restricted_mean_12m_low, restricted_mean_12m_high from customer_survival_summary where time_unit = 'month'`;

  it("keeps the limits of an average within the months that it is of", async () => {
    // Months kept: 11, and 12 four times; the normal upper limit would be 11.8 + 1.96 · √(0.2 · 0.8 / 5) = 12.15.
    const lines = [[1, "2023-01-15", "2023-12-15", 10], ...[2, 3, 4, 5].map((account) => [account, "2023-01-15", "", 10] as const)] as const;
    expect(await query(["customer_survival_summary"], means, lines)).toEqual([
      {restricted_mean_12m: expect.closeTo(11.8, 9), restricted_mean_12m_low: expect.closeTo(11.8 - 1.9599639845 * Math.sqrt(0.032), 9), restricted_mean_12m_high: 12}
    ]);
  });

  it("gives an average no limits where nobody left", async () => {
    expect(await query(["customer_survival_summary"], means, [[1, "2023-01-15", "", 10], [2, "2023-01-15", "", 10]])).toEqual([
      {restricted_mean_12m: 12, restricted_mean_12m_low: null, restricted_mean_12m_high: null}
    ]);
  });

  it("keeps nobody for a year where all have left before, and does not know where the last one observed is still there", async () => {
    const kept = "select survival_12m, at_risk_12m from customer_survival_summary where time_unit = 'month'";
    const gone = [1, "2023-01-15", "2023-05-15", 10] as const;
    expect(await query(["customer_survival_summary"], kept, [gone, [2, "2023-02-15", "2023-09-15", 10]])).toEqual([{survival_12m: 0, at_risk_12m: 0}]);
    expect(await query(["customer_survival_summary"], kept, [gone, [2, "2024-06-15", "", 10]])).toEqual([{survival_12m: null, at_risk_12m: null}]);
  });
});
