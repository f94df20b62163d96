import {mkdtemp, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import type {Database} from "../../pipeline/database.ts";
import {SAMPLE_WORKSPACE, writeSample} from "../../pipeline/sample/sample.ts";
import {DRIFTED_QUARTER, NULL} from "../../pipeline/sample/truth.ts";
import {countSample} from "./count.ts";

const NEW_BUSINESS = "type = 'New Business'";
/** Created since the planted version took effect, and long enough ago that all but a few are decided. */
const JUDGED = `${NEW_BUSINESS} and created_on between '2024-01-01' and date '2025-12-31' - 170`;

interface Decided {
  readonly segment: string | null;
  readonly won: number;
  readonly lost: number;
}

function decided(db: Database, segment: string, where: string): Promise<Decided[]> {
  return db.rows<Decided>(`
    select ${segment} as segment, count(*) filter (outcome = 'won')::int as won, count(*) filter (outcome = 'lost')::int as lost
    from deals where ${where} group by 1 order by 1
  `);
}

const rate = ({won, lost}: {won: number; lost: number}): number => won / (won + lost);
const sum = (rows: readonly Decided[]) => ({won: rows.reduce((n, row) => n + row.won, 0), lost: rows.reduce((n, row) => n + row.lost, 0)});

/** Newcombe's hybrid score interval, written anew so that the sample is not judged by the code that it tests. */
function difference(a: {won: number; lost: number}, b: {won: number; lost: number}): {low: number; high: number} {
  const [l1, u1] = wilson(a);
  const [l2, u2] = wilson(b);
  return {
    low: rate(a) - rate(b) - Math.hypot(rate(a) - l1, u2 - rate(b)),
    high: rate(a) - rate(b) + Math.hypot(u1 - rate(a), rate(b) - l2)
  };
}

function wilson(counts: {won: number; lost: number}): [number, number] {
  const z = 1.959963984540054;
  const n = counts.won + counts.lost;
  const p = rate(counts);
  const centre = (p + z ** 2 / (2 * n)) / (1 + z ** 2 / n);
  const half = (z * Math.sqrt((p * (1 - p)) / n + z ** 2 / (4 * n ** 2))) / (1 + z ** 2 / n);
  return [centre - half, centre + half];
}

/** Chi-square of won against lost over segments, with its degrees of freedom. */
function chiSquare(rows: readonly Decided[]): {statistic: number; df: number} {
  const total = sum(rows);
  const share = rate(total);
  const statistic = rows.reduce((chi, row) => {
    const n = row.won + row.lost;
    return chi + (row.won - n * share) ** 2 / (n * share * (1 - share));
  }, 0);
  return {statistic, df: rows.length - 1};
}

/** Odds ratio of one segment against the rest: crude with its lower limit, and Mantel–Haenszel over size bands. */
async function oddsRatios(db: Database, segment: string): Promise<{crude: number; crude_low: number; adjusted: number}> {
  const [row] = await db.rows<{crude: number; crude_low: number; adjusted: number}>(`
    with strata as (
      select
        size_band, count(*)::double as n,
        count(*) filter (coalesce(${segment}, false) and outcome = 'won')::double as a, count(*) filter (coalesce(${segment}, false) and outcome = 'lost')::double as b,
        count(*) filter (not coalesce(${segment}, false) and outcome = 'won')::double as c, count(*) filter (not coalesce(${segment}, false) and outcome = 'lost')::double as d
      from deals where ${NEW_BUSINESS} and outcome in ('won', 'lost') group by size_band
    )
    select
      sum(a) * sum(d) / (sum(b) * sum(c)) as crude,
      exp(ln(sum(a) * sum(d) / (sum(b) * sum(c))) - 1.959964 * sqrt(1 / sum(a) + 1 / sum(b) + 1 / sum(c) + 1 / sum(d))) as crude_low,
      sum(a * d / n) / sum(b * c / n) as adjusted
    from strata
  `);
  return row!;
}

describe("the planted sample", () => {
  let db: Database;
  beforeAll(async () => {
    db = await countSample(SAMPLE_WORKSPACE);
  });
  afterAll(() => db?.close());

  it("wins a quarter of its new business", async () => {
    expect(rate(sum(await decided(db, "tier", NEW_BUSINESS)))).toBeGreaterThan(0.23);
    expect(rate(sum(await decided(db, "tier", NEW_BUSINESS)))).toBeLessThan(0.28);
  });

  it("supports the planted ICP out of time: tier 1 wins about twice as often as the rest, and rates fall by tier", async () => {
    const tiers = (await decided(db, "tier", JUDGED)).filter(({segment}) => segment !== "unknown");
    const [first, ...rest] = tiers;
    const total = sum(tiers);
    expect(total.won + total.lost).toBeGreaterThanOrEqual(750);
    expect(difference(first!, sum(rest)).low).toBeGreaterThan(0.05);
    expect(rate(first!) / rate(total)).toBeGreaterThan(1.4);
    expect(rate(first!) / rate(sum(rest))).toBeGreaterThan(1.7);
    expect(rate(first!) / rate(sum(rest))).toBeLessThan(2.5);
    expect(tiers.map(rate)).toEqual(tiers.map(rate).toSorted((a, b) => b - a));
    expect((first!.won + first!.lost) / (total.won + total.lost)).toBeLessThan(0.4);
    const [created] = await db.rows<{tier1: number; rest: number}>(`
      select (count(*) filter (outcome = 'won' and tier = '1') / count(*) filter (tier = '1'))::double as tier1,
        (count(*) filter (outcome = 'won' and tier in ('2', '3')) / count(*) filter (tier in ('2', '3')))::double as rest
      from deals where ${JUDGED}
    `);
    expect(created!.tier1).toBeGreaterThan(created!.rest);
  });

  it("has decided all but a few of the deals on which that rests", async () => {
    const rows = await db.rows<{resolved: number}>(`
      select avg((outcome <> 'open')::int) as resolved from deals where ${JUDGED} group by tier = '1'
    `);
    expect(Math.min(...rows.map(({resolved}) => resolved))).toBeGreaterThan(0.9);
  });

  it("says the same of the deals created before the planted version", async () => {
    const tiers = await decided(db, "tier", `${NEW_BUSINESS} and created_on < '2024-01-01' and tier <> 'unknown'`);
    expect(difference(tiers[0]!, sum(tiers.slice(1))).low).toBeGreaterThan(0);
  });

  it("contradicts the ICP of large companies", async () => {
    const rows = await decided(db, "employees >= 1000", `${NEW_BUSINESS} and created_on between '2023-07-01' and date '2025-12-31' - 170`);
    const large = rows.find(({segment}) => segment as unknown === true)!;
    const others = sum(rows.filter((row) => row !== large));
    expect(difference(large, others).high).toBeLessThan(0);
    expect(rate(large) / rate(sum(rows))).toBeLessThan(1 / 1.3);
  });

  it("decides tier 1 sooner", async () => {
    const rows = await db.rows<{days: number}>(`
      select median(closed_on - created_on) as days from deals where ${NEW_BUSINESS} and outcome = 'won' and tier in ('1', '3') group by tier order by tier
    `);
    expect(rows[0]!.days).toBeLessThan(rows[1]!.days);
    expect(rows[0]!.days).toBeGreaterThan(35);
  });

  it("keeps tier 1 longer and sells it more", async () => {
    const rows = await db.rows<{gross: number; net: number; churned: number; n: number}>(`
      with tiers as (select account_id, mode(tier) as tier from deals where account_id is not null group by account_id),
      base as (
        select tier = '1' as is_first, base.mrr as before, coalesce(later.mrr, 0) as after
        from revenue as base inner join tiers using (account_id)
        left join revenue as later on later.account_id = base.account_id and later.month_end = '2025-12-31'
        where base.month_end = '2024-12-31'
      )
      select (sum(least(before, after)) / sum(before))::double as gross, (sum(after) / sum(before))::double as net,
        avg((after = 0)::int) as churned, count(*)::int as n
      from base group by is_first order by is_first desc
    `);
    const [first, rest] = rows;
    expect(Math.min(first!.n, rest!.n)).toBeGreaterThan(50);
    expect(first!.gross).toBeGreaterThan(rest!.gross);
    expect(first!.net).toBeGreaterThan(rest!.net);
    expect(first!.churned).toBeLessThan(rest!.churned);
  });

  it("has every movement of recurring revenue, returns among them", async () => {
    const [moves] = await db.rows<Record<string, number>>(`
      with months as (select distinct month_end from revenue),
      cells as (
        select account_id, month_end, coalesce(mrr, 0) as mrr
        from (select distinct account_id from revenue) cross join months left join revenue using (account_id, month_end)
      ),
      steps as (
        select mrr, lag(mrr, 1, 0) over history as before, max(mrr) over (history rows between unbounded preceding and 1 preceding) as ever
        from cells window history as (partition by account_id order by month_end)
      )
      select
        count(*) filter (before = 0 and mrr > 0 and coalesce(ever, 0) = 0)::int as started, count(*) filter (before > 0 and mrr > before)::int as grown,
        count(*) filter (mrr > 0 and mrr < before)::int as shrunk, count(*) filter (before > 0 and mrr = 0)::int as churned,
        count(*) filter (before = 0 and mrr > 0 and ever > 0)::int as returned
      from steps
    `);
    expect(moves!["started"]).toBeGreaterThan(300);
    expect(moves!["grown"]).toBeGreaterThan(100);
    expect(moves!["shrunk"]).toBeGreaterThan(30);
    expect(moves!["churned"]).toBeGreaterThan(60);
    expect(moves!["returned"]).toBeGreaterThan(10);
  });

  it("fills the leaking column on won deals, and no other column tells won from lost by being filled", async () => {
    const columns = (await db.rows<{column_name: string}>("select column_name from (describe opportunity)")).map(({column_name}) => column_name);
    const gaps = await Promise.all(columns.map(async (column) => {
      const [row] = await db.rows<{won: number; lost: number}>(`
        select avg((opportunity."${column}" is not null)::int) filter (outcome = 'won') as won, avg((opportunity."${column}" is not null)::int) filter (outcome = 'lost') as lost
        from opportunity inner join deals on deals.opportunity_id = opportunity.Id where opportunity.IsDeleted = 'false'
      `);
      return {column, ...row!};
    }));
    const leak = gaps.find(({column}) => column === "Onboarding_Status__c")!;
    expect(leak.won).toBeGreaterThan(0.85);
    expect(leak.lost).toBeLessThan(0.08);
    expect(gaps.filter(({won, lost}) => Math.abs(won - lost) >= 0.15).map(({column}) => column)).toEqual(["Loss_Reason__c", "Onboarding_Status__c"]);
  });

  it("has a pair of segments that turns round when size is held equal", async () => {
    const better = await oddsRatios(db, "business_model = 'B2B'");
    expect(better.crude_low).toBeGreaterThan(1.05);
    expect(better.adjusted).toBeLessThan(0.95);
    const worse = await oddsRatios(db, "business_model = 'B2C'");
    expect(worse.crude).toBeLessThan(1);
    expect(worse.adjusted).toBeGreaterThan(1);
  });

  it("has one quarter whose deals come mostly from outside the ICP", async () => {
    const rows = await db.rows<{is_drifted: boolean; third: number}>(`
      select created_on >= '${DRIFTED_QUARTER.from}' and created_on < '${DRIFTED_QUARTER.until}' as is_drifted, avg((tier = '3')::int) as third
      from deals where ${NEW_BUSINESS} group by 1 order by 1
    `);
    expect(rows[1]!.third - rows[0]!.third).toBeGreaterThan(0.2);
  });

  it("leaves firmographics out at random, for every outcome alike", async () => {
    const rows = await db.rows<{employees: number; industry: number}>(`
      select avg((employees is null)::int) as employees, avg((industry is null)::int) as industry from deals where account_id is not null
      group by outcome having outcome in ('won', 'lost')
    `);
    for (const {employees, industry} of rows) {
      expect(employees).toBeGreaterThan(0.02);
      expect(industry).toBeGreaterThan(0.02);
      expect(Math.max(employees, industry)).toBeLessThan(0.12);
    }
  });
});

describe("the null sample", () => {
  const SEEDS = 12;
  let directory: string;
  let worlds: Database[];

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "fitproof-null-"));
    worlds = [];
    for (let seed = 1; seed <= SEEDS; seed++) {
      await writeSample(join(directory, String(seed)), {seed, effect: "null"});
      worlds.push(await countSample(join(directory, String(seed))));
    }
  });
  afterAll(async () => {
    for (const db of worlds ?? []) db.close();
    await rm(directory, {recursive: true, force: true});
  });

  // Twelve worlds: a chi-square summed over them has its degrees of freedom as mean and twice that as variance; four
  // standard deviations above are reached once in tens of thousands, and the seeds are fixed.
  it.each(["tier", "size_band", "industry", "business_model", "type", "lead_source", "onboarding is null", "meets_crm", "meets_country", "meets_trigger",
    "account_id is null", "product", "date_trunc('year', created_on)"])(
    "wins alike whatever the %s", async (segment) => {
      const all = await Promise.all(worlds.map(async (db) => {
        return chiSquare((await decided(db, segment, "outcome in ('won', 'lost')")).filter(({won, lost}) => won + lost >= 20));
      }));
      const df = all.reduce((total, world) => total + world.df, 0);
      const statistic = all.reduce((total, world) => total + world.statistic, 0);
      expect(df).toBeGreaterThan(0);
      expect(statistic).toBeLessThan(df + 4 * Math.sqrt(2 * df));
    }
  );

  it("wins at the rate that its truth states", async () => {
    const total = sum((await Promise.all(worlds.map((db) => decided(db, "tier", "outcome in ('won', 'lost')")))).flat());
    const expected = NULL.baseOdds / (1 + NULL.baseOdds);
    expect(Math.abs(rate(total) - expected)).toBeLessThan(4 * Math.sqrt((expected * (1 - expected)) / (total.won + total.lost)));
  });

  it("has no more wins within an account than chance: pairs of its deals agree as often as any two", async () => {
    const rows = await Promise.all(worlds.map(async (db) => {
      const [row] = await db.rows<{n: number; z: number}>(`
        with d as (select account_id, (outcome = 'won')::int as won from deals where outcome in ('won', 'lost') and account_id is not null),
        m as (select avg(won) as mean from d),
        a as (select sum(won - mean) as s, sum((won - mean) ** 2) as ss, count(*) as n from d cross join m group by account_id)
        select sum(n * (n - 1) / 2)::int as n, sum((s * s - ss) / 2) as z from a
      `);
      return row!;
    }));
    const chance = NULL.baseOdds / (1 + NULL.baseOdds);
    const variance = chance * (1 - chance);
    const pairs = rows.reduce((total, {n}) => total + n, 0);
    const covariance = rows.reduce((total, {z}) => total + z, 0) / variance;
    expect(Math.abs(covariance)).toBeLessThan(4 * Math.sqrt(pairs));
  });

  it("decides alike fast in every tier and for every outcome", async () => {
    const rows = await Promise.all(worlds.map((db) => db.rows<{tier: string; outcome: string; days: number}>(`
      select tier, outcome, avg(ln(greatest(closed_on - created_on, 1))) as days from deals
      where outcome in ('won', 'lost') and tier in ('1', '3') and closed_on > created_on and created_on < '2025-01-01' group by all
    `)));
    for (const key of ["1won", "1lost", "3won", "3lost"]) {
      const values = rows.flat().filter(({tier, outcome}) => tier + outcome === key).map(({days}) => days);
      expect(values.reduce((total, value) => total + value) / values.length).toBeCloseTo(Math.log(60), 1);
    }
  });

  it("keeps and grows customers alike in every tier", async () => {
    const rows = await Promise.all(worlds.map((db) => db.rows<{is_first: boolean; churned: number; kept: number; grown: number}>(`
      with tiers as (select account_id, mode(tier) as tier from deals where account_id is not null group by account_id),
      base as (
        select tier = '1' as is_first, base.mrr as before, coalesce(later.mrr, 0) as after
        from revenue as base inner join tiers using (account_id)
        left join revenue as later on later.account_id = base.account_id and later.month_end = '2025-12-31'
        where base.month_end = '2024-12-31'
      )
      select is_first, count(*) filter (after = 0)::int as churned, count(*) filter (after > 0)::int as kept, count(*) filter (after > before)::int as grown
      from base group by is_first order by is_first desc
    `)));
    const side = (isFirst: boolean) => rows.flat().filter(({is_first}) => is_first === isFirst)
      .reduce((total, row) => ({won: total.won + row.churned, lost: total.lost + row.kept, grown: total.grown + row.grown}), {won: 0, lost: 0, grown: 0});
    const [first, rest] = [side(true), side(false)];
    const apart = difference(first, rest);
    expect(apart.low).toBeLessThan(0.02);
    expect(apart.high).toBeGreaterThan(-0.02);
    const grownApart = difference({won: first.grown, lost: first.won + first.lost - first.grown}, {won: rest.grown, lost: rest.won + rest.lost - rest.grown});
    expect(grownApart.low).toBeLessThan(0.02);
    expect(grownApart.high).toBeGreaterThan(-0.02);
  });
});
