import {headerWords} from "./headerWords.ts";
import {VOCABULARY} from "./headings.ts";
import {columnsByWords, spokenHeaders} from "./spokenHeaders.ts";

/** Money is given once: the first of these that a table has. */
export const MONEY = [["mrr"], ["arr"], ["amount", "term_months"], ["unit_amount", "quantity", "interval", "interval_count"]];

/** The columns of what a subscription costs, as a price or as an amount for a term; none where a table has no such price. */
export function priceColumns(header: readonly string[]): Record<string, string> {
  const columns = withOneMoney(columnsByWords(spokenHeaders(header), Object.fromEntries(MONEY.slice(2).flat().map((name) => [name, VOCABULARY.subscriptions[name]!]))));
  return columns["unit_amount"] === undefined && columns["term_months"] === undefined ? {} : columns;
}

/** The columns without all but one measure of money. */
export function withOneMoney(found: Readonly<Record<string, string>>): Record<string, string> {
  const columns = {...found};
  // Without a term an amount is for nothing that is known, and a price beside it is.
  if (columns["amount"] !== undefined && columns["term_months"] === undefined && columns["unit_amount"] !== undefined) delete columns["amount"];
  // What recurs is the whole of a line: NetSuite's.
  if (/\brecurring amount$/.test(headerWords(columns["unit_amount"] ?? ""))) delete columns["quantity"];
  // An amount that is paid again and again is for all units, and for an interval.
  if (columns["amount"] !== undefined && columns["term_months"] === undefined && columns["interval"] !== undefined && columns["unit_amount"] === undefined) {
    columns["unit_amount"] = columns["amount"];
    delete columns["amount"];
    delete columns["quantity"];
  }
  const kept = MONEY.find(([first]) => columns[first!] !== undefined) ?? [];
  const others = MONEY.flat().filter((column) => !kept.includes(column));
  return Object.fromEntries(Object.entries(columns).filter(([column]) => !others.includes(column)));
}
