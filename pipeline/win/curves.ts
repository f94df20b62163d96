import type {Database} from "../database.ts";
import type {Step} from "../models/models.ts";
import {cumulativeIncidence, incidenceAt, type ClosingCounts, type IncidencePoint} from "../statistics/cumulativeIncidence.ts";

interface Group {
  readonly period_window: string;
  readonly deal_type: string;
  readonly segment_key: number;
  readonly counts: ClosingCounts[];
}

/** The curve of every segment and deal type over all deals, at the days on which a deal was closed. */
export const winCurves: Step = {
  table: "stat_win_curve",
  reads: ["int_deal_ages", "int_period_windows"],
  async build(db) {
    const groups = await readAges(db, "period_window = 'all'");
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
    const groups = (await readAges(db, "true")).map((group) => ({...group, curve: cumulativeIncidence(group.counts)}));
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
  return curve.find((point) => point.rate >= year.rate / 2)?.time ?? null;
}

async function readAges(db: Database, condition: string): Promise<Group[]> {
  const [window, type, segment, days, won, otherwise, open] = (await db.columns(`
    select
        windows.period_window, ages.deal_type, ages.segment_key, ages.days,
        sum(ages.won_count)::integer, sum(ages.closed_otherwise_count)::integer, sum(ages.open_count)::integer
    from int_deal_ages as ages
    inner join int_period_windows as windows on ages.created_window is not distinct from windows.day_class
    where ${condition}
    group by windows.period_window, ages.deal_type, ages.segment_key, ages.days
    order by windows.period_window, ages.deal_type, ages.segment_key, ages.days`)).map(({values}) => values);
  const groups: Group[] = [];
  for (let i = 0; i < days!.length; ++i) {
    const last = groups.at(-1);
    const count: ClosingCounts = {
      time: days![i] as number, won: won![i] as number, otherwise: otherwise![i] as number, censored: open![i] as number
    };
    if (last && last.segment_key === segment![i] && last.deal_type === type![i] && last.period_window === window![i]) last.counts.push(count);
    else groups.push({period_window: window![i] as string, deal_type: type![i] as string, segment_key: segment![i] as number, counts: [count]});
  }
  return groups;
}
