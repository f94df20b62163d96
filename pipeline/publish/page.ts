import {createHash} from "node:crypto";
import {PLACES} from "./places.ts";

/** A page of the built site that is not as it must be. */
class PageError extends Error {}

export interface PageOptions {
  readonly runId: string;
  /** Paths of pages that this edition leaves out, such as `/pages/accounts`: links to them become text. */
  readonly left_out?: readonly string[];
}

/** A data file of the site under its published name. */
export interface DataFile {
  readonly name: string;
  readonly size: number;
}

/**
 * A page of the template (`template.ts`) with what the run says of itself, and with the names, sizes and date of its data files.
 * @param files by their plain names, such as `findings.arrow`
 * @throws PageError where a place is missing, or a file that the page reads
 */
export function filledPage(
  html: string, path: string, shell: {readonly title: string; readonly head: string; readonly header: string; readonly footer: string}, files: ReadonlyMap<string, DataFile>, modified: number
): string {
  const published = (name: string) => {
    const file = files.get(name);
    if (!file) throw new PageError(`${path}: no file for ${name}`);
    return file;
  };
  let page = once(html, path, `${PLACES.title}</title>`, `${escaped(shell.title)}</title>`);
  page = once(page, path, PLACES.head, shell.head);
  for (const place of ["header", "footer"] as const) page = once(page, path, PLACES[place], relativeLinks(shell[place], path));
  return page
    .replace(/^registerFile\(("[^"]*\/([\w-]+\.\w+)"), (\{.*\})\);$/gm, (whole, key: string, name: string, description: string) => (/\/_file\/data\/marts\//.test(description)
      ? `registerFile(${key}, ${JSON.stringify({...JSON.parse(description) as object, lastModified: modified, size: published(name).size})});`
      : whole))
    .replace(/(_file\/data\/marts\/)([\w-]+)\.[0-9a-f]{8}(\.\w+)/g, (_, folder: string, stem: string, ending: string) => `${folder}${published(`${stem}${ending}`).name}`);
}

/** Links from the root of the site, as Framework would write them on this page. */
function relativeLinks(html: string, path: string): string {
  const depth = path.split("/").length - 1;
  return html.replace(/(<a\b[^>]*\shref=")\/([^"]*)/g, (_, start: string, target: string) => {
    const folder = path.slice(0, path.lastIndexOf("/") + 1);
    return `${start}${folder !== "" && target.startsWith(folder) ? `./${target.slice(folder.length)}` : `${depth === 0 ? "./" : "../".repeat(depth)}${target}`}`;
  });
}

function once(text: string, path: string, from: string, to: string): string {
  const parts = text.split(from);
  if (parts.length !== 2) throw new PageError(`${path}: Framework's page has ${parts.length - 1} of ${from} where 1 was expected`);
  return parts.join(to);
}

function escaped(text: string): string {
  return text.replace(/[&<>]/g, (c) => `&#${c.charCodeAt(0)};`);
}

/**
 * Finishes a page that Framework rendered: what WCAG asks and Framework lacks (language, zoom, landmarks, lists), and last, because it
 * holds the hashes of the page's own scripts, a content security policy that allows nothing from anywhere else.
 * @throws PageError where Framework's HTML is not what this expects, so that a new version cannot silently undo it
 */
export function finishPage(html: string, path: string, {runId, left_out: leftOut = []}: PageOptions): string {
  const replaceOnce = (text: string, from: string, to: string) => once(text, path, from, to);
  let page = html;
  page = replaceOnce(page, "<html>", `<html lang="en">`);
  page = replaceOnce(page, `content="width=device-width, initial-scale=1, maximum-scale=1"`, `content="width=device-width, initial-scale=1"`);
  page = replaceOnce(page, `<title>`, `<meta name="fitproof-run" content="${runId}">\n<title>`);
  page = replaceOnce(page, `<body>`, `<body>\n<a class="skip" href="#observablehq-main">Skip to the report</a>`);
  page = replaceOnce(page, `<main id="observablehq-main"`, `<main id="observablehq-main" tabindex="-1"`);
  if (page.includes(`id="observablehq-sidebar"`)) {
    page = replaceOnce(page, `type="checkbox" title="Toggle sidebar"`, `type="checkbox" aria-label="Show the list of pages"`);
    page = replaceOnce(page, `<nav id="observablehq-sidebar">`, `<nav id="observablehq-sidebar" aria-label="Pages">`);
    const close = `<label id="observablehq-sidebar-close" for="observablehq-sidebar-toggle"></label>`;
    page = replaceOnce(page, close, "");
    page = page.replace(/<section( class="[^"]*")?>\s*<summary>([^<]*)<\/summary>\s*<ol>/g, (_, classes: string | undefined, name: string) => {
      const id = `pages-${name.toLowerCase().replace(/\W+/g, "-")}`;
      return `<section${classes ?? ""}><div class="group" id="${id}">${name}</div><ol aria-labelledby="${id}">`;
    });
    page = page.replaceAll(/(<li class="observablehq-link observablehq-link-active"><a )/g, `$1aria-current="page" `);
    page = page.replace(`<input type="search" placeholder="Search">`, `<input type="search" placeholder="Search" aria-label="Search the pages">`);
    page = page.replace(`<div id="observablehq-search-results">`, `<div id="observablehq-search-results" aria-live="polite">`);
  }
  // Code may be wider than a phone, and what scrolls must be reachable by keyboard.
  page = page.replace(/<main [^]*<\/main>/, (main) => main.replaceAll(/<pre(?=[\s>])/g, `<pre tabindex="0"`));
  page = unlink(page, leftOut);
  page = hastened(page);
  return replaceOnce(page, `<meta charset="utf-8">`, `<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="${policy(page)}">`);
}

/** A page that asks for its data while its scripts load, and whose cells take turns (src/components/turns.ts). */
function hastened(page: string): string {
  const files = [...page.matchAll(/^registerFile\("[^"]*", \{.*?"path":"([^"]*)"/gm)].map(([, path]) => preload(path!));
  // Painted once, whole: a table that is laid out again at each piece of it costs more than waiting for its end.
  files.unshift(`<link rel="expect" href="#observablehq-footer" blocking="render">`);
  const preloaded = files.length > 0 ? page.replace(/(?=<script type="module">)/, () => `${files.join("\n")}\n`) : page;
  const bundle = /<link rel="modulepreload" href="([^"]*\/components\/bundle\.[0-9a-f]+\.js)">/.exec(preloaded)?.[1];
  if (bundle === undefined) return preloaded;
  return preloaded.replaceAll(`<div class="observablehq observablehq--block">`, `<div class="observablehq observablehq--block to-draw">`)
    .replace(/^import \{define\} from ("[^"]*");$/m, (_, client: string) =>
    `import {define as defineCell} from ${client};\nimport {inTurns} from "${bundle}";\nconst define = inTurns(defineCell);`);
}

function preload(path: string): string {
  return `<link rel="preload" as="fetch" crossorigin fetchpriority="low" href="${path.replaceAll("&", "&amp;").replaceAll('"', "&quot;")}">`;
}

/**
 * A finished page with what its cells show before its reader acts, so that it can be read before its scripts run. It stands where Framework puts what a cell
 * shows while it is computed; a cell that could not be drawn ahead is left to the browser.
 * @param drawn HTML by the id of the cell, null where it only computes
 * @param read addresses of data that its scripts will fetch, as seen from the page: it asks for them while they load
 */
export function drawnPage(page: string, drawn: Readonly<Record<string, string | null>>, read: readonly string[] = []): string {
  let above = 0;
  /** A place with what is drawn in it, from after its class on. */
  const placeOf = (html: string | null) => {
    if (html === null) return `">`;
    const height = heightOf(html), isFar = above > SIGHT && html.length > TALL;
    const start = isFar ? ` drawn far later" style="contain-intrinsic-size: auto ${height}px">` : ` drawn">`;
    const place = `${start}${html === "" ? "" : `<observablehq-loading class="ahead">${farPartsApart(html, above)}</observablehq-loading>`}`;
    above += height;
    return place;
  };
  const whole = page
    .replace(/(?=<script type="module">)/, () => read.map((path) => `${preload(path)}\n`).join(""))
    .replace(/<observablehq-loading><\/observablehq-loading><!--:([0-9a-f-]+):-->/g, (whole, id: string) =>
      (drawn[id] ? `<observablehq-loading class="ahead">${drawn[id]}</observablehq-loading><!--:${id}:-->` : whole))
    .replace(/(<div class="observablehq observablehq--block) to-draw">(?:<observablehq-loading><\/observablehq-loading>)?<!--:([0-9a-f-]+):-->/g, (whole, start: string, id: string) =>
      (drawn[id] === undefined ? whole : `${start}${placeOf(drawn[id])}<!--:${id}:-->`));
  return whole.replace("<title>", () => `<meta name="description" content="${description(whole)}">\n<title>`);
}

/** A page's question and what it found, which is what a link to it shows where links are unfolded. */
function description(page: string): string {
  const said = [...page.matchAll(/<(h1|p)\b([^>]*)>([^]*?)<\/\1>/g)].filter(([, tag, attributes]) => tag === "h1" || /^ class="(?:verdict\b[^"]*|finding)"$/.test(attributes!));
  const last = said.findIndex(([, , attributes]) => attributes!.includes("finding"));
  const text = (html: string) => html.replace(/<svg\b[^]*?<\/svg>|<[^>]*>/g, "").trim();
  return said.slice(0, last < 0 ? 1 : last + 1).map(([, , attributes, html]) => `${text(html!)}${attributes!.includes("verdict") ? "." : ""}`).join(" ").replaceAll('"', "&quot;");
}

// What begins so many pixels below the top of a page is not in sight at first; of more HTML than TALL it is laid out later (`.later` in style.css), or when it comes near (`.far`).
const SIGHT = 900, TALL = 700;

/** The tables of a place apart where they are not in sight at first, so that each is laid out by itself. @param above pixels above the place */
function farPartsApart(html: string, above: number): string {
  const PART = `<div class="dim">`;
  return html.split(PART).reduce((place, part, i) => {
    if (i === 0) return part;
    const table = part.slice(0, part.indexOf("</table>"));
    const isFar = above + heightOf(place) > SIGHT && table.length > TALL;
    return `${place}${isFar ? `<div class="dim far later" style="contain-intrinsic-size: auto ${HEAD + ROW * rows(table)}px">` : PART}${part}`;
  }, "");
}

// Of a figure: its words, the head of a table and one row; in pixels.
const WORDS = 110, HEAD = 50, ROW = 31;

/** About how many pixels high a place will be, so that a page is about as long as when all of it is laid out: a figure's words, its rows, its tallest drawing. */
function heightOf(html: string): number {
  const [before, ...sections] = html.split("<section");
  const drawn = (section: string) => Math.max(0, ...[...section.replace(/<tr\b[^]*?<\/tr>/g, "").matchAll(/<svg\b[^>]* height="(\d+)"/g)].map(([, height]) => Number(height)));
  const lines = (text: string) => text.match(/<(?:p|li|tr)\b/g)?.length ?? 0;
  return (before === "" ? 0 : Math.max(80, 40 * lines(before!))) + sections.reduce((sum, section) => sum + WORDS + HEAD * (section.match(/<table\b/g)?.length ?? 0) + ROW * rows(section) + drawn(section), 0);
}

function rows(html: string): number {
  return html.match(/<tr\b/g)?.length ?? 0;
}

/** What is wrong with a finished page or script, as texts; none is good. */
export function pageProblems(text: string, path: string, {runId}: PageOptions): string[] {
  const problems: string[] = [];
  if (path.endsWith(".html")) {
    if (!text.includes(`name="fitproof-run" content="${runId}"`)) problems.push(`${path}: it does not carry run ${runId}`);
    for (const [, message] of text.matchAll(/<[^>]*observablehq--error[^>]*>([^]{0,300})/g)) {
      problems.push(`${path}: ${message!.replace(/<[^>]*>/g, "").trim().split("\n")[0] || "a cell has an error"}`);
    }
    for (const [, url] of text.matchAll(/<(?:script|link|img|iframe|source|video|audio|object|embed|form)\b[^>]*?\s(?:src|href|srcset|action|data)="((?:https?:)?\/\/[^"]*)"/g)) {
      problems.push(`${path}: it would load ${url}`);
    }
  }
  for (const [, url] of text.matchAll(/\b(?:import\s*\(?|from)\s*["'`]((?:https?:|npm:)[^"'`]*)/g)) problems.push(`${path}: it imports ${url}`);
  return problems;
}

function policy(page: string): string {
  const hashes = [...page.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([^]*?)<\/script>/g)]
    .map(([, script]) => `'sha256-${createHash("sha256").update(script!).digest("base64")}'`);
  return [
    "default-src 'none'", `script-src 'self' ${[...new Set(hashes)].join(" ")}`.trim(), "style-src 'self' 'unsafe-inline'", "img-src 'self' data:",
    "connect-src 'self'", "base-uri 'self'", "form-action 'none'"
  ].join("; ");
}

function unlink(page: string, leftOut: readonly string[]): string {
  return leftOut.reduce(
    (text, path) => text.replace(new RegExp(`<a\\b[^>]*\\shref="[^"]*?(?:^|/)${path.slice(path.lastIndexOf("/") + 1)}(?:[?#][^"]*)?"[^>]*>([^]*?)</a>`, "g"), "$1"),
    page
  );
}
