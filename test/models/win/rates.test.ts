import {describe, expect, it} from "vitest";
import type {Cell} from "../../../pipeline/cells.ts";
import {runModels, type Given} from "../../support/runModel.ts";
import {dealsOf, type Group} from "./deals.ts";

type Row = Record<string, Cell>;

async function rates(given: Given, where = "true"): Promise<Row[]> {
  const db = await runModels(["win_rate_by_segment"], given);
  try {
    return await db.rows<Row>(`select * from win_rate_by_segment where ${where}`);
  } finally {
    db.close();
  }
}

const whole = "period_window = 'all' and deal_type = 'all'";
const bySegment = (rows: readonly Row[]) => new Map(rows.map((row) => [`${String(row["dimension"])}/${String(row["segment"])}`, row]));

describe("the counts of win_rate_by_segment", () => {
  // as_of 2024-12-31: the last four quarters are 2024, the last eight 2023 and 2024.
  const groups: Group[] = [
    {n: 1, outcome: "won", cells: {created_on: "2023-12-01", closed_on: "2024-01-01"}},
    {n: 1, outcome: "won", cells: {created_on: "2023-06-01", closed_on: "2023-12-31"}},
    {n: 1, outcome: "lost", cells: {created_on: "2022-11-01", closed_on: "2022-12-31"}},
    {n: 1, outcome: "lost", cells: {created_on: "2024-05-01", deal_type: "renewal"}},
    {n: 1, outcome: "won", cells: {created_on: "2024-12-01", closed_on: "2025-01-01"}},
    {n: 2, outcome: "open", cells: {created_on: "2024-12-01"}}
  ];

  it("go by closed_on in windows, undated deals are in all only, and a deal closed after as_of is open", async () => {
    const rows = await rates(dealsOf(groups), "dimension = 'all' and deal_type = 'all'");
    expect(rows).toMatchObject([
      {period_window: "all", won_count: 2, lost_count: 2, open_count: 3},
      {period_window: "last_4_quarters", won_count: 1, lost_count: 0, open_count: 3},
      {period_window: "last_8_quarters", won_count: 2, lost_count: 0, open_count: 3}
    ]);
  });

  it("are apart by deal type, and all is their sum; a blank type is new business", async () => {
    const rows = await rates(dealsOf(groups), "dimension = 'all' and period_window = 'all'");
    expect(rows.map((row) => [row["deal_type"], row["decided_count"]])).toEqual([["all", 4], ["new_business", 3], ["renewal", 1]]);
  });

  it("of the created cohort go by created_on", async () => {
    const rows = await rates(dealsOf(groups), "dimension = 'all' and deal_type = 'all' and period_window = 'last_4_quarters'");
    expect(rows).toMatchObject([{created_count: 4, created_won_count: 0, created_open_count: 3, created_win_rate: 0, open_rate: 0.75, is_mature: false}]);
  });

  it("call a created cohort mature from 90 % resolved on", async () => {
    const cells = {created_on: "2024-01-10"};
    const mature = async (open: number) => (await rates(dealsOf([{n: 100 - open, outcome: "lost", cells}, {n: open, outcome: "open", cells}]), `${whole} and dimension = 'all'`))[0]!["is_mature"];
    expect([await mature(10), await mature(11)]).toEqual([true, false]);
  });

  it("leave broad rates with no decision and disqualified in, decided ones without", async () => {
    const rows = await rates(dealsOf([{n: 3, outcome: "won"}, {n: 3, outcome: "lost"}, {n: 4, outcome: "no_decision"}, {n: 2, outcome: "disqualified"}, {n: 9, outcome: "open"}]), `${whole} and dimension = 'all'`);
    expect(rows).toMatchObject([{win_rate: 0.5, broad_win_rate: 0.25, decided_count: 6}]);
  });

  it("call a segment of contract terms by the months as people write them", async () => {
    const rows = await rates(dealsOf([{n: 1, outcome: "won", cells: {term_months: 12}}, {n: 1, outcome: "won", cells: {term_months: 1.5}}], ["term_months"]), `${whole} and dimension <> 'all'`);
    expect(rows.map((row) => row["segment"])).toEqual(["1.5", "12", "unknown"]);
  });

  it("say null, not 0, of a rate without deals", async () => {
    expect(await rates(dealsOf([]), `${whole} and dimension = 'all'`)).toMatchObject([{decided_count: 0, win_rate: null, win_rate_low: null, created_win_rate: null, velocity: null, is_mature: false}]);
  });
});

describe("the tests of win_rate_by_segment", () => {
  const groups: Group[] = [
    {n: 30, outcome: "won", cells: {industry: "A", size: "S"}}, {n: 20, outcome: "lost", cells: {industry: "A", size: "S"}},
    {n: 10, outcome: "won", cells: {industry: "B", size: "L"}}, {n: 40, outcome: "lost", cells: {industry: "B", size: "L"}},
    {n: 5, outcome: "won", cells: {industry: "C"}}, {n: 4, outcome: "lost", cells: {industry: "C"}},
    {n: 20, outcome: "won"}, {n: 20, outcome: "lost"}
  ];

  it("count unknown in the rest, but make no hypothesis of it, of all, or of a segment under min_decided", async () => {
    const rows = bySegment(await rates(dealsOf(groups, ["industry", "size"]), whole));
    expect(rows.get("industry/A")!["rest_decided_count"]).toBe(99);
    const tested = [...rows].filter(([, row]) => row["p_value"] !== null).map(([key]) => key);
    expect(tested).toEqual(["industry/A", "industry/B", "size/L", "size/S"]);
    expect(rows.get("industry/C")).toMatchObject({q_value: null, evidence: "count_only", decided_count: 9});
  });

  it("control false discoveries over all segments of all dimensions at once", async () => {
    const rows = [...bySegment(await rates(dealsOf(groups, ["industry", "size"]), whole)).values()].filter((row) => row["p_value"] !== null);
    const sorted = rows.toSorted((a, b) => Number(a["p_value"]) - Number(b["p_value"]));
    // m = 4: the largest p is its own q, the smallest at most four times itself.
    expect(sorted.at(-1)!["q_value"]).toBeCloseTo(Number(sorted.at(-1)!["p_value"]), 14);
    expect(Number(sorted[0]!["q_value"])).toBeLessThanOrEqual(4 * Number(sorted[0]!["p_value"]) + 1e-15);
  });

  it.each([[9, "count_only"], [10, "indicative"], [29, "indicative"], [30, "shown"]])("call %i decided deals without a difference %s", async (n, evidence) => {
    const half = Math.floor(n / 2);
    const rows = await rates(dealsOf([
      {n: half, outcome: "won", cells: {industry: "A"}}, {n: n - half, outcome: "lost", cells: {industry: "A"}},
      {n: 50, outcome: "won", cells: {industry: "B"}}, {n: 50, outcome: "lost", cells: {industry: "B"}}
    ], ["industry"]), `${whole} and segment = 'A'`);
    expect(rows).toMatchObject([{evidence}]);
  });

  it("say how many more decided deals would show a win rate 1.3 times the rest's", async () => {
    // 26 against 20 %: (1.959964 √(2 · 0.23 · 0.77) + 0.841621 √(0.26 · 0.74 + 0.2 · 0.8))² / 0.06² = 771.07, so 772; 15 are decided.
    const rows = await rates(dealsOf([
      {n: 3, outcome: "won", cells: {industry: "A"}}, {n: 12, outcome: "lost", cells: {industry: "A"}},
      {n: 20, outcome: "won", cells: {industry: "B"}}, {n: 80, outcome: "lost", cells: {industry: "B"}}
    ], ["industry"]), `${whole} and segment = 'A'`);
    expect(rows).toMatchObject([{rest_win_rate: 0.2, deals_needed: 772, more_deals_needed: 757}]);
  });

  it("ask for no number of deals where 1.3 times the rest's rate is over 1", async () => {
    const rows = await rates(dealsOf([
      {n: 10, outcome: "won", cells: {industry: "A"}}, {n: 5, outcome: "lost", cells: {industry: "A"}},
      {n: 80, outcome: "won", cells: {industry: "B"}}, {n: 20, outcome: "lost", cells: {industry: "B"}}
    ], ["industry"]), `${whole} and segment = 'A'`);
    expect(rows).toMatchObject([{deals_needed: null, more_deals_needed: null}]);
  });
});

describe("the adjusted odds of win_rate_by_segment", () => {
  // DEFINITIONS, confounding: SMB A 10/100, B 30/250; enterprise A 60/150, B 20/45.
  const worked: Group[] = [["SMB", "A", 10, 100], ["SMB", "B", 30, 250], ["enterprise", "A", 60, 150], ["enterprise", "B", 20, 45]].flatMap(([employees, product, won, n]) => [
    {n: Number(won), outcome: "won" as const, cells: {employees: employees!, product: product!}},
    {n: Number(n) - Number(won), outcome: "lost" as const, cells: {employees: employees!, product: product!}}
  ]);
  const withSize = (groups: readonly Group[], dimensions: readonly string[]): Given => dealsOf(groups.map(({cells = {}, ...group}) => {
    const {employees, ...rest} = cells;
    return {...group, cells: employees === undefined ? rest : {...rest, band: employees}};
  }), dimensions);

  it("reverse in the worked example: plain 1.91, adjusted 0.825", async () => {
    const rows = bySegment(await rates(withSize(worked, ["product", "band"]), whole));
    const a = rows.get("product/A")!;
    expect(Number(a["win_rate"])).toBeCloseTo(0.28, 12);
    expect(Number(a["rest_win_rate"])).toBeCloseTo(50 / 295, 12);
    expect(Number(a["crude_odds_ratio"])).toBeCloseTo(1.906, 3);
    expect(Number(a["adjusted_odds_ratio"])).toBeCloseTo(0.825, 3);
    expect(a).toMatchObject({is_reversed: true, adjusted_for: "band"});
    // The adjusted odds beside the rest as it is: 0.825 × 50 / 245 as a rate.
    const odds = Number(a["adjusted_odds_ratio"]) * 50 / 245;
    expect(Number(a["adjusted_win_rate"])).toBeCloseTo(odds / (1 + odds), 12);
    expect(rows.get("product/B")).toMatchObject({is_reversed: true});
  });

  it("reverse nothing where the plain odds may lie on either side: a fifth of the same deals", async () => {
    const fifth = worked.map((group) => ({...group, n: Math.round(group.n / 5)}));
    const a = bySegment(await rates(withSize(fifth, ["product", "band"]), whole)).get("product/A")!;
    expect([Number(a["crude_odds_ratio"]) > 1, Number(a["crude_odds_ratio_low"]) < 1, Number(a["adjusted_odds_ratio"]) < 1, a["is_reversed"]]).toEqual([true, true, true, false]);
  });

  it("take unknown as a stratum of its own", async () => {
    const known = bySegment(await rates(withSize(worked, ["product", "band"]), whole)).get("product/A")!["adjusted_odds_ratio"];
    const renamed = worked.map((group) => (group.cells!["employees"] === "SMB" ? {...group, cells: {product: group.cells!["product"]!}} : group));
    const unknown = bySegment(await rates(withSize(renamed, ["product", "band"]), whole)).get("product/A")!["adjusted_odds_ratio"];
    expect(unknown).toBeCloseTo(Number(known), 12);
  });

  it("are null where a denominator is 0, and then nothing is reversed", async () => {
    const rows = bySegment(await rates(dealsOf([
      {n: 20, outcome: "won", cells: {product: "A", band: "S"}}, {n: 20, outcome: "lost", cells: {product: "B", band: "S"}}
    ], ["product", "band"]), whole));
    expect(rows.get("product/A")).toMatchObject({crude_odds_ratio: null, adjusted_odds_ratio: null, adjusted_win_rate: null, is_reversed: false});
  });

  it("stay null without a second dimension", async () => {
    const rows = bySegment(await rates(dealsOf(worked, ["product"]), whole));
    expect(rows.get("product/A")).toMatchObject({adjusted_for: null, adjusted_odds_ratio: null, is_reversed: false});
  });

  it("take size as the stratum, and industry for size itself", async () => {
    const account = "source | account_id | industry | employees | employees_low | employees_high | country";
    const given: Given = {
      ...dealsOf([{n: 1, outcome: "won", cells: {account_id: "a"}}, {n: 1, outcome: "lost", cells: {account_id: "b"}}]),
      raw_accounts: `${account}\ncrm | a | X | 10 | 10 | 10 | DE\ncrm | b | Y | 90 | 90 | 90 | FR`,
      account_value_columns: "[industry, employees, country]", opportunity_value_columns: "[]",
      config_dimensions: "dimension | dimension_order | column_name | kind\nland | 1 | country | value\nbranche | 2 | industry | value\ngroesse | 3 | employees | bands",
      config_bands: "dimension | low | high | label | segment_order\ngroesse | -infinity | 50 | <50 | 1\ngroesse | 50 | infinity | 50+ | 2"
    };
    const rows = await rates(given, `${whole} and dimension <> 'all' and segment <> 'unknown'`);
    expect(Object.fromEntries(rows.map((row) => [row["dimension"], row["adjusted_for"]]))).toEqual({land: "groesse", branche: "groesse", groesse: "branche"});
  });
});

describe("the win rate by value", () => {
  const value = async (groups: Group[]) => (await rates(dealsOf(groups), `${whole} and dimension = 'all'`))[0]!;

  it("is null where over half of the lost deals have no amount or an amount of 0", async () => {
    const won: Group = {n: 4, outcome: "won", cells: {amount: 100}};
    const half = await value([won, {n: 2, outcome: "lost", cells: {amount: 50}}, {n: 1, outcome: "lost"}, {n: 1, outcome: "lost", cells: {amount: 0}}]);
    expect(half).toMatchObject({lost_without_amount_rate: 0.5, value_win_rate: 0.8});
    const over = await value([won, {n: 2, outcome: "lost", cells: {amount: 50}}, {n: 3, outcome: "lost"}]);
    expect(over).toMatchObject({lost_without_amount_rate: 0.6, value_win_rate: null, value_win_rate_low: null, value_win_rate_high: null, won_amount: 400});
  });

  it("is null where negative amounts outweigh the others, and its limits stay within 0 and 1 where they do not", async () => {
    const won: Group = {n: 4, outcome: "won", cells: {amount: 100}};
    const none = {value_win_rate: null, value_win_rate_low: null, value_win_rate_high: null};
    expect(await value([won, {n: 1, outcome: "lost", cells: {amount: -100}}])).toMatchObject({...none, won_amount: 400, lost_amount: -100});
    expect(await value([{n: 1, outcome: "won", cells: {amount: -100}}, {n: 4, outcome: "lost", cells: {amount: 100}}])).toMatchObject(none);
    const some = await value([won, {n: 1, outcome: "lost", cells: {amount: -50}}, {n: 1, outcome: "lost", cells: {amount: 150}}]);
    expect(some).toMatchObject({value_win_rate: 0.8, value_win_rate_high: 1});
  });

  it("does not depend on the order of the export's rows", async () => {
    const groups: Group[] = Array.from({length: 40}, (_, i) => ({n: 1, outcome: i % 3 === 0 ? "won" : "lost", cells: {amount: 10 + i * i}}));
    const [given, turned] = [await value(groups), await value(groups.toReversed())];
    expect(given["value_win_rate_low"]).toBeLessThan(Number(given["value_win_rate_high"]));
    expect(turned).toEqual(given);
  });

  it("has bootstrap limits to 2,000 decided deals and linearised ones above, which agree", async () => {
    const groups = (scale: number): Group[] => [30, 70, 110].flatMap((amount) => [
      {n: 100 * scale, outcome: "won" as const, cells: {amount}}, {n: 200 * scale, outcome: "lost" as const, cells: {amount: amount + 20}}
    ]);
    const [small, large] = [await value(groups(2)), await value(groups(3))];
    expect([small["decided_count"], large["decided_count"]]).toEqual([1800, 2700]);
    const width = (row: Row) => Number(row["value_win_rate_high"]) - Number(row["value_win_rate_low"]);
    expect(large["value_win_rate"]).toBeCloseTo(Number(small["value_win_rate"]), 12);
    // Half as many deals again narrow an interval by the root of 1.5.
    expect(width(small) / width(large) / Math.sqrt(1.5)).toBeGreaterThan(0.94);
    expect(width(small) / width(large) / Math.sqrt(1.5)).toBeLessThan(1.06);
  });
});

describe("the speed of win_rate_by_segment", () => {
  it("has type 7 quartiles of the days of won deals, without deals whose dates are missing or impossible", async () => {
    const won = (closed: string, created = "2024-01-01"): Group => ({n: 1, outcome: "won", cells: {created_on: created, closed_on: closed}});
    const rows = await rates(dealsOf([
      won("2024-01-11"), won("2024-01-21"), won("2024-01-31"), won("2024-02-10"),
      won("2023-12-01"), won("2024-03-01", ""), {n: 1, outcome: "lost", cells: {created_on: "2024-01-01", closed_on: "2024-06-01"}}
    ]), `${whole} and dimension = 'all'`);
    // 10, 20, 30, 40 days.
    expect(rows).toMatchObject([{won_count: 6, timed_won_count: 4, cycle_days_p25: 17.5, median_cycle_days: 25, cycle_days_p75: 32.5}]);
  });

  it("counts 0 wins with both dates where none has them", async () => {
    expect(await rates(dealsOf([{n: 2, outcome: "won"}]), `${whole} and dimension = 'all'`)).toMatchObject([{timed_won_count: 0, median_cycle_days: null}]);
  });

  it("takes 0 for an amount in the mean of won amounts, and an empty one for none", async () => {
    const amounts = [300, 0, ""].map((amount): Group => ({n: 1, outcome: "won", cells: {amount}}));
    expect(await rates(dealsOf(amounts), `${whole} and dimension = 'all'`)).toMatchObject([{won_count: 3, mean_won_amount: 150}]);
  });

  it("is created per quarter × win rate × mean won amount / median days", async () => {
    // From 2024-01-01 to 2024-12-31: 366 days, 4.008 quarters of 91.3125 days.
    const rows = await rates(dealsOf([
      {n: 10, outcome: "won", cells: {created_on: "2024-01-01", closed_on: "2024-02-20", amount: 300}},
      {n: 10, outcome: "lost", cells: {created_on: "2024-03-01", closed_on: "2024-05-01", amount: 500}}
    ]), `${whole} and dimension = 'all'`);
    const quarters = 366 / 91.3125;
    expect(Number(rows[0]!["created_per_quarter"])).toBeCloseTo(20 / quarters, 10);
    expect(Number(rows[0]!["velocity"])).toBeCloseTo((20 / quarters) * 0.5 * 300 / 50, 10);
  });

  it("takes data of less than a quarter for one: it foretells no more deals than there were", async () => {
    const deals = dealsOf([{n: 10, outcome: "won", cells: {created_on: "2024-12-02", closed_on: "2024-12-31", amount: 300}}]);
    expect(await rates(deals, "deal_type = 'all' and dimension = 'all'")).toMatchObject([{created_per_quarter: 10}, {created_per_quarter: 10}, {created_per_quarter: 10}]);
  });
});
