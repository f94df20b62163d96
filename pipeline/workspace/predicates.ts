import {RE2JS} from "re2js";
import {z} from "zod";
import type {ColumnType} from "../schema/exports.ts";
import {isNumeric} from "./columns.ts";
import {isDate, Text, TextList} from "./values.ts";
import {expecting, say} from "./wording.ts";

export type PredicateName = keyof typeof PREDICATES;

const boundError = expecting("a number or a date (YYYY-MM-DD)", "Write a plain number such as 50, or a date such as 2026-01-31.");
const Bound = z.union([z.number(), z.string().refine(isDate, {error: boundError}).meta({format: "date"})], {error: boundError});

// DuckDB matches with RE2, which has no backtracking: no pattern can take exponential time.
const Pattern = z.string().min(1).max(1000).superRefine((pattern, context) => {
  const message = patternError(pattern);
  if (message !== null) {
    context.addIssue({code: "custom", message: say(message, "Write a regular expression of RE2: no look-around and no back-references; (?i) ignores case.")});
  }
});

function patternError(pattern: string): string | null {
  // re2js knows (?<name>…); the RE2 within DuckDB does not.
  if (/\(\?<[\p{L}_]/u.test(pattern)) return "is no regular expression (named group without P)";
  try {
    RE2JS.compile(pattern);
    return null;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.replace(/^error parsing regexp: /, "").replace(/: `.*$/s, "") : "cannot be read";
    return `is no regular expression (${reason})`;
  }
}

/** The keys of which a criterion, a disqualifier and a row rule have exactly one. */
export const PREDICATES = {
  in: TextList.optional().describe("One of these values, ignoring case and outer spaces"),
  not_in: TextList.optional().describe("A known value, and none of these"),
  between: z.tuple([Bound, Bound]).superRefine(([low, high], context) => {
    const fix = "Write the smaller one first, both numbers or both dates.";
    if (typeof low !== typeof high) context.addIssue({code: "custom", message: say("expected two numbers or two dates", fix)});
    else if (!(low <= high)) context.addIssue({code: "custom", message: say("expected the lower end first", fix)});
  }).optional().describe("[lowest, highest], both inclusive: numbers or dates"),
  at_least: Bound.optional().describe("This number or date, or more"),
  at_most: Bound.optional().describe("This number or date, or less"),
  above: Bound.optional().describe("More than this number, or later than this date"),
  below: Bound.optional().describe("Less than this number, or earlier than this date"),
  has_any: TextList.optional().describe("A multi-valued column has at least one of these"),
  has_all: TextList.optional().describe("A multi-valued column has all of these"),
  has_none: TextList.optional().describe("A multi-valued column is known and has none of these"),
  is: z.boolean().optional().describe("A yes/no column is true or false"),
  matches: Pattern.optional().describe("A regular expression (RE2) found anywhere in the value; (?i) ignores case")
};

const PredicateKeys = z.object(PREDICATES);
/** Something with exactly one predicate: a criterion, a disqualifier or a row rule. */
export type Predicated = z.infer<typeof PredicateKeys>;

const NAMES = Object.keys(PREDICATES) as PredicateName[];

/** The predicate of a rule that has passed `hasOnePredicate`. */
export function predicateOf(rule: Predicated): PredicateName {
  return NAMES.find((name) => rule[name] !== undefined)!;
}

/** A check for zod: exactly one of the predicate keys is there. */
export function hasOnePredicate(rule: Predicated, context: z.RefinementCtx): void {
  const names = NAMES.filter((name) => rule[name] !== undefined);
  if (names.length === 1) return;
  const what = names.length === 0 ? "has no predicate" : `has ${names.length} predicates (${names.join(", ")})`;
  context.addIssue({code: "custom", message: say(what, `Give exactly one of ${NAMES.join(", ")}.`)});
}

/** A predicate as a row of icp_criteria: values as written, numbers or days since 1970-01-01. */
export interface CompiledPredicate {
  readonly predicate: PredicateName;
  readonly value_list: readonly string[] | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly pattern: string | null;
  readonly is_true: boolean | null;
}

export function compilePredicate(rule: Predicated): CompiledPredicate {
  const predicate = predicateOf(rule);
  const [low, high] = rule.between ?? [rule.at_least ?? rule.above, rule.at_most ?? rule.below];
  return {
    predicate,
    value_list: rule.in ?? rule.not_in ?? rule.has_any ?? rule.has_all ?? rule.has_none ?? null,
    low: low === undefined ? null : boundNumber(low),
    high: high === undefined ? null : boundNumber(high),
    pattern: rule.matches ?? null,
    is_true: rule.is ?? null
  };
}

/** A number, or a date as days since 1970-01-01. */
export function boundNumber(bound: number | string): number {
  return typeof bound === "number" ? bound : Date.parse(bound) / 86_400_000;
}

/** Why a predicate cannot be asked of a column of this type, or null where it can. */
export function predicateMismatch(rule: Predicated, type: ColumnType): {what: string; fix: string} | null {
  const predicate = predicateOf(rule);
  if (predicate === "is") {
    if (type === "boolean") return null;
    return {what: `asks for true or false, and the column is ${TYPE_WORDS[type]}`, fix: "Use in: [value] for other columns."};
  }
  const bound = rule.between?.[0] ?? rule.at_least ?? rule.at_most ?? rule.above ?? rule.below;
  if (bound === undefined) return null;
  const isDated = type === "date" || type === "timestamp";
  if (typeof bound === "number" ? isNumeric(type) : isDated) return null;
  const asked = typeof bound === "number" ? "numbers" : "dates";
  return {
    what: `compares ${asked}, and the column is ${TYPE_WORDS[type]}`,
    fix: isNumeric(type) ? "Compare it with plain numbers." : isDated ? "Compare it with dates such as 2026-01-31."
      : "Use in: [value, …], or mend the cells that are no numbers or dates (values, nulls) so that the column becomes one."
  };
}

const TYPE_WORDS: Record<ColumnType, string> = {
  id: "an id", text: "text", list: "a list of values", number: "a number", money: "an amount", integer: "a whole number",
  decimal: "a number", boolean: "true or false", timestamp: "a time", date: "a date"
};

/** Values that a rule in words lists at most. */
const MOST = 8;

/**
 * A rule in plain words: "employees between 50 and 500", "technologies include Salesforce".
 * @param locale how its numbers are written, a BCP 47 tag
 */
export function predicateWords(column: string, rule: Predicated, locale = "en-US"): string {
  const name = column.replaceAll("_", " ");
  const number = (bound: number | string): string => typeof bound === "string" || isYear(column) ? String(bound)
    : bound.toLocaleString(locale, {numberingSystem: "latn", maximumFractionDigits: 9});
  if (rule.in) return `${name} is ${listed(rule.in, "or")}`;
  if (rule.not_in) return `${name} is not ${listed(rule.not_in, "or")}`;
  if (rule.between) return `${name} between ${number(rule.between[0])} and ${number(rule.between[1])}`;
  if (rule.at_least !== undefined) return `${name} at least ${number(rule.at_least)}`;
  if (rule.at_most !== undefined) return `${name} at most ${number(rule.at_most)}`;
  if (rule.above !== undefined) return `${name} above ${number(rule.above)}`;
  if (rule.below !== undefined) return `${name} below ${number(rule.below)}`;
  if (rule.has_any) return `${name} include ${listed(rule.has_any, "or")}`;
  if (rule.has_all) return `${name} include ${listed(rule.has_all, "and")}`;
  if (rule.has_none) return `${name} do not include ${listed(rule.has_none, "or")}`;
  if (rule.is !== undefined) return `${name}: ${rule.is ? "yes" : "no"}`;
  return `${name} matches ${rule.matches}`;
}

/** Years are not printed with a thousands separator. */
export function isYear(column: string): boolean {
  return /(^|_)(year|founded)(_|$)/.test(column);
}

/** Of a long list the first, since words are for reading: `value_list` has them all. A value that would read as two stands in quotes. */
function listed(given: readonly string[], word: "and" | "or"): string {
  const values = given.map((value) => value.includes(",") || ` ${value} `.includes(` ${word} `) ? `‘${value}’` : value);
  if (values.length < 2) return values.join("");
  if (values.length > MOST) return `${values.slice(0, MOST - 2).join(", ")} ${word} ${values.length - MOST + 2} more`;
  return `${values.slice(0, -1).join(", ")} ${word} ${values.at(-1)}`;
}

/** A rule on rows of an export: exactly one predicate, and the reason that is listed with each row it excludes. */
export const RowRule = z.strictObject({
  column: Text.describe("A canonical column, an attribute, or a header of the export"),
  ...PREDICATES,
  reason: Text.describe("Printed with every row that this rule excludes")
}).superRefine(hasOnePredicate);
export type RowRule = z.infer<typeof RowRule>;
