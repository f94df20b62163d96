import type {Page} from "playwright-core";

/**
 * Runs in the page: by names that a reader of a failed test finds again, what has the focus, once nothing that was drawn ahead has it, and, where
 * `isAll`, what Tab should reach. Of the radios of a group it reaches one.
 */
async function state(isAll: boolean): Promise<{reachable: string[]; focused: string | null; isSeen: boolean}> {
  const isAhead = () => document.activeElement === document.body || Boolean(document.activeElement?.closest(".drawn"));
  const until = performance.now() + (isAll ? 0 : 2000);
  while (isAhead() && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 10));
  const all = [...document.querySelectorAll<HTMLElement>("a[href], button, input, select, textarea, summary, [tabindex]")];
  const nameOf = (element: HTMLElement, i = all.indexOf(element)) => `${i} ${element.localName} ${(element.getAttribute("aria-label") ?? (element.localName === "pre" ? "" : element.textContent) ?? "").trim().slice(0, 40)}`;
  const isReachable = (element: HTMLElement) => element.tabIndex >= 0 && element.checkVisibility({visibilityProperty: true}) && !element.hasAttribute("disabled")
    && !(element instanceof HTMLInputElement && element.type === "radio" && !element.checked);
  const element = document.activeElement as HTMLElement;
  // A radio is drawn by its label.
  const isOutlined = [element, element.closest("label")].some((place) => {
    const {outlineStyle, outlineWidth} = place ? getComputedStyle(place) : {outlineStyle: "none", outlineWidth: "0"};
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 1;
  });
  const box = element.getBoundingClientRect();
  return {
    reachable: isAll ? all.flatMap((one, i) => (isReachable(one) ? [nameOf(one, i)] : [])) : [],
    focused: all.includes(element) ? nameOf(element) : null,
    isSeen: isOutlined && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth
  };
}

/** Walks a page by Tab until all has been reached, or there is nothing more. What was drawn ahead is drawn again on the way, and gets the focus back. */
export async function walk(page: Page): Promise<{missed: string[]; unseen: string[]; count: number}> {
  const {reachable} = await page.evaluate(state, true);
  const missed = new Set(reachable), reached = new Set<string>(), unseen: string[] = [];
  for (let i = 0; missed.size > 0 && i < reachable.length + 20; ++i) {
    await page.keyboard.press("Tab");
    const {focused, isSeen} = await page.evaluate(state, false);
    if (focused === null || reached.has(focused)) break;
    reached.add(focused);
    missed.delete(focused);
    if (!isSeen) unseen.push(focused);
  }
  return {missed: [...missed], unseen, count: reachable.length};
}

/** Works every control of a page's report by keys alone; returns what did not answer. */
export async function work(page: Page): Promise<{silent: string[]; count: number}> {
  const silent: string[] = [];
  let count = 0;
  const each = async (selector: string, act: (name: string) => Promise<boolean>) => {
    // Rows of one table answer alike: of each its first, its second and its last.
    const places = await page.locator(`main ${selector}`).evaluateAll((elements) => elements.flatMap((element, i) => {
      const rows = element.localName === "tr" ? elements.filter((other) => other.parentElement === element.parentElement) : [element];
      return [rows[0], rows[1], rows.at(-1)].includes(element) ? [i] : [];
    }));
    for (const i of places) {
      const element = page.locator(`main ${selector}`).nth(i);
      if (!(await element.isVisible().catch(() => false))) continue;
      const name = await element.evaluate((e) => `${e.localName} ${(e.getAttribute("aria-label") ?? e.getAttribute("data-name") ?? e.textContent ?? "").trim().slice(0, 50)}`);
      await element.focus();
      ++count;
      if (!(await act(name))) silent.push(name);
    }
  };
  const press = (key: string) => page.keyboard.press(key);
  const ask = <T>(question: (element: Element) => T): Promise<T> => page.evaluate(`(${question.toString()})(document.activeElement)`) as Promise<T>;

  await each("summary", async () => {
    const isOpen = () => ask((element) => (element.parentElement as HTMLDetailsElement).open);
    const before = await isOpen();
    await press("Enter");
    const between = await isOpen();
    await press("Space");
    return between !== before && (await isOpen()) === before;
  });
  await each("button[aria-expanded]", async () => {
    const state = () => ask((element) => element.getAttribute("aria-expanded"));
    await press("Enter");
    const opened = await state();
    await press("Space");
    return opened === "true" && (await state()) === "false";
  });
  await each("thead th[aria-sort] button", async () => {
    const order = () => ask((element) => element.closest("th")?.getAttribute("aria-sort"));
    const before = await order();
    await press("Enter");
    const once = await order();
    await press("Space");
    const twice = await order();
    return once !== before && once !== "none" && twice !== once && twice !== "none";
  });
  await each("[role='group'][tabindex='0']", async () => {
    const said = () => ask((element) => {
      for (let place: Element | null = element; place; place = place.parentElement) {
        const line = place.querySelector(".readout");
        if (line) return line.textContent;
      }
      return null;
    });
    await press("ArrowRight");
    const first = await said();
    await press("End");
    const last = await said();
    await press("Escape");
    return Boolean(first) && Boolean(last) && (await said()) === "";
  });
  await each("tbody tr[tabindex='0']", async () => {
    const said = () => ask((element) => element.closest(".dim, section, div:has(> .readout)")?.querySelector(".readout")?.textContent ?? null);
    const row = () => ask((element) => [...(element.parentElement?.children ?? [])].indexOf(element));
    const first = await said(), at = await row();
    const isAlone = await ask((element) => element.parentElement!.children.length < 2);
    await press("ArrowDown");
    return Boolean(first) && (isAlone || (await row()) === at + 1);
  });
  // These draw the page anew, so they are worked last, by their names.
  const names = await page.evaluate(() => [...new Set([...document.querySelectorAll<HTMLElement>("main .controls [data-name]")].map((element) => element.dataset["name"]!))]);
  for (const name of names) {
    const control = page.locator(`main .controls select[data-name="${name}"], main .controls input[data-name="${name}"]:checked`).first();
    if ((await control.count()) === 0 || !(await control.isVisible())) continue;
    ++count;
    const value = () => page.evaluate((key) => {
      const element = document.querySelector<HTMLInputElement | HTMLSelectElement>(`main .controls select[data-name="${key}"], main .controls input[data-name="${key}"]:checked`);
      return element?.value ?? null;
    }, name);
    const before = await value();
    await control.focus();
    await press("ArrowDown");
    if ((await value()) === before) await press("ArrowUp");
    const isKept = await ask((element) => element !== document.body);
    if ((await value()) === before || !isKept) silent.push(`control ${name}`);
    await page.waitForTimeout(150);
  }
  return {silent, count};
}
