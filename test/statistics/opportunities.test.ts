import {readFileSync} from "node:fs";
import {describe, it} from "vitest";
import {momentsPrior, posterior} from "../../pipeline/statistics/betaBinomial.ts";
import {chiSquareTable} from "../../pipeline/statistics/chiSquareTable.ts";
import {fisherP} from "../../pipeline/statistics/hypergeometric.ts";
import {benjaminiHochberg} from "../../pipeline/statistics/multipleTesting.ts";
import {newcombe} from "../../pipeline/statistics/newcombe.ts";
import {leastExpected, pooledZ, twoProportionP} from "../../pipeline/statistics/twoByTwo.ts";
import {wilson} from "../../pipeline/statistics/wilson.ts";
import {expectGolden} from "./goldens.ts";

interface Segment {
  segment: string;
  won: number;
  lost: number;
}

interface Expected {
  segments: Segment[];
  omnibus: unknown;
  eb_prior: unknown;
}

const expectedOf = (name: string) =>
  JSON.parse(readFileSync(new URL(`../goldens/opportunities/${name}.expected.json`, import.meta.url), "utf8")) as Expected;

describe("the statistics of segments taken together", () => {
  it.each(["tiny", "opps"])("agree with the reference: %s", (name) => {
    const {segments, omnibus, eb_prior: ebPrior} = expectedOf(name);
    const won = segments.reduce((sum, row) => sum + row.won, 0);
    const lost = segments.reduce((sum, row) => sum + row.lost, 0);
    const tables = segments.map((row) => [row.won, row.lost, won - row.won, lost - row.lost] as const);
    const p = tables.map((table) => twoProportionP(...table));
    const q = benjaminiHochberg(p);
    const qZ = benjaminiHochberg(tables.map((table) => pooledZ(...table).p));
    // No closed deals, no hypothesis.
    const exact = tables.map((table, i) => (p[i] === null ? null : fisherP(...table)));
    const qFisher = benjaminiHochberg(exact);
    const prior = momentsPrior(segments.map((row) => row.won), segments.map((row) => row.won + row.lost));
    const found = tables.map(([a, b, c, d], i) => {
      const rate = wilson(a, a + b);
      const difference = newcombe(a, a + b, c, c + d);
      const shrunk = posterior(prior, a, a + b);
      const least = leastExpected(a, b, c, d);
      return {
        ...segments[i]!, win_rate: rate.estimate, wilson_lower: rate.low, wilson_upper: rate.high, rest_n: c + d, rest_won: c,
        diff: difference.estimate, diff_lower: difference.low, diff_upper: difference.high, min_expected: least,
        z: pooledZ(a, b, c, d).z, p_z: pooledZ(a, b, c, d).p, p_fisher: exact[i], test: p[i] === null ? null : least! < 5 ? "fisher" : "chi2",
        p: p[i], q: q[i], q_z: qZ[i], q_fisher: qFisher[i], eb_mean: shrunk.estimate, eb_lower: shrunk.low, eb_upper: shrunk.high
      };
    });
    const wanted = segments.map((segment) => Object.fromEntries(Object.entries(segment).filter(([key]) => !/^(amount|cycle|n_)/.test(key))));
    expectGolden(found, wanted, {rel: 1e-9, abs: 1e-12});
    const {chiSquare: chi2, df, p: omnibusP, cramersV: cramers_v} = chiSquareTable(segments.map((row) => [row.won, row.lost]));
    expectGolden({chi2, df, p: omnibusP, cramers_v}, omnibus, {rel: 1e-9, abs: 1e-12});
    expectGolden({...prior, mu: prior.mean}, ebPrior, {rel: 1e-9, abs: 1e-12});
  });
});
