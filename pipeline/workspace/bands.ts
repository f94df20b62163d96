import type {ColumnType} from "../schema/exports.ts";
import {isYear} from "./predicates.ts";

/** A band: low ≤ value < high; ±Infinity at the ends. */
export interface Band {
  readonly low: number;
  readonly high: number;
  readonly label: string;
}

/**
 * The bands between rising limits, n + 1 for n. Things that are counted read `<50`, `50–199`, `1,000+`; whatever may have
 * fractions, money above all, reads `<1M`, `1M–<10M`, `1B+`, since 49.5 is in neither 0–49 nor 50–199.
 * @param labels names that replace those
 */
export function bandsOf(limits: readonly number[], column: string, type: ColumnType | undefined, labels?: readonly string[]): Band[] {
  const words = isCounted(limits, column, type) ? countedLabel(column) : measuredLabel;
  const ends = [-Infinity, ...limits, Infinity];
  return ends.slice(1).map((high, i) => ({low: ends[i]!, high, label: labels?.[i] ?? words(ends[i]!, high)}));
}

function isCounted(limits: readonly number[], column: string, type: ColumnType | undefined): boolean {
  if (!limits.every((limit) => Number.isInteger(limit) && limit >= 0)) return false;
  if (type === "integer" || column === "employees" || isYear(column)) return true;
  if (type === "money" || type === "decimal" || column === "annual_revenue") return false;
  return limits.every((limit) => limit < 1e6);
}

function countedLabel(column: string): (low: number, high: number) => string {
  const print = (value: number): string => (isYear(column) ? String(value) : value.toLocaleString("en-US"));
  return (low, high) => {
    if (low === -Infinity) return `<${print(high)}`;
    if (high === Infinity) return `${print(low)}+`;
    return high === low + 1 ? print(low) : `${print(low)}–${print(high - 1)}`;
  };
}

function measuredLabel(low: number, high: number): string {
  if (low === -Infinity) return `<${shortened(high)}`;
  if (high === Infinity) return `${shortened(low)}+`;
  return `${shortened(low)}–<${shortened(high)}`;
}

function shortened(value: number): string {
  const [factor, unit] = UNITS.find(([least]) => Math.abs(value) >= least) ?? [1, ""];
  return `${(value / factor).toLocaleString("en-US", {maximumFractionDigits: 9})}${unit}`;
}

const UNITS = [[1e12, "T"], [1e9, "B"], [1e6, "M"], [1e3, "K"]] as const;
