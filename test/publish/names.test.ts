import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, describe, expect, it} from "vitest";
import {formatProblems} from "../../pipeline/problems.ts";
import {namesPublished} from "../../pipeline/publish/names.ts";
import {readWorkspace} from "../../pipeline/workspace/read.ts";

const folder = mkdtempSync(join(tmpdir(), "fitproof-names-"));
afterAll(() => rmSync(folder, {recursive: true, force: true}));

async function problems(segments: string, criterion: string, more = ""): Promise<string> {
  mkdirSync(join(folder, "icp"), {recursive: true});
  writeFileSync(join(folder, "fitproof.yaml"), `name: Names\nexports:\n  accounts:\n    files: [a.csv]\n    attributes: {account_owner: Who, seller: Account Owner, crm: CRM_Name, closer: sales_agent, hunter: Verkäufer, buyer: Company, site: Website, commercial: Commercial Segment}\n  opportunities: {files: [o.csv]}\nsegments:\n${segments}\n`);
  writeFileSync(join(folder, "icp/1.yaml"), `version: "1"\neffective_from: 2024-01-01\ncriteria:\n  - {id: a, kind: firmographic, ${criterion}, weight: 1}\ntiers: {1: 0.75, 2: 0.40}\n${more}\n`);
  return formatProblems(namesPublished(await readWorkspace(folder)));
}

describe("the board edition", () => {
  it("is refused where a dimension, a criterion, a disqualifier or a scope reads a column of names, with its place and a way out", async () => {
    expect(await problems("  owner: {column: account_owner}\n  size: {column: employees}", "column: domain, in: [a.example]",
      "disqualifiers:\n  - {id: b, column: name, in: [Acme]}\napplies_to: {owner: [Anna]}")).toBe(`\
fitproof.yaml:8: segments.owner.column: the board edition names no account and no person, and this dimension reads a column that does: account_owner
icp/1.yaml:4: criteria[0].column: the board edition names no account and no person, and this criterion reads a column that does: domain
icp/1.yaml:7: disqualifiers[0].column: the board edition names no account and no person, and this disqualifier reads a column that does: name
icp/1.yaml:8: applies_to.owner: the board edition names no account and no person, and this scope reads a column that does: owner
  Remove it or let it read another column, or publish with --profile internal (publish.profile).`);
  });

  it.each(["name", "domain", "account_id", "parent_account_id", "account_name", "owner", "seller", "closer", "hunter", "buyer", "site"])("takes %s for names", async (column) => {
    expect(await problems(`  x: {column: ${column}}`, "column: country, in: [US]")).toContain(`: ${column}\n`);
  });

  it.each(["ownership", "industry", "country", "product", "lead_source", "crm", "commercial"])("does not take %s for names", async (column) => {
    expect(await problems(`  x: {column: ${column}}`, "column: country, in: [US]")).toBe("");
  });
});
