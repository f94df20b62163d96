import {existsSync} from "node:fs";
import {mkdir, mkdtemp, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import {openDatabase, type Database} from "../../../pipeline/database.ts";
import {runPipeline} from "../../../pipeline/run.ts";

const exports = fileURLToPath(new URL("../../../../shared/datasets/ravenstack/", import.meta.url));
const isHere = existsSync(exports);
if (!isHere) process.stderr.write(`Skipped: the real exports of RavenStack are not at ${exports}\n`);

// Figures counted independently, in the datasets' README.
describe.skipIf(!isHere)("RavenStack, through the whole pipeline", () => {
  let workspace: string;
  let db: Database;

  beforeAll(async () => {
    workspace = await mkdtemp(join(tmpdir(), "fitproof-ravenstack-"));
    await writeFile(join(workspace, "fitproof.yaml"), `
name: RavenStack
as_of: 2024-12-31
exports:
  accounts:
    files: [${exports}ravenstack_accounts.csv]
    columns: {account_id: account_id, name: account_name, industry: industry, country: country, is_churned: churn_flag}
  subscriptions:
    files: [${exports}ravenstack_subscriptions.csv]
    columns: {subscription_id: subscription_id, account_id: account_id, started_on: start_date, ended_on: end_date, mrr: mrr_amount, is_trial: is_trial}
  churn_events:
    files: [${exports}ravenstack_churn_events.csv]
    columns: {account_id: account_id, churned_on: churn_date, reason: reason_code}
`);
    await mkdir(join(workspace, "icp"));
    await writeFile(join(workspace, "icp", "2024-01.yaml"), `
version: 2024-01
status: approved
effective_from: 2024-01-01
criteria:
  - {id: industry, kind: firmographic, column: industry, in: [FinTech, Cybersecurity], weight: 1}
tiers: {1: 0.9, 2: 0.4}
`);
    const {database} = await runPipeline({workspace});
    db = await openDatabase(database, {readOnly: true});
  });
  afterAll(async () => {
    db?.close();
    await rm(workspace, {recursive: true, force: true});
  });

  it("says of an ICP that no deals were exported, not that they are too few, and what sets segments apart all the same", async () => {
    const said = async (page: string, figure: string) => (await db.rows<{text: string}>(`select text from findings where page = '${page}' and figure = '${figure}'`)).map(({text}) => text);
    expect(await said("index", "reason")).toEqual(["no deals were exported"]);
    expect(await said("index", "verdict")).toEqual(["Whether it tells who buys needs won and lost deals."]);
    expect([...await said("index", "settle"), ...await said("index", "scenarios")].filter(Boolean)).toEqual([]);
    expect(await said("index", "note")).toEqual(["Version **2024-01**, in force since 1 Jan 2024."]);
    expect(await said("segments", "title")).toEqual(["Industry HealthTech grows less than all together."]);
    expect(await db.rows("select distinct bar from icp_checklist where condition <> 'keeps'")).toEqual([{bar: "no deals were exported"}]);
  });

  it("has MRR and paying accounts to the cent", async () => {
    expect(await db.rows(`
      select month, closing_mrr, closing_count from mrr_movements
      where dimension = 'all' and month in ('2023-06-01', '2023-12-01', '2024-06-01', '2024-12-01')`)).toEqual([
      {month: "2023-06-01", closing_mrr: 242921, closing_count: 64},
      {month: "2023-12-01", closing_mrr: 1262113, closing_count: 185},
      {month: "2024-06-01", closing_mrr: 3833405, closing_count: 333},
      {month: "2024-12-01", closing_mrr: 10159608, closing_count: 500}
    ]);
  });

  it("has retention over 2024, of all and by industry", async () => {
    expect(await db.rows(`
      select segment, base_account_count, round(100 * net_retention, 2) as net, round(100 * gross_retention, 2) as gross, logo_churn_rate
      from revenue_retention where month = '2024-12-01' and segment = 'all'`))
      .toEqual([{segment: "all", base_account_count: 185, net: 292.27, gross: 99.59, logo_churn_rate: 0}]);
    expect(await db.rows(`
      select segment, base_account_count, round(100 * net_retention, 1) as net, round(100 * gross_retention, 1) as gross
      from revenue_retention where month = '2024-12-01' and dimension = 'industry' and base_account_count > 0 order by segment`)).toEqual([
      {segment: "Cybersecurity", base_account_count: 32, net: 315.8, gross: 99.7},
      {segment: "DevTools", base_account_count: 45, net: 290.3, gross: 100},
      {segment: "EdTech", base_account_count: 23, net: 350.3, gross: 99.4},
      {segment: "FinTech", base_account_count: 47, net: 337.4, gross: 99.9},
      {segment: "HealthTech", base_account_count: 38, net: 216.6, gross: 98.9}
    ]);
  });

  it("shows that the account flag, the churn export and the revenue contradict each other", async () => {
    expect(await db.rows("select source_a, source_b, churned_a_rate, churned_b_rate from churn_contradictions")).toEqual([
      {source_a: "account_flag", source_b: "churn_events", churned_a_rate: 0.22, churned_b_rate: 0.704},
      {source_a: "account_flag", source_b: "revenue", churned_a_rate: 0.22, churned_b_rate: 0},
      {source_a: "churn_events", source_b: "revenue", churned_a_rate: 0.704, churned_b_rate: 0},
      {source_a: "churn_events", source_b: "revenue_lapses", churned_a_rate: 0.704, churned_b_rate: 0.018}
    ]);
  });
});
