import fc from "fast-check";
import {describe, expect, it} from "vitest";
import type {Database} from "../../pipeline/database.ts";
import {aucOf, divided, IcpOracle, median, newcombe, riskRatio} from "./oracle.ts";
import {icpDatabase, type Criterion, type IcpSpec, type Version} from "./support.ts";

const SCENARIOS = ["base", "broad", "stale_open_lost", "without_top_owner", "new_customers", "inbound"];
const SAMPLES = ["all", "in_sample", "out_of_time", "judged", "own_reign", "inbound"];
const MARTS = ["icp_accounts", "icp_tiers", "icp_validation", "icp_gains", "icp_criteria_evidence", "icp_disqualifier_ledger", "icp_misfits", "icp_version_comparison"];

const ENDINGS = ["won", "won", "won", "won", "won", "won", "lost", "lost", "lost", "lost", "lost", "lost", "lost", "lost", "lost", "lost", "no_decision", "disqualified"] as const;

const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(arbitrary, {freq: 4});
const industry = fc.constantFrom("SaaS", "FinTech", "Retail");
const employees = fc.constantFrom("10", "19", "20", "50", "51–200", "201–500", "500", "501–", "10–100");
const technologies = fc.constantFrom("Salesforce", "HubSpot; Salesforce", "Zoho");
// Every tenth day from 2023-01-01, so that deals stand on the first and last days of samples.
const date = (from: number, to: number): fc.Arbitrary<string> =>
  fc.integer({min: from / 10, max: to / 10}).map((day) => new Date(Date.UTC(2023, 0, 1) + 10 * day * 86_400_000).toISOString().slice(0, 10));

const rule = (id: string): fc.Arbitrary<Criterion> => fc.oneof(
  fc.record({id: fc.constant(id), column: fc.constant("industry"), predicate: fc.constantFrom("in", "not_in"), values: fc.subarray(["saas", "fintech", "retail"], {minLength: 1})}),
  fc.record({id: fc.constant(id), column: fc.constant("employees"), predicate: fc.constant("between"), low: fc.constantFrom(20, 51), high: fc.constantFrom(200, 500)}),
  fc.record({id: fc.constant(id), column: fc.constant("employees"), predicate: fc.constant("at_least"), low: fc.constantFrom(20, 50)}),
  fc.record({id: fc.constant(id), column: fc.constant("technologies"), predicate: fc.constantFrom("has_any", "has_none"), values: fc.subarray(["salesforce", "zoho"], {minLength: 1})}),
  fc.record({id: fc.constant(id), column: fc.constant("pain"), predicate: fc.constant("in"), values: fc.constant(["yes"])})
);

const version = (icp: string, name: string): fc.Arbitrary<Version> => fc.record({
  criteria: fc.tuple(rule("a"), rule("b"), rule("c"), fc.array(fc.tuple(fc.constantFrom(1, 2, 0.5), fc.boolean()), {minLength: 3, maxLength: 3}),
    maybe(fc.constantFrom(20, 60))).map(([a, b, c, weights, small]): Criterion[] => [
    ...[a, b, c].map((criterion, i) => ({...criterion, weight: weights[i]![0], required: i === 0 && weights[i]![1]})),
    ...small === null ? [] : [{id: "small", column: "employees", predicate: "below", high: small, disqualifier: true}]
  ]),
  from: maybe(date(100, 500)),
  to: fc.constant(null),
  unknown: fc.constantFrom("no_credit", "ignore"),
  cuts: fc.constantFrom([0.75, 0.4] as const, [0.5, 0.25] as const),
  scope: fc.constantFrom<NonNullable<Version["scope"]>[]>({}, {}, {product: ["platform"]})
}).map((one) => ({...one, icp, version: name}));

const world: fc.Arbitrary<IcpSpec> = fc.record({
  asOf: fc.constantFrom("2024-12-31", "2024-11-21"),
  accounts: fc.array(fc.record({industry: maybe(industry), employees: maybe(employees), technologies: maybe(technologies)}), {minLength: 12, maxLength: 30})
    .map((rows) => rows.map((row, i) => ({id: `a${i}`, ...row}))),
  rows: fc.array(fc.record({
    account: maybe(fc.integer({min: 0, max: 29})),
    outcome: fc.constantFrom(...ENDINGS, "open"),
    created: fc.option(date(0, 740), {freq: 15}), days: fc.integer({min: -1, max: 12}).map((tens) => 10 * tens),
    amount: maybe(fc.integer({min: 0, max: 9000})), owner: maybe(fc.constantFrom("Ann", "Bob", "Cy")), source: maybe(fc.constantFrom("web", "cold")),
    type: fc.constantFrom("new_business", "new_business", "new_business", "new_business", "renewal"),
    industry: maybe(industry), pain: maybe(fc.constantFrom("yes", "no")), product: maybe(fc.constantFrom("platform", "services"))
  }), {minLength: 80, maxLength: 160}),
  versions: fc.tuple(version("one", "1"), version("one", "2"), version("two", "1")).map((all) => [...all])
}).map(({asOf, accounts, rows, versions}) => ({
  asOf, accounts, versions: versions.map((one, i) => (i === 0 && one.from && versions[1]!.from && versions[1]!.from > one.from ? {...one, to: versions[1]!.from} : one)),
  deals: rows.map(({account, days, created, owner, source, industry: own, pain, product, ...row}, i) => ({
    ...row, id: `d${i}`, account: account === null ? null : `a${account % accounts.length}`, created,
    closed: row.outcome === "open" || created === null ? null : new Date(Date.parse(created) + days * 86_400_000).toISOString().slice(0, 10),
    ...owner === null ? {} : {owner}, ...source === null ? {} : {source}, own: {industry: own, pain, product}
  }) as IcpSpec["deals"][number])
}));

const close = (value: unknown, expected: number | null, what: string): void => {
  if (expected === null || value === null) expect(value, what).toBe(expected);
  else expect(Math.abs((value as number) - expected), `${what}: ${value} and ${expected}`).toBeLessThan(1e-9 * Math.max(1, Math.abs(expected)));
};

describe("the ICP marts", () => {
  it("agree with a computation deal by deal, on data of any kind", async () => {
    await fc.assert(fc.asyncProperty(world, async (spec) => {
      const db = await icpDatabase(MARTS, spec);
      try {
        for (const one of spec.versions) await compare(db, new IcpOracle(spec, one));
        await compareVersions(db, new IcpOracle(spec, spec.versions[0]!), new IcpOracle(spec, spec.versions[1]!));
      } finally {
        db.close();
      }
    }), {numRuns: 5, seed: 20_240_601, endOnFailure: true});
  }, 300_000);
});

type Row = Record<string, number | string | boolean | null>;

async function compare(db: Database, oracle: IcpOracle): Promise<void> {
  const {icp, version: name} = oracle.version;
  const of = (mart: string): Promise<Row[]> => db.rows<Row>(`select * from ${mart} where icp = $1 and version = $2`, [icp!, name]);
  const accounts = await of("icp_accounts");
  expect(accounts.map(({tier, met, missed, unknown, disqualified_by}) => [tier, met, missed, unknown, disqualified_by])).toEqual(oracle.accounts.map((one) =>
    [one.tier, one.met.join("; "), one.missed.join("; "), one.unknown.join("; "), one.disqualifiedBy.join("; ")]));
  accounts.forEach((row, i) => close(row["score"], oracle.accounts[i]!.score, `score of ${row["account_id"]}`));
  compareTiers(await of("icp_tiers"), oracle);
  compareValidation(await of("icp_validation"), oracle);
  compareGains(await of("icp_gains"), oracle);
  compareEvidence(await of("icp_criteria_evidence"), oracle);
  compareLedger(await of("icp_disqualifier_ledger"), oracle);
  const misfits = oracle.deals.filter(({deal, own}) => (oracle.outcome(deal) === "won" && own.tier === "3") || (oracle.outcome(deal) === "lost" && own.tier === "1"));
  expect((await of("icp_misfits")).map((row) => row["opportunity_id"]).toSorted()).toEqual(misfits.map(({deal}) => deal.id).toSorted());
}

function compareTiers(rows: readonly Row[], oracle: IcpOracle): void {
  expect(rows).toHaveLength(SCENARIOS.length * SAMPLES.length * 5);
  for (const row of rows) {
    const all = oracle.sample(String(row["scenario"]), String(row["sample"]));
    const here = all.filter(({one}) => row["tier"] === "all" || one.own.tier === row["tier"]);
    const count = (list: typeof all, ...outcomes: string[]): number => list.filter(({outcome}) => outcomes.includes(outcome)).length;
    const what = `${row["scenario"]} ${row["sample"]} ${row["tier"]}`;
    for (const outcome of ["won", "lost", "no_decision", "disqualified", "open"]) expect(row[`${outcome}_count`], `${what} ${outcome}`).toBe(count(here, outcome));
    const [won, decided, allWon, allDecided] = [count(here, "won"), count(here, "won", "lost"), count(all, "won"), count(all, "won", "lost")];
    close(row["win_rate"], divided(won, decided), `${what} win_rate`);
    close(row["capture"], divided(won, allWon), `${what} capture`);
    close(row["deal_share"], divided(decided, allDecided), `${what} deal_share`);
    close(row["resolved_rate"], divided(here.length - count(here, "open"), here.length), `${what} resolved_rate`);
    close(row["lift"], decided === 0 || allWon === 0 ? null : won / decided / (allWon / allDecided), `${what} lift`);
    const ratio = riskRatio(won, decided, allWon - won, allDecided - decided);
    const share = decided / allDecided;
    close(row["lift_low"], ratio && ratio[1] / (1 - share + share * ratio[1]), `${what} lift_low`);
    close(row["lift_high"], ratio && ratio[2] / (1 - share + share * ratio[2]), `${what} lift_high`);
    const wins = here.filter(({outcome}) => outcome === "won").map(({one}) => one);
    close(row["median_cycle_days"], median(wins.flatMap(({age}) => (age === null ? [] : [age]))), `${what} median_cycle_days`);
    const sum = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0);
    const amounts = wins.flatMap(({deal}) => (deal.amount === null || deal.amount === undefined ? [] : [deal.amount]));
    close(row["mean_won_amount"], divided(sum(amounts), amounts.length), `${what} mean_won_amount`);
    const allAmounts = all.flatMap(({one, outcome}) => (outcome === "won" ? [one.deal.amount ?? 0] : []));
    close(row["won_amount_share"], sum(allAmounts) > 0 ? sum(amounts) / sum(allAmounts) : null, `${what} won_amount_share`);
    const inTier = oracle.accounts.filter(({tier}) => row["tier"] === "all" || tier === row["tier"]).length;
    close(row["account_share"], inTier / oracle.accounts.length, `${what} account_share`);
  }
}

function compareValidation(rows: readonly Row[], oracle: IcpOracle): void {
  for (const row of rows) {
    const deals = oracle.sample(String(row["scenario"]), String(row["sample"])).filter(({one, outcome}) => one.own.tier !== "unknown" && ["won", "lost"].includes(outcome));
    const what = `${row["scenario"]} ${row["sample"]}`;
    expect(row["horizon_days"], what).toBe(oracle.horizon);
    const ranks = (outcome: string): number[] => deals.filter((deal) => deal.outcome === outcome).map(({one}) => one.own.rank!);
    const auc = aucOf(ranks("won"), ranks("lost"));
    close(row["auc"], auc && auc.auc, `${what} auc`);
    close(row["auc_low"], auc && auc.low, `${what} auc_low`);
    close(row["auc_high"], auc && auc.high, `${what} auc_high`);
    const [a, m] = sideOf(deals, (tier) => tier === "1");
    const [b, n] = sideOf(deals, (tier) => tier !== "1");
    close(row["tier1_difference"], m > 0 && n > 0 ? a / m - b / n : null, `${what} difference`);
    close(row["tier1_difference_low"], newcombe(a, m, b, n)?.[0] ?? null, `${what} difference_low`);
    close(row["tier1_difference_high"], newcombe(a, m, b, n)?.[1] ?? null, `${what} difference_high`);
    const ratio = riskRatio(a, m, b, n);
    close(row["risk_ratio"], ratio && ratio[0], `${what} risk_ratio`);
    close(row["risk_ratio_low"], ratio && ratio[1], `${what} risk_ratio_low`);
    close(row["risk_ratio_high"], ratio && ratio[2], `${what} risk_ratio_high`);
  }
}

function sideOf(deals: ReturnType<IcpOracle["sample"]>, isSide: (tier: string) => boolean): [won: number, decided: number] {
  const side = deals.filter(({one}) => isSide(one.own.tier));
  return [side.filter(({outcome}) => outcome === "won").length, side.length];
}

function compareGains(rows: readonly Row[], oracle: IcpOracle): void {
  for (const row of rows) {
    const decided = oracle.sample("base", String(row["sample"])).filter(({outcome}) => ["won", "lost"].includes(outcome));
    const cut = row["score_cut"] as number | null;
    const within = decided.filter(({one}) => cut === null || (one.own.rank !== null && one.own.rank >= cut - 1e-12));
    const wins = (list: typeof decided): number => list.filter(({outcome}) => outcome === "won").length;
    const what = `${row["sample"]} from ${cut}`;
    close(row["deal_share"], divided(within.length, decided.length), `${what} deal_share`);
    close(row["capture"], divided(wins(within), wins(decided)), `${what} capture`);
    const accounts = oracle.accounts.filter(({rank}) => cut === null || (rank !== null && rank >= cut - 1e-12)).length;
    close(row["account_share"], accounts / oracle.accounts.length, `${what} account_share`);
  }
}

function compareEvidence(rows: readonly Row[], oracle: IcpOracle): void {
  const decided = oracle.sample("base", "all").filter(({outcome}) => ["won", "lost"].includes(outcome));
  for (const row of rows) {
    for (const answer of ["met", "missed", "unknown"] as const) {
      for (const outcome of ["won", "lost"]) {
        const expected = decided.filter((deal) => deal.outcome === outcome && deal.one.own[answer].includes(String(row["criterion"]))).length;
        expect(row[`${answer}_${outcome}_count`], `${row["criterion"]} ${answer} ${outcome}`).toBe(expected);
      }
    }
    const [a, m, b, n] = [row["met_won_count"], row["met_decided_count"], row["missed_won_count"], row["missed_decided_count"]] as [number, number, number, number];
    close(row["difference_low"], newcombe(a, m, b, n)?.[0] ?? null, `${row["criterion"]} difference_low`);
  }
}

function compareLedger(rows: readonly Row[], oracle: IcpOracle): void {
  const days = (deals: typeof oracle.deals): number => deals.reduce((sum, {age}) => sum + (age ?? 0), 0);
  for (const row of rows) {
    const stopped = oracle.deals.filter(({own}) => own.disqualifiedBy.includes(String(row["disqualifier"])));
    const won = stopped.filter(({deal}) => oracle.outcome(deal) === "won");
    expect(row["deals_stopped"]).toBe(stopped.length);
    expect(row["wins_lost"]).toBe(won.length);
    close(row["share_of_wins"], divided(won.length, oracle.deals.filter(({deal}) => oracle.outcome(deal) === "won").length), "share_of_wins");
    close(row["won_amount_lost"], won.reduce((sum, {deal}) => sum + (deal.amount ?? 0), 0), "won_amount_lost");
    expect(row["selling_days_saved"]).toBe(days(stopped));
    close(row["share_of_selling_days"], divided(days(stopped), days(oracle.deals)), "share_of_selling_days");
  }
}

async function compareVersions(db: Database, a: IcpOracle, b: IcpOracle): Promise<void> {
  const rows = await db.rows<Row>("select * from icp_version_comparison where icp = 'one' and sample = 'all'");
  const scoped = a.deals.flatMap((one) => {
    const other = b.deals.find(({deal}) => deal.id === one.deal.id);
    return other && ["won", "lost"].includes(a.outcome(one.deal)) ? [{outcome: a.outcome(one.deal), from: one.own, to: other.own}] : [];
  });
  const both = scoped.filter(({from, to}) => from.tier !== "unknown" && to.tier !== "unknown");
  const auc = (score: (deal: typeof scoped[number]) => number): number | null => aucOf(
    both.filter(({outcome}) => outcome === "won").map(score), both.filter(({outcome}) => outcome === "lost").map(score)
  )?.auc ?? null;
  for (const row of rows) {
    if (row["tier_a"] === "all") {
      expect(row["moved"]).toBe(scoped.filter(({from, to}) => from.tier !== to.tier).length);
      close(row["auc_a"], auc(({from}) => from.rank!), "auc_a");
      close(row["auc_b"], auc(({to}) => to.rank!), "auc_b");
      continue;
    }
    const here = scoped.filter(({from, to}) => from.tier === row["tier_a"] && to.tier === row["tier_b"]);
    expect([row["won"], row["lost"]]).toEqual([here.filter(({outcome}) => outcome === "won").length, here.filter(({outcome}) => outcome === "lost").length]);
  }
}
