import {existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import type {Server} from "node:http";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {inflateSync} from "node:zlib";
import type {Browser, Page} from "playwright-core";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import {startServer} from "../../pipeline/publish/serve.ts";
import {NAVIGATION} from "../../observablehq.config.ts";
import {buildSite} from "../../pipeline/publish/site.ts";
import {runPipeline} from "../../pipeline/run.ts";
import {violations} from "../support/axe.ts";
import {launchBrowser} from "../support/browser.ts";
import {walk, work} from "../support/keyboard.ts";
import {alike, besides, beyond, broken, onto, overhanging, scrolling, unheaded} from "../support/layout.ts";
import {writePublishedDatabase} from "../support/publishedDatabase.ts";
import {writeVastWorkspace} from "../support/vastWorkspace.ts";
import {readThrough, visited} from "../support/visit.ts";

const project = fileURLToPath(new URL("../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "fitproof-e2e-"));
const servers: Server[] = [];
let browser: Browser;
let address: string;
let empty: string;

async function site(name: string, database: string, runId: string, asOf: string): Promise<string> {
  const output = join(folder, name);
  await buildSite({root: project, database, output, profile: "internal", minCell: 5, runId, asOf});
  const server = await startServer(output, 0);
  servers.push(server);
  const bound = server.address();
  return `http://127.0.0.1:${typeof bound === "object" && bound ? bound.port : 0}`;
}

/** A workspace that is too much of everything, with hostile texts wherever there may be any. */
async function vastRun(): Promise<{database: string; run_id: string; as_of: string}> {
  const workspace = join(folder, "workspace");
  writeVastWorkspace(workspace);
  return runPipeline({workspace, database: join(folder, "run.duckdb")});
}

beforeAll(async () => {
  browser = await launchBrowser();
  const run = await vastRun();
  address = await site("full", run.database, run.run_id, run.as_of);
  const database = join(folder, "empty.duckdb");
  await writePublishedDatabase(database);
  empty = await site("empty", database, "e2e0", "2025-12-31");
});
afterAll(async () => {
  await browser?.close();
  servers.forEach((server) => server.close());
  rmSync(folder, {recursive: true, force: true});
});

const visit = (url: string, options?: Parameters<typeof visited>[2]) => visited(browser, url, options);

const PAGES = NAVIGATION.flatMap((section) => section.pages.map((page) => page.path)).filter((path) => existsSync(join(project, `src${path}.md`))).map((path) => path.replace(/^\/index$/, "/"));

describe("the site in a browser", () => {
  it.each(PAGES)("%s is light, has no error, no foreign request and nothing against WCAG 2.2 AA, all opened, writes no numbers of an axis onto each other, breaks no line of a plot between its rows, and scrolls sideways on no screen and no paper, nor does a table of it on a tablet", async (path) => {
    const {page, problems, bytes} = await visit(address + path);
    const loaded = await bytes();
    expect(loaded).toBeGreaterThan(10_000);
    expect(loaded).toBeLessThan(250_000);
    expect(await page.locator(".observablehq--error").count()).toBe(0);
    expect(await page.locator("main :is(img, iframe, object, embed, script, [onerror], [onload], [onmouseover], a[href^='javascript:'])").count()).toBe(0);
    expect(await page.locator("main .cannot p").textContent()).toMatch(/\w{3}/);
    for (const width of [1440, 1280, 1100, 820, 700, 600, 540]) {
      await page.setViewportSize({width, height: 900});
      expect({width, beyond: await beyond(page), unheaded: await unheaded(page), onto: await onto(page), besides: await besides(page), broken: await broken(page), overhanging: await overhanging(page)}).toEqual({width, beyond: [], unheaded: [], onto: [], besides: [], broken: [], overhanging: []});
    }
    await page.setViewportSize({width: 1440, height: 900});
    expect(await page.evaluate(() => [...document.querySelectorAll("main .rows tbody tr")].filter((row) => getComputedStyle(row).display !== "table-row").length)).toBe(0);
    await page.setViewportSize({width: 820, height: 900});
    expect(await scrolling(page)).toEqual([]);
    await page.setViewportSize({width: 600, height: 900});
    expect(await scrolling(page, ".scroll:has(.data)")).toEqual([]);
    await page.setViewportSize({width: 688, height: 970});
    await page.emulateMedia({media: "print"});
    expect({beyond: await beyond(page), alike: await alike(page)}).toEqual({beyond: [], alike: []});
    // Firefox prints nothing of what the width of its place gives another display.
    expect(await page.evaluate(() => [...document.querySelectorAll("main .rows tbody tr")].filter((row) => getComputedStyle(row).display !== "table-row").length)).toBe(0);
    expect(await page.evaluate(() => [...document.querySelectorAll("main .heat th .name")].filter((name) => getComputedStyle(name).display !== "inline").length)).toBe(0);
    await page.emulateMedia({media: "screen"});
    await page.setViewportSize({width: 1440, height: 900});
    await page.evaluate(() => {
      document.querySelectorAll("details").forEach((details) => (details.open = true));
      document.querySelectorAll<HTMLButtonElement>("main button[aria-expanded=false]").forEach((button) => button.click());
    });
    for (const width of [1440, 1280, 820, 600]) {
      await page.setViewportSize({width, height: 900});
      expect({width, scrolling: await scrolling(page, ".twin .scroll")}).toEqual({width, scrolling: []});
    }
    await page.setViewportSize({width: 1440, height: 900});
    expect(await violations(page)).toEqual([]);
    expect(problems).toEqual([]);
    await page.close();
  });

  it.each(PAGES)("%s has nothing against WCAG 2.2 AA in the dark and on a phone, where no table and no grid scrolls, and no motion where none is wanted", async (path) => {
    const {page, problems} = await visit(address + path, {width: 360, colorScheme: "dark"});
    await page.emulateMedia({colorScheme: "dark", reducedMotion: "reduce"});
    expect(await violations(page)).toEqual([]);
    expect({beyond: await beyond(page), scrolling: await scrolling(page)}).toEqual({beyond: [], scrolling: []});
    expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
    expect(problems).toEqual([]);
    await page.close();
  });

  it.each(PAGES)("%s is legible where there are no data at all", async (path) => {
    const {page, problems} = await visit(empty + path);
    expect(await page.locator(".observablehq--error").count()).toBe(0);
    expect(problems).toEqual([]);
    expect((await page.locator("main").textContent())!.trim().length).toBeGreaterThan(40);
    expect(await page.locator("main").textContent()).not.toMatch(/NaN|undefined|Infinity|\[object/);
    await page.close();
  });

  it.each(PAGES)("%s comes drawn just as its scripts draw it, with data and without", async (path) => {
    for (const url of [address + path, empty + path]) {
      expect(await (await fetch(url)).text()).not.toContain(`to-draw"`);
      const {page, problems} = await visit(url);
      const {before, after, left} = await page.evaluate(async () => {
        // Framework itself adds a button to code.
        const state = () => [...document.querySelectorAll("main h1, main > .observablehq--block")].map((place) => place.innerHTML
          .replace(/<div class="observablehq-pre-container">.*?<pre/g, "<pre").replaceAll("</pre></div>", "</pre>")
          .replace(/class="dim far[^"]*" style="[^"]*"|class="dim" style=""/g, `class="dim"`).replace(/<\/?observablehq-loading[^>]*>|<!--.*?-->/g, "").replace(/-(drawn-)?\d+(?=["')])/g, "-n"));
        const before = state();
        dispatchEvent(new Event("beforeprint"));
        const started = performance.now();
        while (document.querySelector(".drawn") && performance.now() - started < 10_000) await new Promise((resolve) => setTimeout(resolve, 50));
        return {before, after: state(), left: document.querySelectorAll(".drawn, .to-draw, main observablehq-loading").length};
      });
      expect(left).toBe(0);
      expect(before.join("").length).toBeGreaterThan(100);
      before.forEach((html, i) => expect(html).toBe(after[i]));
      expect(problems).toEqual([]);
      await page.close();
    }
  });

  it.each(PAGES)("%s is reached and worked by keys alone, all details opened, and shows where the focus is", async (path) => {
    const {page, problems, idle} = await visit(address + path);
    await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
    await page.waitForFunction(() => !document.querySelector(".drawn details") && !/Loading/.test(document.querySelector("main")!.textContent!));
    await idle();
    const {missed, unseen, count} = await walk(page);
    expect({missed, unseen}).toEqual({missed: [], unseen: []});
    expect(count).toBeGreaterThan(20);
    expect((await work(page)).silent).toEqual([]);
    expect(problems).toEqual([]);
    await page.close();
  });

  it("can be read where no script runs", async () => {
    const context = await browser.newContext({javaScriptEnabled: false});
    const page = await context.newPage();
    await page.goto(`${address}/pages/win-rate`);
    expect(await page.locator("main .finding").textContent()).toMatch(/\d/);
    expect(await page.locator("main .rows tbody tr").count()).toBeGreaterThan(30);
    await context.close();
  });

  // A figure that shares a name with a cell that it draws beside is computed for it: then its data come at once.
  it.each<[path: string, marts: string[]]>([
    ["/", []], ["/pages/icp", []], ["/pages/icp-validation", []], ["/pages/segments", []], ["/pages/icp-versions", ["icp_drift", "icp_version_comparison"]],
    ["/pages/win-rate", ["part_findings", "win_rate_by_segment"]], ["/pages/retention", ["cohort_retention", "part_findings"]], ["/pages/expansion", ["mrr_movements", "part_findings"]]
  ])("%s reads nothing at first that only its reader's choices need", async (path, marts) => {
    const {page, problems} = await visit(address + path);
    await page.waitForLoadState("networkidle");
    const parts = await page.evaluate(() => performance.getEntriesByType("resource").flatMap(({name}) => /marts\/(\w+)-\d+\.arrow\?run=/.exec(name)?.[1] ?? []));
    expect([...new Set(parts)].toSorted()).toEqual(marts);
    expect(problems).toEqual([]);
    await page.close();
  });

  it("does what its reader does in a figure that was drawn ahead: a click, the pointer, the focus, an opened detail", async () => {
    const {page, problems} = await visit(`${address}/pages/win-rate`);
    const figure = (n: number) => page.locator("main > .observablehq--block", {has: page.locator("section.figure")}).nth(n);
    expect(await figure(0).getAttribute("class")).toContain("drawn");
    await page.evaluate(() => document.querySelector<HTMLElement>("main .drawn section.figure > .tools button")!.click());
    await figure(0).locator(".twin table").waitFor();
    expect(await figure(0).getAttribute("class")).not.toContain("drawn");
    expect(await figure(1).getAttribute("class")).toContain("drawn");

    const rows = figure(2).locator("tbody tr, [tabindex='0']");
    await rows.first().evaluate((element: HTMLElement) => element.focus());
    await page.waitForFunction(() => document.activeElement !== document.body && !document.activeElement!.closest(".drawn"));

    const hovered = page.locator("main .drawn .rows tbody tr").first();
    const readout = page.locator("main .dim", {has: hovered}).locator(".readout");
    await hovered.scrollIntoViewIfNeeded();
    const place = (await hovered.boundingBox())!;
    await page.mouse.move(place.x + 40, place.y + 10);
    await page.waitForFunction(() => [...document.querySelectorAll(".readout")].some((line) => /\d/.test(line.textContent!)));
    expect(await readout.count()).toBeLessThan(2);

    const detail = page.locator("main .drawn details").first();
    await detail.evaluate((details: HTMLDetailsElement) => (details.open = true));
    await page.locator("main details[open] .figure, main details[open] .note, main details[open] table").first().waitFor();
    expect(problems).toEqual([]);
    await page.close();
  });

  it("shows names of markup and formulas as they are", async () => {
    const {page, problems} = await visit(`${address}/pages/win-rate`);
    await page.locator(".rows").first().waitFor();
    expect(await page.locator("main").textContent()).toContain("<img src=x onerror=alert(1)>");
    expect(await page.locator("header").textContent()).toContain("<script>alert(1)</script>");
    expect(await page.locator("main img").count()).toBe(0);
    expect(problems).toEqual([]);
    await page.close();
  });

  it("puts an apostrophe before a formula in a CSV, and before nothing else", async () => {
    const {page} = await visit(`${address}/pages/win-rate`);
    const figure = page.locator("section.figure", {has: page.locator(".rows")}).first();
    const [download] = await Promise.all([page.waitForEvent("download"), figure.getByRole("button", {name: "CSV"}).click()]);
    const text = readFileSync(await download.path(), "utf8");
    expect(download.suggestedFilename()).toMatch(/\.csv$/);
    expect(text).toContain(`"'=HYPERLINK(""http://evil.example"",""x"")"`);
    expect(text).toMatch(/,-0\.\d+/);
    await page.close();
  });

  it("keeps choices in the URL, so that a link shows the same view, and does not move the page", async () => {
    const {page} = await visit(`${address}/pages/win-rate`);
    const select = page.getByRole("combobox", {name: "Period, by close date"});
    await select.waitFor();
    const before = await select.boundingBox();
    await select.selectOption("last_8_quarters");
    await page.waitForURL((url) => url.search === "?period=last_8_quarters");
    await page.waitForFunction(() => !document.querySelector(".to-draw"));
    expect(await select.boundingBox()).toEqual(before);
    const {page: other} = await visit(page.url());
    expect(await other.getByRole("combobox", {name: "Period, by close date"}).inputValue()).toBe("last_8_quarters");
    await select.selectOption("all");
    await page.waitForURL((url) => url.search === "");
    await page.close();
    await other.close();
  });

  it("shows by a link what choosing the same shows: nothing stays of what the page came with", async () => {
    const titles = (page: Page) => page.locator("main .figure").evaluateAll((figures) => figures.map((figure) => figure.querySelector("h2, h3")!.textContent));
    const {page, idle} = await visit(`${address}/pages/icp`);
    const select = page.getByRole("combobox", {name: "Version"}), came = await titles(page);
    const options = await select.locator("option").allTextContents();
    const labels = options.filter((_, i) => i < 3 || i === options.length - 1);
    for (const label of labels) {
      await select.selectOption({label});
      await idle();
      await page.waitForTimeout(200);
      const chosen = await titles(page);
      const {page: linked, idle: isIdle} = await visit(page.url());
      await isIdle();
      await linked.waitForFunction(() => !document.querySelector(location.search ? ".to-draw, .drawn" : ".to-draw"));
      expect(await titles(linked), label).toEqual(chosen);
      await linked.close();
    }
    expect(labels.length).toBeGreaterThan(1);
    expect(came.length).toBeGreaterThan(0);
    await page.close();
  });

  it("draws every dimension that is asked for, and lays all out", async () => {
    const {page, problems} = await visit(`${address}/pages/win-rate`);
    const select = page.getByRole("combobox", {name: "Dimensions"});
    await select.selectOption({label: "Only"});
    await page.waitForFunction(() => document.querySelectorAll("main .figure")[0]!.querySelectorAll(".rows").length === 1);
    await select.selectOption("all");
    await page.waitForFunction(() => document.querySelectorAll("main .figure")[0]!.querySelectorAll(".rows").length === 3 && !document.querySelector(".piece"));
    await readThrough(page);
    expect(problems).toEqual([]);
    await page.close();
  });

  it("is soon laid out about as long as it is when all of it is, moves nothing in sight, and is whole on paper", async () => {
    const page = await browser.newPage({viewport: {width: 1440, height: 900}});
    await page.addInitScript(() => {
      Object.assign(window, {shift: 0});
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) Object.assign(window, {shift: (window as unknown as {shift: number}).shift + (entry as unknown as {value: number}).value});
      }).observe({type: "layout-shift", buffered: true});
    });
    await page.goto(`${address}/pages/win-rate`);
    await page.waitForFunction(() => !document.querySelector(".later"));
    expect(await page.evaluate(() => document.querySelectorAll(".far").length)).toBeGreaterThan(0);
    const estimated = await page.evaluate(() => document.documentElement.scrollHeight);
    for (let i = 0; i < 60 && await page.evaluate(() => document.querySelector(".far") !== null); ++i) {
      await page.mouse.wheel(0, 500);
      await page.waitForTimeout(100);
    }
    expect(await page.evaluate(() => (window as unknown as {shift: number}).shift)).toBeLessThan(0.001);
    const whole = await page.evaluate(() => document.documentElement.scrollHeight);
    expect(estimated / whole).toBeGreaterThan(0.75);
    expect(estimated / whole).toBeLessThan(1.33);
    await page.reload();
    await page.emulateMedia({media: "print"});
    expect(await page.evaluate(() => [...document.querySelectorAll(".far")].map((place) => getComputedStyle(place).contentVisibility).filter((value) => value !== "visible"))).toEqual([]);
    await page.close();
  });

  it("prints no sheet that has the footer alone, wherever the last words of a page come to stand", async () => {
    const {page} = await visit(`${address}/pages/segments`);
    /** How many pieces of text stand on each sheet. */
    const sheets = async (css: string) => {
      const style = await page.addStyleTag({content: `@media print { ${css} }`});
      const pdf = (await page.pdf({preferCSSPageSize: true})).toString("latin1");
      await style.evaluate((element) => element.parentNode!.removeChild(element));
      const objects = new Map([...pdf.matchAll(/(\d+) 0 obj\n([^]*?)\nendobj/g)].map(([, id, body]) => [id, body!]));
      return [...objects.values()].filter((body) => /\/Type \/Page\b/.test(body)).map((body) => {
        // By its length: what is compressed may end in what looks like the end of a line.
        const content = objects.get(/\/Contents (\d+) 0 R/.exec(body)![1]!)!;
        const [head, length] = /^<<[^]*?\/Length (\d+)[^]*?>>\s*stream\r?\n/.exec(content)!;
        return inflateSync(Buffer.from(content.slice(head.length, head.length + Number(length)), "latin1")).toString("latin1").match(/T[jJ]\b/g)?.length ?? 0;
      });
    };
    const last = (counts: readonly number[]) => counts.at(-1)!;
    const footer = last(await sheets("main > * { display: none !important; }"));
    expect(footer).toBeGreaterThan(3);
    const alone: number[] = [];
    for (let above = 0; above < 1000; above += 40) if (last(await sheets(`main > :not(:has(.cannot), :nth-child(-n + 2)) { display: none !important; } h1 { padding-top: ${above}px; }`)) <= footer) alone.push(above);
    expect(alone).toEqual([]);
    await page.close();
  });

  it("lets keys reach what is below the first screen before it is laid out by itself", async () => {
    const page = await browser.newPage({viewport: {width: 1440, height: 900}});
    // Nothing comes after a while.
    await page.addInitScript(() => {
      const {setTimeout: set} = window;
      window.setTimeout = ((run: () => void, after = 0) => (after > 1000 ? 0 : set(run, after))) as typeof setTimeout;
    });
    await page.goto(`${address}/pages/win-rate`, {waitUntil: "load"});
    await page.waitForFunction(() => document.querySelector("main .later") !== null && document.querySelector(".to-draw") === null);
    await page.waitForTimeout(300);
    expect(await page.locator(".later").count()).toBeGreaterThan(3);
    await page.keyboard.press("Tab");
    expect(await page.locator(".later").count()).toBe(0);
    await page.close();
  });

  it("shows its accounts on a tablet without scrolling sideways", async () => {
    const {page} = await visit(`${address}/pages/accounts`, {width: 820});
    expect(await page.locator("main .data").count()).toBeGreaterThan(1);
    expect(await page.evaluate(() => [...document.querySelectorAll("main .scroll")].filter((place) => place.scrollWidth > place.clientWidth + 1).length)).toBe(0);
    await page.close();
  });

  it("shows no row of what is unknown where nothing is", async () => {
    const {page} = await visit(`${address}/pages/win-rate?segment=${encodeURIComponent("only/Europe")}`);
    const names = await page.locator("main table[aria-label='Win rate on every base'] tbody th").allInnerTexts();
    expect(names).toEqual(["Europe", "All"]);
    await page.close();
  });

  it("filters accounts by tier and status: the URL holds both, a status says how many it has in the tier, keys do it, and nothing moves", async () => {
    const {page, problems} = await visit(`${address}/pages/accounts?status=former_customer`);
    const select = page.getByRole("combobox", {name: "Status"}), figure = page.locator("section.figure").last();
    const title = () => figure.locator("h2").innerText();
    const options = () => select.locator("option").allInnerTexts();
    const count = (option: string | undefined) => /\(([\d,]+)\)$/.exec(option ?? "")?.[1];
    expect(await select.inputValue()).toBe("former_customer");
    expect((await options()).map((option) => option.replace(/ \([\d,]+\)$/, ""))).toEqual(["All", "Customer", "Former customer", "Open deal", "Not won"]);
    const former = count((await options())[2]);
    expect(await title()).toBe(`${former} of ${count((await options())[0])} accounts`);
    expect(new Set(await figure.locator("tbody td:nth-child(3)").allInnerTexts())).toEqual(new Set(["Former customer"]));
    const place = () => select.evaluate((element: HTMLElement) => ({top: Math.round(element.getBoundingClientRect().top + scrollY), width: element.offsetWidth}));
    const before = await place();
    await page.getByRole("radio", {name: "3", exact: true}).focus();
    await page.keyboard.press("Space");
    await page.waitForURL((url) => url.search === "?status=former_customer&tier=3");
    await page.waitForFunction((text) => [...document.querySelectorAll("section.figure h2")].at(-1)!.textContent !== text, `${former} of 900 accounts`);
    expect(await title()).toBe(`${count((await options())[2])} of 900 accounts`);
    expect(await page.evaluate(() => (document.activeElement as HTMLInputElement).value)).toBe("3");
    expect(await place()).toEqual(before);
    const [download] = await Promise.all([page.waitForEvent("download"), figure.getByRole("button", {name: "CSV"}).click()]);
    const [head, ...lines] = readFileSync(await download.path(), "utf8").trim().split("\r\n");
    expect(head).toContain("account_id,name,tier,status,score");
    expect(lines.filter((line) => line.includes(",3,former_customer,")).length).toBe(Number(count((await options())[2])));
    // A status that the tier has none of says so in words.
    await page.getByRole("radio", {name: "Unknown"}).focus();
    await page.keyboard.press("Space");
    await select.selectOption("former_customer");
    await page.waitForFunction(() => /No account of unknown tier is a former customer\./.test(document.querySelector("main")!.textContent!));
    expect(count((await options())[2])).toBe("0");
    expect(await title()).toBe("0 of 900 accounts");
    expect(problems).toEqual([]);
    await page.close();
  });

  it("says why speed is missing where every deal was created after it closed, sets no column aside for it, and calls accounts without a name by their id", async () => {
    const workspace = join(folder, "scant");
    mkdirSync(join(workspace, "exports"), {recursive: true});
    mkdirSync(join(workspace, "icp"));
    writeFileSync(join(workspace, "fitproof.yaml"), "name: Scant\nexports:\n  opportunities: {files: [deals.csv], preset: none, columns: {opportunity_id: id, account_id: account, stage: stage, created_on: created, closed_on: closed, amount: amount}, attributes: {sector: sector}, outcomes: {won: [Won], lost: [Lost]}}\n"
      + "  subscriptions: {files: [subscriptions.csv], preset: none, columns: {subscription_id: id, account_id: account, started_on: started, mrr: mrr}}\nsegments: {sector: {column: sector}}\n");
    writeFileSync(join(workspace, "exports", "deals.csv"), ["id,account,stage,created,closed,amount,sector", ...Array.from({length: 24}, (_, i) => `d${i},a${i},${i % 2 ? "Won" : "Lost"},2025-06-01,2025-03-0${1 + i % 9},100,${i % 3 ? "Software" : "Media"}`)].join("\n"));
    writeFileSync(join(workspace, "exports", "subscriptions.csv"), ["id,account,started,mrr", ...Array.from({length: 12}, (_, i) => `s${i},a${2 * i + 1},2025-03-15,50`)].join("\n"));
    writeFileSync(join(workspace, "icp", "1.yaml"), 'version: "1"\nstatus: approved\neffective_from: 2025-01-01\ncriteria:\n  - {id: sector, kind: firmographic, column: sector, in: [Software], weight: 1}\ntiers: {1: 0.75, 2: 0.40}\n');
    const run = await runPipeline({workspace, database: join(folder, "scant.duckdb")});
    const scant = await site("scant-site", run.database, run.run_id, run.as_of);
    const winRate = await visit(`${scant}/pages/win-rate`);
    expect(await winRate.page.locator("main h2.part").allInnerTexts()).toEqual(["How fast", "Why not"]);
    expect(await winRate.page.locator("main").innerText()).toContain("No won deal has a creation date and a later closing date, so nothing can be said about speed.");
    const segments = await visit(`${scant}/pages/segments`);
    const heads = await segments.page.locator("main .score thead button").allInnerTexts();
    expect(heads.join(" ")).toMatch(/Wins.*Stays/s);
    expect(heads.join(" ")).not.toContain("Speed");
    const accounts = await visit(`${scant}/pages/accounts`);
    const table = accounts.page.locator("main table[aria-label='Scored accounts']");
    expect((await table.locator("tbody th").allInnerTexts()).slice(0, 2).join(" ")).toMatch(/^a\d+ a\d+$/);
    expect((await table.locator("thead th").allInnerTexts()).filter((head) => /Id|Account/.test(head)).map((head) => head.trim())).toEqual(["Account"]);
    expect([winRate, segments, accounts].flatMap(({problems}) => problems)).toEqual([]);
    await Promise.all([winRate, segments, accounts].map(({page}) => page.close()));
  });

  it("says of under ten customers how many stay, and neither a share nor an average", async () => {
    const {page} = await visit(`${address}/pages/retention`);
    const dimensions = await page.locator("main :is([data-name='by'] option, input[data-name='by'])").evaluateAll((choices) => choices.map((choice) => (choice as HTMLOptionElement).value));
    let few = 0;
    for (const dimension of dimensions) {
      await page.goto(`${address}/pages/retention?by=${encodeURIComponent(dimension)}`);
      // Read at once with the question whether all is there: a long table is drawn with a space where its later rows will be.
      const read = await page.waitForFunction(() => {
        if (document.querySelector(".to-draw")) return null;
        const rows = [...document.querySelectorAll("main table[aria-label='How long customers stay'] tbody tr")].map((row) => new Map([...row.querySelectorAll<HTMLElement>("td[data-label]")].map((cell) => [cell.dataset["label"], cell.textContent! + (cell.dataset["range"] ?? "")])));
        return rows.length > 0 && rows.every((row) => row.has("Customers")) ? rows.map((row) =>
          ({customers: Number(row.get("Customers")!.replace(/\D/g, "")), rates: [...row].flatMap(([label, text]) => (label === "Customers" || label === "Left" ? [] : [text])).join("")})) : null;
      });
      const rows = (await read.jsonValue())!;
      const small = rows.filter(({customers}) => customers < 10);
      few += small.length;
      expect(small.map(({rates}) => rates).join("")).toMatch(/^·*$/);
    }
    expect(few).toBeGreaterThan(0);
    await page.close();
  });

  it("keeps what colours say where its reader chooses the colours, and writes in theirs", async () => {
    const {page} = await visit(`${address}/pages/win-rate`);
    await page.emulateMedia({forcedColors: "active"});
    const look = await page.evaluate(() => {
      const of = (selector: string, property: string) => [...document.querySelectorAll(selector)].map((element) => getComputedStyle(element).getPropertyValue(property));
      const [canvas] = of("body", "background-color"), [ink] = of("body", "color");
      const links = [...document.querySelectorAll("#observablehq-sidebar li a")];
      return {
        ground: new Set(of(".seqkey i", "background-color")).size,
        cells: of("main .heat td[class*='step-']", "background-color").filter((colour) => colour === canvas).length,
        marked: links.filter((link) => getComputedStyle(link).borderLeftColor !== canvas).map((link) => link.textContent),
        ticks: [...new Set(of("main svg .tick", "fill"))], rings: [...new Set(of("main svg .mark-ring", "fill"))], ink, canvas
      };
    });
    expect(look).toMatchObject({ground: 9, cells: 0, marked: ["Win rate"], ticks: [look.ink], rings: [look.canvas]});
    await page.close();
  });

  it("finds pages by search", async () => {
    const {page, problems} = await visit(`${address}/`);
    await page.getByLabel("Search the pages").fill("companies");
    await page.locator("#observablehq-search-results a").first().waitFor();
    expect(await page.locator("#observablehq-search-results").textContent()).toContain("Win rate");
    expect(problems).toEqual([]);
    await page.close();
  });

  it("opens the list of pages on a phone, and closes it with Escape", async () => {
    const {page} = await visit(`${address}/`, {width: 360});
    const link = page.getByRole("navigation", {name: "Pages"}).getByRole("link", {name: "Win rate"});
    expect(await link.isVisible()).toBe(false);
    await page.getByLabel("Show the list of pages").click();
    await link.waitFor();
    await page.keyboard.press("Escape");
    await link.waitFor({state: "hidden"});
    await page.getByLabel("Show the list of pages").click();
    await link.click();
    await page.waitForURL("**/pages/win-rate");
    expect(await page.getByRole("navigation", {name: "Pages"}).isVisible()).toBe(false);
    await page.close();
  });
});
