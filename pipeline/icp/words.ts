/** Rates, points and counts as they stand in a sentence; a rate that is not known is an en dash. */
export function percent(rate: number | null): string {
  return rate === null ? "–" : `${rounded(100 * rate)} %`;
}

/** A difference of two rates with its sign; never −0. */
export function points(difference: number | null): string {
  if (difference === null) return "–";
  const size = rounded(100 * Math.abs(difference));
  return `${Number(size) === 0 ? "" : difference > 0 ? "+" : "−"}${size}`;
}

/** A ratio such as a lift, with two decimals. */
export function ratio(value: number | null): string {
  return value === null ? "–" : value.toFixed(2);
}

export function count(n: number): string {
  return n.toLocaleString("en-US");
}

/** `1 deal`, `2 deals`. */
export function counted(n: number, noun: string): string {
  return `${count(n)} ${noun}${n === 1 ? "" : "s"}`;
}

/** Whole numbers, and one decimal below 10, so that a sign and a difference show. */
function rounded(value: number): string {
  const tenths = value.toFixed(1);
  return Math.abs(Number(tenths)) < 10 && !tenths.endsWith(".0") ? tenths : value.toFixed(0);
}
