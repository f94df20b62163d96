import type {Database} from "../database.ts";
import {grouped} from "../grouped.ts";
import type {LargestMrrMovementRow, MrrMovementYearRow, RevenueRetentionRow} from "../schema/marts.ts";
import {capital, leastOf, listed, listedFirst, name, scopeOf, type Finding} from "./finding.ts";
import {money, month, number, percent, plural, points} from "./format.ts";
import {isSegment, readCurrency, readLimits, segmentPart, segmentPath, segmentText, withLimits, type Limits} from "./retentionRows.ts";
import {dimensionName} from "./segments.ts";

const page = "expansion";

/** What the expansion page says: how much customers pay a year on, which segments grow or shrink, and who stands behind it. */
export async function expansionFindings(db: Database): Promise<Finding[]> {
  const years = await db.rows<MrrMovementYearRow>("from mrr_movement_years");
  if (years.length === 0) return [];
  const limits = await readLimits(db);
  const currency = await readCurrency(db);
  const latest = await db.rows<RevenueRetentionRow>("from revenue_retention where month = (select max(month) from revenue_retention)");
  const [prices] = await db.rows<{shows_price_changes: boolean}>("select shows_price_changes from int_price_history");
  const isWithheld = prices?.shows_price_changes === false;
  const largest = await db.rows<LargestMrrMovementRow>("from largest_mrr_movements");
  return [
    headline(latest, years[0]!, isWithheld, limits, currency),
    ...(isWithheld ? [{page, figure: "withheld", scope: "default", text: "No customer was ever seen to move from one price to another, so the export can hold today’s prices alone: NRR would only repeat GRR and is withheld."}] : []),
    ...years.flatMap((year) => movementSentences(year, currency)),
    ...(await yearOnYear(db, isWithheld, limits)),
    ...[...grouped(latest.filter((row) => row.dimension !== "all"), (row) => row.dimension)].map(([dimension, rows]) => retentionSentence(dimension, rows, isWithheld, limits)),
    ...(isWithheld ? [] : [concentration(latest, limits)].filter(({text}) => text !== "")),
    ...largestSentence(largest, years[0]!, currency),
    ...cannotSay(latest, years[0]!, isWithheld, limits)
  ];
}

function headline(latest: readonly RevenueRetentionRow[], year: MrrMovementYearRow, isWithheld: boolean, limits: Limits, currency: string): Finding {
  const all = latest.find((row) => row.dimension === "all");
  const own = {page, figure: "headline", scope: "default"};
  if (!all || all.gross_retention === null) {
    return {...own, text: `Recurring revenue began less than a year before the data end, so nothing can be compared with twelve months ago; in ${month(year.until_month)} it is **${money(year.closing_mrr, {currency})}** a month.`, least: year.closing_count};
  }
  const n = `of ${plural(all.base_account_count, "customer")}`;
  const kept = `**${percent(all.gross_retention)}**${withLimits(all.gross_retention_low, all.gross_retention_high, "GRR")}`;
  if (all.base_account_count < limits.few) return {...own, text: `**${number(all.base_account_count - all.churned_count)} ${n}** of twelve months ago still ${all.base_account_count === 1 ? "pays" : "pay"}: too few for a rate.`, least: all.base_account_count};
  if (isWithheld || all.net_retention === null) return {...own, text: `A year on, ${kept} of the recurring revenue ${n} is kept; how much it grew cannot be said.`, least: all.base_account_count};
  const side = all.net_retention_low !== null && all.net_retention_low > 1 ? "growth outweighs what is lost" : all.net_retention_high !== null && all.net_retention_high < 1
    ? "what is lost outweighs growth" : "no more or less than before, beyond chance";
  return {
    ...own, least: all.base_account_count,
    text: `Customers of a year ago pay **${percent(all.net_retention)}** of what they paid then${withLimits(all.net_retention_low, all.net_retention_high)}: ${side}. They kept ${kept} and added ${percent(all.expansion_rate)}, n\u00a0${number(all.base_account_count)}.`
  };
}

/** How a segment's recurring revenue came from where it stood to where it stands, per month and as a year's rate. */
function movementSentences(year: MrrMovementYearRow, currency: string): Finding[] {
  return (["mrr", "arr"] as const).flatMap((unit) => {
    const amount = (value: number) => money(unit === "arr" ? 12 * value : value, {currency});
    const part = (value: number, sign: string, what: string) => (value > 0 ? [`${sign}${amount(value)} ${what}`] : []);
    const moves = [
      ...part(year.new_mrr, "+", "new"), ...part(year.reactivation_mrr, "+", "returned"), ...part(year.expansion_mrr, "+", "expansion"),
      ...part(year.contraction_mrr, "−", "contraction"), ...part(year.churn_mrr, "−", "churn")
    ];
    const way = year.closing_mrr > year.opening_mrr ? "rose" : year.closing_mrr < year.opening_mrr ? "fell" : "stayed";
    const own = {page, scope: scopeOf({unit}), part: segmentPart(page, year)};
    const span = year.month_count < 12 ? plural(year.month_count, "month") : "twelve months";
    return [
      {...own, figure: "movements", text: `${unit.toUpperCase()} ${way} from **${amount(year.opening_mrr)}** to **${amount(year.closing_mrr)}** in the ${span} to ${month(year.until_month)}${moves.length > 0 ? `: ${listed(moves)}` : ""}`},
      {...own, figure: "returned", text: year.reactivation_count === 0 ? `No customer who had left returned in ${year.month_count === 1 ? "this month" : `these ${span}`}.`
        : `**${plural(year.reactivation_count, "return")}** brought back **${amount(year.reactivation_mrr)}**. They stand apart: no growth, and in NRR only where the customer also paid twelve months ago.`}
    ];
  });
}

/** Each segment's trailing retention now and a year before. The two share customers and months, so nothing is tested. */
async function yearOnYear(db: Database, isWithheld: boolean, limits: Limits): Promise<Finding[]> {
  const rows = await db.rows<RevenueRetentionRow>(`
    with last as (select max(month) as month from revenue_retention)
    select revenue_retention.* from revenue_retention, last
    where revenue_retention.month in (last.month, (last.month - to_months(12))::date)
    order by revenue_retention.month desc`);
  return [...grouped(rows, segmentPath).values()].flatMap((pair): Finding[] => {
    const [now, before] = pair;
    if (!now || now.base_account_count < limits.few) return [];
    const value = (row: RevenueRetentionRow) => (isWithheld ? row.gross_retention : row.net_retention);
    const measure = isWithheld ? "GRR" : "NRR";
    const compared = before && before.base_account_count >= limits.few ? `, **${percent(value(before))}** a year before (n\u00a0${number(before.base_account_count)})` : "";
    return [{
      page, figure: "trend", scope: "default", part: segmentPart(page, now),
      text: `${capital(segmentText(now))}: ${measure} **${percent(value(now))}** in the twelve months to ${month(now.month)} (n\u00a0${number(now.base_account_count)})${compared}`
    }];
  });
}

/** Which segments of a dimension lie wholly over or under what they paid, or, where NRR is withheld, which keep least. */
function retentionSentence(dimension: string, rows: readonly RevenueRetentionRow[], isWithheld: boolean, limits: Limits): Finding {
  const label = dimensionName(dimension);
  const firm = rows.filter((row) => isSegment(row) && row.base_account_count >= limits.firm);
  const own = {page, figure: "retention", scope: scopeOf({dimension}), least: leastOf(firm.map((row) => row.base_account_count))};
  if (firm.length === 0) return {...own, text: `No segment of ${label} had ${number(limits.firm)} customers a year ago: nothing here is firm`};
  const of = `Of ${plural(firm.length, "segment")} of ${label} with ${number(limits.firm)} or more customers`;
  if (isWithheld) {
    const low = firm.toSorted((a, b) => a.gross_retention! - b.gross_retention!)[0]!;
    return {...own, text: `${of}, ${segmentText(low)} keeps least: ${percent(low.gross_retention)}${withLimits(low.gross_retention_low, low.gross_retention_high)}`};
  }
  const over = firm.filter((row) => row.net_retention_low !== null && row.net_retention_low > 1).toSorted((a, b) => b.net_retention_low! - a.net_retention_low!);
  const under = firm.filter((row) => row.net_retention_high !== null && row.net_retention_high < 1).toSorted((a, b) => a.net_retention_high! - b.net_retention_high!);
  const all = over.length === firm.length ? [over, "over"] as const : under.length === firm.length ? [under, "under"] as const : null;
  if (all && firm.length > 1) return {...own, text: `${firm.length === 2 ? "Both" : `All **${number(firm.length)}**`} segments of ${label} with ${number(limits.firm)} or more customers lie clearly ${all[1]} 100\u202f% (${named(all[0])})`};
  const lying = (side: readonly RevenueRetentionRow[], words: string) => (side.length === 0 ? [] : [`**${number(side.length)}** ${side.length === 1 ? "lies" : "lie"} clearly ${words} 100\u202f% (${named(side)})`]);
  const parts = [...lying(over, "over"), ...lying(under, "under")];
  return {...own, text: parts.length > 0 ? `${of}, ${listed(parts)}` : `${of}, none lies clearly over or under 100\u202f%`};
}

function named(rows: readonly RevenueRetentionRow[]): string {
  return listedFirst(rows.map((row) => `${name(row.segment)} ${percent(row.net_retention)}`), rows.length > 4 ? 3 : 4);
}

/** Which segments' NRR rests on their largest account; about single accounts, so never in the board edition. */
function concentration(latest: readonly RevenueRetentionRow[], limits: Limits): Finding {
  const own = {page, figure: "concentration", scope: "default", part: `${page}/concentration`};
  const rows = latest.filter((row) => row.base_account_count >= limits.few && row.net_retention !== null && row.net_retention_without_largest !== null);
  const flagged = rows.filter((row) => row.is_concentrated).toSorted((a, b) => Math.abs(shift(b)) - Math.abs(shift(a)));
  const all = latest.find((row) => row.dimension === "all");
  const whole = !all || all.net_retention === null || all.net_retention_without_largest === null ? "" : `Without the largest account NRR is **${percent(all.net_retention_without_largest, 1)}** instead of ${percent(all.net_retention, 1)}`;
  const first = flagged.find((row) => row.dimension !== "all");
  const segments = rows.filter((row) => row.dimension !== "all");
  const shifted = !first ? "no segment’s NRR differs by over 5 points without its largest account"
    : `in **${number(flagged.filter((row) => row.dimension !== "all").length)}** of ${plural(segments.length, "segment")} NRR differs by over 5 points without its largest account, most in ${segmentText(first)} (${points(shift(first))})`;
  const text = [...(whole ? [whole] : []), ...(segments.length > 0 ? [shifted] : [])].join("; ");
  return {...own, text};
}

function shift(row: RevenueRetentionRow): number {
  return row.net_retention_without_largest! - row.net_retention!;
}

function largestSentence(largest: readonly LargestMrrMovementRow[], year: MrrMovementYearRow, currency: string): Finding[] {
  const biggest = (movement: LargestMrrMovementRow["movement"]) => largest.filter((row) => row.movement === movement).toSorted((a, b) => b.amount - a.amount);
  const share = (movement: "expansion" | "churn", total: number) => {
    const rows = biggest(movement);
    const [one, many] = movement === "churn" ? ["loss", "losses"] : ["expansion", "expansions"];
    const of = `of ${money(total, {currency})} ${movement}`;
    if (total <= 0 || rows.length === 0) return [];
    if (rows.length <= 3) return [rows.length === 1 ? `one ${one} makes up all ${of}` : `${number(rows.length)} ${many} make up all ${of}`];
    return [`the three largest ${many} are **${percent(rows.slice(0, 3).reduce((sum, row) => sum + row.amount, 0) / total)}** ${of}`];
  };
  const parts = [...share("expansion", year.expansion_mrr), ...share("churn", year.churn_mrr)];
  return parts.length === 0 ? [] : [{page, figure: "largest", scope: "default", part: `${page}/largest`, text: `Of the last twelve months ${listed(parts)}`}];
}

function cannotSay(latest: readonly RevenueRetentionRow[], year: MrrMovementYearRow, isWithheld: boolean, limits: Limits): Finding[] {
  const few = latest.filter((row) => isSegment(row) && row.base_account_count > 0 && row.base_account_count < limits.firm).length;
  const total = latest.filter((row) => isSegment(row) && row.base_account_count > 0).length;
  const all = latest.find((row) => row.dimension === "all");
  const sentences: (Pick<Finding, "text" | "least"> | null)[] = [
    few > 0 ? {text: `${number(few)} of ${plural(total, "segment")} had under ${number(limits.firm)} customers a year ago, so their intervals are a sketch.`} : null,
    year.new_count > 0 && all ? {text: `${isWithheld ? "GRR looks" : "NRR and GRR look"} at the ${plural(all.base_account_count, "customer")} of twelve months ago: the ${plural(year.new_count, "new one")} since ${year.new_count === 1 ? "is" : "are"} in the movements alone.`, least: leastOf(all.base_account_count, year.new_count)} : null,
    {text: "A movement is the difference between two month ends: what rose and fell within a month, and why, is not in the export."}
  ];
  return sentences.filter((said) => said !== null).map((said): Finding => ({page, figure: "cannot-say", scope: "default", ...said}));
}
