import {describe, expect, it} from "vitest";
import {groupColumns, groupFiller} from "../../../pipeline/ingest/decode/groups.ts";

const table = (text: string) => text.trim().split("\n").map((line) => line.split("|").map((cell) => cell.trim()));

describe("a grouped report", () => {
  const rows = table(`
    Won      | New      | A     | 1
             |          | B     | 2
             | Subtotal | Sum   | 3
             |          | Count | 2
             | Renewal  | C     | 4
    Subtotal |          | Sum   | 7
    Lost     | New      | D     | 5
    Total    |          | Sum   | 12
             |          | Count | 4
  `);

  it("has the group of every row in its first, and totals that are in none", () => {
    const columns = groupColumns(["Stage  ↑", "Type ↓", "Name", "Amount"], rows);
    expect(columns).toEqual([0, 1]);
    expect(rows.map(groupFiller(columns)).map((cells) => cells.slice(0, 2).join("|"))).toEqual([
      "Won|New", "Won|New", "|Subtotal", "|", "Won|Renewal", "Subtotal|", "Lost|New", "Total|", "|"
    ]);
  });

  it("says so with an arrow", () => {
    expect(groupColumns(["Stage", "Type", "Name", "Amount"], rows)).toEqual([]);
  });

  it("is none where the column is but sorted: blank cells come before or after all others", () => {
    expect(groupColumns(["Amount ↓", "Name"], table("9 | A\n8 | B\n | C\n | D"))).toEqual([]);
    expect(groupColumns(["Amount ↑", "Name"], table(" | C\n | D\n8 | B\n9 | A"))).toEqual([]);
  });

  it("may begin with one group longer than all that is looked at", () => {
    expect(groupColumns(["Stage ↑", "Name"], table("Won | A\n | B\n | C"))).toEqual([0]);
  });
});
