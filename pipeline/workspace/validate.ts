import {z} from "zod";
import {printable, type Problem} from "../problems.ts";
import {meantKey} from "./nearest.ts";
import type {Path, YamlFile} from "./yaml.ts";

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

type Issue = z.core.$ZodIssue;
type RawIssue = z.core.$ZodRawIssue;

/**
 * Checks a YAML file against a schema; all problems come back, in the order of their lines. Where text is expected, a
 * number or a truth value is taken as it is written; a mapping or a list that is left blank counts as absent.
 * `settled` is the file's value with those readings, for checks that go across parts of which some are faulty.
 * @param quoted paths of texts that must be quoted where YAML would read a number
 */
export function validate<S extends z.ZodType>(
  schema: S, yaml: YamlFile, quoted: readonly string[] = []
): {value: z.output<S> | null; settled: unknown; problems: Problem[]} {
  let value = yaml.value;
  // Each round may uncover what a union hid until then.
  for (let round = 0; round < 4; round++) {
    const result = schema.safeParse(value, {error: wording});
    if (result.success) return {value: result.data, settled: value, problems: []};
    const issues = result.error.issues.flatMap((issue) => flattened(issue, []));
    const repairs = issues.filter((issue) => isRepairable(issue, value, quoted));
    if (repairs.length === 0) return {value: null, settled: value, problems: toProblems(issues, value, yaml, quoted)};
    value = structuredClone(value);
    for (const {path, expected} of repairs) {
      if (expected === "string") write(value, path, yaml.written(path) ?? String(read(value, path)));
      else write(value, path, undefined);
    }
  }
  throw new Error(`${yaml.file}: its values could not be settled`);
}

interface FlatIssue {
  readonly path: Path;
  readonly message: string;
  readonly code: string;
  readonly expected?: string;
  readonly keys?: readonly string[];
}

function flattened(issue: Issue, prefix: Path): FlatIssue[] {
  const path = [...prefix, ...issue.path.map((step) => (typeof step === "symbol" ? String(step) : step))];
  if (issue.code === "invalid_union") {
    // The branch that was meant is the one whose outer shape fits.
    const meant = issue.errors.find((errors) => errors.length > 0 && !errors.some(({path, code}) => path.length === 0 && code === "invalid_type"));
    if (meant) return meant.flatMap((nested) => flattened(nested, path));
    const takesText = issue.errors.flat().some((nested) => nested.path.length === 0 && nested.code === "invalid_type" && nested.expected === "string");
    if (takesText) return [{path, message: issue.message, code: "invalid_type", expected: "string"}];
  }
  return [{
    path,
    message: issue.code === "invalid_key" ? issue.issues[0]?.message ?? issue.message : issue.message,
    code: issue.code,
    ...("expected" in issue ? {expected: String(issue.expected)} : {}),
    ...("keys" in issue ? {keys: issue.keys} : {})
  }];
}

function isRepairable({code, expected, path}: FlatIssue, value: unknown, quoted: readonly string[]): boolean {
  if (code !== "invalid_type" || path.length === 0) return false;
  const received = read(value, path);
  if (expected === "string") return ["number", "boolean"].includes(typeof received) && !quoted.includes(printPath(path));
  return received === null && typeof path.at(-1) === "string" && ["object", "record", "array"].includes(expected ?? "");
}

function toProblems(issues: readonly FlatIssue[], value: unknown, yaml: YamlFile, quoted: readonly string[]): Problem[] {
  const unknown = issues.flatMap(({path, keys, code, message}) => code === "unrecognized_keys"
    ? keys!.map((key) => ({path: [...path, key], known: message.split("\0"), key})) : []);
  const misspelt = unknown.map(({path, known, key}) => printPath([...path.slice(0, -1), meantKey(key, known) ?? ""]));
  const problems = unknown.map(({path, known, key}) => ({
    file: yaml.file, line: yaml.line(path), column: printPath(path), message: "unknown key", value: null, fix: suggestion(key, known)
  }) as Problem);
  for (const {path, message, code} of issues) {
    // A required key that is there under a misspelt name is one problem, not two.
    if (code === "unrecognized_keys" || misspelt.includes(printPath(path))) continue;
    // So is a rule that misses what stands under that name.
    if (code === "custom" && unknown.some(({path: key}) => printPath(key.slice(0, -1)) === printPath(path))) continue;
    const received = read(value, path);
    const isUnquoted = quoted.includes(printPath(path)) && ["number", "boolean"].includes(typeof received);
    const [what, fix] = isUnquoted ? ["expected text in quotes", `Quote it: ${printPath(path)}: "${yaml.written(path)}"`] : message.split("\n");
    problems.push({
      file: yaml.file, line: yaml.line(path), column: path.length > 0 ? printPath(path) : null, message: what!,
      value: received === undefined || received === null ? null : printValue(received, yaml.written(path)), fix: fix ?? null
    });
  }
  return problems.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0));
}

/** The known name that is meant, or all of them. */
export function suggestion(word: string, known: readonly string[]): string {
  const near = meantKey(word, known);
  if (near !== null) return `Did you mean ${near}?`;
  if (known.length === 0) return "Nothing can stand here.";
  return `Known here: ${known.slice(0, 30).join(", ")}${known.length > 30 ? ", …" : ""}.`;
}

/** The words of a standard issue. For unknown keys: the known ones, joined by NUL. */
function wording(issue: RawIssue): string {
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

/** `exports.accounts.columns.industry`, `segments.employees.bands[1]`. */
export function printPath(path: Path): string {
  return path.reduce<string>((text, step) => typeof step === "number" ? `${text}[${step}]` : text === "" ? step : `${text}.${step}`, "");
}

function printValue(value: unknown, written: string | null): string {
  if (typeof value === "object") return printable(JSON.stringify(value));
  return printable(written ?? String(value));
}

function read(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((node, step) => (node as Record<string | number, unknown> | null | undefined)?.[step], value);
}

function write(value: unknown, path: Path, replacement: unknown): void {
  const parent = read(value, path.slice(0, -1)) as Record<string | number, unknown>;
  if (replacement === undefined) delete parent[path.at(-1)!];
  else parent[path.at(-1)!] = replacement;
}
