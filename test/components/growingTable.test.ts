// @vitest-environment jsdom
import {beforeAll, describe, expect, it} from "vitest";
import {allRows, growingTable} from "../../src/components/growingTable.ts";
import type {PartList} from "../../src/components/parts.ts";
import {settled} from "./drawn.ts";

interface Row {
  readonly name: string;
}

/** So many rows in parts of a thousand, and which parts have been read. */
function list(length: number): {list: PartList<Row>; read: number[]} {
  const read: number[] = [];
  return {read, list: {
    row_count: length, part_count: Math.ceil(length / 1000),
    async part(number) {
      read.push(number);
      return Array.from({length: Math.min(1000, length - 1000 * number)}, (_, i) => ({name: `Row ${1000 * number + i}`}));
    }
  }};
}

const options = {columns: [{key: "name" as const, label: "Name"}], limit: 50, none: "None fits."};
const names = (element: Element) => [...element.querySelectorAll("tbody th")].map((cell) => cell.textContent);
const status = (element: Element) => element.querySelector("[role=status]")?.textContent;
const button = (element: Element) => [...element.querySelectorAll("button")].at(-1)!;

// As on paper: all rows of a table at once.
beforeAll(() => void dispatchEvent(new Event("beforeprint")));

describe("a table of rows in parts", () => {
  it("reads what it shows, and the next when the reader asks", async () => {
    const {list: rows, read} = list(1_000_000);
    const table = await growingTable(rows, {...options, limit: 800});
    expect([names(table).length, read]).toEqual([800, [0]]);
    expect(status(table)).toBe("800 rows shown; 1,000 of 1,000,000 read so far.");
    button(table).click();
    await settled();
    expect([names(table).length, names(table).at(-1), read]).toEqual([1600, "Row 1599", [0, 1]]);
  });

  it("says that a part could not be read, and leaves none out when the reader asks again", async () => {
    const {list: rows, read} = list(5000);
    let fails = 1;
    const table = await growingTable({...rows, part: (number) => (number === 1 && fails-- > 0 ? Promise.reject(new Error("marts/x-1.arrow could not be loaded (404)")) : rows.part(number))}, {...options, limit: 800});
    button(table).click();
    await settled();
    expect([status(table), names(table).length, button(table).disabled]).toEqual(["marts/x-1.arrow could not be loaded (404). 800 rows shown; 1,000 of 5,000 read so far.", 800, false]);
    button(table).click();
    await settled();
    expect([names(table).length, names(table).at(-1), read]).toEqual([1600, "Row 1599", [0, 1]]);
  });

  it("reads on in a search until enough are found, and says how far it has come", async () => {
    const {list: rows, read} = list(50_000);
    const table = await growingTable(rows, {...options, limit: 3, matches: ({name}) => name.endsWith("000")});
    expect([names(table), read]).toEqual([["Row 1000", "Row 2000", "Row 3000"], [0, 1, 2, 3]]);
    expect(status(table)).toBe("3 rows shown; 4,000 of 50,000 read so far.");
  });

  it("says so where nothing is found in all of them", async () => {
    const table = await growingTable(list(5000).list, {...options, matches: () => false});
    expect(table.textContent).toContain("None fits.");
    expect(status(table)).toBe("0 rows shown; all 5,000 read, 0 found.");
    expect(button(table).hidden).toBe(true);
  });

  it("offers no order by heading where it has not read all rows", async () => {
    expect((await growingTable(list(5000).list, options)).querySelector("thead button")).toBeNull();
    expect((await growingTable(list(4000).list, options)).querySelector("thead button")).not.toBeNull();
  });

  it("gives all rows to a CSV, in order", async () => {
    expect((await allRows(list(2500).list)).map(({name}) => name)).toEqual(Array.from({length: 2500}, (_, i) => `Row ${i}`));
  });
});
