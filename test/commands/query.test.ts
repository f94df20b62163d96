import {mkdtempSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import {openDatabase} from "../../pipeline/database.ts";
import {fitproof} from "../support/program.ts";

describe("fitproof query", () => {
  let folder: string;
  let path: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "fitproof-query-"));
    path = join(folder, "some.duckdb");
    const db = await openDatabase(path);
    await db.exec("create table config_settings as select 'name' as key, 'Test' as value, 'varchar' as type");
    db.close();
  });
  afterAll(() => rmSync(folder, {recursive: true, force: true}));

  const query = (sql: string, ...more: readonly string[]) => fitproof("query", sql, "--database", path, ...more);
  const numbers = "select 9007199254740993::bigint as a, 12345678901234567.89::decimal(38, 2) as b, 12.50::decimal(4, 2) as c, 7::bigint as d, [9007199254740993::hugeint, 1] as e, 100.00::decimal(5, 2) as f";

  it("says which workspace is to be run first where there is no last run", async () => {
    const {code, stderr} = await fitproof("query", "select 1", "--workspace", folder);
    expect(code).toBe(1);
    expect(stderr).toMatch(/not found\n  Run `npm run -s fitproof -- run --workspace \S*fitproof-query-\w+` first\./);
  });

  it("writes into CSV every digit of a big integer and of a decimal", async () => {
    expect(await query(numbers, "--format", "csv")).toMatchObject({code: 0, stdout: 'a,b,c,d,e,f\n9007199254740993,12345678901234567.89,12.5,7,"[""9007199254740993"",1]",100\n'});
  });

  it("writes into JSON a number as a number where a double holds it, else as a string of its digits", async () => {
    expect(JSON.parse((await query(numbers, "--json")).stdout)).toEqual([{a: "9007199254740993", b: "12345678901234567.89", c: 12.5, d: 7, e: ["9007199254740993", 1], f: 100}]);
  });

  it("names a second column of one name in JSON as a table of DuckDB would, and keeps both names elsewhere", async () => {
    const sql = "select 1 as a, 2 as a, 3 as a_1";
    expect(JSON.parse((await query(sql, "--json")).stdout)).toEqual([{a: 1, a_1: 2, a_1_1: 3}]);
    expect((await query(sql, "--format", "csv")).stdout).toBe("a,a,a_1\n1,2,3\n");
  });

  it("draws what explain says over its lines", async () => {
    const {stdout} = await query("explain select upper(key) as k from config_settings order by k");
    expect(stdout).not.toContain("\\u000a");
    expect(stdout).toContain("config_settings");
    expect(stdout.split("\n").length).toBeGreaterThan(5);
  });

  it("refuses more than one statement, of which it would run only the first", async () => {
    const {code, stdout, stderr} = await query("select 1 a; select 2 a");
    expect({code, stdout}).toEqual({code: 1, stdout: ""});
    expect(stderr).toContain("query runs one statement");
  });

  it.each(["", " \n", "/* a comment alone */", ";"])("refuses %j, of which it would print nothing", async (sql) => {
    const {code, stdout, stderr} = await query(sql, "--format", "csv");
    expect({code, stdout}).toEqual({code: 1, stdout: ""});
    expect(stderr).toContain("is the SQL empty");
  });

  it("says what is wrong with a statement in JSON too, where it is asked for", async () => {
    const {code, stdout, stderr} = await query("select nope", "--json");
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual({problems: [{file: "fitproof", line: null, column: null, message: stderr.trimEnd(), value: null, fix: null}]});
    expect(stderr).toMatch(/^Binder Error: Referenced column "nope"/);
  });

  it.each(["select 1 as a;", "select ';' as a; -- ; not another", "select 1 as \";x\" /* ; */ ;", "select e'it\\'s; one' as a", "pivot config_settings on key using max(value)"])("takes for one statement: %s", async (sql) => {
    expect(await query(sql)).toMatchObject({code: 0, stderr: ""});
  });
});
