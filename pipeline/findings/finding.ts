import {smallest} from "../statistics/extremes.ts";
import {number} from "./format.ts";

/**
 * A sentence that a page shows, computed from the whole figure and honest in both directions. Numbers that carry it stand
 * between `**`. Names from an export are put in with `name()` and are text wherever they are shown.
 */
export interface Finding {
  /** The page's file name without `.md`; `index` for the first. */
  readonly page: string;
  /** The figure on it: `headline` for the page's own sentence, `cannot-say` for what the data at hand cannot tell. */
  readonly figure: string;
  /** The choices that it holds for, `key=value` joined by `&` in the keys' order; `default` where there are none. */
  readonly scope: string;
  readonly text: string;
  /** The fewest accounts or decided deals that a number in it rests on: the board edition leaves out what rests on too few. Default: no such number. */
  readonly least?: number | null;
  /**
   * Where sentences are many, such as some for each segment: the part of the published mart `part_findings` in which a page finds them. The
   * board edition goes without them.
   */
  readonly part?: string;
}

/** A scope of the given choices. */
export function scopeOf(choices: Readonly<Record<string, string>>): string {
  return Object.keys(choices).toSorted().map((key) => `${key}=${choices[key]}`).join("&") || "default";
}

/** A name from an export inside a sentence: it cannot end or begin a span of `**` or of code, nor turn the direction of what stands around it. */
export function name(text: string): string {
  const plain = text.replaceAll("*", "\u2217").replaceAll("`", "\u02cb").replace(/[\u202a-\u202e\u2066-\u2069]/g, "");
  return /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/.test(plain) ? `\u2068${plain}\u2069` : plain;
}

/** The first `most` of them, and how many more there are: `a, b and 3 more`. */
export function listedFirst(items: readonly string[], most: number): string {
  return listed([...items.slice(0, most), ...(items.length > most ? [`${number(items.length - most)} more`] : [])]);
}

/** All of them where they are few; of more the first: a sentence is read, a table is looked up. */
export function listedFew(items: readonly string[], last: "and" | "or" = "and"): string {
  return items.length > 8 ? listedFirst(items, 3) : listed(items, last);
}

/** `a, b and c`. */
export function listed(items: readonly string[], last: "and" | "or" = "and"): string {
  return items.length < 2 ? (items[0] ?? "") : `${items.slice(0, -1).join(", ")} ${last} ${items.at(-1)}`;
}

/** The smallest count that is not 0: what a sentence that states them rests on. */
export function leastOf(...counts: readonly (number | null | undefined | readonly (number | null | undefined)[])[]): number | null {
  const known = counts.flat().filter((count): count is number => typeof count === "number" && count > 0);
  return known.length > 0 ? smallest(known) : null;
}

/** A sentence begins with a capital letter. */
export function capital(text: string): string {
  return text.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase());
}
