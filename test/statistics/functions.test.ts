import {afterAll, beforeAll, describe, expect, it} from "vitest";
import {openDatabase, type Database} from "../../pipeline/database.ts";
import {createMacros} from "../../pipeline/models/build.ts";
import {benjaminiHochberg} from "../../pipeline/statistics/multipleTesting.ts";
import {dealsNeeded} from "../../pipeline/statistics/dealsNeeded.ts";
import {registerStatistics} from "../../pipeline/statistics/functions.ts";
import {ratioOfSums} from "../../pipeline/statistics/ratio.ts";
import {twoProportionP} from "../../pipeline/statistics/twoByTwo.ts";
import {expectGolden, golden} from "./goldens.ts";

let db: Database;

beforeAll(async () => {
  db = await openDatabase(":memory:", {threads: 4});
  await registerStatistics(db);
  await createMacros(db);
});

afterAll(() => db.close());

type Row = Record<string, number | null>;

const one = async (sql: string, parameters: readonly (number | null)[] = []): Promise<Row> => (await db.rows<Row>(sql, parameters))[0]!;

describe("macros", () => {
  const wilson = golden<{x: number; n: number; conf: number}>("wilson");
  it.each(wilson.cases.filter(({input}) => input.conf === 0.95))("give Wilson's limits: $id", async ({input: {x, n}, expected}) => {
    const row = await one("select rate(x, n) as estimate, wilson_low(x, n) as lower, wilson_high(x, n) as upper from (select $1::integer as x, $2::integer as n)", [x, n]);
    expectGolden(row, pick(expected, ["estimate", "lower", "upper"]), wilson.tolerance);
  });

  it("give Wilson limits of exactly 0 for none and 1 for all, null of no deals, and stay exact for billions", async () => {
    expect(await one("select wilson_low(0, 30) as none, wilson_high(30, 30) as every, wilson_low(0, 0) as low, wilson_high(0, 0) as high, wilson_high(null, 3) as unknown"))
      .toEqual({none: 0, every: 1, low: null, high: null, unknown: null});
    const {low} = await one("select wilson_low(2000000000::integer, 2100000000::integer) as low");
    expect(low).toBeCloseTo(20 / 21, 4);
  });

  const newcombe = golden<{x1: number; n1: number; x2: number; n2: number; conf: number}>("newcombe_diff");
  it.each(newcombe.cases.filter(({input}) => input.conf === 0.95))("give Newcombe's limits: $id", async ({input: {x1, n1, x2, n2}, expected}) => {
    const row = await one(
      `select rate(x1, n1) - rate(x2, n2) as diff, newcombe_low(x1, n1, x2, n2) as lower, newcombe_high(x1, n1, x2, n2) as upper
        from (select $1::integer as x1, $2::integer as n1, $3::integer as x2, $4::integer as n2)`,
      [x1, n1, x2, n2]
    );
    expectGolden(row, expected, newcombe.tolerance);
  });

  const table = golden<{a: number; b: number; c: number; d: number; conf: number}, Row>("two_by_two");
  it.each(table.cases)("give the tests and ratios of a two by two table: $id", async ({input: {a, b, c, d}, expected}) => {
    const row = await one(
      `select
          pooled_z_p(a, a + b, c, c + d) as p_z, fisher_p(a, b, c, d) as p_fisher, two_proportion_p(a, a + b, c, c + d) as p,
          odds_ratio(a, b, c, d) as or_wald, odds_ratio_low(a, b, c, d) as or_wald_lower, odds_ratio_high(a, b, c, d) as or_wald_upper,
          risk_ratio(a, a + b, c, c + d) as rr, risk_ratio_low(a, a + b, c, c + d) as rr_lower,
          risk_ratio_high(a, a + b, c, c + d) as rr_upper, least_expected(a, a + b, c, c + d) as min_expected
        from (select $1::integer as a, $2::integer as b, $3::integer as c, $4::integer as d)`,
      [a, b, c, d]
    );
    const ratios = ["or_wald", "or_wald_lower", "or_wald_upper", "rr", "rr_lower", "rr_upper"];
    // Where the golden states no ratio, it is undefined.
    const wanted = {...Object.fromEntries(ratios.map((name) => [name, null])), ...pick(expected, [...ratios, "p_z", "p_fisher", "min_expected"])};
    expectGolden(row, wanted, {rel: 1e-8, abs: 1e-12});
    expectGolden({p: row["p"]}, {p: expected["p_z"] === null ? null : expected[expected["min_expected"]! < 5 ? "p_fisher" : "p_z"]}, {rel: 1e-8, abs: 0});
    expectGolden({p: row["p"]}, {p: twoProportionP(a, b, c, d)}, {rel: 1e-12, abs: 0});
  });

  const strata = golden<{strata: [number, number, number, number][]; conf: number}, Row>("mantel_haenszel");
  it.each(strata.cases)("give the Mantel–Haenszel odds ratio as an aggregate: $id", async ({input, expected}) => {
    await db.writeTable("strata", ["a", "b", "c", "d"].map((name, j) => ({name, type: "integer", values: input.strata.map((row) => row[j]!)})));
    const row = await one(
      `select mantel_haenszel(a, b, c, d) as or_mh, mantel_haenszel_log_se(a, b, c, d) as log_or_se,
          mantel_haenszel_low(a, b, c, d) as lower, mantel_haenszel_high(a, b, c, d) as upper
        from strata`
    );
    expectGolden(row, pick(expected, ["or_mh", "log_or_se", "lower", "upper"]), strata.tolerance);
  });

  it("have no Mantel–Haenszel odds ratio where a denominator is 0", async () => {
    expect(await one("select mantel_haenszel(a, b, c, d) as value, mantel_haenszel_low(a, b, c, d) as low from (values (5, 0, 3, 4)) as t (a, b, c, d)"))
      .toEqual({value: null, low: null});
    expect(await one("select mantel_haenszel(0, 5, 0, 4) as value, mantel_haenszel_low(0, 5, 0, 4) as low where false"))
      .toEqual({value: null, low: null});
  });

  it("call a difference reversed where its plain limits exclude 1 and its adjusted odds lie on the other side, whatever the limits of these", async () => {
    expect(await one(`select reverses(1.2, 3, 0.825) as turned, reverses(0.3, 0.8, 1.2) as turned_up, reverses(0.9, 3, 0.8) as by_chance, reverses(1.2, 3, 1.1) as same_side,
      reverses(1.2, 3, 1) as none_left, reverses(null, null, 0.8) as unknown, reverses(1.2, 3, null) as unadjusted`))
      .toEqual({turned: true, turned_up: true, by_chance: false, same_side: false, none_left: false, unknown: false, unadjusted: false});
  });

  const families = golden<{p: (number | null)[]}, {bh: (number | null)[]}>("multiple_testing");
  it("give Benjamini–Hochberg q-values within each family", async () => {
    const rows = families.cases.flatMap(({id, input, expected}) => input.p.map((p, i) => ({id, i, p, q: expected.bh[i]!})));
    await db.writeTable("hypotheses", [
      {name: "family", type: "varchar", values: rows.map((row) => row.id)},
      {name: "i", type: "integer", values: rows.map((row) => row.i)},
      {name: "p", type: "double", values: rows.map((row) => row.p)}
    ]);
    for (const family of ["family", "(family, 'new_business')"]) {
      const found = await db.rows<{id: string; i: number; q: number | null}>(
        `with stepped as (select *, bh_step(p, ${family}) as step from hypotheses)
          select family as id, i, bh_q(step, p, ${family}) as q from stepped`
      );
      const byKey = new Map(found.map((row) => [`${row.id} ${row.i}`, row.q]));
      expectGolden(rows.map((row) => byKey.get(`${row.id} ${row.i}`)), rows.map((row) => row.q), families.tolerance);
    }
    expect(rows.length).toBeGreaterThan(30);
    expect(benjaminiHochberg([0.5, 0.5])).toEqual([0.5, 0.5]);
  });

  it("give the linearised limits of a ratio of sums", async () => {
    const sums = {n: 40, y: 3300.5, x: 4100, yy: 310_000, xy: 380_000, xx: 470_000};
    const row = await one(`select ratio_low(n, y, x, yy, xy, xx) as low, ratio_high(n, y, x, yy, xy, xx) as high, ratio_low(1, 2, 3, 4, 6, 9) as single,
      ratio_low(4, 2, 0, 4, 0, 0) as empty from (select $1::integer as n, $2::decimal(18, 2) as y, $3::decimal(18, 2) as x, $4::double as yy, $5::double as xy, $6::double as xx)`, Object.values(sums));
    const {low, high} = ratioOfSums(sums);
    expectGolden(row, {low, high, single: null, empty: null}, {rel: 1e-12, abs: 0});
  });

  it("say how many deals are needed as TypeScript does", async () => {
    const rows = await db.rows<{p1: number; p2: number; n: number | null}>(
      "select p1 / 20 as p1, p2 / 20 as p2, deals_needed(p1 / 20, p2 / 20) as n from range(21) as a (p1) cross join range(21) as b (p2)"
    );
    expect(rows.map((row) => row.n)).toEqual(rows.map(({p1, p2}) => dealsNeeded(p1, p2)));
  });
});

describe("scalar functions", () => {
  const special = golden<{fn: string; args: number[]}, {value: number}>("special_functions");
  const names: Readonly<Record<string, string>> = {
    norm_cdf: "normal_cdf($1)", norm_sf: "normal_sf($1)", norm_ppf: "normal_quantile($1)", chi2_sf: "chi_square_sf($1, $2)",
    beta_cdf: "beta_cdf($1, $2, $3)", beta_ppf: "beta_quantile($1, $2, $3)"
  };
  it.each(special.cases.filter(({input}) => input.fn in names))("agree with the reference: $id", async ({input: {fn, args}, expected}) => {
    expectGolden(await one(`select ${names[fn]} as value`, args), expected, special.tolerance);
  });

  it("give exact Poisson limits and the critical value of a stability index", async () => {
    // R: poisson.test(10, 5)$conf.int is 0.9590778, 3.6780712
    const row = await one("select poisson_exact_low(10, 5, 0.95) as low, poisson_exact_high(10, 5, 0.95) as high, chi_square_quantile(0.95, 4) * (1.0 / 200 + 1.0 / 60) as critical, poisson_exact_low(1, 0, 0.95) as undefined");
    expectGolden(row, {low: 0.9590778, high: 3.6780712, critical: 0.2055675, undefined: null}, {rel: 1e-5, abs: 0});
  });

  it("are null of a null argument, also beside other rows and as a constant", async () => {
    const rows = await db.rows<Row>("select fisher_p(x, 2, 3, 4) as mixed, normal_sf(null) as constant, fisher_p(1, 2, x, null) as last from (values (1), (null), (3)) as t (x)");
    expect(rows.map((row) => row["mixed"] === null)).toEqual([false, true, false]);
    expect(rows.every((row) => row["constant"] === null && row["last"] === null)).toBe(true);
  });

  it("are null, not NaN, outside their range", async () => {
    expect(await one("select normal_quantile(2) as a, beta_quantile(0.5, 0, 1) as b, normal_sf('nan'::double) as c")).toEqual({a: null, b: null, c: null});
  });

  it("take counts of any numeric type", async () => {
    const row = await one("select fisher_p(3::tinyint, 1::bigint, 1::hugeint, 3::decimal(18, 2)) as p");
    expect(row["p"]).toBeCloseTo(0.4857142857142857, 12);
  });

  it("work on no rows, in filters, in one branch of a case and within aggregates", async () => {
    expect(await one("select count(normal_sf(x)) as n from range(0) as t (x)")).toEqual({n: 0});
    expect(await one("select count(*) as n from range(100) as t (x) where normal_sf(x / 10) < 0.05")).toEqual({n: 83});
    expect(await one("select sum(case when x % 2 = 0 then normal_sf(0) end) as s from range(5000) as t (x)")).toEqual({s: 1250});
  });

  it("answer 100,000 rows on several threads, each its own", async () => {
    await db.exec("create or replace table many as select i::double as i from range(100000) as t (i)");
    await db.exec("set threads = 4");
    const row = await one("select count(*) as n, count(*) filter (where abs(chi_square_quantile(1 - chi_square_sf(i % 30 + 1, 2), 2) - (i % 30 + 1)) > 1e-6) as wrong from many");
    expect(row).toEqual({n: 100_000, wrong: 0});
    await db.exec("reset threads");
  });
});

function pick(values: unknown, names: readonly string[]): Record<string, unknown> {
  const wanted = new Set(names);
  return Object.fromEntries(Object.entries(values ?? {}).filter(([name]) => wanted.has(name)));
}
