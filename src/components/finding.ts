import {emphasised, h} from "./dom.js";

/** The page's finding: a sentence of the pipeline in which `**…**` is bold. Nothing where there is none. */
export function finding(text: string | null | undefined): HTMLElement {
  return text ? h("p", {class: "finding"}, ...emphasised(text)) : h("p", {class: "finding", hidden: true});
}

/** A note in small type under a figure, with `**…**` bold. */
export function note(text: string): HTMLElement {
  return h("p", {class: "note"}, ...emphasised(text));
}
