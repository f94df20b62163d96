import {readFileSync} from "node:fs";
import {expect, it} from "vitest";

// Framework refuses code from outside `src` in pages, and the pipeline imports nothing from `src`: the one way in which numbers
// are written lies in both, and may differ in neither.
it("writes numbers in sentences as the pages write them", () => {
  const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
  expect(read("pipeline/findings/format.ts")).toBe(read("src/components/format.ts"));
});
