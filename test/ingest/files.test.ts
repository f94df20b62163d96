import {createHash} from "node:crypto";
import {existsSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {dirname, join, relative} from "node:path";
import {gzipSync} from "node:zlib";
import iconv from "iconv-lite";
import {describe, expect, it, onTestFinished, vi} from "vitest";
import {openDatabase} from "../../pipeline/database.ts";
import {ROOT} from "../../pipeline/fingerprint.ts";
import {READING_CODE} from "../../pipeline/ingest/reuse.ts";
import {ingested, ingestedFolder, raw, reconciled, stopped, workspaceOf} from "./workspace.ts";

const ACCOUNTS = "\n  accounts: {files: [a.csv], columns: {account_id: id}}\n";

function long(size: number): string {
  return "x".repeat(size);
}

function lines(from: number, to: number): string {
  return Array.from({length: to - from}, (_, i) => `${from + i},${"b".repeat(60)}`).join("\n");
}

/** Lets DuckDB use several threads, until the test has ended. */
function inParallel(): void {
  vi.stubEnv("FITPROOF_THREADS", "4");
  onTestFinished(() => void vi.unstubAllEnvs());
}

describe("files of every kind", () => {
  it("reads a file of one column, in which an empty line is an empty row", async () => {
    const run = await ingested(ACCOUNTS, {"a.csv": "id\n1\n\n2\n"});
    expect(await raw(run, "accounts", "account_id")).toEqual([["1"], [null], ["2"]]);
    expect(await reconciled(run)).toEqual([{file: "exports/a.csv", read: 3, used: 2, duplicate: 0, rejected: 0, excluded: 1}]);
  });

  it("reads an encoding that fitproof.yaml names, such as that of Excel in Poland", async () => {
    const run = await ingested("\n  accounts: {files: [a.csv], encoding: windows-1250, columns: {account_id: id, city: miasto}}\n", {"a.csv": iconv.encode("id,miasto\n1,Łódź\n", "windows-1250")});
    expect(await raw(run, "accounts", "city")).toEqual([["Łódź"]]);
  });

  it("reads a thousand columns", async () => {
    const header = Array.from({length: 1000}, (_, i) => (i === 0 ? "id" : `column ${i}`)).join(",");
    const row = Array.from({length: 1000}, (_, i) => `v${i}`).join(",");
    const run = await ingested(ACCOUNTS, {"a.csv": `${header}\n${row}\n${row.replace("v0", "w0")}\n`});
    expect(await raw(run, "accounts", 'account_id, "column 999"')).toEqual([["v0", "v999"], ["w0", "v999"]]);
  });

  it("reads a cell of ten million characters and refuses, with its line, one of twenty", async () => {
    const run = await ingested(ACCOUNTS, {"a.csv": `id,note\n1,a\n2,${long(10_000_000)}\n3,b\n`});
    expect(await raw(run, "accounts", "account_id, length(note)")).toEqual([["1", 1], ["2", 10_000_000], ["3", 1]]);
    const refused = await ingested(ACCOUNTS, {"a.csv": `id,note\n1,a\n2,${long(20_000_000)}\n3,b\n4,${long(40_000_000)}\n5,c\n`});
    expect(await raw(refused, "accounts", "account_id")).toEqual([["1"], ["3"], ["5"]]);
    expect(await refused.rows("select line, message from problems")).toEqual([{line: 3, message: "the row is too long"}, {line: 5, message: "the row is too long"}]);
    const packed = await ingested(ACCOUNTS.replace("a.csv", "a.csv.gz"), {"a.csv.gz": gzipSync(`id,note\n1,a\n2,${long(20_000_000)}\n3,b\n`)});
    expect(await reconciled(packed)).toMatchObject([{read: 3, used: 2, rejected: 1}]);
  });

  it("loses no row to a broken quote in a file that DuckDB reads in parallel", async () => {
    inParallel();
    const run = await ingested(ACCOUNTS, {"a.csv": `id,note\n${lines(0, 300_000)}\nx,"open\n${lines(300_000, 800_000)}\n`});
    expect(await reconciled(run)).toEqual([{file: "exports/a.csv", read: 800_001, used: 800_000, duplicate: 0, rejected: 1, excluded: 0}]);
    expect(await run.rows("select line, message from problems")).toEqual([{line: 300_002, message: "a quote is not closed, or text stands beside a quoted cell"}]);
  });

  it("reads quoted cells with line ends in a file that DuckDB reads in parallel, in order", async () => {
    inParallel();
    const rows = Array.from({length: 250_000}, (_, i) => `${i},"line one, of ${"x".repeat(60)}\nline two ""quoted""\n\nend ${i}"`).join("\n");
    const run = await ingested(ACCOUNTS, {"a.csv": `id,note\n${rows}\n`});
    expect(await run.rows("select count(*) as row_count, count(*) filter (account_id::int <> rowid) as misplaced from raw_accounts")).toEqual([{row_count: 250_000, misplaced: 0}]);
  });

  it("reads Parquet with its types and lists", async () => {
    const folder = mkdtempSync(join(tmpdir(), "fitproof-parquet-"));
    try {
      const file = join(folder, "a.parquet");
      const db = await openDatabase(":memory:");
      await db.exec(`copy (select 1 as id, 12.5 as revenue, date '2024-01-02' as created, true as active, ['a', 'b'] as tech, timestamp '2024-01-02 10:00:00' as modified union all select 2, null, null, false, null, null) to '${file}'`);
      db.close();
      const run = await ingested(`\n  accounts: {files: [${file}], columns: {account_id: id, annual_revenue: revenue, created_on: created, is_customer: active, technologies: tech, modified_at: modified}}\n`, {});
      expect(await raw(run, "accounts", "account_id, annual_revenue_low, created_on, is_customer, technologies, modified_at")).toEqual([
        ["1", 12.5, "2024-01-02", true, "a;b", "2024-01-02 10:00:00"], ["2", null, null, false, null, null]
      ]);
    } finally {
      rmSync(folder, {recursive: true});
    }
  });

  it("asks about a delimiter that is set where the header is one column", async () => {
    expect(await stopped("\n  accounts: {files: [a.csv], delimiter: ';', columns: {account_id: id}}\n", {"a.csv": "id,name\n1,A\n"}))
      .toBe("fitproof.yaml:3: exports.accounts.columns.account_id: exports/a.csv has no column: id\n  Its header is one column: correct delimiter under exports.accounts, or leave it out.");
  });

  it("refuses what is no file, empty or absent, all at once", async () => {
    const message = await stopped("\n  accounts: {files: [missing.csv, empty.csv, folder], columns: {account_id: id}}\n", {"empty.csv": "", "folder/x.csv": "id\n1\n"});
    expect(message).toMatch(/exports\/missing\.csv: not found\n.* It is named in fitproof\.yaml:3\./);
    expect(message).toContain("exports/empty.csv: is empty");
    expect(message).toContain("exports/folder: is a folder, not a file");
  });

  it("makes a header without rows a warning", async () => {
    const run = await ingested(ACCOUNTS, {"a.csv": "id,name\n"});
    expect(run.warnings.map(({file, message}) => `${file}: ${message}`)).toContain("exports/a.csv: has a header and no rows");
    expect(await reconciled(run)).toMatchObject([{read: 0, used: 0}]);
  });

  it("takes markup, SQL and formulas as text, in cells, headers, values and reasons", async () => {
    const run = await ingested(`
  accounts:
    files: [a.csv]
    columns: {account_id: id, industry: "'; drop table raw_accounts; --"}
    values: {industry: {"it's": "o'clock"}}
    nulls: ["'"]
    exclude: [{column: "\\"quoted\\"", in: ["' or 1=1 --"], reason: "it's odd"}]
`, {"a.csv": "id,'; drop table raw_accounts; --,\"\"\"quoted\"\"\"\n<b>1</b>,it's,=1+1\n2,',' or 1=1 --\n"});
    expect(await raw(run, "accounts", 'account_id, industry, """quoted"""')).toEqual([["<b>1</b>", "o'clock", "=1+1"], ["2", null, "' or 1=1 --"]]);
    expect(await run.rows("select row_key, reason from row_exclusions")).toEqual([{row_key: 1, reason: "it's odd"}]);
  });
});

describe("an unchanged export", () => {
  it("is kept from the last run, and one that changed is read again", async () => {
    const exports = `
  accounts: {files: [a.csv], columns: {account_id: id, employees: staff}, attributes: {flag: flag}}
  contacts: {files: [c.csv], columns: {contact_id: id, account_id: account}}
`;
    const files = {"a.csv": "id,staff,flag\n1,abc,yes\n2,5,no\n2,6,no\n3,-5,no\n", "c.csv": "id,account\n1,1\n", "rates.csv": "currency,date,rate\nEUR,2024-01-01,1.1\n"};
    const folder = workspaceOf(exports, files, "currency: USD\nexchange_rates: rates.csv\n");
    const database = join(folder, "last.duckdb");
    const first = await ingestedFolder(folder, {database});
    first.db.close();
    writeFileSync(join(folder, "exports", "c.csv"), "id,account\n1,1\n2,1\n");
    const second = await ingestedFolder(folder, {previous: database});
    const fresh = await ingestedFolder(folder);
    for (const table of ["raw_accounts", "raw_contacts", "raw_files", "row_exclusions", "problems", "ingest_notes", "config_columns", "exchange_rates"]) {
      expect(await second.rows(`select * from ${table} order by all`)).toEqual(await fresh.rows(`select * from ${table} order by all`));
    }
    expect(second.warnings).toEqual(fresh.warnings);
    expect(second.warnings.map(({message}) => message)).toContain("1 account has less than no employees, and counts as the smallest");
    // The table that is kept is the last run's own: a mark in it comes along.
    const marked = await openDatabase(database);
    await marked.exec("update raw_accounts set name = 'mark'");
    await marked.exec("update raw_contacts set title = 'mark'");
    await marked.exec("create table made_by_hand as select 1 as x");
    marked.close();
    const third = await ingestedFolder(folder, {previous: database});
    expect(await third.rows("select distinct name from raw_accounts")).toEqual([{name: "mark"}]);
    expect(await third.rows("select distinct title from raw_contacts")).toEqual([{title: null}]);
    // And nothing but the raw tables does.
    expect(await third.rows("select table_name from duckdb_tables() where table_name = 'made_by_hand'")).toEqual([]);
  });

  it.each<[what: string, change: {from: string | RegExp; to: string; isKept?: boolean}]>([
    ["what means missing", {from: "accounts: {", to: "accounts: {nulls: [x], "}],
    ["the locale", {from: "currency: USD", to: "currency: USD\nlocale: de-DE"}],
    ["an attribute of which one value among several is asked for", {from: "currency: USD", to: "currency: USD\nsegments:\n  tag: {column: tag, has: a}"}],
    ["a file's name", {from: "a.csv", to: "a2.csv"}],
    ["an export that was not named before", {from: /$/, to: "  contacts: {files: [c.csv], columns: {contact_id: id, account_id: account}}\n", isKept: true}],
    ["no exchange rates", {from: "exchange_rates: rates.csv\n", to: "", isKept: true}]
  ])("is read again with another setting that it depends on, and nothing is left of what is gone: %s", async (_, {from, to, isKept = false}) => {
    const accounts = '\n  accounts: {files: ["a*.csv"], columns: {account_id: id, name: name}, attributes: {tag: tag}}\n';
    const files = {"a.csv": "id,name,tag\n1,x,a;b\n2,y,\"1,5\"\n", "c.csv": "id,account\n1,1\n", "rates.csv": "currency,date,rate\nEUR,2024-01-01,1.1\n"};
    const folder = workspaceOf(accounts, files, "currency: USD\nexchange_rates: rates.csv\n");
    const database = join(folder, "last.duckdb");
    (await ingestedFolder(folder, {database})).db.close();
    const yaml = join(folder, "fitproof.yaml");
    if (from === "a.csv") renameSync(join(folder, "exports/a.csv"), join(folder, "exports", to));
    else writeFileSync(yaml, readFileSync(yaml, "utf8").replace(from, to));
    const marked = await openDatabase(database);
    await marked.exec("update raw_accounts set country = 'mark'");
    marked.close();
    const second = await ingestedFolder(folder, {previous: database});
    const fresh = await ingestedFolder(folder);
    expect(await second.rows("select distinct country from raw_accounts")).toEqual([{country: isKept ? "mark" : null}]);
    for (const table of ["raw_accounts", "raw_contacts", "raw_files", "exchange_rates"]) {
      const columns = table === "raw_accounts" ? "* exclude (country)" : "*";
      expect(await second.rows(`select ${columns} from ${table} order by all`)).toEqual(await fresh.rows(`select ${columns} from ${table} order by all`));
    }
  });

  it("that changed takes the place of what it was in the file", async () => {
    const contacts = Array.from({length: 60_000}, (_, i) => `${createHash("md5").update(String(i)).digest("hex")},1`).join("\n");
    const folder = workspaceOf(`${ACCOUNTS.trimEnd()}\n  contacts: {files: [c.csv], columns: {contact_id: id, account_id: account}}\n`, {"a.csv": "id\n1\n", "c.csv": `id,account\n${contacts}\n`});
    const database = join(folder, "last.duckdb");
    (await ingestedFolder(folder, {database})).db.close();
    writeFileSync(join(folder, "exports", "c.csv"), `id,account\n${contacts}\n1,1\n`);
    const second = await ingestedFolder(folder, {previous: database});
    await second.db.exec("checkpoint");
    expect(statSync(join(folder, "next.duckdb")).size).toBeLessThan(1.4 * statSync(database).size);
  });

  it("is weighed again where fewer problems are allowed", async () => {
    const limit = (share: number) => `thresholds: {max_problem_rate: ${share}}\n`;
    const rows = Array.from({length: 100}, (_, i) => `${i},${i < 10 ? "x" : 5}`).join("\n");
    const folder = workspaceOf("\n  accounts: {files: [a.csv], columns: {account_id: id, employees: staff}}\n", {"a.csv": `id,staff\n${rows}\n`}, limit(0.1));
    const database = join(folder, "last.duckdb");
    (await ingestedFolder(folder, {database})).db.close();
    const yaml = join(folder, "fitproof.yaml");
    writeFileSync(yaml, readFileSync(yaml, "utf8").replace(limit(0.1), limit(0.09)));
    await expect(ingestedFolder(folder, {previous: database})).rejects.toThrow("10 of 100 rows have a problem");
  });

  it("is read again where any code that reads it is another", () => {
    const imported = new Set<string>();
    const follow = (file: string) => {
      if (imported.has(file)) return;
      imported.add(file);
      // Types do nothing.
      for (const [, path] of readFileSync(file, "utf8").matchAll(/^(?:import|export) (?!type )[^;]*?from "(\.[^"]+)"/gms)) follow(join(dirname(file), path!));
    };
    follow(join(ROOT, "pipeline/ingest/ingest.ts"));
    const files = [...imported].map((file) => relative(ROOT, file).replaceAll("\\", "/"));
    expect(files.length).toBeGreaterThan(30);
    expect(files.filter((file) => !READING_CODE.some((path) => file === path || file.startsWith(`${path}/`)))).toEqual([]);
    expect(READING_CODE.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  it("is read again where the last file cannot be opened", async () => {
    const folder = workspaceOf(ACCOUNTS, {"a.csv": "id\n1\n", "broken.duckdb": "no database"});
    const run = await ingestedFolder(folder, {previous: join(folder, "exports", "broken.duckdb")});
    expect(await raw(run, "accounts", "account_id")).toEqual([["1"]]);
  });
});
