import {describe, expect, it} from "vitest";
import {DEALS, ingested, raw, reconciled} from "./workspace.ts";

describe("rows that are read and not used", () => {
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

  it("says that most rows repeat the id of another", async () => {
    const run = await ingested("  opportunities: {files: [o.csv], columns: {opportunity_id: owner}, outcomes: {won: [Won]}}", {"o.csv": "owner,stage\nann,Won\nann,Won\nann,Won\nann,Won\nbob,Won\n"});
    expect(run.warnings.map(({message}) => message)).toContain("3 of 5 rows repeat the opportunity_id of another, and of each only the last counts");
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

  it("counts of several full dumps the newest", async () => {
    const run = await ingested("\n  accounts: {files: [\"dump*.csv\"], columns: {account_id: id, modified_at: modified}}\n", {
      "dump1.csv": "id,modified\n1,2024-02-01\n2,2024-02-02\n3,2024-02-03\n", "dump2.csv": "id,modified\n1,2024-01-01\n2,2024-01-05\n9,2024-01-06\n"
    });
    expect(await run.rows("select row_key, kind, reason from row_exclusions order by row_key")).toEqual([
      {row_key: 3, kind: "duplicate", reason: "repeated id"}, {row_key: 4, kind: "duplicate", reason: "repeated id"},
      {row_key: 5, kind: "excluded", reason: "older dump: exports/dump1.csv is newer"}
    ]);
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

  it.each([["2024-01-10 10:00:00", "2024-03-01 10:00:00"], ["10.1.2024 10:00", "1.3.2024 10:00"]])("takes of a deal that was reopened the later closing, as of %s and %s", async (early, late) => {
    const deals = [["Lost", early, late], ["Won", late, early], ["Won", late, ""], ["Lost", "", late], ["Lost", early, "soon"]];
    const run = await ingested("\n  opportunities: {files: [deals.csv]}\n", {
      "deals.csv": `Deal - ID,Deal - Status,Deal - Value,Deal - Won time,Deal - Lost time\n${deals.map((deal, i) => `${i},${deal[0]},5,${deal[1]},${deal[2]}\n`).join("")}`
    });
    expect((await raw(run, "opportunities", "closed_on")).flat()).toEqual(["2024-03-01", "2024-03-01", "2024-03-01", "2024-03-01", "2024-01-10"]);
  });

  it.each([
    ["2024-01.csv", "2024-02.csv", "b", true], ["subs_20240131.csv", "subs_20240229.csv", "b", true], ["2024_02/subs.csv", "2024_01/subs.csv", "a", true],
    ["2024-01-31.csv", "later.csv", "a", false], ["subs_10240131.csv", "subs_10240229.csv", "a", false], ["2024-13.csv", "2024-14.csv", "a", false]
  ] as const)("takes of %s and %s the one with the later date in its name for newer, where every file has one, else says that it is a guess: %s", async (first, second, newest, isDated) => {
    const columns = "{subscription_id: id, account_id: who, started_on: day, ended_on: end, mrr: mrr}";
    const header = "id,who,day,end,mrr\n";
    const run = await ingested(`  subscriptions: {files: [${first}, ${second}], columns: ${columns}, mode: incremental}\n`, {
      [first]: `${header}1,a,2022-01-01,,5\n2,a,2024-01-15,,5\n`, [second]: `${header}1,b,2022-01-01,2024-02-10,5\n`
    });
    expect(await run.rows("select account_id from raw_subscriptions where subscription_id = '1' and rowid not in (select row_key from row_exclusions)")).toEqual([{account_id: newest}]);
    expect(run.warnings.some(({message}) => message === "1 row gives way to another of the same subscription_id, and no row says when it was modified: of several files the one whose dates go furthest counts")).toBe(!isDated);
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
});
