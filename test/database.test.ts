import {mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, describe, expect, it, onTestFinished} from "vitest";
import {openDatabase, type Database} from "../pipeline/database.ts";

describe("writeTable", () => {
  let db: Database;
  beforeAll(async () => {
    db = await openDatabase(":memory:");
  });
  afterAll(() => db.close());

  // Long tables go as column vectors, short ones as JSON.
  it.each([3, 5000])("writes %i rows with their types, and null for what is undefined or no finite number", async (length) => {
    const some = <T>(value: T, i: number) => (i % 3 === 1 ? null : i % 3 === 2 ? undefined : value);
    const at = Array.from({length}, (_, i) => i);
    await db.writeTable("t", [
      {name: "i", type: "integer", values: at},
      {name: "x", type: "double", values: at.map((i) => (i % 3 === 1 ? NaN : i % 3 === 2 ? undefined : i / 7))},
      {name: "t", type: "varchar", values: at.map((i) => some(`a "quoted" – text ${i}`, i))},
      {name: "b", type: "boolean", values: at.map((i) => some(i % 2 === 0, i))}
    ]);
    expect((await db.rows<{column_type: string}>("describe t")).map((row) => row.column_type)).toEqual(["INTEGER", "DOUBLE", "VARCHAR", "BOOLEAN"]);
    const rows = await db.rows("from t order by i");
    expect(rows).toEqual(at.map((i) => i % 3 ? {i, x: null, t: null, b: null} : {i, x: i / 7, t: `a "quoted" – text ${i}`, b: i % 2 === 0}));
  });

  it("writes a table without rows with its types", async () => {
    await db.writeTable("empty", [{name: "day", type: "date", values: []}]);
    expect(await db.rows("describe empty")).toMatchObject([{column_name: "day", column_type: "DATE"}]);
  });

  it.each([3, 5000])("writes an infinity that is given as text, as the ends of %i bands are", async (length) => {
    await db.writeTable("ends", [{name: "low", type: "double", values: Array.from({length}, (_, i) => (i === 0 ? "-Infinity" : i === length - 1 ? "Infinity" : i))}]);
    expect(await db.rows("select min(low)::varchar as low, max(low)::varchar as high, count(low)::integer as n from ends")).toEqual([{low: "-inf", high: "inf", n: length}]);
  });

  it("refuses a value of another type in a long table", async () => {
    await expect(db.writeTable("t", [{name: "n", type: "integer", values: Array.from({length: 3000}, () => "1")}])).rejects.toThrow("t.n: 1 is no integer");
  });
});

describe("rows and stream", () => {
  it("give plain values of every type, each null in its place, in results longer than DuckDB's vectors", async () => {
    const db = await openDatabase(":memory:");
    await db.exec(`create table t as select {i: range::integer, x: range / 4, n: range, t: 'text ' || range, d: date '2024-01-01' + range::integer,
      l: [range, null], m: (range / 4)::decimal(9, 2), b: range % 2 = 0, e: 'a'::enum('b', 'a'), o: map {'k': range}} as v from range(5000)`);
    const plain = Array.from({length: 5000}, (_, i) => ({
      i, x: i / 4, n: i, t: `text ${i}`, d: new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10), l: [i, null], m: i / 4, b: i % 2 === 0, e: "a", o: {k: i}
    }));
    const names = Object.keys(plain[0]!);
    const sql = `select ${names.map((name) => `case when v.i % 3 > 0 then v.${name} end as ${name}`).join(", ")} from t`;
    const rows = plain.map((row) => (row.i % 3 > 0 ? row : Object.fromEntries(names.map((name) => [name, null]))));
    expect(await db.rows(sql)).toEqual(rows);
    const streamed: unknown[] = [];
    for await (const columns of db.stream(sql)) {
      columns[0]!.values.forEach((_, i) => streamed.push(Object.fromEntries(columns.map(({name, values}) => [name, values[i]]))));
    }
    expect(streamed).toEqual(rows);
    db.close();
  });
});

describe("another connection", () => {
  it("has the tables, functions and variables of the first, and closing it leaves the first open", async () => {
    const db = await openDatabase(":memory:");
    await db.exec("create table t as select 1 as x; create macro twice(x) as 2 * x");
    await db.setVariable("as_of", "2025-01-31", "date");
    await db.setVariable("names", ["it's", '"quoted"', "[a, b]"]);
    const second = await db.another();
    const all = "select x, twice(x) as twice, getvariable('as_of') as as_of, getvariable('names') as names from t";
    expect(await second.rows(all)).toEqual([{x: 1, twice: 2, as_of: "2025-01-31", names: ["it's", '"quoted"', "[a, b]"]}]);
    const third = await second.another();
    expect(await third.rows(all)).toEqual(await db.rows(all));
    third.close();
    second.close();
    expect(await db.rows("from t")).toEqual([{x: 1}]);
    db.close();
  });
});

describe("a new file", () => {
  it("has no write-ahead log while it is made, is one file when it is closed, and is read as any other", async () => {
    const folder = mkdtempSync(join(tmpdir(), "fitproof-new-"));
    const path = join(folder, "new.duckdb");
    const db = await openDatabase(path, {isNew: true});
    await db.exec("create table t as select range as i from range(300000)");
    await db.exec("create view v as select count(*) as n from t");
    const second = await db.another();
    await second.exec("create table u as from v");
    expect(readdirSync(folder)).toEqual(["new.duckdb"]);
    second.close();
    await db.exec("checkpoint");
    db.close();
    expect(readdirSync(folder)).toEqual(["new.duckdb"]);
    const read = await openDatabase(path, {readOnly: true});
    expect(await read.rows("select n, (select n from u) as m from v")).toEqual([{n: 300000, m: 300000}]);
    read.close();
    rmSync(folder, {recursive: true});
  });

  it("that begins as another has its tables and none of its views and macros, and leaves the other as it is", async () => {
    const folder = mkdtempSync(join(tmpdir(), "fitproof-from-"));
    onTestFinished(() => rmSync(folder, {recursive: true}));
    const [old, path] = [join(folder, "old.duckdb"), join(folder, "new.duckdb")];
    const first = await openDatabase(old, {isNew: true});
    await first.exec(`create table t as select 1 as x; create view "a ""view""" as from t; create macro twice(x) as 2 * x; create macro pair(a) as table select a, a; checkpoint`);
    first.close();
    const second = await openDatabase(path, {isNew: true, from: old});
    expect(await second.rows("from t")).toEqual([{x: 1}]);
    expect(await second.rows("from duckdb_views() where not internal")).toEqual([]);
    expect(await second.rows("from duckdb_functions() where not internal and database_name = 'fitproof'")).toEqual([]);
    await second.exec("drop table t; create table u as select 2 as x; checkpoint");
    second.close();
    const read = await openDatabase(old, {readOnly: true});
    expect(await read.rows('select x, twice(x) as y from "a ""view"""')).toEqual([{x: 1, y: 2}]);
    read.close();
  });

  it.each([
    "create schema mine; create table mine.t as select 1 as x", "create sequence mine", "create type mine as enum ('a')", "create index mine on t (x)",
    "create table mine (x integer primary key); create table other (x integer references mine (x))"
  ])("that begins as one with what no run makes is empty: %s", async (sql) => {
    const folder = mkdtempSync(join(tmpdir(), "fitproof-from-"));
    onTestFinished(() => rmSync(folder, {recursive: true}));
    const old = await openDatabase(join(folder, "old.duckdb"), {isNew: true});
    await old.exec(`create table t as select 1 as x; ${sql}; checkpoint`);
    old.close();
    const db = await openDatabase(join(folder, "new.duckdb"), {isNew: true, from: join(folder, "old.duckdb")});
    expect(await db.rows("from duckdb_tables() where schema_name <> 'main' or table_name = 't'")).toEqual([]);
    db.close();
  });

  it("that begins as one most of which is free is empty, so that it is no larger than what is in it", async () => {
    const folder = mkdtempSync(join(tmpdir(), "fitproof-from-"));
    onTestFinished(() => rmSync(folder, {recursive: true}));
    const old = join(folder, "old.duckdb");
    const tablesOf = async (path: string, last: string) => {
      const db = await openDatabase(path, {isNew: true, from: old});
      const tables = (await db.rows<{name: string}>("select table_name as name from duckdb_tables() order by name")).map(({name}) => name);
      await db.exec(`${last}; checkpoint`);
      db.close();
      return tables;
    };
    await tablesOf(old, "create table large as select hash(range) as x from range(400000); checkpoint; create table small as select 1 as x");
    const half = join(folder, "half.duckdb");
    expect(await tablesOf(half, "drop table large")).toEqual(["large", "small"]);
    renameSync(half, old);
    expect(await tablesOf(join(folder, "new.duckdb"), "create table t as select 1 as x")).toEqual([]);
  });

  it("that begins as one that is no DuckDB file is empty", async () => {
    const folder = mkdtempSync(join(tmpdir(), "fitproof-from-"));
    onTestFinished(() => rmSync(folder, {recursive: true}));
    writeFileSync(join(folder, "old.duckdb"), "no database");
    const db = await openDatabase(join(folder, "new.duckdb"), {isNew: true, from: join(folder, "old.duckdb")});
    await db.exec("create table t as select 1 as x");
    expect(await db.rows("select table_name from duckdb_tables()")).toEqual([{table_name: "t"}]);
    db.close();
  });
});
