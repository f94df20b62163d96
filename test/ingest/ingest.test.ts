import {gzipSync} from "node:zlib";
import {describe, expect, it} from "vitest";
import {workbook} from "../init/workbook.ts";
import {DEALS, ingested, raw, reconciled, stopped} from "./workspace.ts";

function faulty(count: number): Record<string, string> {
  const rows = Array.from({length: 100}, (_, i) => `${i},Won,${i < count ? "x" : "1"},2024-01-01,2024-01-02`);
  return {"deals.csv": `id,stage,amount,created,closed\n${rows.join("\n")}\n`};
}

describe("ingest", () => {
  it("reads every column: canonical ones typed, others as text under their header", async () => {
    const run = await ingested(DEALS, {"deals.csv": "id,Stage , amount,created,closed,Note\n1,Won,10.50,2024-01-02,2024-02-03,call back\n2,Lost,,,,\n"});
    expect(await raw(run, "opportunities", 'opportunity_id, stage, amount, created_on, closed_on, "Note"')).toEqual([
      ["1", "Won", 10.5, "2024-01-02", "2024-02-03", "call back"],
      ["2", "Lost", null, null, null, null]
    ]);
    expect(run.as_of).toBe("2024-02-03");
    expect(run.warnings).toEqual([]);
  });

  it("reads a semicolon-separated, fully quoted, gzipped file with a decimal comma", async () => {
    const run = await ingested(DEALS, {"deals.csv": '"id";"stage";"amount";"created";"closed"\r\n"1";"Won";"1.234,56";"31.12.2024";"13.01.2025"\r\n"2";"Lost";"5";"01.02.2024";""\r\n'});
    expect(await raw(run, "opportunities", "opportunity_id, amount, created_on, closed_on")).toEqual([
      ["1", 1234.56, "2024-12-31", "2025-01-13"], ["2", 5, "2024-02-01", null]
    ]);
    const zipped = await ingested(DEALS.replace("deals.csv", "deals.csv.gz"), {"deals.csv.gz": gzipSync("id,stage,amount,created,closed\n1,Won,2,2024-01-01,2024-01-02\n")});
    expect(await raw(zipped, "opportunities", "opportunity_id, amount")).toEqual([["1", 2]]);
  });

  it("names the line of the file, not the row, below cells with line ends", async () => {
    const run = await ingested(DEALS.replace("{opportunity_id", "{owner: owner, opportunity_id"), {
      "deals.csv": 'id,stage,amount,created,closed,owner\n1,Won,1,,,"a\nb\n\nc"\n2,Won,x,,,\n'
    });
    expect(await run.rows("select line from problems")).toEqual([{line: 6}]);
  });

  it("rejects lines that are no rows, each with its line, and counts them", async () => {
    const run = await ingested(DEALS, {"deals.csv": "id,stage,amount,created,closed\n1,Won,1,,\n2,Won,2\n3,Won,3,,,,9\n4,Lost,4,,\n"});
    expect(await run.rows("select line, message, value from problems")).toEqual([
      {line: 3, message: "expected 5 columns, found 3", value: "2,Won,2"},
      {line: 4, message: "expected 5 columns, found 7", value: "3,Won,3,,,,9"}
    ]);
    expect(await reconciled(run)).toEqual([{file: "exports/deals.csv", read: 4, used: 2, duplicate: 0, rejected: 2, excluded: 0}]);
  });

  it("loses one line, not the rest of the file, to a quote that is never closed", async () => {
    const run = await ingested(DEALS, {"deals.csv": 'id,stage,amount,created,closed\n1,Won,1,,\n2,"Won,2,,\n3,Won,3,,\n4,Lost,4,,\n5,"Lo"st,4,,\n'});
    expect(await raw(run, "opportunities", "opportunity_id")).toEqual([["1"], ["3"], ["4"]]);
    expect(await run.rows("select line, message from problems")).toEqual([
      {line: 3, message: "a quote is not closed, or text stands beside a quoted cell"},
      {line: 6, message: "a quote is not closed, or text stands beside a quoted cell"}
    ]);
  });

  it("reads lines that end in several ways", async () => {
    const run = await ingested(DEALS, {"deals.csv": 'id,stage,amount,created,closed\r\n1,Won,1,,\n2,Won,2,,\r3,"Lo\rst",3,,\r\n4,Lost,x,,'.replace('"Lo\rst"', "Lost")});
    expect(await raw(run, "opportunities", "opportunity_id, amount")).toEqual([["1", 1], ["2", 2], ["3", 3], ["4", null]]);
    expect(await run.rows("select line from problems")).toEqual([{line: 5}]);
  });

  it("goes on with up to five faulty rows a file and stops above the rate, listing them", async () => {
    expect(await stopped(DEALS, faulty(5))).toBe("");
    expect(await stopped(DEALS, faulty(6))).toMatchInlineSnapshot(`
      "exports/deals.csv: 6 of 100 rows have a problem, more than thresholds.max_problem_rate (0.01) allows
        Mend what is listed below, map another column, list what means missing under nulls, or raise thresholds.max_problem_rate.
      exports/deals.csv:2: amount: is not a number: x
      exports/deals.csv:3: amount: is not a number: x
      exports/deals.csv:4: amount: is not a number: x
      exports/deals.csv:5: amount: is not a number: x
      exports/deals.csv:6: amount: is not a number: x
      exports/deals.csv:7: amount: is not a number: x
        Correct the export, or list the value under exports.opportunities.nulls or values."
    `);
    expect(await stopped(DEALS, faulty(6), {rest: "thresholds: {max_problem_rate: 0.06}\n"})).toBe("");
    expect(await stopped(DEALS, faulty(1), {strict: true})).toContain("exports/deals.csv:2: amount: is not a number: x");
  });

  it("adds up several files and several sources, whose ids do not collide", async () => {
    const run = await ingested(`
  opportunities:
    - {source: us, files: ["us-*.csv"], columns: {opportunity_id: id, stage: stage}, outcomes: {won: [Won]}}
    - {source: eu, files: [eu.csv], columns: {opportunity_id: Key, stage: Status}}
`, {"us-1.csv": "id,stage\n1,Won\n2,Won\n", "us-2.csv": "id,stage,x\n3,Won,a\n", "eu.csv": "Key,Status\n1,Won\n"});
    expect(await raw(run, "opportunities", "source, opportunity_id, x")).toEqual([["us", "1", null], ["us", "2", null], ["us", "3", "a"], ["eu", "1", null]]);
    expect(await reconciled(run)).toMatchObject([{read: 2, used: 2}, {read: 1, used: 1}, {read: 1, used: 1}]);
  });

  it("drops the parents of a circle alone, however long the ways are that lead to it and end elsewhere", async () => {
    const chain = (name: string, length: number, end: string) => Array.from({length}, (_, i) => `${name}${i},${i + 1 < length ? `${name}${i + 1}` : end}`);
    const rows = [...chain("circle", 30, "circle0"), ...chain("into", 30, "circle7"), ...chain("apart", 60, ""), "under,circle3", "self,self"];
    const run = await ingested("\n  accounts: {files: [accounts.csv], columns: {account_id: id, parent_account_id: parent}}\n", {"accounts.csv": `id,parent\n${rows.join("\n")}\n`}, {rest: "thresholds: {max_problem_rate: 0.9}\n"});
    expect(await run.rows("select regexp_replace(account_id, '\\d+', '') as name, count(*)::integer as n from raw_accounts where parent_account_id is null group by 1 order by 1")).toEqual([{name: "apart", n: 1}, {name: "circle", n: 30}]);
    expect(run.warnings.map(({message}) => message).filter((message) => message.startsWith("makes the account its own ancestor"))).toHaveLength(1);
  });

  it("keeps every row of a workbook in whose header a return stands", async () => {
    const rows = [["Record ID", "Deal Name", "Deal Stage", "Amount\r(net)", "Note"], ...[1, 2, 3].map((i) => [`${i}`, "A", "Closed Won", `${i}`, "two\rlines"])];
    const run = await ingested("\n  opportunities: {files: [deals.xlsx], preset: hubspot}\n", {"deals.xlsx": workbook({Deals: rows})});
    expect(await reconciled(run)).toMatchObject([{read: 3, used: 3}]);
    expect(run.notes.map(({message}) => message)).toContain("a column is nearly 'Amount' and is not read as amount");
  });

  it("reads a packed file behind whose end more stands", async () => {
    const packed = gzipSync("id,stage,amount,created,closed\n1,Won,1,2024-01-05,2024-02-01\n");
    for (const bytes of [Buffer.concat([packed, Buffer.alloc(4096)]), Buffer.concat([packed, gzipSync("2,Lost,2,2024-01-05,2024-02-01\n")])]) {
      const run = await ingested(DEALS.replace("deals.csv", "deals.csv.gz"), {"deals.csv.gz": bytes});
      expect(await reconciled(run)).toMatchObject([{read: bytes.length > 4000 ? 1 : 2}]);
    }
  });
});
