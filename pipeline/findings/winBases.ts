import type {WinRateBySegmentRow} from "../schema/marts.ts";
import type {Limits} from "./retentionRows.ts";
import {capital, listed} from "./finding.ts";
import {number, percent, percentRange} from "./format.ts";
import {dimensionName, segmentName} from "./segments.ts";

/** Whether the segment that leads by decided deals leads on the other bases too. */
export function basesFinding(rows: readonly WinRateBySegmentRow[], {firm}: Limits): string {
  const shown = rows.filter(({segment, decided_count}) => segment !== "unknown" && decided_count >= firm);
  const noun = dimensionName(rows[0]!.dimension);
  if (shown.length < 2) return `Too few segments of ${noun} have ${number(firm)} decided deals to rank them`;
  // On a base that one of them lacks nobody leads: those left out may be the highest.
  const leaders = (value: (row: WinRateBySegmentRow) => number | null) => {
    const most = Math.max(...shown.map((row) => value(row) ?? Infinity));
    return shown.filter((row) => value(row) === most);
  };
  const [first, tied] = leaders((row) => row.win_rate);
  if (!first || tied) return `No segment of ${noun} leads: several share the highest win rate of decided deals`;
  const others = [
    {base: "of all closed deals", rows: leaders((row) => row.broad_win_rate)},
    {base: "of created deals", rows: leaders((row) => (row.is_mature ? row.created_win_rate : null))},
    {base: "by value", rows: leaders((row) => row.value_win_rate)}
  ].filter(({rows: leading}) => leading.length > 0);
  const differing = others.filter(({rows: leading}) => !leading.includes(first));
  const name = capital(segmentName(first));
  const chance = first.evidence === "signal" ? "" : ", though not beyond chance";
  const own = ["of decided deals", ...others.filter((other) => !differing.includes(other)).map(({base}) => base)];
  const lead = `${name} has the highest win rate ${listed(own)}${chance}`;
  return differing.length === 0 ? lead : `${lead}; ${listed(differing.map(({base, rows: [row]}) => `${segmentName(row!)} ${base}`))}`;
}

/** The win rate by value beside the one by count, or why there is none. */
export function valueFinding(rows: readonly WinRateBySegmentRow[], limits: Limits): string {
  const all = rows.find(({dimension}) => dimension === "all");
  if (!all || all.decided_count < limits.few) return "Too few decided deals for a win rate by value";
  if (all.value_win_rate === null) {
    return all.lost_without_amount_rate !== null && all.lost_without_amount_rate > 0.5
      ? `${percent(all.lost_without_amount_rate)} of lost deals have no amount, so there is no win rate by value`
      : "No decided deal has an amount, so there is no win rate by value";
  }
  const best = mostOfValue(rows, limits);
  return `By value ${percent(all.value_win_rate)} (${percentRange(all.value_win_rate_low, all.value_win_rate_high)}) is won, by count ${percent(all.win_rate)}${
    best ? `; ${segmentName(best)} wins most of its value, ${percent(best.value_win_rate)}` : ""}`;
}

/** The segment that surely wins more of its value than all together, the surest first. */
export function mostOfValue<T extends WinRateBySegmentRow>(rows: readonly T[], {firm}: Limits): T | undefined {
  const base = rows.find(({dimension}) => dimension === "all")?.value_win_rate ?? Infinity;
  return rows.filter((row) => row.dimension !== "all" && row.segment !== "unknown" && row.decided_count >= firm && (row.value_win_rate_low ?? 0) > base)
    .toSorted((a, b) => b.value_win_rate_low! - a.value_win_rate_low!)[0];
}
