import {beforeEach, afterEach, describe, expect, it} from "vitest";
import type {Cell} from "../../pipeline/cells.ts";
import {openDatabase, type Database} from "../../pipeline/database.ts";
import {createEmptyRawTables, type ConfigColumn} from "../../pipeline/ingest/tables.ts";
import {ProblemsError} from "../../pipeline/problems.ts";
import {EXPORTS, type Column, type ColumnType, type Entity} from "../../pipeline/schema/exports.ts";
import {configure, setAsOf, type ConfigureOptions} from "../../pipeline/workspace/configure.ts";
import {fitproof, icp, load} from "./support.ts";

let db: Database;
beforeEach(async () => (db = await openDatabase(":memory:")));
afterEach(() => db.close());

/** Columns as ingest finds them: `accounts.industry`, or `accounts.tier:text` for an attribute. */
function found(...names: string[]): ConfigColumn[] {
  return names.map((name) => {
    const [place, type] = name.split(":");
    const [entity, column_name] = place!.split(".") as [Entity, string];
    const canonical = (EXPORTS[entity] as Record<string, Column>)[column_name];
    return {entity, column_name, type: (type ?? canonical!.type) as ColumnType, is_present: true, is_attribute: !canonical, header: column_name.toUpperCase()};
  });
}

async function run(files: Readonly<Record<string, string | Uint8Array>>, columns: readonly ConfigColumn[], options: ConfigureOptions = {}) {
  const {workspace, icps, locate} = await load(files);
  return configure(db, workspace, icps, columns, {locate, ...options});
}

async function refusal(files: Readonly<Record<string, string | Uint8Array>>, columns: readonly ConfigColumn[]): Promise<string> {
  return run(files, columns).then(() => "", (cause: unknown) => {
    if (cause instanceof ProblemsError) return cause.message;
    throw cause;
  });
}

const rows = (sql: string): Promise<Cell[][]> => db.rows(sql).then((list) => list.map((row) => Object.values(row)));
const ACCOUNTS = "exports:\n  accounts: {files: [a.csv]}\n";
const DEALS = "exports:\n  opportunities: {files: [o.csv]}\n";

describe("settings", () => {
  it("are variables of their type and rows of text", async () => {
    await run(fitproof(`as_of: 2025-06-30\ncurrency: EUR\nfiscal_year_start_month: 4\nunit: ultimate_parent\nthresholds: {q: 0.05, min_decided: 5}\n${ACCOUNTS}`), []);
    const names = ["as_of", "currency", "fiscal_year_start_month", "unit", "q", "min_decided", "max_problem_rate", "end_is_inclusive", "gap_days", "has_accounts", "has_contacts"];
    const values = await Promise.all(names.map(async (name) => (await rows(`select typeof(getvariable('${name}')), getvariable('${name}')`))[0]));
    expect(values).toEqual([
      ["DATE", "2025-06-30"], ["VARCHAR", "EUR"], ["INTEGER", 4], ["VARCHAR", "ultimate_parent"], ["DOUBLE", 0.05], ["INTEGER", 5], ["DOUBLE", 0.01],
      ["BOOLEAN", false], ["INTEGER", 0], ["BOOLEAN", true], ["BOOLEAN", false]
    ]);
    expect(await rows("select value from config_settings where key in ('as_of', 'q', 'has_accounts') order by key")).toEqual([["2025-06-30"], ["true"], ["0.05"]]);
  });

  it("leave the data date to the run where the workspace does not state it", async () => {
    await run(fitproof(ACCOUNTS), []);
    expect(await rows("select getvariable('as_of')")).toEqual([[null]]);
    await setAsOf(db, "2024-02-29");
    await setAsOf(db, "2024-03-01");
    expect(await rows("select typeof(getvariable('as_of')), getvariable('as_of')")).toEqual([["DATE", "2024-03-01"]]);
    expect(await rows("select value from config_settings where key = 'as_of'")).toEqual([["2024-03-01"]]);
  });

  it.each([
    ["subscriptions where they are exported", "exports: {invoices: {files: [i.csv]}, subscriptions: {files: [s.csv], gap_days: 30, end_is_inclusive: true}}", ["subscriptions", 30, true]],
    ["invoices where they are all there is", "exports: {invoices: {files: [i.csv]}}", ["invoices", 0, false]],
    ["what the workspace says", "exports: {opportunities: {files: [o.csv]}}\nmrr_from: won_deals", ["won_deals", 0, false]]
  ])("take revenue from %s", async (_rule, lines, expected) => {
    await run(fitproof(lines), []);
    expect(await rows("select getvariable('mrr_from'), getvariable('gap_days'), getvariable('end_is_inclusive')")).toEqual([expected]);
  });

  it("have a hash of the thresholds that changes with them alone", async () => {
    const hashes: Cell[][][] = [];
    for (const lines of ["", "currency: EUR\nthresholds: {lift: 1.3}", "thresholds: {lift: 1.4}"]) {
      await run(fitproof(ACCOUNTS + lines), []);
      hashes.push(await rows("select value from config_settings where key = 'thresholds_sha256'"));
    }
    expect(hashes[1]).toEqual(hashes[0]);
    expect(hashes[2]).not.toEqual(hashes[0]);
  });
});

describe("columns", () => {
  it("list what was found and every canonical column that was not", async () => {
    await run(fitproof(ACCOUNTS), found("accounts.industry", "accounts.founded:number"));
    expect(await rows("select * from config_columns where entity = 'accounts' and (is_present or column_name = 'country') order by column_name")).toEqual([
      ["accounts", "country", "text", false, false, null],
      ["accounts", "founded", "number", true, true, "FOUNDED"],
      ["accounts", "industry", "text", true, false, "INDUSTRY"]
    ]);
    const canonical = Object.values(EXPORTS).reduce((count, columns) => count + Object.keys(columns).length, 0);
    expect(await rows("select count(*) from config_columns")).toEqual([[canonical + 1]]);
  });

  it("used by a dimension, a criterion or a scope are named by entity", async () => {
    const columns = found("accounts.industry", "accounts.country", "accounts.name", "accounts.employees", "opportunities.product", "opportunities.owner",
      "opportunities.industry:text", "subscriptions.plan");
    await run(icp("applies_to: {product: [Core]}\ndisqualifiers: [{id: d, column: employees, below: 5}]",
      {"fitproof.yaml": "name: x\nexports: {accounts: {files: [a]}, opportunities: {files: [b]}, subscriptions: {files: [c]}}\nsegments: {plan: {column: plan}}"}), columns);
    expect(await rows("select getvariable('account_value_columns'), getvariable('opportunity_value_columns'), getvariable('subscription_value_columns')"))
      .toEqual([[["employees", "industry"], ["industry", "product"], ["plan"]]]);
  });

  it("are no deal's where a deal's column of that name says something else of it: its title is no company's name", async () => {
    const version = (...columns: readonly string[]) => icp(`disqualifiers: [${columns.map((column) => `{id: ${column}, column: ${column}, in: [x]}`).join(", ")}]`);
    await run(version("name", "owner"), found("accounts.industry", "accounts.name", "opportunities.name", "opportunities.owner"));
    expect(await rows("select getvariable('account_value_columns'), getvariable('opportunity_value_columns')")).toEqual([[["industry", "name"], ["owner"]]]);
    await run(version("name"), found("accounts.industry", "opportunities.name"));
    expect(await rows("select getvariable('account_value_columns'), getvariable('opportunity_value_columns')")).toEqual([[["industry"], ["name"]]]);
  });
});

describe("dimensions", () => {
  it("are by default the firmographic columns that are there, in their order", async () => {
    await run(fitproof(ACCOUNTS), found("accounts.country", "accounts.employees", "accounts.industry", "accounts.name"));
    expect(await rows("select dimension, dimension_order, column_name, kind from config_dimensions")).toEqual([
      ["industry", 1, "industry", "value"], ["employees", 2, "employees", "bands"], ["country", 3, "country", "value"]
    ]);
  });

  it("keep the values of a default column that came already banded", async () => {
    await run(fitproof(DEALS), found("opportunities.employees:text"));
    expect(await rows("select dimension, kind from config_dimensions")).toEqual([["employees", "value"]]);
    expect(await rows("select count(*) from config_bands")).toEqual([[0]]);
  });

  it("are otherwise those of segments, in their order and kind", async () => {
    const warnings = await run(fitproof(`${ACCOUNTS}segments:
  region: {column: country, groups: {North America: [United States, " CANADA "], Europe: [France]}, other: Rest of world}
  land: {column: country, groups: {A: [France]}}
  crm: {column: technologies, has: " Salesforce"}
  size: {column: ownership, order: [Small, LARGE]}
  industry: {column: industry}`), found("accounts.country", "accounts.technologies", "accounts.ownership", "accounts.industry"));
    expect(warnings).toEqual([]);
    expect(await rows("select * from config_dimensions")).toEqual([
      ["region", 1, "country", "groups", "Rest of world", null],
      ["land", 2, "country", "groups", "Other", null],
      ["crm", 3, "technologies", "has", null, "salesforce"],
      ["size", 4, "ownership", "order", null, null],
      ["industry", 5, "industry", "value", null, null]
    ]);
    expect(await rows("select * from config_groups")).toEqual([
      ["region", "united states", "North America", 1], ["region", "canada", "North America", 1], ["region", "france", "Europe", 2], ["land", "france", "A", 1]
    ]);
    expect(await rows("select * from config_order")).toEqual([["size", "small", 1], ["size", "large", 2]]);
  });

  it("without their column are left out with a warning that names the line", async () => {
    const warnings = await run(fitproof(`${ACCOUNTS}segments:\n  industry: {column: industry}\n  region: {column: country}`), found("accounts.industry"));
    expect(await rows("select dimension from config_dimensions")).toEqual([["industry"]]);
    expect(warnings).toEqual([{
      file: "fitproof.yaml", line: 6, column: "segments.region.column", message: "no export has this column, so the dimension is left out", value: "country",
      fix: "Map it under exports.accounts.columns, or remove segments.region."
    }]);
  });

  it("fold values as the database does, not as JavaScript does", async () => {
    await run(fitproof(`${ACCOUNTS}segments:\n  land: {column: country, order: [ΣΟΦΟΣ, İzmir]}`), found("accounts.country"));
    expect(await rows("select value = lower(trim(v)) from config_order positional join (values ('ΣΟΦΟΣ'), ('İzmir')) as given(v)")).toEqual([[true], [true]]);
  });
});

describe("bands", () => {
  it.each<[rule: string, definition: string, column: string, labels: string[]]>([
    ["of things that are counted name both whole ends", "{column: employees, bands: [50, 200, 1000]}", "accounts.employees", ["<50", "50–199", "200–999", "1,000+"]],
    ["of one number name it once", "{column: employees, bands: [1, 2, 11]}", "accounts.employees", ["<1", "1", "2–10", "11+"]],
    ["of counted things stay whole above a million", "{column: employees, bands: [1000000, 2000000]}", "accounts.employees", ["<1,000,000", "1,000,000–1,999,999", "2,000,000+"]],
    ["of money are half open", "{column: annual_revenue, bands: [1e6, 1e7, 1e9]}", "accounts.annual_revenue", ["<1M", "1M–<10M", "10M–<1B", "1B+"]],
    ["of little money too", "{column: annual_revenue, bands: [50000, 2500000]}", "accounts.annual_revenue", ["<50K", "50K–<2.5M", "2.5M+"]],
    ["of years have no thousands separator", "{column: founded_year, bands: [1990, 2000]}", "accounts.founded_year", ["<1990", "1990–1999", "2000+"]],
    ["of an attribute with whole limits are counted", "{column: seats, bands: [10, 100]}", "accounts.seats:number", ["<10", "10–99", "100+"]],
    ["of an attribute with millions are measured", "{column: arr_now, bands: [1e6]}", "accounts.arr_now:number", ["<1M", "1M+"]],
    ["with fractions are half open", "{column: score, bands: [0.5, 1.25]}", "accounts.score:number", ["<0.5", "0.5–<1.25", "1.25+"]],
    ["below zero are half open", "{column: growth, bands: [-10, 0]}", "accounts.growth:number", ["<-10", "-10–<0", "0+"]],
    ["have the names that the workspace gives", "{column: employees, bands: [50], labels: [Small, Not small]}", "accounts.employees", ["Small", "Not small"]]
  ])("%s", async (_rule, definition, column, labels) => {
    const attribute = column.includes(":") ? `, attributes: {${column.split(/[.:]/)[1]}: H}` : "";
    await run(fitproof(`exports:\n  accounts: {files: [a.csv]${attribute}}\nsegments: {x: ${definition}}`), found(column));
    expect((await rows("select label from config_bands order by segment_order")).flat()).toEqual(labels);
  });

  it("reach from minus to plus infinity without a gap", async () => {
    await run(fitproof(`${ACCOUNTS}segments: {x: {column: employees, bands: [50, 200]}}`), found("accounts.employees"));
    expect(await rows("select low, high, segment_order from config_bands")).toEqual([[-Infinity, 50, 1], [50, 200, 2], [200, Infinity, 3]]);
  });

  it("of an attribute that was read as text are a problem with its line", async () => {
    const files = fitproof("exports:\n  accounts: {files: [a.csv], attributes: {seats: S}}\nsegments:\n  x: {column: seats, bands: [5]}");
    expect(await refusal(files, found("accounts.seats:text")))
      .toBe("fitproof.yaml:5: segments.x.bands: bands need a column of numbers, and this one was read as text: seats\n"
        + "  Mend the cells that are no numbers (values, nulls), or use order or groups.");
  });

  it("of an attribute without a single value are no problem", async () => {
    await createEmptyRawTables(db);
    await db.exec("alter table raw_accounts add column seats varchar");
    await run(fitproof("exports:\n  accounts: {files: [a.csv], attributes: {seats: S}}\nsegments:\n  x: {column: seats, bands: [5]}"), found("accounts.seats:boolean"));
    expect(await rows("select kind from config_dimensions")).toEqual([["bands"]]);
  });
});

describe("the vocabulary of deals", () => {
  const files = fitproof(`exports:
  opportunities:
    - {source: a, files: [a.csv], outcomes: {won: [" Closed Won "], open: [Demo]}, loss_reasons: {no_decision: [Silence]}, deal_types: {renewal: [Renewal]}, inbound: [Web]}
    - {source: b, files: [b.csv], outcomes: {won: [Gewonnen], lost: [Verloren]}, loss_reasons: {disqualified: [Too small]}, deal_types: {expansion: [Upsell]}, inbound: [Web, Referral]}`);

  it("is that of all sources, folded", async () => {
    await run(files, []);
    expect(await rows("from config_outcomes order by value")).toEqual([["closed won", "won"], ["demo", "open"], ["gewonnen", "won"], ["verloren", "lost"]]);
    expect(await rows("from config_loss_reasons order by value")).toEqual([["silence", "no_decision"], ["too small", "disqualified"]]);
    expect(await rows("from config_deal_types order by value")).toEqual([["renewal", "renewal"], ["upsell", "expansion"]]);
    expect(await rows("from config_inbound order by value")).toEqual([["referral"], ["web"]]);
  });

  it("takes from a preset what the workspace says nothing about", async () => {
    await run(files, [], {presets: [{outcomes: {won: ["Demo", "Closed Won"], lost: ["Closed Lost"]}, deal_types: {renewal: ["Upsell"], new_business: ["New"]}, inbound: ["Chat"]}]});
    expect(await rows("from config_outcomes order by value"))
      .toEqual([["closed lost", "lost"], ["closed won", "won"], ["demo", "open"], ["gewonnen", "won"], ["verloren", "lost"]]);
    expect(await rows("from config_deal_types order by value")).toEqual([["new", "new_business"], ["renewal", "renewal"], ["upsell", "expansion"]]);
    expect(await rows("from config_inbound order by value")).toEqual([["chat"], ["referral"], ["web"]]);
  });

  it("is empty but typed without deals", async () => {
    await run(fitproof(ACCOUNTS), []);
    expect(await rows("select column_name, data_type from duckdb_columns() where table_name = 'config_outcomes'")).toEqual([["value", "VARCHAR"], ["outcome", "VARCHAR"]]);
  });
});

describe("versions of an ICP", () => {
  it("are rows with their cuts as decimals and their scopes folded", async () => {
    await run(icp(`version: "2026-01"
icp: enterprise
applies_to: {product: [Platform, " Suite "], owner: [Ann]}
written_on: 2025-12-15
effective_from: 2026-01-01
statement: Banks.
owner: RevOps
approved_by: CRO
unknown: ignore
tiers: {1: 0.7, 2: 0.1}`, {"fitproof.yaml": `name: x\n${DEALS}`}), found("opportunities.product", "opportunities.owner"));
    expect(await db.rows("from icp_versions")).toEqual([{
      icp: "enterprise", version: "2026-01", status: "approved", written_on: "2025-12-15", effective_from: "2026-01-01", effective_to: null, statement: "Banks.",
      owner: "RevOps", approved_by: "CRO", unknown_policy: "ignore", tier_1_cut: 0.7, tier_2_cut: 0.1, version_order: 1, file: "icp/a.yaml",
      applies_to: '{"product":["Platform","Suite"],"owner":["Ann"]}', sha256: expect.stringMatching(/^[0-9a-f]{64}$/)
    }]);
    expect(await rows("select typeof(tier_1_cut) from icp_versions")).toEqual([["DECIMAL(9,6)"]]);
    expect(await rows("from icp_scopes")).toEqual([["enterprise", "2026-01", "product", "platform"], ["enterprise", "2026-01", "product", "suite"], ["enterprise", "2026-01", "owner", "ann"]]);
  });

  it("may not apply to a column that the deals lack", async () => {
    expect(await refusal(icp("applies_to: {product: [x]}", {"fitproof.yaml": `name: x\n${DEALS}`}), found("opportunities.owner")))
      .toBe("icp/a.yaml:1: applies_to.product: the deals have no such column: product\n  Map it under exports.opportunities.columns, or remove it from applies_to.");
  });

  it("have tables of their own types even where there is no version", async () => {
    await run(fitproof(ACCOUNTS), []);
    expect(await rows("select table_name, count(*) from duckdb_columns() where table_name like 'icp_%' group by all order by all")).toEqual([["icp_criteria", 19], ["icp_documents", 6], ["icp_scopes", 4], ["icp_versions", 16]]);
  });
});

describe("a criterion", () => {
  it.each<[rule: string, column: string, predicate: string, row: Record<string, Cell>]>([
    ["in", "industry", 'in: [SaaS, " FinTech "]', {predicate: "in", value_list: ["saas", "fintech"], label: "industry is SaaS or FinTech"}],
    ["in values that would read as two", "industry", 'in: ["Banking, Finance", Arts or Music, Oil and Gas]', {predicate: "in", value_list: ["banking, finance", "arts or music", "oil and gas"], label: "industry is ‘Banking, Finance’, ‘Arts or Music’ or Oil and Gas"}],
    ["not_in", "industry", "not_in: [Retail]", {predicate: "not_in", value_list: ["retail"], label: "industry is not Retail"}],
    ["between", "employees", "between: [50, 1500]", {predicate: "between", low: 50, high: 1500, label: "employees between 50 and 1,500"}],
    ["at_least", "annual_revenue", "at_least: 1e6", {predicate: "at_least", low: 1e6, high: null, label: "annual revenue at least 1,000,000"}],
    ["at_most", "employees", "at_most: 0.5", {predicate: "at_most", low: null, high: 0.5, label: "employees at most 0.5"}],
    ["above", "founded_year", "above: 1999", {predicate: "above", low: 1999, high: null, label: "founded year above 1999"}],
    ["below", "employees", "below: 20", {predicate: "below", low: null, high: 20, label: "employees below 20"}],
    ["between dates", "created_on", "between: [1970-01-01, 1970-01-31]", {predicate: "between", low: 0, high: 30, label: "created on between 1970-01-01 and 1970-01-31"}],
    ["at_least a date", "created_on", "at_least: 2024-02-29", {predicate: "at_least", low: 19782, label: "created on at least 2024-02-29"}],
    ["has_any", "technologies", "has_any: [Salesforce]", {predicate: "has_any", value_list: ["salesforce"], label: "technologies include Salesforce"}],
    ["has_all", "technologies", "has_all: [A, B, C]", {predicate: "has_all", value_list: ["a", "b", "c"], label: "technologies include A, B and C"}],
    ["has_none", "technologies", "has_none: [A, B]", {predicate: "has_none", value_list: ["a", "b"], label: "technologies do not include A or B"}],
    ["is true", "is_customer", "is: true", {predicate: "is", is_true: true, label: "is customer: yes"}],
    ["is false", "is_customer", "is: false", {predicate: "is", is_true: false, label: "is customer: no"}],
    ["matches", "name", 'matches: "(?i)^acme"', {predicate: "matches", pattern: "(?i)^acme", label: "name matches (?i)^acme"}]
  ])("with %s is a row of data, never of SQL", async (_rule, column, predicate, row) => {
    await run(icp(`criteria: [{id: a, column: ${column}, ${predicate}}]`), found(`accounts.${column}`));
    expect(await db.rows("select predicate, value_list, low, high, pattern, is_true, label from icp_criteria"))
      .toEqual([{value_list: null, low: null, high: null, pattern: null, is_true: null, ...row}]);
  });

  it("keeps its order, weight, kind and reasons; a disqualifier has no weight", async () => {
    await run(icp(`criteria:
  - {id: b, kind: technographic, column: technologies, has_any: [x], weight: 2.5, required: true, allow_leak: known before, rationale: why}
  - {id: a, column: industry, in: [x]}
disqualifiers:
  - {id: d, column: country, in: [y], rationale: no}`), found("accounts.technologies", "accounts.industry", "accounts.country"));
    expect(await rows("select criterion, criterion_order, is_disqualifier, kind, weight, is_required, allow_leak, rationale from icp_criteria")).toEqual([
      ["b", 1, false, "technographic", 2.5, true, "known before", "why"],
      ["a", 2, false, "firmographic", 1, false, null, null],
      ["d", 3, true, null, null, false, null, "no"]
    ]);
    expect(await rows("select distinct typeof(weight) from icp_criteria")).toEqual([["DECIMAL(18,6)"]]);
  });

  it("is said with numbers as the locale writes them", async () => {
    await run(icp("criteria:\n  - {id: a, column: employees, between: [20, 5000]}", {"fitproof.yaml": "name: x\nlocale: de-DE\nexports: {accounts: {files: [a]}}"}), found("accounts.employees"));
    expect(await rows("select label from icp_criteria")).toEqual([["employees between 20 and 5.000"]]);
  });

  it("names the entity that has its column: accounts before deals; none where no export has it", async () => {
    await run(icp("criteria:\n  - {id: a, column: industry, in: [x]}\n  - {id: b, column: lead_source, in: [x]}\n  - {id: c, column: ownership, in: [x]}",
      {"fitproof.yaml": "name: x\nexports: {accounts: {files: [a]}, opportunities: {files: [b], attributes: {budget: B}}}"}),
    found("opportunities.industry:text", "accounts.industry", "opportunities.lead_source"));
    expect(await rows("select criterion, entity from icp_criteria")).toEqual([["a", "accounts"], ["b", "opportunities"], ["c", null]]);
  });

  it("that compares numbers on an attribute of text is a problem with its line", async () => {
    const files = icp("criteria:\n  - {id: a, column: seats, at_least: 5}", {"fitproof.yaml": "name: x\nexports: {accounts: {files: [a], attributes: {seats: S}}}"});
    expect(await refusal(files, found("accounts.seats:text")))
      .toMatch(/^icp\/a\.yaml:2: criteria\[0\]\.at_least: compares numbers, and the column is text: seats\n/);
    expect(await refusal(files, found("accounts.seats:number"))).toBe("");
  });

  it("whose pattern the database refuses is a problem with its line", async () => {
    expect(await refusal(icp('criteria:\n  - {id: a, column: name, matches: "\\\\p{L}{1000}"}'), found("accounts.name")))
      .toMatch(/^icp\/a\.yaml:2: criteria\[0\]\.matches: is refused by the database \(.*pattern too large.*\): \\p\{L\}\{1000\}\n/);
  });

  it("carries hostile text as text", async () => {
    const name = `x'); drop table icp_versions; --`;
    await run(icp(`criteria: [{id: a, column: industry, in: ["${name}"], rationale: "<script>"}]`), found("accounts.industry"));
    expect(await rows("select value_list, rationale from icp_criteria")).toEqual([[[name], "<script>"]]);
    expect(await rows("select count(*) from icp_versions")).toEqual([[1]]);
  });
});
