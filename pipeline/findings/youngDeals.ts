import type {Database} from "../database.ts";
import {RESOLVED_SHARE} from "../icp/horizon.ts";
import type {IcpValidationRow} from "../schema/marts.ts";
import {day, number, percent, plural} from "./format.ts";
import type {VersionKey} from "./icpRows.ts";

/** Deals created since a version took effect that are too young to judge, and when they will be old enough. */
export interface YoungDeals extends VersionKey {
  readonly young_count: number;
  /** The end of the fiscal quarter after the data date, and how many are old enough by then. */
  readonly next_quarter_end: string;
  readonly next_count: number;
  /** The day on which the youngest is old enough. */
  readonly all_on: string;
}

export async function readYoungDeals(db: Database): Promise<YoungDeals[]> {
  return db.rows<YoungDeals>(`
    with horizons as (
      select versions.version_key, versions.icp, versions.version, horizons.horizon_days,
        greatest(versions.effective_from, getvariable('as_of')::date - horizons.horizon_days + 1) as first_young,
        (fiscal_quarter((getvariable('as_of') + 1)::date) + interval 3 months - interval 1 day)::date as next_quarter_end
      from int_icp_versions as versions
      inner join stat_icp_horizons as horizons using (version_key)
      where horizons.moment = 'current' and horizons.policy = 'own' and horizons.horizon_days is not null and versions.effective_from is not null
    ),
    deals as (
      select profile_key, created_on, count(*) as deal_count
      from int_icp_deals
      where created_on >= (select min(first_young) from horizons)
      group by profile_key, created_on
    )
    select horizons.icp, horizons.version, sum(deals.deal_count)::integer as young_count, any_value(next_quarter_end) as next_quarter_end,
      coalesce(sum(deals.deal_count) filter (where created_on + horizon_days::integer <= next_quarter_end), 0)::integer as next_count,
      max(created_on + horizon_days::integer)::date as all_on
    from horizons
    inner join int_icp_scores as scores using (version_key)
    inner join deals on scores.profile_key = deals.profile_key and deals.created_on >= horizons.first_young
    where scores.is_in_scope
    group by horizons.icp, horizons.version
    order by horizons.icp, horizons.version`);
}

/** How many deals are too young to judge, and when they will be old enough. */
export function youngSentence(young: YoungDeals | undefined, judged: IcpValidationRow | undefined, since: IcpValidationRow | undefined): string {
  if (!since || since.created_count === 0) return "No deal has been created since it took effect.";
  if (!judged || judged.horizon_days === null) return `Of the ${plural(since.created_count, "deal")} created since it took effect none can be called old enough: in some tier fewer than ${percent(RESOLVED_SHARE)} of deals get resolved.`;
  const age = `A deal is old enough after **${plural(judged.horizon_days, "day")}**, by which ${percent(RESOLVED_SHARE)} of every tier’s deals are resolved`;
  if (!young || young.young_count === 0) return `${age}; ${since.created_count === 1 ? "the one created since it took effect is" : `all ${number(since.created_count)} created since it took effect are`}.`;
  const next = young.next_count === 0 ? "" : young.next_count === young.young_count ? "" : ` **${number(young.next_count)}** of them will be old enough by ${day(young.next_quarter_end)},`;
  return `${age}. ${young.young_count === since.created_count && young.young_count > 1 ? `All **${number(young.young_count)}** deals` : `**${number(young.young_count)}** of the ${plural(since.created_count, "deal")}`} created since it took effect ${young.young_count === 1 ? "is" : "are"} younger.${next}${next ? " and" : ""} all by **${day(young.all_on)}**.`
    .replace("younger. all by", "younger; all will be old enough by");
}
