import {existsSync} from "node:fs";
import {mkdir, mkdtemp, rm, stat} from "node:fs/promises";
import {tmpdir} from "node:os";
import {basename, join, relative} from "node:path";
import {MEMORY_LIMIT, openDatabase, type Database} from "../database.ts";
import {writeAtomically} from "../fingerprint.ts";
import {NO_DATE} from "../ingest/dataDate.ts";
import {costsOf, type Cost} from "../init/costs.ts";
import {draftOf, type Decision, type Draft} from "../init/draft.ts";
import {EVIDENCE_MODELS, icpYaml, readEvidence, type Evidence} from "../init/icpYaml.ts";
import {segmentsOf, type SegmentDraft} from "../init/segments.ts";
import {settle, type Settled} from "../init/settle.ts";
import {findTables, whyUnread} from "../init/tables.ts";
import {workspaceYaml} from "../init/workspaceYaml.ts";
import {buildModels, createMacros} from "../models/build.ts";
import {neededModels} from "../models/needed.ts";
import {ProblemsError} from "../problems.ts";
import {progress} from "../progress.ts";
import {REVENUE_ENTITIES} from "../schema/exports.ts";
import type {NearDuplicateValueRow} from "../schema/marts.ts";
import {registerStatistics} from "../statistics/functions.ts";
import {configure, setAsOf} from "../workspace/configure.ts";
import {Workspace} from "../workspace/fitproof.ts";
import {readPresets} from "../workspace/presets.ts";
import {WORKSPACE_FILE} from "../workspace/read.ts";
import {shellWord} from "./shellWord.ts";

interface Options {
  readonly force?: boolean;
  readonly json?: boolean;
}

/** What `init` has recognised and written. */
export interface Initialised {
  readonly directory: string;
  /** Relative to the folder. */
  readonly written: readonly string[];
  readonly exports: readonly {readonly entity: string; readonly files: readonly string[]; readonly preset: string}[];
  readonly not_read: readonly {readonly file: string; readonly why: string}[];
  readonly decisions: readonly Decision[];
  readonly costs: readonly Cost[];
}

/** Recognises the exports in a folder and writes fitproof.yaml and a first draft of an ICP to edit. */
export async function init(directory: string, {force, json}: Options): Promise<void> {
  const done = await initialise(directory, {force: force ?? false, observe: progress.say});
  progress.clear();
  process.stdout.write(json ? `${JSON.stringify(done)}\n` : summary(done));
}

/**
 * The same as data. The user's files stay where they are.
 * @throws ProblemsError where there is nothing to recognise, or a fitproof.yaml already
 */
export async function initialise(directory: string, {force = false, observe = () => {}}: {force?: boolean; observe?: (message: string) => void} = {}): Promise<Initialised> {
  const problem = (message: string, fix: string) => new ProblemsError([{file: relative(process.cwd(), directory) || ".", line: null, column: null, message, value: null, fix}]);
  if (!(await stat(directory).then((found) => found.isDirectory(), () => false))) throw problem("is no folder", "Name the folder in which the exports are.");
  if (existsSync(join(directory, WORKSPACE_FILE)) && !force) {
    throw problem(`has a ${WORKSPACE_FILE} already`, "Edit it, or write it anew with --force (what is in it is lost).");
  }
  const temporaryDirectory = await mkdtemp(join(tmpdir(), "fitproof-init-"));
  try {
    const {presets} = await readPresets(directory);
    observe("Looking at the files");
    const known = await presets.all();
    const tables = await findTables(directory, known, temporaryDirectory);
    if (tables.groups.length === 0) {
      if (tables.unreadable.length > 0 && tables.unknown.length === 0) throw new ProblemsError(tables.unreadable);
      throw problem("holds no export that is recognised", tables.unknown.length === 0
        ? "Put the exports (.csv .tsv .txt .gz .zip .xlsx .json .jsonl .parquet) there or in exports/ below it."
        : `Seen: ${tables.unknown.slice(0, 5).map((seen) => `${seen.name} (${seen.table.header.slice(0, 6).join(", ")}): ${whyUnread(seen)}`).join("; ")}. Write ${WORKSPACE_FILE} by hand: see the README.`);
    }
    const draft = draftOf(titleOf(directory), tables, known);
    const settled = await settle(draft, {openDatabase: () => emptyDatabase(temporaryDirectory), directory, presets, temporaryDirectory, observe});
    try {
      return await write(directory, draft, settled, observe);
    } finally {
      settled.db.close();
    }
  } finally {
    await rm(temporaryDirectory, {recursive: true, force: true});
  }
}

async function emptyDatabase(temporaryDirectory: string): Promise<Database> {
  const db = await openDatabase(":memory:", {memoryLimit: MEMORY_LIMIT, temporaryDirectory});
  await registerStatistics(db);
  await createMacros(db);
  return db;
}

async function write(directory: string, draft: Draft, settled: Settled, observe: (message: string) => void): Promise<Initialised> {
  const {db, read} = settled;
  const {used: segments, unused: unusedSegments} = read === null ? {used: [], unused: []} : await segmentsOf(db, draft);
  observe("Looking at the data");
  const {evidence, nearDuplicates} = await evidenceOf(settled, segments, draft);
  const costs = costsOf(draft, read?.pipelinesTellTypes ?? false);
  // Where nothing is dated there is no data date.
  const asOf = read === null || read.as_of === NO_DATE ? null : read.as_of;
  const version = `${asOf?.slice(0, 4) ?? "first"}-draft`;
  const icpFile = join("icp", `${version}.yaml`);
  await mkdir(join(directory, "icp"), {recursive: true});
  await writeAtomically(join(directory, WORKSPACE_FILE), workspaceYaml({draft, segments, unusedSegments, asOf, costs, nearDuplicates}));
  const isNew = !existsSync(join(directory, icpFile));
  // A draft that someone has worked on is theirs.
  if (isNew) await writeAtomically(join(directory, icpFile), icpYaml(version, segments, evidence));
  return {
    directory, written: [WORKSPACE_FILE, ...(isNew ? [icpFile] : [])],
    exports: draft.sources.map(({entity, files, preset}) => ({entity, files, preset})),
    not_read: [
      ...[...draft.tables.besides, ...draft.tables.unknown].map((table) => ({file: table.name, why: whyUnread(table)})),
      ...draft.tables.unreadable.map(({file, message}) => ({file, why: message}))
    ],
    decisions: draft.decisions, costs
  };
}

/** Win rates by segment, or revenue retention where there are no deals; and values that may be one. */
async function evidenceOf({db, read, loaded}: Settled, segments: readonly SegmentDraft[], draft: Draft): Promise<{evidence: Evidence | null; nearDuplicates: NearDuplicateValueRow[]}> {
  if (read === null) return {evidence: null, nearDuplicates: []};
  const entities = new Set(draft.sources.map(({entity}) => entity));
  const kind = entities.has("opportunities") ? "deals" : "revenue";
  const hasRevenue = REVENUE_ENTITIES.some((entity) => entities.has(entity));
  // Where nothing tells accounts apart there is nothing to compare.
  const isCompared = segments.length > 0 && (kind === "deals" || hasRevenue);
  const names = [...(isCompared ? EVIDENCE_MODELS[kind] : []), "near_duplicate_values"];
  const workspace: Workspace = {
    ...loaded.workspace, segments: segments.length === 0 ? undefined : Object.fromEntries(segments.map(({name, column, bands}) => [name, {column, ...(bands === null ? {} : {bands: [...bands]})}]))
  };
  await configure(db, workspace, [], read.columns, {presets: read.presets});
  await setAsOf(db, read.as_of);
  await buildModels(db, await neededModels(names));
  const nearDuplicates = await db.rows<NearDuplicateValueRow>("from near_duplicate_values");
  return {evidence: isCompared ? await readEvidence(db, kind) : {rates: [], retention: [], leaking: []}, nearDuplicates};
}

/** `acme-crm_2025` is "Acme crm 2025". */
function titleOf(directory: string): string {
  const words = basename(directory).replace(/[_-]+/g, " ").replace(/\s+/g, " ").trim();
  return words === "" ? "Our CRM" : words[0]!.toUpperCase() + words.slice(1, 100);
}

function summary({directory, written, exports, not_read, decisions, costs}: Initialised): string {
  const shown = relative(process.cwd(), directory) || ".";
  const stops = decisions.filter(({stops}) => stops);
  const looks = decisions.filter(({stops}) => !stops);
  const next = `npm run -s fitproof -- report --workspace ${shellWord(shown)}`;
  const lines = [
    "Recognised",
    ...exports.map(({entity, files, preset}) => `  ${entity.replaceAll("_", " ")}: ${files.join(", ")} (${preset === "none" ? "guessed from its header" : preset})`),
    ...section("Not read", not_read.map(({file, why}) => `${file}: ${why}`)),
    ...section("To decide before a report", stops.map(({what}) => what)),
    ...section("To look at", looks.map(({what}) => what)),
    ...section("What the exports lack", costs.map(({missing, cost}) => `${missing}: ${cost}`)),
    "", `Written: ${written.map((file) => join(shown, file)).join(", ")}`,
    stops.length > 0 ? `Next: edit ${join(shown, WORKSPACE_FILE)}, then ${next}` : `Next: ${next}`
  ];
  return `${lines.join("\n")}\n`;
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ["", title, ...lines.map((line) => `  ${line}`)];
}
