import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {dirname, join} from "node:path";
import {checkWorkspace, type Checked} from "../../pipeline/commands/check.ts";
import {formatProblems} from "../../pipeline/problems.ts";

/** Files of a workspace by their path in it; null: the file is not there; a function makes it in its own way. */
export type Files = Readonly<Record<string, string | Uint8Array | null | ((path: string) => void)>>;

/** A workspace in which nothing is wrong: every case changes one thing. */
export const GOOD: Readonly<Record<string, string>> = {
  "fitproof.yaml": `name: Corpus
exports:
  accounts:
    files: [accounts.csv]
    columns: {account_id: id, name: name, industry: industry, employees: employees}
  opportunities:
    files: [deals.csv]
    columns: {opportunity_id: id, account_id: account, stage: stage, created_on: created, closed_on: closed, amount: amount}
    outcomes: {won: [Won], lost: [Lost], open: [Open]}
`,
  "exports/accounts.csv": `id,name,industry,employees
a1,Alder,Software,120
a2,Birch,Retail,40
a3,Cedar,Software,900
`,
  "exports/deals.csv": `id,account,stage,created,closed,amount
d1,a1,Won,2024-01-05,2024-02-01,1000
d2,a2,Lost,2024-01-09,2024-03-01,2000
d3,a3,Open,2024-02-11,,3000
`,
  "icp/1.yaml": `version: "1"
effective_from: 2024-01-01
criteria:
  - {id: industry, column: industry, in: [Software], weight: 2}
  - {id: size, column: employees, between: [50, 500]}
tiers: {1: 0.75, 2: 0.4}
`
};

/** Writes a workspace: the good one with the given files in place of its own. Whoever calls removes it. */
export function writeWorkspace(files: Files = {}): string {
  const directory = mkdtempSync(join(tmpdir(), "fitproof-corpus-"));
  for (const [name, content] of Object.entries({...GOOD, ...files})) {
    if (content === null) continue;
    const path = join(directory, name);
    mkdirSync(dirname(path), {recursive: true});
    if (typeof content === "function") content(path);
    else writeFileSync(path, content);
  }
  return directory;
}

/** What `fitproof check` says of a workspace. */
export async function checked(files: Files, {strict = false}: {strict?: boolean} = {}): Promise<Checked> {
  const directory = writeWorkspace(files);
  try {
    return await checkWorkspace(directory, {strict, isProfiled: false});
  } finally {
    rmSync(directory, {recursive: true, force: true});
  }
}

/** The first problem as the terminal shows it, without its fix. */
export function firstLine({problems}: Checked): string {
  return formatProblems(problems.slice(0, 1).map((problem) => ({...problem, fix: null})));
}

/** deals.csv with the given lines below its header. */
export function deals(...lines: readonly string[]): Files {
  return {"exports/deals.csv": `id,account,stage,created,closed,amount\n${lines.join("\n")}\n`};
}

/** fitproof.yaml with a replacement made in it. */
export function yaml(from: string | RegExp, to: string): Files {
  const text = GOOD["fitproof.yaml"]!;
  const changed = text.replace(from, () => to);
  if (changed === text) throw new Error(`nothing to replace: ${String(from)}`);
  return {"fitproof.yaml": changed};
}

/** The ICP file with a replacement made in it. */
export function icp(from: string | RegExp, to: string): Files {
  const text = GOOD["icp/1.yaml"]!;
  const changed = text.replace(from, () => to);
  if (changed === text) throw new Error(`nothing to replace: ${String(from)}`);
  return {"icp/1.yaml": changed};
}
