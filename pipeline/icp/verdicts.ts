import type {Database} from "../database.ts";
import type {Step} from "../models/model.ts";
import {grouped} from "../grouped.ts";
import {added, created, NO_DEALS, NO_TIERS, rest, type DealCounts, type Evidence, type TierDeals} from "./evidence.ts";
import {keeping, readRetention, type TierRetention} from "./retention.ts";
import {verdict, type Verdict, type VerdictThresholds} from "./verdict.ts";
import {stillToCome} from "./words.ts";

interface Judgement extends Verdict {
  readonly moment: string;
  readonly version_key: number;
  readonly scenario: string;
}

const READS = [
  "int_icp_counts", "int_icp_versions", "int_icp_moments", "int_icp_paces", "int_icp_revenue_sums", "int_icp_revenue_pairs", "int_icp_tiers_by_policy",
  "int_icp_survival_counts", "stat_icp_horizons"
];

/** One row per moment, ICP version and scenario: the verdict on the judged deals. A draft has none. */
export const icpVerdicts: Step = {
  table: "stat_icp_verdicts",
  reads: READS,
  async build(db) {
    const rows = await judgements(db);
    await db.writeTable("stat_icp_verdicts", [
      ...keyColumns(rows),
      {name: "verdict", type: "varchar", values: rows.map((row) => row.verdict)},
      {name: "reason_code", type: "varchar", values: rows.map((row) => row.reasonCode)},
      {name: "reasons", type: "varchar", values: rows.map((row) => row.reasons.join(" "))},
      {name: "deals_for_lift", type: "integer", values: rows.map((row) => row.dealsForLift)},
      {name: "deals_needed", type: "integer", values: rows.map((row) => row.dealsNeeded)},
      {name: "days_needed", type: "integer", values: rows.map((row) => row.daysNeeded)}
    ]);
  }
};

/** One row per moment, ICP version, scenario and condition of the verdict. */
export const icpConditions: Step = {
  table: "stat_icp_conditions",
  reads: READS,
  async build(db) {
    const rows = (await judgements(db)).flatMap((judgement) => judgement.conditions.map((condition, i) => ({...judgement, ...condition, order: i + 1})));
    await db.writeTable("stat_icp_conditions", [
      ...keyColumns(rows),
      {name: "condition_order", type: "integer", values: rows.map((row) => row.order)},
      {name: "condition", type: "varchar", values: rows.map((row) => row.name)},
      {name: "value", type: "double", values: rows.map((row) => row.value)},
      {name: "bar", type: "double", values: rows.map((row) => row.bar)},
      {name: "is_met", type: "boolean", values: rows.map((row) => row.isMet)},
      {name: "text", type: "varchar", values: rows.map((row) => row.text)}
    ]);
  }
};

function keyColumns(rows: readonly Judgement[]): {name: string; type: string; values: unknown[]}[] {
  return [
    {name: "moment", type: "varchar", values: rows.map((row) => row.moment)},
    {name: "version_key", type: "smallint", values: rows.map((row) => row.version_key)},
    {name: "scenario", type: "varchar", values: rows.map((row) => row.scenario)}
  ];
}

async function judgements(db: Database): Promise<Judgement[]> {
  const [thresholds] = await db.rows<VerdictThresholds & Record<string, number>>(`
    select getvariable('lift') as lift, getvariable('resolved') as resolved,
      getvariable('verdict_wins') as verdict_wins, getvariable('verdict_losses') as verdict_losses`);
  const scenarios = await db.rows<{scenario: string}>("select unnest(icp_scenarios()) as scenario");
  const versions = await db.rows<{moment: string; version_key: number; decided_count: number; day_count: number; as_of: string; effective_from: string | null}>(`
    select moment, version_key, decided_count, day_count, as_of::date::varchar as as_of, effective_from::varchar as effective_from
    from int_icp_versions
    inner join int_icp_paces using (version_key)
    inner join int_icp_moments using (moment)
    where status <> 'draft'
    order by moment, version_key`);
  const horizons = new Map((await db.rows<{moment: string; version_key: number; policy: string; horizon_days: number | null}>("from stat_icp_horizons"))
    .map((row) => [`${row.moment} ${row.version_key} ${row.policy}`, row.horizon_days]));
  const deals = await readDeals(db);
  const retention = await readRetention(db);
  const judged: Judgement[] = [];
  for (const {moment, version_key, decided_count, day_count, as_of, effective_from} of versions) {
    const coming = stillToCome(effective_from, as_of);
    const waits = effective_from === null ? "It has no date from which it is in force, so no deal can be judged."
      : coming === null ? null : `${coming}, so no deal can be judged yet.`;
    const keepings = ["own", "other"].map((policy) => tierKeeping(retention(moment, version_key, policy)));
    for (const {scenario} of scenarios) {
      const [own, other] = ["own", "other"].map((policy, i): Evidence => {
        const judgedDeals = deals(moment, version_key, policy, scenario, "judged");
        return {
          horizonDays: horizons.get(`${moment} ${version_key} ${policy}`) ?? null,
          judged: judgedDeals,
          young: createdDeals(deals(moment, version_key, policy, scenario, "out_of_time")) - createdDeals(judgedDeals),
          keeping: keepings[i]!
        };
      }) as [Evidence, Evidence];
      const background = deals(moment, version_key, "own", scenario, "all");
      judged.push({
        moment, version_key, scenario,
        ...verdict({own, other, background, pace: {decided: decided_count, days: day_count}, thresholds: thresholds!, waits})
      });
    }
  }
  return judged;
}

function createdDeals(deals: TierDeals): number {
  return created(added(deals[1], rest(deals)));
}

function tierKeeping(retention: TierRetention): Evidence["keeping"] {
  return keeping(retention.revenue([1]), retention.revenue([2, 3]), retention.exits([1]), retention.exits([2, 3]));
}

async function readDeals(db: Database): Promise<(moment: string, versionKey: number, policy: string, scenario: string, sample: string) => TierDeals> {
  type Row = {key: string; tier: number} & DealCounts;
  const rows = await db.rows<Row>(`
    select concat_ws(' ', moment, version_key, policy, scenario, sample) as key, tier, sum(won_count) as won, sum(lost_count) as lost,
      sum(no_decision_count) as "noDecision", sum(disqualified_count) as disqualified, sum(open_count) as open
    from int_icp_counts
    where sample in ('judged', 'out_of_time', 'all')
    group by all`);
  const groups = grouped(rows, (row) => row.key);
  return (moment, versionKey, policy, scenario, sample) => {
    const group = groups.get(`${moment} ${versionKey} ${policy} ${scenario} ${sample}`);
    if (!group) return NO_TIERS;
    const of = (tier: number): DealCounts => group.find((row) => row.tier === tier) ?? NO_DEALS;
    return {1: of(1), 2: of(2), 3: of(3), unknown: of(4)};
  };
}
