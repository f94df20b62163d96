import {describe, expect, it} from "vitest";
import {basesFinding} from "../../pipeline/findings/winBases.ts";
import {titleOfCompetitors, titleOfReasons} from "../../pipeline/findings/lossReasons.ts";
import {cannotSaySentences} from "../../pipeline/findings/winCannotSay.ts";
import {winRateFindings} from "../../pipeline/findings/winRate.ts";
import {titleOfModel} from "../../pipeline/findings/winAdjusted.ts";
import {titleOfPairs} from "../../pipeline/findings/winPairs.ts";
import {curveFindings, speedFindings, titleOfCurves, velocityFinding} from "../../pipeline/findings/winSpeed.ts";
import {titleOfTrend} from "../../pipeline/findings/winTrend.ts";
import type {LossCompetitorRow, LossReasonRow, WinModelRow, WinRateByQuarterRow, WinRateBySegmentPairRow, WinRateBySegmentRow} from "../../pipeline/schema/marts.ts";
import {modelDatabase, runModels} from "../support/runModel.ts";

const LIMITS = {few: 10, firm: 30, q: 0.1};

describe("the title of the curves of won deals", () => {
  const given = {undated: 0, later: 0, lastDay: 365, firm: 30};
  const segment = (name: string, won: number, created_count = 40) => ({
    dimension: "industry", segment: name, created_count, open_count: 0, won_within_180d_rate: won, won_within_90d_rate: won / 2
  }) as WinRateBySegmentRow;
  const all = (open_count: number) => ({segment: "all", created_count: 400, open_count, won_within_180d_rate: 0.3, won_within_90d_rate: 0.2}) as WinRateBySegmentRow;

  it("says that open deals count while they are watched, and that undated ones do not", () => {
    expect(titleOfCurves([], all(5), given)).toBe("30\u202f% of created deals are won within 180 days; 5 deals still open count for as long as they have been watched");
    expect(titleOfCurves([], all(0), given)).toBe("30\u202f% of created deals are won within 180 days; none is still open");
    expect(titleOfCurves([], all(4), {...given, undated: 4})).toBe("30\u202f% of created deals are won within 180 days; 4 without a creation date do not count");
    expect(titleOfCurves([], all(5), {...given, undated: 4})).toBe("30\u202f% of created deals are won within 180 days; 1 deal still open counts for as long as it has been watched, and 4 without a creation date do not count");
    expect(titleOfCurves([], all(5), {...given, later: 1})).toMatch(/and 1 created after the data date does not count$/);
    expect(titleOfCurves([], all(5), {...given, undated: 1, later: 2})).toMatch(/and 1 without a creation date and 2 created after the data date do not count$/);
  });

  it("ranks every drawn segment of 30 deals, and says so where one has fewer", () => {
    const drawn = [segment("a", 0.3), segment("b", 0.2), segment("c", 0.4), segment("d", 0.1)];
    expect(titleOfCurves(drawn, all(5), given)).toContain("Within 180 days 40\u202f% of created deals are won with c, 10\u202f% with d; ");
    expect(titleOfCurves([...drawn.slice(0, 3), segment("few", 0.9, 29)], all(5), given)).toContain("won with c, 20\u202f% with b among segments with 30 deals or more; ");
  });

  it("names a day that the axis reaches", () => {
    const titled = (lastDay: number) => titleOfCurves([segment("a", 0.3), segment("b", 0.2)], all(5), {...given, lastDay});
    expect(titled(180)).toContain("Within 180 days 30");
    expect(titled(179)).toContain("Within 90 days 15");
  });

  it("is one for the four largest of a dimension, and one for each other with the three largest beside it", async () => {
    const names = ["a", "b", "c", "d", "e"];
    const db = await modelDatabase({int_opportunities_resolved: "", win_curve_points: ["deal_type | dimension | segment | segment_order | days | at_risk", ...names.map((name, i) => `all | industry | ${name} | ${i} | 200 | ${90 - i}`)].join("\n")});
    const rows = [{...all(5), dimension: "all"}, ...names.map((name, i) => segment(name, (i + 1) / 10))].map((row) => ({...row, deal_type: "all", period_window: "all"}) as WinRateBySegmentRow);
    const findings = await curveFindings(db, rows, LIMITS).finally(() => db.close());
    expect(findings.map(({scope, part, text}) => [scope, part, /won with (.), .* with (.);/.exec(text)?.slice(1)])).toEqual([
      ["deal_type=all&dimension=industry", undefined, ["d", "a"]], ["deal_type=all&dimension=industry&segment=e", "win-rate/all/industry", ["e", "a"]]
    ]);
  });
});

describe("the titles of days and of velocity", () => {
  const row = (segment: string, timed_won_count: number, median_cycle_days: number, decided_count = 90) => ({
    dimension: "industry", segment, timed_won_count, median_cycle_days, decided_count, created_per_quarter: 10, win_rate: 0.3, mean_won_amount: 100, velocity: 300 / median_cycle_days
  }) as WinRateBySegmentRow;
  const all = row("all", 200, 60);

  it("rank segments of 30 wins, and say so where the figure draws some with fewer", () => {
    const firm = [row("a", 30, 50), row("b", 40, 70)];
    expect(speedFindings(firm, all, LIMITS)).toBe("Median days to a win run from 50 (a) to 70 (b); half of all wins took 60 days or less");
    expect(speedFindings([...firm, row("c", 29, 90), row("unknown", 20, 99)], all, LIMITS)).toBe("Median days to a win run from 50 (a) to 70 (b) among segments with 30 wins or more; half of all wins took 60 days or less");
    expect(speedFindings([...firm, row("c", 9, 90)], all, LIMITS)).not.toContain("among");
  });

  it("tell apart two medians that would round to one", () => {
    expect(speedFindings([row("a", 30, 34.5), row("b", 40, 35)], all, LIMITS)).toContain("Median days to a win run from 34.5 (a) to 35.0 (b)");
  });

  it("rank velocity by wins, however many deals were decided", () => {
    expect(velocityFinding([row("a", 30, 50), row("b", 40, 70), row("c", 29, 10)], LIMITS)).toBe("A has the highest velocity among segments with 30 wins or more, ahead of b mainly through shorter cycles");
    expect(velocityFinding([row("a", 30, 50), row("c", 29, 10)], LIMITS)).toBe("Too few wins to compare velocity");
  });
});

describe("the titles of why deals are not won", () => {
  const reason = (dimension: string, segment: string, total_count = 450) => ({dimension, segment, reason: "Price", is_missing: false, count: 130, total_count, rate: 0.29, rate_low: 0.25, rate_high: 0.33}) as LossReasonRow;
  const competitor = (dimension: string, segment: string) => ({
    dimension, segment, competitor: "Rival", is_missing: false, lost_count: 90, lost_total_count: 331, lost_rate: 0.27, decided_count: 120, won_count: 30, is_comparable: false
  }) as LossCompetitorRow;

  it("say whose deals they count, unless they are all", () => {
    expect(titleOfReasons([reason("all", "all")], LIMITS)).toBe("Price is recorded most: 29\u202f% (25–33\u202f%) of 450 deals that ended without a win; every one has a reason");
    expect(titleOfReasons([reason("industry", "Technology")], LIMITS)).toContain("of 450 deals with Technology that ended without a win");
    expect(titleOfReasons([reason("crm", "yes", 9)], LIMITS)).toBe("Only 9 deals with CRM: yes ended without a win: too few for shares");
    expect(titleOfCompetitors([competitor("all", "all")], LIMITS)).toContain("Rival is named on 27\u202f% of 331 lost deals; ");
    expect(titleOfCompetitors([competitor("employees", "50–199")], LIMITS)).toContain("of 331 lost deals with employees 50–199; ");
  });
});

describe("the title of pairs", () => {
  const pair = (segment_a: string, win_rate: number) => ({
    dimension_a: "industry", segment_a, dimension_b: "region", segment_b: "EU", decided_count: 46, win_rate, win_rate_low: win_rate - 0.1, win_rate_high: win_rate + 0.1, rest_win_rate: 0.3, q_value: 0.01, evidence: "signal"
  }) as WinRateBySegmentPairRow;

  it("counts those that win more and less often, one or many", () => {
    expect(titleOfPairs([pair("a", 0.5)])).toBe("A with EU stands out, 50\u202f% of 46; of 1 pair, 1 wins more often than all other deals beyond chance");
    expect(titleOfPairs([pair("a", 0.5), pair("b", 0.6), pair("c", 0.1)])).toContain("B with EU stands out most clearly, 60\u202f% of 46; of 3 pairs, 2 win more often than all other deals beyond chance and 1 less often");
    expect(titleOfPairs([pair("c", 0.1)])).toContain("of 1 pair, 1 wins less often than all other deals beyond chance");
  });
});

describe("what the win rate cannot say", () => {
  it("names the first segments that turn round, and how many more", () => {
    const reversed = ["a", "b", "c", "d"].map((segment) => ({dimension: "industry", segment, is_reversed: true, evidence: "signal", difference: -0.1, adjusted_for: "employees", decided_count: 90}) as WinRateBySegmentRow);
    expect(cannotSaySentences(reversed, 0)[1]!.text).toBe("A wins less often as counted, but no less often among companies with the same employees: the difference comes from its mix of companies. The same goes for b, c and 1 more.");
  });
});

describe("what a sentence of the win rate rests on", () => {
  it("is the deals without an account where they are counted, and the lost ones where their amounts are", () => {
    const all = {dimension: "all", segment: "all", decided_count: 90, lost_count: 60, value_win_rate: null, lost_without_amount_rate: 0.8} as WinRateBySegmentRow;
    expect(cannotSaySentences([all], 2).filter(({text}) => /\d/.test(text))).toEqual([
      {text: "2 decided deals have no account, so their segments are unknown; they stay in every total.", least: 2}, {text: "80\u202f% of lost deals have no amount, so there is no win rate by value.", least: 60}
    ]);
  });

  it("are deals that have no account and a segment all the same, by columns of their own", () => {
    const rows = (unknown: number) => [{dimension: "all", segment: "all", decided_count: 8, value_win_rate: 0.5}, {dimension: "industry", segment: "unknown", decided_count: unknown}] as WinRateBySegmentRow[];
    const said = (unknown: number) => cannotSaySentences(rows(unknown), 8).find(({text}) => text.includes("account"))!.text;
    expect(said(8)).toBe("8 decided deals have no account, so their segments are unknown; they stay in every total.");
    expect(said(1)).toBe("8 decided deals have no account, so only their own columns put them in a segment; they stay in every total.");
  });
});

describe("the title of a segment by quarter", () => {
  const quarter = (month: number, win_rate: number) => ({
    dimension: "industry", segment: "SaaS", quarter: `2025-${String(month).padStart(2, "0")}-01`, is_complete: true, decided_count: 40, rest_decided_count: 90, win_rate, rest_win_rate: 0.3
  }) as WinRateByQuarterRow;
  const titled = (isSignal: boolean) => titleOfTrend([quarter(1, 0.4), quarter(4, 0.5), quarter(7, 0.2)], LIMITS, {fiscalYearStartMonth: 1, isSignal});

  it("says neither more nor less where it led in as many as it trailed", () => {
    const of = (...rates: number[]) => titleOfTrend(rates.map((rate, i) => quarter(3 * i + 1, rate)), LIMITS, {fiscalYearStartMonth: 1, isSignal: true});
    expect(of(0.4, 0.2)).toBe("SaaS led the rest in 1 and trailed it in 1 of 2 quarters with 10 decided deals or more");
    expect(of(0.3)).toBe("SaaS won as often as the rest in the one quarter with 10 decided deals or more");
  });

  it("says that a segment without enough others beside it has no quarter to compare", () => {
    expect(titleOfTrend([{...quarter(1, 0.4), rest_decided_count: 9}], LIMITS, {fiscalYearStartMonth: 1, isSignal: true})).toBe("SaaS and the rest have no quarter with 10 decided deals each");
  });

  it("counts the quarters in which it led, and says where that is no more than chance", () => {
    expect(titled(true)).toBe("SaaS won more often than the rest in 2 of 3 quarters with 10 decided deals or more");
    expect(titled(false)).toBe("SaaS won more often than the rest in 2 of 3 quarters with 10 decided deals or more, though not beyond chance over all periods");
  });
});

describe("which segment leads", () => {
  const row = (segment: string, win_rate: number, broad_win_rate: number, value_win_rate: number | null = null) => ({
    dimension: "industry", segment, decided_count: 40, win_rate, broad_win_rate, is_mature: false, created_win_rate: null, value_win_rate, evidence: "signal"
  }) as WinRateBySegmentRow;

  it("is named with the bases on which another leads", () => {
    expect(basesFinding([row("a", 0.4, 0.3, 0.2), row("b", 0.3, 0.2, 0.5)], LIMITS)).toBe("A has the highest win rate of decided deals and of all closed deals; b by value");
    expect(basesFinding([row("a", 0.4, 0.3), row("b", 0.3, 0.2)], LIMITS)).toBe("A has the highest win rate of decided deals and of all closed deals");
  });

  it("is none on a base that one of them lacks, whose own may be the highest", () => {
    const settled = {...row("b", 0.3, 0.2), is_mature: true, created_win_rate: 0.2};
    expect(basesFinding([row("a", 0.4, 0.3), settled], LIMITS)).toBe("A has the highest win rate of decided deals and of all closed deals");
    expect(basesFinding([{...row("a", 0.4, 0.3), is_mature: true, created_win_rate: 0.1}, settled], LIMITS)).toBe("A has the highest win rate of decided deals and of all closed deals; b of created deals");
  });

  it("is none where several win as often, and leads still where it shares another base", () => {
    expect(basesFinding([row("a", 1, 1), row("b", 1, 1)], LIMITS)).toBe("No segment of industry leads: several share the highest win rate of decided deals");
    expect(basesFinding([row("b", 0.3, 0.3), row("a", 0.4, 0.3)], LIMITS)).toBe("A has the highest win rate of decided deals and of all closed deals");
  });
});

describe("the title of all dimensions together", () => {
  const odds = (dimension: string, segment: string, p_value: number, [low, high]: [number, number]) => ({
    dimension, segment, p_value, odds_ratio: 1, odds_ratio_low: 1, odds_ratio_high: 1, crude_odds_ratio: 1, crude_odds_ratio_low: low, crude_odds_ratio_high: high, is_reference: false, method: "maximum likelihood"
  }) as WinModelRow;
  const flat = Array.from({length: 20}, (_, i) => odds("country", `c${i}`, 0.5, [0.8, 1.4]));

  it("takes one of many segments whose interval is clear for chance, and says still only of what told alone", () => {
    expect(titleOfModel([odds("country", "Panama", 0.03, [1.1, 2.7]), ...flat], 0.1)).toBe("With all dimensions together none tells won from lost beyond chance");
    expect(titleOfModel([odds("industry", "a", 0.0001, [1.5, 2.7]), ...flat], 0.1)).toBe("With all dimensions together, industry still tells");
    expect(titleOfModel([odds("industry", "a", 0.0001, [0.9, 1.3]), odds("revenue", "b", 0.4, [1.5, 2.7]), ...flat], 0.1)).toBe("With all dimensions together, industry tells; revenue no longer does");
    expect(titleOfModel([odds("revenue", "b", 0.4, [1.5, 2.7]), ...flat], 0.1)).toBe("With all dimensions together none still tells; revenue did alone");
  });
});

describe("what win-rate says first", () => {
  const MARTS = [
    "win_rate_by_segment", "int_period_accounts", "int_opportunities_resolved", "win_rate_by_segment_pair", "win_model", "win_model_terms", "win_rate_by_quarter", "win_curve_points", "loss_reasons",
    "loss_competitors", "deal_clustering"
  ];
  it("is that no deal is decided only where deals were exported", async () => {
    const said = async (raw_opportunities: string) => {
      const db = await runModels(MARTS, {as_of: "2024-12-31", raw_accounts: "account_id\na", raw_opportunities});
      return winRateFindings(db).then((all) => all.find(({figure, scope}) => figure === "headline" && scope === "default")!.text).finally(() => db.close());
    };
    expect(await said("")).toBe("No deals were exported, so nothing can be said about which companies buy.");
    expect(await said("opportunity_id | account_id | created_on\nd | a | 2024-01-01")).toBe("No deal has been won or lost yet, so nothing can be said about which companies buy.");
  });
});
