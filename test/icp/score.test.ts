import {mkdir, mkdtemp, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterEach, beforeEach, describe, expect, it} from "vitest";
import {openDatabase} from "../../pipeline/database.ts";
import {csvText} from "../../pipeline/commands/columnsText.ts";
import {scoreFile} from "../../pipeline/icp/score.ts";
import {readWorkspace} from "../../pipeline/workspace/read.ts";

const WORKSPACE = `
name: Test
exports:
  accounts:
    files: [accounts.csv]
    columns: {account_id: Id, industry: Branch, employees: Staff}
    attributes: {has_team: Sales team}
    values: {industry: {Saas co: SaaS}}
    scale: {employees: 10}
`;

const VERSION = `
version: "1"
status: approved
effective_from: 2024-01-01
statement: SaaS companies.
criteria:
  - {id: industry, kind: firmographic, column: industry, in: [SaaS], weight: 3}
  - {id: size, kind: firmographic, column: employees, between: [50, 500], weight: 2}
  - {id: team, kind: organizational, column: has_team, is: true, weight: 1}
disqualifiers:
  - {id: small, column: employees, below: 20}
tiers: {1: 0.8, 2: 0.5}
`;

describe("scoreFile", () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "score-"));
    await mkdir(join(directory, "icp"));
    await writeFile(join(directory, "fitproof.yaml"), WORKSPACE);
    await writeFile(join(directory, "icp", "1.yaml"), VERSION);
  });
  afterEach(() => rm(directory, {recursive: true, force: true}));

  const score = async (list: string, options: {icp?: string; database?: string} = {}) => {
    const file = join(directory, "list.csv");
    await writeFile(file, list);
    return scoreFile(file, await readWorkspace(directory), {temporaryDirectory: join(directory, "temporary"), ...options});
  };

  it("keeps the file's columns and cells as they are and adds the tier and its reasons", async () => {
    const scored = await score('Company,Branch,Staff,Sales team\n=Acme,Saas co,5,yes\n"Beta, Inc",Retail,"1,000",no\n\'+49 30,,,\n');
    expect(csvText(scored.columns)).toBe([
      "Company,Branch,Staff,Sales team,tier,score,met,missed,unknown,disqualified_by",
      "=Acme,Saas co,5,yes,1,1,industry; size; team,,,",
      '"Beta, Inc",Retail,"1,000",no,3,0,,industry; size; team,,',
      "'+49 30,,,,unknown,,,,industry; size; team,",
      ""
    ].join("\n"));
  });
  it("scores every row, repeated ids too", async () => {
    const scored = await score("Id,Branch\nA,SaaS\nA,SaaS\nA,Retail\n");
    expect(scored.columns.find(({name}) => name === "tier")!.values).toEqual(["1", "1", "3"]);
  });
  it("leaves out a line of delimiters alone that has too few of them", async () => {
    const scored = await score("Company,Branch,Staff\nAcme,SaaS,10\n,\nBeta,Retail,10\n");
    expect(scored.columns.slice(0, 4).map(({values}) => values)).toEqual([["Acme", "Beta"], ["SaaS", "Retail"], ["10", "10"], ["1", "3"]]);
  });
  it("finds columns by the canonical name and by what people call them", async () => {
    const scored = await score("name,industry,Number of Employees\nAcme,SaaS,1\n");
    expect(scored.columns.find(({name}) => name === "disqualified_by")!.values).toEqual(["small"]);
  });
  describe("a list that leaves open how it is written", () => {
    beforeEach(async () => {
      await writeFile(join(directory, "fitproof.yaml"), `
name: Test
exports:
  accounts:
    files: [accounts.csv]
    columns: {annual_revenue: Revenue}
    attributes: {signed: Signed}
    decimal: ","
    date_format: dmy
`);
      await writeFile(join(directory, "icp", "1.yaml"), `
version: "1"
effective_from: 2024-01-01
criteria:
  - {id: revenue, column: annual_revenue, at_least: 100000, weight: 1}
  - {id: signed, column: signed, at_least: 2024-04-01, weight: 1}
tiers: {1: 0.8, 2: 0.5}
`);
    });
    const met = (scored: Awaited<ReturnType<typeof scoreFile>>) => scored.columns.find(({name}) => name === "met")!.values;

    it("is read as fitproof.yaml says of the accounts", async () => {
      const scored = await score("Revenue,Signed\n500.000,03/04/2024\n2000,04/03/2024\n");
      expect(met(scored)).toEqual(["revenue; signed", ""]);
      expect(scored.warnings).toEqual([]);
    });
    it("but not against what its own cells decide", async () => {
      const scored = await score('Revenue,Signed\n"500,000.50",03/04/2024\n500.000,04/13/2024\n');
      expect(met(scored)).toEqual(["revenue", "signed"]);
    });
  });
  it("names its own columns apart where the file has such ones", async () => {
    const scored = await score("Branch,Tier,score\nSaaS,gold,7\n");
    expect(scored.columns.map(({name}) => name)).toEqual(["Branch", "Tier", "score", "icp_tier", "icp_score", "met", "missed", "unknown", "disqualified_by"]);
  });
  it("takes the columns that accounts have from the last run: what the list lacks is unknown, and what leaks is suspended", async () => {
    const path = join(directory, "last.duckdb");
    const db = await openDatabase(path);
    await db.exec("create table config_settings as select 'as_of' as key, '2024-06-30' as value");
    await db.exec("create table config_columns as select 'accounts' as entity, unnest(['industry', 'employees', 'has_team']) as column_name, true as is_present");
    await db.exec("create table leak_audit as select 'accounts' as export, 'has_team' as \"column\", false as is_usable_in_criteria");
    db.close();
    const scored = await score("Branch,Sales team\nSaaS,no\n", {database: path});
    expect(scored.columns.slice(2).map(({values}) => values[0])).toEqual(["2", 0.6, "industry", "", "size", ""]);
    expect(scored.warnings).toMatchObject([{message: "has no column for a criterion, which is unknown for every row", value: "employees"}]);
    // A criterion that counts for nothing is not missed.
    expect((await score("Branch,Staff\nSaaS,5\n", {database: path})).warnings).toEqual([]);
    await writeFile(join(directory, "icp", "1.yaml"), VERSION.replace("is: true,", "is: true, allow_leak: asked before,"));
    expect((await score("Branch,Staff\nSaaS,5\n", {database: path})).warnings).toMatchObject([{value: "has_team"}]);
  });
  it("says which versions there are where none or several are meant", async () => {
    await expect(score("Branch\nSaaS\n", {icp: "2"})).rejects.toThrow(/no such ICP version: 2\n {2}Name one with --icp: main\/1\./);
    await writeFile(join(directory, "icp", "2.yaml"), VERSION.replace("version:", "icp: other\nversion:"));
    expect((await score("Branch\nSaaS\n")).version.icp).toBe("main");
    await expect(score("Branch\nSaaS\n", {icp: "1"})).rejects.toThrow(/several ICPs have this version: 1\n {2}Name one with --icp: main\/1, other\/1\./);
  });
});
