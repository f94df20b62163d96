import {copyFile, mkdir, readdir, readFile, writeFile} from "node:fs/promises";
import {join, resolve} from "node:path";
import {fileURLToPath} from "node:url";
import {parseDocument} from "yaml";
import {ProblemsError} from "../problems.ts";
import {createCsv, type CsvFile} from "./csv.ts";
import {createExporter, SAMPLE_FILES, type SampleEntity} from "./exports.ts";
import {createRandom} from "./random.ts";
import {TRUTHS, type Truth} from "./truth.ts";
import {generateHistories} from "./world.ts";

export interface SampleOptions {
  /** How many companies; default 1,200. */
  readonly accounts?: number;
  /** How many deals; default 35 for each 12 accounts. A whole run's benchmark has 10 for each. */
  readonly opportunities?: number;
  /** Equal seeds give equal bytes. Default 1, the seed of the committed sample. */
  readonly seed?: number;
  /** The planted truth (the default), no effect of anything on anything, or a truth of one's own. */
  readonly effect?: "planted" | "null" | Truth;
  /** Which exports to write; default: all. fitproof.yaml names no others. */
  readonly entities?: readonly SampleEntity[];
  /** Which files of icp/ to write; default: all. */
  readonly icps?: readonly string[];
}

export interface SampleProgress {
  readonly accounts: number;
  readonly totalAccounts: number;
}

/** The rows of each file written, headers apart. */
export type SampleCounts = Readonly<Partial<Record<SampleEntity, number>>>;

const SAMPLE_ENTITIES = Object.keys(SAMPLE_FILES) as SampleEntity[];

/** The committed sample: its fitproof.yaml and ICPs are what every other sample gets too. */
export const SAMPLE_WORKSPACE = fileURLToPath(new URL("../../workspaces/sample", import.meta.url));

const DEALS_PER_ACCOUNT = 35 / 12;

/**
 * Writes a whole workspace: fitproof.yaml, icp/ and the exports of a synthetic CRM, streamed one account after another.
 * @param observe called a few dozen times while the exports grow
 * @throws ProblemsError where an option is out of range or the directory is not empty
 */
export async function writeSample(
  directory: string, options: SampleOptions = {}, observe: (progress: SampleProgress) => void = () => {}
): Promise<SampleCounts> {
  const {accounts = 1200, seed = 1, effect = "planted", entities = SAMPLE_ENTITIES} = options;
  const opportunities = options.opportunities ?? Math.round(accounts * DEALS_PER_ACCOUNT);
  requireWhole("--accounts", accounts, 1, 10_000_000);
  requireWhole("--opportunities", opportunities, 0, 50 * accounts);
  requireWhole("--seed", seed, 0, Number.MAX_SAFE_INTEGER - 1);
  await mkdir(directory, {recursive: true});
  if ((await readdir(directory)).length > 0) {
    throw problem(directory, null, "is not empty", null, "Name a new folder for the sample.");
  }
  const truth = typeof effect === "string" ? TRUTHS[effect] : effect;
  await writeWorkspace(directory, options, truth);
  await mkdir(join(directory, "exports"), {recursive: true});
  const files: Partial<Record<SampleEntity, CsvFile>> = {};
  try {
    for (const entity of entities) {
      const {file, header} = SAMPLE_FILES[entity];
      files[entity] = await createCsv(join(directory, "exports"), file, header);
    }
    const all = Object.values(files);
    const exportHistory = createExporter(Object.fromEntries(Object.entries(files).map(([entity, file]) => [entity, file.add])));
    // The exporter's own stream, so that what is missing or wrong in the exports is no part of what is true.
    const random = createRandom(seed + 1);
    const step = Math.max(1, Math.floor(accounts / 40));
    for (const history of generateHistories({accounts, opportunities, seed, truth})) {
      const {index} = history.account;
      random.reset(seed + 1, -2 - index);
      exportHistory(history, random);
      for (const file of all) if (file.isFull()) await file.flush();
      if (index % step === 0) observe({accounts: index, totalAccounts: accounts});
    }
    observe({accounts, totalAccounts: accounts});
    return Object.fromEntries(Object.entries(files).map(([entity, file]) => [entity, file.rowCount()]));
  } finally {
    for (const file of Object.values(files)) await file.close();
  }
}

async function writeWorkspace(directory: string, options: SampleOptions, truth: Truth): Promise<void> {
  const from = await readFile(join(SAMPLE_WORKSPACE, "fitproof.yaml"), "utf8");
  // The committed sample regenerates its exports alone: its own text is where everyone else's comes from.
  if (resolve(directory) === SAMPLE_WORKSPACE) return;
  const {entities = SAMPLE_ENTITIES} = options;
  const missing = SAMPLE_ENTITIES.filter((entity) => !entities.includes(entity));
  await writeFile(join(directory, "fitproof.yaml"), adapted(from, missing, truth));
  const icps = options.icps ?? await readdir(join(SAMPLE_WORKSPACE, "icp"));
  await mkdir(join(directory, "icp"), {recursive: true});
  for (const icp of icps) await copyFile(join(SAMPLE_WORKSPACE, "icp", icp), join(directory, "icp", icp));
}

/** The sample's fitproof.yaml without the exports that are not written; the text itself where there is nothing to change. */
function adapted(text: string, missing: readonly SampleEntity[], truth: Truth): string {
  if (missing.length === 0 && truth.effect === "planted") return text;
  const document = parseDocument(text);
  if (truth.effect === "null") document.set("name", "Null sample: nothing has an effect");
  for (const entity of missing) document.deleteIn(["exports", entity]);
  if (missing.includes("subscriptions")) document.delete("mrr_from");
  return document.toString({lineWidth: 0, flowCollectionPadding: false});
}

function requireWhole(option: string, value: number, low: number, high: number): void {
  if (Number.isSafeInteger(value) && value >= low && value <= high) return;
  const range = `expected a whole number from ${low} to ${high.toLocaleString("en-US")}`;
  throw problem("sample", option, range, String(value), "Give a number within these limits.");
}

function problem(file: string, column: string | null, message: string, value: string | null, fix: string): ProblemsError {
  return new ProblemsError([{file, line: null, column, message, value, fix}]);
}
