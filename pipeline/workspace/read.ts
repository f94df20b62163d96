import {createHash} from "node:crypto";
import {readdir} from "node:fs/promises";
import {join} from "node:path";
import {ProblemsError, type Problem} from "../problems.ts";
import {checkIcp, checkVersions, checkWorkspace} from "./checks.ts";
import {Workspace} from "./fitproof.ts";
import {Icp} from "./icp.ts";
import {readInput, type Input} from "./input.ts";
import {readPresets, type Presets} from "./presets.ts";
import {validate} from "./validate.ts";
import {readYaml, type Path, type YamlFile} from "./yaml.ts";

export const WORKSPACE_FILE = "fitproof.yaml";

/** A version of an ICP as its file has it, and its place among the versions. */
export interface IcpVersion extends Icp {
  /** Relative to the workspace. */
  readonly file: string;
  /** The day from which the next approved or retired version is in force; null while this one is, and for a draft. */
  readonly effective_to: string | null;
  /** From 1, by ICP and date of effect, drafts without a date last. */
  readonly version_order: number;
  /** Of the file's bytes: the run history keeps the day on which it first saw them. */
  readonly sha256: string;
}

/** A line of one of the YAML files. */
export interface Location {
  readonly file: string;
  readonly line: number;
}

/** Names the line of a path in fitproof.yaml, or in another file of the workspace. */
export type Locate = (path: Path, file?: string) => Location;

export interface LoadedWorkspace {
  readonly directory: string;
  readonly workspace: Workspace;
  readonly icps: readonly IcpVersion[];
  readonly presets: Presets;
  /** What does not stop a run: criteria that nothing can test. */
  readonly warnings: readonly Problem[];
  /** The files that were read, for the fingerprint of a run. */
  readonly inputs: readonly Input[];
  readonly locate: Locate;
}

/**
 * Reads fitproof.yaml, icp/*.yaml and presets/*.yaml of a workspace.
 * @throws ProblemsError with every problem of every file
 */
export async function readWorkspace(directory: string): Promise<LoadedWorkspace> {
  const problems: Problem[] = [];
  const warnings: Problem[] = [];
  const presets = await readPresets(directory);
  const inputs: Input[] = [...presets.inputs];
  const files = new Map<string, YamlFile>();

  async function open(file: string): Promise<YamlFile | null> {
    const input = await readInput(join(directory, file), file);
    if ("message" in input) {
      problems.push(input);
      return null;
    }
    inputs.push(input);
    const read = readYaml(file, input.bytes);
    problems.push(...read.problems);
    if (read.yaml !== null) files.set(file, read.yaml);
    return read.yaml;
  }

  const main = await open(WORKSPACE_FILE);
  const workspace = main && validate(Workspace, main);
  if (main && workspace) {
    problems.push(...byLine([...workspace.problems, ...checkWorkspace(workspace.settled, main, presets.presets.names)]));
  }
  const versions: Version[] = [];
  for (const file of await icpFiles(directory, problems)) {
    const yaml = await open(file);
    if (yaml === null) continue;
    const icp = validate(Icp, yaml, ["version"]);
    const checked = checkIcp(icp.settled, yaml, workspace?.settled);
    problems.push(...byLine([...icp.problems, ...checked.problems]));
    warnings.push(...checked.warnings);
    if (icp.value === null) continue;
    if (icp.value.criteria.length > 0) versions.push({icp: icp.value, yaml, sha256: sha256(inputs.at(-1)!.bytes)});
    else if (icp.value.status === "draft") warnings.push(withoutCriteria(file, yaml.line(["criteria"])));
  }
  problems.push(...checkVersions(versions), ...presets.problems);
  if (problems.length > 0 || !workspace?.value) throw new ProblemsError(problems);
  return {
    directory,
    workspace: workspace.value,
    icps: inOrder(versions),
    presets: presets.presets,
    warnings,
    inputs: inputs.toSorted((a, b) => (a.file < b.file ? -1 : 1)),
    locate: (path, file = WORKSPACE_FILE) => ({file, line: files.get(file)?.line(path) ?? 1})
  };
}

async function icpFiles(directory: string, problems: Problem[]): Promise<string[]> {
  try {
    const names = await readdir(join(directory, "icp"));
    return names.filter((name) => /\.ya?ml$/i.test(name) && !name.startsWith(".")).toSorted().map((name) => `icp/${name}`);
  } catch (cause) {
    const {code} = cause as NodeJS.ErrnoException;
    if (code !== "ENOENT") problems.push({file: "icp", line: null, column: null, message: "is no folder that can be read", value: code ?? null, fix: "Make it a folder with one YAML file a version."});
    return [];
  }
}

/** A draft that nobody has filled in yet is no hypothesis: it is left out, and said. */
function withoutCriteria(file: string, line: number): Problem {
  return {file, line, column: "criteria", message: "this draft has no criteria yet, so it is left out", value: null, fix: "Write what a good account is, or take the # off the criteria that are proposed there."};
}

interface Version {
  readonly icp: Icp;
  readonly yaml: YamlFile;
  readonly sha256: string;
}

function inOrder(versions: readonly Version[]): IcpVersion[] {
  return versions.toSorted((a, b) => (orderKey(a.icp) < orderKey(b.icp) ? -1 : 1)).map(({icp, yaml, ...rest}, i, all) => {
    const next = icp.status === "draft" ? undefined : all.slice(i + 1).find((other) => other.icp.icp === icp.icp && other.icp.status !== "draft");
    return {...icp, ...rest, file: yaml.file, effective_to: next?.icp.effective_from ?? null, version_order: i + 1};
  });
}

/** Of a text, whose lines end in another way where Git has checked it out on Windows: that is no edit. */
function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(Buffer.from(bytes).toString("latin1").replaceAll("\r\n", "\n"), "latin1").digest("hex");
}

function orderKey({icp, effective_from, version}: Icp): string {
  return [icp, effective_from ?? "9999", version].join("\0");
}

function byLine(problems: readonly Problem[]): Problem[] {
  return problems.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0));
}
