import {editDistance} from "../workspace/nearest.ts";

export interface CountedValue {
  readonly value: string;
  readonly count: number;
}

/** A value that is probably another one, misspelt. */
export interface NearDuplicate extends CountedValue {
  readonly suggestion: string;
  /** Rows that have the suggestion; 0 where it is a known word that no row has. */
  readonly suggestion_count: number;
  /** `case`: they are compared as one already. `spacing`: they differ by spaces and signs. `letters`: by one or two letters. */
  readonly kind: "case" | "spacing" | "letters";
}

/** With more distinct values a column holds names, of which many are alike and different. */
export const MOST_VALUES = 1000;

/**
 * The values of one column that look like another value of it, or like a word that its values usually are: each with the
 * commoner (or known) one, the nearest first. Numbers in a value tell it from another: `Tier 1` is not `Tier 2`.
 */
export function nearDuplicates(values: readonly CountedValue[], known: readonly string[] = []): NearDuplicate[] {
  const candidates = values.length > MOST_VALUES ? [] : values.toSorted((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1)).map(shaped);
  const words = known.map((value) => shaped({value, count: 0}));
  const isKnown = new Set(words.map(({folded}) => folded));
  const found: NearDuplicate[] = [];
  for (const [i, one] of candidates.entries()) {
    let best: NearDuplicate | null = null;
    let least = Infinity;
    const consider = (other: Shaped, distance: number | null) => {
      if (distance === null || distance >= least) return;
      least = distance;
      const kind = other.folded === one.folded ? "case" : distance === 0 ? "spacing" : "letters";
      best = {value: one.value, count: one.count, suggestion: other.count > 0 ? other.value : inCaseOf(one.value, other.value), suggestion_count: other.count, kind};
    };
    // The commoner value is the one that was meant, unless it is the one that is no word.
    for (const [j, other] of candidates.entries()) {
      if (i === j || (isKnown.has(one.folded) && one.folded !== other.folded)) continue;
      if (j < i || isKnown.has(other.folded)) consider(other, distanceOf(one, other));
    }
    if (best === null && !isKnown.has(one.folded)) for (const word of words) consider(word, distanceOf(one, word));
    if (best !== null) found.push(best);
  }
  return found;
}

/** Of every reference that no target has the target that it nearly is; none where two are as near. */
export function nearReferences(references: readonly CountedValue[], targets: readonly CountedValue[]): NearDuplicate[] {
  const there = targets.map(shaped);
  return references.flatMap((reference): NearDuplicate[] => {
    const one = shaped(reference);
    let best: Shaped | null = null;
    let least = Infinity;
    let isTied = false;
    for (const other of there) {
      const distance = distanceOf(one, other);
      // Ids of machines differ by a letter and are different.
      if (distance === null || (distance > 0 && one.digits !== "")) continue;
      if (distance === least) isTied = true;
      if (distance < least) [best, least, isTied] = [other, distance, false];
    }
    if (best === null || isTied) return [];
    const kind = best.folded === one.folded ? "case" : least === 0 ? "spacing" : "letters";
    return [{...reference, suggestion: best.value, suggestion_count: best.count, kind}];
  });
}

interface Shaped extends CountedValue {
  readonly folded: string;
  /** Letters and digits alone, without accents. */
  readonly tight: string;
  readonly tokens: readonly string[];
  readonly digits: string;
  /** A bit for each letter that occurs. */
  readonly letters: number;
}

function shaped({value, count}: CountedValue): Shaped {
  const folded = value.trim().toLowerCase();
  const plain = folded.normalize("NFKD").replace(/\p{M}/gu, "");
  const tight = plain.replace(/[^\p{L}\p{N}]+/gu, "");
  let letters = 0;
  for (const character of tight) letters |= 1 << (character.codePointAt(0)! % 31);
  return {
    value, count, folded, tight, letters, tokens: plain.split(/[^\p{L}\p{N}]+/u).filter((token) => token !== ""), digits: plain.replace(/\D+/g, " ").trim()
  };
}

/** Null where they are not alike; 0 where case, spaces, accents and signs alone differ; else the number of edits. */
function distanceOf(a: Shaped, b: Shaped): number | null {
  if (a.folded === b.folded) return 0;
  if (a.digits !== b.digits || a.tight === "") return null;
  // C, C++ and C#: what is left of a short word says too little.
  if (a.tight === b.tight) return a.tight.length < 3 ? null : 0;
  const length = Math.min(a.tight.length, b.tight.length);
  const limit = tolerated(length);
  if (Math.abs(a.tight.length - b.tight.length) > limit || bits(a.letters ^ b.letters) > 2 * limit) return null;
  const distance = editDistance(a.tight, b.tight, limit + 1);
  if (distance > limit || differByMark(a, b)) return null;
  return distance;
}

/** How many edits are a slip in a word of so many letters. */
function tolerated(length: number): number {
  return length < 5 ? 0 : length < 8 ? 1 : 2;
}

/** Series A and Series B, Phase II and Phase III, North and South America: a word that differs by too much for its length is a name, no slip. */
function differByMark(a: Shaped, b: Shaped): boolean {
  if (a.tokens.length !== b.tokens.length) return false;
  return a.tokens.some((token, i) => {
    const other = b.tokens[i]!;
    if (token === other) return false;
    const limit = tolerated(Math.min(token.length, other.length));
    return editDistance(token, other, limit + 1) > limit || (/^[ivx]+$/.test(token) && /^[ivx]+$/.test(other));
  });
}

function inCaseOf(value: string, word: string): string {
  if (value === value.toLowerCase()) return word.toLowerCase();
  return value === value.toUpperCase() ? word.toUpperCase() : word;
}

function bits(mask: number): number {
  let count = 0;
  for (let rest = mask >>> 0; rest !== 0; rest &= rest - 1) count++;
  return count;
}
