/** An estimate with its limits, in the unit of the estimate; null where undefined. */
export interface Estimate {
  readonly estimate: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

export const UNDEFINED: Estimate = {estimate: null, low: null, high: null};
