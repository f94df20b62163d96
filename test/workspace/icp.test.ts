import {describe, expect, it} from "vitest";
import {icp, load, problemsOf} from "./support.ts";

const criteria = (...rules: string[]): string => `criteria:\n${rules.map((rule) => `  - {${rule}}\n`).join("")}`;
const disqualifiers = (...rules: string[]): string => `disqualifiers:\n${rules.map((rule) => `  - {${rule}}\n`).join("")}`;
const one = (rule: string): string => criteria(`id: a, ${rule}`);

describe("icp/*.yaml", () => {
  it.each<[rule: string, lines: string, problems: string[]]>([
    ["wants a version", "version:", ["icp/a.yaml:1: version: has no value"]],
    ["wants a version in quotes where YAML reads a number", "version: 1.10",
      ["icp/a.yaml:1: version: expected text in quotes: 1.10"]],
    ["takes a version that YAML reads as text", "version: 2026-01", []],
    ["wants a status that it knows", "status: aproved", ["icp/a.yaml:1: status: expected draft, approved or retired: aproved"]],
    ["wants a date of an approved version", "effective_from:", ["icp/a.yaml:1: effective_from: has no value"]],
    ["wants dates that exist", "effective_from: 2026-02-30",
      ["icp/a.yaml:1: effective_from: expected a date (YYYY-MM-DD): 2026-02-30"]],
    ["wants a day, not a month", "written_on: 2026-01", ["icp/a.yaml:1: written_on: expected a date (YYYY-MM-DD): 2026-01"]],
    ["wants criteria", "criteria: []", ["icp/a.yaml:1: criteria: expected at least 1 entry: []"]],
    ["wants criteria to be a list", "criteria: {id: a, column: industry, in: [x]}",
      ["icp/a.yaml:1: criteria: expected a list: {\"id\":\"a\",\"column\":\"industry\",\"in\":[\"x\"]}"]],
    ["wants a criterion to be a mapping", "criteria:\n  - industry",
      ["icp/a.yaml:2: criteria[0]: expected keys with values: industry"]],
    ["wants a criterion where a dash stands", "criteria:\n  -", ["icp/a.yaml:2: criteria[0]: has no value"]],
    ["wants an id and a column", criteria("in: [x]"),
      ["icp/a.yaml:2: criteria[0].id: is missing", "icp/a.yaml:2: criteria[0].column: is missing"]],
    ["wants ids without spaces", criteria("id: a b, column: industry, in: [x]"),
      ["icp/a.yaml:2: criteria[0].id: expected letters, digits, _ - or .: a b"]],
    ["wants each id once", criteria("id: a, column: industry, in: [x]", "id: A, column: country, in: [y]"),
      ["icp/a.yaml:3: criteria[1].id: is the id of criteria[0] too: A"]],
    ["wants ids of disqualifiers apart from those of criteria", disqualifiers("id: industry, column: country, in: [y]"),
      ["icp/a.yaml:2: disqualifiers[0].id: is the id of criteria[0] too: industry"]],
    ["wants a kind that it knows", one("kind: firmografic, column: industry, in: [x]"),
      ["icp/a.yaml:2: criteria[0].kind: expected firmographic, technographic, situational or organizational: firmografic"]],
    ["wants a predicate", one("column: industry"),
      ["icp/a.yaml:2: criteria[0]: has no predicate: {\"id\":\"a\",\"column\":\"industry\"}"]],
    ["wants one predicate only", one("column: employees, above: 5, below: 9"),
      ["icp/a.yaml:2: criteria[0]: has 2 predicates (above, below): {\"id\":\"a\",\"column\":\"employees\",\"above\":5,\"below\":9}"]],
    ["names a misspelt predicate", one("column: employees, betwen: [1, 2]"), ["icp/a.yaml:2: criteria[0].betwen: unknown key"]],
    ["names a misspelt column", one("column: industri, in: [x]"), ["icp/a.yaml:2: criteria[0].column: unknown column: industri"]],
    ["wants a positive weight", one("column: industry, in: [x], weight: 0"),
      ["icp/a.yaml:2: criteria[0].weight: expected a number above 0: 0"]],
    ["wants a weight that is a number", one("column: industry, in: [x], weight: high"),
      ["icp/a.yaml:2: criteria[0].weight: expected a number: high"]],
    ["wants weights that decimals can hold", one("column: industry, in: [x], weight: 0.33333333"),
      ["icp/a.yaml:2: criteria[0].weight: expected at most six decimals: 0.33333333"]],
    ["wants required to be true or false", one("column: industry, in: [x], required: no"),
      ["icp/a.yaml:2: criteria[0].required: expected true or false: no"]],
    ["wants something in a list", one("column: industry, in: []"),
      ["icp/a.yaml:2: criteria[0].in: expected at least 1 entry: []"]],
    ["wants values of a list to be plain", one("column: industry, in: [[x]]"),
      ["icp/a.yaml:2: criteria[0].in[0]: expected text: [\"x\"]"]],
    ["wants two ends", one("column: employees, between: [50]"),
      ["icp/a.yaml:2: criteria[0].between: expected at least 2 entries: [50]"]],
    ["wants no third end", one("column: employees, between: [50, 60, 70]"),
      ["icp/a.yaml:2: criteria[0].between: expected at most 2 entries: [50,60,70]"]],
    ["wants the lower end first", one("column: employees, between: [500, 50]"),
      ["icp/a.yaml:2: criteria[0].between: expected the lower end first: [500,50]"]],
    ["wants both ends of one kind", one("column: employees, between: [50, 2026-01-01]"),
      ["icp/a.yaml:2: criteria[0].between: expected two numbers or two dates: [50,\"2026-01-01\"]"]],
    ["wants ends that are numbers or dates", one("column: employees, at_least: many"),
      ["icp/a.yaml:2: criteria[0].at_least: expected a number or a date (YYYY-MM-DD): many"]],
    ["wants ends that are there", one("column: employees, at_least: "), ["icp/a.yaml:2: criteria[0].at_least: has no value"]],
    ["compares no text with numbers", one("column: industry, above: 5"),
      ["icp/a.yaml:2: criteria[0].above: compares numbers, and the column is text: industry"]],
    ["compares no date with numbers", one("column: created_on, above: 2020"),
      ["icp/a.yaml:2: criteria[0].above: compares numbers, and the column is a date: created_on"]],
    ["compares no number with dates", one("column: employees, above: 2020-01-01"),
      ["icp/a.yaml:2: criteria[0].above: compares dates, and the column is a number: employees"]],
    ["asks no number whether it is true", one("column: employees, is: true"),
      ["icp/a.yaml:2: criteria[0].is: asks for true or false, and the column is a number: employees"]],
    ["takes no yes for true", one("column: is_customer, is: yes"), ["icp/a.yaml:2: criteria[0].is: expected true or false: yes"]],
    ["refuses a regular expression that is none", one('column: name, matches: "[a"'),
      ["icp/a.yaml:2: criteria[0].matches: is no regular expression (missing closing ]): [a"]],
    ["refuses look-ahead, which RE2 lacks", one('column: name, matches: "(?=a)b"'),
      ["icp/a.yaml:2: criteria[0].matches: is no regular expression (invalid or unsupported Perl syntax): (?=a)b"]],
    ["refuses look-behind, which RE2 lacks", one('column: name, matches: "(?<=a)b"'),
      ["icp/a.yaml:2: criteria[0].matches: is no regular expression (invalid named capture): (?<=a)b"]],
    ["refuses back-references, which RE2 lacks", one('column: name, matches: "(a)\\\\1"'),
      ["icp/a.yaml:2: criteria[0].matches: is no regular expression (invalid escape sequence): (a)\\1"]],
    ["refuses named groups that the database cannot read", one('column: name, matches: "(?<n>a)"'),
      ["icp/a.yaml:2: criteria[0].matches: is no regular expression (named group without P): (?<n>a)"]],
    ["refuses repetition without end", one('column: name, matches: "((a{100}){100}){100}"'),
      ["icp/a.yaml:2: criteria[0].matches: is no regular expression (invalid repeat count): ((a{100}){100}){100}"]],
    ["refuses an unbounded pattern", one(`column: name, matches: "${"a".repeat(1001)}"`),
      ["icp/a.yaml:2: criteria[0].matches: expected at most 1,000 characters: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa… (1,001 characters)"]],
    ["wants tiers", "tiers:", ["icp/a.yaml:1: tiers: is missing"]],
    ["wants both cuts", "tiers: {1: 0.5}", ["icp/a.yaml:1: tiers.2: is missing"]],
    ["wants falling cuts", "tiers: {1: 0.4, 2: 0.75}", ["icp/a.yaml:1: tiers.2: expected a number below tier 1's 0.4: 0.75"]],
    ["wants cuts that differ", "tiers: {1: 0.5, 2: 0.5}", ["icp/a.yaml:1: tiers.2: expected a number below tier 1's 0.5: 0.5"]],
    ["wants cuts as shares", "tiers: {1: 75, 2: 40}",
      ["icp/a.yaml:1: tiers.1: expected a number of at most 1: 75",
        "icp/a.yaml:1: tiers.2: expected a number of at most 1: 40"]],
    ["has no cut for tier 3", "tiers: {1: 0.75, 2: 0.4, 3: 0.1}", ["icp/a.yaml:1: tiers.3: unknown key"]],
    ["wants an unknown policy that it knows", "unknown: ignored",
      ["icp/a.yaml:1: unknown: expected no_credit or ignore: ignored"]],
    ["wants deals' columns in applies_to", "applies_to: {industry: [SaaS]}",
      ["icp/a.yaml:1: applies_to.industry: is no column of deals: industry"]],
    ["wants values in applies_to", "applies_to: {product: []}",
      ["icp/a.yaml:1: applies_to.product: expected at least 1 entry: []"]],
    ["gives disqualifiers no weight", disqualifiers("id: d, column: country, in: [y], weight: 2"),
      ["icp/a.yaml:2: disqualifiers[0].weight: unknown key"]],
    ["refuses the same criterion twice", criteria("id: a, column: industry, in: [x, y]", "id: b, column: industry, in: [Y, x]"),
      ["icp/a.yaml:3: criteria[1]: is the criterion a again: b"]],
    ["refuses a disqualifier that equals a criterion", one("column: industry, in: [x]") + disqualifiers("id: d, column: industry, in: [X]"),
      ["icp/a.yaml:2: criteria[0]: whoever meets it is ruled out by the disqualifier d (industry is X): a"]],
    ["refuses a disqualifier that rules out a whole criterion", one("column: employees, between: [10, 19]") + disqualifiers("id: d, column: employees, below: 20"),
      ["icp/a.yaml:2: criteria[0]: whoever meets it is ruled out by the disqualifier d (employees below 20): a"]],
    ["lets a disqualifier end where a criterion begins", one("column: employees, between: [20, 50]") + disqualifiers("id: d, column: employees, below: 20"),
      []],
    ["refuses a criterion of values that are all ruled out", one("column: industry, in: [x, y]") + disqualifiers("id: d, column: industry, not_in: [z]"),
      ["icp/a.yaml:2: criteria[0]: whoever meets it is ruled out by the disqualifier d (industry is not z): a"]],
    ["refuses a technology that is wanted and ruled out", one("column: technologies, has_all: [x, y]") + disqualifiers("id: d, column: technologies, has_any: [y]"),
      ["icp/a.yaml:2: criteria[0]: whoever meets it is ruled out by the disqualifier d (technologies include y): a"]],
    ["refuses disqualifiers that leave nobody", disqualifiers("id: d, column: is_customer, is: true", "id: e, column: is_customer, is: false"),
      ["icp/a.yaml:3: disqualifiers[1]: rules out every known value of is_customer together with d: e"]],
    ["refuses disqualifiers that meet in the middle", disqualifiers("id: d, column: employees, below: 50", "id: e, column: employees, at_least: 50"),
      ["icp/a.yaml:3: disqualifiers[1]: rules out every known value of employees together with d: e"]],
    ["lets disqualifiers leave one value", disqualifiers("id: d, column: employees, below: 50", "id: e, column: employees, above: 50"),
      []],
    ["refuses lists that leave nobody", disqualifiers("id: d, column: country, in: [US]", "id: e, column: country, not_in: [us]"),
      ["icp/a.yaml:3: disqualifiers[1]: rules out every known value of country together with d: e"]],
    ["refuses the same disqualifier twice", disqualifiers("id: d, column: employees, below: 50", "id: e, column: employees, below: 50"),
      ["icp/a.yaml:3: disqualifiers[1]: is the disqualifier d again: e"]],
    ["refuses required criteria that no account can meet", criteria("id: a, column: industry, in: [x], required: true", "id: b, column: industry, in: [y], required: true"),
      ["icp/a.yaml:3: criteria[1]: no account can meet it and a, and both are required: b"]],
    ["refuses required ranges apart", criteria("id: a, column: employees, below: 50, required: true", "id: b, column: employees, at_least: 50, required: true"),
      ["icp/a.yaml:3: criteria[1]: no account can meet it and a, and both are required: b"]],
    ["lets ranges be apart where not both are required", criteria("id: a, column: employees, below: 50, required: true", "id: b, column: employees, at_least: 50"),
      []],
    ["lets a company have two technologies", criteria("id: a, column: technologies, in: [x], required: true", "id: b, column: technologies, in: [y], required: true"),
      []],
    ["refuses an unknown key", "tires: {1: 0.75, 2: 0.4}", ["icp/a.yaml:1: tires: unknown key"]],
    ["wants documentation to be text or keys", "personas: [[a]]",
      ["icp/a.yaml:1: personas[0]: expected text or keys with values: [\"a\"]"]]
  ])("%s", async (_rule, lines, problems) => {
    expect(await problemsOf(icp(lines))).toEqual(problems);
  });
});

describe("a version of an ICP", () => {
  it("has the defaults of the format", async () => {
    const {icps} = await load(icp('criteria:\n  - {id: a, column: industry, in: SaaS}'));
    expect(icps).toMatchObject([{
      version: "1", icp: "main", applies_to: {}, status: "approved", effective_from: "2026-01-01", effective_to: null, version_order: 1, file: "icp/a.yaml",
      criteria: [{id: "a", kind: "firmographic", column: "industry", in: ["SaaS"], weight: 1, required: false}], disqualifiers: [], unknown: "no_credit",
      tiers: {1: 0.75, 2: 0.4}
    }]);
  });

  it("needs no date while it is a draft", async () => {
    const {icps} = await load({...icp("status: draft"), "icp/a.yaml": 'version: "1"\nstatus: draft\ncriteria: [{id: a, column: industry, in: [x]}]\ntiers: {1: 0.75, 2: 0.4}'});
    expect(icps[0]!.effective_from).toBeUndefined();
  });

  it.each(["approved", "retired"])("needs a date once it is %s", async (status) => {
    expect(await problemsOf({...icp(""), "icp/a.yaml": `version: "1"\nstatus: ${status}\ncriteria: [{id: a, column: industry, in: [x]}]\ntiers: {1: 0.75, 2: 0.4}`}))
      .toEqual(["icp/a.yaml:1: effective_from: is missing"]);
  });

  it("keeps personas and use cases as documentation", async () => {
    const {icps} = await load(icp("personas:\n  - VP Sales\n  - {name: CRO, goals: [forecast]}\nuse_cases: [territory planning]"));
    expect(icps[0]).toMatchObject({personas: ["VP Sales", {name: "CRO", goals: ["forecast"]}], use_cases: ["territory planning"]});
  });

  it("warns where it was written after it took effect, which a draft does not", async () => {
    const warnings = async (lines: string): Promise<string[]> => (await load(icp(lines))).warnings.map(({file, line, message, value}) => `${file}:${line}: ${message}: ${value}`);
    expect(await warnings("written_on: 2026-01-02\neffective_from: 2026-01-01")).toEqual(["icp/a.yaml:1: is after effective_from, 2026-01-01: the deals of the days between are no test of it: 2026-01-02"]);
    expect(await warnings("written_on: 2026-01-01\neffective_from: 2026-01-01")).toEqual([]);
    expect(await warnings("status: draft\nwritten_on: 2026-01-02\neffective_from: 2026-01-01")).toEqual([]);
  });

  it("warns of a column that nothing has, and goes on", async () => {
    const {icps, warnings} = await load(icp(one("column: has_sales_team, is: true")));
    expect(icps).toHaveLength(1);
    expect(warnings).toMatchObject([{file: "icp/a.yaml", line: 2, column: "criteria[0].column", value: "has_sales_team",
      message: "no export has this column, so the criterion is untestable"}]);
  });

  it("knows the attributes of the workspace", async () => {
    const {warnings} = await load(icp(one("column: has_sales_team, is: true") + "applies_to: {line: [Core]}", {
      "fitproof.yaml": "name: x\nexports:\n  accounts: {files: [a.csv], attributes: {has_sales_team: Sales}}\n  opportunities: {files: [o.csv], attributes: {line: Product Line}}"
    }));
    expect(warnings).toEqual([]);
  });

  it("takes a number or a truth value as written in a list of values", async () => {
    const {icps} = await load(icp(one("column: industry, in: [7372, 01, true]")));
    expect(icps[0]!.criteria[0]!.in).toEqual(["7372", "01", "true"]);
  });
});

const version = (name: string, keys: string): string =>
  `version: "${name}"\n${keys}\ncriteria: [{id: a, column: industry, in: [x]}]\ntiers: {1: 0.75, 2: 0.4}\n`;
const workspace = {"fitproof.yaml": "name: x\nexports: {accounts: {files: [a.csv]}}"};

describe("the versions of an ICP", () => {
  it("are in force one after another, drafts apart, each ICP by itself", async () => {
    const {icps} = await load({
      ...workspace,
      "icp/a.yaml": version("3", "effective_from: 2026-01-01"),
      "icp/b.yaml": version("1", "effective_from: 2024-01-01\nstatus: retired"),
      "icp/c.yml": version("2", "effective_from: 2025-01-01\nstatus: draft"),
      "icp/d.yaml": version("4", "status: draft"),
      "icp/e.yaml": version("1", "icp: enterprise\neffective_from: 2025-06-01"),
      "icp/notes.txt": "no version"
    });
    expect(icps.map((icp) => [icp.icp, icp.version, icp.effective_from, icp.effective_to, icp.version_order])).toEqual([
      ["enterprise", "1", "2025-06-01", null, 1],
      ["main", "1", "2024-01-01", "2026-01-01", 2],
      ["main", "2", "2025-01-01", null, 3],
      ["main", "3", "2026-01-01", null, 4],
      ["main", "4", undefined, null, 5]
    ]);
  });

  it("may not begin on one day", async () => {
    expect(await problemsOf({...workspace, "icp/a.yaml": version("1", "effective_from: 2026-01-01"), "icp/b.yaml": version("2", "effective_from: 2026-01-01")}))
      .toEqual(["icp/b.yaml:2: effective_from: is the date of icp/a.yaml too, so both would be in force: 2026-01-01"]);
  });

  it("may begin on one day where one is a draft or another ICP's", async () => {
    expect(await problemsOf({
      ...workspace,
      "icp/a.yaml": version("1", "effective_from: 2026-01-01"),
      "icp/b.yaml": version("2", "effective_from: 2026-01-01\nstatus: draft"),
      "icp/c.yaml": version("1", "effective_from: 2026-01-01\nicp: other")
    })).toEqual([]);
  });

  it("have names of their own", async () => {
    expect(await problemsOf({...workspace, "icp/a.yaml": version("1", "effective_from: 2026-01-01"), "icp/b.yaml": version("1", "effective_from: 2026-02-01")}))
      .toEqual(["icp/b.yaml:1: version: is the version of icp/a.yaml too: 1"]);
  });

  it("spell their ICP in one way", async () => {
    expect(await problemsOf({...workspace, "icp/a.yaml": version("1", "icp: SMB\neffective_from: 2026-01-01"), "icp/b.yaml": version("2", "icp: smb\neffective_from: 2026-02-01")}))
      .toEqual(["icp/b.yaml:2: icp: differs from SMB of icp/a.yaml by case or spaces alone: smb"]);
  });

  it("name the problems of every file at once", async () => {
    expect(await problemsOf({"fitproof.yaml": "nmae: x", "icp/a.yaml": version("1", "status: old\neffective_from: 2026-01-01"), "icp/b.yaml": "\tversion: 1"})).toEqual([
      "fitproof.yaml:1: nmae: unknown key",
      "fitproof.yaml:1: exports: is missing",
      "icp/a.yaml:2: status: expected draft, approved or retired: old",
      "icp/b.yaml:1: a tab is used to indent: version: 1"
    ]);
  });
});
