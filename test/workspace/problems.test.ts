import {describe, expect, it} from "vitest";
import {formatProblems, ProblemsError, type Problem} from "../../pipeline/problems.ts";

const problem = (line: number | null, keys: Partial<Problem> = {}): Problem =>
  ({file: "exports/deals.csv", line, column: "Amount", message: "is not a number", value: "abc", fix: null, ...keys});

describe("formatProblems", () => {
  it("gives place, column, what and value, then the fix on a line of its own", () => {
    expect(formatProblems([problem(3, {fix: "Mend the cell."})])).toBe("exports/deals.csv:3: Amount: is not a number: abc\n  Mend the cell.");
  });

  it("leaves out what a problem has not", () => {
    expect(formatProblems([problem(null, {column: null, value: null, message: "is empty"})])).toBe("exports/deals.csv: is empty");
  });

  it("states a fix once for the problems that it mends", () => {
    expect(formatProblems([problem(3, {fix: "A."}), problem(4, {fix: "A."}), problem(5, {fix: "B."})]).split("\n")).toEqual([
      "exports/deals.csv:3: Amount: is not a number: abc", "exports/deals.csv:4: Amount: is not a number: abc", "  A.",
      "exports/deals.csv:5: Amount: is not a number: abc", "  B."
    ]);
  });

  it("lists twenty and counts the rest", () => {
    const lines = formatProblems(Array.from({length: 1234}, (_, i) => problem(i + 2))).split("\n");
    expect([lines.length, lines.at(-2), lines.at(-1)]).toEqual([21, "exports/deals.csv:21: Amount: is not a number: abc", "… and 1,214 more"]);
    expect(formatProblems(Array.from({length: 20}, (_, i) => problem(i))).split("\n")).toHaveLength(20);
  });

  it("lets no value move the cursor, colour the terminal or break the line", () => {
    expect(formatProblems([problem(3, {value: "\u001b[31mred\r\n\u202eevil"})])).toBe("exports/deals.csv:3: Amount: is not a number: \\u001b[31mred\\r\\n\\u202eevil");
  });

  it("cuts a long value and says how long it was", () => {
    expect(formatProblems([problem(3, {value: "x".repeat(10_000_000)})])).toBe(`exports/deals.csv:3: Amount: is not a number: ${"x".repeat(300)}… (10,000,000 characters)`);
  });
});

describe("ProblemsError", () => {
  it("shows its problems and keeps them as data", () => {
    const error = new ProblemsError([problem(3)]);
    expect(error.message).toBe("exports/deals.csv:3: Amount: is not a number: abc");
    expect(error.problems).toEqual([problem(3)]);
  });
});
