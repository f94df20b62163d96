import {comparedRows} from "./comparedRows.js";
import {h, type Child} from "./dom.js";

/** Odds of winning against the rest, plain and adjusted for the other dimension; ratios, 1 is no difference. */
export interface OddsRow {
  readonly label: string | null;
  readonly n?: number | null;
  readonly plain: number | null;
  readonly plain_low: number | null;
  readonly plain_high: number | null;
  readonly adjusted: number | null;
  readonly adjusted_low: number | null;
  readonly adjusted_high: number | null;
  readonly is_reversed: boolean | null;
  /** The segment that the others are compared with. */
  readonly is_reference?: boolean;
  readonly kind?: "unknown";
}

/** What survives adjustment: adjusted odds (filled) with the plain ones (grey) beneath, on a log scale around 1. */
export function oddsRows(rows: readonly OddsRow[], {heading = "Segment", label = "no difference", labelWidth, hasRange = false}: {heading?: string; label?: string; labelWidth?: number; hasRange?: boolean} = {}): HTMLElement {
  return comparedRows(rows.map((row) => ({
    label: row.label,
    kind: row.kind,
    main: {value: row.adjusted, low: row.adjusted_low, high: row.adjusted_high, n: row.n},
    beside: {value: row.plain, low: row.plain_low, high: row.plain_high},
    reading: reading(row)
  })), {heading, mainHead: "Adjusted", besideHead: "Plain", nHead: "Decided", unit: "ratio", hasRange, labelWidth, reference: {value: 1, label}});
}

function reading({plain_low, plain_high, adjusted, adjusted_low: low, adjusted_high: high, is_reversed, is_reference}: OddsRow): Child {
  if (is_reference) return h("span", {class: "eq"}, "reference");
  if (adjusted === null || low === null || high === null) return h("span", {class: "eq"}, "no answer");
  if (is_reversed) return h("span", {class: "down"}, "⇄ reverses");
  const isPlain = isClear(plain_low, plain_high);
  if (!isClear(low, high)) return h("span", {class: "eq"}, isPlain ? "~ fades" : "= no difference");
  return h("span", {class: low > 1 ? "up" : "down"}, isPlain ? "✓ survives" : "+ appears");
}

function isClear(low: number | null, high: number | null): boolean {
  return low !== null && high !== null && (low > 1 || high < 1);
}
