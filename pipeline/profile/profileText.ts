import {dataTo} from "../ingest/dataDate.ts";
import {number, percent, plural, points, day} from "../findings/format.ts";
import {printable} from "../problems.ts";
import type {Profile} from "./profile.ts";

/** Near-duplicates, orphans and the like that are listed; the rest are counted. */
const LISTED = 12;

/** The profile as text for a terminal: what there is, then what is odd, each with the line of fitproof.yaml that would mend it. */
export function profileText(name: string, asOf: string, profile: Profile): string {
  const sections = [
    rowsSection(profile), coverageSection(profile), nearDuplicatesSection(profile), orphansSection(profile), datesSection(profile),
    currenciesSection(profile), calendarSection(profile), cellsSection(profile)
  ];
  const files = profile.reconciliation;
  const total = files.reduce((sum, {rows_read}) => sum + rows_read, 0);
  return [`${name}: ${plural(total, "row")} in ${plural(files.length, "file")}, ${dataTo(asOf)}`, ...sections.filter((section) => section !== "")].join("\n\n");
}

function rowsSection({reconciliation, excluded_rows}: Profile): string {
  const rows = reconciliation.map((row) => [
    row.export, printable(row.file, 60), number(row.rows_read), number(row.used_count), number(row.duplicate_count), number(row.rejected_count), number(row.excluded_count), row.latest_date ?? ""
  ]);
  const reasons = excluded_rows.slice(0, LISTED).map((row) => `  ${plural(row.row_count, "row")} of ${printable(row.file, 60)} ${row.kind}: ${printable(row.reason)}`);
  return [table(["export", "file", "read", "used", "duplicate", "rejected", "excluded", "latest date"], rows, 2), ...reasons].join("\n");
}

function coverageSection({field_coverage}: Profile): string {
  if (field_coverage.length === 0) return "";
  const mapped = field_coverage.filter(({is_mapped}) => is_mapped);
  const rows = mapped.map((row) => [
    row.export, row.column, printable(row.header ?? "", 30), percent(row.fill_rate), ...[row.won_fill_rate, row.lost_fill_rate, row.open_fill_rate].map((rate) => (rate === null ? "" : percent(rate)))
  ]);
  const unused = field_coverage.filter(({is_mapped}) => !is_mapped);
  const unmapped = [...new Set(unused.map((row) => row.export))].map((name) => {
    const headers = unused.filter((row) => row.export === name).map(({header}) => printable(header ?? "", 30));
    return `  ${name}: not used: ${headers.slice(0, 15).join(", ")}${headers.length > 15 ? ` and ${headers.length - 15} more` : ""}`;
  });
  return ["Filled, of all rows and of the deals that were won, lost and are open", table(["export", "column", "header", "rows", "won", "lost", "open"], rows, 3), ...unmapped].join("\n");
}

function nearDuplicatesSection({near_duplicate_values}: Profile): string {
  const odd = near_duplicate_values.filter(({kind}) => kind !== "case");
  return listing("Values that may be one", odd.map((row) => [
    `${row.export}.${row.column}: ${quoted(row.value)} (${number(row.row_count)}) is nearly ${row.suggestion_count > 0 ? `${quoted(row.suggestion)} (${number(row.suggestion_count)})` : `the word ${quoted(row.suggestion)}`}`,
    row.yaml ?? ""
  ]));
}

function orphansSection({orphans, field_coverage}: Profile): string {
  return listing("Rows without a place", orphans.filter(({orphan_rate}) => (orphan_rate ?? 0) > 0).map((row) => {
    const found = [
      ...(row.blank_count > 0 ? [`${number(row.blank_count)} name none`] : []),
      ...(row.not_found_count > 0 ? [`${number(row.not_found_count)} name one that no export has, such as ${printable(row.first_references ?? "", 80)}`] : [])
    ];
    const share = field_coverage.find((field) => field.export === row.export && /^account_(id|name)$/.test(field.column));
    const outcomes = row.export === "opportunities" && share !== undefined && share.won_fill_rate !== null && share.lost_fill_rate !== null
      && Math.abs(share.won_fill_rate - share.lost_fill_rate) >= 0.05
      ? ` (named on ${percent(share.won_fill_rate)} of won and ${percent(share.lost_fill_rate)} of lost deals)` : "";
    return [`${row.export} without ${row.referred}: ${percent(row.orphan_rate)} of ${plural(row.row_count, "row")}: ${found.join("; ")}${outcomes}`,
      row.not_found_count > 0 && row.referred === "accounts" ? `exports.${row.export}.columns: {account_id: …, account_name: …, account_domain: …}, or account_links` : ""];
  }));
}

function datesSection({date_problems, date_oddities}: Profile): string {
  return listing("Dates that cannot be, or look wrong", [
    ...date_problems.map((row) => [`${plural(row.deal_count, "deal")} (${row.outcome.replace("_", " ")}): ${row.kind}, such as ${printable(row.first_ids ?? "", 60)}`, ""]),
    ...date_oddities.map((row) => [
      `${row.export}.${row.column_name}: ${plural(row.row_count, "row")}${row.kind === "many on one day" ? ` (${percent(row.row_rate)})` : ""} ${row.kind}: ${day(row.day)}`, remedy(row.export, row.column_name, row.kind)
    ])
  ]);
}

function remedy(entity: string, column: string, kind: string): string {
  if (kind === "many on one day") return `An import has one day for all: map the day on which they really began under exports.${entity}.columns.${column}`;
  return kind === "after the data date" ? "as_of: a later day, if the export is newer" : `exports.${entity}.nulls: [the date as the file has it], if it stands for none`;
}

function currenciesSection({currencies}: Profile): string {
  const several = currencies.filter(({export: name}) => new Set(currencies.filter((row) => row.export === name && row.currency !== null).map(({currency}) => currency)).size > 1);
  return listing("Currencies", several.map((row) => [
    `${row.export}: ${row.currency ?? "none named"} on ${plural(row.row_count, "row")}${row.exchange_rate === null ? "" : `, at ${row.exchange_rate}`}`, row.exchange_rate === null ? "exchange_rates: rates.csv" : ""
  ]));
}

function calendarSection({closing_months}: Profile): string {
  const end = closing_months.find(({month_of_quarter}) => month_of_quarter === 3);
  if (!end || end.quarter_end_difference === null || Math.abs(end.quarter_end_difference) < 0.1 || (end.quarter_end_p_value ?? 1) > 0.01) return "";
  return `The calendar\n  In the last month of a quarter ${percent(end.win_rate)} of ${number(end.decided_count)} decided deals are won, ${points(end.quarter_end_difference)} points against the other months: compare quarters, never months.`;
}

/** By kind, where there are more than are listed one by one below. */
function cellsSection({data_problems}: Profile): string {
  const cells = data_problems.filter(({kind}) => kind === "problem");
  if (cells.reduce((sum, {problem_count}) => sum + (problem_count ?? 0), 0) <= 20) return "";
  return listing("Cells and rows that cannot be read, by kind", cells.map((row) => [
    `${printable(row.file, 60)}${row.first_line === null ? "" : `:${row.first_line}`}: ${[row.column_name, row.message, row.first_value].filter((part) => part !== null).map((part) => printable(part, 100)).join(": ")}${
      (row.problem_count ?? 1) > 1 ? ` (${number(row.problem_count)} of this kind)` : ""}`,
    row.fix ?? ""
  ]));
}

function listing(title: string, items: readonly (readonly string[])[]): string {
  if (items.length === 0) return "";
  const lines = items.slice(0, LISTED).flatMap(([what, yaml]) => [`  ${what}`, ...(yaml ? [`    ${yaml}`] : [])]);
  return [title, ...lines, ...(items.length > LISTED ? [`  … and ${items.length - LISTED} more`] : [])].join("\n");
}

function quoted(text: string): string {
  return `'${printable(text, 60)}'`;
}

/** @param texts how many columns are text, on the left; the others are figures, on the right */
function table(head: readonly string[], rows: readonly (readonly string[])[], texts: number): string {
  const widths = head.map((title, j) => Math.max(title.length, ...rows.map((row) => row[j]!.length)));
  const line = (cells: readonly string[]) => `  ${cells.map((cell, j) => (j < texts ? cell.padEnd(widths[j]!) : cell.padStart(widths[j]!))).join("  ")}`.trimEnd();
  return [line(head), ...rows.map(line)].join("\n");
}
