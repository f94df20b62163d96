import {spawn, type ChildProcess} from "node:child_process";
import {createHash} from "node:crypto";
import {existsSync} from "node:fs";
import {chmod, cp, mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, utimes, writeFile} from "node:fs/promises";
import {createRequire} from "node:module";
import {tmpdir} from "node:os";
import {basename, dirname, join, relative, resolve, sep} from "node:path";
import {fileURLToPath, pathToFileURL} from "node:url";
import {openDatabase} from "../database.ts";
import {bundleComponents} from "./bundle.ts";
import {PUBLISHED} from "./marts.ts";
import {finishPage, pageProblems} from "./page.ts";
import {publishedFiles, referencesIn, type PartsIndex, type Profile} from "./published.ts";
import {readRunInfo, type RunInfo} from "./runInfo.ts";

/** The site could not be built, or is not what it must be. The message lists every problem, with the way out. */
export class SiteError extends Error {}

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
  /** A builder started early, by `startFramework`. */
  readonly framework?: Framework;
}

/** Told as the build goes on: the name of a step that has ended, and its seconds. */
export type Observe = (step: string, seconds: number) => void;

/** The file in a site by which a later build knows it as one that it may replace. */
const MARKER = "fitproof.json";

/**
 * Builds the site of a run into `output`. Works without network and without writing to `root`: pages and components are copied
 * to a temporary folder, the marts of the run are put where Framework looks for the outputs of loaders (so nothing stale can be
 * published, and no loader has to start), Framework builds, each page is finished and checked, and the whole replaces `output`.
 * @throws SiteError with every problem found; `output` is then as it was
 */
export async function buildSite(options: SiteOptions, observe: Observe = () => {}): Promise<RunInfo> {
  const framework = options.framework ?? startFramework();
  const output = resolve(options.output);
  const staging = await mkdtemp(join(tmpdir(), "fitproof-site-"));
  const next = join(dirname(output), `.${basename(output)}-${process.pid}`);
  const step = timed(observe);
  try {
    await recover(output);
    await checkReplaceable(output);
    const left_out = options.profile === "board" ? (await config(options.root)).INTERNAL_PAGES : [];
    const src = await step("pages", () => stagePages(options, staging, left_out));
    const run = await step("marts", () => stageMarts(options, src));
    const {siteConfig} = await config(options.root);
    await checkReferences(src);
    await step("components", () => bundled(src));
    await rm(next, {recursive: true, force: true});
    await mkdir(next, {recursive: true});
    await step("framework", () => framework.build({cwd: staging, root: src, output: next, config: siteConfig(src, run)}));
    await step("finish", async () => {
      await finish(next, src, {runId: options.runId, left_out});
      await writeFile(join(next, MARKER), `${JSON.stringify({run_id: run.run_id, as_of: run.as_of, profile: run.profile, build: run.build})}\n`);
      await keepBundles(src, options.root);
      await replace(output, next);
    });
    return run;
  } finally {
    framework.stop();
    await rm(staging, {recursive: true, force: true});
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

/** The fingerprint of what makes a site besides data: pages, components, style, configuration and the code that publishes. */
export async function sourceFingerprint(root: string): Promise<string> {
  const hash = createHash("sha256");
  for (const folder of ["src", "pipeline/publish"]) {
    for (const file of await filesUnder(join(root, folder))) {
      hash.update(`${folder}/${file}\0`).update(await readFile(join(root, folder, file))).update("\0");
    }
  }
  return hash.update(await readFile(join(root, "observablehq.config.ts"))).digest("hex").slice(0, 8);
}

export interface Framework {
  build(job: {cwd: string; root: string; output: string; config: object}): Promise<void>;
  stop(): void;
}

/** Starts the process that will build, which needs over a second before it can; to be called before the data is ready. */
export function startFramework(): Framework {
  let child: ChildProcess | null = spawnFramework();
  return {
    async build(job) {
      const builder = child ?? spawnFramework();
      child = null;
      const messages: Buffer[] = [];
      builder.stderr!.on("data", (chunk: Buffer) => messages.push(chunk));
      const ended = new Promise<number | null>((resolved, rejected) => builder.on("error", rejected).on("close", resolved));
      builder.stdin!.on("error", () => {});
      builder.stdin!.end(`${JSON.stringify(job)}\n`);
      if ((await ended) === 0) return;
      const text = Buffer.concat(messages).toString().replaceAll(job.root, "src").trim();
      throw new SiteError(`Observable Framework could not build the site:\n${text || "it ended without a word"}`);
    },
    stop() {
      child?.kill();
      child = null;
    }
  };
}

function spawnFramework(): ChildProcess {
  return spawn(process.execPath, [fileURLToPath(new URL("./framework.js", import.meta.url))], {
    stdio: ["pipe", "ignore", "pipe"], env: {...process.env, OBSERVABLE_TELEMETRY_DISABLE: "1", NODE_OPTIONS: ""}
  });
}

async function config(root: string): Promise<typeof import("../../observablehq.config.ts")> {
  return import(pathToFileURL(join(root, "observablehq.config.ts")).href);
}

async function stagePages({root}: SiteOptions, staging: string, leftOut: readonly string[]): Promise<string> {
  const src = join(staging, "src");
  const from = join(root, "src");
  await cp(from, src, {
    recursive: true,
    filter: (path) => !relative(from, path).split(sep).includes(".observablehq") && !leftOut.some((page) => path === `${join(from, page)}.md`)
  });
  // A project installed read-only gives copies that are read-only too.
  for (const entry of await readdir(src, {recursive: true, withFileTypes: true})) {
    if (entry.isDirectory()) await chmod(join(entry.parentPath, entry.name), 0o755);
  }
  await chmod(src, 0o755);
  // Bare imports resolve from here as they do from the project.
  const packages = createRequire(import.meta.url).resolve("@observablehq/framework/package.json");
  await symlink(resolve(dirname(packages), "../.."), join(staging, "node_modules"), "junction");
  await writeFile(join(staging, "package.json"), `{"type":"module"}\n`);
  await mkdir(bundlesOf(staging, "src"), {recursive: true});
  if (existsSync(bundlesOf(root, "src"))) await cp(bundlesOf(root, "src"), bundlesOf(staging, "src"), {recursive: true});
  for (const name of UNUSED_LIBRARIES) await mkdir(join(src, ".observablehq/cache/_npm", `${name}@0.0.0`), {recursive: true});
  return src;
}

/** Puts the outputs of the loaders where Framework keeps them, dated by the data. */
async function stageMarts(options: SiteOptions, src: string): Promise<RunInfo> {
  const cache = join(src, ".observablehq/cache/data");
  const db = await openDatabase(options.database, {readOnly: true});
  try {
    const run = await readRunInfo(db, {
      runId: options.runId, profile: options.profile, minCell: options.minCell, version: await packageVersion(options.root),
      build: await sourceFingerprint(options.root)
    });
    await mkdir(join(cache, "marts"), {recursive: true});
    const references = referencesIn(await pagesOf(src));
    for await (const file of publishedFiles(db, PUBLISHED, options.profile, options.minCell, references)) {
      await writeFile(join(cache, "marts", basename(file.path)), file.bytes);
    }
    await writeFile(join(cache, "marts/run.json"), JSON.stringify(run));
    const date = new Date(`${options.asOf}T00:00:00Z`);
    for (const file of await filesUnder(src)) await utimes(join(src, file), date, date);
    for (const file of await filesUnder(cache)) await utimes(join(cache, file), date, date);
    return run;
  } finally {
    db.close();
  }
}

async function pagesOf(src: string): Promise<string[]> {
  return Promise.all((await filesUnder(src)).filter((file) => file.endsWith(".md")).map((file) => readFile(join(src, file), "utf8")));
}

async function bundled(src: string): Promise<void> {
  const pages = (await filesUnder(src)).filter((file) => file.endsWith(".md")).map((file) => file.split(sep).join("/"));
  try {
    await bundleComponents(src, pages);
  } catch (error) {
    throw new SiteError(`The components could not be bundled:\n${(error as Error).message.replaceAll(src, "src")}`, {cause: error});
  }
}

/** Every mart that a page reads must be there: Framework's own message would name no page. */
async function checkReferences(src: string): Promise<void> {
  const problems: string[] = [];
  for (const file of (await filesUnder(src)).filter((name) => name.endsWith(".md"))) {
    const lines = (await readFile(join(src, file), "utf8")).split("\n");
    lines.forEach((line, i) => {
      for (const [, path] of line.matchAll(/FileAttachment\(["'`][^"'`]*?data\/(marts\/[^"'`]+)/g)) {
        if (!existsSync(join(src, ".observablehq/cache/data", path!))) {
          problems.push(`src/${file}:${i + 1}: ${path}: no such mart is published in this edition (pipeline/publish/marts.ts)`);
        }
      }
    });
  }
  if (problems.length) throw new SiteError(listed(problems));
}

async function finish(site: string, src: string, page: {runId: string; left_out: readonly string[]}): Promise<void> {
  const problems: string[] = [];
  await publishParts(site, src);
  for (const file of await filesUnder(site)) {
    if (!/\.(html|js)$/.test(file)) continue;
    const text = await readFile(join(site, file), "utf8");
    const finished = file.endsWith(".html") ? finishPage(text, file, page) : text;
    if (finished !== text) await writeFile(join(site, file), finished);
    problems.push(...pageProblems(finished, file, page));
  }
  if (problems.length) throw new SiteError(listed(problems));
}

/** Parts are read by number, so Framework cannot know of them: they stand beside its files, under their plain names. */
async function publishParts(site: string, src: string): Promise<void> {
  const marts = join(src, ".observablehq/cache/data/marts");
  const index: PartsIndex = JSON.parse(await readFile(join(marts, "parts.json"), "utf8"));
  const target = join(site, "_file/data/marts");
  await mkdir(target, {recursive: true});
  for (const [mart, {parts}] of Object.entries(index)) {
    for (const part of parts.keys()) await cp(join(marts, `${mart}-${part}.arrow`), join(target, `${mart}-${part}.arrow`));
  }
}

/** Bundles of packages are kept for the next build where the project can be written. Each file appears whole or not at all. */
async function keepBundles(src: string, root: string): Promise<void> {
  const from = join(src, ".observablehq/cache/_node"), to = bundlesOf(root, "src");
  try {
    for (const file of await filesUnder(from)) {
      if (existsSync(join(to, file))) continue;
      await mkdir(dirname(join(to, file)), {recursive: true});
      await cp(join(from, file), join(to, `${file}.${process.pid}`));
      await rename(join(to, `${file}.${process.pid}`), join(to, file));
    }
  } catch {
    // A project that cannot be written is bundled anew each time.
  }
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

function bundlesOf(root: string, src: string): string {
  return join(root, src, ".observablehq/cache/_node");
}

async function packageVersion(root: string): Promise<string> {
  return String(JSON.parse(await readFile(join(root, "package.json"), "utf8")).version);
}

async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, {recursive: true, withFileTypes: true}).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((file) => folder.includes(".observablehq") || !file.split(sep).includes(".observablehq")).toSorted();
}

function listed(problems: readonly string[]): string {
  const shown = problems.slice(0, 20).join("\n");
  return problems.length > 20 ? `${shown}\nand ${problems.length - 20} more` : shown;
}

function timed(observe: Observe) {
  return async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const started = performance.now();
    const result = await work();
    observe(name, (performance.now() - started) / 1000);
    return result;
  };
}

// Framework asks the npm registry for the versions of these even where no page imports them, unless it finds a folder for one.
export const UNUSED_LIBRARIES: readonly string[] = [
  "react-dom", "react", "lodash", "arquero", "apache-arrow", "d3", "d3-dsv", "echarts", "htl", "leaflet", "mapbox-gl", "topojson-client",
  "parquet-wasm", "@observablehq/plot", "@observablehq/sample-datasets"
];
