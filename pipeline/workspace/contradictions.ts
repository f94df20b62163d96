import type {ColumnType} from "../schema/exports.ts";
import {boundNumber, predicateWords, type Predicated} from "./predicates.ts";
import {folded} from "./values.ts";

/** A contradiction within one version: the rule at fault, by list and index, and what is wrong with it. */
export interface Contradiction {
  readonly list: "criteria" | "disqualifiers";
  readonly index: number;
  readonly what: string;
  readonly fix: string;
}

type Rule = Predicated & {readonly id: string; readonly column: string; readonly required?: boolean};
type Indexed = readonly [rule: Rule, index: number];

/**
 * Rules of one version that cannot hold together: the same criterion twice, two required criteria that no account can
 * meet at once, a criterion whose accounts a disqualifier rules out, disqualifiers that leave nobody.
 * @param typeOf the type of a column; undefined where it is not known yet
 */
export function contradictions(
  criteria: readonly Indexed[], disqualifiers: readonly Indexed[], typeOf: (column: string) => ColumnType | undefined
): Contradiction[] {
  const found: Contradiction[] = [];
  criteria.forEach(([rule, index], i) => {
    for (const [other] of criteria.slice(0, i)) {
      if (folded(other.column) !== folded(rule.column)) continue;
      if (implies(rule, other) && implies(other, rule)) {
        found.push({list: "criteria", index, what: `is the criterion ${other.id} again`, fix: "Remove one of the two and give the other their weight."});
      } else if (rule.required && other.required && typeOf(rule.column) !== "list" && excludes(rule, other)) {
        found.push({list: "criteria", index, what: `no account can meet it and ${other.id}, and both are required`, fix: "Make one of the two not required, or widen it."});
      }
    }
    for (const [disqualifier] of disqualifiers) {
      if (folded(disqualifier.column) !== folded(rule.column) || !implies(rule, disqualifier)) continue;
      found.push({
        list: "criteria", index, what: `whoever meets it is ruled out by the disqualifier ${disqualifier.id} (${predicateWords(disqualifier.column, disqualifier)})`,
        fix: "Narrow the disqualifier, or change the criterion."
      });
    }
  });
  disqualifiers.forEach(([rule, index], i) => {
    const before = disqualifiers.slice(0, i).map(([other]) => other).filter((other) => folded(other.column) === folded(rule.column));
    const same = before.find((other) => implies(rule, other) && implies(other, rule));
    if (same) found.push({list: "disqualifiers", index, what: `is the disqualifier ${same.id} again`, fix: "Remove one of the two."});
    else if (coversAll([...before, rule]) && !coversAll(before)) {
      const others = before.length > 0 ? ` together with ${before.map(({id}) => id).join(" and ")}` : "";
      found.push({list: "disqualifiers", index, what: `rules out every known value of ${rule.column}${others}`, fix: "Narrow it, so that some accounts stay."});
    }
  });
  return found;
}

/** A set of numbers as two ends, each with whether it belongs to the set. */
interface Interval {
  readonly low: number;
  readonly hasLow: boolean;
  readonly high: number;
  readonly hasHigh: boolean;
}

function interval(rule: Predicated): Interval | null {
  const at = boundNumber;
  if (rule.between) return {low: at(rule.between[0]), hasLow: true, high: at(rule.between[1]), hasHigh: true};
  if (rule.at_least !== undefined) return {low: at(rule.at_least), hasLow: true, high: Infinity, hasHigh: false};
  if (rule.above !== undefined) return {low: at(rule.above), hasLow: false, high: Infinity, hasHigh: false};
  if (rule.at_most !== undefined) return {low: -Infinity, hasLow: false, high: at(rule.at_most), hasHigh: true};
  if (rule.below !== undefined) return {low: -Infinity, hasLow: false, high: at(rule.below), hasHigh: false};
  return null;
}

function within(a: Interval, b: Interval): boolean {
  return (a.low > b.low || (a.low === b.low && (b.hasLow || !a.hasLow)))
    && (a.high < b.high || (a.high === b.high && (b.hasHigh || !a.hasHigh)));
}

function apart(a: Interval, b: Interval): boolean {
  const [first, second] = a.low < b.low || (a.low === b.low && a.hasLow) ? [a, b] : [b, a];
  return first.high < second.low || (first.high === second.low && !(first.hasHigh && second.hasLow));
}

function set(values: readonly string[]): Set<string> {
  return new Set(values.map(folded));
}

const isSubset = (a: readonly string[], b: readonly string[]): boolean => [...set(a)].every((value) => set(b).has(value));
const overlaps = (a: readonly string[], b: readonly string[]): boolean => [...set(a)].some((value) => set(b).has(value));

/** True where every value that meets `a` surely meets `b`. */
function implies(a: Predicated, b: Predicated): boolean {
  const [left, right] = [interval(a), interval(b)];
  if (left && right) return within(left, right);
  if (a.in && right) return a.in.every((value) => isWithin(value, right));
  if (a.in && b.in) return isSubset(a.in, b.in);
  if (a.in && b.not_in) return !overlaps(a.in, b.not_in);
  if (a.not_in && b.not_in) return isSubset(b.not_in, a.not_in);
  if (a.has_all && b.has_all) return isSubset(b.has_all, a.has_all);
  if (a.has_all && b.has_any) return overlaps(a.has_all, b.has_any);
  if (a.has_any && b.has_any) return isSubset(a.has_any, b.has_any);
  if (a.has_any && b.has_all) return isSubset([...a.has_any, ...b.has_all], a.has_any) && set([...a.has_any, ...b.has_all]).size === 1;
  if (a.has_none && b.has_none) return isSubset(b.has_none, a.has_none);
  if (a.is !== undefined && b.is !== undefined) return a.is === b.is;
  return a.matches !== undefined && a.matches === b.matches;
}

/** True where surely no value meets both. */
function excludes(a: Predicated, b: Predicated): boolean {
  const [left, right] = [interval(a), interval(b)];
  if (left && right) return apart(left, right);
  if (a.in && b.in) return !overlaps(a.in, b.in);
  if (a.in && b.not_in) return isSubset(a.in, b.not_in);
  if (a.not_in && b.in) return isSubset(b.in, a.not_in);
  if (a.is !== undefined && b.is !== undefined) return a.is !== b.is;
  return false;
}

function isWithin(value: string, {low, hasLow, high, hasHigh}: Interval): boolean {
  const number = value.trim() === "" ? NaN : Number(value);
  return (number > low || (hasLow && number === low)) && (number < high || (hasHigh && number === high));
}

/** True where every value meets at least one of the rules. */
function coversAll(rules: readonly Predicated[]): boolean {
  if (rules.some(({is}) => is === true) && rules.some(({is}) => is === false)) return true;
  const listed = rules.flatMap((rule) => rule.in ?? []);
  const unlisted = rules.flatMap((rule) => (rule.not_in ? [set(rule.not_in)] : []));
  // Only a value that every not_in names can escape them all.
  if (unlisted.length > 0 && [...unlisted[0]!].every((value) => set(listed).has(value) || unlisted.some((other) => !other.has(value)))) return true;
  const had = rules.flatMap((rule) => rule.has_any ?? []);
  if (rules.some((rule) => rule.has_none && isSubset(rule.has_none, had))) return true;
  const intervals = rules.map(interval).filter((range) => range !== null)
    .toSorted((a, b) => a.low - b.low || Number(b.hasLow) - Number(a.hasLow));
  let reach: {high: number; hasHigh: boolean} = {high: -Infinity, hasHigh: true};
  for (const {low, hasLow, high, hasHigh} of intervals) {
    if (low > reach.high || (low === reach.high && !hasLow && !reach.hasHigh)) return false;
    if (high > reach.high || (high === reach.high && hasHigh)) reach = {high, hasHigh};
  }
  return reach.high === Infinity;
}
