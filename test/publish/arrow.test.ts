import {tableFromIPC} from "apache-arrow";
import fc from "fast-check";
import {describe, expect, it} from "vitest";
import type {ColumnData} from "../../pipeline/cells.ts";
import {openDatabase} from "../../pipeline/database.ts";
import {arrowStream} from "../../pipeline/publish/arrow.ts";
import {rows} from "../../src/components/rows.ts";

const column = (type: string, values: ColumnData["values"]): ColumnData[] => [{name: "x", type, values}];
const roundTrip = (columns: readonly ColumnData[]) => rows(arrowStream(columns).slice().buffer);

describe("a mart as an Arrow stream", () => {
  it.each([
    ["INTEGER", [1, null, -2147483648, 2147483647]],
    ["SMALLINT", [3, null]],
    ["DOUBLE", [0.1, null, -0, 1e300, 2 / 3]],
    ["BIGINT", [9007199254740991, null]],
    ["DECIMAL(18,2)", [12.34, null]],
    ["BOOLEAN", [true, false, null, true, true, false, false, true, true]],
    ["VARCHAR", ["a", null, "", "a", "=1+1", "مثال 👩‍🚀", "<b>x</b>"]]
  ])("keeps %s with its nulls", (type, values) => {
    expect(roundTrip(column(type, values)).map((row) => row["x"])).toEqual(values);
  });

  it("gives dates back at midnight UTC, before 1970 too", () => {
    expect(roundTrip(column("DATE", ["2024-02-29", null, "1969-12-31"])).map((row) => row["x"]))
      .toEqual([new Date("2024-02-29"), null, new Date("1969-12-31")]);
  });

  it("keeps the columns of a table without rows", () => {
    const empty = arrowStream([{name: "a", type: "INTEGER", values: []}, {name: "b", type: "VARCHAR", values: []}]);
    expect(rows(empty.slice().buffer)).toEqual([]);
    expect(tableFromIPC(empty).schema.fields.map((field) => field.name)).toEqual(["a", "b"]);
  });

  it("names the column whose type a page cannot read", () => {
    expect(() => arrowStream([{name: "met", type: "VARCHAR[]", values: [["a"]]}]))
      .toThrowErrorMatchingInlineSnapshot(`[Error: column met: type VARCHAR[] cannot be published; cast it in the last select of the mart]`);
  });

  it("gives equal bytes for equal columns, whatever was written before", () => {
    const columns = column("VARCHAR", ["a", "b", null]);
    const first = arrowStream(columns);
    arrowStream(column("VARCHAR", ["other"]));
    expect(arrowStream(columns)).toEqual(first);
  });

  it("is read alike by apache-arrow, and in the order stored", async () => {
    const db = await openDatabase(":memory:");
    const columns = await db.columns(`
      select i::integer as n, i / 3.0::double as share, 'segment ' || (i % 5) as segment, i % 2 = 0 as is_even,
        date '2020-01-31' + i::integer as day, case when i % 4 = 0 then null else i * 0.5 end::double as maybe
      from range(100) as t(i) order by i desc`);
    db.close();
    const stream = arrowStream(columns);
    const theirs = tableFromIPC(stream).toArray().map((row) => {
      const plain: Record<string, unknown> = {...row.toJSON()};
      return {...plain, day: new Date(Number(plain["day"]))};
    });
    expect(rows(stream.slice().buffer)).toEqual(theirs);
    expect(theirs[0]).toMatchObject({n: 99});
  });

  it("refuses what is no stream, and reads nothing from nothing", () => {
    expect(() => rows(new TextEncoder().encode("a,b\n1,2 not arrow").slice().buffer)).toThrow("not an Arrow IPC stream");
    expect(rows(new ArrayBuffer(0))).toEqual([]);
  });

  it("keeps any mixture of texts, numbers and nulls", () => {
    fc.assert(fc.property(
      fc.array(fc.tuple(fc.option(fc.string({unit: "binary"})), fc.option(fc.double({noNaN: true})), fc.option(fc.boolean())), {maxLength: 40}),
      (data) => {
        const table = roundTrip([
          {name: "t", type: "VARCHAR", values: data.map((d) => d[0])},
          {name: "d", type: "DOUBLE", values: data.map((d) => d[1])},
          {name: "b", type: "BOOLEAN", values: data.map((d) => d[2])}
        ]);
        expect(table).toEqual(data.map(([t, d, b]) => ({t: t === null ? null : new TextDecoder().decode(new TextEncoder().encode(t)), d, b})));
      }
    ), {seed: 1, numRuns: 50});
  });
});
