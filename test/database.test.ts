import {afterAll, beforeAll, describe, expect, it} from "vitest";
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

  it("refuses a value of another type in a long table", async () => {
    await expect(db.writeTable("t", [{name: "n", type: "integer", values: Array.from({length: 3000}, () => "1")}])).rejects.toThrow("t.n: 1 is no integer");
  });
});
