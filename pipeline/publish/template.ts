import {spawn, type ChildProcess} from "node:child_process";
import {createHash} from "node:crypto";
import {existsSync} from "node:fs";
import {chmod, cp, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, symlink, utimes, writeFile} from "node:fs/promises";
import {createRequire} from "node:module";
import {tmpdir} from "node:os";
import {dirname, join, relative, resolve, sep} from "node:path";
import {fileURLToPath, pathToFileURL} from "node:url";
import {ROOT} from "../fingerprint.ts";
import {bundleComponents} from "./bundle.ts";
import {filesUnder, listed, SiteError, sourceDigest} from "./files.ts";
import {PUBLISHED} from "./marts.ts";
import {PLACES} from "./places.ts";
import type {Profile} from "./published.ts";

export interface Template {
  /**
   * The folder with the site that Framework made of the pages, without any run: `PLACES` stand for its texts, and each file under
   * `_file/data/marts` holds nothing but its name.
   */
  readonly folder: Promise<string>;
  /** Ends the work on it, if any is going on, and removes what is not kept. */
  stop(): Promise<void>;
}

/** How many templates are kept: of editions, and of sources that one goes back and forth between. */
const KEPT = 6;

/**
 * The site of the project in `root` without a run, from the cache where its sources are those of an earlier build. Data do not change what
 * Framework makes of the pages, so it need not wait for them, and need not be asked again as long as no page changes.
 */
export function startTemplate(root: string, profile: Profile): Template {
  const work = new AbortController();
  const temporary: string[] = [];
  const folder = find(root, profile, work.signal, temporary);
  // Whoever stops it before it is ready does not want to hear of it.
  folder.catch(() => {});
  return {
    folder,
    async stop() {
      work.abort();
      await folder.catch(() => {});
      for (const path of temporary) await rm(path, {recursive: true, force: true});
    }
  };
}

export async function siteConfiguration(root: string): Promise<typeof import("../../observablehq.config.ts")> {
  // Its own is compiled with it (bin/compiled.js).
  return resolve(root) === resolve(ROOT) ? import("../../observablehq.config.ts") : import(pathToFileURL(join(root, "observablehq.config.ts")).href);
}

/** The names of the files in `data/marts` that a page may refer to. */
export function martFiles(): string[] {
  return [...PUBLISHED.map(({name}) => `${name}.arrow`), "parts.json", "run.json"];
}

async function find(root: string, profile: Profile, signal: AbortSignal, temporary: string[]): Promise<string> {
  const {INTERNAL_PAGES} = await siteConfiguration(root);
  const leftOut = profile === "board" ? INTERNAL_PAGES : [];
  const cache = join(root, "src/.observablehq/cache/_site");
  const kept = join(cache, await keyOf(root, leftOut));
  if (existsSync(kept)) {
    const now = new Date();
    await utimes(kept, now, now).catch(() => {}); // lest it be the oldest
    return kept;
  }
  const staging = await mkdtemp(join(tmpdir(), "fitproof-site-"));
  temporary.push(staging);
  const output = join(staging, "site");
  await build(root, staging, output, leftOut, signal);
  try {
    await mkdir(cache, {recursive: true});
    const partial = join(cache, `.${process.pid}`);
    await cp(output, partial, {recursive: true});
    await rename(partial, kept);
    await prune(cache);
    return kept;
  } catch {
    // A project that cannot be written, or where another build was faster.
    return output;
  }
}

async function keyOf(root: string, leftOut: readonly string[]): Promise<string> {
  const hash = createHash("sha256").update(JSON.stringify([leftOut, martFiles(), process.versions.node])).update(await sourceDigest(root));
  for (const file of ["package.json", "package-lock.json"]) hash.update(await readFile(join(root, file)).catch(() => ""));
  return hash.digest("hex").slice(0, 16);
}

async function prune(cache: string): Promise<void> {
  const ages = await Promise.all((await readdir(cache)).map(async (name) => ({name, time: (await stat(join(cache, name))).mtimeMs})));
  for (const {name} of ages.toSorted((a, b) => b.time - a.time).slice(KEPT)) await rm(join(cache, name), {recursive: true, force: true});
}

async function build(root: string, staging: string, output: string, leftOut: readonly string[], signal: AbortSignal): Promise<void> {
  const framework = startFramework(signal);
  const src = await stagePages(root, staging, leftOut);
  await stageData(src);
  const pages = (await filesUnder(src)).filter((file) => file.endsWith(".md"));
  await checkReferences(src, pages);
  try {
    await bundleComponents(src, pages.map((file) => file.split(sep).join("/")));
  } catch (error) {
    throw new SiteError(`The components could not be bundled:\n${(error as Error).message.replaceAll(src, "src")}`, {cause: error});
  }
  const {siteConfig} = await siteConfiguration(root);
  await mkdir(output);
  await framework.build({cwd: staging, root: src, output, config: {...siteConfig(src, null), ...PLACES}});
  await keepBundles(src, root);
}

/** The pages and components in a folder of their own: Framework writes beside them. */
async function stagePages(root: string, staging: string, leftOut: readonly string[]): Promise<string> {
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
  await mkdir(bundlesOf(staging), {recursive: true});
  if (existsSync(bundlesOf(root))) await cp(bundlesOf(root), bundlesOf(staging), {recursive: true});
  for (const name of UNUSED_LIBRARIES) await mkdir(join(src, ".observablehq/cache/_npm", `${name}@0.0.0`), {recursive: true});
  return src;
}

/** Puts a file for every mart where Framework keeps the outputs of loaders: so no loader runs, and nothing stale can be published. */
async function stageData(src: string): Promise<void> {
  const cache = join(src, ".observablehq/cache/data");
  await mkdir(join(cache, "marts"), {recursive: true});
  for (const file of martFiles()) await writeFile(join(cache, "marts", file), file);
  // A loader that is newer than its output would run.
  const date = new Date(0);
  for (const file of await filesUnder(src)) await utimes(join(src, file), date, date);
  for (const file of await filesUnder(cache)) await utimes(join(cache, file), date, date);
}

/** Every mart that a page reads must be there: Framework's own message would name no page. */
async function checkReferences(src: string, pages: readonly string[]): Promise<void> {
  const known = new Set(martFiles());
  const problems: string[] = [];
  for (const file of pages) {
    const lines = (await readFile(join(src, file), "utf8")).split("\n");
    lines.forEach((line, i) => {
      for (const [, path] of line.matchAll(/FileAttachment\(["'`][^"'`]*?data\/marts\/([^"'`]+)/g)) {
        if (!known.has(path!)) problems.push(`src/${file}:${i + 1}: marts/${path}: no such mart is published in this edition (pipeline/publish/marts.ts)`);
      }
    });
  }
  if (problems.length) throw new SiteError(listed(problems));
}

/** Bundles of packages are kept for the next build where the project can be written. Each file appears whole or not at all. */
async function keepBundles(src: string, root: string): Promise<void> {
  const from = join(src, ".observablehq/cache/_node"), to = bundlesOf(root);
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

function bundlesOf(root: string): string {
  return join(root, "src/.observablehq/cache/_node");
}

interface Framework {
  build(job: {cwd: string; root: string; output: string; config: object}): Promise<void>;
}

/** Starts the process that will build, which needs over a second before it can. */
function startFramework(signal: AbortSignal): Framework {
  const child = spawnFramework(signal);
  const messages: Buffer[] = [];
  child.stderr!.on("data", (chunk: Buffer) => messages.push(chunk));
  // Listened to from the start: it may end before it is asked for anything.
  const ended = new Promise<number | null>((done) => {
    child.on("error", (error) => {
      messages.push(Buffer.from(error.message));
      done(null);
    }).on("close", done);
  });
  return {
    async build(job) {
      child.stdin!.on("error", () => {});
      child.stdin!.end(`${JSON.stringify(job)}\n`);
      if ((await ended) === 0) return;
      const text = Buffer.concat(messages).toString().replaceAll(job.root, "src").trim();
      throw new SiteError(`Observable Framework could not build the site:\n${text || "it ended without a word"}`);
    }
  };
}

function spawnFramework(signal: AbortSignal): ChildProcess {
  return spawn(process.execPath, [fileURLToPath(new URL("./framework.js", import.meta.url))], {
    stdio: ["pipe", "ignore", "pipe"], signal, env: {...process.env, OBSERVABLE_TELEMETRY_DISABLE: "1", NODE_OPTIONS: ""}
  });
}

// Framework asks the npm registry for the versions of these even where no page imports them, unless it finds a folder for one.
export const UNUSED_LIBRARIES: readonly string[] = [
  "react-dom", "react", "lodash", "arquero", "apache-arrow", "d3", "d3-dsv", "echarts", "htl", "leaflet", "mapbox-gl", "topojson-client",
  "parquet-wasm", "@observablehq/plot", "@observablehq/sample-datasets"
];
