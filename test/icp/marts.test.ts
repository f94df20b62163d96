import {afterAll, beforeAll, describe, expect, it} from "vitest";
import {z} from "zod";
import type {Database} from "../../pipeline/database.ts";
import {MARTS} from "../../pipeline/schema/marts.ts";
import {benjaminiHochberg} from "../../pipeline/statistics/multipleTesting.ts";
import {newcombe} from "../../pipeline/statistics/newcombe.ts";
import {twoProportionP} from "../../pipeline/statistics/twoByTwo.ts";
import {runModel, type Given} from "../support/runModel.ts";
import {deals, icpDatabase, type Criterion, type Deal} from "./support.ts";

const NAMES = [
  "icp_register", "icp_accounts", "icp_tiers", "icp_tiers_previous", "icp_validation", "icp_conditions", "icp_comparisons", "icp_gains",
  "icp_criteria_evidence", "icp_disqualifier_ledger", "icp_misfits", "icp_version_comparison", "icp_drift"
] as const;

const industry: Criterion = {id: "industry", column: "industry", predicate: "in", values: ["saas"], weight: 2};
const size: Criterion = {id: "size", column: "employees", predicate: "at_least", low: 100};
const small: Criterion = {id: "small", column: "employees", predicate: "below", high: 20, disqualifier: true};

/** So many won and lost deals of an account, closed within a quarter of 2023 or 2024. */
const decided = (account: string, quarter: string, won: number, lost: number): Deal[] => {
  const [year, q] = [quarter.slice(0, 4), Number(quarter.slice(5))];
  const day = (n: number): string => `${year}-${String(3 * q - 1).padStart(2, "0")}-${n}`;
  return [
    ...deals(won, `${account}${quarter}w`, {account, outcome: "won", created: day(10), closed: day(20), amount: 100}),
    ...deals(lost, `${account}${quarter}l`, {account, outcome: "lost", created: day(10), closed: day(15)})
  ];
};

describe("the ICP marts", () => {
  let db: Database;
  beforeAll(async () => {
    db = await icpDatabase([...NAMES, "opportunity_facts", "account_facts"], {
      asOf: "2024-12-31",
      accounts: [
        {id: "big saas", industry: "SaaS", employees: 500}, {id: "small saas", industry: "SaaS", employees: 50}, {id: "big retail", industry: "Retail", employees: 500},
        {id: "tiny", industry: "Retail", employees: 5}, {id: "unknown"}
      ],
      versions: [
        {version: "1", from: "2024-01-01", to: "2024-07-01", criteria: [industry, size, small, {id: "absent", column: "nowhere", predicate: "in", values: ["x"]}]},
        {version: "2", from: "2024-07-01", criteria: [size]}
      ],
      deals: [
        ...["2023-1", "2023-2", "2023-3", "2023-4"].flatMap((quarter) => [
          ...decided("big saas", quarter, 6, 4), ...decided("small saas", quarter, 3, 7), ...decided("big retail", quarter, 2, 8), ...decided("tiny", quarter, 1, 4)
        ]),
        ...decided("big saas", "2024-1", 12, 8), ...decided("small saas", "2024-1", 6, 14), ...decided("big retail", "2024-1", 4, 16),
        ...decided("unknown", "2024-1", 1, 4), {id: "open", account: "tiny", outcome: "open", created: "2024-12-21", source: "web"}
      ],
      given: {
        config_dimensions: "dimension | dimension_order | column_name | kind\nindustry | 1 | industry | value\nsize | 2 | employees | bands",
        config_bands: "dimension | low | high | label | segment_order\nsize | -infinity | 100 | <100 | 1\nsize | 100 | infinity | 100+ | 2"
      }
    });
  });
  afterAll(() => db.close());

  it("are counted again from opportunity_facts, deal by deal", async () => {
    const counted = await db.rows(`
      select standing.version, sample, standing.tier, count(*) filter (where outcome = 'won')::integer as won, count(*) filter (where outcome = 'lost')::integer as lost,
        count(*) filter (where outcome = 'open')::integer as open
      from (select outcome, unnest(icp) as standing from opportunity_facts where deal_type = 'new_business'), unnest(standing.samples) as samples(sample)
      group by all having won + lost + open > 0 order by all`);
    const shown = await db.rows(`
      select version, sample, tier, won_count as won, lost_count as lost, open_count as open from icp_tiers
      where scenario = 'base' and tier <> 'all' and won_count + lost_count + open_count > 0 order by all`);
    expect(counted.length).toBeGreaterThan(10);
    expect(counted).toEqual(shown);
  });

  it("score what was foretold by Brier in the base scenario alone", async () => {
    expect(await db.rows("select distinct scenario, brier is not null as has_brier, brier_skill is not null as has_skill from icp_validation where brier is not null or brier_skill is not null"))
      .toEqual([{scenario: "base", has_brier: true, has_skill: true}]);
  });

  it("are counted again from account_facts, account by account", async () => {
    const counted = await db.rows(`select standing.version, standing.tier, count(*)::integer as accounts
      from (select unnest(icp) as standing from account_facts) group by all order by all`);
    expect(counted).toEqual(await db.rows(`select version, tier, account_count as accounts from icp_tiers
      where scenario = 'base' and sample = 'all' and tier <> 'all' and account_count > 0 order by all`));
    expect(await db.rows("select won_count, lost_count, open_count, won_amount, mrr, cohort_month from account_facts where account_id = 'big saas'"))
      .toEqual([{won_count: 36, lost_count: 24, open_count: 0, won_amount: 3600, mrr: null, cohort_month: null}]);
  });

  it.each(NAMES)("%s has the columns and values that its schema states", async (name) => {
    const rows = await db.rows(`from ${name}`);
    expect(rows.length).toBeGreaterThan(0);
    expect(Object.keys(rows[0]!)).toEqual(Object.keys(MARTS[name].shape));
    expect(z.array(MARTS[name]).safeParse(rows).error?.issues.slice(0, 3)).toBeUndefined();
  });

  describe("icp_criteria_evidence", () => {
    it("sets deals that meet a criterion against those that miss it, unknown apart", async () => {
      expect(await db.rows(`select met_won_count, met_lost_count, missed_won_count, missed_lost_count, unknown_won_count, unknown_lost_count, met_account_count, unknown_account_count
        from icp_criteria_evidence where version = '1' and criterion = 'industry'`)).toEqual([{
        met_won_count: 24 + 12 + 12 + 6, met_lost_count: 16 + 28 + 8 + 14, missed_won_count: 8 + 4 + 4, missed_lost_count: 32 + 16 + 16,
        unknown_won_count: 1, unknown_lost_count: 4, met_account_count: 2, unknown_account_count: 1
      }]);
    });
    it("adjusts for the size band, and a criterion on the size for the industry", async () => {
      const rows = await db.rows<Record<string, number | string>>("select criterion, adjusted_for, adjusted_odds_ratio from icp_criteria_evidence where version = '1' and status = 'testable' order by criterion_order");
      expect(rows.map(({criterion, adjusted_for}) => [criterion, adjusted_for])).toEqual([["industry", "size"], ["size", "industry"]]);
      // By hand: in 100+, 36/24 against 12/48; in <100, 18/42 against 4/16; the unknown have no side.
      expect(rows[0]!["adjusted_odds_ratio"]).toBeCloseTo((36 * 48 / 120 + 18 * 16 / 80) / (24 * 12 / 120 + 42 * 4 / 80), 10);
    });
    it("tests every criterion of a version as one family", async () => {
      const rows = await db.rows<Record<string, number>>("select p_value, q_value, met_won_count as a, met_lost_count as b, missed_won_count as c, missed_lost_count as d from icp_criteria_evidence where version = '1' and status = 'testable' order by criterion_order");
      const p = rows.map(({a, b, c, d}) => twoProportionP(a!, b!, c!, d!));
      rows.forEach((row, i) => expect(row["p_value"]).toBeCloseTo(p[i]!, 12));
      benjaminiHochberg(p).forEach((q, i) => expect(rows[i]!["q_value"]).toBeCloseTo(q!, 12));
    });
    it("lists an untestable criterion without a number", async () => {
      expect(await db.rows("select status, met_account_count, met_win_rate, adjusted_for, auc_without from icp_criteria_evidence where criterion = 'absent'"))
        .toEqual([{status: "untestable", met_account_count: null, met_win_rate: null, adjusted_for: null, auc_without: null}]);
    });
    it("says what the score would be worth without a criterion", async () => {
      const [row] = await db.rows<Record<string, number>>("select auc, auc_without, auc_gain from icp_criteria_evidence where version = '2'");
      // The only criterion: nothing is left to order by, and nobody is known.
      expect(row).toMatchObject({auc_without: null, auc_gain: null});
      const [one] = await db.rows<Record<string, number>>("select auc, auc_without, auc_gain from icp_criteria_evidence where version = '1' and criterion = 'industry'");
      expect(one!["auc_gain"]).toBeCloseTo(one!["auc"]! - one!["auc_without"]!, 12);
      expect(one!["auc_gain"]).toBeGreaterThan(0);
    });
  });

  it("gives a tier that no deal is in the pooled rate as its steadied one, as a segment without deals has it", async () => {
    const rows = await db.rows<Record<string, number>>("select won_count, decided_count, shrunk_win_rate from icp_tiers where version = '2' and scenario = 'base' and sample = 'all' and tier in ('1', '2', '3') order by tier");
    expect(rows[1]).toMatchObject({won_count: 0, decided_count: 0});
    expect(rows[1]!["shrunk_win_rate"]).toBeCloseTo((rows[0]!["won_count"]! + rows[2]!["won_count"]!) / (rows[0]!["decided_count"]! + rows[2]!["decided_count"]!), 12);
  });

  it("says of a version that is still to come, or has no date, why no deal can be judged, in place of a comparison", async () => {
    const later = await icpDatabase(["icp_validation"], {
      asOf: "2024-12-31", accounts: [{id: "a", industry: "SaaS"}], deals: deals(3, "d", {account: "a", outcome: "won", created: "2024-01-10", closed: "2024-02-10"}),
      versions: [{version: "1", from: "2025-01-01", criteria: [industry]}, {version: "2", from: null, criteria: [industry]}]
    });
    const said = await later.rows<{reasons: string}>("select reasons from icp_validation where scenario = 'base' and sample = 'judged' order by version");
    later.close();
    expect(said.map(({reasons}) => reasons.split(". ")[0])).toEqual([
      "It takes effect on 1 Jan 2025, so no deal can be judged yet", "It has no date from which it is in force, so no deal can be judged"
    ]);
  });

  it("counts a disqualifier by itself: deals, wins, their amount, and days sold, those of an open deal up to as_of", async () => {
    expect(await db.rows("select deals_stopped, wins_lost, losses_stopped, won_amount_lost, selling_days_saved from icp_disqualifier_ledger"))
      .toEqual([{deals_stopped: 21, wins_lost: 4, losses_stopped: 16, won_amount_lost: 400, selling_days_saved: 4 * 10 + 16 * 5 + 10}]);
  });

  it("sets what was decided of a disqualifier's deals against all others", async () => {
    const [row] = await db.rows<Record<string, number>>("from icp_disqualifier_ledger");
    const against = newcombe(4, 20, 67, 185);
    expect(row).toMatchObject({stopped_decided_count: 20, stopped_win_rate: 0.2, other_won_count: 67, other_decided_count: 185});
    expect([row!["difference"], row!["difference_low"], row!["difference_high"]]).toEqual([against.estimate, against.low, against.high].map((value) => expect.closeTo(value!, 12)));
  });

  it("says of every exception what speaks against the ICP", async () => {
    expect(await db.rows("select kind, why, count(*) as n from icp_misfits where version = '1' group by all order by all")).toEqual([
      {kind: "lost_tier_1", why: "met: industry, size", n: 24},
      {kind: "won_tier_3", why: "missed: industry", n: 12},
      {kind: "won_tier_3", why: "ruled out by: small; missed: industry, size", n: 4}
    ]);
  });

  it("says who moves between tiers from one version to the next", async () => {
    expect(await db.rows("select tier_a, tier_b, won, lost, moved from icp_version_comparison where sample = 'in_sample' and decided_count > 0")).toEqual([
      {tier_a: "1", tier_b: "1", won: 36, lost: 24, moved: 0}, {tier_a: "2", tier_b: "3", won: 18, lost: 42, moved: 60},
      {tier_a: "3", tier_b: "1", won: 12, lost: 48, moved: 60}, {tier_a: "3", tier_b: "3", won: 4, lost: 16, moved: 0},
      {tier_a: "unknown", tier_b: "unknown", won: 1, lost: 4, moved: 0}, {tier_a: "all", tier_b: "all", won: 71, lost: 134, moved: 120}
    ]);
  });

  describe("icp_drift", () => {
    it("foretells a quarter's wins from the shrunk rates of the four before, and sets them against those observed", async () => {
      const rows = await db.rows<Record<string, number>>("select tier, decided_count, expected_win_rate, expected_wins, won_count, ratio, ratio_low, ratio_high from icp_drift where version = '1' and quarter = '2024-01-01' and tier = '1'");
      // A prior on 24/40, 12/40 and 12/60 draws tier 1's 60 % towards the pooled 34 %.
      expect(rows[0]!["expected_win_rate"]).toBeGreaterThan(0.5);
      expect(rows[0]!["expected_win_rate"]).toBeLessThan(0.6);
      expect(rows[0]!["expected_wins"]).toBeCloseTo(20 * rows[0]!["expected_win_rate"]!, 12);
      expect(rows[0]!["ratio"]).toBeCloseTo(12 / rows[0]!["expected_wins"]!, 12);
    });
    it("foretells nothing of tier unknown, nor from quarters without deals", async () => {
      expect(await db.rows("select distinct expected_wins from icp_drift where tier = 'unknown' or quarter = '2023-01-01'")).toEqual([{expected_wins: null}]);
    });
    it("sets the mix against the four quarters before the version, from its first quarter on", async () => {
      const rows = await db.rows<Record<string, number>>("select quarter, psi, psi_critical, psi_bin_count from icp_drift where version = '1' and tier = 'all' order by quarter");
      expect(rows.slice(0, 4).map(({psi}) => psi)).toEqual([null, null, null, null]);
      expect(rows[4]).toMatchObject({quarter: "2024-01-01", psi_bin_count: 3});
      expect(rows[4]!["psi"]).toBeGreaterThan(0);
      expect(await db.rows("select count(*) as n from icp_drift where version = '1' and is_reference")).toEqual([{n: 20}]);
    });
  });
});

describe("icp_version_changes", () => {
  const changes = async (criteria: string, given: Given = {}) => {
    const rows = await runModel("icp_version_changes", {
      icp_versions: `
        icp  | version | version_order | tier_1_cut | tier_2_cut | unknown_policy
        main | a       | 1             | 0.75       | 0.4        | no_credit
        main | b       | 2             | 0.75       | 0.4        | no_credit`,
      icp_criteria: `icp | version | criterion | criterion_order | is_disqualifier | column_name | predicate | label | weight | is_required | allow_leak | value_list | low\n${criteria}`,
      ...given
    });
    return rows.map((row) => [row["change"], row["criterion"], row["before"], row["after"]]);
  };
  const size = (version: string, changed = "at_least | size at least 50 | 3 | false | | | 50") => `main | ${version} | size | 1 | false | employees | ${changed}`;

  it("are none where a rule says the same in other words", async () => {
    expect(await changes([
      size("a"), size("b"), "main | a | land | 2 | false | country | in | country is DE or AT | 1 | false | | [de, at] |", "main | b | land | 2 | false | country | in | country is AT or DE | 1 | false | | [at, de] |"
    ].join("\n"))).toEqual([]);
  });

  it("are what came, went and is asked otherwise: a bound, a weight, being required, a leak that is allowed", async () => {
    expect(await changes([size("a"), "main | b | land | 1 | true | country | in | country is RU | | false | | [ru] |"].join("\n"))).toEqual([
      ["added", "land", null, "ruled out: country is RU"], ["removed", "size", "size at least 50, weight 3", null]
    ]);
    for (const [changed, text] of [
      ["at_least | size at least 60 | 3 | false | | | 60", "size at least 60, weight 3"], ["at_least | size at least 50 | 2.5 | false | | | 50", "size at least 50, weight 2.5"],
      ["at_least | size at least 50 | 3 | true | | | 50", "size at least 50, weight 3, required"], ["at_least | size at least 50 | 3 | false | known before | | 50", "size at least 50, weight 3, allow_leak: known before"]
    ] as const) expect(await changes([size("a"), size("b", changed)].join("\n"))).toEqual([["changed", "size", "size at least 50, weight 3", text]]);
  });

  it("are values that the words of a long list leave out", async () => {
    const list = (version: string, values: string) => `main | ${version} | land | 1 | false | country | in | country is at, be, ch, de, es, fi or 3 more | 1 | false | | [at, be, ch, de, es, fi, fr, ${values}] |`;
    const words = "country is at, be, ch, de, es, fi or 3 more, weight 1";
    expect(await changes([list("a", "gb, it"), list("b", "gb, us")].join("\n"))).toEqual([["changed", "land", words, `${words}; new: us; gone: it`]]);
    const many = Array.from({length: 9}, (_, i) => `x${i}`).join(", ");
    expect(await changes([list("a", "gb, it"), list("b", `gb, it, ${many}`)].join("\n"))).toEqual([["changed", "land", words, `${words}; new: x0, x1, x2, x3, x4, x5 and 3 more`]]);
  });

  it("are cuts, what becomes of unknown values, and the deals that a version applies to", async () => {
    expect(await changes([size("a"), size("b")].join("\n"), {
      icp_versions: `
        icp  | version | version_order | tier_1_cut | tier_2_cut | unknown_policy
        main | a       | 1             | 0.75       | 0.4        | no_credit
        main | b       | 2             | 0.8        | 0.4        | ignore`,
      icp_scopes: "icp | version | column_name | value\nmain | b | product | platform\nmain | b | product | cloud"
    })).toEqual([
      ["changed", "tiers", "tier 1 from 0.75, tier 2 from 0.4", "tier 1 from 0.8, tier 2 from 0.4"], ["changed", "unknown", "no_credit", "ignore"],
      ["changed", "applies_to", "all deals", "product: cloud, platform"]
    ]);
  });
});
