import {emphasised, h, hiddenText, s} from "./dom.js";
import {effect, type Effect} from "./effect.js";

export type VerdictWord = "supported" | "not proven" | "contradicted";

/** A condition of the verdict with its value and the bar that it was held to. */
export interface Condition {
  readonly label: string;
  readonly value: string;
  readonly bar: string;
  /** Null where it could not be tested. */
  readonly is_met: boolean | null;
}

export interface Verdict {
  readonly verdict: VerdictWord;
  /** Why not, where it is not proven: `too few deals`. */
  readonly reason?: string | null;
  /** The sentence it rests on, `**…**` bold. */
  readonly sentence: string;
  /** What would settle one that is not proven, and by when. */
  readonly settle?: string | null;
  readonly effect?: Effect | null;
  /** What stands under the drawing: version, deals, the version before. */
  readonly note?: string | null;
  readonly conditions: readonly Condition[];
  /** `All six conditions are met`. */
  readonly conditionsTitle: string;
}

/** The verdict: its word with a glyph, its sentence, the difference drawn, and the conditions beside it. */
export function verdict(row: Verdict): HTMLElement {
  const [name, word] = WORDS[row.verdict];
  return h("div", {class: "hero"},
    h("div", {},
      h("p", {class: `verdict verdict-${name}`}, glyph(row.verdict), word),
      h("p", {class: "finding"}, row.reason && [h("b", {}, `${row.reason[0]!.toUpperCase()}${row.reason.slice(1)}.`), " "], ...emphasised(row.sentence)),
      row.settle && h("p", {class: "settle"}, ...emphasised(row.settle)),
      row.effect && effect(row.effect),
      row.note && h("p", {class: "note"}, ...emphasised(row.note))),
    h("div", {},
      h("h2", {}, row.conditionsTitle),
      h("p", {class: "how"}, "Set before the data were read. One miss makes the verdict “not proven”."),
      h("ul", {class: "checks"}, row.conditions.map((condition) => h("li", {},
        h("span", {class: condition.is_met === null ? "open" : condition.is_met ? "ok" : "no", "aria-hidden": "true"}, condition.is_met === null ? "○" : condition.is_met ? "✓" : "×"),
        h("span", {}, hiddenText(condition.is_met === null ? "Not tested: " : condition.is_met ? "Met: " : "Missed: "), ...emphasised(condition.label)),
        h("b", {}, condition.value), h("small", {}, condition.bar))))));
}

/** The verdict of another ICP in one line: glyph and word, whose it is, its sentence. */
export interface VerdictLine {
  readonly verdict: VerdictWord;
  readonly reason?: string | null;
  /** `enterprise 2023-07`: the ICP and its version, a name of the user's. */
  readonly name: string;
  readonly sentence: string;
  readonly href: string;
}

/** Verdicts that stand beside the one shown in full, each a link to its own view. */
export function verdictLines(rows: readonly VerdictLine[]): HTMLElement {
  return h("ul", {class: "verdict-lines"}, rows.map((row) => {
    const [name, word] = WORDS[row.verdict];
    return h("li", {},
      h("span", {class: `verdict-word verdict-${name}`}, glyph(row.verdict, 20), row.reason ? `${word}: ${row.reason}` : word),
      h("span", {}, h("a", {href: row.href}, h("bdi", {}, row.name)), hiddenText(". "), h("span", {class: "said"}, ...emphasised(row.sentence))));
  }));
}

/** What a verdict would be under an assumption. */
export interface Scenario {
  readonly label: string;
  /** `supported`, `not proven: too few deals`. */
  readonly word: string;
  /** True where it differs from the verdict that counts. */
  readonly isOther: boolean;
}

/** The verdict under each scenario, as one row of words. */
export function scenarios(rows: readonly Scenario[]): HTMLElement {
  return h("dl", {class: "scenarios"}, rows.map((row) => h("div", {class: row.isOther ? "other" : null},
    h("dt", {}, row.label), h("dd", {}, `${row.word[0]?.toUpperCase() ?? ""}${row.word.slice(1)}`))));
}

const WORDS = {
  supported: ["supported", "Supported"], "not proven": ["not-proven", "Not proven"], contradicted: ["contradicted", "Contradicted"]
} as const;

function glyph(word: VerdictWord, size = 34): SVGSVGElement {
  const d = {supported: "M9.5,17.5 L15,23 L25,11.5", "not proven": "M8.5,19 C11.5,12.5 15,14.5 17,17 C19,19.5 22.5,21.5 25.5,15", contradicted: "M11,11 L23,23 M23,11 L11,23"}[word];
  return s("svg", {"aria-hidden": "true", width: size, height: size, viewBox: "0 0 34 34"}, s("circle", {cx: 17, cy: 17, r: 16, fill: "currentColor"}), s("path", {class: "glyph", d}));
}
