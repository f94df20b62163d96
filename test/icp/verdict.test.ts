import {describe, expect, it} from "vitest";
import {NO_DEALS, NO_TIERS, NOT_KEPT, share, type DealCounts, type Evidence, type TierDeals} from "../../pipeline/icp/evidence.ts";
import {shrunkRates} from "../../pipeline/icp/shrunkRates.ts";
import {verdict, type Verdict, type VerdictInput} from "../../pipeline/icp/verdict.ts";
import type {LogRank} from "../../pipeline/statistics/logRank.ts";

const THRESHOLDS = {lift: 1.3, resolved: 0.85, verdict_wins: 20, verdict_losses: 20};

const of = (won: number, lost: number, others: Partial<DealCounts> = {}): DealCounts => ({...NO_DEALS, won, lost, ...others});
const tiers = (first: DealCounts, second: DealCounts, third: DealCounts, unknown = NO_DEALS): TierDeals => ({1: first, 2: second, 3: third, unknown});

/** The worked example of the definitions: 30 of 70, 25 of 120, 5 of 70. */
const PLANTED = tiers(of(30, 40), of(25, 95), of(5, 65));
const ALIKE = tiers(of(20, 60), of(30, 90), of(25, 75));

function evidence(judged: TierDeals, more: Partial<Evidence> = {}): Evidence {
  return {horizonDays: 120, judged, young: 0, keeping: NOT_KEPT, ...more};
}

function judge(own: Evidence, more: Partial<VerdictInput> = {}): Verdict {
  return verdict({own, other: own, background: own.judged, pace: {decided: 365, days: 365}, thresholds: THRESHOLDS, waits: null, ...more});
}

const unmet = (found: Verdict): string[] => found.conditions.filter((condition) => !condition.isMet).map((condition) => condition.name);

function logRank(observed: number, expected: number, p: number): LogRank {
  return {groups: ["1", "rest"], n: [100, 100], observed: [observed, 40 - observed], expected: [expected, 40 - expected], chiSquare: 1, df: 1, p};
}

it("takes no share of nothing", () => expect([share(0, 0), share(0, 3), share(3, 3)]).toEqual([null, 0, 1]));

describe("a supported ICP", () => {
  it("wins more often beyond chance, falls from tier to tier, lifts by 1.3 and keeps no worse, however unknown values count", () => {
    const found = judge(evidence(PLANTED));
    expect(found).toMatchObject({verdict: "supported", reasonCode: null, dealsNeeded: null});
    expect(found.conditions.map(({name, isMet}) => [name, isMet])).toEqual([
      ["difference", true], ["created", true], ["order", true], ["lift", true], ["keeps", true], ["unknown_policy", true]
    ]);
    expect(found.reasons[0]).toBe("Of deals created since it took effect and old enough to judge, tier 1 won 43\u202f% of 70 decided, tiers 2 and 3 16\u202f% of 190: +27 (+15 to +40) points.");
  });

  it("does not pass with the other unknown policy undecided", () => {
    const found = judge(evidence(PLANTED), {other: evidence(ALIKE)});
    expect(found).toMatchObject({verdict: "not proven", reasonCode: "failed_condition:unknown_policy"});
    expect(found.reasons).toContain("If unknown values are counted the other way, the verdict is not proven (no difference).");
  });

  it("needs the same sign among all deals created: open and undecided deals of tier 1 count there", () => {
    const judged = tiers(of(30, 40, {noDecision: 130}), of(25, 95), of(5, 65));
    expect(unmet(judge(evidence(judged)))).toEqual(["created", "unknown_policy"]);
    expect(judge(evidence(judged)).reasonCode).toBe("failed_condition:created");
  });

  it("needs win rates that fall from tier 2 to tier 3 as well", () => {
    expect(judge(evidence(tiers(of(30, 40), of(5, 65), of(25, 95)))).reasonCode).toBe("failed_condition:order");
  });

  it("skips a tier without decided deals in that order", () => {
    expect(judge(evidence(tiers(of(30, 40), NO_DEALS, of(30, 160)))).verdict).toBe("supported");
  });

  it("takes a lift of exactly the bar, and nothing under it", () => {
    // base 0.25; tier 1 at 0.325 is a lift of 1.3.
    const atBar = tiers(of(130, 270), of(240, 760), of(130, 470));
    expect(judge(evidence(atBar)).conditions[3]).toMatchObject({name: "lift", value: 1.3, isMet: true});
    expect(judge(evidence(atBar), {thresholds: {...THRESHOLDS, lift: 1.301}}).reasonCode).toBe("failed_condition:lift");
    // 60 of 120 against 300 of 780, too.
    expect(judge(evidence(tiers(of(60, 60), of(140, 190), of(100, 230)))).verdict).toBe("supported");
  });

  it("counts deals of tier unknown in the base rate, and nowhere else", () => {
    const judged = tiers(of(27, 63), of(40, 120), of(15, 55), of(0, 400));
    const [difference, , , lift] = judge(evidence(judged)).conditions;
    expect(lift!.value).toBeCloseTo(0.3 / (82 / 720), 12);
    expect(difference).toEqual(judge(evidence({...judged, unknown: NO_DEALS})).conditions[0]);
  });

  it("is never made by deals whose account is missing only when lost", () => {
    for (const lost of [0, 100, 1000, 100_000]) {
      expect(judge(evidence({...ALIKE, unknown: of(0, lost)})).verdict).toBe("not proven");
    }
  });
});

const gross = (low: number, high: number): Evidence["keeping"] =>
  ({baseAccounts: [30, 90], grossDifference: {estimate: (low + high) / 2, low, high}, churned: 5, logRank: null});
const survival = (observed: number, p: number): Evidence["keeping"] => ({...NOT_KEPT, churned: 40, logRank: logRank(observed, 20, p)});

describe("keeping worse", () => {
  it("is an interval of gross retention that lies under 0", () => {
    expect(judge(evidence(PLANTED, {keeping: gross(-0.2, -0.001)})).reasonCode).toBe("failed_condition:keeps");
    expect(judge(evidence(PLANTED, {keeping: gross(-0.2, 0)})).verdict).toBe("supported");
  });
  it("is a log-rank test at 5 % with more churned than expected", () => {
    expect(judge(evidence(PLANTED, {keeping: survival(28, 0.05)})).reasonCode).toBe("failed_condition:keeps");
    expect(judge(evidence(PLANTED, {keeping: survival(28, 0.051)})).verdict).toBe("supported");
    expect(judge(evidence(PLANTED, {keeping: survival(12, 0.001)})).verdict).toBe("supported");
  });
  it("is no bar where it cannot be tested, and says so", () => {
    expect(judge(evidence(PLANTED)).conditions[4]!.text)
      .toBe("How tier 1 keeps its customers is not tested, which is no bar: gross retention not tested (0 and 0 customers a year ago, 20 on each side are needed); "
        + "survival not tested (0 churned, 10 are needed).");
  });
});

describe("a contradicted ICP", () => {
  it("wins less often beyond chance in tier 1, by a lift of at most 1 / 1.3", () => {
    expect(judge(evidence(tiers(of(5, 65), of(25, 95), of(30, 40))))).toMatchObject({verdict: "contradicted", reasonCode: null});
  });
  it("is contradicted by a lift of exactly that", () => {
    // 100 of 400 against 260 of 800.
    expect(judge(evidence(tiers(of(100, 300), of(80, 120), of(80, 120)))).verdict).toBe("contradicted");
  });
  it("is not yet contradicted by a lift above that", () => {
    // base 0.2455, lift 0.815: beyond chance, but not by enough.
    expect(judge(evidence(tiers(of(400, 1600), of(800, 2200), of(900, 2600))))).toMatchObject({verdict: "not proven", reasonCode: "failed_condition:difference"});
  });
});

describe("an ICP that is not proven", () => {
  it("has too few deals under 20 wins or under 20 losses of tiers 1 to 3", () => {
    expect(judge(evidence(tiers(of(10, 40), of(5, 95), of(4, 65)))).reasonCode).toBe("too_few");
    expect(judge(evidence(tiers(of(10, 40), of(5, 95), of(4, 65), of(50, 0)))).reasonCode).toBe("too_few");
    expect(judge(evidence(tiers(of(11, 40), of(5, 95), of(4, 65)))).reasonCode).not.toBe("too_few");
    expect(judge(evidence(tiers(of(30, 5), of(30, 9), of(30, 5)))).reasonCode).toBe("too_few");
  });
  it("is too early where tier 1 or the rest has no deal to judge", () => {
    for (const one of [tiers(NO_DEALS, of(30, 90), of(10, 60)), tiers(of(40, 60), NO_DEALS, NO_DEALS)]) expect(judge(evidence(one)).reasonCode).toBe("too_early");
    expect(judge(evidence(tiers(NO_DEALS, of(30, 90), of(10, 60)))).reasons).toContain("Too early: tier 1 has no deal to judge.");
  });
  it("is too early while under 85 % of tier 1 or of the rest are resolved", () => {
    const open = (n: number): TierDeals => ({...PLANTED, 1: of(30, 55, {open: n})});
    expect(judge(evidence(open(15))).reasonCode).not.toBe("too_early");
    expect(judge(evidence(open(16))).reasonCode).toBe("too_early");
    expect(judge(evidence({...PLANTED, 2: of(25, 95, {open: 60})})).reasonCode).toBe("too_early");
  });
  it("is too early where no deal can be said to be old enough, or none is yet", () => {
    expect(judge(evidence(NO_TIERS, {horizonDays: null, young: 300}), {background: PLANTED}).reasonCode).toBe("too_early");
    expect(judge(evidence(NO_TIERS, {young: 300}), {background: PLANTED}).reasonCode).toBe("too_early");
  });
  it("has too few deals where none was created since it took effect", () => {
    expect(judge(evidence(NO_TIERS, {horizonDays: null}), {background: PLANTED}).reasonCode).toBe("too_few");
  });
  it("shows no difference where the interval holds 0", () => {
    expect(judge(evidence(ALIKE)).reasonCode).toBe("no_difference");
  });
  it("gives no rate of under ten decided deals", () => {
    expect(judge(evidence({...NO_TIERS, 1: of(1, 2), 2: of(8, 12)})).reasons[0])
      .toBe("Of deals created since it took effect and old enough to judge, tier 1 won 1 of 3 decided, tiers 2 and 3 40\u202f% of 20, too few for a rate.");
  });
  it("says how many more decided deals it takes at the observed share of tier 1, and how long that is", () => {
    // base 0.25, tier 1 at 0.325 against 0.2227 in the rest: 298 per arm, so 1,118 with 26.7 % in tier 1, less 300.
    const found = judge(evidence(ALIKE), {pace: {decided: 730, days: 365}});
    expect(found.dealsNeeded).toBe(818);
    expect(found.daysNeeded).toBe(409);
    expect(found.reasons.at(-1)).toBe("To show a lift of 1.3, about 818 more decided deals are needed: at the present 730 a year, about 13 months.");
    expect(judge(evidence(ALIKE), {pace: {decided: 182, days: 91}}).reasons.at(-1)).toMatch(/at the present 730 a year, about 13 months\.$/);
  });
  it("foresees no more than twenty years, and counts no more deals and days than a column holds", () => {
    expect(judge(evidence(ALIKE), {pace: {decided: 37, days: 365}}).reasons.at(-1)).toMatch(/: at the present 37 a year, more than 20 years\.$/);
    const endless = judge(evidence(ALIKE), {pace: {decided: 1, days: 1000}, thresholds: {...THRESHOLDS, lift: 1.000001}});
    expect([endless.dealsForLift, endless.daysNeeded]).toEqual([1e9, 1e9]);
  });
  it("says why no deal can be judged of a version that is not in force yet", () => {
    const waits = "It takes effect on 1 Jan 2027, so no deal can be judged yet.";
    expect(judge(evidence(NO_TIERS), {waits}).reasons).toEqual([waits, "Too few deals: 0 won and 0 lost to judge, at least 20 and 20 are needed."]);
  });
  it("asks for no deal more than that where the number is whole", () => {
    // 265 per arm, 5 of 154 decided deals in tier 1: 265 × 154 / 5.
    expect(judge(evidence(tiers(of(2, 3), of(3, 2), of(55, 89)))).dealsForLift).toBe(8162);
  });
  it("counts them from all deals where none is judged", () => {
    expect(judge(evidence(NO_TIERS, {young: 5}), {background: ALIKE}).dealsNeeded).toBe(1118);
  });
  it("needs no number of deals where 1.3 × the base rate is 1 or more", () => {
    expect(judge(evidence(tiers(of(80, 20), of(80, 20), of(80, 20)))).dealsNeeded).toBeNull();
  });
  it("needs no number of deals where the bar is a lift of 1, which is no difference", () => {
    const found = judge(evidence(tiers(of(1, 2), of(14, 23), NO_DEALS)), {thresholds: {...THRESHOLDS, lift: 1}});
    expect(found).toMatchObject({reasonCode: "too_few", dealsForLift: null, dealsNeeded: null});
  });
  it("says so where enough deals are decided and a lift of 1.3 would have shown", () => {
    const found = judge(evidence(tiers(of(200, 600), of(300, 900), of(250, 750))));
    expect(found).toMatchObject({reasonCode: "no_difference", dealsNeeded: 0, daysNeeded: null});
    expect(found.reasons.at(-1)).toMatch(/^A lift of 1\.3 would show in about 1,118 decided deals, and 3,000 are decided/);
  });
});

describe("the steadied rates of tiers", () => {
  it("are drawn towards each other as far as chance could have driven them apart", () => {
    // 40 and 10 of 100: 25 % in all, ρ = (4.5 / 0.1875 − 1) / 99 = 23/99, a prior worth 76/23 deals.
    const prior = 76 / 23;
    const rates = shrunkRates([40, 10], [100, 100]);
    expect(rates[0]).toBeCloseTo((40 + prior / 4) / (100 + prior), 12);
    expect(rates[1]).toBeCloseTo((10 + prior / 4) / (100 + prior), 12);
    expect(shrunkRates([26, 24], [100, 100]), "no more than by chance").toEqual([0.25, 0.25]);
    expect(shrunkRates([0, 0], [0, 0])).toEqual([null, null]);
  });
});
