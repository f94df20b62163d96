import type {Browser, Page, Request} from "playwright-core";

export interface Visit {
  readonly page: Page;
  readonly problems: string[];
  /** Resolves when it asks for nothing more. */
  readonly idle: () => Promise<void>;
  /** What it has loaded so far, as it came over the wire. */
  readonly bytes: () => Promise<number>;
}

/** Opens a page, reads it through and listens to what it says and asks for. */
export async function visited(browser: Browser, url: string, {width = 1440, colorScheme = "light" as "light" | "dark"} = {}): Promise<Visit> {
  const page = await browser.newPage({viewport: {width, height: 900}, colorScheme});
  page.setDefaultTimeout(120_000);
  const problems: string[] = [];
  const finished: Request[] = [], asked = new Set<Request>();
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && problems.push(message.text()));
  page.on("dialog", (dialog) => {
    problems.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => !/^(http:\/\/127\.0\.0\.1:|data:|blob:)/.test(request.url()) && problems.push(`request: ${request.url()}`));
  page.on("request", (request) => void asked.add(request));
  page.on("requestfinished", (request) => {
    finished.push(request);
    asked.delete(request);
  });
  page.on("requestfailed", (request) => void asked.delete(request));
  await page.goto(url, {waitUntil: "load"});
  // A page that has drawn everything asks for nothing more.
  await page.waitForFunction(() => !document.querySelector(".to-draw"));
  await readThrough(page);
  // Playwright's own "networkidle" takes half a second each time.
  const idle = async () => {
    for (let times = 0; times < 3; times = asked.size === 0 ? times + 1 : 0) await page.waitForTimeout(30);
  };
  await idle();
  // Asked for only when wanted: a page that closes meanwhile would leave a rejection that nobody awaits.
  const bytes = async () => (await Promise.all(finished.map((request) => request.sizes()))).reduce((sum, {responseBodySize}) => sum + responseBodySize, 0);
  return {page, problems, idle, bytes};
}

/** Scrolls down to the end and back: then all of a page is laid out. */
export async function readThrough(page: Page): Promise<void> {
  await page.evaluate(async () => {
    for (const place of document.querySelectorAll(".far")) {
      // One that is drawn again in the meantime is no longer there.
      while (place.isConnected && place.matches(".far")) {
        // Not into view, after which Chromium would begin to tab from there.
        scrollTo({top: scrollY + place.getBoundingClientRect().top, behavior: "instant"});
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
    scrollTo({top: 0, behavior: "instant"});
  });
}
