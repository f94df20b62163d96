import {afterAll, beforeAll, describe, expect, it} from "vitest";
import type {Database} from "../../../pipeline/database.ts";
import {deals, icpDatabase} from "../../icp/support.ts";

// Tier 1 needs both criteria (cut 0.75 of equal weights): a meets both, b the industry alone, c is ruled out, d meets the size alone.
const accounts = [
  {id: "a", industry: "tech", employees: 100}, {id: "b", industry: "tech", employees: 5000}, {id: "c", industry: "tech", employees: 5}, {id: "d", industry: "food", employees: 100}
];
const both = {created: "2024-01-10", closed: "2024-08-20"};
const before = {created: "2022-01-10", closed: "2022-02-20"};

describe("what hangs on a rule of the ICP in force", () => {
  let db: Database;
  beforeAll(async () => {
    db = await icpDatabase(["int_icp_rule_stakes", "icp_outside_segments"], {
      asOf: "2024-12-31", accounts,
      deals: [
        ...deals(4, "aw", {account: "a", outcome: "won", amount: 100, ...both}), ...deals(6, "al", {account: "a", outcome: "lost", ...both}),
        ...deals(3, "bw", {account: "b", outcome: "won", amount: 10, ...both}), ...deals(1, "bo", {account: "b", outcome: "won", amount: 10, ...before}), ...deals(8, "bl", {account: "b", outcome: "lost", ...both}),
        ...deals(2, "cw", {account: "c", outcome: "won", amount: 7, ...both}), ...deals(5, "cl", {account: "c", outcome: "lost", ...both}), ...deals(1, "cn", {account: "c", outcome: "no_decision", ...both}),
        ...deals(1, "dw", {account: "d", outcome: "won", amount: 1, ...both}), ...deals(19, "dl", {account: "d", outcome: "lost", ...both})
      ],
      versions: [{
        version: "1", from: "2023-01-01", criteria: [
          {id: "industry", column: "industry", predicate: "in", values: ["tech"]}, {id: "size", column: "employees", predicate: "between", low: 50, high: 500},
          {id: "small", column: "employees", predicate: "below", high: 20, disqualifier: true}
        ]
      }, {version: "draft", status: "draft", from: null, criteria: [{id: "industry", column: "industry", predicate: "in", values: ["tech"]}]}],
      given: {
        config_dimensions: "dimension | dimension_order | column_name | kind\nindustry | 1 | industry | value"
      }
    });
  });
  afterAll(() => db.close());

  it("is, of a disqualifier, every decided deal that it rules out, and the wins of the last four complete quarters", async () => {
    const [row] = await db.rows("from int_icp_rule_stakes where role = 'disqualifier'");
    expect(row).toMatchObject({won_count: 2, decided_count: 7, other_won_count: 9, other_decided_count: 42, year_won_count: 2, year_won_amount: 14});
  });

  it("is, of a criterion, the deals that would enter or leave tier 1 without it; ruled out ones stay out", async () => {
    const rows = await db.rows(`
      select rules.criterion, stakes.decided_count, stakes.won_count, stakes.year_won_count from int_icp_rule_stakes as stakes
      inner join int_icp_rules as rules using (rule_key) where stakes.role = 'criterion' order by rules.criterion`);
    // Without the industry d enters; without the size b enters, whose first win is two years old.
    expect(rows).toEqual([
      {criterion: "industry", decided_count: 20, won_count: 1, year_won_count: 1},
      {criterion: "size", decided_count: 12, won_count: 4, year_won_count: 3}
    ]);
  });

  it("is, of a required criterion, also the deals that it alone keeps out of tier 1", async () => {
    const required = await icpDatabase(["int_icp_rule_stakes"], {
      asOf: "2024-12-31", accounts,
      deals: [...deals(4, "aw", {account: "a", outcome: "won", ...both}), ...deals(3, "bw", {account: "b", outcome: "won", ...both}), ...deals(8, "bl", {account: "b", outcome: "lost", ...both})],
      versions: [{version: "1", from: "2023-01-01", criteria: [
        {id: "industry", column: "industry", predicate: "in", values: ["tech"], weight: 3}, {id: "size", column: "employees", predicate: "between", low: 50, high: 500, required: true}
      ]}]
    });
    try {
      // By its score of 3 of 4 b would be in tier 1; without the industry nothing keeps a in it but the size, which it meets.
      expect(await required.rows("select rules.criterion, stakes.decided_count from int_icp_rule_stakes as stakes inner join int_icp_rules as rules using (rule_key) order by rules.criterion"))
        .toEqual([{criterion: "industry", decided_count: 0}, {criterion: "size", decided_count: 11}]);
    } finally {
      required.close();
    }
  });

  it("leaves drafts out", async () => {
    expect(await db.rows("select distinct version_key from int_icp_rule_stakes")).toHaveLength(1);
  });

  it("sets a segment's deals outside tier 1 against all others outside it, and against tier 1", async () => {
    const [tech] = await db.rows("from icp_outside_segments where segment = 'tech'");
    expect(tech).toMatchObject({
      won_count: 6, decided_count: 19, other_win_rate: 1 / 20, tier1_win_rate: 0.4, tier1_deal_share: expect.closeTo(10 / 29, 12), year_won_count: 5, year_won_amount: 44
    });
    expect(tech!["difference"]).toBeCloseTo(6 / 19 - 1 / 20, 12);
  });
});
