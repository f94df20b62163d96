import {mkdir, mkdtemp, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {dirname, join} from "node:path";
import {ProblemsError, type Problem} from "../../pipeline/problems.ts";
import {readWorkspace, type LoadedWorkspace} from "../../pipeline/workspace/read.ts";

type Files = Readonly<Record<string, string | Uint8Array>>;

/** Runs with a workspace of the given files, which is gone afterwards. */
export async function withWorkspace<T>(files: Files, use: (directory: string) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), "fitproof-workspace-"));
  try {
    for (const [name, content] of Object.entries(files)) {
      await mkdir(dirname(join(directory, name)), {recursive: true});
      await writeFile(join(directory, name), content);
    }
    return await use(directory);
  } finally {
    await rm(directory, {recursive: true});
  }
}

/** The workspace of the given files. */
export async function load(files: Files): Promise<LoadedWorkspace> {
  return withWorkspace(files, readWorkspace);
}

/** Its problems as the terminal shows them, without the fixes; empty where there are none. */
export async function problemsOf(files: Files): Promise<string[]> {
  return (await caught(files)).map(({file, line, column, message, value}) =>
    [line === null ? file : `${file}:${line}`, column, message, value].filter((part) => part !== null).join(": "));
}

export async function caught(files: Files): Promise<readonly Problem[]> {
  try {
    await load(files);
    return [];
  } catch (cause) {
    if (cause instanceof ProblemsError) return cause.problems;
    throw cause;
  }
}

export const MINIMAL = "name: Example\nexports:\n  accounts: {files: [accounts.csv]}\n";

/** fitproof.yaml with a name, then the given lines. */
export function fitproof(lines: string): Files {
  return {"fitproof.yaml": `name: Example\n${lines}`};
}

/** A workspace of one ICP version: the lines stand in for the keys they name. */
export function icp(lines: string, others: Files = {}): Files {
  const defaults = {
    version: 'version: "1"',
    effective_from: "effective_from: 2026-01-01",
    criteria: "criteria:\n  - {id: industry, column: industry, in: [SaaS]}",
    tiers: "tiers: {1: 0.75, 2: 0.4}"
  };
  const rest = Object.entries(defaults).filter(([key]) => !new RegExp(`^${key}:`, "m").test(lines)).map(([, text]) => text);
  return {"fitproof.yaml": MINIMAL, "icp/a.yaml": [lines, ...rest].join("\n"), ...others};
}
