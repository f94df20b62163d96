import type {Problem} from "../problems.ts";

// Warnings of values that are asked for and that no row has.

/** A column with more values names something in each row, and is no list of words. */
export const MOST_VALUES = 10_000;

export type AbsentValues = Pick<Problem, "message" | "value" | "fix">;

/** Of one that is nearly a value that rows do have. */
export function misspeltValue(column: string, value: string, meant: string): AbsentValues {
  return {message: `no row has this value of ${column}`, value, fix: `Did you mean ${meant}?`};
}

/** Of several, none of which is there. */
export function absentValues(column: string, values: readonly string[], fix: string): AbsentValues {
  return {message: `no row has any of these values of ${column}`, value: values.join(", "), fix};
}
