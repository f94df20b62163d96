import {describe, expect, it} from "vitest";
import {SegmentScorecardRow} from "../../../pipeline/schema/marts.ts";
import {runModels} from "../../support/runModel.ts";

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
