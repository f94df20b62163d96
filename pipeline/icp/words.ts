import {day, number} from "../findings/format.ts";

/** That a version is still to come, dates as ISO texts; null of one that is not. */
export function stillToCome(effectiveFrom: string | null, asOf: string): string | null {
  return effectiveFrom !== null && effectiveFrom > asOf ? `It takes effect on ${day(effectiveFrom)}` : null;
}

/** A threshold with the digits that it was set with. */
export function asSet(bar: number): string {
  return number(bar, String(bar).split(".")[1]?.length ?? 0);
}

/** A count that is expected, with one decimal where one more or less is told by it. */
export function expectedCount(n: number): string {
  return number(n, n < 99.95 ? 1 : 0);
}
