import {afterAll, beforeAll, describe, expect, it} from "vitest";
import type {Database} from "../../pipeline/database.ts";
import {runModel} from "../support/runModel.ts";
import {icpDatabase, type Criterion, type Deal, type Version} from "./support.ts";

const size = (predicate: string, low?: number, high?: number): Criterion =>
  ({id: `${predicate}${low ?? ""}-${high ?? ""}`, column: "employees", predicate, ...low === undefined ? {} : {low}, ...high === undefined ? {} : {high}});

const PREDICATES: Version = {
  icp: "predicates", version: "1", criteria: [
    size("between", 50, 500), size("at_least", 50), size("at_most", undefined, 500), size("above", 50), size("below", undefined, 500),
    {id: "in", column: "industry", predicate: "in", values: ["saas", "fintech"]},
    {id: "not_in", column: "industry", predicate: "not_in", values: ["retail"]},
    {id: "has_any", column: "technologies", predicate: "has_any", values: ["salesforce", "hubspot"]},
    {id: "has_all", column: "technologies", predicate: "has_all", values: ["salesforce", "slack"]},
    {id: "has_none", column: "technologies", predicate: "has_none", values: ["zoho"]},
    {id: "yes", column: "has_team", predicate: "in", values: ["yes"]},
    {id: "is", column: "has_team", predicate: "is", is: true},
    {id: "matches", column: "name", predicate: "matches", pattern: "^Acme"},
    {id: "since", column: "founded_on", predicate: "at_least", low: 10957}
  ]
};

const NUMBERS: Version = {
  icp: "numbers", version: "1", criteria: [
    {id: "one of", column: "employees", predicate: "in", values: ["50", "1000"]}, {id: "none of", column: "employees", predicate: "not_in", values: ["50", "1000"]},
    {id: "the range", column: "employees", predicate: "in", values: ["10–49", "501–"]}
  ]
};

const TIERS: Version[] = [
  {icp: "plain", version: "1", cuts: [0.7, 0.4], criteria: [
    {id: "industry", column: "industry", predicate: "in", values: ["saas"], weight: 3},
    {id: "tech", column: "technologies", predicate: "has_any", values: ["salesforce"], weight: 4},
    {id: "team", column: "has_team", predicate: "is", is: true, weight: 3},
    {id: "small", column: "employees", predicate: "below", high: 20, disqualifier: true}
  ]},
  {icp: "required", version: "1", unknown: "ignore", cuts: [0.5, 0.1], criteria: [
    {id: "industry", column: "industry", predicate: "in", values: ["saas"], weight: 3},
    {id: "tech", column: "technologies", predicate: "has_any", values: ["salesforce"], weight: 1, required: true}
  ]},
  {icp: "absent", version: "1", criteria: [
    {id: "industry", column: "industry", predicate: "in", values: ["saas"], weight: 1},
    {id: "budget", column: "budget", predicate: "in", values: ["yes"], weight: 5},
    {id: "nowhere", column: "nowhere", predicate: "in", values: ["x"], weight: 5, required: true},
    {id: "leak", column: "leaking", predicate: "in", values: ["x"], weight: 5},
    {id: "allowed", column: "leaking", predicate: "in", values: ["x"], weight: 1, allowLeak: "known before the deal"}
  ]}
];

describe("icp_accounts", () => {
  let db: Database;
  beforeAll(async () => {
    db = await icpDatabase(["icp_accounts", "int_icp_rules"], {
      versions: [PREDICATES, NUMBERS, ...TIERS],
      // The deals' export has a column industry that nothing uses.
      given: {leak_audit: "export | column | is_usable_in_criteria\naccounts | leaking | false\nopportunities | industry | false"},
      deals: [{id: "1", outcome: "won", own: {budget: "yes"}}],
      accounts: [
        {id: "met", name: "Acme", industry: " SaaS ", employees: "51–499", technologies: "Slack; SalesForce", has_team: "true", founded_on: "2000-01-01", leaking: "x"},
        {id: "missed", name: "an Acme", industry: "Retail", employees: "501–", technologies: "Zoho", has_team: "false", founded_on: "1999-12-31", leaking: "y"},
        {id: "unknown", name: null, industry: null, employees: null, technologies: null, has_team: null, founded_on: null, leaking: null},
        {id: "low bound", employees: 50},
        {id: "high bound", employees: 500},
        {id: "straddles", employees: "10–100"},
        {id: "with a fraction", employees: "1000.0"},
        {id: "seven of ten", industry: "SaaS", technologies: "Salesforce"},
        {id: "four of ten", technologies: "Salesforce", has_team: "false"},
        {id: "three of ten", industry: "SaaS"},
        {id: "ruled out", industry: "SaaS", technologies: "Salesforce", has_team: "true", employees: 19},
        {id: "ruled out alone", employees: 19},
        {id: "might be ruled out", industry: "SaaS", technologies: "Salesforce", employees: "10–49"},
        {id: "without the required", industry: "SaaS", technologies: "Zoho"}
      ]
    });
  });
  afterAll(() => db.close());

  const answers = async (account: string, icp = "predicates"): Promise<Record<string, string[]>> => {
    const [row] = await db.rows<Record<string, string>>("select met, missed, unknown from icp_accounts where icp = $1 and account_id = $2", [icp, account]);
    return Object.fromEntries(Object.entries(row!).map(([key, text]) => [key, text === "" ? [] : text.split("; ")]));
  };
  const scored = async (icp: string, account: string): Promise<unknown[]> => {
    const [row] = await db.rows<Record<string, unknown>>("select score, tier, disqualified_by from icp_accounts where icp = $1 and account_id = $2", [icp, account]);
    return Object.values(row!);
  };

  it("meets every predicate, ignoring case and outer spaces, and a range that lies within the bounds", async () => {
    expect((await answers("met"))["missed"]).toEqual([]);
    expect((await answers("met"))["met"]).toHaveLength(14);
  });
  it("misses every predicate that it can say no to", async () => {
    expect(await answers("missed")).toEqual({
      met: ["at_least50-", "above50-"], unknown: [],
      missed: ["between50-500", "at_most-500", "below-500", "in", "not_in", "has_any", "has_all", "has_none", "yes", "is", "matches", "since"]
    });
  });
  it("knows nothing of an empty value, not even that it is not in a list", async () => {
    expect((await answers("unknown"))["unknown"]).toHaveLength(14);
  });
  it("includes both bounds of between, at least and at most, and neither of above and below", async () => {
    expect((await answers("low bound"))["met"]).toEqual(["between50-500", "at_least50-", "at_most-500", "below-500"]);
    expect((await answers("high bound"))["met"]).toEqual(["between50-500", "at_least50-", "at_most-500", "above50-"]);
  });
  it("cannot say where a range straddles a bound", async () => {
    expect(await answers("straddles")).toMatchObject({met: ["at_most-500", "below-500"], missed: []});
  });

  it("compares the numbers of a list as numbers, however an export writes them", async () => {
    for (const account of ["low bound", "with a fraction"]) {
      expect(await answers(account, "numbers")).toEqual({met: ["one of"], missed: ["none of", "the range"], unknown: []});
    }
  });
  it("cannot say whether a range that has a listed number within is that number; a range may be listed as it is written", async () => {
    expect(await answers("straddles", "numbers")).toEqual({met: [], missed: ["the range"], unknown: ["one of", "none of"]});
    expect(await answers("might be ruled out", "numbers")).toEqual({met: ["none of", "the range"], missed: ["one of"], unknown: []});
  });

  it("takes the cuts as inclusive: seven tenths of the weight are tier 1, four tenths tier 2", async () => {
    expect(await scored("plain", "seven of ten")).toEqual([0.7, "1", ""]);
    expect(await scored("plain", "four of ten")).toEqual([0.4, "2", ""]);
    expect(await scored("plain", "three of ten")).toEqual([0.3, "3", ""]);
  });
  it("puts a disqualified account into tier 3 whatever it scores, also where nothing else is known", async () => {
    expect(await scored("plain", "ruled out")).toEqual([1, "3", "small"]);
    expect(await scored("plain", "ruled out alone")).toEqual([null, "3", "small"]);
  });
  it("never disqualifies by a value that is not known", async () => {
    expect(await scored("plain", "might be ruled out")).toEqual([0.7, "1", ""]);
  });
  it("is in tier unknown where no criterion is known, without a score", async () => {
    expect(await scored("plain", "unknown")).toEqual([null, "unknown", ""]);
    expect(await scored("plain", "low bound")).toEqual([null, "unknown", ""]);
  });
  it("drops unknown criteria from the total under ignore", async () => {
    expect(await scored("required", "three of ten")).toEqual([1, "2", ""]);
  });
  it("caps at tier 3 where a required criterion is missed and at tier 2 where it is not known", async () => {
    expect(await scored("required", "without the required")).toEqual([0.75, "3", ""]);
    expect(await scored("required", "three of ten")).toEqual([1, "2", ""]);
    expect(await scored("required", "seven of ten")).toEqual([1, "1", ""]);
  });
  it("names what lowers a tier: a disqualifier, and a required criterion that is missed or not known", async () => {
    expect(await db.rows("select account_id, lowered_by from icp_accounts where icp = 'required' and account_id in ('without the required', 'three of ten', 'seven of ten') order by 1"))
      .toEqual([{account_id: "seven of ten", lowered_by: ""}, {account_id: "three of ten", lowered_by: "required: tech"}, {account_id: "without the required", lowered_by: "required: tech"}]);
    expect(await db.rows("select lowered_by from icp_accounts where icp = 'plain' and account_id = 'ruled out'")).toEqual([{lowered_by: "small"}]);
  });
  it("scores a customer known only from a won deal on what accounts can have, not on the deal's own columns", async () => {
    const sold = await icpDatabase(["icp_accounts"], {
      given: {mrr_from: "won_deals"}, accounts: [{id: "a", industry: "Retail"}],
      deals: [{id: "1", account: "elsewhere", outcome: "won", created: "2024-01-01", closed: "2024-02-01", amount: 100, own: {industry: "SaaS", budget: "yes", pain: "low"}}],
      versions: [{version: "1", criteria: [
        {id: "industry", column: "industry", predicate: "in", values: ["saas"]}, {id: "budget", column: "budget", predicate: "in", values: ["yes"], weight: 5},
        {id: "no pain", column: "pain", predicate: "in", values: ["low"], disqualifier: true}
      ]}]
    });
    try {
      expect(await sold.rows("select score, tier, met, disqualified_by from icp_accounts where account_id = 'elsewhere'"))
        .toEqual([{score: 1, tier: "1", met: "industry", disqualified_by: ""}]);
    } finally {
      sold.close();
    }
  });
  it("counts for nobody what the exports lack, what only deals have and what leaks without a reason", async () => {
    expect(await scored("absent", "met")).toEqual([1, "1", ""]);
    expect(await scored("absent", "missed")).toEqual([0, "3", ""]);
    expect(await db.rows("select criterion, status from int_icp_rules where version_key = (select version_key from int_icp_versions where icp = 'absent') order by 1"))
      .toEqual([
        {criterion: "allowed", status: "testable"}, {criterion: "budget", status: "deal_only"}, {criterion: "industry", status: "testable"},
        {criterion: "leak", status: "suspended"}, {criterion: "nowhere", status: "untestable"}
      ]);
  });
});

describe("the strata by which a criterion is adjusted", () => {
  const strata = async (...columns: readonly string[]) => {
    const [row] = await runModel("int_icp_strata", {
      config_dimensions: ["dimension | dimension_order | column_name", ...columns.map((column, i) => `by ${column} | ${i + 1} | ${column}`)].join("\n"),
      int_profiles: `profile_key | segment_keys\n1 | [0, ${columns.map((_, i) => i + 1).join(", ")}]`,
      int_segments: ["segment_key | dimension", "0 | all", ...columns.map((column, i) => `${i + 1} | by ${column}`)].join("\n")
    });
    return [row!["first_dimension"], row!["second_dimension"], row!["first_key"], row!["second_key"], row!["first_column"]];
  };

  it("are size, then industry, else the first dimensions, never two of one column", async () => {
    expect(await strata("country", "industry", "employees")).toEqual(["by employees", "by industry", 3, 2, "employees"]);
    expect(await strata("country", "industry")).toEqual(["by industry", "by country", 2, 1, "industry"]);
    expect(await strata("country", "ownership")).toEqual(["by country", "by ownership", 1, 2, "country"]);
    expect(await strata("employees")).toEqual(["by employees", null, 1, null, "employees"]);
  });
});

describe("the status of an account", () => {
  it("is the first that fits of customer, former customer, open deal, not won and no deal: revenue decides where there is any, else a won deal", async () => {
    const on = (account: string, outcome: Deal["outcome"], closed: string | null = "2024-02-01"): Deal =>
      ({id: `${account} ${outcome}`, account, outcome, created: "2024-01-01", closed, amount: 100});
    const ids = ["pays", "pays and lost", "left", "left and asks", "left and bought", "came back", "came back this month", "leaves later", "free", "begins later", "bought", "bought and asks", "asks",
      "closes later", "lost", "lost and asks", "decided nothing", "ruled out", "renewed", "silent"];
    const db = await icpDatabase(["icp_accounts"], {
      asOf: "2024-12-15", accounts: ids.map((id) => ({id, industry: "SaaS"})),
      versions: [{version: "1", criteria: [{id: "industry", column: "industry", predicate: "in", values: ["saas"]}]}],
      deals: [
        on("pays and lost", "lost"), on("left", "won"), on("left and asks", "open", null), on("left and bought", "won", "2024-09-01"), on("free", "lost"), on("bought", "won"),
        on("bought and asks", "won"), on("bought and asks", "open", null), on("asks", "open", null), on("closes later", "won", "2025-03-01"), on("lost", "lost"), on("lost and asks", "lost"),
        on("lost and asks", "open", null), on("decided nothing", "no_decision"), on("ruled out", "disqualified"), {...on("renewed", "won"), type: "renewal"}
      ],
      given: {raw_subscriptions: `account_id | started_on | ended_on | mrr
        pays | 2024-01-01 | | 10
        pays and lost | 2024-01-01 | | 10
        left | 2024-01-01 | 2024-06-01 | 10
        left and asks | 2024-01-01 | 2024-06-01 | 10
        left and bought | 2024-01-01 | 2024-06-01 | 10
        came back | 2024-01-01 | 2024-06-01 | 10
        came back | 2024-08-01 | | 10
        came back this month | 2024-01-01 | 2024-06-01 | 10
        came back this month | 2024-12-10 | | 10
        leaves later | 2024-01-01 | 2025-06-01 | 10
        free | 2024-01-01 | | 0
        begins later | 2025-01-01 | | 10`}
    });
    try {
      const rows = await db.rows<{account_id: string; status: string}>("select account_id, status from icp_accounts");
      const of = (status: string) => rows.filter((row) => row.status === status).map((row) => row.account_id);
      expect(of("customer")).toEqual(["pays", "pays and lost", "came back", "came back this month", "leaves later", "bought", "bought and asks", "renewed"]);
      expect(of("former_customer")).toEqual(["left", "left and asks", "left and bought"]);
      expect(of("open_deal")).toEqual(["asks", "closes later", "lost and asks"]);
      expect(of("not_won")).toEqual(["free", "lost", "decided nothing", "ruled out"]);
      expect(of("no_deal")).toEqual(["begins later", "silent"]);
    } finally {
      db.close();
    }
  });

  it("stands once for every version, and beginning with customers when sorted", async () => {
    const db = await icpDatabase(["icp_accounts"], {
      accounts: [{id: "silent"}, {id: "asks"}, {id: "bought"}],
      versions: [{version: "1", criteria: [{id: "industry", column: "industry", predicate: "in", values: ["saas"]}]}, {version: "2", criteria: [{id: "size", column: "employees", predicate: "at_least", low: 1}]}],
      deals: [{id: "1", account: "asks", outcome: "open", created: "2024-01-01"}, {id: "2", account: "bought", outcome: "won", created: "2024-01-01", closed: "2024-02-01"}]
    });
    try {
      expect(await db.rows("select version, account_id from icp_accounts order by version, status")).toEqual(
        ["1", "2"].flatMap((version) => ["bought", "asks", "silent"].map((account_id) => ({version, account_id}))));
    } finally {
      db.close();
    }
  });
});
