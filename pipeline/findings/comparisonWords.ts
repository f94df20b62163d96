import {TESTED_ACCOUNTS, TESTED_CHURNS} from "../icp/evidence.ts";
import type {IcpComparisonRow} from "../schema/marts.ts";
import {COUNT_WORDS} from "./countWords.ts";
import {listed} from "./finding.ts";
import {digitsBeside, number, points, pointsSaid, quarter, sampleSizes, signed} from "./format.ts";
import {pointsText} from "./verdictWords.ts";

type Measure = IcpComparisonRow["measure"];

const NOUNS: Readonly<Record<Measure, string>> = {
  win_rate: "how often it wins", median_cycle_days: "how fast it wins", survival_12m: "how many customers stay",
  gross_retention: "how much revenue it keeps", net_retention: "how much it grows"
};

const KEEPING: readonly Measure[] = ["survival_12m", "gross_retention", "net_retention"];

/** On which of the measures tier 1 is better, no different and worse, and which could not be tested. */
export function comparisonsTitle(rows: readonly IcpComparisonRow[]): string {
  const of = (reading: IcpComparisonRow["reading"]) => rows.filter((row) => row.reading === reading).map(({measure}) => measure);
  const [better, same, worse, untested] = [of("better"), of("same"), of("worse"), of("untested")];
  const tested = rows.length - untested.length;
  if (tested === 0) return "Tier 1 cannot be compared with tiers 2 and 3 on any measure yet";
  const measures = tested === rows.length ? "measures" : "that could be tested";
  const many = `${tested === rows.length ? "" : "the "}${COUNT_WORDS[tested]} ${measures}`;
  const said = [
    ...(better.length === 0 ? [] : [better.length === tested && tested > 1 ? `better on ${tested === 2 ? "both" : `all ${COUNT_WORDS[tested]}`} ${measures}`
      : better.length > 1 && tested > 2 ? `better on ${COUNT_WORDS[better.length]} of ${many}` : `better on ${nouns(better)}`]),
    ...(same.length === 0 ? [] : [same.length === tested && tested > 1 ? `no different beyond chance on ${tested === 2 ? "either" : "any"} of ${many}` : `no different on ${nouns(same)}`]),
    ...(worse.length === 0 ? [] : [`worse on ${nouns(worse)}`])
  ];
  const missing = untested.length === 0 ? "" : `; ${KEEPING.every((measure) => untested.includes(measure)) && untested.length === 3
    ? "what customers keep" : nouns(untested)} could not be tested`;
  const inOrder = worse.length > better.length ? said.toReversed() : said;
  return `Tier 1 is ${inOrder.length > 1 ? `${inOrder.slice(0, -1).join(", ")}, and ${inOrder.at(-1)}` : inOrder[0]}${missing}`;
}

function nouns(measures: readonly Measure[]): string {
  return listed(measures.map((measure) => NOUNS[measure]));
}

/** The difference as the reading says it: `+27 points (+18 to +36)`, `16 days sooner (2 to 30)`. */
export function differenceText(row: Pick<IcpComparisonRow, "measure" | "difference" | "difference_low" | "difference_high" | "reading"> & {readonly tier1_count?: number | null; readonly rest_count?: number | null}): string {
  if (row.difference === null) return row.reading === "untested" ? WHY_UNTESTED[row.measure] : "";
  if (row.reading === "untested" && (row.measure === "gross_retention" || row.measure === "net_retention")) return `${pointsSaid(row.difference)}; nothing ${row.measure === "gross_retention" ? "was lost" : "changed"} on one side, so chance is unknown`;
  if (row.measure === "win_rate" && row.reading === "untested") return `fewer than ${number(sampleSizes().few)} decided deals on a side`;
  if (row.measure !== "median_cycle_days") {
    const text = pointsText({difference: row.difference, low: row.difference_low, high: row.difference_high});
    return row.measure === "survival_12m" && isReadElsewhere(row) ? `${text}; ${OVER_ALL_MONTHS[row.reading]}` : text;
  }
  if (Math.min(row.tier1_count ?? Infinity, row.rest_count ?? Infinity) < sampleSizes().few) return `fewer than ${number(sampleSizes().few)} dated wins on a side`;
  if (row.difference_low === null || row.difference_high === null) return days(row.difference);
  // Fewer days read as sooner, so the limits change places.
  const [near, far] = row.difference < 0 ? [-row.difference_high, -row.difference_low] : [row.difference_low, row.difference_high];
  const way = row.difference < 0 ? ["sooner", "later"] : ["later", "sooner"];
  // A limit that rounds to 0 keeps the digit that shows its side.
  const size = (limit: number) => number(Math.abs(limit), digitsBeside(limit, 0, 0));
  const limits = near < 0 ? `${size(near)} ${way[1]} to ${size(far)} ${way[0]}` : `${size(near)} to ${size(far)}`;
  return `${days(row.difference)} (${limits})`;
}

/** Customers' staying is read over all months (log-rank), which may see a difference where the share after twelve shows none, or the reverse. */
function isReadElsewhere({reading, difference_low: low, difference_high: high}: Pick<IcpComparisonRow, "reading" | "difference_low" | "difference_high">): boolean {
  if (low === null || high === null || reading === "untested") return false;
  return reading !== (low > 0 ? "better" : high < 0 ? "worse" : "same");
}

const OVER_ALL_MONTHS: Readonly<Record<string, string>> = {
  better: "over all months fewer leave beyond chance", same: "over all months no difference beyond chance", worse: "over all months more leave beyond chance"
};

const WHY_UNTESTED: Readonly<Record<Measure, string>> = {
  win_rate: "no decided deals on one side", median_cycle_days: "no dated wins on one side", survival_12m: `fewer than ${TESTED_CHURNS} customers left`,
  gross_retention: `fewer than ${TESTED_ACCOUNTS} customers on a side`, net_retention: `fewer than ${TESTED_ACCOUNTS} customers on a side, or one price`
};

function days(difference: number): string {
  const size = Math.round(Math.abs(difference));
  return size === 0 ? "the same number of days" : `${number(size)} day${size === 1 ? "" : "s"} ${difference < 0 ? "sooner" : "later"}`;
}

/** How the difference moved since the quarter before, in short, and what it was; null where it was not known then. */
export function changeText(row: IcpComparisonRow, fiscalYearStartMonth: number): {change: string; from: string} | null {
  if (row.difference_change === null || row.previous_difference === null) return null;
  const isDays = row.measure === "median_cycle_days";
  const size = isDays ? signed(row.difference_change) : points(row.difference_change);
  const before = isDays ? days(row.previous_difference) : pointsSaid(row.previous_difference);
  return {
    change: Number(size.replace("\u2212", "-")) === 0 ? "no change" : `${size} ${isDays ? "day" : "point"}${/^[+\u2212]1$/.test(size) ? "" : "s"}`,
    from: `${before} at ${quarter(row.previous_as_of, fiscalYearStartMonth)}`
  };
}
