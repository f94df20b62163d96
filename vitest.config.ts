import {readFileSync} from "node:fs";
import {BaseSequencer, type TestSpecification} from "vitest/node";
import {defineConfig} from "vitest/config";

/** What takes longest, so that it starts first and both workers end together; all else follows by size. */
const LONGEST = [
  "faults/run", "e2e/site", "history/ledger", "faults/dev", "corpus/corpus", "publish/site", "corpus/ownNames", "init/init", "publish/template", "commands/doctor", "faults/report", "e2e/gallery",
  "models/retention/oracle", "win/oracle", "commands/compiled", "publish/board", "sample/truth"
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const rank = ({moduleId}: TestSpecification) => {
      const place = LONGEST.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`));
      return place < 0 ? LONGEST.length : place;
    };
    // A worker is used again only for a file with the same environment, so those in jsdom come together, at the end.
    const isApart = ({moduleId}: TestSpecification) => Number(readFileSync(moduleId, "utf8").startsWith("// @vitest-environment jsdom"));
    return sorted.toSorted((a, b) => isApart(a) - isApart(b) || rank(a) - rank(b));
  }
}

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/support/sharedFolder.ts"],
    // One thread each: two test files run at a time, and small data are faster without handing them around.
    env: {TZ: "America/New_York", FITPROOF_THREADS: "1"},
    testTimeout: 300_000,
    hookTimeout: 600_000,
    pool: "forks",
    // Half of a short test file's time would be loading the same modules again.
    isolate: false,
    maxWorkers: 2,
    sequence: {sequencer: LongestFirst}
  }
});
