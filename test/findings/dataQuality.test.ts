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
  expect(await revenue("account_id | started_on | mrr\na | 2024-01-01 | 10")).toEqual(["Every row of revenue that is used counts"]);
});

it("data-quality says why accounts are counted that no account export has", async () => {
  const accounts = async (subscriptions: string, raw_accounts = "account_id\na") => {
    const db = await runModels(MARTS, {as_of: "2024-12-31", raw_files: "entity | file\nsubscriptions | s.csv", raw_accounts, raw_subscriptions: subscriptions});
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
  expect(await accounts("account_id | started_on | mrr\na | 2024-01-01 | 10", "")).toMatchObject([{text: "Other pages count 1 account that only subscriptions or invoices name."}]);
});

it("data-quality says of one deal what it says of many, and calls a last month that wins far more often no mere nothing", async () => {
  const said = async (tables: Record<string, string>, figure: string) => {
    const db = await runModels(MARTS, {int_opportunities_resolved: "outcome\nwon", ...tables});
    try {
      return (await dataQualityFindings(db)).find((finding) => finding.figure === figure)!.text;
    } finally {
      db.close();
    }
  };
  const months = (difference: number, p: number) => ({closing_months: `month_of_quarter | decided_count | win_rate | quarter_end_difference | quarter_end_p_value\n1 | 40 | 0.3 | |\n3 | 40 | 0.45 | ${difference} | ${p}`});
  expect(await said({}, "dates")).toBe("The one deal has possible dates");
  expect(await said({date_problems: "kind | deal_count\nclosed before created | 1"}, "dates")).toBe("The one deal was closed before it was created: it stays in every rate and leaves every measure of time");
  expect(await said(months(0.01, 0.9), "calendar")).toBe("The last month of a quarter wins neither much more nor much less often than the others (+1 point)");
  expect(await said(months(0.15, 0.05), "calendar")).toBe("The last month of a quarter wins more often than the others, though it may be chance (+15 points)");
  expect(await said(months(0.15, 0.001), "calendar")).toContain("**+15 points** against the others: compare quarters");
});
