export type Child = Node | string | number | null | undefined | false | readonly Child[];
export type Attributes = Readonly<Record<string, string | number | boolean | null | undefined>>;

const SVG = "http://www.w3.org/2000/svg";

/** An HTML element. Children that are texts become text nodes, so nothing from a CRM is ever markup. Null attributes are left out. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K, attributes: Attributes = {}, ...children: Child[]
): HTMLElementTagNameMap[K] {
  return fill(document.createElement(tag), attributes, children);
}

/** An SVG element; see `h`. */
export function s<K extends keyof SVGElementTagNameMap>(
  tag: K, attributes: Attributes = {}, ...children: Child[]
): SVGElementTagNameMap[K] {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

/**
 * A name from the CRM: isolated from the direction of the text around it, cut with an ellipsis where the place is narrow,
 * and then whole in its title. A null name is the unknown one.
 */
export function name(text: string | null): HTMLElement {
  if (text === null) return h("span", {class: "unknown-name"}, "Unknown");
  return h("bdi", {class: "name", title: text.length > 16 ? text : null}, text);
}

/** A text of a user inside a sentence: whatever its script, it does not turn the direction of what stands around it. */
export function isolated(text: string): string {
  return `\u2068${text.replace(/[\u202a-\u202e\u2066-\u2069]/g, "")}\u2069`;
}

/** Text in which `**…**` is bold and `…` in backquotes code; all else stays text. For sentences that the pipeline or a page wrote. */
export function emphasised(text: string): Child[] {
  return text.split("**").map((part, i) => (i % 2 ? (part.length <= 28 ? h("b", {class: "nb"}, part) : h("b", {}, unbroken(part))) : coded(part)));
}

function coded(text: string): Child[] {
  const parts = text.split("`");
  return parts.length % 2 ? parts.map((part, i) => (i % 2 ? h("code", {}, part) : unbroken(part))) : unbroken(text);
}

// An estimate and its interval, an amount with its sign, a range, some quarters of a year and a tier with its number stand on one line.
const WHOLE = /((?:[+\u2212]?\d[\d.,\u00a0\u202f%]*(?: ×| points?)? )?\([^()]{0,26}\d[^()]{0,8}\)|[+\u2212][^\s\d()+\u2212]{1,4}\u00a0?\d[\d.,]*(?:[\u00a0\u202f][^\s\d]{1,3})?|\d[\d.,]*[A-Za-z]{0,2}\u2013<?\d[\d.,]*(?:\u202f%|[A-Za-z]{1,2})?|\d{4} Q\d\u2013Q\d|[Tt]iers? \d(?: and \d)?)/;

function unbroken(text: string): Child[] {
  return text.split(WHOLE).map((part, i) => (i % 2 ? h("span", {class: "nb"}, part) : part));
}

/** A text for screen readers alone. */
export function hiddenText(text: string): HTMLElement {
  return h("span", {class: "sr-only"}, text);
}

let ids = 0, prefix = "";
/** An id that no other element of the page has. */
export function uid(stem: string): string {
  return `${stem}-${prefix}${++ids}`;
}

/** Numbers the ids from 1 on, so that what is drawn ahead of a page's scripts and what they draw have different ones. */
export function numberIds(after: string): void {
  ids = 0;
  prefix = after;
}

function fill<E extends Element>(element: E, attributes: Attributes, children: readonly Child[]): E {
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    element.setAttribute(key, value === true ? "" : String(value));
  }
  append(element, children);
  return element;
}

function append(element: Element, children: readonly Child[]): void {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    if (typeof child === "object" && !("nodeType" in child)) append(element, child);
    else element.append(typeof child === "number" ? String(child) : child);
  }
}
