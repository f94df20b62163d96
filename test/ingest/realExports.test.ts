import {existsSync} from "node:fs";
import {join} from "node:path";
import {describe, expect, it} from "vitest";
import {ingested, reconciled} from "./workspace.ts";

const DATASETS = join(import.meta.dirname, "../../../shared/datasets");
const isThere = existsSync(DATASETS);
if (!isThere) process.stderr.write(`Skipped: real exports are not at ${DATASETS}\n`);

describe.skipIf(!isThere)("real exports", () => {
  it("reads maven_crm whole, with a misspelt sector mended and revenue in millions", async () => {
    const run = await ingested(`
  accounts:
    files: [${DATASETS}/maven_crm/accounts.csv]
    columns: {account_id: account, industry: sector, annual_revenue: revenue}
    values: {industry: {technolgy: technology}}
    scale: {annual_revenue: 1000000}
  opportunities:
    files: [${DATASETS}/maven_crm/sales_pipeline.csv]
    columns: {account_id: account, stage: deal_stage, created_on: engage_date, closed_on: close_date, amount: close_value}
    outcomes: {won: [Won], lost: [Lost], open: [Engaging, Prospecting]}
`, {});
    expect(await reconciled(run)).toMatchObject([{read: 85, used: 85}, {read: 8800, used: 8800}]);
    expect(await run.rows("select stage, count(*) as n, sum(amount) as amount from raw_opportunities group by stage order by stage")).toEqual([
      {stage: "Engaging", n: 1589, amount: null}, {stage: "Lost", n: 2473, amount: 0}, {stage: "Prospecting", n: 500, amount: null}, {stage: "Won", n: 4238, amount: 10_005_534}
    ]);
    expect(await run.rows("select annual_revenue_low from raw_accounts where account_id = 'Acme Corporation'")).toEqual([{annual_revenue_low: 1_100_040_000}]);
    expect(run.as_of).toBe("2017-12-31");
  });

  it("reads an export of Salesforce with its preset and the dates of a spreadsheet", async () => {
    const run = await ingested(`\n  opportunities: {files: [${DATASETS}/salesforce_devorg/Opportunity.csv]}\n`, {});
    expect(await run.rows("select outcome, sum(deal_count)::integer as n from ingest_deals group by outcome order by outcome")).toEqual([
      {outcome: "lost", n: 8}, {outcome: "open", n: 16}, {outcome: "won", n: 12}
    ]);
    expect(await run.rows("select count(*) as n from raw_opportunities where closed_on < created_on")).not.toEqual([{n: 0}]);
    expect(await run.rows("from problems")).toEqual([]);
  });

  it("leaves the 13 ravenstack subscriptions out that end on the day they start", async () => {
    const run = await ingested(`
  subscriptions:
    files: [${DATASETS}/ravenstack/ravenstack_subscriptions.csv]
    columns: {subscription_id: subscription_id, account_id: account_id, started_on: start_date, ended_on: end_date, mrr: mrr_amount, is_trial: is_trial}
`, {});
    expect(await reconciled(run)).toMatchObject([{read: 5000, used: 4987, duplicate: 0, rejected: 0, excluded: 13}]);
  });
});
