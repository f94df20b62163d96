import type {Database} from "../database.ts";
import {grouped} from "../icp/grouped.ts";
import type {WinModelRow, WinRateBySegmentRow} from "../schema/marts.ts";
import {listed, listedFew, scopeOf, type Finding} from "./findings.ts";
import {number, plural} from "./format.ts";
import {isClear, survivingAll} from "./icpEvidence.ts";
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
export async function modelFindings(db: Database): Promise<Finding[]> {
  const rows = await db.rows<WinModelRow>("from win_model");
  return [...grouped(rows, ({deal_type}) => deal_type)].map(([deal_type, own]) =>
    ({page: "win-rate", figure: "model", scope: scopeOf({deal_type}), text: titleOfModel(own), least: Math.min(...own.map(({decided_count}) => decided_count))}));
}

export function titleOfModel(rows: readonly WinModelRow[]): string {
  if (rows.every(({method}) => method === "not estimable")) return "These deals do not allow all dimensions to be told apart at once";
  const compared = rows.filter((row) => !row.is_reference && row.segment !== "unknown");
  const telling = [...grouped(compared, ({dimension}) => dimension)].filter(([, own]) => own.some((row) => isClear(row.odds_ratio_low, row.odds_ratio_high))).map(([dimension]) => dimension);
  const fading = [...grouped(compared, ({dimension}) => dimension)]
    .filter(([dimension, own]) => !telling.includes(dimension) && own.some((row) => isClear(row.crude_odds_ratio_low, row.crude_odds_ratio_high))).map(([dimension]) => dimension);
  if (telling.length === 0) return fading.length > 0 ? `With all dimensions together none still tells; ${listedFew(fading.map(dimensionName))} did alone` : "With all dimensions together none tells won from lost";
  return `With all dimensions together, ${listedFew(telling.map(dimensionName))} still ${telling.length === 1 ? "tells" : "tell"}${fading.length > 0 ? `; ${listedFew(fading.map(dimensionName))} no longer ${fading.length === 1 ? "does" : "do"}` : ""}`;
}
