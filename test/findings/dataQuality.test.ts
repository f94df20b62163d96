import {expect, it} from "vitest";
import {dataQualityFindings} from "../../pipeline/findings/dataQuality.ts";
import type {Finding} from "../../pipeline/findings/finding.ts";
import {runModels} from "../support/runModel.ts";

const MARTS = [
  "reconciliation", "account_matches", "orphans", "field_coverage", "near_duplicate_values", "date_problems", "closing_months", "churn_contradictions", "int_opportunities_resolved",
  "leak_audit", "data_problems", "history_runs", "run_changes", "deal_clustering", "retention_notes", "int_accounts"
];

/** The sentences of a figure over the given tables and the models that are built from them; whatever else the page reads is empty. */
async function said(figure: string, given: Record<string, string>, built: readonly string[] = []): Promise<Finding[]> {
  const db = await runModels(built, {...Object.fromEntries(MARTS.filter((mart) => !built.includes(mart)).map((mart) => [mart, ""])), ...given});
  try {
    return (await dataQualityFindings(db)).filter((finding) => finding.figure === figure);
  } finally {
    db.close();
  }
}

const textOf = async (...given: Parameters<typeof said>) => (await said(...given)).map(({text}) => text).join("\n");

it("data-quality says what no column of the exports tells, and what the report does without", async () => {
  const texts = (await said("cannot-say", {
    raw_files: "entity | file | first_row | row_count | unread_count\nopportunities | deals.csv | 0 | 0 | 0\naccounts | companies.csv | 0 | 0 | 0",
    config_columns: ["entity | column_name | type | is_present", ...["opportunity_id", "account_name", "stage", "closed_on", "amount", "loss_reason", "deal_type"].map((name) => `opportunities | ${name} | text | true`),
      "opportunities | created_on | date | false", "opportunities | industry | text | true", "accounts | name | text | true", "accounts | employees | number | true"].join("\n")
  })).map(({text}) => text);
  expect(texts.filter((text) => text.startsWith("No export says"))).toEqual([
    "No export says when a deal was created: no cycle times, no win curves, no test of an ICP on later deals: no verdict.",
    "No export says where an account is: no dimension country."
  ]);
});

it("data-quality says how many rows of revenue count as nothing", async () => {
  const revenue = (raw_subscriptions: string) => textOf("revenue", {as_of: "2024-12-31", raw_files: "entity | file\nsubscriptions | s.csv", raw_subscriptions}, ["retention_notes"]);
  expect(await revenue("account_id | started_on | mrr\na | 2024-01-01 | 10\nb | 2024-01-01 |\n | 2024-01-01 | 5")).toBe("**2 rows** of revenue count as nothing");
  expect(await revenue("account_id | started_on | mrr\na | 2024-01-01 | 10")).toBe("Every row of revenue that is used counts");
});

it("data-quality says why accounts are counted that no account export has", async () => {
  const accounts = (isExported: readonly boolean[]) => said("accounts", {int_accounts: ["account_key | is_exported", ...isExported.map((is, i) => `${i + 1} | ${is}`)].join("\n")});
  expect(await accounts([true, false])).toMatchObject([
    {text: "Other pages count 2 accounts: 1 of the accounts export and 1 that only subscriptions or invoices name.", least: 1}
  ]);
  expect(await accounts([true])).toEqual([]);
  expect(await accounts([false])).toMatchObject([{text: "Other pages count 1 account that only subscriptions or invoices name."}]);
});

it("data-quality says what changed since the last run on other exports", async () => {
  const changes = (runs: string, rows: string) => textOf("changes", {history_runs: `run_id\n${runs}`, run_changes: `kind | id\n${rows}`});
  expect(await changes("", "")).toMatch(/^This is the first run/);
  expect(await changes("a", "")).toBe("Nothing that an earlier run has reported was changed since");
  expect(await changes("a", "deal_missing | 1\ndeal_restated | 2\ndeal_restated | 3"))
    .toBe("Since the last run on other exports, **2** decided deals were restated and **1** deal is no longer in the export");
});

it("data-quality says of one deal what it says of many, and calls a last month that wins far more often no mere nothing", async () => {
  const dates = (problems: string) => textOf("dates", {int_opportunities_resolved: "outcome\nwon", date_problems: `kind | deal_count\n${problems}`});
  expect(await dates("")).toBe("The one deal has possible dates");
  expect(await dates("closed before created | 1")).toBe("The one deal was closed before it was created: it stays in every rate and leaves every measure of time");
  expect(await dates("no created date | 1\nno close date | 1")).toBe("The one deal has no created date and has no close date or one after the data date: it stays in every rate and leaves every measure of time");
  const months = (difference: number, p: number) => textOf("calendar", {
    closing_months: `month_of_quarter | decided_count | win_rate | quarter_end_difference | quarter_end_p_value\n1 | 40 | 0.3 | |\n3 | 40 | 0.45 | ${difference} | ${p}`});
  expect(await months(0.01, 0.9)).toBe("The last month of a quarter wins neither much more nor much less often than the others (+1 point)");
  expect(await months(0.15, 0.05)).toBe("The last month of a quarter wins more often than the others, though it may be chance (+15 points)");
  expect(await months(0.15, 0.001)).toContain("**+15 points** against the others: compare quarters");
});

it("data-quality begins with how many of the rows that were read are used", async () => {
  const headline = (read: number, used: number) => textOf("headline", {reconciliation: `export | rows_read | used_count\naccounts | ${read} | ${used}`});
  expect(await headline(0, 0)).toBe("The exports hold **no rows** yet: there is nothing to trust or to doubt.");
  expect(await headline(1, 1)).toBe("The one row that was read is used.");
  expect(await headline(3, 3)).toBe("**All 3** rows that were read are used.");
  expect(await headline(2, 1)).toBe("**1 of 2** rows that were read is used; the other one is listed with its reason.");
  expect(await headline(4, 2)).toBe("**2 of 4** rows that were read are used; the other 2 are listed with their reasons.");
});

it("data-quality says of deals how much of the amount found an account, and of subscriptions how much of the MRR", async () => {
  const text = await textOf("matches", {
    int_accounts: "account_key | is_exported\n1 | true",
    account_matches: "export | found_by | row_rate | amount_rate\nopportunities | id | 0.97 | 0.96\nopportunities | none | 0.03 | 0.04\nsubscriptions | id | 0.9 | 0.8\nsubscriptions | none | 0.1 | 0.2"
  });
  expect(text).toBe("**97\u202f%** of deals (96\u202f% of the amount) and **90\u202f%** of subscriptions (80\u202f% of MRR) found their account");
});
