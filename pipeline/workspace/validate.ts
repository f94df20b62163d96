import type {z} from "zod";
import {printable, type Problem} from "../problems.ts";
import {meantKey} from "./nearest.ts";
import {suggestion, wording} from "./wording.ts";
import type {Path, YamlFile} from "./yaml.ts";

type Issue = z.core.$ZodIssue;

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
