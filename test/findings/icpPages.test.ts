import {describe, expect, it} from "vitest";
import {accountsFinding, comparisonFinding, criteriaFinding, disqualifierFinding, driftFinding, exceptionTitles, movesFinding, pastSentence} from "../../pipeline/findings/icpPages.ts";
import {selection} from "../../pipeline/findings/icpValidation.ts";
import type {IcpCriterionEvidenceRow, IcpDisqualifierLedgerRow, IcpRegisterRow, IcpVersionComparisonRow} from "../../pipeline/schema/marts.ts";
import {driftRow, validation} from "./icpFixtures.ts";

describe("what the criteria say as a whole", () => {
  const version = {version: "1", status: "approved"} as IcpRegisterRow;
  const criterion = (difference: number, q: number, met = 50) => ({criterion: "size", label: "size is right", q_value: q, difference, difference_low: difference - 0.04, difference_high: difference + 0.04, met_decided_count: met, missed_decided_count: 50}) as IcpCriterionEvidenceRow;

  it("begins with a capital, and does not say that none tells where one tells the other way round", () => {
    expect(criteriaFinding(version, [criterion(0.01, 0.5)], 0.1)).toBe("The **one** testable criterion **does not** mark companies that buy more often beyond chance.");
    expect(criteriaFinding(version, [criterion(0.1, 0.01)], 0.1)).toBe("The **one** testable criterion marks companies that buy more often beyond chance (size is right: +10 (+6 to +14) points).");
    expect(criteriaFinding(version, [criterion(0.1, 0.01), criterion(0.2, 0.01)], 0.1)).toBe("**Both** testable criteria mark companies that buy more often beyond chance (size is right most: +20 (+16 to +24) points).");
    expect(criteriaFinding(version, [criterion(-0.1, 0.01), criterion(0.01, 0.5)], 0.1))
      .toBe("**Neither** of the two testable criteria marks companies that buy more often beyond chance; **1** marks companies that buy **less** often (size is right).");
    expect(criteriaFinding(version, [criterion(-0.1, 0.01)], 0.1)).toBe("The **one** testable criterion **does not** mark companies that buy more often beyond chance; **it** marks companies that buy **less** often (size is right).");
    expect(criteriaFinding(version, Array(3).fill(criterion(0.01, 0.5)), 0.1)).toBe("**None** of the 3 testable criteria marks companies that buy more often beyond chance.");
  });

  it("does not call a criterion tested that under ten decided deals meet or miss, unless they differ beyond chance", () => {
    expect(criteriaFinding(version, [criterion(0.01, 0.5, 9)], 0.1)).toMatch(/^Its one criterion cannot be tested yet: too few deals/);
    expect(criteriaFinding(version, [criterion(0.01, 0.5, 9), criterion(0.01, 0.5)], 0.1)).toMatch(/^The \*\*one\*\* testable criterion \*\*does not\*\* mark/);
    expect(criteriaFinding(version, [criterion(0.1, 0.01, 9)], 0.1)).toMatch(/^The \*\*one\*\* testable criterion marks/);
  });
});

describe("what a disqualifier would have cost", () => {
  const row = (changes: Partial<IcpDisqualifierLedgerRow> = {}) => ({
    disqualifier: "too_small", label: "employees below 20", deal_count: 2825, deals_stopped: 306, wins_lost: 44, stopped_decided_count: 219, other_win_rate: 0.261, difference: -0.06, difference_low: -0.11,
    difference_high: 0.001, share_of_selling_days: 0.106, ...changes
  }) as IcpDisqualifierLedgerRow;

  it("sets the wins among its decided deals, and not among all of them, against those of all others", () => {
    expect(disqualifierFinding([row()]).map(({text}) => text)).toEqual([
      "“employees below 20” would have stopped 306 deals, 11\u202f% of selling days; of those decided **20\u202f% of 219** won, of all others 26\u202f%: **−6 points (−11 to +0.1)**."
    ]);
  });

  it("gives no rate of under ten decided deals", () => {
    expect(disqualifierFinding([row({deals_stopped: 12, wins_lost: 3, stopped_decided_count: 8, share_of_selling_days: 0.01})]).map(({text}) => text))
      .toEqual(["“employees below 20” would have stopped 12 deals, 1\u202f% of selling days; of those decided **3 of 8** won."]);
  });

  it("names the one that saves most where none costs a win, and not what it saves as saved by all", () => {
    const free = (label: string, share_of_selling_days: number) => row({label, wins_lost: 0, share_of_selling_days});
    expect(disqualifierFinding([free("employees below 20", 0.02), free("employees above 3,000", 0.05)])[0]!.text)
      .toBe("No disqualifier would have cost a win; “employees above 3,000” alone would have saved 5\u202f% of selling days.");
  });

  it("rests on the fewest of the deals and accounts stopped, the decided ones and all others", () => {
    const least = (changes: Partial<IcpDisqualifierLedgerRow>) => disqualifierFinding([row({accounts_stopped: 90, other_decided_count: 700, ...changes})]).map((said) => said.least);
    expect([{}, {stopped_decided_count: 12}, {accounts_stopped: 1}, {other_decided_count: 4}].flatMap(least)).toEqual([90, 12, 1, 4]);
  });
});

describe("whether the mix of tiers has moved", () => {
  const quarters = (moved: number) => ["2024-01-01", "2024-04-01", "2024-07-01", "2024-10-01", "2025-01-01"].map((quarter, i) => driftRow(quarter, "all", {psi: i < moved ? 0.2 : 0.01}));

  it("names the quarters where they are few, and the last three of many", () => {
    expect(driftFinding(quarters(2), 1)).toBe("The mix of tiers has moved beyond chance in **2 of 5 quarters** compared with the year before this version: 2024 Q1 and 2024 Q2.");
    expect(driftFinding(quarters(0).slice(0, 1), 1)).toBe("The mix of tiers has not moved beyond chance in the **one quarter** compared with the year before this version.");
    expect(driftFinding(quarters(4), 1)).toMatch(/: last in 2024 Q2, 2024 Q3 and 2024 Q4\.$/);
  });
});

describe("two versions on the same deals", () => {
  const row = (changes: Partial<IcpVersionComparisonRow> = {}): IcpVersionComparisonRow => ({
    icp: "main", version_a: "2022", version_b: "2024", sample: "all", tier_a: "all", tier_b: "all", won: 40, lost: 60, moved: 0, decided_count: 100, win_rate: 0.4, win_rate_low: 0.3, win_rate_high: 0.5,
    auc_a: 0.56, auc_b: 0.65, auc_difference: 0.09, auc_difference_low: 0.05, auc_difference_high: 0.13, auc_p_value: 0.001, ...changes
  });

  it("name the better one first, with the difference and its interval", () => {
    expect(comparisonFinding(row())).toBe("**Version 2024 tells won from lost deals better**: by 2024 a won deal outranks a lost one 65 times in 100, by 2022 56 times, a difference of **+9 (+5 to +13)**.");
    expect(comparisonFinding(row({auc_a: 0.65, auc_b: 0.56, auc_difference: -0.09, auc_difference_low: -0.13, auc_difference_high: -0.05})))
      .toBe("**Version 2022 tells won from lost deals better**: by 2022 a won deal outranks a lost one 65 times in 100, by 2024 56 times, a difference of **+9 (+5 to +13)**.");
  });

  it("name neither where the interval holds no difference, or nothing can be told", () => {
    expect(comparisonFinding(row({auc_difference: -0.001, auc_difference_low: -0.01, auc_difference_high: 0.008}))).toMatch(/^\*\*No difference beyond chance\*\* .* a difference of \*\*−0\.1 \(−1 to \+1\)\*\*\.$/);
    expect(comparisonFinding(row({auc_difference: null}))).toBe("Too few decided deals to say which tells won from lost deals better.");
  });

  it("are a hypothesis on deals that one of them could be fitted to, and on those alone", () => {
    const pair = ["all", "in_sample", "out_of_time"].map((sample) => row({sample: sample as "all"}));
    const approved = [{icp: "main", version: "2022", status: "approved" as const}, {icp: "main", version: "2024", status: "approved" as const}];
    expect(pair.map((one) => pastSentence(one, pair, approved))).toEqual([" Past deals are among these: a hypothesis.", " These are past deals: a hypothesis.", ""]);
    expect(pastSentence(pair[0]!, [pair[0]!, pair[2]!], approved)).toBe("");
    expect(pastSentence(pair[0]!, [pair[0]!, pair[1]!], [approved[0]!, {icp: "main", version: "2024", status: "draft"}])).toBe(" These are past deals: a hypothesis.");
  });

  it("say that no deal enters or leaves tier 1 where none does, and not that none of them won", () => {
    const into = row({tier_a: "2", tier_b: "1"}), out = row({tier_a: "1", tier_b: "3", won: 2, decided_count: 8});
    expect(movesFinding([into, out])).toEqual(["Of deals that version 2024 takes into tier 1, 40\u202f% of 100 won; of those that it takes out, 2 of 8 won"]);
    expect(movesFinding([into])).toEqual(["Of deals that version 2024 takes into tier 1, 40\u202f% of 100 won; it takes none out"]);
    expect(movesFinding([out])).toEqual(["Of deals that version 2024 takes out of tier 1, 2 of 8 won; it takes none in"]);
    expect(movesFinding([row({tier_a: "1", tier_b: "1"})])).toEqual([]);
  });
});

describe("whether sellers make it true", () => {
  it("is seen from inbound deals old enough to judge, as the verdict is", () => {
    expect(selection(validation({scenario: "inbound"}), undefined)).toContain("of those old enough to judge, tier 1 won 34\u202f% of 212, tiers 2 and 3 19\u202f% of 640: **+15 points (+8 to +22)**. The lead is there");
  });

  it("is not blamed on missing lead sources where inbound deals are only too young", () => {
    const none = validation({scenario: "inbound", tier1_decided_count: 0, rest_decided_count: 0});
    expect(selection(none, validation({sample: "inbound"}))).toContain("No decided inbound deal is old enough yet");
    expect(selection(none, undefined)).toContain("exports.opportunities.inbound");
  });
});

describe("what the accounts show", () => {
  const tiers = [{tier: "1", account_count: 3, account_share: 0.3}, {tier: "all", account_count: 10, account_share: 1}];
  const said = (won: number, lost: number) => accountsFinding(tiers, [{kind: "won_tier_3", count: won}, {kind: "lost_tier_1", count: lost}]);
  it("is of how many wins and tier 1 deals the exceptions are, and which criterion most wins outside missed", () => {
    const tiers = (third: number, lost: number) => [{tier: "all", won_count: 20, lost_count: 40}, {tier: "1", won_count: 9, lost_count: lost}, {tier: "3", won_count: third, lost_count: 20}];
    const said = (third: number, lost: number, ...missed: number[]) => exceptionTitles(tiers(third, lost), missed.map((n, i) => ({label: `criterion ${i}`, missed_count: n}))).map(({text}) => text);
    expect(said(8, 11, 5, 3)).toEqual(["8 of 20 wins came from tier 3; 5 of them missed “criterion 0”", "11 of 20 decided deals in tier 1 were lost"]);
    expect(said(8, 1, 8)).toEqual(["8 of 20 wins came from tier 3; all of them missed “criterion 0”", "1 of 10 decided deals in tier 1 was lost"]);
    expect(said(8, 0)).toEqual(["8 of 20 wins came from tier 3"]);
    expect(said(0, 0)).toEqual([]);
  });

  it("is how many are in tier 1, and the deals that went the other way", () => {
    expect(said(1, 0)).toBe("**3 of 10** accounts are in tier 1. **1** deal was won in tier 3 and **0** lost in tier 1: the exceptions below.");
    expect(said(2, 5)).toBe("**3 of 10** accounts are in tier 1. **2** deals were won in tier 3 and **5** lost in tier 1: the exceptions below.");
    expect(said(0, 0)).toBe("**3 of 10** accounts are in tier 1. No deal was won in tier 3 or lost in tier 1.");
  });
});
