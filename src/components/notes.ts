import {emphasised, h, s, type Child} from "./dom.js";

export interface Warning {
  /** The cause, bold: `A column leaks the outcome.` */
  readonly cause: string;
  /** What it means. */
  readonly meaning: string;
  readonly href?: string | null;
  readonly link?: string | null;
}

/** What to know before relying on a page, worst first, as they come; at most `limit`, the rest on the page that `rest` names. */
export function warnings(items: readonly Warning[], {limit = 3, rest = null}: {limit?: number; rest?: string | null} = {}): HTMLElement {
  if (!items.length) return h("p", {class: "note"}, "Nothing in the data speaks against relying on this.");
  const more = items.length - limit;
  return h("div", {},
    h("ul", {class: "warn"}, items.slice(0, limit).map((item) => h("li", {}, triangle(),
      h("span", {}, h("b", {}, item.cause), " ", ...emphasised(item.meaning), item.href && [" ", h("a", {href: item.href}, item.link ?? "Look")])))),
    more > 0 && rest && h("p", {class: "note hide-p"}, h("a", {href: rest}, `${more} more`)));
}

/** Two or three sentences on what a page cannot say; the last block of each page. */
export function cannotSay(sentences: readonly string[]): HTMLElement {
  return h("section", {class: "cannot"}, h("h2", {}, "What this cannot say"), h("p", {}, ...emphasised(sentences.filter(Boolean).join(" "))));
}

/** Something to decide: an imperative, what it is worth, its evidence and where that stands. */
export interface Decision {
  readonly title: string;
  readonly worth: string;
  readonly evidence: string;
  readonly href?: string | null;
  readonly link?: string | null;
}

/** The things to decide, ranked as they come. */
export function decisions(items: readonly Decision[]): HTMLElement {
  if (!items.length) return h("p", {class: "note"}, "Nothing in these data asks for a change.");
  return h("ol", {class: "decide"}, items.map((item) => h("li", {},
    h("div", {}, h("h3", {}, ...emphasised(item.title)), h("p", {}, ...emphasised(item.worth))),
    h("p", {class: "ev"}, ...emphasised(item.evidence), item.href && [h("br"), h("a", {href: item.href}, item.link ?? "Look")] as Child))));
}

function triangle(): SVGSVGElement {
  return s("svg", {"aria-hidden": "true", width: 15, height: 15, viewBox: "0 0 15 15"},
    s("path", {d: "M7.5,1 L14.3,13.5 H0.7 Z"}), s("path", {d: "M7.5,5.5 V9.3 M7.5,10.9 V12"}));
}
