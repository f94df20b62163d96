import {quotedText, type Database} from "../database.ts";
import type {Step} from "../models/model.ts";
import {cumulativeIncidence, incidenceAt, incidenceTime, type ClosingCounts, type IncidencePoint} from "../statistics/cumulativeIncidence.ts";

interface Group {
  readonly deal_type: string;
  readonly segment_key: number;
  readonly counts: ClosingCounts[];
}

/** The curve of every segment and deal type over all deals, at the days on which a deal was closed. */
export const winCurves: Step = {
  table: "stat_win_curve",
  reads: ["int_deal_ages"],
  async build(db) {
    const groups = await readAges(db, "true");
    const points = groups.flatMap(({deal_type, segment_key, counts}) =>
      cumulativeIncidence(counts).filter(({won, otherwise}) => won + otherwise > 0).map((point) => ({deal_type, segment_key, point})));
    await db.writeTable("stat_win_curve", [
      {name: "deal_type", type: "varchar", values: points.map((row) => row.deal_type)},
      {name: "segment_key", type: "integer", values: points.map((row) => row.segment_key)},
      {name: "days", type: "integer", values: points.map(({point}) => point.time)},
      {name: "at_risk", type: "integer", values: points.map(({point}) => point.atRisk)},
      {name: "won", type: "integer", values: points.map(({point}) => point.won)},
      {name: "closed_otherwise", type: "integer", values: points.map(({point}) => point.otherwise)},
      {name: "won_rate", type: "double", values: points.map(({point}) => point.rate)},
      {name: "won_rate_low", type: "double", values: points.map(({point}) => point.low)},
      {name: "won_rate_high", type: "double", values: points.map(({point}) => point.high)}
    ]);
  }
};

/** The curve read at 90, 180 and 365 days, and the day on which it reaches half of its value at 365, by period of creation. */
export const winWithin: Step = {
  table: "stat_win_within",
  reads: ["int_deal_ages", "int_period_windows"],
  async build(db) {
    const windows = await db.rows<{period_window: string}>("select distinct period_window from int_period_windows order by period_window");
    const groups: (Omit<Group, "counts"> & {period_window: string; curve: IncidencePoint[]})[] = [];
    for (const {period_window} of windows) {
      // All that is later than a year tells no more than that the year is observed.
      const ages = await readAges(db, `exists (
        select 1 from int_period_windows where period_window = ${quotedText(period_window)} and day_class is not distinct from created_window)`, 366);
      for (const {counts, ...group} of ages) groups.push({...group, period_window, curve: cumulativeIncidence(counts)});
    }
    const rate = (days: number) => groups.map(({curve}) => incidenceAt(curve, days)?.rate ?? null);
    await db.writeTable("stat_win_within", [
      {name: "period_window", type: "varchar", values: groups.map((group) => group.period_window)},
      {name: "deal_type", type: "varchar", values: groups.map((group) => group.deal_type)},
      {name: "segment_key", type: "integer", values: groups.map((group) => group.segment_key)},
      {name: "won_within_90d_rate", type: "double", values: rate(90)},
      {name: "won_within_180d_rate", type: "double", values: rate(180)},
      {name: "won_within_365d_rate", type: "double", values: rate(365)},
      {name: "half_won_days", type: "integer", values: groups.map(({curve}) => halfWonDays(curve))}
    ]);
  }
};

/** The first day by which half of those won within a year are won; open deals do not bias it. Null where the year is not observed. */
function halfWonDays(curve: readonly IncidencePoint[]): number | null {
  const year = incidenceAt(curve, 365);
  if (year === null || !(year.rate > 0)) return null;
  return incidenceTime(curve, year.rate / 2);
}

/** The deals for which a condition holds, by their days; all past the last day stand at that. */
async function readAges(db: Database, condition: string, lastDay?: number): Promise<Group[]> {
  // Of a type that is an enum here, each name is one text and not as many as there are rows.
  const [types, segments, times, won, otherwise, open] = (await db.columns(`
    select
        deal_type::enum('all', 'expansion', 'new_business', 'renewal') as deal_type, segment_key,
        ${lastDay === undefined ? "days" : `least(days, ${lastDay})`} as day,
        sum(won_count)::integer, sum(closed_otherwise_count)::integer, sum(open_count)::integer
    from int_deal_ages
    where ${condition}
    group by all
    order by deal_type, segment_key, day`)).map(({values}) => values) as [string[], number[], number[], number[], number[], number[]];
  const groups: Group[] = [];
  for (let i = 0; i < times.length; ++i) {
    let last = groups.at(-1);
    if (last === undefined || last.segment_key !== segments[i] || last.deal_type !== types[i]) {
      groups.push((last = {deal_type: types[i]!, segment_key: segments[i]!, counts: []}));
    }
    last.counts.push({time: times[i]!, won: won[i]!, otherwise: otherwise[i]!, censored: open[i]!});
  }
  return groups;
}
