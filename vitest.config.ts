import {BaseSequencer, type TestSpecification} from "vitest/node";
import {defineConfig} from "vitest/config";

/** What takes longest, so that it starts first and both workers end together; all else follows by size. */
const LONGEST = ["faults/run", "e2e/site", "faults/dev", "publish/site", "sample/truth", "publish/template", "commands/doctor", "commands/compiled", "publish/board", "e2e/gallery"];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const rank = ({moduleId}: TestSpecification) => {
      const place = LONGEST.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`));
      return place < 0 ? LONGEST.length : place;
    };
    return sorted.toSorted((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/support/sharedFolder.ts"],
    env: {TZ: "America/New_York"},
    testTimeout: 300_000,
    hookTimeout: 600_000,
    pool: "forks",
    maxWorkers: 2,
    sequence: {sequencer: LongestFirst}
  }
});
