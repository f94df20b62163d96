import {day, digitsBeside, number} from "../findings/format.ts";

/** That a version is still to come, dates as ISO texts; null of one that is not. */
export function stillToCome(effectiveFrom: string | null, asOf: string): string | null {
  return effectiveFrom !== null && effectiveFrom > asOf ? `It takes effect on ${day(effectiveFrom)}` : null;
}

/** A rate as it stands in a sentence, with the digit that shows on which side of its bar it is; an en dash where it is not known. */
export function percent(rate: number | null, bar = 1): string {
  if (rate === null) return "–";
  const value = 100 * rate;
  return `${number(value, digitsBeside(value, 100 * bar, digitsOf([value])))} %`;
}

/** A difference of two rates in points, with its limits: signed, with as many digits as show the sign. */
export function pointsRange(values: {readonly estimate: number | null; readonly low: number | null; readonly high: number | null}): string {
  const [estimate, low, high] = [values.estimate, values.low, values.high].map((value) => (value === null ? null : 100 * value));
  const digits = digitsOf([estimate!, low!, high!].filter((value) => value !== null));
  return `${signed(estimate!, digits)} (${signed(low!, digits)} to ${signed(high!, digits)})`;
}

/** A ratio such as a lift, with two decimals and the digit that shows on which side of its bar it is. */
export function ratio(value: number | null, bar: number): string {
  return number(value, value === null ? 0 : digitsBeside(value, bar, 2));
}

/** A threshold with the digits that it was set with. */
export function asSet(bar: number): string {
  return number(bar, String(bar).split(".")[1]?.length ?? 0);
}

export function count(n: number): string {
  return number(n);
}

/** A count that is expected, with one decimal where one more or less is told by it. */
export function expectedCount(n: number): string {
  return number(n, n < 99.95 ? 1 : 0);
}

/** `1 deal`, `2 deals`. */
export function counted(n: number, noun: string): string {
  return `${count(n)} ${noun}${n === 1 ? "" : "s"}`;
}

/** One decimal where the largest value is under 10 or one would round to nothing, else none. */
function digitsOf(values: readonly number[]): number {
  const sizes = values.map(Math.abs);
  return sizes.some((size) => size > 0 && size < 0.5) || Math.max(...sizes) < 9.95 ? 1 : 0;
}

function signed(value: number | null, digits: number): string {
  if (value === null) return "–";
  const text = number(value, digits);
  return value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}
