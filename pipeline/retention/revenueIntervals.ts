import type {Database} from "../database.ts";
import type {Step} from "../models/models.ts";
import {percentileLimits, type Limits} from "../statistics/bootstrap.ts";
import {randomIndex, randomSource} from "../statistics/random.ts";

const RESAMPLES = 2000;

/** One row per segment and month of int_bootstrapped_years: limits of gross and net retention over twelve months. */
export const revenueIntervals: Step = {
  table: "stat_revenue_intervals",
  reads: ["int_bootstrap_pairs"],
  async build(db) {
    const rows = await accountsByYear(db);
    const limits = rows.map(({base, now}) => retentionLimits(base, now));
    await db.writeTable("stat_revenue_intervals", [
      {name: "segment_key", type: "integer", values: rows.map((row) => row.segmentKey)},
      {name: "month", type: "integer", values: rows.map((row) => row.month)},
      {name: "gross_low", type: "double", values: limits.map(({gross}) => gross[0])},
      {name: "gross_high", type: "double", values: limits.map(({gross}) => gross[1])},
      {name: "net_low", type: "double", values: limits.map(({net}) => net[0])},
      {name: "net_high", type: "double", values: limits.map(({net}) => net[1])}
    ]);
  }
};

/**
 * Percentile limits of gross and net revenue retention over resampled accounts, both from the same resamples. The seed is the same for
 * every segment and month, so that a row depends on its own accounts alone.
 * @param base each account's MRR at the start, all above 0
 * @param now the same accounts' MRR at the end
 */
export function retentionLimits(
  base: ArrayLike<number>, now: ArrayLike<number>, resamples = RESAMPLES
): {readonly gross: Limits; readonly net: Limits} {
  const n = base.length;
  const kept = Float64Array.from(base, (value, i) => Math.min(value, now[i]!));
  const random = randomSource("revenue retention");
  const gross = new Float64Array(resamples);
  const net = new Float64Array(resamples);
  for (let b = 0; b < resamples; ++b) {
    let start = 0;
    let end = 0;
    let capped = 0;
    for (let i = 0; i < n; ++i) {
      const j = randomIndex(random, n);
      start += base[j]!;
      end += now[j]!;
      capped += kept[j]!;
    }
    gross[b] = capped / start;
    net[b] = end / start;
  }
  return {gross: percentileLimits(gross), net: percentileLimits(net)};
}

interface Year {
  readonly segmentKey: number;
  readonly month: number;
  readonly base: Float64Array;
  readonly now: Float64Array;
}

/** The accounts of each segment and month, spread out from the distinct pairs in which SQL hands them over, in cents. */
async function accountsByYear(db: Database): Promise<Year[]> {
  const [segmentKeys, months, bases, amounts, counts] = (await db.columns(`
    select segment_key, month, (base_mrr * 100)::double, (mrr * 100)::double, account_count
    from int_bootstrap_pairs
    order by segment_key, month, base_mrr, mrr`)).map((column) => column.values as number[]) as
    [number[], number[], number[], number[], number[]];
  const years: Year[] = [];
  for (let start = 0, end = 0; start < segmentKeys.length; start = end) {
    let n = 0;
    while (end < segmentKeys.length && segmentKeys[end] === segmentKeys[start] && months[end] === months[start]) n += counts[end++]!;
    const base = new Float64Array(n);
    const now = new Float64Array(n);
    for (let i = start, to = 0; i < end; ++i) {
      base.fill(bases[i]!, to, to + counts[i]!);
      now.fill(amounts[i]!, to, (to += counts[i]!));
    }
    years.push({segmentKey: segmentKeys[start]!, month: months[start]!, base, now});
  }
  return years;
}
