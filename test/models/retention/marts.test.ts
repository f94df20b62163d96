import {describe, expect, it} from "vitest";
import {z} from "zod";
import {
  ChurnContradictionRow, CohortRetentionRow, CustomerSurvivalRow, CustomerSurvivalSummaryRow, CustomerSurvivalTestRow, LargestMrrMovementRow,
  MrrMovementRow, RetentionNoteRow, RevenueRetentionRow
} from "../../../pipeline/schema/marts.ts";
import {type Given, runModel, runModels} from "../../support/runModel.ts";

const SCHEMAS = {
  cohort_retention: CohortRetentionRow, mrr_movements: MrrMovementRow, revenue_retention: RevenueRetentionRow, customer_survival: CustomerSurvivalRow,
  customer_survival_tests: CustomerSurvivalTestRow, customer_survival_summary: CustomerSurvivalSummaryRow,
  largest_mrr_movements: LargestMrrMovementRow, churn_contradictions: ChurnContradictionRow, retention_notes: RetentionNoteRow
} as const;

const GIVEN = {
  as_of: "2024-12-31",
  gap_days: 30,
  account_value_columns: "[industry]",
  raw_files: "entity | source | file\naccounts | crm | accounts.csv",
  config_dimensions: "dimension | dimension_order | column_name | kind\nindustry | 1 | industry | value",
  raw_accounts: `
    source | account_id | industry | is_churned
    crm    | a          | SaaS     | false
    crm    | b          |          | true
    crm    | c          | FinTech  | true`,
  raw_churn_events: `
    source | account_id | churned_on
    crm    | b          | 2024-03-01`,
  raw_subscriptions: `
    source | subscription_id | account_id | started_on | ended_on   | mrr
    crm    | 1               | a          | 2023-01-10 |            | 100
    crm    | 2               | a          | 2023-06-10 |            | 20
    crm    | 3               | b          | 2023-02-01 | 2024-03-01 | 50
    crm    | 4               | c          | 2023-03-01 |            | 70
    crm    | 5               | c          | 2023-03-05 | 2023-03-20 | 5
    crm    | 6               | c          | 2025-02-01 |            | 9`
};

describe("the marts of recurring revenue", () => {
  it("have the columns and values that their schemas state", async () => {
    const db = await runModels(Object.keys(SCHEMAS), GIVEN);
    try {
      for (const [mart, schema] of Object.entries(SCHEMAS)) {
        const rows = await db.rows(`from ${mart}`);
        expect(rows.length, mart).toBeGreaterThan(0);
        expect(Object.keys(rows[0]!), mart).toEqual(Object.keys(schema.shape));
        const parsed = z.array(schema as z.ZodType).safeParse(rows);
        expect(parsed.error?.issues.slice(0, 3), mart).toBeUndefined();
      }
    } finally {
      db.close();
    }
  });

  it("test no dimension of more than 500 segments by log-rank", async () => {
    const tested = async (count: number) => {
      const segments = Array.from({length: count}, (_, i) => i);
      const db = await runModels(["customer_survival_tests"], {
        ...GIVEN, raw_churn_events: "",
        raw_accounts: `source | account_id | industry\n${segments.map((i) => `crm | a${i} | S${i}`).join("\n")}`,
        raw_subscriptions: `source | subscription_id | account_id | started_on | ended_on | mrr\n${segments.map((i) => `crm | ${i} | a${i} | 2023-01-10 | ${i % 2 ? "2024-01-10" : ""} | 5`).join("\n")}`
      });
      try {
        return await db.rows("select segment_count, df from customer_survival_tests where time_unit = 'month'");
      } finally {
        db.close();
      }
    };
    expect(await tested(500)).toEqual([{segment_count: 500, df: 499}]);
    expect(await tested(501)).toEqual([{segment_count: 501, df: null}]);
  });

  it("say who lapsed only because no later invoice was written", async () => {
    const invoices = (last: string) => runModels(["retention_notes"], {
      as_of: "2024-06-30", mrr_from: "invoices", raw_files: "entity | source | file\ninvoices | crm | invoices.csv",
      raw_invoices: `
        source | account_id | period_start | period_end | amount
        crm    | a          | 2024-01-01   | 2024-04-30 | 400
        crm    | b          | 2024-02-01   | 2024-02-29 | 100
        crm    | c          | ${last}   | 2024-12-31 | 100`
    });
    for (const [last, count] of [["2024-04-30", 1], ["2024-05-01", undefined]] as const) {
      const db = await invoices(last);
      try {
        const notes = new Map((await db.rows<{note: string; account_count: number}>("from retention_notes")).map((row) => [row.note, row.account_count]));
        expect(notes.get("lapsed after the last invoice, which may not be written yet"), last).toBe(count);
      } finally {
        db.close();
      }
    }
  });

  it("name the five largest movements of each kind and month of the last twelve, equal ones by id, and a first churn as churn", async () => {
    const ids = ["f", "b", "e", "a", "c", "d"];
    const change = (i: number, month: number, movement: string, opening: number, mrr: number) => `${i} | ${month} | ${movement} | ${opening} | ${mrr}`;
    const rows = await runModel("largest_mrr_movements", {
      int_accounts: ["account_key | account_id | name", ...ids.map((id, i) => `${i + 1} | ${id} | Name of ${id}`)].join("\n"),
      int_mrr_changes: [
        "account_key | month | movement | opening_mrr | mrr",
        ...ids.map((_, i) => change(i + 1, 12 * 2024 + 11, "expansion", 100, 110 + (i === 4 ? 50 : 0))),
        change(1, 12 * 2024, "first churn", 10, 0), change(2, 12 * 2024, "churn", 30, 0), change(3, 12 * 2024 - 1, "churn", 90, 0)
      ].join("\n")
    });
    expect(rows.map((row) => [row["month"], row["movement"], row["place"], row["account_id"], row["amount"]])).toEqual([
      ["2024-01-01", "churn", 1, "b", 30], ["2024-01-01", "churn", 2, "f", 10],
      ["2024-12-01", "expansion", 1, "c", 60], ["2024-12-01", "expansion", 2, "a", 10], ["2024-12-01", "expansion", 3, "b", 10], ["2024-12-01", "expansion", 4, "d", 10], ["2024-12-01", "expansion", 5, "e", 10]
    ]);
  });

  it("are the same in a currency of large numbers, and the run does not stop", async () => {
    const marts = ["cohort_retention", "mrr_movements", "revenue_retention"] as const;
    const factor = 4_000_000;
    const read = async (given: Given) => {
      const db = await runModels(marts, given);
      try {
        return await db.rows(`
          select segment, month, base_mrr, mrr, lost_mrr, gross_retention, net_retention, net_retention_low from revenue_retention order by all`);
      } finally {
        db.close();
      }
    };
    const large = GIVEN.raw_subscriptions.replace(/\d+$/gm, (mrr) => `${Number(mrr) * factor}`);
    expect(large).toContain("400000000");
    const expected = (await read(GIVEN)).map((row) => ({
      ...row, ...Object.fromEntries(["base_mrr", "mrr", "lost_mrr"].map((name) => [name, Number(row[name]) * factor]))
    }));
    expect(await read({...GIVEN, raw_subscriptions: large})).toEqual(expected);
  });

  it("are empty, not broken, where nothing of it is exported", async () => {
    const db = await runModels(Object.keys(SCHEMAS));
    try {
      for (const mart of Object.keys(SCHEMAS)) expect(await db.rows(`from ${mart}`), mart).toEqual([]);
    } finally {
      db.close();
    }
  });
});
