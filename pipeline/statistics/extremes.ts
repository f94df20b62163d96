/** The smallest of any number of values, Infinity of none. `Math.min(...values)` lays them on the stack, which holds some hundred thousand. */
export function smallest(values: readonly number[]): number {
  return values.reduce((least, value) => Math.min(least, value), Infinity);
}

/** The largest of any number of values, -Infinity of none. */
export function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), -Infinity);
}
