import {afterEach, describe, expect, it} from "vitest";
import {changeText, comparisonsTitle, differenceText} from "../../pipeline/findings/comparisonWords.ts";
import {useSampleSizes} from "../../pipeline/findings/format.ts";
import {tiersTitle} from "../../pipeline/findings/home.ts";
import {differingTitle, keepingSentences, keepingTitle, remedy, whyNone} from "../../pipeline/findings/homeWithoutIcp.ts";
import type {SegmentRate} from "../../pipeline/findings/segments.ts";
import {aucTitle, calibrationTitle, cannotSay, contamination, frontierTitle, gainsTitle, headline, narrowed, waiting, samplesOf, tiersTitle as orderTitle} from "../../pipeline/findings/icpValidation.ts";
import type {IcpSettings} from "../../pipeline/findings/icpRows.ts";
import {scenariosTitle, verdictWord} from "../../pipeline/findings/scenarioWords.ts";
import {starterYaml} from "../../pipeline/findings/starterIcp.ts";
import {comparedSentence, conditionsTitle, conditionWords, reasonPhrase, settleSentence} from "../../pipeline/findings/verdictWords.ts";
import type {CustomerSurvivalSummaryRow, IcpConditionRow, IcpRegisterRow, IcpValidationRow, RevenueRetentionRow} from "../../pipeline/schema/marts.ts";
import {youngSentence, type YoungDeals} from "../../pipeline/findings/youngDeals.ts";
import {comparison, cut, driftRow, tier, validation} from "./icpFixtures.ts";
import {plain} from "./read.ts";

const lift = {lift: 1.3, as_of: "2025-12-31"};

function condition(name: IcpConditionRow["condition"], isMet: boolean): IcpConditionRow {
  return {icp: "main", version: "1", scenario: "base", condition_order: 1, condition: name, value: 0.1, bar: 1.3, is_met: isMet, text: ""};
}

function titled(...states: ("met" | "missed" | "untested")[]): string {
  return conditionsTitle(states.map((state) => ({state})));
}

function under(scenario: "broad" | "inbound" | "without_top_owner", changes: Partial<IcpValidationRow>): IcpValidationRow {
  return validation({scenario, ...changes});
}

function registered(changes: Partial<IcpRegisterRow>): IcpRegisterRow {
  return {icp: "main", version: "2", status: "draft", effective_from: null, ...changes} as IcpRegisterRow;
}

describe("the sentence a verdict rests on", () => {
  afterEach(() => useSampleSizes(null));

  it("has no rate of fewer deals than fitproof.yaml asks for", () => {
    useSampleSizes({few: 50, firm: 50});
    expect(plain(comparedSentence(validation({tier1_won_count: 12, tier1_decided_count: 49})))).toMatch(/tier 1 won 12 of 49 decided, .* too few for a rate\.$/);
    expect(differenceText({measure: "median_cycle_days", difference: -3, difference_low: -5, difference_high: -1, reading: "better", tier1_count: 49, rest_count: 80})).toBe("fewer than 50 dated wins on a side");
    useSampleSizes({few: 4, firm: 30});
    expect(plain(comparedSentence(validation({tier1_won_count: 2, tier1_decided_count: 4})))).toContain("50 % of 4");
  });

  it("states both rates with their n and the difference with its interval", () => {
    expect(plain(comparedSentence(validation()))).toBe(
      "Of deals created since it took effect and old enough to judge, tier 1 won 34 % of 212 decided, tiers 2 and 3 19 % of 640: +15 points (+8 to +22).");
  });
  it("counts instead of rates, and no difference, where a side has under ten", () => {
    expect(plain(comparedSentence(validation({tier1_won_count: 3, tier1_decided_count: 8})))).toMatch(/tier 1 won 3 of 8 decided, .* too few for a rate\.$/);
    expect(plain(comparedSentence(validation({tier1_won_count: 4, tier1_decided_count: 10})))).toContain("40 % of 10");
  });
  it("says that none is decided rather than 0 %", () => {
    expect(comparedSentence(validation({tier1_decided_count: 0, rest_decided_count: 0}))).toMatch(/none is decided\.$/);
  });
});

describe("what would settle a verdict", () => {
  const open = validation({verdict: "not proven", reason_code: "too_few", deals_for_lift: 900, deals_needed: 588, needed_by: "2027-02-13"});
  it("is said only of one that is not proven", () => expect(settleSentence(validation(), lift)).toBe(""));
  it("is so many more decided deals, by a month at the present pace", () => {
    expect(plain(settleSentence(open, lift))).toBe("About 588 more decided deals would settle whether tier 1 wins 1.30 × the average: at the present pace they are there in Feb 2027.");
  });
  it("names no month where nothing was decided in the quarters that give the pace", () => expect(settleSentence({...open, needed_by: null}, lift)).toContain("none was decided in the last four complete quarters"));
  it("names no month that nobody waits for", () => {
    expect(plain(settleSentence({...open, needed_by: "2392-02-13"}, lift))).toMatch(/: at the present pace that takes more than 20 years\.$/);
    expect(settleSentence({...open, needed_by: "27392-02-13"}, lift)).toContain("more than 20 years");
  });
  it("says that more deals will not help where enough are there", () => {
    const enough = plain(settleSentence({...open, reason_code: "no_difference", deals_for_lift: 334, deals_needed: 0}, lift));
    expect(enough).toContain("about 334 decided deals");
    expect(enough).toContain("852 are decided: a true difference of that size would most likely have shown");
  });
  it("is no number of deals where another condition failed than how often tier 1 wins", () => {
    expect(settleSentence({...open, reason_code: "failed_condition:order"}, lift)).toBe("");
    expect(settleSentence({...open, reason_code: "failed_condition:lift"}, lift)).toContain("588 more");
  });
  it("cannot be said before there are decided deals inside and outside tier 1", () => {
    const none = {...open, deals_needed: null, deals_for_lift: null};
    for (const side of [{tier1_decided_count: 0}, {rest_decided_count: 0}]) expect(settleSentence({...none, ...side}, lift)).toMatch(/^How many deals it would take cannot be said/);
  });
  it("says that no number of deals could where none could", () => expect(settleSentence({...open, deals_needed: null}, lift)).toMatch(/^No number of deals/));
});

describe("the conditions in words", () => {
  const context = {judged: validation(), tiers: [tier("1"), tier("2", {shrunk_win_rate: 0.2})], comparisons: [] as ReturnType<typeof comparison>[], hasDeals: true};
  it("are not tested for want of deals where none were exported, but for what customers keep", () => {
    const none = {...context, hasDeals: false};
    for (const name of ["difference", "created", "order", "lift", "unknown_policy"] as const) {
      expect(conditionWords(condition(name, false), none)).toMatchObject({value: "not tested", bar: "no deals were exported", state: "untested"});
    }
    expect(conditionWords(condition("keeps", true), {...none, comparisons: [comparison("gross_retention", "same")]}).state).toBe("met");
  });
  it("give no rate of under ten decided deals, and test none where they are too few for a verdict", () => {
    const few = {...context, judged: validation({tier1_won_count: 3, tier1_decided_count: 4})};
    const early = {...few, judged: {...few.judged, verdict: "not proven" as const, reason_code: "too_few"}};
    expect(conditionWords(condition("difference", true), few)).toMatchObject({value: "3 of 4", bar: "and 122 of 640 of the others: too few for a rate", state: "met"});
    for (const name of ["difference", "created", "order", "lift"] as const) expect(conditionWords(condition(name, false), early).state).toBe("untested");
  });
  it("call retention untested where neither revenue nor leaving could be", () => expect(conditionWords(condition("keeps", true), context).state).toBe("untested"));
  it("say what is missing where retention is untested: revenue, or customers enough", () => {
    const of = (changes: object, tiers: typeof context.tiers = []) => conditionWords(condition("keeps", true), {...context, tiers, comparisons: [comparison("gross_retention", "untested", changes)]});
    expect(of({difference: null, tier1_count: 0, rest_count: 0}).bar).toBe("no export says what customers pay");
    expect(of({difference: null, tier1_count: 0, rest_count: 0}, [tier("unknown", {base_account_count: 30})]).bar).toBe("no customer has a known tier");
    expect(of({difference: null, tier1_count: 12, rest_count: 30}).bar).toBe("needs 20 customers a year ago on each side, or 10 churned");
    expect(of({})).toMatchObject({value: "GRR +15 points", state: "met", bar: "nothing was lost on one side and logo retention not tested (under 10 churned)"});
  });
  it("call retention missed where it was tested and is worse", () => {
    expect(conditionWords(condition("keeps", false), {...context, comparisons: [comparison("gross_retention", "worse")]}).state).toBe("missed");
  });
  it("call unknowns untested where there are too few deals for any verdict", () => {
    const early = {...context, judged: validation({verdict: "not proven", reason_code: "too_few", tier1_difference: null})};
    expect(conditionWords(condition("unknown_policy", false), early)).toMatchObject({value: "not tested", bar: "too few deals for a verdict", state: "untested"});
    expect(conditionWords(condition("unknown_policy", false), {...context, judged: validation({verdict: "not proven", reason_code: "no_difference"})})).toMatchObject({value: "neither way", state: "missed"});
    expect(conditionWords(condition("unknown_policy", true), context)).toMatchObject({value: "both ways", state: "met"});
  });
  it("list the steadied rates of the tiers that have decided deals, as the condition compares them", () => {
    const tiers = [tier("1"), tier("2", {decided_count: 0, open_count: 4, shrunk_win_rate: 0.25}), tier("3", {shrunk_win_rate: 0.2})];
    expect(plain(conditionWords(condition("order", true), {...context, tiers}).value)).toBe("30, 20 %");
    expect(conditionWords(condition("order", false), {...context, tiers: tiers.slice(1)}).state).toBe("untested");
  });
  it("are counted in the title, untested ones apart", () => {
    expect(titled("met", "met", "met", "met", "met", "met")).toBe("All six conditions are met");
    expect(titled("met", "missed", "missed", "missed", "untested", "missed")).toBe("One of six conditions is met; one could not be tested");
    expect(titled("untested", "untested", "untested", "untested", "untested", "untested")).toBe("None of the six conditions could be tested yet");
  });
  it("keep the digit that shows on which side of its bar a lift is", () => {
    const lifted = (value: number) => plain(conditionWords({...condition("lift", value >= 1.3), value}, {...context, tiers: []}).value);
    expect([1.2961, 1.3, 1.3041, 1.31].map(lifted)).toEqual(["1.296 ×", "1.30 ×", "1.304 ×", "1.31 ×"]);
  });
  it("name the failed one as the reason", () => {
    expect(reasonPhrase("failed_condition:keeps")).toBe("a condition failed (keeps worse)");
    expect(reasonPhrase("too_early")).toBe("too early");
  });
});

describe("the five comparisons", () => {
  it("are titled by what is better, no different, worse and untested", () => {
    const four = (["win_rate", "median_cycle_days", "survival_12m", "net_retention"] as const).map((measure) => comparison(measure, "better"));
    expect(comparisonsTitle([comparison("win_rate", "better"), comparison("median_cycle_days", "better"), ...(["survival_12m", "gross_retention", "net_retention"] as const).map((m) => comparison(m, "untested"))]))
      .toBe("Tier 1 is better on both that could be tested; what customers keep could not be tested");
    expect(comparisonsTitle([...four, comparison("gross_retention", "same")])).toBe("Tier 1 is better on four of five measures, and no different on how much revenue it keeps");
    expect(comparisonsTitle([comparison("win_rate", "worse"), comparison("median_cycle_days", "same"), ...(["survival_12m", "gross_retention", "net_retention"] as const).map((m) => comparison(m, "untested"))]))
      .toBe("Tier 1 is worse on how often it wins, and no different on how fast it wins; what customers keep could not be tested");
  });
  it("are either of two that could be tested", () => {
    const rows = (["win_rate", "median_cycle_days"] as const).map((measure) => comparison(measure, "same"));
    expect(comparisonsTitle([...rows, ...(["survival_12m", "gross_retention", "net_retention"] as const).map((measure) => comparison(measure, "untested"))]))
      .toBe("Tier 1 is no different beyond chance on either of the two that could be tested; what customers keep could not be tested");
  });
  it("read fewer days as sooner, limits in reading order", () => {
    expect(differenceText(comparison("win_rate", "untested", {tier1_count: 1}))).toBe("fewer than 10 decided deals on a side");
    expect(differenceText(comparison("median_cycle_days", "better", {difference: -16, difference_low: -30, difference_high: -2}))).toBe("16 days sooner (2 to 30)");
    expect(differenceText(comparison("median_cycle_days", "same", {difference: -16, difference_low: -30, difference_high: 7}))).toBe("16 days sooner (7 later to 30 sooner)");
    expect(differenceText(comparison("median_cycle_days", "better", {difference: -17, difference_low: -26.4, difference_high: -0.36}))).toBe("17 days sooner (0.4 to 26)");
    expect(differenceText(comparison("median_cycle_days", "same", {difference: -17, difference_low: -26.4, difference_high: 0.36}))).toBe("17 days sooner (0.4 later to 26 sooner)");
  });
  it("say that staying is read over all months where twelve of them show otherwise", () => {
    const crossing = {difference: 0.045, difference_low: -0.025, difference_high: 0.11}, apart = {difference: 0.08, difference_low: 0.01, difference_high: 0.15};
    expect(differenceText(comparison("survival_12m", "better", crossing))).toBe("+5 points (−3 to +11); over all months fewer leave beyond chance");
    expect(differenceText(comparison("survival_12m", "worse", crossing))).toBe("+5 points (−3 to +11); over all months more leave beyond chance");
    expect(differenceText(comparison("survival_12m", "same", apart))).toBe("+8 points (+1 to +15); over all months no difference beyond chance");
    expect(differenceText(comparison("survival_12m", "better", apart))).toBe("+8 points (+1 to +15)");
    expect(differenceText(comparison("survival_12m", "same", crossing))).toBe("+5 points (−3 to +11)");
  });
  it("say no chance of retention where nothing was lost on one side", () => {
    expect(differenceText(comparison("gross_retention", "untested"))).toBe("+15 points; nothing was lost on one side, so chance is unknown");
  });
  it("say how the difference moved, and nothing where it was not known", () => {
    expect(changeText(comparison("win_rate", "better"), 1)).toEqual({change: "+2 points", from: "+13 points at 2025 Q3"});
    expect(changeText(comparison("win_rate", "better", {difference_change: 0}), 1)?.change).toBe("no change");
    expect(changeText(comparison("win_rate", "better", {previous_difference: null, difference_change: null}), 1)).toBeNull();
  });
});

describe("scenarios", () => {
  const base = validation({verdict: "supported"});
  it("with too few deals are no change of the verdict", () => {
    expect(scenariosTitle([base, under("broad", {}), under("inbound", {verdict: "not proven", reason_code: "too_few"})])).toBe("The verdict is the same under one of two scenarios; one has too few deals to tell");
  });
  it("of which there is no deal confirm nothing", () => {
    const few = {verdict: "not proven", reason_code: "too_few"} as const;
    expect(scenariosTitle([validation(few), under("broad", few), under("inbound", {...few, created_count: 0})])).toBe("The verdict is the same under one of two scenarios; one has too few deals to tell");
  });
  it("that change it are named", () => {
    expect(scenariosTitle([base, under("broad", {}), under("inbound", {verdict: "not proven", reason_code: "no_difference"})])).toBe("The verdict would change under one of two scenarios: inbound deals alone");
    // Whose deals are left out had won most, not had most.
    expect(scenariosTitle([base, under("broad", {}), under("without_top_owner", {verdict: "not proven", reason_code: "no_difference"})])).toBe("The verdict would change under one of two scenarios: without the seller who won most");
  });
  it("change nothing where no decided deal is old enough to judge", () => {
    const none = {verdict: "not proven", reason_code: "too_few", tier1_decided_count: 0, rest_decided_count: 0} as const;
    expect(scenariosTitle([validation(none), under("broad", none)])).toBe("No decided deal is old enough to judge, so no scenario can change the verdict");
  });
  it("say a verdict with its reason", () => expect(verdictWord(under("inbound", {verdict: "not proven", reason_code: "too_few"}))).toBe("not proven: too few deals"));
  it("of which there is no deal say so", () => {
    const none = {created_count: 0, verdict: "not proven", reason_code: "too_few"} as const;
    expect([verdictWord(under("inbound", none)), verdictWord(validation(none))]).toEqual(["no such deals", "not proven: too few deals"]);
  });
});

describe("the figures of validation", () => {
  it("average ties between two cuts for the best quarter of deals", () => {
    expect(plain(gainsTitle([cut(1, {deal_share: 0.2, capture: 0.4}), cut(0.5, {deal_share: 0.3, capture: 0.5}), cut(0, {deal_share: 1, capture: 1})]))).toBe("Working the best-scored quarter of deals captures 45 % of wins");
  });
  it("hold today's cut to both bars and name wider cuts that meet them", () => {
    const cuts = [cut(1, {account_share: 0.1, lift: 2}), cut(0.8, {account_share: 0.18, lift: 1.6}), cut(0.6, {account_share: 0.33, lift: 1.4}), cut(0.2, {account_share: 0.9, lift: 1.05})];
    const bars = {lift: 1.3, broadness: 0.4};
    expect(plain(frontierTitle(cuts, 0.75, bars))).toBe("Today’s cut meets both bars; so would wider ones, up to 33 % of accounts");
    expect(narrowed(cut(0.75, {account_share: 0.21, account_count: 21}), tier("1", {account_share: 0.17, account_count: 17}))).toEqual([
      {text: "By the score alone: required criteria and disqualifiers narrow tier 1 from 21\u202f% to 17\u202f% of accounts.", least: 17}
    ]);
    expect(narrowed(cut(0.75, {account_share: 0.17}), tier("1", {account_share: 0.17}))).toEqual([]);
    expect(plain(frontierTitle(cuts, 0.1, bars))).toMatch(/^Today’s cut wins 1\.05 × the average, under the bar of 1\.30; a cut at 0\.60 would meet both$/);
  });
  it("round no lift under its bar up to it, and have no interval where there is none", () => {
    const said = (lift: number, lift_low: number | null) => plain(headline(validation(), registered({status: "approved"}), [tier("1", {lift, lift_low})], {lift: 1.3} as IcpSettings)).replace(/^.*points \([^)]*\)\. /, "");
    expect([said(1.27, 1.1), said(1.5, 1.2), said(1, null)]).toEqual(["Tier 1 wins 1.27 × the average (1.1–1.8).", "Tier 1 wins 1.5 × the average (1.2–1.8).", "Tier 1 wins 1.0 × the average."]);
  });
  it("give a lift as many decimals as its limits, where one of them is so near 1 that it needs two", () => {
    const said = plain(headline(validation(), registered({status: "approved"}), [tier("1", {lift: 1.057, lift_low: 1.004, lift_high: 1.112})], {lift: 1.3} as IcpSettings));
    expect(said).toContain("Tier 1 wins 1.06 × the average (1.004–1.112).");
  });
  it("say of how many deals those without a known criterion are: the table beside has those of the chosen ones alone", () => {
    const said = (decided_count: number) => cannotSay([
      tier("unknown", {sample: "all", decided_count}), tier("all", {sample: "all", decided_count: 200}), tier("unknown", {sample: "judged", decided_count: 9})
    ], registered({status: "approved"}), {as_of: "2025-12-31"} as IcpSettings).map(({text}) => plain(text));
    expect(said(16)).toContain("Of all 200 decided deals, old and new, 16 have no known criterion: they are in the base rate and in no tier.");
    expect(said(1)).toContain("Of all 200 decided deals, old and new, 1 has no known criterion: it is in the base rate and in no tier.");
  });
  it("set no difference of under ten decided deals on a side beside another", () => {
    const version = registered({status: "approved", effective_from: "2025-01-01", written_on: null, first_seen_on: null}), settings = {as_of: "2025-12-31"} as IcpSettings;
    const few = {tier1_decided_count: 9, tier1_won_count: 4};
    expect(plain(contamination(version, undefined, validation({sample: "in_sample", tier1_decided_count: 0, rest_decided_count: 1, tier1_difference: null}), settings))).toMatch(/ Of deals from before it too few are decided to compare with\.$/);
    const said = (judged: object, past: object) => plain(contamination(version, validation(judged), validation({sample: "in_sample", ...past}), settings)).replace(/^.*authors could have seen, /, "");
    expect(said({}, {})).toBe("the difference is +15 points (+8 to +22); on the judged ones +15 points (+8 to +22). The lead has not shrunk.");
    expect(said({}, few)).toBe("too few are decided for a rate; on the judged ones +15 points (+8 to +22).");
    expect(said(few, {})).toBe("the difference is +15 points (+8 to +22); on the judged ones too few are decided for a rate.");
  });
  it("say of a version that was first seen late whether an earlier run knew another file of it", () => {
    const said = (changes: Partial<IcpRegisterRow>) => plain(contamination(registered({effective_from: "2025-01-01", written_on: null, ...changes}), undefined, undefined, {as_of: "2025-12-31"} as IcpSettings))
      .replace(/^.*first seen in the run of /, "").replace(/ No deals from before.*$/, "");
    expect([said({first_seen_on: "2024-12-31", is_edited: true}), said({first_seen_on: "2025-06-30", is_edited: true}), said({first_seen_on: "2025-06-30", is_edited: false})]).toEqual([
      "31 Dec 2024, before it took effect.", "30 Jun 2025, after it took effect: an earlier run knew another file of this version.",
      "30 Jun 2025, after it took effect: that it was not changed in between rests on its own word."
    ]);
  });
  it("do not speak of a version that is not in force as of one that is", () => {
    const coming = registered({status: "approved", effective_from: "2026-01-01"}), past = validation({sample: "in_sample", verdict: null});
    expect([waiting(coming, "2025-12-31"), waiting(coming, "2026-01-01"), waiting(registered({}), "2025-12-31")]).toEqual(["It takes effect on 1 Jan 2026", null, "A draft is not in force"]);
    expect(headline(past, coming, [], {lift: 1.3, as_of: "2025-12-31"} as IcpSettings)).toMatch(/^So far it is a hypothesis: it is not in force yet\. Of deals created before/);
    expect(headline(past, coming, [], {lift: 1.3, as_of: "2026-03-31"} as IcpSettings)).toMatch(/^So far it is a hypothesis: no deal created since it took effect is decided\. /);
  });
  it("say nothing of a rate, a curve or a cut where under ten deals are decided", () => {
    const few = [cut(1, {deal_share: 0.4, capture: 1, decided_count: 4}), cut(0, {deal_share: 1, capture: 1, decided_count: 9})];
    expect([gainsTitle(few), frontierTitle(few, 0.75, {lift: 1.3, broadness: 0.4})]).toEqual(Array(2).fill("Too few deals are decided to say what a cut of the score brings"));
    expect(orderTitle([tier("1", {decided_count: 9}), tier("3", {shrunk_win_rate: 0.1})], [])).toBe("Too few deals of some tier are decided to say whether win rates fall");
  });
  it("hold no cut that fewer than ten decided deals reach against the bars", () => {
    const bars = {lift: 1.3, broadness: 0.4}, of = (score: number, decided_count: number, lift: number) => cut(score, {account_share: 0.3 * (1.2 - score), lift, decided_count});
    expect(frontierTitle([of(0.9, 4, 3), of(0.2, 80, 1)], 0.75, bars)).toBe("Too few decided deals reach today’s cut to say how often they are won");
    expect(frontierTitle([of(0.9, 4, 3), of(0.75, 40, 1.1), of(0.2, 80, 1)], 0.75, bars)).toMatch(/no cut of this score meets both bars$/);
  });
  it("say AUC as times in a hundred, and when it is no better than a coin", () => {
    expect(aucTitle(validation())).toBe("A random won deal outranks a random lost one 63 times in 100 (59 to 67)");
    expect(aucTitle(validation({auc: 0.5, auc_low: 0.48, auc_high: 0.53}))).toMatch(/: it may be no better than a coin$/);
    const untried = [validation({tier1_decided_count: 4, rest_decided_count: 5}), validation({auc: null, auc_low: null, auc_high: null}), undefined];
    expect(untried.map(aucTitle)).toEqual(Array(3).fill("The score cannot be tried on won against lost deals yet"));
  });
  it("name the quarters in which wins were not as expected", () => {
    const rows = [driftRow("2025-01-01", "1"), driftRow("2025-04-01", "1", {ratio: 0.4, ratio_low: 0.2, ratio_high: 0.8})];
    expect(calibrationTitle(rows.slice(0, 1), {fiscal_year_start_month: 1})).toBe("Wins came as expected");
    expect(calibrationTitle([rows[0]!, driftRow("2025-04-01", "1"), driftRow("2025-10-01", "1")], {fiscal_year_start_month: 1})).toBe("Wins came as expected in all 3 quarters");
    expect(calibrationTitle([driftRow("2025-01-01", "1", {expected_wins: 0.3}), driftRow("2025-10-01", "1", {expected_wins: 2})], {fiscal_year_start_month: 1})).toBe("Too few wins are expected to say whether they come as foretold");
    expect(calibrationTitle(rows, {fiscal_year_start_month: 1})).toBe("Wins came as expected but for tier 1 in 2025 Q2 (fewer)");
  });
  it("do not call equal steadied rates falling", () => {
    const flat = [tier("1"), tier("2"), tier("3")];
    const falling = [tier("1"), tier("2", {shrunk_win_rate: 0.2}), tier("3", {shrunk_win_rate: 0.1})];
    expect(orderTitle(flat, falling)).toMatch(/^Win rates fell .* no longer do on new ones$/);
    expect(orderTitle(falling, falling)).toBe("Win rates fall from tier to tier, on new deals as on old ones");
  });
  it("leave out the version's own reign where it is all deals since, and fall back on past ones", () => {
    const since = validation({sample: "out_of_time"}), reign = validation({sample: "own_reign"});
    expect(samplesOf([validation(), since, reign]).map(({sample}) => sample)).toEqual(["judged", "out_of_time"]);
    expect(samplesOf([validation(), since, {...reign, created_count: 10}]).map(({sample}) => sample)).toEqual(["judged", "out_of_time", "own_reign"]);
    const none = {tier1_decided_count: 0, rest_decided_count: 0};
    expect(samplesOf([validation(none), validation({sample: "in_sample"})]).map(({sample}) => sample)).toEqual(["in_sample"]);
  });
});

it("says of the tiers that they bring only so much where that is less than their share", () => {
  expect(plain(tiersTitle([tier("1")]))).toBe("Tier 1 is 20 % of accounts and brings 36 % of wins and 44 % of won revenue");
  expect(plain(tiersTitle([tier("1", {capture: 0.05, won_amount_share: null})]))).toBe("Tier 1 is 20 % of accounts and brings only 5 % of wins");
  expect(plain(tiersTitle([tier("1", {capture: 0}), tier("all", {won_count: 2})]))).toBe("Tier 1 is 20 % of accounts; only 2 judged deals have been won, too few to say what it brings");
  expect(plain(tiersTitle([tier("1", {capture: null})], false))).toBe("Tier 1 is 20 % of accounts; what it brings cannot be said without deals");
  expect(plain(tiersTitle([tier("1", {capture: null, account_share: 0}), tier("unknown", {account_share: 1})]))).toBe("No account meets or misses a criterion that is known, so none has a tier");
});

it("says why no ICP is in force", () => {
  expect(whyNone([], "2025-12-31")).toMatch(/^No ICP is written down yet/);
  expect(plain(whyNone([registered({})], "2025-12-31"))).toMatch(/2 is a draft/);
  expect(plain(whyNone([registered({status: "approved", effective_from: "2026-01-01"})], "2025-12-31"))).toBe("No ICP is in force yet: 2 takes effect on 1 Jan 2026.");
});

it("says what makes an ICP count, and never a day where no export has one", () => {
  const approved = registered({status: "approved", effective_from: "2026-01-01"});
  expect([remedy([], "2025-12-31", true), remedy([registered({})], "2025-12-31", true), remedy([approved], "2025-12-31", true)].map((text) => text.split(/[;,:]/)[0]))
    .toEqual(["Write down who you believe buys", "Set `status", "Nothing is to be done until then"]);
  expect(plain(whyNone([approved], "1970-01-01"))).toBe("No export has a date, so no ICP can be in force: 2 waits for one.");
  expect(remedy([approved], "1970-01-01", true)).toMatch(/^Export deals with the days/);
});

it("starts an ICP from the workspace's own columns and most common values, with the limits of a band", () => {
  const yaml = starterYaml([
    {dimension: "industry", column_name: "industry", kind: "value", as_of: "2025-12-31", as_of_next: "2026-01-01", segments: [{segment: "A: \"b\"", low: null, high: null}]},
    {dimension: "employees", column_name: "employees", kind: "bands", as_of: "2025-12-31", as_of_next: "2026-01-01", segments: [{segment: "50–199", low: 50, high: 200}]}
  ]);
  expect(yaml).toContain('in: ["A: \\"b\\""], weight: 2');
  expect(yaml).toContain("between: [50, 199], weight: 1");
  expect(yaml).toContain("effective_from: 2026-01-01");
  expect(starterYaml([{dimension: "industry", column_name: "industry", kind: "value", as_of: "1970-01-01", as_of_next: "1970-01-02", segments: [{segment: "A", low: null, high: null}]}])).not.toContain("1970");
});

describe("deals too young to judge", () => {
  const judged = validation({horizon_days: 63});
  const young = (young_count: number, next_count: number): YoungDeals => ({icp: "main", version: "1", young_count, next_count, next_quarter_end: "2025-09-30", all_on: "2025-11-17"});
  const said = (of: YoungDeals | undefined, created_count: number) => plain(youngSentence(of, judged, validation({created_count}))).replace(/^.* are resolved/, "");
  it("are counted with the day by which they are old enough", () => {
    expect(said(young(11, 7), 30)).toBe(". 11 of the 30 deals created since it took effect are younger. 7 of them will be old enough by 30 Sep 2025, and all by 17 Nov 2025.");
    expect(said(young(30, 7), 30)).toBe(". All 30 deals created since it took effect are younger. 7 of them will be old enough by 30 Sep 2025, and all by 17 Nov 2025.");
    expect(said(young(11, 0), 30)).toBe(". 11 of the 30 deals created since it took effect are younger; all will be old enough by 17 Nov 2025.");
  });
  it("are none of one deal or of many", () => {
    expect([said(undefined, 1), said(undefined, 30)]).toEqual(["; the one created since it took effect is.", "; all 30 created since it took effect are."]);
  });
});

describe("who buys, without an ICP", () => {
  const segment = (evidence: SegmentRate["evidence"], difference: number, q_value: number | null = 0.01) => ({dimension: "industry", segment: "a", won_count: 20, decided_count: 40, evidence, difference, q_value}) as SegmentRate;
  it("is how many segments win more or less often, or that none does, or none could be tested", () => {
    expect(differingTitle([segment("signal", 0.1), segment("signal", -0.1), segment("signal", -0.2), segment("shown", 0)])).toBe("1 segment wins more often than the rest beyond chance and 2 less often");
    expect(differingTitle([segment("signal", -0.1), segment("shown", 0)])).toBe("1 segment wins less often than the rest beyond chance");
    expect(differingTitle([segment("shown", 0), segment("shown", 0.1)])).toBe("No segment of 2 wins more or less often than the rest beyond chance");
    expect(differingTitle([segment("count_only", 0.1, null)])).toBe("No segment has enough decided deals to be set against the others");
  });
});

describe("what customers keep, without an ICP", () => {
  it("is told in few words above: who stays, and what of their revenue", () => {
    const title = (account_count: number, survival_12m: number | null, base = 0) => keepingTitle({account_count, survival_12m} as CustomerSurvivalSummaryRow, {base_account_count: base, gross_retention: 0.63} as RevenueRetentionRow, {few: 10}).map(plain);
    expect(title(51, 0.85, 26)).toEqual(["85 % of customers stay for 12 months, and 63 % of revenue is kept for a year"]);
    expect(title(51, 0.85, 9)).toEqual(["85 % of customers stay for 12 months"]);
    expect([title(9, 0.85), title(51, null), title(0, null)]).toEqual([["Too few customers to say what share stays"], ["No customer has been one for 12 months yet"], []]);
  });


  const said = (account_count: number, base_account_count: number, low: number | null = 0.8) => plain(keepingSentences(
    {account_count, survival_12m: 1, survival_12m_low: low, survival_12m_high: low === null ? null : 1} as CustomerSurvivalSummaryRow,
    {base_account_count, gross_retention: 1, gross_retention_low: null, gross_retention_high: null, net_retention: null} as RevenueRetentionRow, [], {few: 10, firm: 30, q: 0.1}).join(" "));
  it("is no rate of under ten, and has no interval where there is none", () => {
    expect([said(4, 1), said(1, 0)]).toEqual(["4 customers are too few to say what share stays.", "1 customer is too few to say what share stays."]);
    expect(said(40, 9)).toBe("Of 40 customers, 100 % (80–100 %) are still customers after 12 months.");
    expect(said(40, 12, null)).toBe("Of 40 customers, 100 % are still customers after 12 months. Over the last twelve months 12 customers kept 100 % of their revenue (GRR).");
  });

  it("calls dimensions as all pages do", () => {
    const test = {time_unit: "month", segment_count: 2, chi_square: 9, df: 1, p_value: 0.01, q_value: 0.01} as const;
    expect(plain(keepingSentences({account_count: 40, survival_12m: null} as CustomerSurvivalSummaryRow, undefined, [
      {...test, dimension: "crm"}, {...test, dimension: "annual_revenue"}, {...test, dimension: "funding_stage", q_value: 0.9}
    ], {few: 10, firm: 30, q: 0.1}).join(" "))).toBe("Of 40 customers none has been one for 12 months yet. How long they stay differs beyond chance by CRM and revenue. "
      + "How long they stay does not differ beyond chance by funding stage.");
  });
});
