import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {ProblemsError} from "../../pipeline/problems.ts";
import {ingested, reconciled} from "./workspace.ts";

const EXPORTS = `
  opportunities:
    files: [deals.csv]
    columns: {opportunity_id: id, name: name, stage: stage, amount: amount, created_on: created, closed_on: closed}
    outcomes: {won: [Won], lost: [Lost], open: [Open]}
`;

const GOOD = `id,name,stage,amount,created,closed\n${Array.from({length: 60}, (_, i) =>
  `${i},${i % 7 === 0 ? `"Deal ${i}, ""big"""` : i % 11 === 0 ? `"two\nlines ${i}"` : `Deal ${i}`},${["Won", "Lost", "Open"][i % 3]},${i * 100}.50,2024-0${1 + (i % 9)}-1${i % 10},2024-11-1${i % 10}`).join("\n")}\n`;

/** What befalls a file: bytes changed, lost, doubled, or cut off. */
const corruption = fc.record({
  at: fc.double({min: 0, max: 1, noNaN: true}),
  how: fc.oneof(
    fc.record({insert: fc.constantFrom('"', ",", "\n", "\r", "\r\n", ";", "\0", "'", "\\", "x", '""', ",,,", "\n\n")}),
    fc.record({byte: fc.integer({min: 0, max: 255})}),
    fc.record({remove: fc.integer({min: 1, max: 40})}),
    fc.record({repeat: fc.integer({min: 1, max: 200})}),
    fc.constant({cut: true})
  )
});

function corrupted(text: string, corruptions: readonly {at: number; how: object}[]): Buffer {
  let bytes = Buffer.from(text, "utf8");
  for (const {at, how} of corruptions) {
    const place = Math.floor(at * bytes.length);
    const [before, after] = [bytes.subarray(0, place), bytes.subarray(place)];
    if ("insert" in how) bytes = Buffer.concat([before, Buffer.from(how.insert as string), after]);
    else if ("byte" in how) bytes = Buffer.concat([before, Buffer.from([how.byte as number]), after.subarray(1)]);
    else if ("remove" in how) bytes = Buffer.concat([before, after.subarray(how.remove as number)]);
    else if ("repeat" in how) bytes = Buffer.concat([before, after.subarray(0, how.repeat as number), after]);
    else bytes = Buffer.from(before);
  }
  return bytes;
}

// Names alone are told which deals are in the file; a corrupted file may have more or fewer lines, but each is accounted for.
async function outcomeOf(bytes: Buffer): Promise<string> {
  try {
    const run = await ingested(EXPORTS, {"deals.csv": bytes}, {rest: "thresholds: {max_problem_rate: 1}\n"});
    const [counts] = await reconciled(run);
    const {read, used, duplicate, rejected, excluded} = counts as Record<string, number>;
    expect(used! + duplicate! + rejected! + excluded!).toBe(read);
    const [lines] = await run.rows("select count(*) filter (line is null) as unplaced, count(*) as listed from problems");
    expect(lines!["unplaced"]).toBe(0);
    return "read";
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error;
    for (const problem of error.problems) expect(problem.message).not.toBe("");
    return error.problems[0]!.message;
  }
}

describe("a corrupted export", () => {
  it("is read with every line accounted for, or refused with a named problem; never a crash", {timeout: 300_000}, async () => {
    const runs = Number(process.env["CORRUPTIONS"] ?? 25);
    await fc.assert(fc.asyncProperty(fc.array(corruption, {minLength: 1, maxLength: 4}), async (corruptions) => {
      await outcomeOf(corrupted(GOOD, corruptions));
    }), {numRuns: runs, seed: 20260101, endOnFailure: true});
  });

  it("never loses a line without a word, where no quote is involved", {timeout: 300_000}, async () => {
    const plain = GOOD.replaceAll(/"[^"]*(?:""[^"]*)*"/g, "plain");
    await fc.assert(fc.asyncProperty(fc.array(fc.record({
      at: fc.double({min: 0.02, max: 1, noNaN: true}),
      how: fc.oneof(fc.record({insert: fc.constantFrom(",", "\n", "x", ",,,", "\n\n")}), fc.record({remove: fc.integer({min: 1, max: 3})}), fc.record({repeat: fc.integer({min: 1, max: 90})}))
    }), {minLength: 1, maxLength: 4}), async (corruptions) => {
      const bytes = corrupted(plain, corruptions);
      const lines = bytes.toString("utf8").split("\n").filter((line) => line !== "").length - 1;
      try {
        const run = await ingested(EXPORTS, {"deals.csv": bytes}, {rest: "thresholds: {max_problem_rate: 1}\n"});
        expect((await reconciled(run))[0]!["read"]).toBe(lines);
      } catch (error) {
        if (!(error instanceof ProblemsError)) throw error;
      }
    }), {numRuns: 15, seed: 20260101, endOnFailure: true});
  });
});
