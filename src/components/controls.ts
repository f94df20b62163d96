import {h, uid} from "./dom.js";
import {number} from "./format.js";

export interface Choice {
  readonly value: string;
  readonly label: string;
  /** How many there are of it beside what the other controls say, by their names: written after the label. */
  readonly counted?: (values: Readonly<Record<string, string>>) => number;
}

/** One control: up to five short choices are segments, more are a select. With fewer than two there is nothing to choose and nothing is drawn. */
export interface Control {
  /** The name in the URL. */
  readonly name: string;
  readonly label: string;
  readonly choices: readonly Choice[];
  /** The choice without one in the URL; default: the first. */
  readonly initial?: string;
  readonly kind?: "segments" | "select";
}

export interface Place {
  readonly location: Pick<Location, "search" | "pathname" | "hash">;
  readonly history: Pick<History, "replaceState" | "state">;
}

/** The element's `value` has the chosen value of every control by name; it fires `input`, so `view(controls(…))` follows it. */
export type Controls<K extends string> = HTMLFormElement & {readonly value: Readonly<Record<K, string>>};

/**
 * The row of controls above a figure. The URL holds what differs from the start, so a link reproduces the view; other parameters
 * of the URL are left alone, and a value in it that is no choice counts as none.
 */
export function controls<K extends string>(specs: readonly (Control & {readonly name: K})[], place: Place = globalThis): Controls<K> {
  const given = new URLSearchParams(place.location.search);
  const initial = (spec: Control) => spec.initial ?? spec.choices[0]?.value ?? "";
  const values = Object.fromEntries(specs.map((spec) => {
    const value = given.get(spec.name);
    return [spec.name, spec.choices.some((choice) => choice.value === value) ? value! : initial(spec)];
  })) as Record<K, string>;
  const drawn = specs.filter((spec) => spec.choices.length > 1);
  // Paper has no controls: it says what was chosen.
  const chosen = h("p", {class: "paper"});
  const text = ({label, counted}: Choice) => (counted ? `${label} (${number(counted(values))})` : label);
  const fields = drawn.map((spec) => (isSegments(spec) ? segments(spec, values[spec.name], text) : select(spec, values[spec.name], text)));
  const say = () => {
    chosen.textContent = drawn.map((spec) => `${spec.label}: ${spec.choices.find(({value}) => value === values[spec.name])?.label ?? ""}`).join(" · ");
  };
  const recount = () => {
    drawn.forEach(({choices}, i) => fields[i]!.querySelectorAll("option, .seg label").forEach((place, j) => {
      if (choices[j]!.counted) place.lastChild!.textContent = text(choices[j]!);
    }));
  };
  say();
  const form = h("form", {class: "controls", "aria-label": `Choices: ${drawn.map(({label}) => label).join(", ")}`, hidden: drawn.length === 0}, fields, chosen);
  form.addEventListener("submit", (event) => event.preventDefault());
  // On the form itself and first, so that `value` is new when anyone else hears of it.
  form.addEventListener("input", (event) => {
    const input = event.target as HTMLInputElement | HTMLSelectElement;
    const spec = specs.find((s) => s.name === input.dataset["name"]);
    if (!spec) return;
    values[spec.name] = input.value;
    say();
    recount();
    const url = new URLSearchParams(place.location.search);
    if (input.value === initial(spec)) url.delete(spec.name);
    else url.set(spec.name, input.value);
    const query = url.toString();
    place.history.replaceState(place.history.state, "", `${place.location.pathname}${query ? `?${query}` : ""}${place.location.hash}`);
  });
  return Object.defineProperty(form, "value", {get: () => ({...values})}) as Controls<K>;
}

/** Controls that call `run` with their present value when their reader comes near, by pointer or focus: time to read what a choice would show. */
export function nearing<K extends string>(form: Controls<K>, run: (value: Controls<K>["value"]) => void): Controls<K> {
  for (const type of ["pointerenter", "focusin"]) form.addEventListener(type, () => run(form.value));
  return form;
}

let readings = 0;
/** Reads what other choices would show, one after another and those next to the chosen one first, until `most` are there or it is asked for another. */
export async function readAhead(choices: readonly Choice[], value: string, read: (value: string) => Promise<unknown>, most = 24): Promise<void> {
  const mine = ++readings, at = choices.findIndex((choice) => choice.value === value);
  const nearest = choices.toSorted((a, b) => Math.abs(choices.indexOf(a) - at) - Math.abs(choices.indexOf(b) - at)).slice(0, most + 1);
  for (const choice of nearest) if (mine === readings) await read(choice.value).catch(() => {});
}

function isSegments({kind, choices}: Control): boolean {
  return kind ? kind === "segments" : choices.length <= 5 && choices.reduce((sum, choice) => sum + choice.label.length, 0) <= 44;
}

function select(spec: Control, value: string, text: (choice: Choice) => string): HTMLElement {
  const id = uid("choice");
  return h("div", {}, h("label", {for: id}, spec.label),
    h("select", {id, class: spec.choices.some(({counted}) => counted) ? "counted" : null, "data-name": spec.name}, spec.choices.map((choice) =>
      h("option", {value: choice.value, selected: choice.value === value}, text(choice)))));
}

function segments(spec: Control, value: string, text: (choice: Choice) => string): HTMLElement {
  const group = uid("choice");
  return h("fieldset", {class: "wide"}, h("legend", {}, spec.label), h("div", {class: "seg"}, spec.choices.map((choice) =>
    h("label", {}, h("input", {type: "radio", name: group, value: choice.value, "data-name": spec.name, checked: choice.value === value}), text(choice)))));
}
