/**
 * The root of an increasing or decreasing function between `low` and `high`: Newton's steps, and a bisection wherever
 * a step leaves the bracket or the slope is useless. Returns an end where the function does not change its sign.
 * @param f value and slope at u; a value of ±Infinity only tells the side
 */
export function findRoot(
  f: (u: number) => readonly [value: number, slope: number], low: number, high: number, start: number
): number {
  const [valueLow] = f(low);
  const [valueHigh] = f(high);
  if (valueLow === 0 || valueLow > 0 === valueHigh > 0) return Math.abs(valueLow) <= Math.abs(valueHigh) ? low : high;
  const sign = valueHigh > 0 ? 1 : -1;
  let u = start > low && start < high ? start : (low + high) / 2;
  for (let i = 0; i < 200; ++i) {
    const [value, slope] = f(u);
    if (value === 0) return u;
    if (value * sign > 0) high = u;
    else low = u;
    const step = value / slope;
    let next = u - step;
    if (!(next > low && next < high)) next = (low + high) / 2;
    if (Math.abs(next - u) <= 4e-16 * Math.max(1e-300, Math.abs(next)) || next === low || next === high) return next;
    u = next;
  }
  return u;
}
