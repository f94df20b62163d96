import type {Step} from "../models/model.ts";
import {pauses} from "../pauses.ts";
import {percentileLimits, ratioReplicatesFrom, resamplingWords} from "../statistics/bootstrap.ts";

/**
 * Limits of the win rate by value: percentile bootstrap over deals (2,000 resamples, seeded) up to 2,000 decided deals. Above
 * that the linearised limits agree and need only sums: win_rate_by_segment takes those. Scopes of a segment with the same
 * counts and sums hold the same deals and are resampled once. Deals are drawn from in the order of their amounts, so that an export whose
 * rows stand in another order has the same limits.
 */
export const winValueLimits: Step = {
  table: "stat_win_value_limits",
  reads: ["int_value_scopes", "int_profiles", "int_deals", "int_period_windows"],
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
      inner join int_deals as deals
          on members.profile_key = deals.profile_key
          and (once.deal_type = 'all' or once.deal_type = deals.deal_type::varchar)
      inner join int_period_windows as windows
          on once.period_window = windows.period_window
          and deals.closed_window is not distinct from windows.day_class
      where deals.outcome in ('won', 'lost')
      order by once.scope, 2, 3`)).map(({values}) => Float64Array.from(values as number[]));
    const samples = runs(scope!);
    const words = resamplingWords(Math.max(0, ...samples.map(({from, to}) => to - from)));
    const pause = pauses();
    const limits: {scope: number; low: number | null; high: number | null}[] = [];
    for (const {from, to} of samples) {
      const ratios = ratioReplicatesFrom(words, won!.subarray(from, to), amount!.subarray(from, to));
      const [low, high] = ratios === null ? [null, null] : percentileLimits(ratios);
      limits.push({scope: scope![from]!, low, high});
      await pause();
    }
    await db.writeTable("stat_win_value_limits", [
      {name: "scope", type: "integer", values: limits.map((row) => row.scope)},
      {name: "value_win_rate_low", type: "double", values: limits.map(({low}) => low)},
      {name: "value_win_rate_high", type: "double", values: limits.map(({high}) => high)}
    ]);
  }
};

/** Where each run of equal values begins and ends. */
function runs(values: Float64Array): {from: number; to: number}[] {
  const found: {from: number; to: number}[] = [];
  for (let from = 0, to = 0; from < values.length; from = to) {
    while (to < values.length && values[to] === values[from]) ++to;
    found.push({from, to});
  }
  return found;
}
