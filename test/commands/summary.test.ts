import {expect, it} from "vitest";
import {readText, verdictLines, type Verdict} from "../../pipeline/commands/summary.ts";

it("counts the rows of an export that were read, one or many", () => {
  expect(readText({export: "stage_history", rows_read: 9271, used_count: 9260})).toBe("stage history: 9,271 rows read, 9,260 used");
  expect(readText({export: "opportunities", rows_read: 1, used_count: 0})).toBe("opportunities: 1 row read, 0 used");
});

it("states the first verdicts of many versions, and how many there are more", () => {
  const verdict = (version: string): Verdict => ({icp: "main", version, verdict: version === "9" ? null : "supported", reasons: version === "1" ? "Tier 1 wins." : ""});
  expect(verdictLines([verdict("1"), verdict("9")])).toEqual(["ICP main 1: supported. Tier 1 wins.", "ICP main 9: draft, no verdict"]);
  const lines = verdictLines(Array.from({length: 42}, (_, i) => verdict(String(i + 1))));
  expect(lines).toHaveLength(7);
  expect(lines.at(-1)).toBe("and 36 versions more: --json and the report state them all");
});
