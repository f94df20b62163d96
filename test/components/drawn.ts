import type {IntervalRow} from "../../src/components/intervalRows.ts";

/** A row of a segment with firm numbers. */
export const row = (more: Partial<IntervalRow> = {}): IntervalRow =>
  ({label: "SaaS", value: 0.33, low: 0.27, high: 0.4, n: 214, count: 71, evidence: "shown", steadied: 0.32, difference: 0.13, difference_low: 0.06, difference_high: 0.2, ...more});

/** The texts of the elements that a selector finds. */
export const texts = (node: Element, selector: string) => [...node.querySelectorAll(selector)].map((e) => e.textContent);

/** Resolves when what waits for a promise, and not for a paint, is done. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
