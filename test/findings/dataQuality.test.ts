import {expect, it} from "vitest";
import {dataQualityFindings} from "../../pipeline/findings/dataQuality.ts";
import {runModels} from "../support/runModel.ts";

const MARTS = [
  "reconciliation", "account_matches", "orphans", "field_coverage", "near_duplicate_values", "date_problems", "closing_months", "churn_contradictions", "int_opportunities_resolved",
  "leak_audit", "data_problems", "history_runs", "run_changes", "deal_clustering", "retention_notes", "int_accounts"
];

it("data-quality says what no column of the exports tells, and what the report does without", async () => {
  const db = await runModels(MARTS, {
    raw_files: "entity | file | first_row | row_count | unread_count\nopportunities | deals.csv | 0 | 0 | 0\naccounts | companies.csv | 0 | 0 | 0",
    config_columns: ["entity | column_name | type | is_present", ...["opportunity_id", "account_name", "stage", "closed_on", "amount", "loss_reason", "deal_type"].map((name) => `opportunities | ${name} | text | true`),
      "opportunities | created_on | date | false", "opportunities | industry | text | true", "accounts | name | text | true", "accounts | employees | number | true"].join("\n")
  });
  try {
    const said = (await dataQualityFindings(db)).filter(({figure}) => figure === "cannot-say").map(({text}) => text);
    expect(said.filter((text) => text.startsWith("No export says"))).toEqual([
      "No export says when a deal was created: no cycle times, no win curves, no test of an ICP on later deals: no verdict.",
      "No export says where an account is: no dimension country."
    ]);
  } finally {
    db.close();
  }
});

it("data-quality says how many rows of revenue count as nothing", async () => {
  const revenue = async (subscriptions: string) => {
    const db = await runModels(MARTS, {as_of: "2024-12-31", raw_files: "entity | file\nsubscriptions | s.csv", raw_subscriptions: subscriptions});
    try {
      return (await dataQualityFindings(db)).filter(({figure}) => figure === "revenue").map(({text}) => text);
    } finally {
      db.close();
    }
  };
  expect(await revenue("account_id | started_on | mrr\na | 2024-01-01 | 10\nb | 2024-01-01 |\n | 2024-01-01 | 5")).toEqual(["**2 rows** of revenue count as nothing"]);
  expect(await revenue("account_id | started_on | mrr\na | 2024-01-01 | 10")).toEqual(["Every row of revenue counts"]);
});

it("data-quality says why accounts are counted that no account export has", async () => {
  const accounts = async (subscriptions: string) => {
    const db = await runModels(MARTS, {as_of: "2024-12-31", raw_files: "entity | file\nsubscriptions | s.csv", raw_accounts: "account_id\na", raw_subscriptions: subscriptions});
    try {
      return (await dataQualityFindings(db)).filter(({figure}) => figure === "accounts");
    } finally {
      db.close();
    }
  };
  expect(await accounts("account_id | started_on | mrr\na | 2024-01-01 | 10\nb | 2024-01-01 | 10")).toMatchObject([
    {text: "Other pages count 2 accounts: 1 of the accounts export and 1 that only subscriptions or invoices name.", least: 1}
  ]);
  expect(await accounts("account_id | started_on | mrr\na | 2024-01-01 | 10")).toEqual([]);
});
