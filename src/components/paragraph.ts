import {emphasised, h} from "./dom.js";

/** A short heading and a sentence or two of the pipeline under it, `**…**` bold `…` in backquotes code. Nothing without a text. */
export function paragraph(title: string, text: string): HTMLElement {
  if (!text) return h("div", {hidden: true});
  return h("div", {class: "para"}, h("h3", {}, title), h("p", {}, ...emphasised(text)));
}
