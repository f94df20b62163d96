import {describe, expect, it} from "vitest";
import type {Cell} from "../../../pipeline/cells.ts";
import {runModels, type Given} from "../../support/runModel.ts";
import {dealsOf, type Group} from "./deals.ts";

async function mart(name: string, given: Given, where = "true"): Promise<Record<string, Cell>[]> {
  const db = await runModels([name], given);
  try {
    return await db.rows(`select * from ${name} where ${where}`);
  } finally {
    db.close();
  }
}

describe("win_rate_by_quarter", () => {
  it("counts each outcome for itself, and open deals or deals without a closing in no quarter", async () => {
    const group = (n: number, outcome: Group["outcome"], closed_on = ""): Group => ({n, outcome, cells: {created_on: "2024-01-01", closed_on}});
    const rows = await mart("win_rate_by_quarter", dealsOf([
      group(4, "won", "2024-03-31"), group(3, "lost", "2024-02-01"), group(2, "no_decision", "2024-01-02"), group(1, "disqualified", "2024-03-01"), group(5, "won", "2024-04-01"), group(7, "lost"), group(8, "open")
    ], [], {as_of: "2024-06-30"}), "deal_type = 'all' and dimension = 'all'");
    expect(rows).toMatchObject([
      {quarter: "2024-01-01", won_count: 4, lost_count: 3, no_decision_count: 2, disqualified_count: 1, decided_count: 7, win_rate: 4 / 7, broad_win_rate: 0.4},
      {quarter: "2024-04-01", won_count: 5, lost_count: 0, no_decision_count: 0, disqualified_count: 0, decided_count: 5, win_rate: 1, broad_win_rate: 1}
    ]);
  });
});

describe("win_curve", () => {
  // DEFINITIONS, win curve, by hand: (days, outcome) 20 W, 30 L, 30 L, 45 W, 50 O, 60 L, 70 W, 80 O, 90 L, 95 O, from 2024-01-01; open deals are censored at as_of.
  const day = (days: number, from = "2024-01-01") => new Date(Date.parse(from) + days * 86_400_000).toISOString().slice(0, 10);
  const asOf = "2024-06-30";
  const worked: Group[] = [
    ...([[20, "won"], [30, "lost"], [30, "lost"], [45, "won"], [60, "lost"], [70, "won"], [90, "no_decision"]] as const).map(([days, outcome]) =>
      ({n: 1, outcome, cells: {created_on: "2024-01-01", closed_on: day(days)}})),
    ...[50, 80, 95].map((days) => ({n: 1, outcome: "open" as const, cells: {created_on: day(-days, asOf)}}))
  ];

  it("is Aalen and Johansen's: other closings compete, open deals are censored", async () => {
    const rows = await mart("win_curve", dealsOf(worked, [], {as_of: asOf}), "deal_type = 'all' and dimension = 'all'");
    const at = (days: number) => rows.find((row) => row["days"] === days)!;
    expect(rows.map((row) => row["days"])).toEqual([20, 30, 45, 60, 70, 90]);
    expect([at(20), at(45), at(70)].map((row) => Number(Number(row["won_rate"]).toFixed(10)))).toEqual([0.1, 0.2, 0.32]);
    expect(Number(at(70)["won_rate_low"])).toBeCloseTo(0.0738, 4);
    expect(Number(at(70)["won_rate_high"])).toBeCloseTo(0.6076, 4);
    expect(at(70)).toMatchObject({at_risk: 4, won: 1, closed_otherwise: 0});
  });

  it("is read at 90 days, and at no day past the last observed one while deals are open", async () => {
    const rows = await mart("win_rate_by_segment", dealsOf(worked, [], {as_of: asOf}), "period_window = 'all' and deal_type = 'all' and dimension = 'all'");
    expect(Number(rows[0]!["won_within_90d_rate"])).toBeCloseTo(0.32, 12);
    expect(rows).toMatchObject([{won_within_180d_rate: null, won_within_365d_rate: null, half_won_days: null}]);
  });

  it("says the day by which half of a year's wins are won, once all are closed", async () => {
    const closed = worked.filter(({outcome}) => outcome !== "open");
    const rows = await mart("win_rate_by_segment", dealsOf(closed, [], {as_of: asOf}), "period_window = 'all' and deal_type = 'all' and dimension = 'all'");
    // Three of seven are won, after 20, 45 and 70 days: half of 3/7 is passed on day 45.
    expect(Number(rows[0]!["won_within_365d_rate"])).toBeCloseTo(3 / 7, 12);
    expect(rows).toMatchObject([{half_won_days: 45}]);
  });

  it("says the day on which exactly half of a year's wins are won, whatever their sums are rounded to", async () => {
    // One won of eleven at day 110 and another at day 154: 1/11 is half of 2/11, and each is a product of up to ten factors.
    const closed = [10, 15, 16, 18, 43, 52, 66, 77, 110, 132, 154].map((days): Group => (
      {n: 1, outcome: days === 110 || days === 154 ? "won" : "lost", cells: {created_on: "2023-01-01", closed_on: day(days, "2023-01-01")}}));
    const rows = await mart("win_rate_by_segment", dealsOf(closed, [], {as_of: asOf}), "period_window = 'all' and deal_type = 'all' and dimension = 'all'");
    expect(rows).toMatchObject([{half_won_days: 110}]);
  });

  it.each([[364, null], [365, 0.5], [900, 0.5]])("with a deal still open after %i days is %d at 365", async (days, rate) => {
    const groups: Group[] = [
      {n: 1, outcome: "won", cells: {created_on: day(-10, asOf), closed_on: asOf}}, {n: 1, outcome: "open", cells: {created_on: day(-days, asOf)}}
    ];
    const rows = await mart("win_rate_by_segment", dealsOf(groups, [], {as_of: asOf}), "period_window = 'all' and deal_type = 'all' and dimension = 'all'");
    expect(rows).toMatchObject([{won_within_365d_rate: rate, half_won_days: rate === null ? null : 10}]);
  });

  it("counts a win of day 365 within the year, and none of a later day", async () => {
    const won = (days: number): Group => ({n: 1, outcome: "won", cells: {created_on: "2022-01-01", closed_on: day(days, "2022-01-01")}});
    const rows = await mart("win_rate_by_segment", dealsOf([won(10), won(365), won(366), won(500)]), "period_window = 'all' and deal_type = 'all' and dimension = 'all'");
    expect(rows).toMatchObject([{won_within_365d_rate: 0.5, half_won_days: 10}]);
  });

  it("is drawn in at most 120 steps, and as far as 5 deals are at risk", async () => {
    const groups: Group[] = Array.from({length: 400}, (_, i) => ({n: 1, outcome: i % 2 ? "won" : "lost", cells: {created_on: "2022-01-01", closed_on: day(i + 1, "2022-01-01")}}));
    const rows = await mart("win_curve_points", dealsOf(groups), "deal_type = 'all' and dimension = 'all'");
    expect(rows.length).toBeLessThanOrEqual(120);
    expect(rows.at(-1)).toMatchObject({days: 396, at_risk: 5});
  });
});

describe("win_rate_by_segment_pair", () => {
  it("sets each pair against all other decided deals, and makes no hypothesis of unknown or of under min_decided", async () => {
    const rows = await mart("win_rate_by_segment_pair", dealsOf([
      {n: 12, outcome: "won", cells: {a: "X", b: "S"}}, {n: 3, outcome: "lost", cells: {a: "X", b: "S"}},
      {n: 5, outcome: "won", cells: {a: "Y", b: "S"}}, {n: 20, outcome: "lost", cells: {a: "Y"}}, {n: 4, outcome: "won", cells: {a: "Y"}}
    ], ["a", "b"]), "period_window = 'all' and deal_type = 'all'");
    expect(rows.map((row) => [row["segment_a"], row["segment_b"], row["won_count"], row["decided_count"], row["p_value"] !== null])).toEqual([
      ["X", "S", 12, 15, true], ["Y", "S", 5, 5, false], ["Y", "unknown", 4, 24, false]
    ]);
    expect(Number(rows[0]!["rest_win_rate"])).toBeCloseTo(9 / 29, 12);
    // One hypothesis: q is p.
    expect(rows[0]!["q_value"]).toBe(rows[0]!["p_value"]);
  });
});

describe("loss_reasons", () => {
  it("has one row a reason, whatever its spelling, over all deals that ended without a win, the missing reason last", async () => {
    const rows = await mart("loss_reasons", dealsOf([
      {n: 3, outcome: "lost", cells: {loss_reason: "Price"}}, {n: 1, outcome: "no_decision", cells: {loss_reason: "price"}},
      {n: 5, outcome: "lost"}, {n: 1, outcome: "disqualified", cells: {loss_reason: "Bad fit"}}, {n: 9, outcome: "won", cells: {loss_reason: "Price"}}
    ]), "deal_type = 'all' and dimension = 'all'");
    expect(rows).toMatchObject([
      {reason: "Price", is_missing: false, lost_count: 3, no_decision_count: 1, disqualified_count: 0, count: 4, total_count: 10, rate: 0.4},
      {reason: "Bad fit", is_missing: false, disqualified_count: 1, count: 1},
      {reason: "not recorded", is_missing: true, lost_count: 5, count: 5}
    ]);
  });
});

describe("loss_competitors", () => {
  const cells = {competitor: "Veridian"};

  it("gives shares of lost deals and a win rate where competitors are recorded on both outcomes alike", async () => {
    const rows = await mart("loss_competitors", dealsOf([
      {n: 10, outcome: "won", cells}, {n: 10, outcome: "won"}, {n: 30, outcome: "lost", cells}, {n: 30, outcome: "lost"}
    ]), "deal_type = 'all' and dimension = 'all'");
    expect(rows).toMatchObject([
      {competitor: "Veridian", won_count: 10, lost_count: 30, lost_rate: 0.5, lost_total_count: 60, is_comparable: true, win_rate: 0.25},
      {competitor: "none recorded", is_missing: true, lost_rate: 0.5}
    ]);
  });

  it("gives no win rate where fill differs by 20 points, as nobody names a competitor on a deal that was won", async () => {
    const rows = await mart("loss_competitors", dealsOf([
      {n: 6, outcome: "won", cells}, {n: 14, outcome: "won"}, {n: 30, outcome: "lost", cells}, {n: 30, outcome: "lost"}
    ]), "deal_type = 'all' and dimension = 'all' and not is_missing");
    expect(rows).toMatchObject([{is_comparable: false, win_rate: null, win_rate_low: null}]);
  });

  it("is empty where no competitor is recorded at all", async () => {
    expect(await mart("loss_competitors", dealsOf([{n: 3, outcome: "lost"}]))).toEqual([]);
  });
});

describe("int_period_accounts", () => {
  const accountsBehind = async (min_cell: number) => {
    const rows = await mart("int_period_accounts", {
      min_cell, raw_accounts: "source | account_id\ncrm | a\ncrm | b", raw_files: "entity | source | file | first_row | row_count | unread_count\naccounts | crm | a.csv | 0 | 2 | 0\nopportunities | crm | o.csv | 0 | 9 | 0",
      ...dealsOf([
        {n: 3, outcome: "won", cells: {account_id: "a", deal_type: "renewal", product: "X"}}, {n: 1, outcome: "lost", cells: {account_id: "a", deal_type: "renewal", product: "Y"}},
        {n: 2, outcome: "lost", cells: {account_id: "b", deal_type: "new", product: "X"}}, {n: 2, outcome: "won", cells: {account_id: "gone", deal_type: "new", product: "X"}},
        {n: 2, outcome: "lost", cells: {deal_type: "new", product: "X"}}, {n: 1, outcome: "open", cells: {account_id: "b", deal_type: "renewal", product: "Y"}}
      ], ["product"])
    }, "period_window = 'all'");
    return Object.fromEntries(rows.map((row) => [`${row["deal_type"]} ${row["segment"]}`, row["decided_accounts"]]));
  };

  it("are the accounts of decided deals by deal type and segment, each once; a deal that names none is one", async () => {
    expect(await accountsBehind(5)).toEqual({
      "renewal all": 1, "renewal X": 1, "renewal Y": 1, "new_business all": 4, "new_business X": 4, "all all": 5, "all X": 5, "all Y": 1
    });
  });

  it("are counted only where they may be too few: of more deals than the largest accounts have together there are surely enough", async () => {
    expect(Object.keys(await accountsBehind(1))).not.toContain("all all");
  });
});

describe("deal_clustering", () => {
  it("is the analysis-of-variance estimator, by hand, with the design effect of unequal accounts", async () => {
    // Accounts a: W W W L, b: L L, c: W L. k = 3, N = 8, 4 wins, Σn² = 24.
    // Between: (9/4 + 0 + 1/2 − 16/8) / 2 = 0.375; within: (4 − 2.75) / 5 = 0.25; n₀ = (8 − 24/8) / 2 = 2.5.
    // ICC = 0.125 / (0.375 + 1.5 · 0.25) = 1/6; design effect 1 + (24/8 − 1) / 6 = 4/3.
    const account = (account_id: string, won: number, lost: number): Group[] => [{n: won, outcome: "won", cells: {account_id}}, {n: lost, outcome: "lost", cells: {account_id}}];
    const rows = await mart("deal_clustering", dealsOf([...account("a", 3, 1), ...account("b", 0, 2), ...account("c", 1, 1)]), "deal_type = 'all'");
    expect(rows).toMatchObject([{account_count: 3, decided_count: 8}]);
    expect(Number(rows[0]!["decided_per_account"])).toBeCloseTo(8 / 3, 12);
    expect(Number(rows[0]!["intraclass_correlation"])).toBeCloseTo(1 / 6, 12);
    expect(Number(rows[0]!["design_effect"])).toBeCloseTo(4 / 3, 12);
  });

  it("knows accounts that no export has by what their deals call them, a domain too, each export by itself", async () => {
    const named = (cells: Record<string, string>): Group[] => [{n: 1, outcome: "won", cells}, {n: 1, outcome: "lost", cells}];
    const given = dealsOf([
      ...named({account_domain: "www.acme.com"}), ...named({account_domain: "bravo.io"}), ...named({account_id: "7"}), ...named({account_name: "Charlie"}),
      {n: 2, outcome: "won", cells: {}}
    ]);
    const other = dealsOf(named({account_id: "7"})).raw_opportunities as string;
    const raw = (given["raw_opportunities"] as string).split("\n");
    const more = other.split("\n").slice(1).map((row) => {
      const [, id, stage, account] = row.split(" | ");
      return ["helpdesk", `other ${id}`, stage, "", account, ""].join(" | ");
    });
    const files = "entity | source | file | first_row | row_count | unread_count\nopportunities | crm | o.csv | 0 | 10 | 0\nopportunities | helpdesk | h.csv | 10 | 2 | 0";
    const rows = await mart("deal_clustering", {...given, raw_files: files, raw_opportunities: [...raw, ...more].join("\n")}, "deal_type = 'all'");
    expect(rows).toMatchObject([{account_count: 5, decided_count: 10}]);
  });

  it("has no correlation where each account has one deal", async () => {
    const rows = await mart("deal_clustering", dealsOf([{n: 1, outcome: "won", cells: {account_id: "a"}}, {n: 1, outcome: "lost", cells: {account_id: "b"}}]), "deal_type = 'all'");
    expect(rows).toMatchObject([{intraclass_correlation: null, design_effect: null}]);
  });
});

describe("win_model", () => {
  const where = "deal_type = 'all' and dimension <> 'all'";

  it("takes each dimension's largest known segment as the reference and sets the plain odds beside the adjusted ones", async () => {
    const rows = await mart("win_model", dealsOf([
      {n: 30, outcome: "won", cells: {a: "X", b: "S"}}, {n: 30, outcome: "lost", cells: {a: "X", b: "L"}}, {n: 20, outcome: "won", cells: {a: "X", b: "L"}}, {n: 10, outcome: "lost", cells: {a: "X", b: "S"}},
      {n: 15, outcome: "won", cells: {a: "Y", b: "S"}}, {n: 25, outcome: "lost", cells: {a: "Y", b: "S"}}, {n: 10, outcome: "won", cells: {a: "Y", b: "L"}}, {n: 12, outcome: "lost", cells: {a: "Y", b: "L"}}
    ], ["a", "b"]), where);
    expect(rows.map((row) => [row["dimension"], row["segment"], row["is_reference"], row["method"]])).toEqual([
      ["a", "X", true, "maximum likelihood"], ["a", "Y", false, "maximum likelihood"], ["b", "L", false, "maximum likelihood"], ["b", "S", true, "maximum likelihood"]
    ]);
    // Y: 25 won, 37 lost; X: 50 won, 40 lost.
    expect(Number(rows[1]!["crude_odds_ratio"])).toBeCloseTo((25 * 40) / (37 * 50), 12);
    expect(rows[0]).toMatchObject({odds_ratio: 1, odds_ratio_low: null, crude_odds_ratio: 1});
  });

  it("has all deals as the one segment of `all`, and so its reference", async () => {
    const rows = await mart("win_model", dealsOf([
      {n: 30, outcome: "won", cells: {a: "X"}}, {n: 20, outcome: "lost", cells: {a: "X"}}, {n: 12, outcome: "won", cells: {a: "Y"}}, {n: 9, outcome: "lost"}
    ], ["a"]), "deal_type = 'all' and dimension = 'all'");
    expect(rows).toMatchObject([{segment: "all", decided_count: 71, is_reference: true, crude_odds_ratio: 1, odds_ratio: 1, odds_ratio_low: null, p_value: null}]);
  });

  it("is the plain odds ratio where there is one dimension of two segments", async () => {
    const rows = await mart("win_model", dealsOf([
      {n: 30, outcome: "won", cells: {a: "X"}}, {n: 20, outcome: "lost", cells: {a: "X"}}, {n: 12, outcome: "won", cells: {a: "Y"}}, {n: 24, outcome: "lost", cells: {a: "Y"}}
    ], ["a"]), `${where} and segment = 'Y'`);
    expect(Number(rows[0]!["odds_ratio"])).toBeCloseTo(1 / 3, 7);
    expect(rows[0]!["odds_ratio_high"]).toBeCloseTo(Number(rows[0]!["crude_odds_ratio_high"]), 7);
  });

  it("takes Firth's likelihood where a segment is never won", async () => {
    const rows = await mart("win_model", dealsOf([
      {n: 30, outcome: "won", cells: {a: "X"}}, {n: 20, outcome: "lost", cells: {a: "X"}}, {n: 12, outcome: "lost", cells: {a: "Y"}}
    ], ["a"]), `${where} and segment = 'Y'`);
    expect(rows).toMatchObject([{method: "Firth", crude_odds_ratio: null}]);
    // Of one factor, Firth's is the odds ratio with a half added to each cell.
    expect(Number(rows[0]!["odds_ratio"])).toBeCloseTo((0.5 * 20.5) / (12.5 * 30.5), 6);
  });

  it("gives unknown no odds of its own where it is the same deals in every dimension", async () => {
    const rows = await mart("win_model", dealsOf([
      {n: 30, outcome: "won", cells: {a: "X", b: "S"}}, {n: 20, outcome: "lost", cells: {a: "Y", b: "S"}}, {n: 12, outcome: "won", cells: {a: "Y", b: "L"}}, {n: 24, outcome: "lost", cells: {a: "X", b: "L"}},
      {n: 10, outcome: "won"}, {n: 15, outcome: "lost"}
    ], ["a", "b"]), where);
    const unknown = rows.filter((row) => row["segment"] === "unknown");
    expect(unknown.map((row) => row["odds_ratio"] === null)).toEqual([false, true]);
    expect(rows.filter((row) => row["segment"] !== "unknown").every((row) => row["odds_ratio"] !== null)).toBe(true);
  });

  it("pools segments under min_decided into a level without a number", async () => {
    const rows = await mart("win_model", dealsOf([
      {n: 30, outcome: "won", cells: {a: "X"}}, {n: 20, outcome: "lost", cells: {a: "X"}}, {n: 12, outcome: "won", cells: {a: "Y"}}, {n: 9, outcome: "lost", cells: {a: "Y"}}, {n: 9, outcome: "lost", cells: {a: "Z"}}
    ], ["a"]), where);
    expect(rows.map((row) => row["segment"])).toEqual(["X", "Y"]);
  });

  it("gives the 300 segments with the most deals a level of their own, and pools the others", async () => {
    const rows = await mart("win_model", dealsOf(Array.from({length: 302}, (_, i): Group[] => [
      {n: i < 300 ? 6 : 5, outcome: "won", cells: {a: `S${i}`}}, {n: 5, outcome: "lost", cells: {a: `S${i}`}}
    ]).flat(), ["a"]), where);
    expect(rows).toHaveLength(300);
    expect(rows.map((row) => row["decided_count"])).toEqual(rows.map(() => 11));
  });
});

describe("win_scopes", () => {
  it("calls choices redundant that hold the closed deals of another", async () => {
    const rows = await mart("win_scopes", dealsOf([{n: 3, outcome: "won", cells: {closed_on: "2024-05-01"}}]));
    expect(rows.map((row) => [row["deal_type"], row["period_window"], row["is_redundant"]])).toEqual([
      ["all", "all", true], ["all", "last_4_quarters", true], ["all", "last_8_quarters", true],
      ["new_business", "all", false], ["new_business", "last_4_quarters", true], ["new_business", "last_8_quarters", true]
    ]);
    expect(rows[4]).toMatchObject({first_quarter: "2024-01-01", last_quarter: "2024-10-01"});
  });

  it("has value where there is a win rate by value: not where most lost deals have no amount", async () => {
    const rows = async (amount: string) => mart("win_scopes", dealsOf([
      {n: 3, outcome: "won", cells: {closed_on: "2024-05-01", amount: "10"}}, {n: 3, outcome: "lost", cells: {closed_on: "2024-05-01", amount}}
    ]), "deal_type = 'new_business' and period_window = 'all'");
    expect((await rows("10")).map((row) => row["has_value"])).toEqual([true]);
    expect((await rows("0")).map((row) => row["has_value"])).toEqual([false]);
  });

  it("offers every window of a single type, though all types together hold the same deals", async () => {
    const rows = await mart("win_scopes", dealsOf([
      {n: 3, outcome: "won", cells: {closed_on: "2024-05-01"}}, {n: 3, outcome: "lost", cells: {closed_on: "2020-05-01"}}
    ]));
    expect(rows.filter((row) => !row["is_redundant"]).map((row) => [row["deal_type"], row["period_window"]])).toEqual([["new_business", "all"], ["new_business", "last_4_quarters"]]);
  });

  it("keeps the last 4 quarters, not the last 8, where deals are older than both", async () => {
    const rows = await mart("win_scopes", dealsOf([
      {n: 3, outcome: "won", cells: {closed_on: "2024-05-01"}}, {n: 3, outcome: "lost", cells: {closed_on: "2020-05-01"}}
    ]), "deal_type = 'new_business'");
    expect(rows.map((row) => row["is_redundant"])).toEqual([false, false, true]);
  });
});
