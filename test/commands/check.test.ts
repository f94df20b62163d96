import {readdirSync, rmSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {afterEach, describe, expect, it} from "vitest";
import {deals, writeWorkspace, type Files} from "../corpus/workspace.ts";
import {fitproof} from "../support/program.ts";

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, {recursive: true, force: true})));

function workspace(files: Files = {}): string {
  const directory = writeWorkspace(files);
  folders.push(directory);
  return directory;
}

const oneBadCell = deals("d1,a1,Won,2024-01-05,2024-02-01,lots", "d2,a1,Lost,2024-01-05,2024-02-01,5");

describe("fitproof check", () => {
  it("exits 0 and prints the profile where nothing stops a run, and writes nothing", async () => {
    const directory = workspace();
    const {code, stdout} = await fitproof("check", "--workspace", directory);
    expect(code).toBe(0);
    expect(stdout).toContain("Corpus: 6 rows in 2 files, data to 2024-03-01");
    expect(stdout).toContain("No problem that stops a run.");
    expect(readdirSync(directory).toSorted()).toEqual(["exports", "fitproof.yaml", "icp"]);
  });

  it("exits 1 with every problem and its way out", async () => {
    const {code, stdout} = await fitproof("check", "--workspace", workspace(deals("d1,a1,Maybe,2024-01-05,2024-02-01,1")));
    expect(code).toBe(1);
    expect(stdout).toContain("fitproof.yaml:9: exports.opportunities.outcomes: nothing says what 1 deal came to: a stage in no outcome list: 'Maybe' (1)\n  Put each under outcomes");
  });

  it("warns of a few cells that cannot be read, and stops at them with --strict", async () => {
    const directory = workspace(oneBadCell);
    const lenient = await fitproof("check", "--workspace", directory);
    expect(lenient.code).toBe(0);
    expect(lenient.stdout).toContain("Warnings (a run goes on)\nexports/deals.csv:2: amount: is not a number: lots");
    const strict = await fitproof("check", "--workspace", directory, "--strict");
    expect(strict.code).toBe(1);
    expect(strict.stdout).toContain("Problems (a run stops)\nexports/deals.csv:2: amount: is not a number: lots");
  });

  it("lists twenty problems and counts the rest", async () => {
    const {code, stdout} = await fitproof("check", "--workspace", workspace(deals(...Array.from({length: 60}, (_, i) => `d${i},a1,Won,2024-01-05,2024-02-01,x`))));
    expect(code).toBe(1);
    expect(stdout).toContain("… and 41 more");
  });

  it("prints problems, warnings and exports as JSON", async () => {
    const {code, stdout} = await fitproof("check", "--json", "--workspace", workspace(oneBadCell));
    const result = JSON.parse(stdout);
    expect(code).toBe(0);
    expect(result.problems).toEqual([]);
    expect(result.warnings).toEqual([{file: "exports/deals.csv", line: 2, column: "amount", message: "is not a number", value: "lots", fix: expect.stringContaining("Correct the export")}]);
    expect(result.exports).toMatchObject([{export: "accounts", rows_read: 3, used_count: 3}, {export: "opportunities", rows_read: 2, used_count: 2}]);
    expect(result.profile.field_coverage.length).toBeGreaterThan(0);
  });

  it("prints the same keys where the YAML cannot be read, and exits 1", async () => {
    const directory = workspace();
    writeFileSync(join(directory, "fitproof.yaml"), "name: Corpus\ncurency: USD\n");
    const {code, stdout} = await fitproof("check", "--json", "--workspace", directory);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({warnings: [], exports: [], problems: [
      {file: "fitproof.yaml", line: 1, column: "exports", message: "is missing"}, {file: "fitproof.yaml", line: 2, column: "curency", message: "unknown key", value: null, fix: "Did you mean currency?"}]});
  });
});
