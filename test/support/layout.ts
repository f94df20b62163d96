import type {Page} from "playwright-core";

// What is wrong with how a page is laid out, each as a list that should be empty.

/** What makes a page scroll sideways. On a screen tables may, by themselves; on paper they cannot. */
export async function beyond(page: Page): Promise<string[]> {
  return page.evaluate(() => document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll("main *, header *, footer *")]
    .filter((element) => (matchMedia("print").matches || !element.closest(".scroll")) && element.getBoundingClientRect().right > innerWidth + 0.5).slice(0, 3)
    .map((element) => `${element.tagName} ${element.className} ${Math.round(element.getBoundingClientRect().right)}: ${element.textContent!.slice(0, 60)}`));
}

/** Tables and grids that do not fit their place, so that a reader must scroll them sideways. */
export async function scrolling(page: Page, places = ".scroll"): Promise<string[]> {
  return page.evaluate((which) => [...document.querySelectorAll(`main ${which}`)].filter((place) => place.scrollWidth > place.clientWidth + 1).map((place) => `${place.getAttribute("aria-label")}: ${place.scrollWidth} of ${place.clientWidth}`), places);
}

/** Texts of a plot that stand on each other, such as the numbers of an axis without room. */
export async function onto(page: Page): Promise<string[]> {
  return page.evaluate(() => [...document.querySelectorAll("main svg")].flatMap((svg) => {
    const texts = [...svg.querySelectorAll("text")].map((text) => ({text: text.textContent, box: text.getBoundingClientRect()})).filter(({box}) => box.width > 0).toSorted((a, b) => a.box.left - b.box.left);
    return texts.slice(1).flatMap(({text, box}, i) => (box.left < texts[i]!.box.right - 2 && Math.abs(box.top - texts[i]!.box.top) < 8 ? [`${texts[i]!.text} ${text}`] : []));
  }));
}

/** Numbers of an axis in the head of a table that read as one with those of the next column. */
export async function besides(page: Page): Promise<string[]> {
  return page.evaluate(() => [...document.querySelectorAll("main thead tr")].flatMap((row) => {
    const texts = [...row.querySelectorAll<SVGTextElement>("svg text")].map((text) => ({text: text.textContent, box: text.getBoundingClientRect(), svg: text.ownerSVGElement})).filter(({box}) => box.width > 0).toSorted((a, b) => a.box.left - b.box.left);
    return texts.slice(1).flatMap(({text, box, svg}, i) => (svg !== texts[i]!.svg && Math.abs(box.top - texts[i]!.box.top) < 8 && box.left < texts[i]!.box.right + 8 ? [`${texts[i]!.text} ${text}`] : []));
  }));
}

/** Rows at whose upper or lower edge the lines of a plot end, or beyond which they go on. */
export async function broken(page: Page): Promise<string[]> {
  return page.evaluate(() => [...document.querySelectorAll("main .rows:not(.score) tbody tr")].filter((row) => [...row.querySelectorAll("td.pl :is(.mark-ref, .mark-grid)")].some((line) => {
    const {top, bottom, height} = line.getBoundingClientRect();
    if (height === 0) return false;
    const edge = [row, line.closest("td")!].find((place) => getComputedStyle(place).overflowY === "clip")?.getBoundingClientRect();
    const whole = row.getBoundingClientRect();
    return !edge || Math.max(top, edge.top) > whole.top + 0.5 || Math.min(bottom, edge.bottom) < whole.bottom - 0.5;
  })).map((row) => row.textContent!.slice(0, 40)));
}

/** Texts that reach over the edge of their cell into the next, or out of the page. */
export async function overhanging(page: Page): Promise<string[]> {
  return page.evaluate(() => [...document.querySelectorAll("main :is(.score td .n, .pairs .who)")].filter((part) => {
    const range = document.createRange();
    range.selectNodeContents(part);
    return range.getBoundingClientRect().right > part.closest("td")!.getBoundingClientRect().right + 1;
  }).map((part) => part.closest("td")!.textContent!.slice(0, 40)));
}

/** Areas of a key that look the same without colour: as dark as each other, and both with an edge or both without. */
export async function alike(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const grey = (colour: string) => {
      const [r, g, b] = colour.match(/-?[\d.]+/g)!.map((value) => Number(value) * (colour.startsWith("color(") ? 255 : 1)) as [number, number, number];
      return 0.299 * r + 0.587 * g + 0.114 * b;
    };
    return [...document.querySelectorAll("main .key")].flatMap((key) => {
      const areas = [...key.querySelectorAll("rect:only-child")].map((rect) => ({label: rect.closest("span")!.textContent!.trim(), grey: grey(getComputedStyle(rect).fill), hasEdge: getComputedStyle(rect).stroke !== "none"}));
      return areas.flatMap((a, i) => areas.slice(i + 1).filter((b) => a.hasEdge === b.hasEdge && Math.abs(a.grey - b.grey) < 15).map((b) => `${a.label} ${b.label}`));
    });
  });
}

/** Tables of which a column is in sight without its heading, or a heading without its column. */
export async function unheaded(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const count = (row: Element | null) => row === null ? 0 : [...row.children].filter((cell) => getComputedStyle(cell).display === "table-cell").length;
    return [...document.querySelectorAll("main table.data")]
      .map((table) => ({label: table.parentElement!.getAttribute("aria-label"), heads: count(table.querySelector("thead tr")), cells: count(table.querySelector("tbody tr"))}))
      .filter(({heads, cells}) => heads !== cells).map(({label, heads, cells}) => `${label}: ${heads} headings, ${cells} columns`);
  });
}
