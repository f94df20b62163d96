// What each page of a built site costs its reader, in Chromium:
//   npx tsx bench/pages.ts [dist]        default: builds the sample's site into bench/tmp; WORKSPACE=dir builds another workspace's
// Prints of each page: gzip bytes of scripts, data and style that it loads before its reader acts; milliseconds from the request to the
// first figure painted, and until it answers (the end of the last task over 50 ms, or of the last figure where none is), at the
// processor's own speed and at a quarter of it; the sum of long tasks; the main thread's processor time; the layout shift; and of each control, milliseconds from the choice (300 ms after its
// focus) to the first paint of the new figures. PAGES=win-rate,retention takes some pages, VISITS=5 the median of five visits.
import {mkdirSync, rmSync} from "node:fs";
import {cpus, totalmem} from "node:os";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {gzipSync} from "node:zlib";
import type {Browser, CDPSession, Page} from "playwright-core";
import {NAVIGATION} from "../observablehq.config.ts";
import {startServer} from "../pipeline/publish/serve.ts";
import {buildSite} from "../pipeline/publish/site.ts";
import {runPipeline} from "../pipeline/run.ts";
import {launchBrowser} from "../test/support/browser.ts";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const TMP = fileURLToPath(new URL("./tmp/", import.meta.url));
const VISITS = Number(process.env["VISITS"] ?? 3);
const SPEEDS = [1, 4];

const dist = process.argv[2] ?? (await built(process.env["WORKSPACE"] ?? join(ROOT, "workspaces/sample")));
const server = await startServer(dist, 0);
const address = server.address();
const origin = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
const browser = await launchBrowser();
try {
  console.log(`${cpus().length} × ${cpus()[0]?.model.trim()}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Node ${process.version}, Chromium ${browser.version()}; median of ${VISITS} visits`);
  console.log("\nkB gzip: scripts, data, style; ms at full and at a quarter of the speed: first figure, answers, long tasks; ms of the main thread; layout shift");
  const paths = NAVIGATION.flatMap(({pages}) => pages.map(({path}) => path)).filter((path) => wanted(path));
  for (const path of paths) console.log(await pageLine(browser, path));
  if (process.env["CONTROLS"] !== "0") console.log("\nms from a choice to the first paint of what it changes, worst of each control's first choices, at full and at a quarter of the speed");
  if (process.env["CONTROLS"] !== "0") for (const path of paths) for (const line of await controlLines(browser, path)) console.log(line);
} finally {
  await browser.close();
  server.close();
  if (!process.argv[2]) rmSync(TMP, {recursive: true, force: true});
}

function wanted(path: string): boolean {
  const names = process.env["PAGES"]?.split(",");
  return names === undefined || names.some((name) => path.endsWith(`/${name}`));
}

async function built(workspace: string): Promise<string> {
  mkdirSync(TMP, {recursive: true});
  const run = await runPipeline({workspace, database: join(TMP, "pages.duckdb")});
  const output = join(TMP, "dist");
  await buildSite({root: ROOT, database: run.database, output, profile: "internal", minCell: 5, runId: run.run_id, asOf: run.as_of});
  return output;
}

interface Load {
  readonly figure: number;
  readonly answers: number;
  readonly blocked: number;
  readonly shift: number;
  /** Milliseconds of the processor that the page's main thread took: the only figure here that other work on the machine leaves alone. */
  readonly thread: number;
}

async function pageLine(browser: Browser, path: string): Promise<string> {
  const bytes = {script: 0, data: 0, style: 0};
  const loads: Load[][] = [];
  for (const speed of SPEEDS) {
    const visits: Load[] = [];
    for (let i = 0; i < VISITS; ++i) {
      const {page, cdp, close} = await open(browser, speed);
      const counted = speed === 1 && i === 0 ? countBytes(page, bytes) : [];
      await page.goto(origin + urlOf(path), {waitUntil: "networkidle"});
      await settled(page);
      await Promise.all(counted);
      visits.push({...(await page.evaluate(loadOf)), thread: await threadTime(cdp)});
      await close();
    }
    loads.push(visits);
  }
  const kilobytes = Object.values(bytes).map((n) => (n / 1000).toFixed(0).padStart(4)).join(" ");
  const times = loads.map((visits) => (["figure", "answers", "blocked"] as const).map((key) => median(visits.map((visit) => visit[key])).toFixed(0).padStart(5)).join(" "));
  return `${path.padEnd(24)} ${kilobytes} | ${times.join(" | ")} | ${median(loads[0]!.map(({thread}) => thread)).toFixed(0).padStart(4)} | ${median(loads[0]!.map(({shift}) => shift)).toFixed(3)}`;
}

/** Of each control: the slowest of its first three other choices. */
async function controlLines(browser: Browser, path: string): Promise<string[]> {
  const worst = new Map<string, {first: number; last: number}[]>();
  for (const [i, speed] of SPEEDS.entries()) {
    const {page, close} = await open(browser, speed);
    await page.goto(origin + urlOf(path), {waitUntil: "networkidle"});
    await settled(page);
    // What is out of sight is drawn as it comes into sight: a reader who uses a control has scrolled to it.
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    await settled(page);
    const names = await page.evaluate(() => [...new Set([...document.querySelectorAll<HTMLElement>("form.controls [data-name]")].map((control) => control.dataset["name"]!))]);
    for (const name of names) {
      const times: {first: number; last: number}[] = [];
      for (let choice = 0; choice < 3; ++choice) {
        const time = await page.evaluate(choose, name);
        if (time) times.push(time);
        await settled(page);
      }
      if (times.length === 0) continue;
      const list = worst.get(name) ?? [];
      list[i] = {first: Math.max(...times.map(({first}) => first)), last: Math.max(...times.map(({last}) => last))};
      worst.set(name, list);
    }
    await close();
  }
  return [...worst].map(([name, speeds]) => `${`${path} ${name}`.padEnd(40)} ${SPEEDS.map((_, i) => (speeds[i] ? `${speeds[i].first.toFixed(0).padStart(5)} (all ${speeds[i].last.toFixed(0).padStart(4)})` : "    –")).join(" | ")}`);
}

async function open(browser: Browser, speed: number): Promise<{page: Page; cdp: CDPSession; close: () => Promise<void>}> {
  const context = await browser.newContext({viewport: {width: 1440, height: 900}});
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  await cdp.send("Performance.enable", {timeDomain: "threadTicks"});
  await cdp.send("Emulation.setCPUThrottlingRate", {rate: speed});
  await page.addInitScript("globalThis.__name = (f) => f"); // tsx wraps functions in it, also those that run in the page
  await page.addInitScript(watch);
  return {page, cdp, close: () => context.close()};
}

async function threadTime(cdp: CDPSession): Promise<number> {
  const {metrics} = await cdp.send("Performance.getMetrics");
  return 1000 * (metrics.find(({name}) => name === "TaskDuration")?.value ?? NaN);
}

function countBytes(page: Page, bytes: {script: number; data: number; style: number}): Promise<unknown>[] {
  const counted: Promise<unknown>[] = [];
  page.on("response", (response) => {
    const kind = /\.js(\?|$)/.test(response.url()) ? "script" : /\.(arrow|json)(\?|$)/.test(response.url()) ? "data" : /\.css(\?|$)/.test(response.url()) ? "style" : null;
    if (kind) counted.push(response.body().then((body) => (bytes[kind] += gzipSync(body).length)));
  });
  return counted;
}

/** Waits until the page has neither drawn nor been busy for half a second. */
async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => performance.now() - Math.max(window.bench.drawn, window.bench.busy) > 500, null, {polling: 100, timeout: 60_000});
}

function urlOf(path: string): string {
  return path === "/index" ? "/" : path;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

declare global {
  interface Window {
    bench: {figure: number; drawn: number; busy: number; blocked: number; shift: number; painted: number};
  }
}

/** Runs in the page before anything else. */
function watch(): void {
  const bench = (window.bench = {figure: 0, drawn: 0, busy: 0, blocked: 0, shift: 0, painted: 0});
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      bench.busy = Math.max(bench.busy, entry.startTime + entry.duration);
      bench.blocked += entry.duration;
    }
  }).observe({type: "longtask", buffered: true});
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) bench.shift += (entry as unknown as {value: number}).value;
  }).observe({type: "layout-shift", buffered: true});
  let isAsked = false;
  const drawn = () => {
    bench.drawn = performance.now();
    if (isAsked) return;
    isAsked = true;
    requestAnimationFrame(() => {
      // A message comes after the frame's paint.
      const {port1, port2} = new MessageChannel();
      port1.addEventListener("message", () => {
        isAsked = false;
        bench.painted = performance.now();
        if (bench.figure === 0 && document.querySelector("main .figure svg, main .figure table, main .verdict")) bench.figure = bench.painted;
      });
      port1.start();
      port2.postMessage(null);
    });
  };
  // From the first byte on: a page may come drawn.
  new MutationObserver((changes) => {
    if (changes.some(({target}) => target.parentElement?.closest("main") ?? target instanceof HTMLBodyElement)) drawn();
  }).observe(document, {childList: true, subtree: true, characterData: true});
}

/** Runs in the page once it has settled. */
function loadOf(): Omit<Load, "thread"> {
  const {figure, busy, blocked, shift, painted} = window.bench;
  return {figure, answers: Math.max(busy, painted, figure), blocked, shift};
}

/** Runs in the page: takes a control's next choice, and waits until what it changes has been painted. Null where there is no other choice. */
async function choose(name: string): Promise<{first: number; last: number} | null> {
  const bench = window.bench;
  const control = [...document.querySelectorAll<HTMLSelectElement | HTMLInputElement>("form.controls [data-name]")].filter((element) => element.dataset["name"] === name);
  const [first] = control;
  if (!first) return null;
  let act: () => void;
  if (first instanceof HTMLSelectElement) {
    if (first.options.length < 2) return null;
    act = () => {
      first.selectedIndex = (first.selectedIndex + 1) % first.options.length;
      first.dispatchEvent(new Event("input", {bubbles: true}));
      first.dispatchEvent(new Event("change", {bubbles: true}));
    };
  } else if (first.type === "radio") {
    const radios = control as HTMLInputElement[];
    act = () => radios[(radios.findIndex((radio) => radio.checked) + 1) % radios.length]!.click();
  } else {
    act = () => {
      first.value = "a";
      first.dispatchEvent(new Event("input", {bubbles: true}));
    };
  }
  const until = (test: () => boolean) => new Promise<void>((resolve) => {
    const look = () => (test() ? resolve() : setTimeout(look, 1));
    look();
  });
  // No reader chooses without the focus on the control, or without reading the choices.
  first.focus({preventScroll: true});
  const focused = performance.now();
  await until(() => performance.now() - Math.max(focused, bench.busy) > 300);
  const started = performance.now();
  act();
  await until(() => bench.painted > started || performance.now() - started > 5000);
  const painted = bench.painted;
  await until(() => performance.now() - Math.max(bench.drawn, bench.busy) > 400);
  return {first: painted - started, last: bench.painted - started};
}
