import type {PartsIndex} from "../../pipeline/publish/published.ts";
import {word} from "./choices.js";
import type {Choice} from "./controls.js";

/** A segment as pages choose it; in the URL it is `dimension/segment`. */
export interface SegmentKey {
  readonly dimension: string;
  readonly segment: string;
}

/** The segments that a mart in parts has, by the given keys of its other columns, in the order of the mart; no dimension of which all is unknown. */
export function segmentChoices(index: PartsIndex, mart: string, keys: Readonly<Record<string, string>> = {}): Choice[] {
  const {by, parts} = index[mart] ?? {by: [], parts: []};
  const at = (name: string) => by.indexOf(name);
  const segments = parts
    .filter((part) => Object.entries(keys).every(([name, value]) => part.keys[at(name)] === value))
    .map(({keys: values}) => ({dimension: values[at("dimension")] ?? "", segment: values[at("segment")] ?? ""}));
  return knownDimensions(segments)
    .map((key) => ({value: segmentPath(key), label: segmentLabel(key)}));
}

/** Without the dimensions of which all is unknown, such as an owner where customers are counted: owners are known of deals alone. */
export function knownDimensions<T extends SegmentKey>(rows: readonly T[]): T[] {
  const known = new Set(rows.filter(({segment}) => segment !== "unknown").map(({dimension}) => dimension));
  return rows.filter(({dimension}) => known.has(dimension));
}

/** `industry/SaaS`. A dimension's name has no slash, a segment's may. */
export function segmentPath({dimension, segment}: SegmentKey): string {
  return `${dimension}/${segment}`;
}

export function segmentOf(path: string): SegmentKey {
  const slash = path.indexOf("/");
  return {dimension: path.slice(0, slash), segment: path.slice(slash + 1)};
}

/** A segment by itself: `SaaS`, but `CRM: yes`, whose name alone says nothing. */
export function segmentName({dimension, segment}: SegmentKey): string {
  return /^(yes|no|true|false|unknown|all)$/i.test(segment) ? segmentLabel({dimension, segment}) : segment;
}

/** A segment as a row under its dimension's name; null is the unknown one. A value that reads like a row of the page itself stands in quotes. */
export function labelOf(segment: string): string | null {
  return segment === "unknown" ? null : /^(all|unknown)$/i.test(segment) ? `“${segment}”` : segment;
}

/** `Industry: SaaS`, `All customers`, `Industry: unknown`. */
export function segmentLabel({dimension, segment}: SegmentKey, all = "All customers"): string {
  return dimension === "all" ? all : `${word(dimension)}: ${segment}`;
}
