import type {Database} from "../database.ts";
import type {CohortRetentionRow} from "../schema/marts.ts";
import {name} from "./finding.ts";
import {percentRange, sampleSizes, type SampleSizes} from "./format.ts";
import {dimensionName} from "./segments.ts";

/** A value of a dimension, or all accounts. */
export interface SegmentKey {
  readonly dimension: string;
  readonly segment: string;
}

/** And which q is a signal. */
export interface Limits extends SampleSizes {
  readonly q: number;
}

export async function readLimits(db: Database): Promise<Limits> {
  const [{q}] = await db.rows<{q: number}>("select getvariable('q')::double as q") as [{q: number}];
  return {...sampleSizes(), q};
}

/** The interval of a share behind it, with its measure: ` (GRR, 28–41 %)`; none where all customers did the same, so that it has no width. */
export function withLimits(low: number | null, high: number | null, measure?: string): string {
  const said = [...(measure === undefined ? [] : [measure]), ...(low === null || high === null || low === high ? [] : [percentRange(low, high)])];
  return said.length === 0 ? "" : ` (${said.join(", ")})`;
}

/** The currency in which the workspace counts, as its code. */
export async function readCurrency(db: Database): Promise<string> {
  const [row] = await db.rows<{currency: string | null}>("select getvariable('currency')::varchar as currency");
  return row?.currency ?? "";
}

/** `funding stage Series B`; `all customers`. */
export function segmentText({dimension, segment}: SegmentKey): string {
  return dimension === "all" ? "all customers" : `${dimensionName(dimension)} ${name(segment)}`;
}

/** A segment as a value in the URL of a page: `industry/SaaS`, `all/all`. */
export function segmentPath({dimension, segment}: SegmentKey): string {
  return `${dimension}/${segment}`;
}

/** The part of `part_findings` that holds a page's sentences about one segment. */
export function segmentPart(page: string, key: SegmentKey): string {
  return `${page}/${segmentPath(key)}`;
}

export function isSegment({dimension, segment}: SegmentKey): boolean {
  return dimension !== "all" && segment !== "unknown";
}

export type CohortMeasure = "survival" | "active" | "gross" | "net" | "mrr";

/** A share, or a ratio of sums, with its limits and what it rests on. */
export interface Measured {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly n: number;
  /** Absent where it is no count of accounts. */
  readonly count: number | null;
}

export function measured(row: CohortRetentionRow, measure: Exclude<CohortMeasure, "mrr">): Measured {
  const n = row.account_count;
  switch (measure) {
    case "survival": return {value: row.survival_rate, low: row.survival_rate_low, high: row.survival_rate_high, n, count: row.surviving_count};
    case "active": return {value: row.active_rate, low: row.active_rate_low, high: row.active_rate_high, n, count: row.active_count};
    case "gross": return {value: row.gross_retention, low: row.gross_retention_low, high: row.gross_retention_high, n, count: null};
    case "net": return {value: row.net_retention, low: row.net_retention_low, high: row.net_retention_high, n, count: null};
  }
}
