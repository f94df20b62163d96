import {emphasised, h} from "./dom.js";
import {number} from "./format.js";

/** The page's finding: a sentence of the pipeline in which `**…**` is bold. Nothing where there is none. */
export function finding(text: string | null | undefined): HTMLElement {
  return text ? h("p", {class: "finding"}, ...emphasised(text)) : h("p", {class: "finding", hidden: true});
}

/** A note in small type under a figure, with `**…**` bold. */
export function note(text: string): HTMLElement {
  return h("p", {class: "note"}, ...emphasised(text));
}

/** A row of the mart `findings`. */
export interface FindingRow {
  readonly page: string;
  readonly figure: string;
  readonly scope: string;
  /** Null where the board edition hides it. */
  readonly text: string | null;
  readonly is_hidden?: boolean;
}

/** Stands for a sentence that the board edition hides, where a text for its absence would say that there are no data. */
export const TOO_FEW = "Too few deals or customers to show in this edition.";

/** What a figure leaves out in the board edition: how many of its rows, called `noun` in the plural, are hidden. Nothing where none is. */
export function hiddenNote(rows: readonly {readonly is_hidden?: boolean}[], noun: string): HTMLElement | null {
  const count = rows.filter((row) => row.is_hidden).length;
  return count ? note(`${number(count)} of ${number(rows.length)} ${noun} ${count === 1 ? "is" : "are"} hidden in this edition, because ${count === 1 ? "it rests" : "they rest"} on too few or would give such a figure away.`) : null;
}

/** The sentence of a figure in a scope, `fallback` where the pipeline wrote none, and `hidden` where the board edition hides it. */
export function sentence(rows: readonly FindingRow[], page: string, figure: string, scope: string, fallback = "", hidden = fallback || TOO_FEW): string {
  const of = (wanted: string) => rows.find((row) => row.page === page && row.figure === figure && row.scope === wanted);
  const row = of(scope) ?? of("default");
  return row ? row.text ?? hidden : fallback;
}

/** The scope of some choices, as `pipeline/findings/finding.ts` writes it. */
export function scopeOf(choices: Readonly<Record<string, string>>): string {
  return Object.keys(choices).toSorted().map((key) => `${key}=${choices[key]}`).join("&") || "default";
}

/** Clauses one after another; when they all end with the same time (`… after 12 months`), it is said once. */
export function together(clauses: readonly string[]): string {
  const endings = clauses.map((clause) => / after [^*]*$/.exec(clause)?.[0] ?? "");
  const [ending = ""] = endings;
  return ending === "" || endings.some((other) => other !== ending) ? clauses.join(", ") : `${clauses.map((clause) => clause.slice(0, -ending.length)).join(", ")}${ending}`;
}
