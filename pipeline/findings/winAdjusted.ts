import type {Database} from "../database.ts";
import {grouped} from "../grouped.ts";
import type {WinModelRow, WinRateBySegmentRow} from "../schema/marts.ts";
import {twoSidedP, zOf} from "../statistics/distributions.ts";
import {benjaminiHochberg} from "../statistics/multipleTesting.ts";
import type {DealAccounts} from "./dealAccounts.ts";
import {leastOf, listed, listedFew, scopeOf, type Finding} from "./finding.ts";
import {number, plural} from "./format.ts";
import {survivingAll} from "./icpEvidence.ts";
import type {Limits} from "./retentionRows.ts";
import {dimensionName, segmentName} from "./segments.ts";

/** Which signals survive adjustment for one other dimension, and which turn round. */
export function adjustmentFinding(rows: readonly WinRateBySegmentRow[]): string {
  const signals = rows.filter(({evidence}) => evidence === "signal");
  if (signals.length === 0) return "No segment differs, so there is nothing to adjust";
  const adjusted = signals.filter((row) => row.adjusted_odds_ratio_low !== null && row.adjusted_odds_ratio_high !== null);
  if (adjusted.length === 0) return "There is no second dimension to adjust for";
  const reversed = adjusted.filter(({is_reversed}) => is_reversed);
  const surviving = adjusted.filter((row) => !row.is_reversed && (row.adjusted_odds_ratio_low! > 1 || row.adjusted_odds_ratio_high! < 1));
  const survivors = surviving.length === signals.length
    ? `${survivingAll(signals.length)} adjustment for another dimension`
    : `${number(surviving.length)} of ${plural(signals.length, "difference")} ${surviving.length === 1 ? "survives" : "survive"} adjustment for another dimension`;
  return reversed.length === 0 ? survivors
    : `${survivors}; ${listed([...reversed.slice(0, 3).map(segmentName), ...(reversed.length > 3 ? [`${number(reversed.length - 3)} more`] : [])])} ${reversed.length === 1 ? "reverses" : "reverse"}`;
}

/** What the regression on all dimensions together leaves, for every deal type. */
export async function modelFindings(db: Database, {q}: Limits, segments: readonly (WinRateBySegmentRow & DealAccounts)[]): Promise<Finding[]> {
  const rows = await db.rows<WinModelRow>("from win_model where dimension <> 'all'");
  const scopeOfCell = ({deal_type, dimension, segment}: Pick<WinModelRow, "deal_type" | "dimension" | "segment">) => scopeOf({deal_type, dimension, segment});
  const accounts = new Map(segments.filter(({period_window}) => period_window === "all").map((row) => [scopeOfCell(row), row.account_count]));
  return [...grouped(rows, ({deal_type}) => deal_type)].map(([deal_type, own]) =>
    ({page: "win-rate", figure: "model", scope: scopeOf({deal_type}), text: titleOfModel(own, q), least: leastOf(...own.flatMap((row) => [row.decided_count, accounts.get(scopeOfCell(row))]))}));
}

/** A dimension tells where one of its segments differs from the largest beyond chance, over all segments of all dimensions. */
export function titleOfModel(rows: readonly WinModelRow[], q: number): string {
  if (rows.every(({method}) => method === "not estimable")) return "These deals do not allow all dimensions to be told apart at once";
  const compared = rows.filter((row) => !row.is_reference && row.segment !== "unknown");
  const tell = (p: readonly (number | null)[]) => new Set(benjaminiHochberg(p).flatMap((value, i) => (value !== null && value <= q ? [compared[i]!.dimension] : [])));
  const telling = [...tell(compared.map(({p_value}) => p_value))];
  const alone = tell(compared.map(plainP));
  const fading = [...alone].filter((dimension) => !telling.includes(dimension));
  if (telling.length === 0) return fading.length > 0 ? `With all dimensions together none still tells; ${listedFew(fading.map(dimensionName))} did alone` : "With all dimensions together none tells won from lost beyond chance";
  return `With all dimensions together, ${listedFew(telling.map(dimensionName))} ${telling.some((dimension) => alone.has(dimension)) ? "still " : ""}${telling.length === 1 ? "tells" : "tell"}${fading.length > 0 ? `; ${listedFew(fading.map(dimensionName))} no longer ${fading.length === 1 ? "does" : "do"}` : ""}`;
}

/** Of the plain odds, by their limits. */
function plainP({crude_odds_ratio_low: low, crude_odds_ratio_high: high}: WinModelRow): number | null {
  if (low === null || high === null || !(low > 0)) return null;
  return twoSidedP((Math.log(low) + Math.log(high)) * zOf(0.95) / (Math.log(high) - Math.log(low)));
}
