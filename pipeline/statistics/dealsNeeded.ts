import {normalQuantile, zOf} from "./distributions.ts";

/**
 * Decided deals per arm that show a true win rate p1 over p2 at 5 % two-sided with 80 % power (Fleiss, Statistical
 * Methods for Rates and Proportions, 3.2, without continuity correction); null where p1 is not over p2 or no rate.
 */
export function dealsNeeded(p1: number, p2: number): number | null {
  if (!(p1 > p2 && p1 <= 1 && p2 >= 0)) return null;
  const mean = (p1 + p2) / 2;
  const nil = zOf(0.95) * Math.sqrt(2 * mean * (1 - mean));
  const alternative = normalQuantile(0.8) * Math.sqrt(p1 * (1 - p1) + p2 * (1 - p2));
  return Math.ceil(((nil + alternative) / (p1 - p2)) ** 2);
}
