import {afterAll, beforeAll, describe, expect, it} from "vitest";
import type {Database} from "../../pipeline/database.ts";
import {runModels} from "../support/runModel.ts";
import {deals, icpDatabase, type Deal, type Version} from "./support.ts";

const FIT: Version["criteria"] = [{id: "industry", column: "industry", predicate: "in", values: ["saas"]}];
const closedAt = (created: string, days: number): string => new Date(Date.parse(created) + days * 86_400_000).toISOString().slice(0, 10);
/** A won deal that took 100 days, so that 100 days are the horizon of every version. */
const won = (id: string, created: string, more: Partial<Deal> = {}): Deal =>
  ({id, account: "fits", outcome: "won", created, closed: closedAt(created, 100), amount: 10, ...more});

describe("samples and scenarios", () => {
  let db: Database;
  beforeAll(async () => {
    db = await icpDatabase(["icp_tiers", "icp_tiers_previous", "icp_validation", "icp_comparisons"], {
      asOf: "2024-12-31",
      accounts: [{id: "fits", industry: "SaaS"}, {id: "early", industry: "SaaS"}, {id: "other", industry: "Retail"}],
      versions: [
        {version: "1", from: "2024-01-01", to: "2024-07-01", criteria: FIT},
        {version: "2", from: "2024-07-01", criteria: FIT, scope: {product: ["Platform"]}},
        {version: "3", status: "draft", from: null, criteria: FIT}
      ],
      deals: [
        // So many that the two open deals below leave 90 % resolved.
        ...deals(20, "old", {account: "fits", outcome: "won", created: "2023-03-01", closed: "2023-06-09"}),
        won("the day before", "2023-12-31"), won("the first day", "2024-01-01", {source: "web", owner: "Bob"}),
        won("the last of its reign", "2024-06-30", {own: {product: " platform "}, owner: "Bob"}),
        won("the first of the next", "2024-07-01", {own: {product: "Platform"}, owner: "Bob"}),
        won("just old enough", "2024-09-22", {own: {product: "Services"}, owner: "Bob"}),
        {id: "one day too young", account: "fits", outcome: "lost", created: "2024-09-23", closed: "2024-09-30"},
        {id: "of the horizon's age", account: "fits", outcome: "open", created: "2024-09-22"},
        {id: "stale", account: "fits", outcome: "open", created: "2024-09-21"},
        {id: "undated", account: "fits", outcome: "lost"},
        won("not created yet", "2025-01-01"), won("another type", "2024-03-01", {type: "renewal"}),
        won("first of its account", "2023-02-01", {account: "early", owner: "Ann"}),
        won("created on the day of the win", "2023-05-12", {account: "early", owner: "Ann"}),
        won("created the day after", "2023-05-13", {account: "early", owner: "Ann"}),
        {id: "closed after as_of", account: "other", outcome: "lost", created: "2024-12-01", closed: "2025-01-01"},
        {id: "closed this quarter", account: "other", outcome: "lost", created: "2024-08-01", closed: "2024-10-01"},
        {id: "closed last quarter", account: "other", outcome: "lost", created: "2024-08-01", closed: "2024-09-30"}
      ]
    });
  });
  afterAll(() => db.close());

  const counts = async (version: string, scenario: string, sample: string, mart = "icp_tiers"): Promise<number[]> => {
    const [row] = await db.rows<Record<string, number>>(
      `select won_count, lost_count, open_count from ${mart} where version = $1 and scenario = $2 and sample = $3 and tier = 'all'`, [version, scenario, sample]);
    return Object.values(row!);
  };

  it("take the largest day by which 90 % of a tier's deals are resolved as horizon", async () => {
    expect(await db.rows("select distinct version, horizon_days from icp_validation order by 1")).toEqual([
      {version: "1", horizon_days: 100}, {version: "2", horizon_days: 100}, {version: "3", horizon_days: 100}
    ]);
  });
  it("hold new business alone, and no deal that is created after as_of", async () => {
    expect(await counts("1", "base", "all")).toEqual([28, 4, 3]);
  });
  it("put deals from the version's day on out of time, and all else, undated deals too, in sample", async () => {
    expect(await counts("1", "base", "in_sample")).toEqual([24, 1, 0]);
    expect(await counts("1", "base", "out_of_time")).toEqual([4, 3, 3]);
  });
  it("count a deal in the version's own reign until the day of the next", async () => {
    expect(await counts("1", "base", "own_reign")).toEqual([2, 0, 0]);
  });
  it("judge deals that are as old as the horizon, and none younger", async () => {
    expect(await counts("1", "base", "judged")).toEqual([4, 2, 2]);
  });
  it("keep inbound deals of the time since the version apart", async () => {
    expect(await counts("1", "base", "inbound")).toEqual([1, 0, 0]);
    expect(await counts("1", "inbound", "judged")).toEqual([1, 0, 0]);
  });
  it("see only the deals that the version is about, ignoring case and outer spaces", async () => {
    expect(await counts("2", "base", "all")).toEqual([2, 0, 0]);
    expect(await counts("2", "base", "judged")).toEqual([1, 0, 0]);
  });
  it("take an open deal as lost only when it is older than the horizon", async () => {
    expect(await counts("1", "stale_open_lost", "out_of_time")).toEqual([4, 4, 2]);
  });
  it("leave out whoever won most, and accounts that had bought before the deal's day", async () => {
    expect(await counts("1", "without_top_owner", "all")).toEqual([24, 4, 3]);
    const [row] = await db.rows<Record<string, number>>("select won_count from icp_tiers where version = '1' and scenario = 'new_customers' and sample = 'in_sample' and tier = 'all'");
    expect(row!["won_count"]).toBe(22);
  });
  it("see a deal that closed since as open at the end of the quarter before", async () => {
    expect(await counts("1", "base", "out_of_time", "icp_tiers_previous")).toEqual([1, 2, 6]);
    // Bob won most since; then it was Ann.
    expect(await counts("1", "without_top_owner", "all", "icp_tiers_previous")).toEqual([22, 3, 6]);
    expect(await db.rows("select distinct as_of from icp_tiers_previous")).toEqual([{as_of: "2024-09-30"}]);
  });
  it("take the present pace over the days of its four quarters, of a leap year 366", async () => {
    expect(await db.rows("select distinct moment, day_count from int_icp_paces order by moment")).toEqual([{moment: "current", day_count: 366}, {moment: "previous", day_count: 366}]);
  });
  it("take no quarters into the pace from before the first decided deal of the exports", async () => {
    const young = await icpDatabase(["icp_validation"], {
      asOf: "2024-06-21", accounts: [{id: "fits", industry: "SaaS"}], versions: [{version: "1", from: "2024-01-01", criteria: FIT}],
      deals: deals(8, "first", {account: "fits", outcome: "won", created: "2024-01-02", closed: "2024-02-01"})
    });
    expect(await young.rows("select decided_count, day_count from int_icp_paces where moment = 'current'")).toEqual([{decided_count: 8, day_count: 91}]);
    young.close();
  });
  it("read no “no difference” into fewer deals than a rate takes", async () => {
    const of = (account: string, won: number, lost: number) => (["won", "lost"] as const).flatMap((outcome, i) =>
      deals([won, lost][i]!, `${account} ${outcome}`, {account, outcome, created: "2024-01-02", closed: "2024-02-01"}));
    const few = await icpDatabase(["icp_comparisons"], {
      asOf: "2024-06-21", accounts: [{id: "fits", industry: "SaaS"}, {id: "other", industry: "Retail"}], versions: [{version: "1", from: "2024-01-01", criteria: FIT}],
      deals: [...of("fits", 3, 6), ...of("other", 10, 20)]
    });
    expect(await few.rows("select measure, tier1_count, reading, previous_difference from icp_comparisons where measure in ('win_rate', 'median_cycle_days') order by 1")).toEqual([
      {measure: "median_cycle_days", tier1_count: 3, reading: "untested", previous_difference: null}, {measure: "win_rate", tier1_count: 9, reading: "untested", previous_difference: null}]);
    few.close();
  });
  it("give a draft no verdict, and compare it on past deals", async () => {
    expect(await db.rows("select verdict, reason_code, reasons from icp_validation where version = '3' and scenario = 'base' and sample = 'judged'"))
      .toEqual([{verdict: null, reason_code: null, reasons: "A draft is a hypothesis: it is tested on past deals and gets no verdict."}]);
    expect(await db.rows("select sample, tier1_count, rest_count from icp_comparisons where version = '3' and measure = 'win_rate'"))
      .toEqual([{sample: "in_sample", tier1_count: 30, rest_count: 2}]);
  });
});

const of = (account: string | null, outcome: "won" | "lost", n: number): Deal[] =>
  deals(n, `${account}${outcome}`, {account, outcome, created: "2024-01-10", closed: "2024-02-10"});
const tier = (id: string, wins: number, losses: number): Deal[] => [...of(id, "won", wins), ...of(id, "lost", losses)];

describe("the worked example", () => {
  let db: Database;
  beforeAll(async () => {
    db = await icpDatabase(["icp_tiers", "icp_validation", "icp_conditions", "icp_gains"], {
      accounts: [{id: "one", industry: "SaaS", country: "US"}, {id: "two", industry: "SaaS", country: "DE"}, {id: "three", industry: "Retail", country: "DE"}],
      versions: [{version: "1", from: "2024-01-01", criteria: [...FIT, {id: "country", column: "country", predicate: "in", values: ["us"]}]}],
      deals: [...tier("one", 30, 40), ...tier("two", 25, 95), ...tier("three", 5, 65)]
    });
  });
  afterAll(() => db.close());

  it("gives the rates, lifts with limits, captures and shares of the definitions", async () => {
    const rows = await db.rows<Record<string, number>>(`
      select win_rate, lift, lift_low, lift_high, capture, deal_share from icp_tiers where scenario = 'base' and sample = 'judged' and tier in ('1', '2', '3') order by tier`);
    const rounded = rows.map((row) => Object.values(row).map((value, i) => Number(value.toFixed(i === 0 ? 4 : 3))));
    expect(rounded).toEqual([
      [0.4286, 1.857, 1.468, 2.246, 0.5, 0.269], [0.2083, 0.903, expect.any(Number), expect.any(Number), 0.417, 0.462],
      [0.0714, 0.31, expect.any(Number), expect.any(Number), 0.083, 0.269]
    ]);
  });
  it("gives its AUC, its risk ratio with limits, and a supported ICP", async () => {
    const [row] = await db.rows<Record<string, number>>("select auc, risk_ratio, risk_ratio_low, risk_ratio_high from icp_validation where scenario = 'base' and sample = 'judged'");
    expect(row!["auc"]).toBeCloseTo(0.6979, 4);
    expect(row!["risk_ratio"]).toBeCloseTo(2.714, 3);
    expect(row!["risk_ratio_low"]).toBeCloseTo(1.774, 3);
    expect(row!["risk_ratio_high"]).toBeCloseTo(4.154, 3);
    expect(await db.rows("select verdict from icp_validation where scenario = 'base' and sample = 'judged'")).toEqual([{verdict: "supported"}]);
    expect(await db.rows("select distinct is_met from icp_conditions where scenario = 'base'")).toEqual([{is_met: true}]);
  });
  it("draws gains through the tiers' captures", async () => {
    expect(await db.rows("select score_cut, tier, capture from icp_gains where sample = 'judged'")).toEqual([
      {score_cut: 1, tier: "1", capture: 0.5}, {score_cut: 0.5, tier: "2", capture: 55 / 60}, {score_cut: 0, tier: "3", capture: 1}
    ]);
  });
});

describe("accounts that are missing only on lost deals", () => {
  it("make no ICP supported: such deals are of tier unknown, in the base rate alone", async () => {
    const db = await icpDatabase(["icp_tiers", "icp_validation"], {
      accounts: [{id: "one", industry: "SaaS"}, {id: "three", industry: "Retail"}],
      versions: [{version: "1", from: "2024-01-01", criteria: FIT}],
      deals: [...of("one", "won", 60), ...of("one", "lost", 40), ...of("three", "won", 60), ...of("three", "lost", 40), ...of(null, "lost", 400)]
    });
    try {
      expect(await db.rows("select tier, won_count, lost_count from icp_tiers where scenario = 'base' and sample = 'judged' and tier in ('1', 'unknown') order by tier"))
        .toEqual([{tier: "1", won_count: 60, lost_count: 40}, {tier: "unknown", won_count: 0, lost_count: 400}]);
      const [tier1] = await db.rows<{lift: number}>("select lift from icp_tiers where scenario = 'base' and sample = 'judged' and tier = '1'");
      expect(tier1!.lift).toBeCloseTo(3, 12);
      expect(await db.rows("select distinct verdict, reason_code from icp_validation where scenario in ('base', 'broad', 'stale_open_lost') and sample = 'judged'"))
        .toEqual([{verdict: "not proven", reason_code: "no_difference"}]);
    } finally {
      db.close();
    }
  });
});

describe("the verdict of a quarter ago", () => {
  it("is none for a version that was not yet in force", async () => {
    const db = await icpDatabase(["icp_validation"], {
      asOf: "2024-12-31", accounts: [{id: "fits", industry: "SaaS"}], deals: [won("a", "2024-01-01")],
      versions: [{version: "1", from: "2024-09-30", to: "2024-10-01", criteria: FIT}, {version: "2", from: "2024-10-01", criteria: FIT}]
    });
    try {
      expect(await db.rows("select version, previous_verdict from icp_validation where scenario = 'base' and sample = 'judged' order by version")).toEqual([
        {version: "1", previous_verdict: "not proven"}, {version: "2", previous_verdict: null}
      ]);
    } finally {
      db.close();
    }
  });
});

describe("the scenario of new customers", () => {
  it("keeps a deal that closed before it was created, as imports make them, but not one that followed it", async () => {
    const imported: Partial<Deal> = {account: "imported", outcome: "won", created: "2024-03-01"};
    const db = await icpDatabase(["icp_tiers"], {
      asOf: "2024-12-31", accounts: [{id: "imported", industry: "SaaS"}], versions: [{version: "1", from: "2024-01-01", criteria: FIT}],
      deals: [{id: "first", ...imported, closed: "2021-05-01"} as Deal, {id: "second", ...imported, closed: "2022-05-01"} as Deal, {id: "later", ...imported, created: "2024-04-01"} as Deal]
    });
    try {
      expect(await db.rows("select scenario, won_count from icp_tiers where scenario in ('base', 'new_customers') and sample = 'all' and tier = 'all' order by scenario"))
        .toEqual([{scenario: "base", won_count: 3}, {scenario: "new_customers", won_count: 1}]);
    } finally {
      db.close();
    }
  });

  it("leaves out deals of an account that no export has but whose earlier win or revenue is called the same", async () => {
    const db = await runModels(["int_icp_deals"], {
      as_of: "2024-12-31", mrr_from: "subscriptions",
      raw_files: "entity | source | file\nopportunities | crm | d.csv",
      raw_subscriptions: "source | account_id | started_on | mrr\ncrm | paying | 2024-01-01 | 10",
      raw_opportunities: `
        source | opportunity_id | account_id | stage | created_on | closed_on
        crm    | first          | bought     | won   | 2024-01-01 | 2024-02-01
        crm    | second         | bought     | lost  | 2024-03-01 | 2024-04-01
        crm    | before         | paying     | lost  | 2023-11-01 | 2023-12-01
        crm    | after          | paying     | lost  | 2024-03-01 | 2024-04-01
        crm    | other          | other      | lost  | 2024-03-01 | 2024-04-01
        crm    | nameless       |            | lost  | 2024-03-01 | 2024-04-01`
    });
    try {
      expect(await db.rows("select opportunity_id, account_key from int_icp_deals inner join int_opportunities using (opportunity_key) where is_repeat order by opportunity_id"))
        .toEqual([{opportunity_id: "after", account_key: null}, {opportunity_id: "second", account_key: null}]);
    } finally {
      db.close();
    }
  });
});
