import {describe, expect, it} from "vitest";
import {DEALS, ingested, raw, stopped} from "./workspace.ts";

describe("cells", () => {
  it("lists a cell that cannot be read with its line and goes on without it", async () => {
    const run = await ingested(DEALS, {"deals.csv": 'id,stage,amount,created,closed\n1,Won,abc,2024-01-01,2024-01-09\n\n"2","Lo\nst",1,2024-02-30,\n3,Lost,3,2024-03-01,\n'.replace('"Lo\nst"', '"Lost"')});
    expect(await run.rows("select file, line, column_name, message, value, row_key from problems")).toEqual([
      {file: "exports/deals.csv", line: 2, column_name: "amount", message: "is not a number", value: "abc", row_key: 0},
      {file: "exports/deals.csv", line: 4, column_name: "created", message: "is not a date (YYYY-MM-DD)", value: "2024-02-30", row_key: 1}
    ]);
    expect(await raw(run, "opportunities", "opportunity_id, amount, created_on")).toEqual([["1", null, "2024-01-01"], ["2", 1, null], ["3", 3, "2024-03-01"]]);
    expect(run.warnings).toHaveLength(1);
  });

  it("takes no id that a spreadsheet has rounded: rows of many ids would be one", async () => {
    const deals = (id: (i: number) => string) => ({"o.csv": `id,stage\n${Array.from({length: 20}, (_, i) => `${id(i)},Won`).join("\n")}\n`});
    const exports = "  opportunities: {files: [o.csv], columns: {opportunity_id: id}, outcomes: {won: [Won]}}";
    expect(await stopped(exports, deals(() => "1.23457E+11"))).toContain(
      "exports/o.csv:2: id: is an id that a spreadsheet has rounded: 1.23457E+11\n");
    expect(await stopped(exports, deals((i) => `${i}E10`))).toBe("");
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

  it("names the format in which a cell would be a date: its own where the year comes first, else the file's", async () => {
    const dates = (...cells: string[]) => stopped(DEALS, {"deals.csv": `id,stage,amount,created,closed\n${cells.map((cell, i) => `${i},Won,1,${cell},`).join("\n")}\n`}, {strict: true});
    expect(await dates("1/31/2024", "2022-02-30")).toContain("is not a date (YYYY-MM-DD): 2022-02-30");
    expect(await dates("31.01.2024", "30.02.2022")).toContain("is not a date (D.M.YYYY): 30.02.2022");
    expect(await dates("2024-01-31", "soon")).toContain("is not a date (YYYY-MM-DD): soon");
    expect(await dates("1/31/2024 10:00", "13/13/2024")).toContain("is not a date (M/D/YYYY): 13/13/2024");
  });

  it("reads a column of a spreadsheet's days saved as text, and no single number among dates", async () => {
    const deals = (days: readonly string[]) => ({"deals.csv": `id,stage,closed\n${days.map((day, i) => `${i},Won,${day}`).join("\n")}\n`});
    const exports = "\n  opportunities: {files: [deals.csv], columns: {opportunity_id: id, stage: stage, closed_on: closed}, outcomes: {won: [Won]}}\n";
    const run = await ingested(exports, deals(["45292", "45293", "45294.5"]), {strict: true});
    expect(await raw(run, "opportunities", "closed_on")).toEqual([["2024-01-01"], ["2024-01-02"], ["2024-01-03"]]);
    expect(await stopped(exports, deals(["45292", "2024-01-02", "2024-01-03"]), {strict: true})).toContain("closed: is not a date (YYYY-MM-DD): 45292");
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
});
