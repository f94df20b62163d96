import {expect, it} from "vitest";
import {readText, verdictLines, winText, type Verdict} from "../../pipeline/commands/summary.ts";

it("counts the rows of an export that were read, one or many", () => {
  expect(readText({export: "stage_history", rows_read: 9271, used_count: 9260})).toBe("stage history: 9,271 rows read, 9,260 used");
  expect(readText({export: "opportunities", rows_read: 1, used_count: 0})).toBe("opportunities: 1 row read, 0 used");
});

it("says how often deals are won, and of too few the count alone, as the pages do", () => {
  const wins = {won_count: 71, decided_count: 212, win_rate: 71 / 212, win_rate_low: 0.28, win_rate_high: 0.41};
  expect(winText(wins)).toBe("win rate (won ÷ decided, new business): 33\u202f% (28–41\u202f%), n\u00a0212");
  expect(winText({...wins, won_count: 3, decided_count: 8})).toBe("win rate (won ÷ decided, new business): 3 of 8");
});

it("states the first verdicts of many versions, and how many there are more", () => {
  const verdict = (version: string): Verdict => ({icp: "main", version, verdict: version === "9" ? null : "supported", reasons: version === "1" ? "Tier 1 wins." : ""});
  expect(verdictLines([verdict("1"), verdict("9")])).toEqual(["ICP main 1: supported. Tier 1 wins.", "ICP main 9: draft, no verdict"]);
  const lines = verdictLines(Array.from({length: 42}, (_, i) => verdict(String(i + 1))));
  expect(lines).toHaveLength(7);
  expect(lines.at(-1)).toBe("and 36 versions more: --json and the report state them all");
});
