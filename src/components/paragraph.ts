import {emphasised, h} from "./dom.js";

/** A short heading and a sentence or two of the pipeline under it, `**…**` bold and `…` in backquotes as code. Nothing without a text. */
export function paragraph(title: string, text: string): HTMLElement {
  if (!text) return h("div", {hidden: true});
  return h("div", {class: "para"}, h("h3", {}, title), h("p", {}, text.split("`").map((part, i) => (i % 2 ? h("code", {}, part) : emphasised(part)))));
}
