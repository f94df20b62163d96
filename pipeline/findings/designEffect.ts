/** Over this the deals of an account are too alike for the intervals to be trusted as they are. */
export const DESIGN_EFFECT_LIMIT = 1.2;

/** How many times as wide intervals are, once deals of one account are not taken for independent: the root of the design effect (Kish 1965). */
export function widening(designEffect: number): number {
  return Math.sqrt(designEffect);
}
