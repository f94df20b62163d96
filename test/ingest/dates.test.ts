import {describe, expect, it} from "vitest";
import {dateEvidence, dateReadings, decidedOrder, formatsOf} from "../../pipeline/ingest/dates.ts";
import {DEALS, ingested, raw, stopped} from "./workspace.ts";

const days = (cell: string) => dateReadings(cell).map(({order, timestamp}) => `${order ?? "any"} ${timestamp}`);

describe("dateReadings", () => {
  it.each([
    ["02/23/26 08:55 PM", ["mdy 2026-02-23 20:55:00"]],
    ["23/02/2026", ["dmy 2026-02-23 00:00:00"]],
    ["03/04/2024", ["mdy 2024-03-04 00:00:00", "dmy 2024-04-03 00:00:00"]],
    ["3-4-24", ["mdy 2024-03-04 00:00:00", "dmy 2024-04-03 00:00:00"]],
    ["31.12.2024 23:59", ["dmy 2024-12-31 23:59:00"]],
    ["1.2.2024", ["mdy 2024-01-02 00:00:00", "dmy 2024-02-01 00:00:00"]],
    ["31-Jan-2024", ["any 2024-01-31 00:00:00"]],
    ["31 January 2024", ["any 2024-01-31 00:00:00"]],
    ["Jan 31, 2024", ["any 2024-01-31 00:00:00"]],
    ["January 31, 2024, 3:04 PM", ["any 2024-01-31 15:04:00"]],
    ["31. Januar 2024", ["any 2024-01-31 00:00:00"]],
    ["2024/1/31", ["any 2024-01-31 00:00:00"]],
    ["2024.01.31 10:00:01", ["any 2024-01-31 10:00:01"]],
    ["20240131", ["any 2024-01-31 00:00:00"]],
    ["12/31/2024 12:30:01 AM", ["mdy 2024-12-31 00:30:01"]],
    ["31/12/69", ["dmy 1969-12-31 00:00:00"]],
    ["31/12/68", ["dmy 2068-12-31 00:00:00"]],
    ["Tuesday, March 05, 2024", ["any 2024-03-05 00:00:00"]],
    ["Tue, 05 Mar 2024 10:00:01 +0100", ["any 2024-03-05 10:00:01"]],
    ["Tue Mar 05 10:00:01 UTC 2024", ["any 2024-03-05 10:00:01"]],
    ["Tue Mar  5 10:00:01 2024", ["any 2024-03-05 10:00:01"]],
    ["Dienstag, 5. März 2024", ["any 2024-03-05 00:00:00"]],
    ["Tuesday 03/04/2024", ["mdy 2024-03-04 00:00:00", "dmy 2024-04-03 00:00:00"]],
    ["Tuesday, soon", []], ["Tue Feb 30 10:00:01 UTC 2024", []],
    ["02/30/2024", []], ["13/13/2024", []], ["30-Feb-2024", []], ["2024-02-30", []], ["1/2/24 25:00", []], ["1/2/24 13:00 PM", []], ["Foo 31, 2024", []], ["soon", []], ["", []]
  ])("reads %j as %j", (cell, expected) => {
    expect(days(cell)).toEqual(expected);
  });
});

describe("a month without a day", () => {
  it.each([
    ["2024-03", "%Y-%m"], ["2024/03", "%Y/%m"], ["202403", "%Y%m"], ["03/2024", "%m/%Y"], ["3.2024", "%m.%Y"], ["Mar 2024", "%b %Y"], ["Mar-24", "%b-%y"], ["März 2024", "%B %Y"], ["March 2024", "%B %Y"]
  ])("%j is its first day, in a column of months alone", (cell, format) => {
    expect(dateReadings(cell, {isMonth: true})).toEqual([{order: null, format, timestamp: "2024-03-01 00:00:00"}]);
    expect(dateReadings(cell)).toEqual([]);
  });

  it("is none where it does not exist, and a day stays a day", () => {
    expect(dateReadings("2024-13", {isMonth: true})).toEqual([]);
    expect(dateReadings("31.03.2024", {isMonth: true})).toMatchObject([{order: "dmy", timestamp: "2024-03-31 00:00:00"}]);
  });
});

const evidence = (...cells: string[]) => dateEvidence(cells.map((cell) => ({cell, count: 1})));

describe("the order of a column's dates", () => {
  it("is decided by one cell that only one order reads", () => {
    expect(decidedOrder(evidence("03/04/2024", "03/14/2024"))).toBe("mdy");
    expect(decidedOrder(evidence("03/04/2024", "14/03/2024"))).toBe("dmy");
  });

  it("is that of most cells where some need the other", () => {
    expect(decidedOrder(evidence("14/03/2024", "15/03/2024", "03/14/2024"))).toBe("dmy");
  });

  it("is open where every cell fits both, and not asked for where both give the same days", () => {
    expect(decidedOrder(evidence("03/04/2024"))).toBeNull();
    expect(evidence("03/04/2024")).toMatchObject({both: 1, example: "03/04/2024"});
    expect(evidence("03/03/2024")).toMatchObject({both: 0});
  });

  it("is day first where dots separate", () => {
    expect(decidedOrder(evidence("03.04.2024"))).toBe("dmy");
  });

  it("gives the formats of that order, years of two digits before those of four", () => {
    expect(formatsOf(evidence("03/14/2024", "03/14/24", "Jan 31, 2024", "2024-01-31"), "mdy")).toEqual(["%m/%d/%y", "%m/%d/%Y", "%b %d, %Y"]);
  });
});

function closing(day: string): Record<string, string> {
  return {"deals.csv": `id,stage,amount,created,closed\n1,Won,1,03/04/2024,05/06/2024\n2,Lost,1,02/03/2024,${day}\n`};
}

describe("the order of day and month", () => {
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

  it("lets a column that nothing maps decide, and leaves it open where two of them do not agree", async () => {
    const rows = (due: string, paid: string) => ({"deals.csv": `id,stage,amount,created,closed,due,paid,phone\n1,Won,1,02/03/2024,05/06/2024,${due},${paid},12/31\n2,Won,1,02/03/2024,05/06/2024,,,\n`});
    const read = async (due: string, paid: string) => (await raw(await ingested(DEALS, rows(due, paid), {strict: true}), "opportunities", "created_on, closed_on"))[0];
    expect(await read("31/01/2024", "01/02/2024")).toEqual(["2024-03-02", "2024-06-05"]);
    expect(await read("01/31/2024 10:00 AM", "")).toEqual(["2024-02-03", "2024-05-06"]);
    expect(await stopped(DEALS, rows("31/01/2024", "01/31/2024"))).toContain("nothing in the file decides it");
    expect(await stopped(DEALS, rows("01/02/2024", "not 31/01/2024"))).toContain("nothing in the file decides it");
  });

  it.each(["/", "-"])("decides the order of years of two digits from all cells of a file, parted by %s", async (separator) => {
    const deals = (...closed: readonly string[]) => ({"deals.csv": `id,stage,amount,created,closed\n${closed.map((day, i) => `${i},Won,1,,${day.replaceAll("/", separator)}\n`).join("")}`});
    expect((await raw(await ingested(DEALS, deals("10/04/24", "31/12/23", "05/01/24"), {strict: true}), "opportunities", "closed_on")).flat()).toEqual(["2024-04-10", "2023-12-31", "2024-01-05"]);
    expect((await raw(await ingested(DEALS, deals("10/04/24", "12/31/23", "05/01/24"), {strict: true}), "opportunities", "closed_on")).flat()).toEqual(["2024-10-04", "2023-12-31", "2024-05-01"]);
    expect(await stopped(DEALS, deals("10/04/24", "05/01/24"))).toContain("dates fit both M/D/YYYY and D/M/YYYY, and nothing in the file decides it");
  });
});
