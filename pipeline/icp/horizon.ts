import {kaplanMeier, survivalQuantile, type TimeCounts} from "../statistics/kaplanMeier.ts";

/** The share of a tier's deals that must be resolved for the tier to be judged on them. */
export const RESOLVED_SHARE = 0.9;

/**
 * The horizon H of a version: the largest, over its tiers, of the day by which that share of the tier's deals are resolved (Kaplan–Meier;
 * a closing of any kind is the event, open deals are censored at their age). A verdict on younger deals would mistake speed for wins.
 * @param tiers days of age with resolved (events) and open (censored) deals, for each of tiers 1 to 3; ascending by time
 * @returns days; null where no tier has deals, or a tier that has never gets there
 */
export function horizonDays(tiers: readonly (readonly TimeCounts[])[]): number | null {
  const days = tiers.filter((tier) => tier.length > 0)
    .map((tier) => survivalQuantile(kaplanMeier(tier), 1 - RESOLVED_SHARE).estimate);
  return days.length === 0 || days.includes(null) ? null : Math.max(...days.map((day) => day!));
}
