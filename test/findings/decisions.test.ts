import {describe, expect, it} from "vitest";
import {decisionsOf, type DecisionInput, type RuleStake} from "../../pipeline/findings/decisions.ts";
import type {Leak} from "../../pipeline/findings/leakWords.ts";
import {warningsOf, type WarningInput} from "../../pipeline/findings/warnings.ts";
import type {IcpRows} from "../../pipeline/findings/icpRows.ts";
import type {IcpCriterionEvidenceRow, IcpDisqualifierLedgerRow, IcpOutsideSegmentRow, IcpRegisterRow} from "../../pipeline/schema/marts.ts";
import {driftRow, tier, validation} from "./icpFixtures.ts";

const settings = {
  as_of: "2025-12-31", currency: "USD", fiscal_year_start_month: 1, lift: 1.3, broadness: 0.4, resolved: 0.85, q: 0.1, verdict_wins: 20, verdict_losses: 20, has_deals: true, has_created_on: true
};
const nothing: DecisionInput = {judged: validation(), criteria: [], disqualifiers: [], segments: [], drift: [], meanWonAmount: 1000, settings};

function stake(changes: Partial<RuleStake>): RuleStake {
  return {won_count: 0, decided_count: 0, other_won_count: 0, other_decided_count: 0, year_won_count: 0, year_won_amount: 0, ...changes};
}

function disqualifier(own: RuleStake): IcpDisqualifierLedgerRow & {stake: RuleStake} {
  return {icp: "main", version: "1", disqualifier: "small", label: "employees below 20", deals_stopped: 96, share_of_wins: 0.06, share_of_selling_days: 0.05, stake: own} as IcpDisqualifierLedgerRow & {stake: RuleStake};
}

function criterion(changes: Partial<IcpCriterionEvidenceRow>, own: RuleStake | null = null) {
  return {
    icp: "main", version: "1", criterion: "crm", label: "uses Salesforce", status: "testable", column_name: "technologies", weight: 2, met_decided_count: 200, missed_decided_count: 200, unknown_decided_count: 0,
    met_win_rate: 0.25, missed_win_rate: 0.25, difference: 0, difference_low: -0.08, difference_high: 0.08, q_value: 0.9, auc: 0.63, auc_without: 0.632, auc_gain: -0.002, unknown_win_rate: null, allow_leak: null, ...changes, stake: own, leak: null
  } as IcpCriterionEvidenceRow & {stake: RuleStake | null; leak: Leak | null};
}

function segment(changes: Partial<IcpOutsideSegmentRow>): IcpOutsideSegmentRow {
  return {
    icp: "main", version: "1", dimension: "industry", segment: "Healthcare", segment_order: 1, won_count: 18, decided_count: 52, win_rate: 0.35, win_rate_low: 0.23, win_rate_high: 0.48, other_win_rate: 0.18,
    difference: 0.17, difference_low: 0.05, difference_high: 0.3, q_value: 0.08, tier1_win_rate: 0.34, tier1_difference: 0.01, tier1_difference_low: -0.12, tier1_difference_high: 0.15, tier1_deal_share: 0.02,
    year_won_count: 8, year_won_amount: 16000, ...changes
  };
}

const kinds = (input: Partial<DecisionInput>) => decisionsOf({...nothing, ...input}).map(({kind}) => kind);

describe("what to decide", () => {
  it("is nothing where nothing speaks for a change", () => expect(decisionsOf(nothing)).toEqual([]));

  it("is a disqualifier whose deals win no less often, never one whose deals win less often beyond chance", () => {
    const as = {...disqualifier(stake({})), stake: stake({won_count: 24, decided_count: 96, other_won_count: 250, other_decided_count: 1000, year_won_count: 12})};
    expect(kinds({disqualifiers: [as]})).toEqual(["disqualifier"]);
    expect(kinds({disqualifiers: [{...as, stake: stake({...as.stake, won_count: 5})}]})).toEqual([]);
    expect(kinds({disqualifiers: [{...as, stake: stake({...as.stake, won_count: 8, decided_count: 29})}]})).toEqual([]);
  });

  it("is a segment mostly outside tier 1 that differs beyond chance and does not trail tier 1 beyond chance", () => {
    expect(kinds({segments: [segment({})]})).toEqual(["segment"]);
    for (const changes of [{q_value: 0.11}, {tier1_deal_share: 0.2}, {tier1_difference_high: -0.01}, {decided_count: 29}, {difference: -0.17}, {q_value: null}]) {
      expect(kinds({segments: [segment(changes)]}), JSON.stringify(changes)).toEqual([]);
    }
  });

  it("is a criterion that tells nothing, not one that adds to the score or differs beyond chance", () => {
    expect(kinds({criteria: [criterion({})]})).toEqual(["criterion"]);
    expect(kinds({criteria: [criterion({auc_gain: 0.02})]})).toEqual([]);
    expect(kinds({criteria: [criterion({auc: null, auc_without: null, auc_gain: null})]}), "nothing won, or nothing lost").toEqual([]);
    expect(kinds({criteria: [criterion({difference_low: 0.01})]})).toEqual([]);
    expect(kinds({criteria: [criterion({met_decided_count: 29})]})).toEqual([]);
    expect(decisionsOf({...nothing, criteria: [criterion({difference: -0.2, difference_low: -0.3, difference_high: -0.1})]})[0]!.title).toContain("or turn round");
  });

  it("is a mix that moved beyond chance, worth the wins that the old mix would have brought", () => {
    const drift = [
      driftRow("2024-10-01", "1", {decided_count: 40, is_reference: true}), driftRow("2024-10-01", "all", {decided_count: 100, is_reference: true}),
      driftRow("2025-10-01", "1", {decided_count: 20, psi: 0.2}), driftRow("2025-10-01", "all", {decided_count: 100, psi: 0.2})
    ];
    const [decision] = decisionsOf({...nothing, drift});
    expect(decision?.kind).toBe("drift");
    // (40 % − 20 %) of 100 decided deals × 15 points.
    expect(decision?.winsPerQuarter).toBeCloseTo(3, 12);
    expect(kinds({drift: drift.map((row) => ({...row, psi: 0.1}))})).toEqual([]);
  });

  it("is to find out when a suspended criterion's column is filled in, with the deals that speak against it", () => {
    const leak = {flags: "deals without it are hardly ever won", won_count: 120, lost_count: 80, won_fill_rate: 1, lost_fill_rate: 0.875};
    const [decision] = decisionsOf({...nothing, criteria: [{...criterion({status: "suspended"}), leak}]});
    expect(decision).toMatchObject({kind: "suspended", title: "Find out when “technologies” is filled in", evidence: "none of the 10 decided deals without it was won", least: 10});
  });

  it("is a field to record where a criterion has no column or is often unknown", () => {
    expect(decisionsOf({...nothing, criteria: [criterion({status: "untestable", met_decided_count: 0, missed_decided_count: 0})]})[0]!.title).toBe("Start recording “technologies”");
    expect(kinds({criteria: [criterion({difference_low: 0.01, unknown_decided_count: 100})]})).toEqual(["field"]);
    expect(kinds({criteria: [criterion({difference_low: 0.01, unknown_decided_count: 99})]})).toEqual([]);
  });

  it("puts a verdict that fails first, then what most wins hang on, what none can be said of last", () => {
    const found = decisionsOf({
      ...nothing, judged: validation({verdict: "contradicted", tier1_difference: -0.1, tier1_difference_low: -0.2, tier1_difference_high: -0.02}),
      segments: [segment({}), segment({segment: "Energy", year_won_count: 40})], criteria: [criterion({status: "untestable"})]
    });
    expect(found.map(({kind}) => kind)).toEqual(["verdict", "segment", "segment", "field"]);
    expect(found.slice(1).map(({winsPerQuarter}) => winsPerQuarter)).toEqual([10, 2, null]);
  });
});

describe("warnings", () => {
  const register = {icp: "main", version: "1", is_in_force: true, effective_from: "2025-01-01", first_seen_on: "2024-12-31", written_on: "2024-12-01", is_edited: false, version_order: 1, status: "approved"} as IcpRegisterRow;
  const rows: IcpRows = {register: [register], validation: [validation()], tiers: [], comparisons: [], conditions: [], gains: [], drift: [], settings};
  const quiet: WarningInput = {criteria: [], leaks: [], exports: [], churn: [], decided: {all_count: 100, lost_count: 60, without_account_count: 0}, has_accounts: true, has_deals: true, has_revenue: true, clustering: null, rejected: {row_count: 0, all_count: 100}, thresholds_edited_on: null, later_data_date: null, shrunk: []};
  const found = (input: Partial<WarningInput>, given: Partial<IcpRows> = {}) => warningsOf({...rows, ...given}, {...quiet, ...input}).map(({kind}) => kind);

  it("are none where nothing is wrong", () => expect(found({})).toEqual([]));
  it("come worst first: a leak that the ICP allows before old data before clustering", () => {
    expect(found({
      clustering: {decided_per_account: 1.4, design_effect: 1.21, account_count: 90}, exports: [{export: "subscriptions", latest_date: "2025-10-01", age: 91}], criteria: [criterion({allow_leak: "it is known earlier"})]
    })).toEqual(["leak_allowed", "old_data", "clustering"]);
  });
  it("begin with deals that were not exported, and name revenue that was not", () => {
    expect(found({has_deals: false, has_revenue: false, decided: {all_count: 0, lost_count: 0, without_account_count: 0}})).toEqual(["no_deals", "no_revenue"]);
    const unjudged = {validation: [validation({verdict: "not proven", reason_code: "too_few"})]};
    expect(found({has_deals: false}, unjudged)).toEqual(["no_deals"]);
  });
  it("say that no deal is lost where all that are decided are won", () => expect(found({decided: {all_count: 20, lost_count: 0, without_account_count: 0}})).toEqual(["no_lost"]));
  it("say of one deal and of one export what they say of many, with the age of each", () => {
    const meanings = (input: Partial<WarningInput>) => warningsOf(rows, {...quiet, ...input}).map(({cause, meaning}) => `${cause} ${meaning}`)[0];
    expect(meanings({decided: {all_count: 1, lost_count: 0, without_account_count: 0}})).toMatch(/^No deal counts as lost\. The one decided deal is won: /);
    const old = [{export: "mrr_snapshots", latest_date: "2025-10-01", age: 91}, {export: "opportunities", latest_date: "2025-06-30", age: 184}];
    expect(meanings({exports: old.slice(0, 1)})).toBe("An export is old. MRR snapshots end on 1 Oct 2025, 91 days before the data date.");
    expect(meanings({exports: old.slice(1)})).toBe("An export is old. Deals end on 30 Jun 2025, 184 days before the data date.");
    expect(meanings({exports: old})).toBe("Some exports are old. MRR snapshots end on 1 Oct 2025, 91 days before the data date and deals end on 30 Jun 2025, 184 days before the data date.");
  });
  it("speak of deals without an account from the fiftieth decided one on", () => {
    const said = (n: number, hasAccounts = true) => warningsOf(rows, {...quiet, has_accounts: hasAccounts, decided: {all_count: 100, lost_count: 60, without_account_count: n}}).map(({cause, meaning}) => `${cause} ${meaning}`);
    expect([1, 2].map((n) => said(n))).toEqual([[], ["Some deals have no account. 2\u202f% of decided deals found none; they are scored on their own columns alone."]]);
    expect(said(100)).toEqual(["No decided deal has an account. They are scored on their own columns alone."]);
    expect(said(100, false)).toEqual(["No accounts were exported. Segments and tiers come from the deals’ own columns alone."]);
  });
  it("speak of deals that cannot be scored from the twentieth on, of churn told two ways beyond one account in a hundred, and of rows that could not be read from two in a thousand on", () => {
    const tiers = (unknown: number) => [tier("all", {sample: "all"}), tier("unknown", {sample: "all", decided_count: unknown})];
    expect([4, 5].map((n) => found({}, {tiers: tiers(n)}))).toEqual([[], ["unknown"]]);
    expect([1, 2].map((n) => found({churn: [{source_a: "account_flag", source_b: "revenue", account_count: 100, contradiction_count: n}]}))).toEqual([[], ["churn"]]);
    expect([1, 2].map((n) => found({rejected: {row_count: n, all_count: 1000}}))).toEqual([[], ["rejected"]]);
  });
  it("hold data of 45 days for fresh, and a design effect of 1.2 for harmless", () => {
    expect(found({exports: [{export: "subscriptions", latest_date: "2025-11-16", age: 45}], clustering: {decided_per_account: 1.4, design_effect: 1.2, account_count: 90}})).toEqual([]);
  });
  it("name a version whose file was first seen after it took effect", () => {
    expect(found({}, {register: [{...register, first_seen_on: "2025-06-30"}]})).toEqual(["seen_late"]);
    expect(found({}, {register: [{...register, first_seen_on: "2025-01-01"}]})).toEqual([]);
  });
  it("name a version, or thresholds, that were changed after it took effect", () => {
    expect(found({}, {register: [{...register, first_seen_on: "2025-06-30", is_edited: true}]})).toEqual(["edited"]);
    expect(found({}, {register: [{...register, is_edited: true}]})).toEqual([]);
    expect(["2025-06-30", "2025-01-01"].map((day) => found({thresholds_edited_on: day}))).toEqual([["thresholds"], []]);
  });
  it("say that the data end earlier than before", () => {
    expect(found({later_data_date: "2026-03-31"})).toEqual(["older_data"]);
  });
  it("say which exports have shrunk, and by how much", () => {
    const [warning] = warningsOf(rows, {...quiet, shrunk: [{export: "opportunities", before: 1200, after: 39}, {export: "stage_history", before: 10, after: 1}]});
    expect(`${warning!.cause} ${warning!.meaning}`).toBe("Exports have shrunk. Deals went from 1,200 to 39 rows and stage history went from 10 to 1 row since the last run on other exports: what is missing may have been cut off.");
  });
  it("say that a column leaks where its deals show it, and only that it may where nothing but its name speaks against it", () => {
    const leak = {header: "Onboarding_Status__c", flags: "filled more often on one outcome; its name speaks of the close", won_count: 40, lost_count: 60};
    const said = (won: number | null, lost: number | null) => warningsOf(rows, {...quiet, leaks: [{...leak, won_fill_rate: won, lost_fill_rate: lost}]}).map(({cause}) => cause);
    expect([said(null, null), said(0.92, 0.03)]).toEqual([["A column may leak the outcome."], ["A column leaks the outcome."]]);
    // The ICP may allow it, and another warning says so.
    const [, warning] = warningsOf(rows, {...quiet, leaks: [{...leak, won_fill_rate: 0.92, lost_fill_rate: 0.03}], criteria: [criterion({allow_leak: "it is known earlier"})]});
    expect(warning!.meaning).toBe("“Onboarding_Status__c”: filled on 92\u202f% of won and 3\u202f% of lost deals. It is kept out of the criteria unless the ICP gives a reason.");
  });
  it("say how often a leaking column is filled where that is what flags it, by the workspace's own leak_fill_gap, else what does", () => {
    const said = (flags: string) => warningsOf(rows, {...quiet, leaks: [{header: "Contract_URL__c", flags, won_count: 40, lost_count: 60, won_fill_rate: 0.5, lost_fill_rate: 0.25}]})[0]!.meaning;
    expect(said("its name speaks of the close")).toMatch(/^“Contract_URL__c”: its name speaks of the close\./);
    expect(said("filled more often on one outcome")).toMatch(/^“Contract_URL__c”: filled on 50\u202f% of won and 25\u202f% of lost deals\./);
  });
  it("say of a column without which deals are hardly ever won how many those are", () => {
    const said = (lostFill: number) => warningsOf(rows, {...quiet, leaks: [{header: "Industry", flags: "deals without it are hardly ever won", won_count: 12, lost_count: 100, won_fill_rate: 1, lost_fill_rate: lostFill}]}).map(({cause, meaning}) => `${cause} ${meaning}`)[0];
    expect(said(0.9)).toMatch(/^A column leaks the outcome\. “Industry”: none of the 10 decided deals without it was won\./);
  });
  it("say where the deals enough for a verdict lack one side", () => {
    const meaning = (changes: object) => warningsOf({...rows, validation: [validation({verdict: "not proven", reason_code: "too_few", ...changes})]}, quiet)[0]!.meaning;
    expect(meaning({tier1_decided_count: 0, tier1_won_count: 0})).toBe("122 wins and 518 losses are old enough to judge, none of them in tier 1.");
    expect(meaning({rest_decided_count: 0, rest_won_count: 0})).toBe("72 wins and 140 losses are old enough to judge, all of them in tier 1.");
    expect(meaning({})).toBe("194 wins and 658 losses are old enough to judge.");
  });
  it("name too few deals and a suspended criterion", () => {
    expect(found({criteria: [criterion({status: "suspended"})]}, {validation: [validation({verdict: "not proven", reason_code: "too_few"})]})).toEqual(["suspended", "too_few"]);
  });
});
