import type {Given} from "../../support/runModel.ts";

/** So many equal deals: their outcome, and the cells that matter; the rest is as below. */
export interface Group {
  readonly n: number;
  readonly outcome: "won" | "lost" | "no_decision" | "disqualified" | "open";
  readonly cells?: Readonly<Record<string, string | number>>;
}

/** The raw deals of some groups, with each named column of theirs as a dimension of its own. */
export function dealsOf(groups: readonly Group[], dimensions: readonly string[] = [], more: Given = {}): Given {
  const names = [...new Set(groups.flatMap(({cells = {}}) => Object.keys(cells)))];
  const rows = groups.flatMap(({n, outcome, cells = {}}) => Array.from({length: n}, () => [outcome, ...names.map((name) => cells[name] ?? "")].join(" | ")));
  return {
    raw_opportunities: [["source", "opportunity_id", "stage", ...names].join(" | "), ...rows.map((row, i) => `crm | ${i} | ${row}`)].join("\n"),
    config_outcomes: "value | outcome\nwon | won\nlost | lost\nno_decision | no_decision\ndisqualified | disqualified\nopen | open",
    config_deal_types: "value | deal_type\nnew | new_business\nexpansion | expansion\nrenewal | renewal",
    config_dimensions: ["dimension | dimension_order | column_name | kind", ...dimensions.map((name, i) => `${name} | ${i + 1} | ${name} | value`)].join("\n"),
    opportunity_value_columns: `[${dimensions.join(", ")}]`,
    ...more
  };
}
