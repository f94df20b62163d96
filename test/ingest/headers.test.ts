import {describe, expect, it} from "vitest";
import {DEALS, ingested, raw, reconciled, stopped} from "./workspace.ts";

describe("headers", () => {
  it("says which header a mapping means where the file lacks it, at the line of the YAML", async () => {
    expect(await stopped(DEALS, {"deals.csv": "id,stge,amount,created,closed date\n1,Won,1,,\n"})).toMatchInlineSnapshot(`
      "fitproof.yaml:5: exports.opportunities.columns.stage: exports/deals.csv has no column: stage
        Did you mean 'stge'?
      fitproof.yaml:5: exports.opportunities.columns.closed_on: exports/deals.csv has no column: closed
        Its columns are 'id', 'stge', 'amount', 'created', 'closed date'."
    `);
  });

  it("refuses duplicate and empty headers, naming both positions", async () => {
    expect(await stopped(DEALS, {"deals.csv": "id,stage,amount,created,closed,Note,note ,\n1,Won,1,,,a,b,\n"})).toMatchInlineSnapshot(`
      "exports/deals.csv:1: columns differ only by case or outer spaces: 'Note' (columns 6 and 7)
        Rename one of them in the export, or leave it out.
      exports/deals.csv:1: a column has no name: column 8
        Name it in the first row, or remove the column from the export."
    `);
  });

  it("lets unmapped headers that collide with ours stand beside them", async () => {
    const run = await ingested("\n  accounts: {files: [a.csv], columns: {account_id: key, name: company}, preset: none}\n", {"a.csv": "key,company,Source,employees_low\n1,A,web,7\n"});
    expect(await raw(run, "accounts", 'source, name, "Source_2", employees_low, "employees_low_2"')).toEqual([["crm", "A", "web", null, "7"]]);
  });

  it("reads of several headers of one column the cell that is filled", async () => {
    const exports = DEALS.replace("closed_on: closed", "closed_on: [won, lost]");
    const run = await ingested(exports, {"deals.csv": "id,stage,amount,created,won,lost\n1,Won,1,2024-01-01,2024-02-01,\n2,Lost,1,2024-01-01,,2024-03-01\n3,Open,1,2024-01-01,,\n"});
    expect(await raw(run, "opportunities", "closed_on")).toEqual([["2024-02-01"], ["2024-03-01"], [null]]);
    expect(await stopped(exports, {"deals.csv": "id,stage,amount,created,won\n1,Won,1,2024-01-01,2024-02-01\n"})).toMatch(/exports\.opportunities\.columns\.closed_on: exports\/deals\.csv has no column: lost/);
  });

  it("reads files of one source in which a column was renamed or added in between, and says what the older one lacks", async () => {
    const exports = `${DEALS.replace("[deals.csv]", "[1.csv, 2.csv]").replace("closed_on: closed", "closed_on: [closed, ended], competitor: rival")}    mode: incremental\n    attributes: {trigger: Trigger}\n`;
    const files = {"1.csv": "id,stage,amount,created,closed\n1,Won,1,2024-01-01,2024-02-01\n2,Lost,1,2024-01-01,2024-02-02\n", "2.csv": "id,stage,rival,amount,created,ended,Trigger\n2,Won,Acme,1,2024-01-01,2024-03-01,call\n"};
    const run = await ingested(exports, files);
    expect(await raw(run, "opportunities", "opportunity_id, closed_on, competitor, trigger")).toEqual([["1", "2024-02-01", null, null], ["2", "2024-02-02", null, null], ["2", "2024-03-01", "Acme", "call"]]);
    expect((await reconciled(run)).map(({file, used}) => [file, used])).toEqual([["exports/1.csv", 1], ["exports/2.csv", 1]]);
    expect(run.notes.filter(({file}) => file === "exports/1.csv").map(({message, value}) => `${message}: ${value}`)).toEqual([
      "has no column that another file of its source has: its rows are without competitor: 'rival'", "has no column that another file of its source has: its rows are without trigger: 'Trigger'"
    ]);
    expect(await stopped(exports, {...files, "1.csv": files["1.csv"].replace("id,", "number,")}), "an id").toMatch(/exports\/1\.csv has no column: id/);
    expect(await stopped(exports, {...files, "1.csv": files["1.csv"].replace("closed", "over")}), "none of several").toMatch(/exports\/1\.csv has no column: closed/);
    expect(await stopped(exports, {...files, "1.csv": files["1.csv"].replace("closed", "closed,rivals").replaceAll("-01\n", "-01,\n")}), "a misspelt one").toMatch(/exports\/1\.csv has no column: rival\n {2}Did you mean 'rivals'/);
  });

  it("says that a header is nearly one that a preset reads: without a word all its cells would be missing", async () => {
    const run = await ingested("\n  opportunities: {files: [deals.csv], preset: hubspot}\n", {"deals.csv": "Record ID,Deal Name,Deal Stage,Create Dat,Amount,Deal - Label\n1,A,Closed Won,2024-01-05,1,x\n"});
    expect(run.notes.map(({message, value, fix}) => [message, value, fix])).toContainEqual([
      "a column is nearly 'Create Date' and is not read as created_on", "Create Dat", "Correct the header, or write `columns: {created_on: Create Dat}` under exports.opportunities."
    ]);
    expect(run.notes.filter(({message}) => message.startsWith("a column is nearly"))).toHaveLength(1);
    const converted = await ingested("\n  opportunities: {files: [deals.csv], preset: hubspot}\n", {"deals.csv": "Record ID,Deal Name,Deal Stage,Create Date,Amount in company currency,Currency\n1,A,Closed Won,2024-01-05,1,EUR\n"});
    expect(converted.notes.filter(({message}) => message.startsWith("a column is nearly"))).toEqual([]);
    expect(run.notes.map(({message}) => message).join("\n")).not.toContain("has no column for created_on");
  });

  it("says of a known CRM's export which columns it lacks, what that costs and what the CRM calls them", async () => {
    const run = await ingested("\n  accounts: {files: [companies.csv]}\n  opportunities: {files: [deals.csv]}\n", {
      "companies.csv": "Record ID,Company name,Company Domain Name,Country/Region\n7,Alder,alder.example,Chile\n",
      "deals.csv": "Record ID,Deal Name,Deal Stage,Close Date,Deal Type,Closed Lost Reason,Associated Company IDs,Industry\n1,A,Closed Won,2024-01-02,newbusiness,,7,Retail\n"
    });
    expect(run.notes.map(({file, line, message, fix}) => [`${file}:${line}`, message, fix])).toEqual([
      ["exports/deals.csv:1", "has no column for created_on: no cycle times, no win curves, no test of an ICP on later deals: no verdict", "Export it too ('Create Date' in this CRM), or map another header: exports.opportunities.columns.created_on."],
      ["exports/deals.csv:1", "has no column for amount: no win rate by value, no won revenue, no velocity", "Export it too ('Amount in company currency' in this CRM), or map another header: exports.opportunities.columns.amount."],
      ["exports/companies.csv:1", "has no column for employees: no dimension employees; size cannot be a criterion", "Export it too ('Number of Employees' in this CRM), or map another header: exports.accounts.columns.employees."]
    ]);
  });

  it("says nothing of columns that a mapping by hand leaves out", async () => {
    const run = await ingested("\n  opportunities: {files: [deals.csv], preset: none, columns: {stage: stage, closed_on: closed}, outcomes: {won: [Won]}}\n", {"deals.csv": "stage,closed\nWon,2024-01-02\n"});
    expect(run.notes).toEqual([]);
  });
});
