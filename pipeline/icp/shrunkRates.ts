import {momentsPrior, posterior} from "../statistics/betaBinomial.ts";

/**
 * Win rates shrunk towards each other by as much as chance could have driven them apart. Where they differ no more than by chance, where only one has
 * deals and where all have one outcome, every rate is the pooled one; null without deals.
 */
export function shrunkRates(won: readonly number[], decided: readonly number[]): (number | null)[] {
  const prior = momentsPrior(won, decided);
  return won.map((wins, i) => (prior.status === "ok" ? posterior(prior, wins, decided[i]!).estimate : prior.mean));
}
