import type {Step} from "../models/model.ts";
import {grouped} from "../grouped.ts";
import {auc, pairedAuc, type ScoreCounts} from "../statistics/auc.ts";

interface ScoredRow extends ScoreCounts {
  readonly moment: string;
  readonly version_key: number;
  readonly scenario: string;
  readonly sample: string;
}

/** One row per moment, ICP version, scenario and sample: the AUC of the score over decided deals, those of tier `unknown` left out. */
export const icpAucs: Step = {
  table: "stat_icp_aucs",
  reads: ["int_icp_counts"],
  async build(db) {
    const rows = await db.rows<ScoredRow>(`
      select moment, version_key, scenario, sample, rank_score as score, sum(won_count) as won, sum(lost_count) as lost
      from int_icp_counts
      where policy = 'own' and tier <= 3
      group by all
      order by all`);
    const groups = [...grouped(rows, ({moment, version_key, scenario, sample}) => `${moment} ${version_key} ${scenario} ${sample}`).values()];
    const found = groups.map((group) => auc(group));
    const keys = groups.map((group) => group[0]!);
    await db.writeTable("stat_icp_aucs", [
      {name: "moment", type: "varchar", values: keys.map((key) => key.moment)},
      {name: "version_key", type: "smallint", values: keys.map((key) => key.version_key)},
      {name: "scenario", type: "varchar", values: keys.map((key) => key.scenario)},
      {name: "sample", type: "varchar", values: keys.map((key) => key.sample)},
      {name: "auc", type: "double", values: found.map(({estimate}) => estimate)},
      {name: "auc_low", type: "double", values: found.map(({low}) => low)},
      {name: "auc_high", type: "double", values: found.map(({high}) => high)}
    ]);
  }
};

interface PairRow {
  readonly version_key_a: number;
  readonly version_key_b: number;
  readonly sample: string;
  readonly score1: number;
  readonly score2: number;
  readonly won: number;
  readonly lost: number;
}

/** One row per pair of versions and sample: both AUCs on the same deals and their difference, DeLong's paired test. */
export const icpAucDifferences: Step = {
  table: "stat_icp_auc_differences",
  reads: ["int_icp_pair_counts"],
  async build(db) {
    const rows = await db.rows<PairRow>(`
      select version_key_a, version_key_b, sample, score_a as score1, score_b as score2, sum(won_count) as won, sum(lost_count) as lost
      from int_icp_pair_counts
      where tier_a <= 3 and tier_b <= 3
      group by all
      order by all`);
    const groups = [...grouped(rows, ({version_key_a, version_key_b, sample}) => `${version_key_a} ${version_key_b} ${sample}`).values()];
    const found = groups.map((group) => pairedAuc(group));
    const keys = groups.map((group) => group[0]!);
    await db.writeTable("stat_icp_auc_differences", [
      {name: "version_key_a", type: "smallint", values: keys.map((key) => key.version_key_a)},
      {name: "version_key_b", type: "smallint", values: keys.map((key) => key.version_key_b)},
      {name: "sample", type: "varchar", values: keys.map((key) => key.sample)},
      {name: "auc_a", type: "double", values: found.map(({auc1}) => auc1)},
      {name: "auc_b", type: "double", values: found.map(({auc2}) => auc2)},
      // b less a: how much the later version gains.
      {name: "auc_difference", type: "double", values: found.map(({difference}) => negated(difference))},
      {name: "auc_difference_low", type: "double", values: found.map(({high}) => negated(high))},
      {name: "auc_difference_high", type: "double", values: found.map(({low}) => negated(low))},
      {name: "auc_p_value", type: "double", values: found.map(({p}) => p)}
    ]);
  }
};

function negated(value: number | null): number | null {
  return value === null || value === 0 ? value : -value;
}

/** One row per criterion: the AUC that the score has without it, over all decided deals. */
export const icpAucsWithout: Step = {
  table: "stat_icp_aucs_without",
  reads: ["int_icp_scores_without"],
  async build(db) {
    const rows = await db.rows<ScoreCounts & {rule_key: number}>(
      "select rule_key, score, won_count as won, lost_count as lost from int_icp_scores_without order by rule_key, score"
    );
    const groups = [...grouped(rows, (row) => row.rule_key)];
    await db.writeTable("stat_icp_aucs_without", [
      {name: "rule_key", type: "integer", values: groups.map(([key]) => key)},
      {name: "auc_without", type: "double", values: groups.map(([, group]) => auc(group).estimate)}
    ]);
  }
};
