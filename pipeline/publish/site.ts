import {createHash} from "node:crypto";
import {existsSync, readFileSync, writeFileSync} from "node:fs";
import {copyFile, mkdir, readdir, readFile, rename, rm, writeFile} from "node:fs/promises";
import {basename, dirname, join, resolve, sep} from "node:path";
import {Worker} from "node:worker_threads";
import {openDatabase} from "../database.ts";
import {packageVersion} from "../fingerprint.ts";
import {makeFolder} from "../fileSystem.ts";
import {filesUnder, listed, SiteError, sourceDigest} from "./files.ts";
import {PUBLISHED} from "./marts.ts";
import {drawnPage, filledPage, finishPage, pageProblems, type DataFile} from "./page.ts";
import {publishedFiles, referencesIn, type Profile} from "./published.ts";
import {readRunInfo, sampleSizesOf, type RunInfo} from "./runInfo.ts";
import {martFiles, siteConfiguration, startTemplate, type Template} from "./template.ts";

export interface SiteOptions {
  /** The folder of this project: its `src` is built. */
  readonly root: string;
  /** The DuckDB file of the run. */
  readonly database: string;
  /** The folder that becomes the site. An earlier site there is replaced at the end, or stays if anything fails. */
  readonly output: string;
  readonly profile: Profile;
  readonly minCell: number;
  readonly runId: string;
  /** The data date as YYYY-MM-DD; files are dated by it, so that equal inputs give equal bytes. */
  readonly asOf: string;
  /** The site without a run, where it was started early by `startTemplate`. */
  readonly template?: Template;
}

/** Told as the build goes on: the name of a step that has ended, and its seconds. */
export type Observe = (step: string, seconds: number) => void;

/** The file in a site by which a later build knows it as one that it may replace. */
const MARKER = "fitproof.json";

const MARTS = "_file/data/marts";

/**
 * Builds the site of a run into `output`. Works without network and without writing to `root` but for its cache: Framework makes the pages without data
 * (`template.ts`), the marts of the run are written beside them, each page is filled with what the run says of itself and with the names of its
 * files, finished and checked, and the whole replaces `output`.
 * @throws SiteError with every problem found; `output` is then as it was
 */
export async function buildSite(options: SiteOptions, observe: Observe = () => {}): Promise<RunInfo> {
  const {root, profile, runId} = options;
  const template = options.template ?? startTemplate(root, profile);
  const output = resolve(options.output);
  const next = join(dirname(output), `.${basename(output)}-${process.pid}`);
  const step = timed(observe);
  try {
    await recover(output);
    await checkReplaceable(output);
    await rm(next, {recursive: true, force: true});
    await makeFolder(join(next, MARTS));
    const {run, files} = await step("marts", () => writeMarts(options, next));
    const made = await step("pages", () => template.folder);
    const {INTERNAL_PAGES, siteConfig} = await siteConfiguration(root);
    await step("finish", async () => {
      const shell = siteConfig(join(root, "src"), run);
      await finish(made, next, files, shell, {runId, left_out: profile === "board" ? INTERNAL_PAGES : []}, options.asOf);
    });
    await step("draw", async () => {
      await drawPages(next, run);
      await writeFile(join(next, MARKER), `${JSON.stringify({run_id: run.run_id, as_of: run.as_of, profile: run.profile, build: run.build})}\n`);
      await replace(output, next);
    });
    return run;
  } finally {
    await template.stop();
    await rm(next, {recursive: true, force: true});
  }
}

/** The run and edition that a built site shows; null where there is none. */
export async function siteRun(output: string): Promise<{run_id: string; as_of: string | null; profile: Profile; build: string} | null> {
  try {
    return JSON.parse(await readFile(join(output, MARKER), "utf8"));
  } catch {
    return null;
  }
}

/** The fingerprint of what makes a site besides data. */
export async function sourceFingerprint(root: string): Promise<string> {
  return (await sourceDigest(root)).slice(0, 8);
}

/**
 * Writes the marts of the run into the new site: those read whole under a name with their hash, as Framework names its files; parts, which are read by
 * number, under their plain names. Returns the former by their plain names.
 */
async function writeMarts(options: SiteOptions, site: string): Promise<{run: RunInfo; files: ReadonlyMap<string, DataFile>}> {
  const {root, profile, minCell, runId} = options;
  const whole = new Set(martFiles());
  const files = new Map<string, DataFile>();
  const write = (name: string, bytes: Uint8Array) => {
    const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 8);
    const [stem, ending] = [name.slice(0, name.lastIndexOf(".")), name.slice(name.lastIndexOf("."))];
    const published = whole.has(name) ? `${stem}.${hash}${ending}` : name;
    if (whole.has(name)) files.set(name, {name: published, size: bytes.length});
    writeFileSync(join(site, MARTS, published), bytes);
  };
  const db = await openDatabase(options.database, {readOnly: true});
  try {
    const run = await readRunInfo(db, {runId, profile, minCell, version: packageVersion(root), build: await sourceFingerprint(root)});
    const pages = (await filesUnder(join(root, "src"))).filter((file) => file.endsWith(".md"));
    const references = referencesIn(await Promise.all(pages.map((file) => readFile(join(root, "src", file), "utf8"))));
    for await (const file of publishedFiles(db, PUBLISHED, profile, minCell, references)) write(basename(file.path), file.bytes);
    write("run.json", new TextEncoder().encode(JSON.stringify(run)));
    return {run, files};
  } finally {
    db.close();
  }
}

/** Copies what Framework made into the new site, with every page filled, finished and checked. */
async function finish(
  made: string, site: string, files: ReadonlyMap<string, DataFile>, shell: Parameters<typeof filledPage>[2], page: {runId: string; left_out: readonly string[]}, asOf: string
): Promise<void> {
  const problems: string[] = [];
  const modified = Date.parse(`${asOf}T00:00:00Z`);
  for (const file of await filesUnder(made)) {
    const path = file.split(sep).join("/");
    if (path.startsWith(`${MARTS}/`)) continue;
    await mkdir(dirname(join(site, file)), {recursive: true});
    if (!/\.(html|js)$/.test(file)) {
      await copyFile(join(made, file), join(site, file));
      continue;
    }
    const text = await readFile(join(made, file), "utf8");
    const finished = path.endsWith(".html") ? finishPage(filledPage(text, path, shell, files, modified), path, page) : text;
    await writeFile(join(site, file), finished);
    problems.push(...pageProblems(finished, path, page));
  }
  if (problems.length) throw new SiteError(listed(problems));
}

/** Draws every page ahead of its scripts (`drawing.js`). */
async function drawPages(site: string, run: RunInfo): Promise<void> {
  const files = (await filesUnder(site)).map((file) => file.split(sep).join("/"));
  const bundle = files.find((file) => /^_import\/components\/bundle\.[0-9a-f]+\.js$/.test(file));
  if (bundle === undefined) return;
  const pages = files.filter((file) => file.endsWith(".html"));
  const worker = new Worker(new URL("./drawing.js", import.meta.url), {workerData: {site, bundle, writing: run.writing, samples: sampleSizesOf(run), pages}, execArgv: []});
  await new Promise<void>((resolve, reject) => {
    worker.on("message", ({page, drawn, read}: {page: string; drawn: Record<string, string | null>; read: string[]}) => {
      writeFileSync(join(site, page), drawnPage(readFileSync(join(site, page), "utf8"), drawn, read));
    }).on("error", reject).on("exit", () => resolve());
  });
}

/** Swaps the new site in. Between the two renames lies no work; a kill there is mended by the next build (`recover`). */
async function replace(output: string, next: string): Promise<void> {
  const old = join(dirname(output), `.${basename(output)}-old`);
  await rm(old, {recursive: true, force: true});
  if (existsSync(output)) await rename(output, old);
  await rename(next, output);
  await rm(old, {recursive: true, force: true});
}

async function checkReplaceable(output: string): Promise<void> {
  const present = existsSync(output) ? await readdir(output) : [];
  if (present.length && !present.includes(MARKER)) {
    throw new SiteError(`${output}: the folder is not empty and not a site of ours, so it is left as it is. Name another one with --output.`);
  }
}

/** Mends what a killed build has left: the last good site goes back to its place, half a new one away. */
async function recover(output: string): Promise<void> {
  const old = join(dirname(output), `.${basename(output)}-old`);
  if (existsSync(old) && !existsSync(output)) await rename(old, output);
  for (const name of await readdir(dirname(output)).catch(() => [])) {
    const pid = name.startsWith(`.${basename(output)}-`) ? Number(name.slice(basename(output).length + 2)) : NaN;
    if (pid > 0 && !isRunning(pid)) await rm(join(dirname(output), name), {recursive: true, force: true});
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function timed(observe: Observe) {
  return async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const started = performance.now();
    const result = await work();
    observe(name, (performance.now() - started) / 1000);
    return result;
  };
}
