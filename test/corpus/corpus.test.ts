import {createHash} from "node:crypto";
import {mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import {main} from "../../pipeline/cli.ts";
import {formatProblems} from "../../pipeline/problems.ts";
import {runPipeline} from "../../pipeline/run.ts";
import {CASES} from "./cases.ts";
import {checked, deals, firstLine, GOOD, icp, writeWorkspace, yaml, type Files} from "./workspace.ts";

it("the workspace that every case spoils is good", async () => {
  expect(await checked({}, {strict: true})).toMatchObject({problems: []});
});

it("there are at least 120 bad inputs", () => {
  expect(Object.values(CASES).flat().length).toBeGreaterThanOrEqual(120);
});

for (const [group, cases] of Object.entries(CASES)) {
  describe(`${group}: a problem with its place, what it is, its value and a way out`, () => {
    it.each(cases)("$title", async ({files, says, strict}) => {
      const result = await checked(files, {strict: strict ?? false});
      const line = firstLine(result);
      if (says.endsWith("…")) expect(line.slice(0, says.length - 1)).toBe(says.slice(0, -1));
      else expect(line).toBe(says);
      for (const problem of result.problems) {
        expect(problem.file).not.toBe("");
        expect(problem.message).not.toMatch(/undefined|\[object|\n/);
        expect(problem.fix, problem.message).toMatch(/\S{2}/);
      }
    });
  });
}

/** The good workspace with an export of subscriptions, its columns called as ours but for account, start and end. */
function subscriptions(header: string, rows: readonly string[]): Files {
  const columns = header.split(",").map((name) => `${{account: "account_id", start: "started_on", end: "ended_on"}[name] ?? name}: ${name}`);
  return {
    ...yaml("  opportunities:", `  subscriptions:\n    files: [subscriptions.csv]\n    columns: {${columns.join(", ")}}\n  opportunities:`),
    "exports/subscriptions.csv": `${[header, ...rows].join("\n")}\n`
  };
}

function snapshots(...rows: string[]): Files {
  return {
    ...yaml("  opportunities:", "  mrr_snapshots:\n    files: [snapshots.csv]\n    columns: {account_id: account, month: month, mrr: mrr}\n  opportunities:"),
    "exports/snapshots.csv": `${["account,month,mrr", ...rows].join("\n")}\n`
  };
}

function invoices(...rows: string[]): Files {
  return {
    ...yaml("  opportunities:", "  invoices:\n    files: [invoices.csv]\n    columns: {account_id: account, period_start: start, period_end: end, amount: amount}\n  opportunities:"),
    "exports/invoices.csv": `${["account,start,end,amount", ...rows].join("\n")}\n`
  };
}

describe("what is odd and does not stop a run", () => {
  const latin1 = Buffer.from(`${GOOD["exports/deals.csv"]!}d9,Müller,Lost,2024-01-05,2024-02-01,1000\n`, "latin1");
  const cases: readonly [title: string, files: Files, says: string][] = [
    ["a file of headers alone", {"exports/deals.csv": "id,account,stage,created,closed,amount\n"}, "has a header and no rows"],
    ["an encoding that the file does not have", {...yaml("    files: [deals.csv]", "    files: [deals.csv]\n    encoding: utf-8"), "exports/deals.csv": latin1}, "holds bytes that are not UTF-8; each was read as �"],
    ["a cell that cannot be read in a column that may be empty", deals("d1,a1,Won,2024-01-05,2024-02-01,lots"), "is not a number"],
    ["negative amounts", deals("d1,a1,Won,2024-01-05,2024-02-01,-1"), "1 deal has a negative amount"],
    ["employees below nought", {"exports/accounts.csv": "id,name,industry,employees\na1,Alder,Software,-1\na2,Birch,Retail,-1\na3,Cedar,Software,900\n"}, "2 accounts have less than no employees, and count as the smallest"],
    ["rows that are the same and have no id", {...yaml("opportunity_id: id, ", ""), "exports/deals.csv": "id,account,stage,created,closed,amount\nd1,a1,Won,2024-01-05,2024-02-01,5\nd1,a1,Won,2024-01-05,2024-02-01,5\n"}, "1 row is identical to another and has no id; it is kept"],
    ["subscriptions that are the same and have no id", subscriptions("account,start,end,mrr", ["a1,2024-01-05,2024-03-05,5", "a1,2024-01-05,2024-03-05,5"]), "1 row is a copy of another and is counted once"],
    ["subscriptions without a price", subscriptions("account,start,end,mrr", ["a1,2024-01-05,2024-03-05,", "a2,2024-01-05,,5"]), "1 subscription has no price and counts as nothing"],
    ["subscriptions with an amount for nobody knows how long", subscriptions("account,start,end,amount", ["a1,2024-01-05,2024-03-05,5", "a2,2024-01-05,,5"]), "2 subscriptions have an amount without the months that it is for, and count as nothing"],
    ["subscriptions paid at no known interval", subscriptions("account,start,end,unit_amount,interval", ["a1,2024-01-05,2024-03-05,5,blue moon", "a2,2024-01-05,,5,month"]), "1 subscription has a price for an interval that is not known, and counts as nothing"],
    ["subscriptions that never end", subscriptions("account,start,end,mrr", ["a1,2024-01-05,,5", "a2,2024-01-05,,5"]), "no subscription has an end, so nobody ever leaves: retention and survival of 100 % say nothing"],
    ["subscriptions whose last day looks paid", subscriptions("account,start,end,mrr", ["a1,2023-01-01,2023-12-31,5", "a1,2022-01-01,2022-12-31,5", "a2,2024-03-15,2024-06-14,5", "a2,2023-03-15,2023-06-14,5", "a2,2022-03-15,2022-06-14,5"]), "most subscriptions end the day before a whole number of months: their last day is not counted as paid"],
    ["credits among invoices", invoices("a1,2024-01-01,2024-01-31,50", "a1,2024-02-01,2024-02-29,-50"), "1 invoice has a negative amount, as credits have"],
    ["snapshots without a month between others", snapshots("a1,2023-12,5", "a1,2024-02-29,5", "a2,2024-05-31,5"), "3 months between others have no snapshot: everybody counts as having left in them"],
    ["a criterion on a column that no export has", icp("column: industry", "column: tech_stack"), "no export has this column, so the criterion is untestable"],
    ["a criterion on a column that is known and that no export has", icp("column: industry", "column: country"), "no export has this column, so the criterion is untestable"],
    ["a value of a criterion that nearly is one", icp("[Software]", "[Softwares, Retail]"), "no row has this value of industry"],
    ["a criterion of whose values none is there", icp("[Software]", "[SaaS, FinTech]"), "no row has any of these values of industry"],
    ["an ICP for deals that nobody has", {...yaml("amount: amount", "amount: amount, product: product"), "exports/deals.csv": "id,account,stage,created,closed,amount,product\nd1,a1,Won,2024-01-05,2024-02-01,5,Core\n", ...icp("tiers:", "applies_to: {product: [Platform]}\ntiers:")}, "no row has any of these values of product"],
    ["a value in a group that nearly is one", yaml("name: Corpus", "name: Corpus\nsegments:\n  i: {column: industry, groups: {Tech: [Sofware], Shops: [Retail]}}"), "no row has this value of industry"],
    ["a lead source that nearly is one of those that mean inbound", {...yaml("amount: amount}", "amount: amount, lead_source: via}\n    inbound: [Refferal]"), "exports/deals.csv": "id,account,stage,created,closed,amount,via\nd1,a1,Won,2024-01-05,2024-02-01,5,Referral\n"}, "no row has this value of lead_source"],
    ["a draft without criteria", {"icp/2.yaml": 'version: "2"\nstatus: draft\ntiers: {1: 0.7, 2: 0.4}\n'}, "this draft has no criteria yet, so it is left out"],
    ["a dimension whose column no export has", yaml("name: Corpus", "name: Corpus\nsegments:\n  country: {column: country}"), "no export has this column, so the dimension is left out"],
    ["a dimension by nearly every value of its column", {"exports/accounts.csv": `id,name,industry,employees\n${Array.from({length: 201}, (_, i) => `a${i + 1},A${i},Industry ${i},1\n`).join("")}`}, "has 201 values for 201 rows, so that most of its segments are too small to say anything"],
    ["parents that go round in a circle", {...yaml("employees: employees", "employees: employees, parent_account_id: parent"), "exports/accounts.csv": "id,name,industry,employees,parent\na1,Alder,Software,1,a2\na2,Birch,Retail,2,a1\na3,Cedar,Retail,2,a1\n"}, "makes the account its own ancestor"]
  ];

  it.each(cases)("%s is said", async (_title, files, says) => {
    const {problems, warnings} = await checked(files);
    expect(problems).toEqual([]);
    expect(warnings.map(({message}) => message)).toContain(says);
  });

  it.each([
    ["ids that differ by case are two deals", deals("D1,a1,Won,2024-01-05,2024-02-01,1", "d1,a1,Lost,2024-01-05,2024-02-01,1")],
    ["five thousand columns are read", {"exports/deals.csv": `id,account,stage,created,closed,amount,${Array.from({length: 5000}, (_, i) => `c${i}`).join(",")}\nd1,a1,Won,2024-01-05,2024-02-01,1,${",".repeat(4999)}\n`}],
    ["a parent above a parent, twenty thousand times over, is no circle", {...yaml("employees: employees", "employees: employees, parent_account_id: parent"), "exports/accounts.csv": `id,name,industry,employees,parent\n${Array.from({length: 20_000}, (_, i) => `a${i},A${i},Retail,1,a${i + 1}\n`).join("")}a20000,Top,Retail,1,\n`}],
    ["a name of ten megabytes is read", deals(`d1,a1,Won,2024-01-05,2024-02-01,1`, `d2,"${"x".repeat(10_000_000)}",Lost,2024-01-05,2024-02-01,1`)],
    ["a pattern that would never end elsewhere ends", icp("in: [Software]", "matches: '(a+)+$'")],
    ["names of markup, SQL and formulas are text", {"exports/accounts.csv": "id,name,industry,employees\na1,<script>alert(1)</script>,'; drop table raw_accounts; --,1\na2,=cmd|' /C calc'!A0,\"a\"\"b\",2\n"}]
  ] satisfies [string, Files][])("%s", async (_title, files) => {
    expect((await checked(files, {strict: true})).problems).toEqual([]);
  });
});

it("a value that is not there beside one that is, and one in another case, are no oddity", async () => {
  expect((await checked(icp("[Software]", "[software, Construction]"))).warnings).toEqual([]);
});

it("everything that stops a run is said at once: what is missing, of another file of the same source, of the cells and of the stages of other exports", async () => {
  const spoiled: Files = {
    "fitproof.yaml": `${GOOD["fitproof.yaml"]!.replace("[accounts.csv]", "[accounts.csv, gone.csv, empty.csv]").replace("name: Corpus", "name: Corpus\nexchange_rates: rates.csv")}  churn_events:\n    files: [churn.csv]\n    columns: {account_id: id, churned_on: day}\n`,
    "exports/empty.csv": "", "exports/rates.csv": "currency,date\nEUR,2024-01-01\n", "exports/churn.csv": "id,day\na1,01/02/2024\n", ...deals("d1,a1,Won,2024-01-05,2024-02-01,1", "d2,a1,Loss,2024-01-05,2024-02-01,1")
  };
  const said = ["exports/gone.csv: not found", "exports/empty.csv: is empty", "exports/churn.csv: day: dates fit both M/D/YYYY and D/M/YYYY, and nothing in the file decides it: 01/02/2024", "exports/rates.csv:1: has no column: rate", "fitproof.yaml:10: exports.opportunities.outcomes: nothing says what 1 deal came to: a stage in no outcome list: 'Loss' (1)"];
  expect(formatProblems((await checked(spoiled)).problems).split("\n").filter((line) => !line.startsWith(" "))).toEqual(said);
  const directory = writeWorkspace(spoiled);
  try {
    const stopped = await runPipeline({workspace: directory}).then(() => "", ({message}: Error) => message);
    expect(said.filter((line) => !stopped.includes(line))).toEqual([]);
  } finally {
    rmSync(directory, {recursive: true, force: true});
  }
});

it("what a run warns of is said again as long as nothing changes", async () => {
  const directory = writeWorkspace(deals("d1,a1,Won,2024-01-05,2024-02-01,lots"));
  try {
    const first = await runPipeline({workspace: directory});
    expect(first.warnings.map(({message}) => message)).toContain("is not a number");
    expect(await runPipeline({workspace: directory})).toMatchObject({unchanged: true, warnings: first.warnings});
  } finally {
    rmSync(directory, {recursive: true, force: true});
  }
});

describe("the last good report", () => {
  const directory = writeWorkspace();
  const dist = join(directory, "dist");
  const database = join(directory, "build", "fitproof.duckdb");
  let good = "";

  beforeAll(async () => {
    await runPipeline({workspace: directory});
    mkdirSync(dist);
    writeFileSync(join(dist, "index.html"), "the last good report");
    writeFileSync(join(dist, "fitproof.json"), "{}");
    good = digest(database);
  });
  afterAll(() => rmSync(directory, {recursive: true, force: true}));

  const spoiled: readonly [title: string, files: Files][] = [
    ["YAML that cannot be read", {"fitproof.yaml": "name: [\n"}],
    ["an ICP that contradicts itself", icp("[50, 500]", "[500, 50]")],
    ["a missing export", {"exports/deals.csv": null}],
    ["an empty export", {"exports/deals.csv": ""}],
    ["a stage in no list", deals("d1,a1,Maybe,2024-01-05,2024-02-01,1")],
    ["too many cells that cannot be read", deals(...Array.from({length: 50}, (_, i) => `d${i},a1,Won,2024-01-05,2024-02-01,x`))],
    ["dates that fit both orders", deals("d1,a1,Won,01/02/2024,03/04/2024,1")]
  ];

  it.each(spoiled)("is byte for byte what it was after %s, and the exit code is 1", async (_title, files) => {
    try {
      for (const [name, content] of Object.entries(files)) {
        if (content === null) rmSync(join(directory, name));
        else writeFileSync(join(directory, name), content as string);
      }
      const stderr = await quietly(() => main(["report", "--workspace", directory]));
      expect(stderr.code).toBe(1);
      expect(stderr.text).not.toMatch(/\n\s+at /);
      expect(digest(database)).toBe(good);
      expect(readFileSync(join(dist, "index.html"), "utf8")).toBe("the last good report");
      expect(readdirSync(join(directory, "build")).filter((name) => /partial|temporary|lock/.test(name))).toEqual([]);
    } finally {
      for (const [name, content] of Object.entries(GOOD)) writeFileSync(join(directory, name), content);
    }
  });
});

function digest(path: string): string {
  return createHash("sha256").update(readFileSync(path)).digest("hex");
}

/** Runs a command and catches what it says. */
async function quietly(run: () => Promise<number>): Promise<{code: number; text: string}> {
  const {write} = process.stderr;
  let text = "";
  process.stderr.write = ((chunk: string | Uint8Array) => {
    text += String(chunk);
    return true;
  }) as typeof process.stderr.write;
  try {
    return {code: await run(), text};
  } finally {
    process.stderr.write = write;
  }
}
