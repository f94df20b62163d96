import {beforeAll, describe, expect, it} from "vitest";
import type {PreparedFile} from "../../pipeline/ingest/decode/prepared.ts";
import {linesOfRows} from "../../pipeline/ingest/rowScan.ts";
import {prepareOne} from "./decode/decoded.ts";

describe("the lines of rows", () => {
  /** Ten megabytes: three pieces of the file. */
  const ROWS = 300_000;
  let file: PreparedFile;
  beforeAll(async () => {
    const rows = Array.from({length: ROWS}, (_, i) => (i === 10 ? '"ten, in\ntwo lines",1' : `company number ${String(i).padStart(9, "0")},${i}`));
    file = await prepareOne("a.csv", `name,n\n${rows.join("\n")}\n`);
  });

  it("are counted past cells of several lines", async () => {
    expect(await linesOfRows(file, [0, 10, 11, ROWS - 1], ROWS)).toEqual([2, 12, 14, ROWS + 2]);
  });

  it("are given up where the file has other rows than were read", async () => {
    expect(await linesOfRows(file, [0, 11], ROWS - 1)).toEqual([null, null]);
  });

  it("need no count of the rest where a cell of each is seen in its row", async () => {
    expect(await linesOfRows(file, [0, 11], ROWS - 1, {cells: ["000000000", "000000011"]})).toEqual([2, 14]);
  });

  it("are counted all the same where a cell is not where it should be", async () => {
    expect(await linesOfRows(file, [0, 11], ROWS, {cells: ["000000000", "000000012"]})).toEqual([2, 14]);
    expect(await linesOfRows(file, [0, 11], ROWS - 1, {cells: ["000000000", "000000012"]})).toEqual([null, null]);
    expect(await linesOfRows(file, [0, 11], ROWS - 1, {cells: ["000000000", null]})).toEqual([null, null]);
  });

  it("are those of the original where a report was written anew, several pieces of it", async () => {
    const deals = Array.from({length: 200_000}, (_, i) => `,${i === 0 ? "Won" : ""},${i === 10 ? '"ten, in\r\ntwo lines"' : `deal number ${i}`}`);
    const report = await prepareOne("r.csv", `,Title\r\n\r\n,Stage ↑,Name\r\n${deals.join("\r\n")}\r\n`);
    expect(report).toMatchObject({header: ["Stage ↑", "Name"], headerLine: 3});
    expect(await linesOfRows(report, [0, 10, 11, 199_999], 200_000)).toEqual([4, 14, 16, 200_004]);
  });
});
