import {expect, it} from "vitest";
import {readText} from "../../pipeline/commands/summary.ts";

it("counts the rows of an export that were read, one or many", () => {
  expect(readText({export: "stage_history", rows_read: 9271, used_count: 9260})).toBe("stage history: 9,271 rows read, 9,260 used");
  expect(readText({export: "opportunities", rows_read: 1, used_count: 0})).toBe("opportunities: 1 row read, 0 used");
});
