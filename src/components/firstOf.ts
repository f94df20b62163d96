import {number} from "./format.js";

/** `a, b and 30 more`: the first `most` of a list of names in a line; a few more than those are shown too. */
export function firstOf(names: readonly string[], most: number, separator = ", "): string {
  return names.length <= most + 3 ? names.join(separator) : `${names.slice(0, most).join(separator)} and ${number(names.length - most)} more`;
}
