import type {Step} from "../models/models.ts";
import {percentileLimits, ratioReplicates} from "../statistics/bootstrap.ts";
import {randomSource} from "../statistics/random.ts";

/**
 * Limits of the win rate by value: percentile bootstrap over deals (2,000 resamples, seeded) up to 2,000 decided deals. Above
 * that the linearised limits agree and need only sums: win_rate_by_segment takes those. Scopes of a segment with the same
 * counts and sums hold the same deals and are resampled once.
 */
export const winValueLimits: Step = {
  table: "stat_win_value_limits",
  async build(db) {
    const [scope, won, amount] = (await db.columns(`
      with
      once as (
          select * from int_value_scopes
          qualify row_number() over (partition by scope order by period_window, deal_type) = 1
      ),
      members as (
          select profile_key, unnest(segment_keys) as segment_key from int_profiles
      )
      select
          once.scope::integer,
          case when deals.outcome = 'won' then coalesce(deals.amount, 0) else 0 end::double,
          coalesce(deals.amount, 0)::double
      from once
      inner join members using (segment_key)
      inner join int_opportunities as deals
          on members.profile_key = deals.profile_key
          and (once.deal_type = 'all' or once.deal_type = deals.deal_type::varchar)
      inner join int_period_windows as windows
          on once.period_window = windows.period_window
          and deals.closed_window is not distinct from windows.day_class
      where deals.outcome in ('won', 'lost')
      order by once.scope, deals.opportunity_key`)).map(({values}) => values as number[]);
    const limits: {scope: number; low: number | null; high: number | null}[] = [];
    for (let from = 0; from < scope!.length; ) {
      let to = from;
      while (scope![to] === scope![from]) ++to;
      const replicates = ratioReplicates(
        Float64Array.from(won!.slice(from, to)), Float64Array.from(amount!.slice(from, to)), {resamples: 2000, random: randomSource(1)}
      );
      const [low, high] = replicates === null ? [null, null] : percentileLimits(replicates.ratios);
      limits.push({scope: scope![from]!, low, high});
      from = to;
    }
    await db.writeTable("stat_win_value_limits", [
      {name: "scope", type: "integer", values: limits.map((row) => row.scope)},
      {name: "value_win_rate_low", type: "double", values: limits.map(({low}) => low)},
      {name: "value_win_rate_high", type: "double", values: limits.map(({high}) => high)}
    ]);
  }
};
