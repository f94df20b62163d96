import {grouped} from "../grouped.ts";
import type {Step} from "../models/model.ts";
import {type BetaPrior, momentsPrior, posterior, posteriorMean} from "../statistics/betaBinomial.ts";

/** Win rates steadied by empirical Bayes: one prior for each dimension within a period window and deal type. Unknown is shrunk and not in the prior. */
export const winShrinkage: Step = {
  table: "stat_win_shrinkage",
  reads: ["int_win_counts", "int_segments"],
  async build(db) {
    const rows = await db.rows<{
      period_window: string; deal_type: string; segment_key: number; family: string; in_prior: boolean; won_count: number; decided_count: number;
    } & Record<string, never>>(`
      select counts.period_window, counts.deal_type, counts.segment_key, segments.dimension as family,
          not segments.is_unknown as in_prior, counts.won_count, counts.decided_count
      from int_win_counts as counts
      inner join int_segments as segments using (segment_key)
      where counts.segment_key > 0
      order by counts.period_window, counts.deal_type, counts.segment_key`);
    const priors = priorsOf(rows);
    const shrunk = rows.map((row, i) => posterior(priors[i]!, row.won_count, row.decided_count));
    await db.writeTable("stat_win_shrinkage", [
      {name: "period_window", type: "varchar", values: rows.map((row) => row.period_window)},
      {name: "deal_type", type: "varchar", values: rows.map((row) => row.deal_type)},
      {name: "segment_key", type: "integer", values: rows.map((row) => row.segment_key)},
      {name: "shrunk_win_rate", type: "double", values: shrunk.map(({estimate}) => estimate)},
      {name: "shrunk_win_rate_low", type: "double", values: shrunk.map(({low}) => low)},
      {name: "shrunk_win_rate_high", type: "double", values: shrunk.map(({high}) => high)}
    ]);
  }
};

/** The same for pairs of segments: one prior for each pair of dimensions. */
export const pairShrinkage: Step = {
  table: "stat_pair_shrinkage",
  reads: ["int_pair_counts", "int_segments"],
  async build(db) {
    const rows = await db.rows<{
      period_window: string; deal_type: string; segment_key_a: number; segment_key_b: number; family: string; in_prior: boolean;
      won_count: number; decided_count: number;
    } & Record<string, never>>(`
      select pairs.period_window, pairs.deal_type, pairs.segment_key_a, pairs.segment_key_b,
          concat(segments_a.dimension, chr(31), segments_b.dimension) as family,
          not (segments_a.is_unknown or segments_b.is_unknown) as in_prior,
          pairs.won_count, pairs.won_count + pairs.lost_count as decided_count
      from int_pair_counts as pairs
      inner join int_segments as segments_a on pairs.segment_key_a = segments_a.segment_key
      inner join int_segments as segments_b on pairs.segment_key_b = segments_b.segment_key
      order by pairs.period_window, pairs.deal_type, pairs.segment_key_a, pairs.segment_key_b`);
    const priors = priorsOf(rows);
    await db.writeTable("stat_pair_shrinkage", [
      {name: "period_window", type: "varchar", values: rows.map((row) => row.period_window)},
      {name: "deal_type", type: "varchar", values: rows.map((row) => row.deal_type)},
      {name: "segment_key_a", type: "integer", values: rows.map((row) => row.segment_key_a)},
      {name: "segment_key_b", type: "integer", values: rows.map((row) => row.segment_key_b)},
      {name: "shrunk_win_rate", type: "double", values: rows.map((row, i) => posteriorMean(priors[i]!, row.won_count, row.decided_count))}
    ]);
  }
};

interface Counted {
  readonly period_window: string;
  readonly deal_type: string;
  readonly family: string;
  readonly in_prior: boolean;
  readonly won_count: number;
  readonly decided_count: number;
}

/** Each row's prior: that of its family within its period window and deal type. */
function priorsOf(rows: readonly Counted[]): BetaPrior[] {
  const familyOf = ({period_window, deal_type, family}: Counted) => `${period_window}\0${deal_type}\0${family}`;
  const priors = new Map([...grouped(rows, familyOf)].map(([family, own]) => {
    const members = own.filter(({in_prior}) => in_prior);
    return [family, momentsPrior(members.map((row) => row.won_count), members.map((row) => row.decided_count))];
  }));
  return rows.map((row) => priors.get(familyOf(row))!);
}
