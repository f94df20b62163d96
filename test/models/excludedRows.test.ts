import {describe, expect, it} from "vitest";
import {runModel} from "../support/runModel.ts";

describe("excluded_rows", () => {
  const shown = async (count: number) => {
    const exclusions = Array.from({length: count}, (_, i) => `subscriptions | ${100 + 2 * i} | excluded | empty interval`).join("\n");
    const [row] = await runModel("excluded_rows", {
      row_exclusions: `entity | row_key | kind | reason\n${exclusions}`,
      raw_files: "entity | file | first_row | row_count | unread_count\nsubscriptions | a.csv | 100 | 50 | 0"
    });
    return [row!["row_count"], row!["first_rows"]];
  };

  it("names the places of up to ten rows, and says where there are more", async () => {
    expect(await shown(3)).toEqual([3, "1, 3, 5"]);
    expect(await shown(10)).toEqual([10, "1, 3, 5, 7, 9, 11, 13, 15, 17, 19"]);
    expect(await shown(11)).toEqual([11, "1, 3, 5, 7, 9, 11, 13, 15, 17, 19, …"]);
  });
});
