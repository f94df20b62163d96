import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {cumulativeIncidence, incidenceAt, type ClosingCounts} from "../../pipeline/statistics/cumulativeIncidence.ts";
import {
  crossing, kaplanMeier, survivalAt, survivalQuantile, timeCounts, type LimitKind
} from "../../pipeline/statistics/kaplanMeier.ts";
import {logRank} from "../../pipeline/statistics/logRank.ts";
import {restrictedMean, restrictedMeanContrast} from "../../pipeline/statistics/restrictedMean.ts";
import {expectGolden, golden} from "./goldens.ts";
import {holds} from "./properties.ts";

interface Observed {
  time: number[];
  event: number[];
  entry?: number[];
  conf: number;
  at?: number[];
  tau?: number;
}

describe("kaplanMeier", () => {
  const {cases, tolerance} = golden<Observed>("kaplan_meier");
  it.each(cases)("agrees with the reference: $id", ({input: {time, event, entry, conf, at = [], tau}, expected}) => {
    const counts = timeCounts(time, event);
    const entries = entry?.map((from) => ({time: from, count: 1}));
    const curveOf = (limits: LimitKind) => kaplanMeier(counts, {confidence: conf, limits, entries});
    const [plain, log, loglog] = [curveOf("plain"), curveOf("log"), curveOf("loglog")];
    const median = survivalQuantile(loglog);
    const medianLimits = (curve: typeof plain) => [survivalQuantile(curve).low, survivalQuantile(curve).high];
    const mean = tau === undefined ? null : restrictedMean(loglog, tau, conf);
    expectGolden({
      n: time.length, events: event.filter((e) => e).length,
      table: {
        time: loglog.map((point) => point.time), n_risk: loglog.map((point) => point.atRisk), n_event: loglog.map((point) => point.events),
        n_censor: loglog.map((point) => point.censored), surv: loglog.map((point) => point.survival), se: loglog.map((point) => point.se),
        lower_plain: plain.map((point) => point.low), upper_plain: plain.map((point) => point.high),
        lower_log: log.map((point) => point.low), upper_log: log.map((point) => point.high),
        lower_loglog: loglog.map((point) => point.low), upper_loglog: loglog.map((point) => point.high)
      },
      median: median.estimate, median_midpoint_R: crossing(loglog, (point) => point.survival),
      median_ci_log: medianLimits(log), median_ci_loglog: medianLimits(loglog), median_ci_plain: medianLimits(plain),
      at: at.map((t) => {
        const [one, other] = [survivalAt(loglog, t), survivalAt(log, t, "log")];
        return {
          time: t, n_risk: one?.atRisk ?? null, surv: one?.survival ?? null, se: one?.se ?? null,
          lower_loglog: one?.low ?? null, upper_loglog: one?.high ?? null, lower_log: other?.low ?? null, upper_log: other?.high ?? null
        };
      }),
      rmst: mean && {tau, rmst: mean.estimate, se: mean.se, lower: mean.low, upper: mean.high}
    }, expected, tolerance);
  });

  const observations = fc.array(fc.record({time: fc.nat(30), event: fc.boolean()}), {minLength: 1, maxLength: 60});

  it("is the share still there when no one is censored", () => {
    holds(fc.property(observations, (rows) => {
      const times = rows.map((row) => row.time);
      return kaplanMeier(timeCounts(times, times.map(() => true))).every(({time, survival}) =>
        Math.abs(survival - times.filter((t) => t > time).length / times.length) < 1e-12);
    }));
  });

  it("does not depend on the order of observations, falls, and lies within its limits", () => {
    holds(fc.property(observations, (rows) => {
      const curve = kaplanMeier(timeCounts(rows.map((row) => row.time), rows.map((row) => row.event)));
      const turned = rows.toReversed();
      expect(kaplanMeier(timeCounts(turned.map((row) => row.time), turned.map((row) => row.event)))).toEqual(curve);
      return curve.every(({survival, low, high}, i) => survival <= (curve[i - 1]?.survival ?? 1) &&
        (low === null || (low <= survival && survival <= high!)));
    }));
  });

  it("is null past the last observed time and 1 before the first", () => {
    const curve = kaplanMeier([{time: 5, events: 1, censored: 0}, {time: 8, events: 0, censored: 3}]);
    expect(survivalAt(curve, 0)).toMatchObject({atRisk: 4, survival: 1});
    expect(survivalAt(curve, 8)).toMatchObject({atRisk: 3, survival: 0.75});
    expect(survivalAt(curve, 9)).toBeNull();
    expect(survivalAt([], 0)).toBeNull();
  });

  it("takes times in order even where late entries are given in any order", () => {
    const counts = timeCounts([5, 8, 9], [1, 1, 0]);
    const entries = [{time: 6, count: 1}, {time: 0, count: 2}];
    expect(kaplanMeier(counts, {entries}).map((point) => point.atRisk)).toEqual([2, 2, 1]);
  });
});

describe("restrictedMean", () => {
  const {cases, tolerance} = golden<{time: number[]; event: number[]; arm: number[]; tau: number; conf: number}>("rmst");
  it.each(cases)("agrees with the reference: $id", ({input: {time, event, arm, tau, conf}, expected}) => {
    const meanOf = (which: number) => {
      const members = [...arm.keys()].filter((i) => arm[i] === which);
      return restrictedMean(kaplanMeier(timeCounts(members.map((i) => time[i]!), members.map((i) => event[i]!))), tau, conf);
    };
    const [arm1, arm0] = [meanOf(1), meanOf(0)];
    const {difference, ratio} = restrictedMeanContrast(arm1, arm0, conf);
    const named = (mean: typeof arm1) => ({tau, rmst: mean.estimate, se: mean.se, lower: mean.low, upper: mean.high});
    expectGolden({
      arm1: named(arm1), arm0: named(arm0),
      contrast: {
        diff: difference.estimate, diff_lower: difference.low, diff_upper: difference.high, diff_p: difference.p,
        ratio: ratio.estimate, ratio_lower: ratio.low, ratio_upper: ratio.high, ratio_p: ratio.p
      }
    }, expected, tolerance);
  });

  it("is undefined past the last observed time unless no one is left", () => {
    expect(restrictedMean(kaplanMeier(timeCounts([3, 7], [1, 0])), 8).estimate).toBeNull();
    expect(restrictedMean(kaplanMeier(timeCounts([3, 7], [1, 1])), 8).estimate).toBe(5);
  });
});

describe("logRank", () => {
  const {cases, tolerance} = golden<{time: number[]; event: number[]; group: string[]; strata?: string[]}>("logrank");
  const rowsOf = ({time, event, group, strata}: (typeof cases)[number]["input"]) =>
    time.map((t, i) => ({time: t, events: event[i]!, censored: 1 - event[i]!, group: group[i]!, stratum: strata?.[i]}));

  it.each(cases)("agrees with the reference: $id", ({input, expected}) => {
    const {chiSquare: chi2, ...test} = logRank(rowsOf(input));
    expectGolden({...test, chi2}, expected, tolerance);
  });

  it("does not depend on the order of rows nor on how they are counted together", () => {
    for (const {input} of cases) {
      const rows = rowsOf(input);
      const counted = new Map<string, {time: number; events: number; censored: number; group: string; stratum: string | undefined}>();
      for (const row of rows.toReversed()) {
        const key = JSON.stringify([row.time, row.group, row.stratum]);
        const sum = counted.get(key) ?? {...row, events: 0, censored: 0};
        counted.set(key, {...sum, events: sum.events + row.events, censored: sum.censored + row.censored});
      }
      expectGolden(logRank([...counted.values()]), logRank(rows), {rel: 1e-12, abs: 1e-12});
    }
  });

  it("drops a group that expects no event from the degrees of freedom", () => {
    const rows = rowsOf({time: [5, 6, 7, 8, 1], event: [1, 1, 1, 1, 0], group: ["a", "b", "a", "b", "c"]});
    expect(logRank(rows)).toMatchObject({groups: ["a", "b", "c"], df: 1});
  });
});

/** Deals as text: days and outcome, such as 20 W, 30 L, 50 O. */
function closing(text: string): ClosingCounts[] {
  const rows = new Map<number, {time: number; won: number; otherwise: number; censored: number}>();
  for (const [, time, outcome] of text.matchAll(/(\d+) ([WLO])/g)) {
    const row = rows.get(Number(time)) ?? {time: Number(time), won: 0, otherwise: 0, censored: 0};
    if (outcome === "W") ++row.won;
    else if (outcome === "L") ++row.otherwise;
    else ++row.censored;
    rows.set(row.time, row);
  }
  return [...rows.values()].toSorted((a, b) => a.time - b.time);
}

describe("cumulativeIncidence", () => {
  const curve = cumulativeIncidence(closing("20 W, 30 L, 30 L, 45 W, 50 O, 60 L, 70 W, 80 O, 90 L, 95 O"));

  it("gives the worked example of ten deals", () => {
    expect(incidenceAt(curve, 20)!.rate).toBeCloseTo(0.1, 15);
    expect(incidenceAt(curve, 45)!.rate).toBeCloseTo(0.2, 15);
    const {rate, se, low, high} = incidenceAt(curve, 70)!;
    expect(rate).toBeCloseTo(0.32, 15);
    expect(se).toBeCloseTo(0.1539, 4);
    expect(low).toBeCloseTo(0.0738, 4);
    expect(high).toBeCloseTo(0.6076, 4);
  });

  it("is 0 before the first win, holds its last value, and is null past the last observed time unless all are closed", () => {
    expect(incidenceAt(curve, 19)).toMatchObject({rate: 0, low: null, high: null});
    expect(incidenceAt(curve, 95)!.rate).toBeCloseTo(0.32, 15);
    expect(incidenceAt(curve, 96)).toBeNull();
    expect(incidenceAt(cumulativeIncidence(closing("10 W, 20 L")), 400)!.rate).toBe(0.5);
    expect(incidenceAt(cumulativeIncidence([]), 0)).toBeNull();
  });

  it("is 1 without limits, not just beside it, where every deal that was not last seen open was won in the end", () => {
    const wonOn = (days: number) => Array.from({length: days}, (_, day) => `${day} W`).join(", ");
    for (const deals of [wonOn(5), wonOn(14), "1 W, 2 W, 2 O, 3 W, 4 W, 5 W, 5 O, 6 W"]) {
      expect(cumulativeIncidence(closing(deals)).at(-1)).toMatchObject({rate: 1, low: null, high: null});
    }
  });

  const deals = fc.array(fc.record({time: fc.nat(20), outcome: fc.constantFrom("W", "L", "O")}), {minLength: 1, maxLength: 50});

  it("has the variance of its definition, summed out", () => {
    holds(fc.property(deals, (rows) => {
      const points = cumulativeIncidence(closing(rows.map((row) => `${row.time} ${row.outcome}`).join(", ")));
      return points.every(({rate, se}, i) => {
        let variance = 0;
        for (let j = 0; j <= i; ++j) {
          const {atRisk: n, won: w, otherwise, rate: earlier} = points[j]!;
          const d = w + otherwise;
          const before = points[j - 1]?.survival ?? 1;
          if (n > d) variance += ((rate - earlier) ** 2 * d) / (n * (n - d));
          variance += (before ** 2 * w * (n - w)) / n ** 3 - (2 * (rate - earlier) * before * w) / n ** 2;
        }
        return Math.abs(se ** 2 - Math.max(0, variance)) < 1e-12;
      });
    }));
  });

  it("adds up with the other closings and those still open to 1, and is the won share when none is open", () => {
    holds(fc.property(deals, (rows) => {
      const text = rows.map((row) => `${row.time} ${row.outcome}`).join(", ");
      const swapped = text.replaceAll("W", "X").replaceAll("L", "W").replaceAll("X", "L");
      const last = cumulativeIncidence(closing(text)).at(-1)!;
      const other = cumulativeIncidence(closing(swapped)).at(-1)!;
      const closed = cumulativeIncidence(closing(text.replaceAll("O", "L"))).at(-1)!;
      return last.rate <= 1 && Math.abs(last.rate + other.rate + last.survival - 1) < 1e-12 &&
        Math.abs(closed.rate - rows.filter((row) => row.outcome === "W").length / rows.length) < 1e-12;
    }));
  });
});
