import {describe, expect, it} from "vitest";
import {SegmentScorecardRow} from "../../../pipeline/schema/marts.ts";
import {runModel, runModels} from "../../support/runModel.ts";

const DEALS = Array.from({length: 24}, (_, i) =>
  `crm | o${i} | ${"abcd"[i % 4]} | ${i % 3 ? "won" : "lost"} | 2024-02-01 | 2024-03-${10 + (i % 10)} | 100`);

const GIVEN = {
  account_value_columns: "[industry]",
  raw_files: "entity | source | file\naccounts | crm | accounts.csv",
  config_dimensions: "dimension | dimension_order | column_name | kind\nindustry | 1 | industry | value",
  config_columns: "entity | column_name | type | is_present | is_attribute\naccounts | industry | text | true | false",
  config_outcomes: "value | outcome\nwon | won\nlost | lost",
  icp_versions: `
    icp  | version | status   | effective_from | effective_to | unknown_policy | tier_1_cut | tier_2_cut | version_order
    main | old     | approved | 2023-01-01     | 2024-01-01   | no_credit      | 0.75       | 0.4        | 1
    main | new     | approved | 2024-01-01     |              | no_credit      | 0.75       | 0.4        | 2`,
  icp_criteria: `
    icp  | version | criterion | criterion_order | is_disqualifier | kind         | column_name | predicate | weight | is_required | value_list
    main | old     | industry  | 1               | false           | firmographic | industry    | in        | 1      | false       | [fintech]
    main | new     | industry  | 1               | false           | firmographic | industry    | in        | 1      | false       | [saas]`,
  raw_accounts: `
    source | account_id | industry
    crm    | a          | SaaS
    crm    | b          |
    crm    | c          | FinTech
    crm    | d          | saas`,
  raw_opportunities: ["source | opportunity_id | account_id | stage | created_on | closed_on | amount", ...DEALS].join("\n"),
  raw_subscriptions: `
    source | subscription_id | account_id | started_on | ended_on   | mrr
    crm    | 1               | a          | 2023-01-10 | 2024-06-01 | 100
    crm    | 2               | a          | 2024-06-01 |            | 120
    crm    | 3               | b          | 2023-02-01 | 2024-06-01 | 50`
};

describe("segment_scorecard", () => {
  it("puts win, speed, stay, keep, grow and size of a segment side by side, each with its sample", async () => {
    const db = await runModels(["segment_scorecard"], GIVEN);
    try {
      const rows = await db.rows("from segment_scorecard");
      expect(rows.map((row) => SegmentScorecardRow.parse(row).segment)).toEqual(["all", "FinTech", "SaaS", "unknown"]);
      expect(Object.keys(rows[0]!)).toEqual(Object.keys(SegmentScorecardRow.shape));
      expect(rows[0]).toMatchObject({
        decided_count: 24, win_rate: 16 / 24, win_evidence: "indicative", timed_won_count: 16, cycle_evidence: "indicative",
        survival_account_count: 2, survival_evidence: "count_only", base_account_count: 2, gross_retention: 100 / 150, net_retention: 120 / 150,
        account_count: 4, won_count: 16, won_amount: 1600, paying_count: 1, mrr: 120
      });
      expect(rows[1]).toMatchObject({segment: "FinTech", account_count: 1, paying_count: 0, mrr: 0, net_retention: null});
      expect(rows[3]).toMatchObject({segment: "unknown", account_count: 1, decided_count: 6, gross_retention: 0, mrr: 0});
    } finally {
      db.close();
    }
  });

  it("reads an interval against the level of all, unless it rests on little or nothing in it varied", async () => {
    const db = await runModels(["segment_scorecard"]);
    try {
      const reading = async (values: string) => (await db.rows<{reading: string | null}>(`select interval_reading(${values}) as reading`))[0]!.reading;
      expect(await reading("'shown', 0.91, 0.99, 0.9")).toBe("better");
      expect(await reading("'shown', 0.7, 0.89, 0.9")).toBe("worse");
      expect(await reading("'shown', 0.7, 0.9, 0.9")).toBe("same");
      expect(await reading("'indicative', 0.91, 0.99, 0.9")).toBeNull();
      expect(await reading("'shown', 1, 1, 0.9"), "no account lost anything").toBeNull();
    } finally {
      db.close();
    }
  });

  it("says what winning and staying, or keeping, make together; leaving counts before staying", async () => {
    // Of all 80 % stay and 90 % of revenue is kept.
    const stays = {better: "100 | 0.85 | 0.95", worse: "100 | 0.65 | 0.75", same: "100 | 0.75 | 0.85", few: "9 | 0.85 | 0.95"};
    const keeps = {better: "100 | 0.92 | 0.98", worse: "100 | 0.7 | 0.8", same: "100 | 0.85 | 0.95"};
    const cases: [win: string, difference: number, stay: keyof typeof stays, keep: keyof typeof keeps, readings: string[], pattern: string | null][] = [
      ["signal", 0.1, "better", "same", ["better", "better", "same"], "wins and stays"],
      ["signal", 0.1, "same", "better", ["better", "same", "better"], "wins and stays"],
      ["signal", 0.1, "worse", "better", ["better", "worse", "better"], "wins but leaves"],
      ["signal", 0.1, "better", "worse", ["better", "better", "worse"], "wins but leaves"],
      ["signal", -0.1, "worse", "same", ["worse", "worse", "same"], "seldom wins and leaves"],
      ["signal", -0.1, "better", "same", ["worse", "better", "same"], "stays but seldom wins"],
      ["signal", -0.1, "same", "better", ["worse", "same", "better"], "stays but seldom wins"],
      ["signal", 0.1, "few", "same", ["better", "", "same"], null],
      ["shown", 0.1, "better", "better", ["same", "better", "better"], null],
      ["count_only", 0.1, "worse", "worse", ["", "worse", "worse"], null]
    ];
    const of = (line: (one: (typeof cases)[number], i: number) => string) => cases.map((one, i) => line(one, i)).join("\n");
    const rows = await runModel("segment_scorecard", {
      int_segments: `segment_key | dimension | segment | segment_order | dimension_order | is_unknown\n0 | all | all | 0 | 0 | false\n${of((_, i) => `${i + 1} | d | s${i} | ${i} | 1 | false`)}`,
      win_rate_by_segment: `period_window | deal_type | dimension | segment | evidence | difference\n${of(([evidence, difference], i) => `all | new_business | d | s${i} | ${evidence} | ${difference}`)}`,
      customer_survival_summary: `time_unit | dimension | segment | account_count | survival_12m_low | survival_12m_high | survival_12m\nmonth | all | all | 900 | 0.79 | 0.81 | 0.8\n${of(([, , stay], i) => `month | d | s${i} | ${stays[stay]} | 0.8`)}`,
      revenue_retention: `month | dimension | segment | base_account_count | gross_retention_low | gross_retention_high | gross_retention\n2024-12-01 | all | all | 900 | 0.89 | 0.91 | 0.9\n${of(([, , , keep], i) => `2024-12-01 | d | s${i} | ${keeps[keep]} | 0.9`)}`
    });
    expect(rows.map((row) => [row["win_reading"], row["survival_reading"], row["gross_reading"], row["pattern"]])).toEqual([
      [null, null, null, null], ...cases.map(([, , , , readings, pattern]) => [...readings.map((reading) => reading || null), pattern])
    ]);
  });

  it("marks segments that the version in force asks for, and says nothing of what it cannot tell", async () => {
    const db = await runModels(["segment_scorecard"], GIVEN);
    try {
      expect(await db.rows("select segment, in_icp from segment_scorecard")).toEqual([
        {segment: "all", in_icp: null},
        {segment: "FinTech", in_icp: false},
        {segment: "SaaS", in_icp: true},
        {segment: "unknown", in_icp: null}
      ]);
    } finally {
      db.close();
    }
  });

  it.each([
    ["subscriptions", {raw_opportunities: "source | opportunity_id"}, {decided_count: 0, win_rate: null, mrr: 120}],
    ["opportunities", {raw_subscriptions: "source | subscription_id"}, {decided_count: 24, gross_retention: null, survival_12m: null, paying_count: 0, mrr: null}]
  ])("is whole with %s alone", async (_, given, expected) => {
    const db = await runModels(["segment_scorecard"], {...GIVEN, ...given});
    try {
      const rows = await db.rows("from segment_scorecard");
      expect(rows.map((row) => SegmentScorecardRow.parse(row).segment)).toEqual(["all", "FinTech", "SaaS", "unknown"]);
      expect(rows[0]).toMatchObject(expected);
    } finally {
      db.close();
    }
  });
});
