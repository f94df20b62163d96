import {h, type Child} from "./dom.js";

/** What only some readers want, behind its summary; drawn when it is first opened. */
export function detail(summary: string, body: () => Child): HTMLElement {
  const details = h("details", {class: "figure"}, h("summary", {}, summary));
  details.addEventListener("toggle", () => {
    if (details.open) details.append(...h("div", {}, body()).childNodes);
  }, {once: true});
  return details;
}
