import {gzipSync} from "node:zlib";
import {describe, expect, it} from "vitest";
import {workbook} from "../init/workbook.ts";
import {ingested, raw, reconciled, stopped} from "./workspace.ts";

const DEALS = `
  opportunities:
    files: [deals.csv]
    columns: {opportunity_id: id, stage: stage, amount: amount, created_on: created, closed_on: closed}
    outcomes: {won: [Won], lost: [Lost], open: [Open]}
`;

function faulty(count: number): Record<string, string> {
  const rows = Array.from({length: 100}, (_, i) => `${i},Won,${i < count ? "x" : "1"},2024-01-01,2024-01-02`);
  return {"deals.csv": `id,stage,amount,created,closed\n${rows.join("\n")}\n`};
}

function closing(day: string): Record<string, string> {
  return {"deals.csv": `id,stage,amount,created,closed\n1,Won,1,03/04/2024,05/06/2024\n2,Lost,1,02/03/2024,${day}\n`};
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

  it("lists a cell that cannot be read with its line and goes on without it", async () => {
    const run = await ingested(DEALS, {"deals.csv": 'id,stage,amount,created,closed\n1,Won,abc,2024-01-01,2024-01-09\n\n"2","Lo\nst",1,2024-02-30,\n3,Lost,3,2024-03-01,\n'.replace('"Lo\nst"', '"Lost"')});
    expect(await run.rows("select file, line, column_name, message, value, row_key from problems")).toEqual([
      {file: "exports/deals.csv", line: 2, column_name: "amount", message: "is not a number", value: "abc", row_key: 0},
      {file: "exports/deals.csv", line: 4, column_name: "created", message: "is not a date (YYYY-MM-DD)", value: "2024-02-30", row_key: 1}
    ]);
    expect(await raw(run, "opportunities", "opportunity_id, amount, created_on")).toEqual([["1", null, "2024-01-01"], ["2", 1, null], ["3", 3, "2024-03-01"]]);
    expect(run.warnings).toHaveLength(1);
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

  it("lists stages in no outcome list with their counts", async () => {
    expect(await stopped(DEALS, {"deals.csv": "id,stage,amount,created,closed\n1,Won,1,,\n2,Gewonnen,1,,\n3,gewonnen,1,,\n4,,1,,\n"})).toMatchInlineSnapshot(`
      "fitproof.yaml:6: exports.opportunities.outcomes: nothing says what 3 deals came to: 3 stages in no outcome list: 'Gewonnen' (1), 'gewonnen' (1), blank (1)
        Put each under outcomes: won, lost, no_decision, disqualified or open, such as \`open: [Gewonnen, gewonnen]\`."
    `);
  });

  it("says that a deal that is not won may be lost or open, where nothing else tells", async () => {
    expect(await stopped("  opportunities: {files: [o.csv], columns: {is_won: won}}", {"o.csv": "won,amount\nYes,1\nNo,2\n"})).toBe([
      "fitproof.yaml:3: exports.opportunities.outcomes: nothing says what 1 deal came to: a stage in no outcome list: is_won false (1)",
      "  A deal that is not won may be lost or open: map is_closed too, or, where all are decided, map the column to stage in place of is_won, with outcomes such as `won: [Yes]` and `lost: [No]`."
    ].join("\n"));
    expect(await stopped("  opportunities: {files: [o.csv], columns: {stage: won}, outcomes: {won: [Yes], lost: [No]}}", {"o.csv": "won,amount\nYes,1\nNo,2\n"})).toBe("");
  });

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

  it("asks for date_format where day and month could be swapped and nothing decides it", async () => {
    expect(await stopped(DEALS, closing("06/07/2024"))).toMatchInlineSnapshot(`
      "exports/deals.csv: created: dates fit both M/D/YYYY and D/M/YYYY, and nothing in the file decides it: 02/03/2024
      exports/deals.csv: closed: dates fit both M/D/YYYY and D/M/YYYY, and nothing in the file decides it: 05/06/2024
        Write \`date_format: mdy\` or \`date_format: dmy\` under exports.opportunities."
    `);
    const decided = await ingested(DEALS, closing("13/07/2024"));
    expect(await raw(decided, "opportunities", "created_on, closed_on")).toEqual([["2024-04-03", "2024-06-05"], ["2024-03-02", "2024-07-13"]]);
    const stated = await ingested(`${DEALS.trimEnd()}\n    date_format: mdy\n`, closing("06/07/2024"));
    expect(await raw(stated, "opportunities", "created_on, closed_on")).toEqual([["2024-03-04", "2024-05-06"], ["2024-02-03", "2024-06-07"]]);
  });

  it.each(["/", "-"])("decides the order of years of two digits from all cells of a file, parted by %s", async (separator) => {
    const deals = (...closed: readonly string[]) => ({"deals.csv": `id,stage,amount,created,closed\n${closed.map((day, i) => `${i},Won,1,,${day.replaceAll("/", separator)}\n`).join("")}`});
    expect((await raw(await ingested(DEALS, deals("10/04/24", "31/12/23", "05/01/24"), {strict: true}), "opportunities", "closed_on")).flat()).toEqual(["2024-04-10", "2023-12-31", "2024-01-05"]);
    expect((await raw(await ingested(DEALS, deals("10/04/24", "12/31/23", "05/01/24"), {strict: true}), "opportunities", "closed_on")).flat()).toEqual(["2024-10-04", "2023-12-31", "2024-05-01"]);
    expect(await stopped(DEALS, deals("10/04/24", "05/01/24"))).toContain("dates fit both M/D/YYYY and D/M/YYYY, and nothing in the file decides it");
  });

  it("keeps the last row of an id, by modified date where there is one", async () => {
    const run = await ingested(DEALS.replace("{opp", "{modified_at: modified, opp"), {
      "deals.csv": "id,stage,amount,created,closed,modified\n1,Won,1,,,2024-03-01\n1,Lost,2,,,2024-02-01T10:00:00Z\n2,Won,3,,,\n2,Lost,4,,,\n3,Won,5,,,\n"
    });
    expect(await run.rows("select row_key, kind, reason from row_exclusions")).toEqual([
      {row_key: 1, kind: "duplicate", reason: "repeated id"}, {row_key: 2, kind: "duplicate", reason: "repeated id"}
    ]);
    expect(await reconciled(run)).toEqual([{file: "exports/deals.csv", read: 5, used: 3, duplicate: 2, rejected: 0, excluded: 0}]);
  });

  it("counts identical rows of revenue without an id once and names the others as duplicates, and keeps those of anything else", async () => {
    const run = await ingested(`
  subscriptions: {files: [s.csv], columns: {subscription_id: id, account_id: account, started_on: start, mrr: mrr}}
  mrr_snapshots: {files: [m.csv], columns: {account_id: account, month: month, mrr: mrr}}
  invoices: {files: [i.csv], columns: {account_id: account, period_start: start, period_end: end, amount: amount}}
  churn_events: {files: [c.csv], columns: {account_id: account, churned_on: day}}`, {
      "s.csv": "id,account,start,mrr,line\n,a,2024-01-01,10,1\n,a,2024-01-01,10,1\n,a,2024-01-01,10,2\ns,a,2024-01-01,10,1\n",
      "m.csv": "account,month,mrr\na,2024-01,10\na,2024-01,10\na,2024-01,10\na,2024-01,11\n",
      "i.csv": "account,start,end,amount\na,2024-01-01,2024-01-31,10\nb,2024-01-01,2024-01-31,10\na,2024-01-01,2024-01-31,10\n",
      "c.csv": "account,day\na,2024-01-01\na,2024-01-01\n"
    });
    expect(await reconciled(run)).toEqual([
      {file: "exports/c.csv", read: 2, used: 2, duplicate: 0, rejected: 0, excluded: 0}, {file: "exports/i.csv", read: 3, used: 2, duplicate: 1, rejected: 0, excluded: 0},
      {file: "exports/m.csv", read: 4, used: 2, duplicate: 2, rejected: 0, excluded: 0}, {file: "exports/s.csv", read: 4, used: 3, duplicate: 1, rejected: 0, excluded: 0}
    ]);
    expect(await run.rows("select entity, row_key, kind, reason from row_exclusions order by entity, row_key")).toEqual([
      {entity: "invoices", row_key: 2, kind: "duplicate", reason: "identical row"}, {entity: "mrr_snapshots", row_key: 1, kind: "duplicate", reason: "identical row"},
      {entity: "mrr_snapshots", row_key: 2, kind: "duplicate", reason: "identical row"}, {entity: "subscriptions", row_key: 1, kind: "duplicate", reason: "identical row"}
    ]);
    expect(run.warnings.filter(({message}) => /cop(y|ies)|identical/.test(message)).map(({file, message}) => [file, message])).toEqual([
      ["exports/s.csv", "1 row is a copy of another and is counted once"], ["exports/m.csv", "2 rows are copies of others and are counted once"],
      ["exports/i.csv", "1 row is a copy of another and is counted once"], ["exports/c.csv", "1 row is identical to another and has no id; it is kept"]
    ]);
  });

  it("leaves out deleted, empty and unwanted rows with their reasons, the first one counting", async () => {
    const run = await ingested(`
  opportunities:
    files: [deals.csv]
    columns: {opportunity_id: id, name: name, stage: stage, is_deleted: deleted, amount: amount}
    outcomes: {won: [Won]}
    exclude:
      - {column: name, matches: "(?i)test", reason: test deals}
      - {column: amount, below: 1, reason: too small}
    keep: [{column: Region, in: [EMEA], reason: other regions}]
`, {"deals.csv": "id,name,stage,deleted,amount,Region\n1,A,Won,0,5,emea\n2,My TEST,Won,1,5,EMEA\n3,a test,??,0,5,EMEA\n,,,,,\n4,B,Won,no,0,EMEA\n5,C,Won,false,9,US\n6,D,Won,,9,\n"});
    expect(await run.rows("select row_key, kind, reason from row_exclusions order by row_key")).toEqual([
      {row_key: 1, kind: "excluded", reason: "deleted"},
      {row_key: 2, kind: "excluded", reason: "test deals"},
      {row_key: 3, kind: "excluded", reason: "empty row"},
      {row_key: 4, kind: "excluded", reason: "too small"},
      {row_key: 5, kind: "excluded", reason: "other regions"},
      {row_key: 6, kind: "excluded", reason: "other regions"}
    ]);
  });

  it("compares the numbers of a rule's list as numbers, however the export writes them", async () => {
    const run = await ingested(`
  accounts:
    files: [accounts.csv]
    columns: {account_id: id, employees: staff}
    keep: [{column: employees, not_in: [0, 9999], reason: no such size}]
  opportunities:
    files: [deals.csv]
    columns: {opportunity_id: id, stage: stage, amount: amount}
    outcomes: {won: [Won]}
    exclude: [{column: amount, in: [0, 1000], reason: no price}]
`, {
      "accounts.csv": "id,staff\n1,0.0\n2,10\n3,\"9,999\"\n4,1-10\n",
      "deals.csv": "id,stage,amount\n1,Won,0.00\n2,Won,5\n3,Won,\"1,000\"\n4,Won,\n"
    });
    expect(await run.rows("select entity, row_key, reason from row_exclusions order by entity, row_key")).toEqual([
      {entity: "accounts", row_key: 0, reason: "no such size"}, {entity: "accounts", row_key: 2, reason: "no such size"},
      {entity: "opportunities", row_key: 0, reason: "no price"}, {entity: "opportunities", row_key: 2, reason: "no price"}
    ]);
  });

  it("rejects a row whose id is missing, a subscription without a start and a negative MRR", async () => {
    const run = await ingested(`
  accounts: {files: [accounts.csv], columns: {account_id: id, name: name}}
  subscriptions: {files: [subs.csv], columns: {account_id: account, started_on: start, ended_on: end, mrr: mrr}}
`, {
      "accounts.csv": "id,name\n1,A\n,B\n",
      "subs.csv": "account,start,end,mrr\n1,2024-01-01,2024-06-01,10\n1,,,10\n1,soon,,10\n1,2024-01-01,later,10\n1,2024-01-01,,-5\n1,2024-05-01,2024-05-01,5\n1,2024-05-01,9999-12-31,5\n"
    });
    expect(await run.rows("select entity, row_key, kind, reason from row_exclusions order by entity, row_key")).toEqual([
      {entity: "accounts", row_key: 1, kind: "rejected", reason: "account_id is missing"},
      {entity: "subscriptions", row_key: 1, kind: "rejected", reason: "started_on is missing"},
      {entity: "subscriptions", row_key: 2, kind: "rejected", reason: "started_on cannot be read (start)"},
      {entity: "subscriptions", row_key: 3, kind: "rejected", reason: "ended_on cannot be read (end)"},
      {entity: "subscriptions", row_key: 4, kind: "rejected", reason: "mrr is negative"},
      {entity: "subscriptions", row_key: 5, kind: "excluded", reason: "empty interval"}
    ]);
    expect(await raw(run, "subscriptions", "ended_on")).toContainEqual([null]);
    expect(await run.rows("select line, column_name, message from problems where entity = 'subscriptions'")).toEqual([
      {line: 3, column_name: "start", message: "is missing"}, {line: 4, column_name: "start", message: "is not a date (YYYY-MM-DD)"},
      {line: 5, column_name: "end", message: "is not a date (YYYY-MM-DD)"}, {line: 6, column_name: "mrr", message: "is negative"}
    ]);
  });

  it("takes no id that a spreadsheet has rounded: rows of many ids would be one", async () => {
    const deals = (id: (i: number) => string) => ({"o.csv": `id,stage\n${Array.from({length: 20}, (_, i) => `${id(i)},Won`).join("\n")}\n`});
    const exports = "  opportunities: {files: [o.csv], columns: {opportunity_id: id}, outcomes: {won: [Won]}}";
    expect(await stopped(exports, deals(() => "1.23457E+11"))).toContain(
      "exports/o.csv:2: id: is an id that a spreadsheet has rounded: 1.23457E+11\n");
    expect(await stopped(exports, deals((i) => `${i}E10`))).toBe("");
  });

  it("says that most rows repeat the id of another", async () => {
    const run = await ingested("  opportunities: {files: [o.csv], columns: {opportunity_id: owner}, outcomes: {won: [Won]}}", {"o.csv": "owner,stage\nann,Won\nann,Won\nann,Won\nann,Won\nbob,Won\n"});
    expect(run.warnings.map(({message}) => message)).toContain("3 of 5 rows repeat the opportunity_id of another, and of each only the last counts");
  });

  it("cleans in order: trim, nulls, values, scale, type", async () => {
    const run = await ingested(`
  accounts:
    files: [accounts.csv]
    columns: {account_id: id, industry: industry, employees: staff, annual_revenue: revenue}
    attributes: {founded: founded, active: active, since: since, tag: tag}
    values: {industry: {technolgy: technology}, employees: {many: "5000"}}
    scale: {annual_revenue: 1000000}
`, {
      "accounts.csv": 'id,industry,staff,revenue,founded,active,since,tag\n1," Technolgy\t",many,1100.04,1999,yes,2020-01-31,x\n2,\u00a0Unknown\u00a0,"1,234",$2.5,2001,NO,31-Jan-2021,1\n3,n/A,51-200,,,,,\n4,null Corp,10k,#N/A,,,,\n'
    });
    expect(await raw(run, "accounts", "account_id, industry, employees, employees_low, employees_high, annual_revenue, annual_revenue_low, founded_low, active, since, tag")).toEqual([
      ["1", "technology", "5000", 5000, 5000, "1100040000", 1100040000, 1999, true, "2020-01-31", "x"],
      ["2", null, "1234", 1234, 1234, "2500000", 2500000, 2001, false, "2021-01-31", "1"],
      ["3", null, "51-200", 51, 200, null, null, null, null, null, null],
      ["4", "null Corp", "10k", 10000, 10000, null, null, null, null, null, null]
    ]);
    expect(run.columns.filter((column) => column.is_attribute).map(({column_name, type, header}) => [column_name, type, header])).toEqual([
      ["founded", "number", "founded"], ["active", "boolean", "active"], ["since", "date", "since"], ["tag", "text", "tag"]
    ]);
  });

  it("says that an entry under values is no cell's, where it nearly is one that is left or where none of them is there, and never of one that cleans a cell", async () => {
    const said = async (values: string, ...cells: string[]) => {
      const run = await ingested(`\n  accounts: {files: [a.csv], columns: {account_id: id, industry: sector}, nulls: ["missing"], values: {industry: ${values}}}`, {
        "a.csv": `id,sector\n${cells.map((cell, i) => `${i},${cell}`).join("\n")}\n`
      }, {rest: "as_of: 2024-01-31\n"});
      return run.warnings.map(({file, column, message, value, fix}) => [file, column, message, value, fix]);
    };
    const at = ["fitproof.yaml", "exports.accounts.values.industry"];
    expect(await said("{tecnolgy: technology}", "technolgy", "technology", "Retail")).toEqual([[...at, "no row has this value of industry", "tecnolgy", "Did you mean technolgy?"]]);
    expect(await said("{technolgy: technology, Retial: Retail}", " TECHNOLGY", "technolgie", "Retail")).toEqual([]);
    expect(await said("{Retial: Shops, Retale: Shops}", "Shops", "Retailers")).toEqual([]);
    expect(await said("{Shops: Retail}", "Bank", "")).toEqual([[...at, "no row has any of these values of industry", "Shops", "Write each as the export has it, or remove them."]]);
    expect(await said("{Bank: Finance}", "Bank")).toEqual([]);
  });

  it("keeps the text of a range, by which an order or a rule names it", async () => {
    const run = await ingested("\n  accounts: {files: [a.csv], columns: {account_id: id}, attributes: {size: client_size}}\n", {"a.csv": "id,client_size\n1,1K or less\n2,1K to 5K\n3,5K to 15K\n"});
    expect(await raw(run, "accounts", "size, size_low, size_high")).toEqual([["1K or less", 0, 1000], ["1K to 5K", 1000, 5000], ["5K to 15K", 5000, 15000]]);
  });

  it("scales a range and a number with a unit, of each source by its own factor", async () => {
    const run = await ingested(`
  accounts:
    - {files: [a.csv], source: a, columns: {account_id: id, annual_revenue: revenue}, scale: {annual_revenue: 1000000}}
    - {files: [b.csv], source: b, columns: {account_id: id, annual_revenue: revenue}}
`, {"a.csv": "id,revenue\n1,2-5\n2,20+\n3,$1.5\n4,2k\n", "b.csv": "id,revenue\n5,2-5\n6,20+\n7,1.5M\n"});
    expect(await raw(run, "accounts", "annual_revenue, annual_revenue_low, annual_revenue_high")).toEqual([
      ["2000000–5000000", 2_000_000, 5_000_000], ["20000000–", 20_000_000, Infinity], ["1500000", 1_500_000, 1_500_000], ["2000000000", 2_000_000_000, 2_000_000_000],
      ["2-5", 2, 5], ["20+", 20, Infinity], ["1.5M", 1_500_000, 1_500_000]
    ]);
  });

  it("keeps words that say a number by themselves, with a decimal comma too, and no others", async () => {
    const run = await ingested(`
  accounts:
    - {files: [a.csv], source: a, decimal: ",", columns: {account_id: id, employees: staff}}
    - {files: [b.csv], source: b, decimal: ".", columns: {account_id: id, employees: staff}}
`, {
      "a.csv": "id;staff\n1;1.001-5.000\n2;10.000+\n3;< 1.000\n4;1,5k\n5;1.200 Mitarbeiter\n6;51-200\n7;1.500.000-2 Mio\n8;1.200\n",
      "b.csv": "id,staff\n9,\"1,001-5,000\"\n10,1.5k\n11,1.250k\n12,2.500k-3.500k\n"
    });
    const ends = await run.rows("select account_id, employees, employees_low, employees_high, number_ends(employees)[1], number_ends(employees)[2] from raw_accounts order by rowid");
    expect(ends.map((row) => Object.values(row))).toEqual([
      ["1", "1.001-5.000", 1001, 5000, 1001, 5000], ["2", "10.000+", 10_000, Infinity, 10_000, Infinity], ["3", "< 1.000", 0, 999, 0, 999],
      ["4", "1,5k", 1500, 1500, 1500, 1500], ["5", "1.200 Mitarbeiter", 1200, 1200, 1200, 1200], ["6", "51-200", 51, 200, 51, 200],
      ["7", "1.500.000-2 Mio", 1_500_000, 2_000_000, 1_500_000, 2_000_000], ["8", "1200", 1200, 1200, 1200, 1200],
      ["9", "1,001-5,000", 1001, 5000, 1001, 5000], ["10", "1.5k", 1500, 1500, 1500, 1500], ["11", "1250", 1250, 1250, 1250, 1250],
      ["12", "2500–3500", 2500, 3500, 2500, 3500]
    ]);
  });

  it("gives an attribute the first type that all its cells fit, also where the first 20,000 promise more", async () => {
    const rows = Array.from({length: 20_100}, (_, i) => `${i},${i < 20_050 ? i % 2 : i},${i < 20_050 ? "" : "2024-01-01"},${i < 20_050 ? "12" : "twelve"}`);
    const run = await ingested("\n  accounts: {files: [a.csv], columns: {account_id: id}, attributes: {flag: flag, late: late, word: word}}\n", {"a.csv": `id,flag,late,word\n${rows.join("\n")}\n`});
    expect(run.columns.filter((column) => column.is_attribute).map(({column_name, type}) => [column_name, type])).toEqual([["flag", "number"], ["late", "date"], ["word", "text"]]);
    expect(await run.rows("select flag_low, late, word from raw_accounts where rowid in (1, 20099) order by rowid")).toEqual([
      {flag_low: 1, late: null, word: "12"}, {flag_low: 20099, late: "2024-01-01", word: "twelve"}
    ]);
  });

  it("lets unmapped headers that collide with ours stand beside them", async () => {
    const run = await ingested("\n  accounts: {files: [a.csv], columns: {account_id: key, name: company}, preset: none}\n", {"a.csv": "key,company,Source,employees_low\n1,A,web,7\n"});
    expect(await raw(run, "accounts", 'source, name, "Source_2", employees_low, "employees_low_2"')).toEqual([["crm", "A", "web", null, "7"]]);
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

  it("says that rows of two files have one id though they were created on other days, as in regions that count from 1 each", async () => {
    const deals = (month: string) => `id,stage,made\n${[1, 2, 3, 4, 5].map((i) => `${i},Won,2024-${month}-0${i}`).join("\n")}\n`;
    const messages = async (other: string, sources: string) => (await ingested(`\n  opportunities:\n${sources}`, {"eu.csv": deals("01"), "us.csv": other})).warnings.map(({message}) => message);
    const mapping = "columns: {opportunity_id: id, stage: stage, created_on: made}, outcomes: {won: [Won]}";
    const together = `    - {files: [eu.csv, us.csv], ${mapping}}\n`;
    const said = "5 rows are left out for the opportunity_id of another that was created on another day";
    expect(await messages(deals("03"), together)).toContain(said);
    expect(await messages(deals("01"), together)).not.toContain(said);
    expect(await messages(deals("03"), `    - {source: eu, files: [eu.csv], ${mapping}}\n    - {source: us, files: [us.csv], ${mapping}}\n`)).not.toContain(said);
  });

  it("reads the name of an account without the link behind it or the module before it", async () => {
    const run = await ingested("\n  opportunities: {files: [o.csv], columns: {account_name: account, stage: stage}, outcomes: {won: [Won], lost: [Lost]}}\n", {
      "o.csv": 'account,stage\nAlder Labs (https://www.notion.so/Alder-1f0e?pvs=21),Won\n"Birch (https://www.notion.so/b1), Cedar (https://www.notion.so/c1)",Lost\nAccounts::::Elm,Won\nFir (UK),Lost\n'
    });
    expect(await raw(run, "opportunities", "account_name")).toEqual([["Alder Labs"], ["Birch"], ["Elm"], ["Fir (UK)"]]);
  });

  it("reads what parts the values of a cell as fitproof.yaml says, and parts no cell of which nothing asks for one value among several", async () => {
    const run = await ingested(`
  accounts:
    files: [a.csv]
    separator: "|"
    columns: {account_id: id, technologies: tech}
    attributes: {tools: tools, motto: motto}
    exclude: [{column: tech, has_any: [spam], reason: spam}, {column: topics, has_any: [dull], reason: dull}]
`, {"a.csv": "id,tech,tools,motto,topics\n1,SAP | CRM,x|y,a|b,p|q\n2,Spam|CRM,x,a,p\n3,CRM,x,a,p|dull\n"}, {rest: "segments: {tools: {column: tools, has: x}}\n"});
    expect(await raw(run, "accounts", "account_id, technologies, tools, motto, topics")).toEqual([
      ["1", "SAP ; CRM", "x;y", "a|b", "p|q"], ["2", "Spam;CRM", "x", "a", "p"], ["3", "CRM", "x", "a", "p|dull"]
    ]);
    expect(await run.rows("select row_key, reason from row_exclusions order by row_key")).toEqual([{row_key: 1, reason: "spam"}, {row_key: 2, reason: "dull"}]);
  });

  it("counts of several full dumps the newest", async () => {
    const run = await ingested("\n  accounts: {files: [\"dump*.csv\"], columns: {account_id: id, modified_at: modified}}\n", {
      "dump1.csv": "id,modified\n1,2024-02-01\n2,2024-02-02\n3,2024-02-03\n", "dump2.csv": "id,modified\n1,2024-01-01\n2,2024-01-05\n9,2024-01-06\n"
    });
    expect(await run.rows("select row_key, kind, reason from row_exclusions order by row_key")).toEqual([
      {row_key: 3, kind: "duplicate", reason: "repeated id"}, {row_key: 4, kind: "duplicate", reason: "repeated id"},
      {row_key: 5, kind: "excluded", reason: "older dump: exports/dump1.csv is newer"}
    ]);
  });

  it("drops the parents of a circle alone, however long the ways are that lead to it and end elsewhere", async () => {
    const chain = (name: string, length: number, end: string) => Array.from({length}, (_, i) => `${name}${i},${i + 1 < length ? `${name}${i + 1}` : end}`);
    const rows = [...chain("circle", 30, "circle0"), ...chain("into", 30, "circle7"), ...chain("apart", 60, ""), "under,circle3", "self,self"];
    const run = await ingested("\n  accounts: {files: [accounts.csv], columns: {account_id: id, parent_account_id: parent}}\n", {"accounts.csv": `id,parent\n${rows.join("\n")}\n`}, {rest: "thresholds: {max_problem_rate: 0.9}\n"});
    expect(await run.rows("select regexp_replace(account_id, '\\d+', '') as name, count(*)::integer as n from raw_accounts where parent_account_id is null group by 1 order by 1")).toEqual([{name: "apart", n: 1}, {name: "circle", n: 30}]);
    expect(run.warnings.map(({message}) => message).filter((message) => message.startsWith("makes the account its own ancestor"))).toHaveLength(1);
  });

  it("counts of many full dumps the newest, and all parts of an export of many files", async () => {
    const dump = (ids: readonly number[], day: number) => `id,modified\n${ids.map((id) => `${id},2024-01-${String(day).padStart(2, "0")}\n`).join("")}`;
    const parts = Object.fromEntries(Array.from({length: 12}, (_, i) => [`part${i}.csv`, dump([10 * i, 10 * i + 1, 10 * i + 2], i + 1)]));
    const run = await ingested("\n  accounts: {files: [\"part*.csv\"], columns: {account_id: id, modified_at: modified}}\n", {...parts, "part99.csv": dump([30, 31, 32], 28)});
    expect(await run.rows("select count(*)::integer as n, min(row_key) as first, max(row_key) as last, min(reason) as reason from row_exclusions")).toMatchObject([{n: 3, reason: "repeated id"}]);
    const older = await ingested("\n  accounts: {files: [\"part*.csv\"], columns: {account_id: id, modified_at: modified}}\n", {...parts, "part99.csv": dump([30, 31], 28)});
    expect(await older.rows("select kind, reason, count(*)::integer as n from row_exclusions group by all order by all")).toEqual([
      {kind: "duplicate", reason: "repeated id", n: 2}, {kind: "excluded", reason: "older dump: exports/part99.csv is newer", n: 1}
    ]);
  });

  it.each(["full", "incremental"])("counts of one id what the newest file says, whatever the files are called, where no row says when it was modified: %s", async (mode) => {
    const run = await ingested(`${DEALS.replace("deals.csv", "deals*.csv")}    mode: ${mode}\n`, {
      "deals (1).csv": "id,stage,amount,created,closed\n1,Lost,1,2024-01-01,2024-05-01\n2,Won,1,2024-05-02,2024-06-01\n", "deals.csv": "id,stage,amount,created,closed\n1,Open,1,2024-01-01,2024-03-01\n"
    });
    expect(await run.rows("select opportunity_id, stage from raw_opportunities where rowid not in (select row_key from row_exclusions) order by 1")).toEqual([{opportunity_id: "1", stage: "Lost"}, {opportunity_id: "2", stage: "Won"}]);
  });

  it.each([
    ["subscriptions", "subscription_id: id, account_id: who, started_on: day, ended_on: end, mrr: mrr", "id,who,day,end,mrr", ["1,a,2024-01-01,,5", "2,b,2024-01-02,,5"], ["1,a,2024-01-01,2024-03-01,5", "1,a,2024-02-01,,6", "2,b,2024-01-02,,7"], "3,c,2024-03-01,,9"],
    ["mrr_snapshots", "account_id: who, month: day, mrr: mrr", "who,day,mrr", ["a,2024-01,5", "b,2024-01,5"], ["a,2024-01,5", "b,2024-01,6", "a,2024-02,5"], "a,2024-03,5"],
    ["invoices", "account_id: who, period_start: day, period_end: end, amount: amount", "who,day,end,amount", ["a,2024-01-01,2024-01-31,5", "b,2024-01-01,2024-01-31,5"],
      ["a,2024-01-01,2024-01-31,5", "b,2024-01-01,2024-01-31,6", "a,2024-02-01,2024-02-29,5"], "c,2024-03-01,2024-03-31,5"]
  ])("counts of several full dumps of %s the newest alone, though rows of one key add up, and parts of one export all", async (entity, columns, header, older, newer, part) => {
    const run = await ingested(`\n  ${entity}: {files: ["dump*.csv"], columns: {${columns}}}\n`, {
      "dump1.csv": [header, ...older, ""].join("\n"), "dump2.csv": [header, ...newer, ""].join("\n"), "dump3.csv": [header, part, ""].join("\n")
    });
    expect(await run.rows("select row_key, kind, reason from row_exclusions order by row_key")).toEqual([0, 1].map((row_key) => ({
      row_key, kind: "excluded", reason: "older dump: exports/dump2.csv is newer"
    })));
  });

  it("counts of a subscription what the newest incremental file that has it says, with all its lines, none where it is deleted or ended on its first day", async () => {
    const columns = "columns: {subscription_id: id, account_id: who, started_on: day, ended_on: end, mrr: mrr, is_deleted: gone";
    const header = "id,who,day,end,mrr,gone,modified\n";
    const files = {
      "1.csv": `${header}a,x,2024-01-01,,5,,2024-01-01\na,x,2024-01-01,,6,,2024-01-01\nb,x,2024-01-02,,7,,2024-01-02\nc,x,2024-01-03,,8,,2024-01-03\nd,x,2024-01-04,,9,,2024-01-04\n`,
      "2.csv": `${header}a,x,2024-01-01,2024-03-01,5,,2024-03-01\na,x,2024-03-01,,4,,2024-03-01\nb,x,2024-01-02,,7,true,2024-03-02\nc,x,2024-01-03,2024-01-03,8,,2024-03-03\n`,
      "3.csv": `${header}a,x,2024-01-01,,5,,2024-02-01\nd,x,2024-01-04,2024-02-01,9,,2024-02-01\ne,x,2024-02-01,,1,,2024-02-01\n`
    };
    const used = async (rest: string) => (await ingested(`  subscriptions: {files: ["*.csv"], ${columns}${rest}\n`, files)).rows(
      "select concat_ws(' ', subscription_id, mrr, ended_on) as used from raw_subscriptions where rowid not in (select row_key from row_exclusions) order by 1");
    expect((await used(", modified_at: modified}, mode: incremental}")).map(({used}) => used)).toEqual(["a 4.00", "a 5.00 2024-03-01", "d 9.00 2024-02-01", "e 1.00"]);
    expect((await used("}, mode: incremental}")).map(({used}) => used), "the newest by what began last in it").toEqual(["a 4.00", "a 5.00 2024-03-01", "d 9.00 2024-02-01", "e 1.00"]);
  });

  it.each(["full", "incremental"])("leaves out all that older files said of a deal that a rule leaves out of the newest one, and of one file's rows those alone that it names: %s", async (mode) => {
    const run = await ingested(`${DEALS.replace("[deals.csv]", '["*.csv"]').replace("{opp", "{pipeline: pipe, opp")}    mode: ${mode}\n    keep: [{column: pipeline, in: [Sales], reason: another pipeline}]\n`, {
      "1.csv": "id,stage,amount,created,closed,pipe\n1,Open,1,2024-01-01,,Sales\n2,Open,1,2024-01-02,,Partners\n3,Open,1,2024-01-03,,Sales\n3,Open,2,2024-01-03,,Partners\n5,Open,1,2024-01-03,,Sales\n6,Open,1,2024-01-03,,Sales\n",
      "2.csv": "id,stage,amount,created,closed,pipe\n1,Won,1,2024-01-01,2024-02-01,Partners\n2,Won,1,2024-01-02,2024-02-01,Sales\n4,Open,1,2024-02-01,,Sales\n"
    });
    expect(await run.rows("select row_key, kind, reason from row_exclusions order by row_key")).toEqual([
      {row_key: 0, kind: "duplicate", reason: "repeated id"}, {row_key: 1, kind: "excluded", reason: "another pipeline"},
      {row_key: 3, kind: "excluded", reason: "another pipeline"}, {row_key: 6, kind: "excluded", reason: "another pipeline"}
    ]);
  });

  it("takes ids of 15 and of 18 characters for one where the last three are what Salesforce adds to the others, and calls it by all 18", async () => {
    const run = await ingested(`${DEALS.replace("[deals.csv]", '["*.csv"]')}    mode: incremental\n`, {
      "1.csv": "id,stage,amount,created,closed\n006bm00001ZL8U9AAL,Open,1,2024-01-01,\n006bm00001ZL8u9AAD,Open,1,2024-01-02,\nMassive Dynamic US,Open,1,2024-01-02,\n",
      "2.csv": "id,stage,amount,created,closed\n006bm00001ZL8U9,Won,1,2024-01-01,2024-02-01\n006bm00001ZL8v9,Open,1,2024-02-01,\nMassive Dynamic,Open,1,2024-02-02,\n"
    });
    expect(await run.rows("select opportunity_id as id, stage from raw_opportunities where rowid not in (select row_key from row_exclusions) order by 1")).toEqual([
      {id: "006bm00001ZL8U9AAL", stage: "Won"}, {id: "006bm00001ZL8u9AAD", stage: "Open"}, {id: "006bm00001ZL8v9", stage: "Open"}, {id: "Massive Dynamic", stage: "Open"}, {id: "Massive Dynamic US", stage: "Open"}
    ]);
  });

  it("compares files by what is newest in them where one of them does not say when its rows were modified", async () => {
    const run = await ingested('  opportunities: {files: ["*.csv"], preset: salesforce, mode: incremental}', {
      "1.csv": "Id,StageName,Amount,CreatedDate,CloseDate,LastModifiedDate\n1,Closed Lost,1,2024-01-01,2024-01-31,2024-01-31\n2,Closed Won,1,2024-01-02,2024-01-31,2024-01-31\n",
      "2.csv": "Id,StageName,Amount,CreatedDate,CloseDate\n1,Closed Won,1,2024-01-01,2024-02-05\n3,Closed Won,1,2024-02-04,2024-02-06\n"
    });
    expect(await run.rows("select row_key, reason from row_exclusions")).toEqual([{row_key: 0, reason: "repeated id"}]);
  });

  it("does not add up amounts whose own signs are of several currencies where no column tells them", async () => {
    const deals = (header: string, ...rows: string[]) => stopped("  opportunities: {files: [o.csv], outcomes: {won: [Won]}}", {"o.csv": `stage,amount${header}\n${rows.join("\n")}\n`});
    expect(await deals("", 'Won,"EUR 1,000.00"', "Won,€20", "Won,$30", "Won,40")).toBe(
      "exports/o.csv: amount: the amounts are in several currencies, and no column says in which: $ (1), EUR (1), € (1)\n  Export the currency too and map it under exports.opportunities.columns.currency, or export amounts that are converted to one.");
    expect(await deals("", "Won,$30", "Won,USD 20", "Won,US$ 20", "Won,10k", "Won,Europe")).toBe("");
    expect(await deals(",currency", "Won,$30,USD", "Won,USD 20,USD")).toBe("");
  });

  it("asks for exchange rates where amounts are in other currencies", async () => {
    const exports = DEALS.replace("{opp", "{currency: cur, opp");
    const deals = {"deals.csv": "id,stage,amount,created,closed,cur\n1,Won,1,2024-01-01,2024-02-01,usd\n2,Won,1,2024-01-01,2024-02-01,EUR\n"};
    expect(await stopped(exports, deals)).toMatchInlineSnapshot(`
      "fitproof.yaml:5: exports.opportunities: amounts in a currency without an exchange rate to USD by 2024-02-01: 'EUR' (1)
        Name a file with the columns currency, date and rate under exchange_rates, or set currency to the one that the amounts are in."
    `);
    const run = await ingested(exports, {...deals, "rates.csv": "Currency,Date,Rate\neur,2024-01-01,1.1\n"}, {rest: "exchange_rates: rates.csv\n"});
    expect(await run.rows("from exchange_rates")).toEqual([{currency: "EUR", date: "2024-01-01", rate: 1.1}]);
  });

  it("takes two rates of one currency on one day for a problem where they differ, and names both lines", async () => {
    const exports = DEALS.replace("{opp", "{currency: cur, opp");
    const deals = {"deals.csv": "id,stage,amount,created,closed,cur\n1,Won,1,2024-01-01,2024-02-01,EUR\n"};
    const rates = (...lines: readonly string[]) => stopped(exports, {...deals, "rates.csv": ["currency,date,rate", ...lines, ""].join("\n")}, {rest: "exchange_rates: rates.csv\n"});
    expect(await rates("EUR,2024-01-01,1.1", "GBP,2024-01-01,1.3", "eur,2024-01-01,1.2")).toMatchInlineSnapshot(`
      "exports/rates.csv:4: rate: is another rate for EUR on 2024-01-01 than line 2 has (1.1): 1.2
        Correct the file of exchange rates."
    `);
    expect(await rates("EUR,2024-01-01,1.1", "EUR,2024-01-01,1.10", "EUR,2024-01-02,1.2")).toBe("");
  });

  it("asks what the name of a currency means where an export gives no code", async () => {
    const exports = DEALS.replace("{opp", "{currency: cur, opp");
    const deals = {"deals.csv": "id,stage,amount,created,closed,cur\n1,Won,1,2024-01-01,2024-02-01,US Dollar\n"};
    expect(await stopped(exports, deals)).toMatch(/: 'US Dollar' \(1\)\n {2}Say which code a name means, such as `values: \{currency: \{US Dollar: USD\}\}` under exports\.opportunities\.$/);
    expect(await stopped(`${exports}    values: {currency: {US Dollar: USD}}\n`, deals)).toBe("");
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

  it("says that no deal is lost, with the stages that may mean it, from five won deals on", async () => {
    const deals = (won: number, other: string) => ({"deals.csv": `id,stage,amount,created,closed\n${Array.from({length: won}, (_, i) => `w${i},Won,1,2024-01-01,2024-02-01\n`).join("")}${other}`});
    const notes = async (files: Record<string, string>) => (await ingested(DEALS, files)).notes.map(({file, line, column, message, value}) => `${file}:${line}: ${column}: ${message}: ${value}`);
    expect(await notes(deals(5, "o,Open,1,2024-01-01,\n"))).toEqual(["fitproof.yaml:6: exports.opportunities.outcomes: no deal is lost and 5 are won, so every rate is 100 %: open are 'Open' (1)"]);
    expect(await notes(deals(4, "o,Open,1,2024-01-01,\n"))).toEqual([]);
    expect(await notes(deals(5, "l,Lost,1,2024-01-01,2024-02-02\n"))).toEqual([]);
  });

  it("says that open deals have the loss reasons of lost ones, or closing dates that are all past", async () => {
    const exports = DEALS.replace("{opp", "{loss_reason: reason, opp");
    const notes = async (open: string, count: number) => (await ingested(exports, {
      "deals.csv": `id,stage,amount,created,closed,reason\nw,Won,1,2024-01-01,2024-06-01,\nl,Lost,1,2024-01-01,2024-06-01,Price\n${Array.from({length: count}, (_, i) => `${i},Open,1,2024-01-01,${open}\n`).join("")}`
    })).notes.map(({message, value}) => `${message}: ${value}`);
    expect(await notes(",Price", 5)).toEqual(["5 of 5 open deals have a loss reason: 'Open' (5)"]);
    expect(await notes(",Price", 4)).toEqual([]);
    expect(await notes(",In progress", 5)).toEqual([]);
    expect(await notes("2024-05-31,", 5)).toEqual(["5 of 5 open deals are in a stage in which every closing date is past: 'Open' (5)"]);
    expect(await notes("2024-06-01,", 5)).toEqual([]);
  });

  it("refuses deal types in no list", async () => {
    expect(await stopped(DEALS.replace("{opp", "{deal_type: type, opp").concat("    deal_types: {new_business: [New]}\n"), {
      "deals.csv": "id,stage,amount,created,closed,type\n1,Won,1,,,new\n2,Won,1,,,Upsell\n3,Won,1,,,\n"
    })).toContain("exports.opportunities.deal_types: a deal type is in no list: 'Upsell' (1)");
  });

  it("takes as the data date the latest event, never an open deal's close date or an end date", async () => {
    const run = await ingested(`${DEALS}
  subscriptions: {files: [subs.csv], columns: {account_id: account, started_on: start, ended_on: end, mrr: mrr}}
`, {
      "deals.csv": "id,stage,amount,created,closed\n1,Open,1,2024-01-01,2031-01-01\n2,Lost,1,2024-01-01,2024-05-06\n",
      "subs.csv": "account,start,end,mrr\n1,2024-04-01,2030-06-01,10\n"
    });
    expect(run.as_of).toBe("2024-05-06");
    expect(await run.rows("select file, latest_date from raw_files")).toEqual([
      {file: "exports/deals.csv", latest_date: "2024-05-06"}, {file: "exports/subs.csv", latest_date: "2024-04-01"}
    ]);
  });

  it("names the row on which the data date rests where all others are over a year older, unless as_of is written", async () => {
    const deals = (created: string, closed: string, stage = "Won") => `id,stage,amount,created,closed\n1,Lost,1,2024-01-01,2024-05-06\n2,${stage},1,${created},${closed}\n3,Open,1,2024-02-01,2026-01-01\n`;
    const said = async (text: string, rest = "") => (await ingested(DEALS, {"deals.csv": text}, {rest})).notes
      .map(({file, line, column, message, value, fix}) => `${file}:${line}: ${column}: ${message}: ${value}\n${fix}`);
    const warning = (column: string, value: string) => `exports/deals.csv:3: ${column}: is over a year later than all that happened in other rows (to 2024-05-06), and everything is counted up to it: ${value}
Correct the cell, or write the day that the exports reach to: \`as_of: 2024-05-06\`.`;
    expect(await said(deals("2052-01-01", "2052-02-01"))).toEqual([warning("closed", "2052-02-01")]);
    expect(await said(deals("2025-05-08", "2026-01-01", "Open"))).toEqual([warning("created", "2025-05-08")]);
    expect(await said(deals("2024-03-01", "2025-05-07"))).toEqual([]);
    expect(await said(deals("2052-01-01", "2052-02-01"), "as_of: 2024-06-30\n")).toEqual([]);
    expect(await said("id,stage,amount,created,closed\n1,Won,1,2024-01-01,2052-05-06\n")).toEqual([]);
  });

  it("says that the data date is the start of an invoice ahead of most others, and not where another export reaches it, as_of is written or as many run", async () => {
    const monthly = (customer: string) => ["01-01,2025-01-31", "02-01,2025-02-28", "03-01,2025-03-31"].map((days) => `${customer},2025-${days},10`);
    const said = async (rows: readonly string[], {closed = "2025-03-15", rest = ""} = {}) => {
      const run = await ingested(`${DEALS}  invoices: {files: [i.csv], columns: {account_id: account, period_start: start, period_end: end, amount: amount}}\n`, {
        "deals.csv": `id,stage,amount,created,closed\n1,Won,1,2025-01-01,${closed}\n`, "i.csv": `account,start,end,amount\n${rows.join("\n")}\n`
      }, {rest});
      return run.warnings.filter(({message}) => message.includes("that far ahead")).map(({file, message, value, fix}) => [file, message, value, fix]);
    };
    const rows = [...monthly("a"), ...monthly("b"), "c,2025-06-01,2026-05-31,120"];
    expect(await said(rows)).toEqual([]);
    expect(await said([...monthly("d"), ...rows])).toEqual([[
      "exports/i.csv", "of up to 3 invoices that ran on one day only 1 run on the day to which everything is counted: who is not billed that far ahead counts as having left",
      "2025-06-01", "Write the day that the exports reach to, such as `as_of: 2025-03-31`."
    ]]);
    expect(await said([...monthly("d"), ...rows], {closed: "2025-06-01"})).toEqual([]);
    expect(await said([...monthly("d"), ...rows], {rest: "as_of: 2025-03-31\n"})).toEqual([]);
    expect(await said([...monthly("a"), ...monthly("b")])).toEqual([]);
  });

  it("finds far dates, overflowing amounts, NaN and Infinity", async () => {
    const run = await ingested(DEALS, {"deals.csv": "id,stage,amount,created,closed\n1,Won,NaN,1900-01-01,2024-01-01\n2,Won,99999999999999999999,2024-01-01,2999-01-01\n3,Won,inf,2024-01-01,2024-01-01\n4,Won,1e3,2024-01-01,2024-13-01\n"});
    expect(await run.rows("select line, message, value from problems")).toEqual([
      {line: 2, message: "is no finite number", value: "NaN"},
      {line: 2, message: "is no plausible date (1970 to 2100)", value: "1900-01-01"},
      {line: 3, message: "is too large", value: "99999999999999999999"},
      {line: 3, message: "is no plausible date (1970 to 2100)", value: "2999-01-01"},
      {line: 4, message: "is no finite number", value: "inf"},
      {line: 5, message: "is not a date (YYYY-MM-DD)", value: "2024-13-01"}
    ]);
    expect(await raw(run, "opportunities", "amount, created_on, closed_on")).toEqual([[null, null, "2024-01-01"], [null, "2024-01-01", null], [null, "2024-01-01", "2024-01-01"], [1000, "2024-01-01", null]]);
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

  it("names the format in which a cell would be a date: its own where the year comes first, else the file's", async () => {
    const dates = (...cells: string[]) => stopped(DEALS, {"deals.csv": `id,stage,amount,created,closed\n${cells.map((cell, i) => `${i},Won,1,${cell},`).join("\n")}\n`}, {strict: true});
    expect(await dates("1/31/2024", "2022-02-30")).toContain("is not a date (YYYY-MM-DD): 2022-02-30");
    expect(await dates("31.01.2024", "30.02.2022")).toContain("is not a date (D.M.YYYY): 30.02.2022");
    expect(await dates("2024-01-31", "soon")).toContain("is not a date (YYYY-MM-DD): soon");
    expect(await dates("1/31/2024 10:00", "13/13/2024")).toContain("is not a date (M/D/YYYY): 13/13/2024");
  });

  it("leaves out all that stands in one cell below a report, where a notice is among it: its name, its filters, the company", async () => {
    const header = '"Opportunity Name","Stage","Amount"\n"A","Closed Won","1"\n"B","Closed Lost","2"\n';
    const run = await ingested("\n  opportunities: {files: [report.csv, short.csv]}\n", {
      "report.csv": `${header}\n"All deals"\n"Filtered By:"\n"Close Date equals All Time"\n"Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved."\n"Generated By: Ann 10/31/2024"\n"Alder Inc."\n`,
      "short.csv": `${header}"C"\n`
    });
    expect((await reconciled(run)).map(({read, used, rejected, excluded}) => [read, used, rejected, excluded])).toEqual([[8, 2, 0, 6], [3, 2, 1, 0]]);
    expect(await run.rows("select file, line, value from problems")).toEqual([{file: "exports/short.csv", line: 4, value: "\"C\""}]);
  });

  it("takes a notice for a footer whatever its commas: with other cells than the header, with as many, and the company's name below it", async () => {
    const notices = [
      "Confidential Information - Do Not Distribute", "Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved.", "Generated By: Lee, Ann, 12/1/2026 4:05 PM", "Alder and Sons, Inc."
    ];
    const run = await ingested("\n  opportunities: {files: [three.csv, two.csv, broken.csv], outcomes: {won: [Won], lost: [Lost]}, columns: {name: name, stage: stage}}\n", {
      "three.csv": `name,stage,amount\nA,Won,1\nB,Lost,2\n${notices.join("\n")}\n`, "two.csv": `name,stage\nA,Won\nB,Lost\n${notices.slice(0, 2).join("\n")}\n`,
      "broken.csv": "name,stage,amount\nA,Won,1\nGenerated by hand, Ltd,Lost,2\nTotal,2\nC,Lost\n"
    });
    expect((await reconciled(run)).map(({read, used, rejected, excluded}) => [read, used, rejected, excluded])).toEqual([[4, 1, 3, 0], [6, 2, 0, 4], [4, 2, 0, 2]]);
    expect(await run.rows("select file, line from problems order by line")).toEqual([3, 4, 5].map((line) => ({file: "exports/broken.csv", line})));
  });

  it("leaves the header out where it comes again, as in exports that were put one below the other", async () => {
    const files = {"deals.csv": "\uFEFFid,stage,closed,amount\n1,Won,2024-01-02,5\n\uFEFFid,stage,closed,amount\n2,Lost,2024-01-03,6\n"};
    const run = await ingested("\n  opportunities: {files: [deals.csv], columns: {opportunity_id: id, stage: stage, closed_on: closed, amount: amount}, outcomes: {won: [Won], lost: [Lost]}}\n", files, {strict: true});
    expect(await reconciled(run)).toMatchObject([{read: 3, used: 2, excluded: 1}]);
    expect(await run.rows("select reason from row_exclusions")).toEqual([{reason: "the header again"}]);
  });

  it("leaves a row of totals out whoever made the table, and keeps a company that is called Total", async () => {
    const deals = "id,stage,closed,amount\n1,Won,2024-01-02,5\n2,Lost,2024-01-03,6\nTotal,,,11\n";
    const run = await ingested("\n  opportunities: {files: [deals.csv], columns: {opportunity_id: id, stage: stage, closed_on: closed, amount: amount}, outcomes: {won: [Won], lost: [Lost]}}\n", {"deals.csv": deals}, {strict: true});
    expect(await run.rows("select row_key, reason from row_exclusions")).toEqual([{row_key: 2, reason: "footer row"}]);
    const companies = await ingested("\n  accounts: {files: [a.csv], columns: {account_id: name, name: name, industry: industry, country: country}}\n", {"a.csv": "name,industry,country\nAlder,Retail,Chile\nTotal,Energy,France\n"}, {strict: true});
    expect(await reconciled(companies)).toMatchObject([{read: 2, used: 2}]);
  });

  it("leaves the last rows out whose account is a word for totals, however full, unless an account or another row is called so", async () => {
    const exports = "\n  accounts: {files: [a.csv], columns: {account_id: id, name: name}}\n  mrr_snapshots: {files: [mrr.csv], columns: {account_name: customer, account_id: id, month: month, mrr: mrr}}\n";
    const excluded = async (mrr: string, accounts = "id,name\n1,Alder\n") => (await (await ingested(exports, {"a.csv": accounts, "mrr.csv": `customer,id,month,mrr\nAlder,1,2024-01,5\nBirch,2,2024-02,6\n${mrr}`}))
      .rows("select row_key, reason from row_exclusions where entity = 'mrr_snapshots' order by 1")).map((row) => `${row["row_key"]} ${row["reason"]}`);
    expect(await excluded("Total,,2024-02,11\n")).toEqual(["2 footer row"]);
    expect(await excluded("Total,,2024-01,5\nTotal,,2024-02,6\n")).toEqual(["2 footer row", "3 footer row"]);
    expect(await excluded("Total,3,2024-02,11\n")).toEqual([]);
    expect(await excluded("Total,,2024-02,11\nAlder,1,2024-02,5\n")).toEqual([]);
    expect(await excluded("Total,,2024-01,11\nAlder,1,2024-02,5\nTotal,,2024-02,11\n")).toEqual([]);
    expect(await excluded("Total,,2024-02,11\n", "id,name\n1,Alder\n2,TOTAL\n")).toEqual([]);
  });

  it("keeps a deal with an id, whatever its company is called", async () => {
    const run = await ingested("\n  opportunities: {files: [deals.csv], columns: {opportunity_id: id, account_name: company, stage: stage}, outcomes: {won: [Won], lost: [Lost]}}\n", {"deals.csv": "id,company,stage\n1,Alder,Lost\n2,Total,Won\n"});
    expect(await reconciled(run)).toMatchObject([{read: 2, used: 2}]);
  });

  it.each([["2024-01-10 10:00:00", "2024-03-01 10:00:00"], ["10.1.2024 10:00", "1.3.2024 10:00"]])("takes of a deal that was reopened the later closing, as of %s and %s", async (early, late) => {
    const deals = [["Lost", early, late], ["Won", late, early], ["Won", late, ""], ["Lost", "", late], ["Lost", early, "soon"]];
    const run = await ingested("\n  opportunities: {files: [deals.csv]}\n", {
      "deals.csv": `Deal - ID,Deal - Status,Deal - Value,Deal - Won time,Deal - Lost time\n${deals.map((deal, i) => `${i},${deal[0]},5,${deal[1]},${deal[2]}\n`).join("")}`
    });
    expect((await raw(run, "opportunities", "closed_on")).flat()).toEqual(["2024-03-01", "2024-03-01", "2024-03-01", "2024-03-01", "2024-01-10"]);
  });

  it("reads a column of a spreadsheet's days saved as text, and no single number among dates", async () => {
    const deals = (days: readonly string[]) => ({"deals.csv": `id,stage,closed\n${days.map((day, i) => `${i},Won,${day}`).join("\n")}\n`});
    const exports = "\n  opportunities: {files: [deals.csv], columns: {opportunity_id: id, stage: stage, closed_on: closed}, outcomes: {won: [Won]}}\n";
    const run = await ingested(exports, deals(["45292", "45293", "45294.5"]), {strict: true});
    expect(await raw(run, "opportunities", "closed_on")).toEqual([["2024-01-01"], ["2024-01-02"], ["2024-01-03"]]);
    expect(await stopped(exports, deals(["45292", "2024-01-02", "2024-01-03"]), {strict: true})).toContain("closed: is not a date (YYYY-MM-DD): 45292");
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

  it("does not say that every deal is new business where pipelines tell renewals", async () => {
    const notes = async (more: string) => (await ingested(`\n  opportunities: {files: [deals.csv]${more}}\n`, {
      "deals.csv": "Record ID,Deal Name,Deal Stage,Pipeline,Create Date,Close Date,Amount,Closed Lost Reason,Associated Company IDs\n1,A,Closed Won,Keepers,2024-01-01,2024-01-02,1,,7\n"
    })).notes.map(({message}) => message);
    expect(await notes("")).toEqual(["has no column for deal_type: every deal counts as new business, renewals too"]);
    expect(await notes(", deal_types: {renewal: [Keepers]}")).toEqual([]);
  });

  it("says nothing of columns that a mapping by hand leaves out", async () => {
    const run = await ingested("\n  opportunities: {files: [deals.csv], preset: none, columns: {stage: stage, closed_on: closed}, outcomes: {won: [Won]}}\n", {"deals.csv": "stage,closed\nWon,2024-01-02\n"});
    expect(run.notes).toEqual([]);
  });

  it("reads 1.250 as thousands where every amount of four digits is written so, and as a little more than one where any is not", async () => {
    const amounts = async (cells: readonly string[]) => {
      const run = await ingested("\n  opportunities: {files: [deals.csv], columns: {opportunity_id: id, stage: stage, amount: amount}, outcomes: {won: [Won]}}\n", {"deals.csv": `id;stage;amount\n${cells.map((cell, i) => `${i};Won;${cell}`).join("\n")}\n`});
      return (await raw(run, "opportunities", "amount")).flat();
    };
    expect(await amounts(["1.250", "12.000", "1.500.000", "950"])).toEqual([1250, 12_000, 1_500_000, 950]);
    expect(await amounts(["1.250", "12.000", "1.500", "9500"])).toEqual([1.25, 12, 1.5, 9500]);
    expect(await amounts(["1.250", "12.000", "1.500", "9.5"])).toEqual([1.25, 12, 1.5, 9.5]);
    expect(await amounts(["1.500.000", "12.000", "9500"])).toEqual([1_500_000, 12_000, 9500]);
    expect(await amounts(["0.250", "1.250", "1.500"])).toEqual([0.25, 1.25, 1.5]);
  });

  it("reads the points of ranges of employees as thousands, beside whole numbers of four digits too", async () => {
    const sizes = async (cells: readonly string[]) => (await (await ingested("\n  accounts: {files: [a.csv], columns: {name: name, employees: size}}\n", {"a.csv": `name,size\n${cells.map((cell, i) => `a${i},${cell}\n`).join("")}`}, {rest: "as_of: 2024-01-01\n"}))
      .rows("select employees_low as low, employees_high as high from raw_accounts order by rowid")).map(({low, high}) => [low, high]);
    expect(await sizes(["11-50", "501-1.000", "1.001 – 5.000"])).toEqual([[11, 50], [501, 1000], [1001, 5000]]);
    expect(await sizes(["1001 bis 5000", "über 5.000"])).toEqual([[1001, 5000], [5001, Number.POSITIVE_INFINITY]]);
  });

  it("reads a single 1.250 as thousands where semicolons, the locale or a count of people speak for a decimal comma, and names it elsewhere", async () => {
    const accounts = async (delimiter: string, column: string, rest = "", decimal = "") => {
      const run = await ingested(`\n  accounts: {files: [a.csv], columns: {name: name, ${column}: size}${decimal}}\n`, {"a.csv": `name;size\nAlder;1.250\nBirch;12\n`.replaceAll(";", delimiter)}, {rest: `as_of: 2024-01-01\n${rest}`});
      return [...(await raw(run, "accounts", `${column}_low`)).flat(), ...run.notes.map(({file, column, message, value, fix}) => `${file}: ${column}: ${message}: ${value}\n${fix}`)];
    };
    expect(await accounts(";", "annual_revenue")).toEqual([1250, 12]);
    expect(await accounts(",", "annual_revenue", "locale: de-DE\n")).toEqual([1250, 12]);
    expect(await accounts(",", "employees")).toEqual([1250, 12]);
    expect(await accounts(",", "annual_revenue")).toEqual([1.25, 12, `exports/a.csv: size: a point may part decimals or thousands, and nothing in the file decides it: it is read as the decimal one: 1.250
Write \`decimal: ","\` under exports.accounts where points part thousands, else \`decimal: "."\`.`]);
    expect(await accounts(",", "annual_revenue", "", ', decimal: "."')).toEqual([1.25, 12]);
  });

  it("takes of several names in a cell of associated companies the first, as of their ids", async () => {
    const run = await ingested("\n  opportunities: {files: [deals.csv]}\n", {"deals.csv": "Record ID,Deal Name,Deal Stage,Associated Company\n1,A,Closed Won,Alder;Birch\n"});
    expect(await raw(run, "opportunities", "account_name")).toEqual([["Alder"]]);
  });

  it("leaves out all that earlier exports said of a deal whose last row is deleted", async () => {
    const header = "id,stage,modified,gone\n";
    const run = await ingested("\n  opportunities: {files: [a.csv, b.csv], columns: {opportunity_id: id, stage: stage, modified_at: modified, is_deleted: gone}, outcomes: {won: [Won], open: [Open]}}\n", {
      "a.csv": `${header}1,Open,2024-01-01,false\n2,Open,2024-01-01,true\n`, "b.csv": `${header}1,Won,2024-02-01,true\n2,Won,2024-02-01,false\n`
    }, {strict: true});
    expect(await run.rows("select row_key, kind, reason from row_exclusions order by row_key")).toEqual([
      {row_key: 0, kind: "duplicate", reason: "repeated id"}, {row_key: 1, kind: "excluded", reason: "deleted"}, {row_key: 2, kind: "excluded", reason: "deleted"}
    ]);
  });

  it("leaves footers of a report out, whole rows and lines of one cell", async () => {
    const run = await ingested("\n  opportunities: {files: [report.csv]}\n", {
      "report.csv": '"Opportunity Name","Stage","Amount","Close Date","Created Date","Account Name"\n"A","Closed Won","1,000","1/31/2024","1/2/2024","X"\n"B","Closed Lost","2","2/28/2024","2/2/2024",""\n\n"Grand Totals (2 records)"\n"Total","","1,002","","",""\n"Confidential Information - Do Not Distribute"\n"Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved."\n'
    });
    expect(await reconciled(run)).toEqual([{file: "exports/report.csv", read: 6, used: 2, duplicate: 0, rejected: 0, excluded: 4}]);
    expect(await run.rows("select distinct reason from row_exclusions")).toEqual([{reason: "footer row"}]);
    expect(await run.rows("from problems")).toEqual([]);
  });
});
