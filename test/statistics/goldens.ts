import {readFileSync} from "node:fs";
import {expect} from "vitest";

export interface Tolerance {
  readonly rel: number;
  readonly abs: number;
}

export interface Golden<Input, Expected> {
  readonly definition: string;
  readonly tolerance: Tolerance;
  readonly cases: readonly {readonly id: string; readonly input: Input; readonly expected: Expected}[];
}

/** A file of reference values under test/goldens, whose README names their sources. */
export function golden<Input, Expected = unknown>(method: string): Golden<Input, Expected> {
  return JSON.parse(readFileSync(new URL(`../goldens/${method}.json`, import.meta.url), "utf8")) as Golden<Input, Expected>;
}

/**
 * Every value that the golden has must be there: numbers within the tolerance, null as null, "Infinity" as Infinity. A field that the
 * golden lacks is undefined for it and not compared.
 * @param tolerances of a field by name, where the golden states another one for it
 */
export function expectGolden(
  actual: unknown, expected: unknown, tolerance: Tolerance, tolerances: Readonly<Record<string, Tolerance>> = {}
): void {
  const differences = [...differencesOf(actual, expected, tolerance, tolerances, "")];
  expect(differences).toEqual([]);
}

function* differencesOf(
  actual: unknown, expected: unknown, tolerance: Tolerance, tolerances: Readonly<Record<string, Tolerance>>, path: string
): Generator<string> {
  if (typeof expected === "number" || expected === "Infinity" || expected === "-Infinity") {
    const wanted = Number(expected);
    const isClose = typeof actual === "number" &&
      (actual === wanted || Math.abs(actual - wanted) <= tolerance.abs + tolerance.rel * Math.abs(wanted));
    if (!isClose) yield `${path}: ${String(actual)} is not ${wanted}`;
  } else if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length) {
      yield `${path}: ${JSON.stringify(actual)} is not of length ${expected.length}`;
      return;
    }
    for (const [i, value] of expected.entries()) yield* differencesOf(actual[i], value, tolerance, tolerances, `${path}[${i}]`);
  } else if (expected !== null && typeof expected === "object") {
    if (actual === null || typeof actual !== "object") {
      yield `${path}: ${String(actual)} is no object`;
      return;
    }
    const fields = new Map(Object.entries(actual));
    for (const [key, value] of Object.entries(expected)) {
      yield* differencesOf(fields.get(key), value, tolerances[key] ?? tolerance, tolerances, path ? `${path}.${key}` : key);
    }
  } else if (actual !== expected) yield `${path}: ${String(actual)} is not ${String(expected)}`;
}
