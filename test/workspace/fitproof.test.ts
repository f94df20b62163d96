import {describe, expect, it} from "vitest";
import {fitproof, load, MINIMAL, problemsOf} from "./support.ts";

const A = "exports:\n  accounts: {files: [a.csv]}\n";
const source = (keys: string): string => `exports:\n  accounts: {files: [a.csv], ${keys}}\n`;
const deals = (keys: string): string => `exports:\n  opportunities: {files: [a.csv], ${keys}}\n`;

describe("fitproof.yaml", () => {
  it.each<[rule: string, lines: string, problems: string[]]>([
    ["names an unknown key at the top", `${A}curency: USD`, ["fitproof.yaml:4: curency: unknown key"]],
    ["wants a currency code", `currency: usd\n${A}`,
      ["fitproof.yaml:2: currency: expected a currency code of three capitals: usd"]],
    ["wants dates that exist", `as_of: 2017-02-30\n${A}`, ["fitproof.yaml:2: as_of: expected a date (YYYY-MM-DD): 2017-02-30"]],
    ["wants dates as YYYY-MM-DD", `as_of: 31/12/2017\n${A}`,
      ["fitproof.yaml:2: as_of: expected a date (YYYY-MM-DD): 31/12/2017"]],
    ["takes no year for a date", `as_of: 2017\n${A}`, ["fitproof.yaml:2: as_of: expected a date (YYYY-MM-DD): 2017"]],
    ["wants a month of the year", `fiscal_year_start_month: 13\n${A}`,
      ["fitproof.yaml:2: fiscal_year_start_month: expected the number of a month: 13"]],
    ["wants a whole month", `fiscal_year_start_month: 1.5\n${A}`,
      ["fitproof.yaml:2: fiscal_year_start_month: expected the number of a month: 1.5"]],
    ["wants a unit that it knows", `unit: parent\n${A}`, ["fitproof.yaml:2: unit: expected account or ultimate_parent: parent"]],
    ["wants at least one entity", "exports: {}", ["fitproof.yaml:2: exports: names no entity: {}"]],
    ["wants a language tag", `locale: de_DE\n${A}`,
      ["fitproof.yaml:2: locale: is no language tag (BCP 47): de_DE"]],
    ["wants exports at all", "currency: USD", ["fitproof.yaml:1: exports: is missing"]],
    ["reads a key left blank as absent", "exports:", ["fitproof.yaml:2: exports: is missing"]],
    ["names a misspelt entity", "exports:\n  acounts: {files: [a.csv]}",
      ["fitproof.yaml:3: exports.acounts: unknown key"]],
    ["wants files of a source", "exports:\n  accounts: {preset: none}",
      ["fitproof.yaml:3: exports.accounts.files: is missing"]],
    ["wants at least one file", "exports:\n  accounts: {files: []}",
      ["fitproof.yaml:3: exports.accounts.files: expected at least 1 entry: []"]],
    ["wants a source to be a mapping", "exports:\n  accounts: accounts.csv",
      ["fitproof.yaml:3: exports.accounts: expected a source or a list of sources: accounts.csv"]],
    ["wants each source of a list to have its name", "exports:\n  accounts:\n    - {files: [a.csv], source: crm}\n    - {files: [b.csv]}",
      ["fitproof.yaml:5: exports.accounts[1].source: is missing"]],
    ["wants a mode that it knows", source("mode: delta"),
      ["fitproof.yaml:3: exports.accounts.mode: expected full or incremental: delta"]],
    ["names an unknown preset", source("preset: hubspott"),
      ["fitproof.yaml:3: exports.accounts.preset: unknown preset: hubspott"]],
    ["names a misspelt canonical column", source("columns: {industri: Sector}"),
      ["fitproof.yaml:3: exports.accounts.columns.industri: unknown key"]],
    ["wants a header or several, not an empty list", source("columns: {industry: []}"),
      ['fitproof.yaml:3: exports.accounts.columns.industry: expected at least 1 entry: []']],
    ["wants a header, not nothing", source("columns: {industry: }"),
      ["fitproof.yaml:3: exports.accounts.columns.industry: has no value"]],
    ["wants attributes to have SQL names", source("attributes: {Year Founded: Year}"),
      ["fitproof.yaml:3: exports.accounts.attributes.Year Founded: expected a name of lower-case letters, digits and _: Year"]],
    ["wants attributes apart from canonical columns", source("attributes: {industry: Sector}"),
      ["fitproof.yaml:3: exports.accounts.attributes.industry: is a canonical column: Sector"]],
    ["keeps names that the tables use", source("attributes: {row_key: Row}"),
      ["fitproof.yaml:3: exports.accounts.attributes.row_key: is a name that the tables use themselves: Row"]],
    ["names an unknown column of values", source("values: {sector: {a: b}}"),
      ['fitproof.yaml:3: exports.accounts.values.sector: unknown column: {"a":"b"}']],
    ["wants each value once, whatever its case", source("values: {industry: {Tech: a, tech: b}}"),
      ["fitproof.yaml:3: exports.accounts.values.industry.tech: is the same value as Tech: b"]],
    ["wants a scale to be a number", source('scale: {annual_revenue: "1,000,000"}'),
      ["fitproof.yaml:3: exports.accounts.scale.annual_revenue: expected a number: 1,000,000"]],
    ["refuses to scale by zero", source("scale: {annual_revenue: 0}"),
      ["fitproof.yaml:3: exports.accounts.scale.annual_revenue: expected a factor between a billionth and a trillion: 0"]],
    ["refuses to scale beyond any unit", source("scale: {annual_revenue: 1e30}"),
      ["fitproof.yaml:3: exports.accounts.scale.annual_revenue: expected a factor between a billionth and a trillion: 1e30"]],
    ["refuses to scale text", source("scale: {industry: 10}"),
      ["fitproof.yaml:3: exports.accounts.scale.industry: is no column of numbers: 10"]],
    ["wants a reason for each exclusion", source("exclude: [{column: name, matches: test}]"),
      ["fitproof.yaml:3: exports.accounts.exclude[0].reason: is missing"]],
    ["wants a predicate in each exclusion", source("exclude: [{column: name, reason: test}]"),
      ['fitproof.yaml:3: exports.accounts.exclude[0]: has no predicate: {"column":"name","reason":"test"}']],
    ["wants one predicate only", source("exclude: [{column: name, in: [a], not_in: [b], reason: test}]"),
      ['fitproof.yaml:3: exports.accounts.exclude[0]: has 2 predicates (in, not_in): {"column":"name","in":["a"],"not_in":["b"],"reason":"test"}']],
    ["refuses a regular expression that is none", source('exclude: [{column: name, matches: "(", reason: test}]'),
      ["fitproof.yaml:3: exports.accounts.exclude[0].matches: is no regular expression (missing closing )): ("]],
    ["wants a date format that it knows", source("date_format: US"),
      ["fitproof.yaml:3: exports.accounts.date_format: expected iso, mdy, dmy or a strptime pattern: US"]],
    ["wants a decimal sign", source('decimal: ";"'), ["fitproof.yaml:3: exports.accounts.decimal: expected . or ,: ;"]],
    ["wants a delimiter of one character", source('delimiter: "||"'),
      ["fitproof.yaml:3: exports.accounts.delimiter: expected one character: ||"]],
    ["wants an encoding that it knows", source("encoding: utf8"),
      ["fitproof.yaml:3: exports.accounts.encoding: expected utf-8, utf-16, latin-1, windows-1250, windows-1251, windows-1252, windows-1253, windows-1254, iso-8859-2, macintosh, shift_jis, euc-jp, gb18030, big5 or euc-kr: utf8"]],
    ["wants a stage under one outcome", deals("outcomes: {won: [Won], lost: [WON]}"),
      ["fitproof.yaml:3: exports.opportunities.outcomes.lost[0]: is listed under won too: WON"]],
    ["names an unknown outcome", deals("outcomes: {win: [Won]}"),
      ["fitproof.yaml:3: exports.opportunities.outcomes.win: unknown key"]],
    ["names an unknown deal type", deals("deal_types: {new: [New]}"),
      ["fitproof.yaml:3: exports.opportunities.deal_types.new: unknown key"]],
    ["keeps the keys of deals to deals", source("outcomes: {won: [Won]}"),
      ["fitproof.yaml:3: exports.accounts.outcomes: unknown key"]],
    ["wants one meaning of a stage over all sources", "exports:\n  opportunities:\n    - {source: a, files: [a.csv], outcomes: {won: [Done]}}\n    - {source: b, files: [b.csv], outcomes: {lost: [Done]}}",
      ["fitproof.yaml:5: exports.opportunities[1].outcomes.lost[0]: is won in exports.opportunities[0]: Done"]],
    ["wants one gap for all subscriptions", "exports:\n  subscriptions:\n    - {source: a, files: [a.csv], gap_days: 30}\n    - {source: b, files: [b.csv]}",
      ["fitproof.yaml:5: exports.subscriptions[1].gap_days: differs from the first source's 30: 0"]],
    ["wants gap_days in whole days", "exports:\n  subscriptions: {files: [s.csv], gap_days: 1.5}",
      ["fitproof.yaml:3: exports.subscriptions.gap_days: expected a whole number: 1.5"]],
    ["wants true or false", "exports:\n  subscriptions: {files: [s.csv], end_is_inclusive: yes}",
      ["fitproof.yaml:3: exports.subscriptions.end_is_inclusive: expected true or false: yes"]],
    ["names an unknown column of a dimension", `${A}segments:\n  i: {column: indusrty}`,
      ["fitproof.yaml:5: segments.i.column: unknown column: indusrty"]],
    ["says how to map a column of one's own", `${A}segments:\n  x: {column: planet}`,
      ["fitproof.yaml:5: segments.x.column: unknown column: planet"]],
    ["wants bands in rising order", `${A}segments:\n  e: {column: employees, bands: [50, 40, 60]}`,
      ["fitproof.yaml:5: segments.e.bands[1]: expected a number above 50: 40"]],
    ["wants bands of numbers", `${A}segments:\n  e: {column: employees, bands: [50, many]}`,
      ["fitproof.yaml:5: segments.e.bands[1]: expected a number: many"]],
    ["wants at least one band", `${A}segments:\n  e: {column: employees, bands: []}`,
      ["fitproof.yaml:5: segments.e.bands: expected at least 1 entry: []"]],
    ["refuses bands of text", `${A}segments:\n  i: {column: industry, bands: [1]}`,
      ["fitproof.yaml:5: segments.i.column: bands need a column of numbers: industry"]],
    ["wants one label for each band", `${A}segments:\n  e: {column: employees, bands: [50], labels: [small]}`,
      ['fitproof.yaml:5: segments.e.labels: expected 2 labels: ["small"]']],
    ["wants different labels", `${A}segments:\n  e: {column: employees, bands: [50], labels: [a, A]}`,
      ['fitproof.yaml:5: segments.e.labels: two bands have the same label: ["a","A"]']],
    ["wants a value in one group", `${A}segments:\n  r: {column: country, groups: {A: [US], B: [us]}}`,
      ["fitproof.yaml:5: segments.r.groups.B[0]: is in the group A too: us"]],
    ["keeps the segment of missing values", `${A}segments:\n  r: {column: country, groups: {Unknown: [US]}}`,
      ['fitproof.yaml:5: segments.r.groups.Unknown: is the segment of missing values: ["US"]']],
    ["wants groups beside other", `${A}segments:\n  r: {column: country, other: Rest}`,
      ["fitproof.yaml:5: segments.r.other: has no groups beside it: Rest"]],
    ["wants one way of cutting a dimension", `${A}segments:\n  r: {column: country, groups: {A: [US]}, has: x}`,
      ['fitproof.yaml:5: segments.r: has groups and has: {"column":"country","groups":{"A":["US"]},"has":"x"}']],
    ["wants each value once in an order", `${A}segments:\n  r: {column: country, order: [a, b, A]}`,
      ["fitproof.yaml:5: segments.r.order[2]: is listed twice: A"]],
    ["keeps the name of the total", `${A}segments:\n  All: {column: country}`,
      ['fitproof.yaml:5: segments.All: is the name of the total: {"column":"country"}']],
    ["wants dimensions that differ by more than case", `${A}segments:\n  Size: {column: employees}\n  size: {column: employees}`,
      ['fitproof.yaml:6: segments.size: the dimension appears twice: {"column":"employees"}']],
    ["wants revenue from something exported", `exports:\n  invoices: {files: [i.csv]}\nmrr_from: subscriptions`,
      ["fitproof.yaml:4: mrr_from: is not among the exports: subscriptions"]],
    ["wants a revenue source that it knows", `${A}mrr_from: invoice`,
      ["fitproof.yaml:4: mrr_from: expected subscriptions, mrr_snapshots, invoices or won_deals: invoice"]],
    ["wants shares between 0 and 1", `${A}thresholds: {q: 10}`,
      ["fitproof.yaml:4: thresholds.q: expected a number of at most 1: 10"]],
    ["takes no percent sign", `${A}thresholds: {q: 10%}`, ["fitproof.yaml:4: thresholds.q: expected a number: 10%"]],
    ["wants a lift of at least 1", `${A}thresholds: {lift: 0.5}`,
      ["fitproof.yaml:4: thresholds.lift: expected a number of at least 1: 0.5"]],
    ["wants counts to be whole", `${A}thresholds: {min_decided: 2.5}`,
      ["fitproof.yaml:4: thresholds.min_decided: expected a whole number: 2.5"]],
    ["wants shown_decided from min_decided on", `${A}thresholds: {min_decided: 40}`,
      ["fitproof.yaml:4: thresholds.shown_decided: expected at least min_decided, 40"]],
    ["names an unknown threshold", `${A}thresholds: {min_decide: 5}`, ["fitproof.yaml:4: thresholds.min_decide: unknown key"]],
    ["wants a profile that it knows", `${A}publish: {profile: public}`,
      ["fitproof.yaml:4: publish.profile: expected internal or board: public"]],
    ["wants no infinity", `${A}thresholds: {lift: .inf}`, ["fitproof.yaml:4: thresholds.lift: expected a number: .inf"]]
  ])("%s", async (_rule, lines, problems) => {
    expect(await problemsOf(fitproof(lines))).toEqual(problems);
  });
});

describe("what a workspace leaves out", () => {
  it("has the defaults of the format", async () => {
    const {workspace, icps, warnings} = await load({"fitproof.yaml": MINIMAL});
    expect(workspace).toEqual({
      name: "Example",
      currency: "USD",
      fiscal_year_start_month: 1,
      unit: "account",
      exports: {
        accounts: [{
          files: ["accounts.csv"], source: "crm", mode: "full", columns: {}, attributes: {}, values: {}, scale: {}, exclude: [], keep: [],
          nulls: ["NULL", "N/A", "#N/A", "Unknown"], separator: ";"
        }]
      },
      thresholds: {
        max_problem_rate: 0.01, min_decided: 10, shown_decided: 30, q: 0.1, lift: 1.3, broadness: 0.4, resolved: 0.85, verdict_wins: 20,
        verdict_losses: 20, leak_fill_gap: 0.2
      },
      publish: {profile: "internal", min_cell: 5}
    });
    expect(icps).toEqual([]);
    expect(warnings).toEqual([]);
  });

  it("gives deals no meaning of their stages and subscriptions no gap", async () => {
    const {workspace} = await load(fitproof("exports:\n  opportunities: {files: d.csv}\n  subscriptions: {files: s.csv}"));
    expect(workspace.exports.opportunities).toMatchObject([{files: ["d.csv"], outcomes: {}, loss_reasons: {}, deal_types: {}, inbound: []}]);
    expect(workspace.exports.subscriptions).toMatchObject([{end_is_inclusive: false, gap_days: 0}]);
  });

  it("counts a mapping that was left blank as absent", async () => {
    const {workspace} = await load(fitproof("exports:\n  accounts:\n    files: [a.csv]\n    columns:\nsegments:\nthresholds:\n"));
    expect(workspace.segments).toBeUndefined();
    expect(workspace.thresholds.lift).toBe(1.3);
  });
});

describe("what a workspace says", () => {
  it("takes a number or a truth value as written where text is expected", async () => {
    const {workspace} = await load({"fitproof.yaml": `name: 2024
exports:
  accounts: {files: [a.csv], columns: {industry: 1.10}, values: {industry: {007: 1e6, true: "yes"}}}
  opportunities: {files: [b.csv], outcomes: {won: [1, true], lost: 0.50}}`});
    expect(workspace.name).toBe("2024");
    expect(workspace.exports.accounts![0]).toMatchObject({columns: {industry: "1.10"}, values: {industry: {"007": "1e6", true: "yes"}}});
    expect(workspace.exports.opportunities![0]!.outcomes).toMatchObject({won: ["1", "true"]});
  });

  it("reads one source and a list of sources as a list", async () => {
    const {workspace} = await load(fitproof("exports:\n  accounts:\n    - {source: crm, files: [a.csv]}\n    - {source: billing, files: [b.csv], mode: incremental}"));
    expect(workspace.exports.accounts).toMatchObject([{source: "crm", mode: "full"}, {source: "billing", mode: "incremental"}]);
  });

  it("knows the line of a path, whether a source stands alone or in a list", async () => {
    const {locate} = await load(fitproof("exports:\n  accounts:\n    files: [a.csv]\n    columns:\n      industry: Sector\n"));
    expect(locate(["exports", "accounts", 0, "columns", "industry"])).toEqual({file: "fitproof.yaml", line: 6});
    expect(locate(["exports", "accounts", "columns"])).toEqual({file: "fitproof.yaml", line: 5});
    expect(locate(["exports", "accounts", 0, "columns", "country"])).toEqual({file: "fitproof.yaml", line: 5});
  });

  it("takes a tab, written as a word or as an escape, for a delimiter", async () => {
    const {workspace} = await load(fitproof('exports:\n  accounts: {files: [a.tsv], delimiter: tab}\n  contacts: {files: [b.tsv], delimiter: "\\t"}'));
    expect([workspace.exports.accounts![0]!.delimiter, workspace.exports.contacts![0]!.delimiter]).toEqual(["\t", "\t"]);
  });
});
