import {z} from "zod";
import {meantKey} from "./nearest.ts";

// What is wrong with a value and what to do, in the user's words.

type RawIssue = z.core.$ZodRawIssue;

/** A check's message: what is wrong, then, after a line break, what to do. Every message of a schema has this form. */
export function say(what: string, fix: string): string {
  return `${what}\n${fix}`;
}

/** The same for a value of which the standard words say too little. */
export function expecting(what: string, fix: string): (issue: {readonly input?: unknown}) => string {
  return ({input}) => {
    if (input === undefined) return say("is missing", `Add it: ${what}.`);
    return input === null ? say("has no value", `Write ${what}, or remove the key.`) : say(`expected ${what}`, fix);
  };
}

/** The known name that is meant, or all of them. */
export function suggestion(word: string, known: readonly string[]): string {
  const near = meantKey(word, known);
  if (near !== null) return `Did you mean ${near}?`;
  if (known.length === 0) return "Nothing can stand here.";
  return `Known here: ${known.slice(0, 30).join(", ")}${known.length > 30 ? ", …" : ""}.`;
}

/** The words of an issue that the schema itself has none for. For unknown keys: the known ones, joined by NUL. */
export function wording(issue: RawIssue): string {
  switch (issue.code) {
    case "unrecognized_keys":
      return knownKeys(issue.inst).join("\0");
    case "invalid_type":
      return expecting(typeName(issue.expected, issue.inst), typeFix(issue.expected, issue.input, issue.inst))(issue);
    case "invalid_value": {
      const known = issue.values.map(String);
      const what = known.length === 1 ? known[0]! : `${known.slice(0, -1).join(", ")} or ${known.at(-1)}`;
      return expecting(what, chosen(issue.input, known, what))(issue);
    }
    case "too_small":
    case "too_big": {
      const bound = issue.code === "too_small" ? issue.minimum : issue.maximum;
      const limit = Number(bound).toLocaleString("en-US", {maximumFractionDigits: 9});
      if (issue.origin === "number" || issue.origin === "int") {
        const least = issue.code === "too_small" ? (issue.inclusive ? "of at least" : "above") : issue.inclusive ? "of at most" : "below";
        return say(`expected a number ${least} ${limit}`, isPercentage(issue) ? `Write ${Number(issue.input) / 100}: a share, where 1 is all.` : "Write another number.");
      }
      if (issue.origin === "string") {
        return issue.code === "too_small" ? say("expected text", "Write something between the quotes.")
          : say(`expected at most ${limit} characters`, "Shorten it.");
      }
      const count = issue.code === "too_small" ? `at least ${limit}` : `at most ${limit}`;
      return say(`expected ${count} ${Number(bound) === 1 ? "entry" : "entries"}`, issue.code === "too_small" ? "Add one, or remove the key." : "Remove the others.");
    }
    default:
      return say(issue.message ?? "cannot be read", "See `fitproof schema` for what can stand here.");
  }
}

const TYPES: Record<string, string> = {
  string: "text", number: "a number", int: "a whole number", boolean: "true or false", object: "keys with values",
  record: "keys with values", array: "a list", tuple: "a list", nan: "a number"
};

/** Values that show a reader what a mapping looks like. */
const EXAMPLES = z.registry<{example: string}>();

/** A mapping whose problems show an example of it. */
export function exemplified<S extends z.ZodType>(schema: S, example: string): S {
  EXAMPLES.add(schema, {example});
  return schema;
}

function exampleOf(schema: unknown): string | undefined {
  return schema instanceof z.ZodType ? EXAMPLES.get(schema)?.example : undefined;
}

function typeName(expected: string, schema: unknown): string {
  const example = exampleOf(schema);
  return `${TYPES[expected] ?? expected}${example === undefined ? "" : `, such as ${example}`}`;
}

function chosen(input: unknown, known: readonly string[], what: string): string {
  const meant = typeof input === "string" ? meantKey(input, known) : null;
  return meant !== null ? `Did you mean ${meant}?` : known.length === 1 ? `Write ${what}.` : "Write one of these.";
}

/** Whether a share of 1 at most was written as 75. */
function isPercentage(issue: RawIssue): boolean {
  return issue.code === "too_big" && issue.maximum === 1 && Number(issue.input) <= 100;
}

const THOUSANDS: Readonly<Record<string, number>> = {k: 1e3, m: 1e6, b: 1e9};

/** The number that a text means to be: 1,000, $5, 10% or 1M. */
function meantNumber(text: string): number | null {
  const found = /^([-+]?\d*\.?\d+)(%|[kmb])?$/i.exec(text.replace(/[\s,_$€£]/g, ""));
  if (!found) return null;
  const number = Number(found[1]);
  return found[2] === "%" ? number / 100 : number * (THOUSANDS[found[2]?.toLowerCase() ?? ""] ?? 1);
}

function typeFix(expected: string, input: unknown, schema: unknown): string {
  if (expected === "array" || expected === "tuple") return "Write a list in brackets, such as [a, b].";
  if (expected === "boolean") return /^(y|yes|on)$/i.test(String(input)) ? "Write true." : /^(n|no|off)$/i.test(String(input)) ? "Write false." : "Write true or false.";
  if (expected === "number" || expected === "int") {
    const meant = typeof input === "string" ? meantNumber(input) : null;
    if (meant !== null && (expected === "number" || Number.isInteger(meant))) return `Write ${meant}.`;
    return expected === "int" ? "Write a whole number, such as 10." : "Write a plain number, such as 1000 or 0.5.";
  }
  if (expected === "string") return "Write a text, in quotes where it has special characters.";
  const keys = knownKeys(schema);
  return `Write \`key: value\`, one a line, indented below${keys.length === 0 ? "" : `; its keys: ${keys.slice(0, 12).join(", ")}${keys.length > 12 ? ", …" : ""}`}.`;
}

function knownKeys(schema: unknown): string[] {
  if (schema instanceof z.ZodObject) return Object.keys(schema.shape);
  return [];
}
