import type {Database} from "../database.ts";
import type {Step} from "../models/model.ts";
import {pauses} from "../pauses.ts";
import {percentileLimits, sideBySide, type Limits} from "../statistics/bootstrap.ts";
import {randomSource} from "../statistics/random.ts";

const RESAMPLES = 2000;

/** One row per segment and month of int_bootstrapped_years: limits of gross and net retention over twelve months. */
export const revenueIntervals: Step = {
  table: "stat_revenue_intervals",
  reads: ["int_bootstrap_pairs"],
  async build(db) {
    const rows = await accountsByYear(db);
    const pause = pauses();
    const limits: ReturnType<typeof retentionLimits>[] = [];
    for (const {base, now} of rows) {
      limits.push(retentionLimits(base, now));
      await pause();
    }
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

export interface RetentionReplicates {
  readonly gross: Float64Array;
  readonly net: Float64Array;
}

/**
 * Percentile limits of gross and net revenue retention over 2,000 resamples of the accounts, both from the same resamples. Every call
 * resamples by the same stream, so that a result depends on its own accounts alone.
 * @param base each account's MRR at the start, all above 0
 * @param now the same accounts' MRR at the end
 */
export function retentionLimits(base: ArrayLike<number>, now: ArrayLike<number>): {readonly gross: Limits; readonly net: Limits} {
  const {gross, net} = retentionReplicates(base, now, "revenue retention");
  return {gross: percentileLimits(gross), net: percentileLimits(net)};
}

/**
 * Gross and net revenue retention of 2,000 resamples of the accounts.
 * @param stream the name of the stream that draws them: two groups are resampled apart by streams of two names
 */
export function retentionReplicates(base: ArrayLike<number>, now: ArrayLike<number>, stream: string): RetentionReplicates {
  const n = base.length;
  if (!(n <= 2 ** (32 - DRAW_BITS))) throw new RangeError(`${n} accounts are too many to resample`);
  const draws = randomDraws(stream, RESAMPLES * n);
  // Four places an account: finding its first is a shift.
  const amounts = sideBySide(base, now, Array.from(base, (value, i) => Math.min(value, now[i]!)), new Float64Array(n));
  const gross = new Float64Array(RESAMPLES);
  const net = new Float64Array(RESAMPLES);
  for (let b = 0, at = 0; b < RESAMPLES; ++b) {
    // Two draws at a time, whose sums do not wait for each other.
    let start = 0;
    let end = 0;
    let kept = 0;
    let otherStart = 0;
    let otherEnd = 0;
    let otherKept = 0;
    for (const until = at + n - 1; at < until; at += 2) {
      // A place below n, in whole numbers: a division or a cut of doubles would cost more than the three sums.
      const i = (Math.imul(draws[at]!, n) >>> DRAW_BITS) << 2;
      const j = (Math.imul(draws[at + 1]!, n) >>> DRAW_BITS) << 2;
      start += amounts[i]!;
      end += amounts[i + 1]!;
      kept += amounts[i + 2]!;
      otherStart += amounts[j]!;
      otherEnd += amounts[j + 1]!;
      otherKept += amounts[j + 2]!;
    }
    if (n & 1) {
      const i = (Math.imul(draws[at++]!, n) >>> DRAW_BITS) << 2;
      start += amounts[i]!;
      end += amounts[i + 1]!;
      kept += amounts[i + 2]!;
    }
    start += otherStart;
    gross[b] = (kept + otherKept) / start;
    net[b] = (end + otherEnd) / start;
  }
  return {gross, net};
}

/** Bits of a draw: its product with up to 4,096 accounts is below 2³²; of 2,000 no account's chance is off by more than 0.2 %. */
const DRAW_BITS = 20;

/** The longest beginning of each stream that was asked for: hundreds of samples are drawn by the same one. */
const drawn = new Map<string, Uint32Array>();

/** At least the first `length` of the stream's whole numbers in [0, 2²⁰). */
function randomDraws(stream: string, length: number): Uint32Array {
  const kept = drawn.get(stream);
  if (kept && kept.length >= length) return kept;
  const random = randomSource(stream);
  const draws = new Uint32Array(Math.max(length, 2 * (kept?.length ?? 0)));
  for (let i = 0; i < draws.length; ++i) draws[i] = random() >>> (32 - DRAW_BITS);
  drawn.set(stream, draws);
  return draws;
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
