import type {Browser, Page} from "playwright-core";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import {violations} from "../support/axe.ts";
import {launchBrowser} from "../support/browser.ts";
import {galleryPage} from "../support/gallery.ts";

let browser: Browser;
let html: string;
beforeAll(async () => {
  [browser, html] = await Promise.all([launchBrowser(), galleryPage()]);
});
afterAll(() => browser?.close());

async function open(width: number, colorScheme: "light" | "dark", media: "screen" | "print" = "screen"): Promise<{page: Page; errors: string[]}> {
  const page = await browser.newPage({viewport: {width, height: 900}, colorScheme});
  page.setDefaultTimeout(120_000);
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => errors.push(message.text()));
  await page.emulateMedia({media, colorScheme});
  await page.route("http://gallery.test/", (route) => route.fulfill({contentType: "text/html", body: html}));
  await page.goto("http://gallery.test/");
  return {page, errors};
}

describe("the components in a browser", () => {
  it.each([["light", 1200], ["dark", 1200], ["light", 360], ["dark", 360]] as const)("meet WCAG 2.2 AA, %s at %i px", async (scheme, width) => {
    const {page, errors} = await open(width, scheme);
    for (const button of await page.getByRole("button", {name: "Table"}).all()) await button.click();
    expect(await violations(page)).toEqual([]);
    expect(errors).toEqual([]);
    await page.close();
  });

  it.each([360, 700, 820, 960, 1440])("never scroll the page sideways at %i px", async (width) => {
    const {page} = await open(width, "light");
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    await page.close();
  });

  it.each([360, 820])("fit their place at %i px: no table and no grid scrolls in its own frame", async (width) => {
    const {page} = await open(width, "light");
    for (const button of await page.getByRole("button", {name: "Table"}).all()) await button.click();
    expect(await page.evaluate(() => [...document.querySelectorAll(".scroll")].filter((place) => place.scrollWidth > place.clientWidth + 1).map((place) => place.getAttribute("aria-label")))).toEqual([]);
    await page.close();
  });

  it("cut no text of a plot at the edge of a phone", async () => {
    const {page} = await open(360, "light");
    const cut = await page.evaluate(() => [...document.querySelectorAll("svg text")]
      .filter((text) => !text.closest(".scroll")).map((text) => ({text: text.textContent, box: text.getBoundingClientRect()}))
      .filter(({box}) => box.width > 0 && (box.left < -1 || box.right > innerWidth + 1)).map(({text}) => text));
    expect(cut).toEqual([]);
    await page.close();
  });

  it.each([360, 768, 820, 1100])("write no two texts of the paired comparison onto each other at %i px", async (width) => {
    const {page} = await open(width, "light");
    const onto = await page.evaluate(() => [...document.querySelectorAll(".pairs .x svg")].flatMap((svg) => {
      const texts = [...svg.querySelectorAll("text")].map((text) => ({text: text.textContent, box: text.getBoundingClientRect()})).filter(({box}) => box.width > 0).toSorted((a, b) => a.box.left - b.box.left);
      return texts.slice(1).filter(({box}, i) => box.left < texts[i]!.box.right && Math.abs(box.top - texts[i]!.box.top) < 8).map(({text}, i) => `${texts[i]!.text} ${text}`);
    }));
    expect(onto).toEqual([]);
    await page.close();
  });

  it("write no text under 12 px on the screen", async () => {
    const {page} = await open(1200, "light");
    const small = await page.evaluate(() => [...document.querySelectorAll("main *")]
      .filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent!.trim()) && parseFloat(getComputedStyle(e).fontSize) < 12).map((e) => e.outerHTML.slice(0, 120)));
    expect(small).toEqual([]);
    await page.close();
  });

  it("show the whole row to the keyboard: arrows walk the rows, Escape clears what is said of one", async () => {
    const {page} = await open(1200, "light");
    await page.locator(".rows tbody tr").first().focus();
    await page.keyboard.press("ArrowDown");
    expect(await page.evaluate(() => document.activeElement?.querySelector("th")?.textContent)).toBe("FinTech");
    const readout = page.locator(".dim").first().locator(".readout");
    expect(await readout.textContent()).toContain("FinTech: 31");
    await page.keyboard.press("Escape");
    expect(await readout.textContent()).toBe("");
    await page.keyboard.press("ArrowDown");
    expect(await readout.textContent()).not.toBe("");
    await page.close();
  });

  it("read a chart point by point to the keyboard", async () => {
    const {page} = await open(1200, "light");
    const chart = page.getByRole("group", {name: /Win rate of SaaS/});
    await chart.focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    const readout = chart.locator("xpath=ancestor::div[contains(@class,'panel')]/following-sibling::p");
    expect(await readout.textContent()).toMatch(/^2024 Q2 · SaaS \d+\u202f% .* of \d+ · The rest/);
    await page.close();
  });

  it("sort by a heading, say so, and keep the unknown last", async () => {
    const {page} = await open(1200, "light");
    const table = page.locator(".rows").first();
    await table.getByRole("button", {name: "Decided"}).click();
    expect(await table.locator("th[aria-sort=descending]").textContent()).toContain("Decided");
    expect(await table.locator("tbody tr th").first().textContent()).toBe("SaaS");
    expect(await table.locator("tbody tr th").last().textContent()).toBe("Unknown");
    await page.close();
  });

  it("print what was chosen in place of controls, in light colours", async () => {
    const {page} = await open(800, "dark", "print");
    const form = page.locator(".controls:not(.search)").first();
    expect(await form.locator("> *").evaluateAll((parts) => parts.filter((part) => part.getClientRects().length > 0).map((part) => part.className))).toEqual(["paper"]);
    expect(await form.innerText()).toContain(": ");
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--surface").trim())).toBe("#ffffff");
    await page.close();
  });
});
