import {z} from "zod";
import {expecting, say} from "./wording.ts";

/** A text that is not blank, without outer spaces. */
export const Text = z.string().trim().max(10_000).refine((text) => text !== "", {error: say("expected text", "Write something, or remove the key.")});

/** One text or a list of at least one, read as a list. */
export const TextList = z.union([Text, z.array(Text).min(1)], {
  error: expecting("a list", "Write a list in brackets, such as [a, b].")
}).transform((list) => (typeof list === "string" ? [list] : list));

/** A list that may be empty. */
export const TextListOrNone = z.union([Text, z.array(Text)], {
  error: expecting("a list", "Write a list in brackets, such as [a, b], or [] for none.")
}).transform((list) => (typeof list === "string" ? [list] : list));

/** A day that exists, as YYYY-MM-DD. */
export const DateText = z.string().refine(isDate, {
  error: say("expected a date (YYYY-MM-DD)", "Write a day that exists, such as 2026-01-31.")
}).meta({format: "date"});

/** Whether a text is a day that exists, as YYYY-MM-DD, from 1900 on. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text) && date.getUTCFullYear() >= 1900;
}

/** A name of the user's own for a column: it becomes a column's name in SQL. */
export const ColumnName = z.string().max(60).regex(/^[a-z][a-z0-9_]*$/, {
  error: say("expected a name of lower-case letters, digits and _", "Write a name such as year_founded; the header goes to its right.")
});

/** How values are compared: without regard to case and outer spaces. */
export function folded(text: string): string {
  return text.trim().toLowerCase();
}
