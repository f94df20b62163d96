import {readdir} from "node:fs/promises";
import {basename, join} from "node:path";
import {fileURLToPath} from "node:url";
import {z} from "zod";
import {ProblemsError, type Problem} from "../problems.ts";
import {EXPORTS, type Entity} from "../schema/exports.ts";
import {RowRule} from "./predicates.ts";
import {DateFormat, DealTypes, LossReasons, Outcomes} from "./sources.ts";
import {Text, TextList, TextListOrNone} from "./values.ts";
import {validate} from "./validate.ts";
import {say} from "./wording.ts";
import {readInput, type Input} from "./input.ts";
import {readYaml} from "./yaml.ts";

const RegularExpression = RowRule.shape.matches.unwrap();

function presetEntity(entity: Entity) {
  const headers = Object.fromEntries(Object.keys(EXPORTS[entity]).map((name) => [name, TextList.optional()]));
  return z.strictObject({
    recognise: z.array(z.array(Text).min(1)).default([]).describe("Sets of headers; a file that has all of one set is this entity"),
    unless: z.array(Text).default([]).describe("Headers of which any says that a file is something else"),
    files: TextListOrNone.default([]).describe("File names that hint at this entity"),
    columns: z.strictObject(headers).prefault({}).describe("Canonical name: headers, of which the first that a file has counts"),
    combine: z.array(Text).default([]).describe("Canonical columns of which every header that a file has counts: of dates the latest cell, else the first that is not empty"),
    drop: z.record(z.string(), z.array(Text)).default({}).describe("Header: canonical columns that a file which has it must not use"),
    needs: z.record(z.string(), z.array(Text)).default({}).describe("Header: headers of which one must stand beside it, else it is not used"),
    attributes: z.record(z.string(), TextList).default({}).describe("Name: headers of columns that describe the account, in this entity's own file"),
    associations: z.enum(["first"]).optional().describe("Several ids, or names of accounts, in one cell, joined by ;: the first is the one"),
    outcomes: Outcomes.prefault({}).describe("Used where fitproof.yaml says nothing about a value"),
    loss_reasons: LossReasons.prefault({}),
    deal_types: DealTypes.prefault({}),
    inbound: TextListOrNone.default([]),
    values: z.record(z.string(), z.record(z.string(), Text)).default({}),
    nulls: z.array(z.string()).default([]).describe("Cells that mean missing, besides the source's own"),
    exclude: z.array(RowRule).default([]),
    keep: z.array(RowRule).default([]),
    footer: z.array(RegularExpression).default([]).describe("Rows whose first non-empty cell matches are no data"),
    date_format: DateFormat.optional(),
    decimal: z.enum([".", ","]).optional(),
    separator: z.string().min(1).max(5).optional(),
    id_prefix: Text.optional().describe("Removed from the beginning of ids")
  }).optional();
}

/** A CRM's headers and values, as data: `pipeline/workspace/presets/*.yaml`, and `presets/*.yaml` of a workspace. */
export const Preset = z.strictObject({
  name: Text.max(60).regex(/^[a-z][a-z0-9_]*$/, {error: say("expected lower-case letters, digits and _", "Write, for example, name: my_crm.")}),
  title: Text.optional().describe("As people call it"),
  entities: z.strictObject({
    accounts: presetEntity("accounts"),
    opportunities: presetEntity("opportunities"),
    subscriptions: presetEntity("subscriptions"),
    contacts: presetEntity("contacts"),
    contact_roles: presetEntity("contact_roles"),
    mrr_snapshots: presetEntity("mrr_snapshots"),
    invoices: presetEntity("invoices"),
    churn_events: presetEntity("churn_events"),
    account_links: presetEntity("account_links"),
    stage_history: presetEntity("stage_history")
  } satisfies Record<Entity, unknown>)
});
export type Preset = z.infer<typeof Preset>;
export type PresetEntity = NonNullable<Preset["entities"]["accounts"]>;

const BUILT_IN = fileURLToPath(new URL("./presets", import.meta.url));

/** The presets that a workspace can name. Those of the program are read when they are asked for, as most workspaces name one of them and an unchanged run needs none. */
export interface Presets {
  /** In order. */
  readonly names: readonly string[];
  /** One of them; undefined where none has the name. */
  named(name: string): Promise<Preset | undefined>;
  /** All of them, ordered by name. */
  all(): Promise<readonly Preset[]>;
}

/**
 * The presets of the program and of a workspace, of which the latter replace those of the same name; with the problems of the workspace's
 * own files, and these files for the fingerprint of a run.
 */
export async function readPresets(workspaceDirectory?: string): Promise<{presets: Presets; inputs: readonly Input[]; problems: readonly Problem[]}> {
  const own = workspaceDirectory === undefined ? {presets: [], inputs: [], problems: []} : await readOwn(join(workspaceDirectory, "presets"));
  const ofProgram = await builtInNames();
  const names = [...new Set([...ofProgram, ...own.presets.map(({name}) => name)])].toSorted();
  const named = async (name: string) => own.presets.find((preset) => preset.name === name) ?? (ofProgram.includes(name) ? readBuiltIn(name) : undefined);
  const all = async () => (await Promise.all(names.map(named))).filter((preset) => preset !== undefined);
  return {presets: {names, named, all}, inputs: own.inputs, problems: own.problems};
}

async function builtInNames(): Promise<string[]> {
  return (await yamlFiles(BUILT_IN)).map((file) => basename(file, ".yaml"));
}

// Part of the program: the same for every workspace that a process reads.
const builtIn = new Map<string, Promise<Preset>>();

function readBuiltIn(name: string): Promise<Preset> {
  const known = builtIn.get(name) ?? readPreset(join(BUILT_IN, `${name}.yaml`), `${name}.yaml`).then(({preset, problems}) => {
    if (preset === null || problems.length > 0) throw new ProblemsError(problems);
    return preset;
  });
  builtIn.set(name, known);
  return known;
}

async function readOwn(folder: string): Promise<{presets: Preset[]; inputs: Input[]; problems: Problem[]}> {
  const presets: Preset[] = [];
  const inputs: Input[] = [];
  const problems: Problem[] = [];
  for (const name of await yamlFiles(folder)) {
    const file = `presets/${name}`;
    const found = await readPreset(join(folder, name), file);
    if (found.input !== null) inputs.push(found.input);
    problems.push(...found.problems);
    const {preset} = found;
    if (preset === null) continue;
    if (preset.name === "none" || presets.some((other) => other.name === preset.name)) {
      problems.push({file, line: found.line, column: "name", message: "is taken", value: preset.name, fix: "Give the preset another name."});
    }
    presets.push(preset);
  }
  return {presets, inputs, problems};
}

async function yamlFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((entry) => /\.ya?ml$/i.test(entry) && !entry.startsWith(".")).toSorted();
}

interface ReadPreset {
  readonly preset: Preset | null;
  /** Of its name; null where it cannot be read. */
  readonly line: number | null;
  readonly input: Input | null;
  readonly problems: readonly Problem[];
}

async function readPreset(path: string, file: string): Promise<ReadPreset> {
  const input = await readInput(path, file);
  if ("message" in input) return {preset: null, line: null, input: null, problems: [input]};
  const {yaml, problems} = readYaml(file, input.bytes, true);
  if (yaml === null) return {preset: null, line: null, input, problems};
  const {value, problems: issues} = validate(Preset, yaml);
  return {preset: value, line: yaml.line(["name"]), input, problems: [...problems, ...issues]};
}
