import fc from "fast-check";

/** Checks a property on the same cases in every run. */
export function holds<Values>(property: fc.IProperty<Values>): void {
  fc.assert(property, {seed: 20_240_229});
}
