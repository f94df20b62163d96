import {describe, expect, it} from "vitest";
import {icpEvidenceFindings, type EvidenceFinding} from "../../pipeline/findings/icpEvidence.ts";
import type {IcpCriterionEvidenceRow} from "../../pipeline/schema/marts.ts";

function criterion(name: string, given: Partial<IcpCriterionEvidenceRow> = {}): IcpCriterionEvidenceRow {
  return {
    icp: "main", version: "1", criterion: name, criterion_order: 1, label: `${name} is right`, kind: "firmographic", column_name: name, weight: 1, is_required: false, rationale: null, allow_leak: null,
    status: "testable", met_account_count: 100, missed_account_count: 100, unknown_account_count: 0, met_won_count: 30, met_lost_count: 70, missed_won_count: 20, missed_lost_count: 80,
    unknown_won_count: 0, unknown_lost_count: 0, met_decided_count: 100, missed_decided_count: 100, unknown_decided_count: 0, met_win_rate: 0.3, met_win_rate_low: 0.2, met_win_rate_high: 0.4,
    missed_win_rate: 0.2, missed_win_rate_low: 0.1, missed_win_rate_high: 0.3, unknown_win_rate: null, difference: 0.1, difference_low: 0.02, difference_high: 0.18, adjusted_for: "size",
    crude_odds_ratio: 2, crude_odds_ratio_low: 1.5, crude_odds_ratio_high: 3, adjusted_odds_ratio: 2, adjusted_odds_ratio_low: 1.4, adjusted_odds_ratio_high: 3, is_reversed: false, p_value: 0.01, q_value: 0.02,
    auc: 0.66, auc_without: 0.6, auc_gain: 0.06, ...given
  };
}

const said = (rows: readonly IcpCriterionEvidenceRow[], figure: EvidenceFinding["figure"]) => icpEvidenceFindings(rows, {q: 0.1}).find((finding) => finding.figure === figure);

describe("what the criteria of an ICP show", () => {
  it("says of one difference that it survives, not one of one", () => {
    expect(said([criterion("a")], "adjusted")?.text).toBe("The one difference survives adjustment for another dimension");
    expect(said([criterion("a"), criterion("b")], "adjusted")?.text).toBe("Both differences survive adjustment for another dimension");
    expect(said(["a", "b", "c"].map((name) => criterion(name)), "adjusted")?.text).toBe("All 3 differences survive adjustment for another dimension");
  });

  it("names the first of many criteria and counts the others", () => {
    const idle = Array.from({length: 90}, (_, i) => criterion(`x${i}`, {auc_without: 0.66, auc_gain: 0}));
    expect(said([criterion("a"), ...idle], "auc")?.text).toMatch(/; “x0 is right”, “x1 is right”, “x2 is right” and 87 more add nothing$/);
    expect(said([criterion("a"), ...idle.slice(0, 8)], "auc")?.text).toMatch(/“x6 is right” and “x7 is right” add nothing$/);
    const fading = Array.from({length: 20}, (_, i) => criterion(`x${i}`, {adjusted_odds_ratio_low: 0.9}));
    expect(said(fading, "adjusted")?.text).toMatch(/“x2 is right” and 17 more fade$/);
  });

  it("counts how many can be tested, and on what", () => {
    const rows = [criterion("a"), criterion("b"), criterion("c", {status: "deal_only"}), criterion("d", {status: "untestable"}), criterion("e", {status: "suspended"})];
    expect(said(rows, "criteria")?.text).toBe("5 criteria: 2 read from the account, 1 read from the deal, 1 suspended and 1 not testable with these exports");
    expect(said([criterion("a")], "criteria")?.text).toBe("1 criterion, read from the account");
    expect(said([criterion("a"), criterion("b")], "criteria")?.text).toBe("2 criteria, both read from the account");
  });

  it("names the criterion that tells most, with its interval, and those that tell nothing", () => {
    const rows = [criterion("a", {difference: 0.3, difference_low: 0.2, difference_high: 0.4, met_win_rate: 0.5}), criterion("b"), criterion("c", {q_value: 0.4, difference: 0.01})];
    expect(said(rows, "evidence")?.text).toBe("Deals that meet “a is right” win 50\u202f% against 20\u202f%, +30 (+20 to +40) points; no difference beyond chance by “c is right”");
    expect(said([criterion("a", {q_value: 0.4})], "evidence")?.text).toBe("No criterion tells won from lost deals beyond chance");
    expect(said([criterion("a", {q_value: null})], "evidence")).toBeUndefined();
  });

  it("takes no difference among under ten deals of a side for none, and says nothing of odds where none can be reckoned", () => {
    const few = criterion("a", {q_value: 0.5, missed_decided_count: 2, crude_odds_ratio: null, crude_odds_ratio_low: null, crude_odds_ratio_high: null});
    expect(said([few], "evidence")?.text).toBe("Too few deals are decided on both sides of the criterion to say whether it tells won from lost");
    expect(said([few, few], "evidence")?.text).toBe("Too few deals are decided on both sides of any criterion to say whether it tells won from lost");
    expect(said([few, criterion("b", {q_value: 0.5})], "evidence")?.text).toBe("No criterion tells won from lost deals beyond chance");
    expect(said([{...few, q_value: 0.01}], "evidence")?.text).toMatch(/^Deals that meet “a is right” win/);
    expect(said([few], "adjusted")).toBeUndefined();
  });

  it("calls a difference reversed where the mart does, as win-rate does, and faded where its adjusted odds are no longer clear of 1", () => {
    const faded = criterion("faded", {adjusted_odds_ratio: 0.9, adjusted_odds_ratio_low: 0.6, adjusted_odds_ratio_high: 1.4});
    const reversed = criterion("reversed", {adjusted_odds_ratio: 0.8, adjusted_odds_ratio_low: 0.6, adjusted_odds_ratio_high: 1.1, is_reversed: true});
    const unclear = criterion("unclear", {crude_odds_ratio_low: 0.9});
    expect(said([criterion("a"), faded, reversed, unclear], "adjusted")?.text).toBe("1 of 3 differences survives adjustment for another dimension; “faded is right” fades and “reversed is right” reverses");
    expect(said([criterion("a"), criterion("b")], "adjusted")?.text).toBe("Both differences survive adjustment for another dimension");
    expect(said([unclear], "adjusted")?.text).toBe("No criterion’s odds lie clear of 1, so adjustment can take nothing away");
    expect(said([criterion("a", {adjusted_odds_ratio: null})], "adjusted")?.text).toBe("No difference can be adjusted for another dimension");
  });

  it("says what the score loses without its best criterion, and which add nothing", () => {
    expect(said([criterion("a"), criterion("b", {auc_without: 0.67, auc_gain: -0.01})], "auc")?.text)
      .toBe("Without “a is right” a won deal outranks a lost one 60 times in 100 instead of 66; “b is right” adds nothing");
    expect(said([criterion("a", {auc_gain: -0.01}), criterion("b", {auc_gain: 0})], "auc")?.text).toBe("No criterion makes the score tell won from lost better");
    expect(said([criterion("a", {auc: 0.4949, auc_without: 0.4947, auc_gain: 0.0002}), criterion("b", {auc_gain: -0.002})], "auc")?.text).toBe("No criterion makes the score tell won from lost noticeably better");
  });

  it("tells apart two scores that would round to one", () => {
    const rows = [criterion("a", {auc: 0.4536, auc_without: 0.4472, auc_gain: 0.0064}), criterion("b", {auc: 0.4536, auc_without: 0.46, auc_gain: -0.0064})];
    expect(said(rows, "auc")?.text).toContain("outranks a lost one 44.7 times in 100 instead of 45.4; “b is right” adds nothing");
  });
  it("rests on the fewest deals of a side, so that the board edition can leave it out", () => {
    expect(said([criterion("a", {missed_decided_count: 4})], "evidence")?.least).toBe(4);
    expect(said([criterion("a")], "criteria")?.least).toBeNull();
  });

  it("keeps names from the ICP as text: no bold, no code, no turned direction", () => {
    const text = said([criterion("a", {label: "**x** `y` \u202Ez"})], "evidence")?.text ?? "";
    expect(text).not.toMatch(/[*`\u202a-\u202e]/);
    expect(text).toContain("z” win 30");
  });
});
