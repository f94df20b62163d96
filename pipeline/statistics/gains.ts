import {roc, type ScoreCounts} from "./auc.ts";

export interface GainsRow {
  /** Counted from 1, the highest scores first. */
  readonly bin: number;
  readonly count: number;
  /** Deals of equal score share their wins evenly, so this need not be whole. */
  readonly won: number;
  readonly rate: number | null;
  readonly lift: number | null;
  readonly cumulativeCount: number;
  readonly cumulativeWon: number;
  readonly cumulativeGain: number | null;
  readonly cumulativeLift: number | null;
}

export interface Gains {
  readonly count: number;
  readonly won: number;
  readonly baseRate: number | null;
  readonly rows: readonly GainsRow[];
  /** Kolmogorov–Smirnov: the largest true less false positive rate; null where one outcome is missing. */
  readonly ks: number | null;
}

/**
 * Lift and gains in bins of equal size, from the highest score: the deal of rank r (from 0) is in bin ⌊r·bins/n⌋ + 1.
 */
export function gains(rows: readonly ScoreCounts[], bins = 10): Gains {
  const ordered = rows.toSorted((a, b) => b.score - a.score);
  const count = rows.reduce((sum, row) => sum + row.won + row.lost, 0);
  const won = rows.reduce((sum, row) => sum + row.won, 0);
  const baseRate = count > 0 ? won / count : null;
  const wonWithin = interpolated(ordered);
  let start = 0;
  const table = Array.from({length: bins}, (_, b) => {
    const end = Math.ceil(((b + 1) * count) / bins);
    const wonHere = wonWithin(end) - wonWithin(start);
    const here = end - start;
    start = end;
    const rate = here > 0 ? wonHere / here : null;
    const cumulativeWon = wonWithin(end);
    return {
      bin: b + 1,
      count: here,
      won: wonHere,
      rate,
      lift: rate !== null && won > 0 ? rate / baseRate! : null,
      cumulativeCount: end,
      cumulativeWon,
      cumulativeGain: won > 0 ? cumulativeWon / won : null,
      cumulativeLift: won > 0 && end > 0 ? cumulativeWon / end / baseRate! : null
    };
  });
  const ks = roc(rows).reduce<number | null>((most, p) => Math.max(most ?? 0, p.truePositiveRate - p.falsePositiveRate), null);
  return {count, won, baseRate, rows: table, ks};
}

/** Wins among the first so many deals, where deals of equal score are one block with its mean outcome. */
function interpolated(ordered: readonly ScoreCounts[]): (deals: number) => number {
  const ends: number[] = [0];
  const wins: number[] = [0];
  ordered.forEach((row, i) => {
    if (i > 0 && ordered[i - 1]!.score === row.score) {
      ends[ends.length - 1]! += row.won + row.lost;
      wins[wins.length - 1]! += row.won;
    } else {
      ends.push(ends.at(-1)! + row.won + row.lost);
      wins.push(wins.at(-1)! + row.won);
    }
  });
  let block = 0;
  return (deals) => {
    if (ends[block]! > deals) block = 0;
    while (block + 1 < ends.length && ends[block + 1]! <= deals) ++block;
    if (block + 1 === ends.length) return wins[block]!;
    return wins[block]! + ((wins[block + 1]! - wins[block]!) * (deals - ends[block]!)) / (ends[block + 1]! - ends[block]!);
  };
}
