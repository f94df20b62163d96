import {h} from "./dom.js";

/** A field to search in, for use with `view`: its value is the text, which the URL keeps as `q`. */
export function searchBox(label: string, place: {readonly location: Pick<Location, "search" | "pathname" | "hash">; readonly history: Pick<History, "replaceState" | "state">} = globalThis): HTMLFormElement & {readonly value: string} {
  const start = new URLSearchParams(place.location.search).get("q") ?? "";
  const input = h("input", {type: "search", name: "q", value: start, autocomplete: "off", spellcheck: "false", "aria-label": label, placeholder: label}) as HTMLInputElement;
  const form = h("form", {class: "controls search", role: "search"}, input) as HTMLFormElement;
  form.addEventListener("submit", (event) => event.preventDefault());
  input.addEventListener("input", () => {
    const query = new URLSearchParams(place.location.search);
    if (input.value === "") query.delete("q");
    else query.set("q", input.value);
    const text = query.toString();
    place.history.replaceState(place.history.state, "", `${place.location.pathname}${text ? `?${text}` : ""}${place.location.hash}`);
  });
  return Object.defineProperty(form, "value", {get: () => input.value}) as HTMLFormElement & {readonly value: string};
}
