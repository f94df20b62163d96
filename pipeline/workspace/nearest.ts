/**
 * The candidate closest to a misspelt word by edit distance (a swap of neighbours counts one), or null where none is close.
 * @param limit how many edits count as close; by default one for every three letters
 */
export function nearest(word: string, candidates: readonly string[], limit = Math.max(1, Math.floor(word.length / 3))): string | null {
  const wanted = simplified(word);
  let best: string | null = null;
  let least = limit + 1;
  for (const candidate of candidates) {
    const distance = editDistance(wanted, simplified(candidate), least);
    // A word of which every letter would change is another word.
    if (distance < least && distance < Math.max(wanted.length, candidate.length)) [best, least] = [candidate, distance];
  }
  return best;
}

/** Words that people use for a key, and the keys that they mean. */
const SYNONYMS: Readonly<Record<string, readonly string[]>> = {
  deals: ["opportunities"], companies: ["accounts"], customers: ["accounts"], organizations: ["accounts"],
  equals: ["in"], any_of: ["in"], one_of: ["in"], not: ["not_in"], contains: ["has_any"], includes: ["has_any"], regex: ["matches"], pattern: ["matches"], like: ["matches"],
  less_than: ["below"], under: ["below"], greater_than: ["above"], more_than: ["above"], over: ["above"], min: ["at_least"], max: ["at_most"],
  active: ["approved"], utf8: ["utf-8"], cp1252: ["windows-1252"], ansi: ["windows-1252"], "iso-8859-1": ["latin-1"]
};

/** The key that a word is meant to be: the nearest, or the one that it is another word for. */
export function meantKey(word: string, known: readonly string[]): string | null {
  return SYNONYMS[word.toLowerCase()]?.find((key) => known.includes(key)) ?? nearest(word, known);
}

/** The candidate that a word is surely meant to be: one edit away, two in a long word. */
export function misspelt(word: string, candidates: readonly string[]): string | null {
  return nearest(word, candidates, word.length < 8 ? 1 : 2);
}

function simplified(word: string): string {
  return word.slice(0, 80).toLowerCase().replace(/[\s_-]+/g, "_");
}

/** Optimal string alignment distance, or any number ≥ `limit` once it cannot be less. */
export function editDistance(a: string, b: string, limit = Infinity): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let before: number[] = [];
  let previous = Array.from({length: b.length + 1}, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      current[j] = Math.min(previous[j]! + 1, current[j - 1]! + 1, previous[j - 1]! + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        current[j] = Math.min(current[j]!, before[j - 2]! + 1);
      }
    }
    if (Math.min(...current) >= limit) return limit;
    [before, previous] = [previous, current];
  }
  return previous[b.length]!;
}
