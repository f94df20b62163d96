import {twoSidedP, zOf} from "./distributions.ts";
import type {Estimate} from "./interval.ts";

/** Deals of one score, won and lost. A higher score should win. */
export interface ScoreCounts {
  readonly score: number;
  readonly won: number;
  readonly lost: number;
}

export interface Auc extends Estimate {
  /** DeLong's; null with fewer than two won or lost, as the limits are. */
  readonly se: number | null;
  /** 2 AUC − 1. */
  readonly gini: number | null;
}

/** Deals of one pair of scores. */
export interface PairedScoreCounts {
  readonly score1: number;
  readonly score2: number;
  readonly won: number;
  readonly lost: number;
}

export interface PairedAuc {
  readonly auc1: number | null;
  readonly auc2: number | null;
  /** auc1 − auc2 */
  readonly difference: number | null;
  readonly se: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly z: number | null;
  readonly p: number | null;
}

/**
 * The probability that a won deal scores over a lost one, ties half, with the variance of DeLong et al. (Biometrics
 * 44, 1988) by midranks (Sun & Xu 2014), so in the time of a sort. Limits are cut to [0, 1]. Null where one outcome
 * is missing.
 */
export function auc(rows: readonly ScoreCounts[], confidence = 0.95): Auc {
  const placements = placementsOf(rows, rows.map((row) => row.score));
  const {estimate, variance} = covariances([placements], rows);
  if (estimate[0] === undefined) return {estimate: null, se: null, low: null, high: null, gini: null};
  const value = estimate[0];
  const se = variance && Math.sqrt(Math.max(0, variance[0]![0]!));
  const z = zOf(confidence);
  return {
    estimate: value,
    se,
    low: se === null ? null : Math.max(0, value - z * se),
    high: se === null ? null : Math.min(1, value + z * se),
    gini: 2 * value - 1
  };
}

/** DeLong's test of two scores of the same deals; rows are distinct pairs of scores with their counts. */
export function pairedAuc(rows: readonly PairedScoreCounts[], confidence = 0.95): PairedAuc {
  const placements = [placementsOf(rows, rows.map((row) => row.score1)), placementsOf(rows, rows.map((row) => row.score2))];
  const {estimate, variance} = covariances(placements, rows);
  if (estimate[0] === undefined) {
    return {auc1: null, auc2: null, difference: null, se: null, low: null, high: null, z: null, p: null};
  }
  const [auc1, auc2] = estimate as [number, number];
  const difference = auc1 - auc2;
  if (!variance) return {auc1, auc2, difference, se: null, low: null, high: null, z: null, p: null};
  const se = Math.sqrt(Math.max(0, variance[0]![0]! + variance[1]![1]! - 2 * variance[0]![1]!));
  const width = zOf(confidence) * se;
  const z = se > 0 ? difference / se : null;
  const p = z === null ? null : twoSidedP(z);
  return {auc1, auc2, difference, se, low: difference - width, high: difference + width, z, p};
}

export interface RocPoint {
  /** Called won at this score and over; null: none. */
  readonly threshold: number | null;
  readonly truePositiveRate: number;
  readonly falsePositiveRate: number;
}

/** The receiver operating characteristic at every distinct score, from (0, 0); empty where one outcome is missing. */
export function roc(rows: readonly ScoreCounts[]): RocPoint[] {
  const won = rows.reduce((sum, row) => sum + row.won, 0);
  const lost = rows.reduce((sum, row) => sum + row.lost, 0);
  if (!(won > 0 && lost > 0)) return [];
  const points: RocPoint[] = [{threshold: null, truePositiveRate: 0, falsePositiveRate: 0}];
  let wonOver = 0;
  let lostOver = 0;
  const ordered = rows.toSorted((a, b) => b.score - a.score);
  ordered.forEach((row, i) => {
    wonOver += row.won;
    lostOver += row.lost;
    if (ordered[i + 1]?.score === row.score) return;
    points.push({threshold: row.score, truePositiveRate: wonOver / won, falsePositiveRate: lostOver / lost});
  });
  return points;
}

interface Counts {
  readonly won: number;
  readonly lost: number;
}

/** For each row: the share of lost deals that score under it, and of won deals that score over it, ties half. */
interface Placements {
  readonly overLost: Float64Array;
  readonly underWon: Float64Array;
}

function placementsOf(rows: readonly Counts[], scores: readonly number[]): Placements {
  const won = rows.reduce((sum, row) => sum + row.won, 0);
  const lost = rows.reduce((sum, row) => sum + row.lost, 0);
  const order = Array.from(rows.keys()).toSorted((i, j) => scores[i]! - scores[j]!);
  const overLost = new Float64Array(rows.length);
  const underWon = new Float64Array(rows.length);
  let wonBelow = 0;
  let lostBelow = 0;
  for (let start = 0, end = 0; start < order.length; start = end) {
    let wonHere = 0;
    let lostHere = 0;
    for (; end < order.length && scores[order[end]!] === scores[order[start]!]; ++end) {
      wonHere += rows[order[end]!]!.won;
      lostHere += rows[order[end]!]!.lost;
    }
    for (const i of order.slice(start, end)) {
      overLost[i] = (lostBelow + lostHere / 2) / lost;
      underWon[i] = (won - wonBelow - wonHere / 2) / won;
    }
    wonBelow += wonHere;
    lostBelow += lostHere;
  }
  return {overLost, underWon};
}

/**
 * AUCs and their covariance matrix; no estimates where one outcome is missing, no variance with fewer than two of
 * either.
 */
function covariances(
  placements: readonly Placements[], rows: readonly Counts[]
): {estimate: number[]; variance: number[][] | null} {
  const won = rows.reduce((sum, row) => sum + row.won, 0);
  const lost = rows.reduce((sum, row) => sum + row.lost, 0);
  if (!(won > 0 && lost > 0)) return {estimate: [], variance: null};
  const estimate = placements.map(({overLost}) => rows.reduce((sum, row, i) => sum + row.won * overLost[i]!, 0) / won);
  if (won < 2 || lost < 2) return {estimate, variance: null};
  const variance = placements.map((p, j) => placements.map((q, k) => {
    let overWon = 0;
    let overLost = 0;
    rows.forEach((row, i) => {
      overWon += row.won * (p.overLost[i]! - estimate[j]!) * (q.overLost[i]! - estimate[k]!);
      overLost += row.lost * (p.underWon[i]! - estimate[j]!) * (q.underWon[i]! - estimate[k]!);
    });
    return overWon / (won - 1) / won + overLost / (lost - 1) / lost;
  }));
  return {estimate, variance};
}
