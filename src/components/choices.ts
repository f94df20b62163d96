import type {Choice} from "./controls.js";

/** Words of the pages for values of the tables (PAGES.md); a value without one is shown as it is. */
const WORDS: Readonly<Record<string, string>> = {
  all: "All", unknown: "Unknown", last_4_quarters: "Last 4 quarters", last_8_quarters: "Last 8 quarters",
  new_business: "New business", expansion: "Expansion", renewal: "Renewal",
  in_sample: "Created before it took effect", out_of_time: "Created since it took effect", judged: "Old enough to judge", own_reign: "While it was current", inbound: "Inbound",
  won: "Won", lost: "Lost", no_decision: "No decision", disqualified: "Disqualified by the seller", open: "Open",
  industry: "Industry", employees: "Employees", annual_revenue: "Revenue", revenue: "Revenue", country: "Country", region: "Region", ownership: "Ownership", funding_stage: "Funding stage",
  business_model: "Business model", crm: "CRM"
};

/** The page's word for a value of a table: `last_4_quarters` is Last 4 quarters, `size_band` is Size band. */
export function word(value: string): string {
  return WORDS[value] ?? (/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(value) ? `${value[0]!.toUpperCase()}${value.slice(1).replaceAll("_", " ")}` : value);
}

/** The distinct values of a column as choices, in the order in which they first stand. */
export function choicesOf<T>(rows: readonly T[], key: keyof T & string): Choice[] {
  return [...new Set(rows.map((row) => String(row[key])))].map((value) => ({value, label: word(value)}));
}
