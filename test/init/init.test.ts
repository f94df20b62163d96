import {cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {dirname, join} from "node:path";
import {fileURLToPath} from "node:url";
import {afterEach, describe, expect, it} from "vitest";
import {parse} from "yaml";
import {checkWorkspace} from "../../pipeline/commands/check.ts";
import {initialise} from "../../pipeline/commands/init.ts";
import {icpYaml} from "../../pipeline/init/icpYaml.ts";
import {readWorkspace} from "../../pipeline/workspace/read.ts";
import {crmExports} from "./crmExports.ts";

const DATASETS = fileURLToPath(new URL("../../../shared/datasets", import.meta.url));
const SAMPLE = fileURLToPath(new URL("../../workspaces/sample/exports", import.meta.url));

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, {recursive: true, force: true})));

/** A folder of the given files, by their path in it. */
function folder(files: Readonly<Record<string, string | Buffer>>): string {
  const directory = mkdtempSync(join(tmpdir(), "fitproof-init-test-"));
  folders.push(directory);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), {recursive: true});
    writeFileSync(join(directory, name), content);
  }
  return directory;
}

function copyOf(source: string): string {
  const directory = folder({});
  cpSync(source, join(directory, "exports"), {recursive: true});
  return directory;
}

const yamlOf = (directory: string) => parse(readFileSync(join(directory, "fitproof.yaml"), "utf8"));

/** Initialises and then checks: what `init` writes must be read without a problem. */
async function initThenCheck(directory: string) {
  const done = await initialise(directory);
  const checked = await checkWorkspace(directory, {isProfiled: false});
  return {done, checked, yaml: yamlOf(directory)};
}

describe("exports of each CRM need no mapping by hand", () => {
  it.each(Object.entries(crmExports))("%s", async (_title, {files, entities, preset, currency}) => {
    const {done, checked, yaml} = await initThenCheck(folder(files));
    expect(checked.problems).toEqual([]);
    expect(done.decisions.filter(({stops}) => stops)).toEqual([]);
    expect(done.exports.map(({entity}) => entity)).toEqual(entities);
    expect(new Set(done.exports.map((source) => source.preset))).toEqual(new Set([preset]));
    expect(yaml.currency).toBe(currency);
  });
});

describe("a first ICP without deals or revenue", () => {
  const draftOf = async (accounts: string) => {
    const directory = folder({"accounts.csv": accounts});
    const {written} = await initialise(directory);
    return readFileSync(join(directory, written.find((file) => file.startsWith("icp"))!), "utf8");
  };

  it("proposes nothing and names the columns that tell accounts apart", async () => {
    expect(await draftOf("account_id,name,industry,employees\na1,Alder,Tech,50\na2,Birch,Retail,500\n"))
      .toContain("# Neither decided deals nor revenue of accounts suggest a criterion. Columns that tell accounts apart: industry, employees.\n");
  });

  it("says so where none does", async () => {
    expect(await draftOf("account_id,name\na1,Alder\na2,Birch\n")).toContain("# The exports have no column that tells accounts apart.\n");
  });
});

describe("a table of no known CRM", () => {
  const deals = (lines: readonly string[]) => `deal_id,customer,status,opened,close_date,value\n${lines.join("\n")}\n`;
  const plain = ["1,Alder,Won,2024-01-05,2024-02-01,10", "2,Birch,Loss,2024-01-06,2024-02-02,20", "3,Birch,Demo scheduled,2024-01-07,,30"];

  it("is mapped by the words of its header, and its stages are sorted by their own", async () => {
    const {checked, yaml} = await initThenCheck(folder({"exports/deals.csv": deals(plain)}));
    expect(checked.problems).toEqual([]);
    expect(yaml.exports.opportunities).toMatchObject({
      files: ["deals.csv"], preset: "none", columns: {opportunity_id: "deal_id", account_name: "customer", stage: "status", created_on: "opened", closed_on: "close_date", amount: "value"},
      outcomes: {won: ["Won"], lost: ["Loss"], open: ["Demo scheduled"]}
    });
  });

  it("has stages that no word explains listed with their counts, and nothing guessed", async () => {
    const directory = folder({"exports/deals.csv": deals([...plain, "4,Alder,Abgeschlossen,2024-01-05,2024-02-01,1", "5,Alder,Abgeschlossen,2024-01-05,2024-02-01,1"])});
    const done = await initialise(directory);
    expect(done.decisions).toEqual([{stops: true, what: "sort the stages that nothing explains under `outcomes`: 'Abgeschlossen' (2)"}]);
    expect(readFileSync(join(directory, "fitproof.yaml"), "utf8")).toContain("# Sort these stages first");
    const {problems} = await checkWorkspace(directory);
    expect(problems).toMatchObject([{column: "exports.opportunities.outcomes", value: "'Abgeschlossen' (2)"}]);
  });

  it("refers to accounts by id where its values are ids", async () => {
    const {yaml} = await initThenCheck(folder({
      "exports/companies.csv": "company_id,company_name,industry\nc1,Alder,Software\nc2,Birch,Retail\n",
      "exports/deals.csv": "deal_id,customer,status,value\n1,c1,Won,1\n2,c2,Lost,2\n"
    }));
    expect(yaml.exports.opportunities.columns).toMatchObject({account_id: "customer"});
    expect(yaml.exports.opportunities.columns.account_name).toBeUndefined();
  });

  it("with revenue in millions gets a scale, and with ranges of employees the bands of the ranges", async () => {
    const companies = Array.from({length: 8}, (_, i) => `Company ${String.fromCharCode(65 + i)},${i % 2 ? "51-200" : "201-500"},${(20 + i) / 10}`);
    const {yaml, done} = await initThenCheck(folder({"exports/companies.csv": `company_name,employees,revenue\n${companies.join("\n")}\n`}));
    expect(yaml.exports.accounts.scale).toEqual({annual_revenue: 1_000_000});
    expect(yaml.segments.employees).toEqual({column: "employees", bands: [51, 201]});
    expect(done.decisions.map(({stops}) => stops)).toEqual([false]);
  });

  it("with a word that stands for missing numbers gets nulls", async () => {
    const {yaml, checked} = await initThenCheck(folder({"exports/deals.csv": deals(Array.from({length: 20}, (_, i) => `${i},Alder,Won,2024-01-05,2024-02-01,${i % 3 ? i : "tbd"}`))}));
    expect(yaml.exports.opportunities.nulls).toEqual(["NULL", "N/A", "#N/A", "Unknown", "tbd"]);
    expect(checked.problems).toEqual([]);
  });
});

describe("the folder", () => {
  const csv = "deal_id,status,value\n1,Won,1\n2,Lost,2\n";

  it("may hold the exports itself: they are named where they are and never moved", async () => {
    const directory = folder({"deals.csv": csv, "dist/other.csv": "a,b\n1,2\n"});
    const {yaml, checked} = await initThenCheck(directory);
    expect(yaml.exports.opportunities.files).toEqual(["../deals.csv"]);
    expect(checked.problems).toEqual([]);
    expect(readdirSync(directory).toSorted()).toEqual(["deals.csv", "dist", "fitproof.yaml", "icp"]);
  });

  it("keeps a fitproof.yaml that is there, unless --force", async () => {
    const directory = folder({"exports/deals.csv": csv, "fitproof.yaml": "name: Mine\n"});
    await expect(initialise(directory)).rejects.toThrow("has a fitproof.yaml already");
    expect(readFileSync(join(directory, "fitproof.yaml"), "utf8")).toBe("name: Mine\n");
    await initialise(directory, {force: true});
    expect(yamlOf(directory).exports.opportunities).toBeDefined();
  });

  it("keeps a draft of an ICP that someone has worked on, even with --force", async () => {
    const directory = folder({"exports/deals.csv": "deal_id,status,value,opened\n1,Won,1,2024-01-05\n2,Lost,2,2024-01-06\n"});
    const [, icp] = (await initialise(directory)).written;
    writeFileSync(join(directory, icp!), "version: \"2024-draft\"\nstatus: draft\ncriteria: [{id: a, column: industry, in: [x]}]\ntiers: {1: 0.75, 2: 0.4}\n");
    expect((await initialise(directory, {force: true})).written).toEqual(["fitproof.yaml"]);
    expect(readFileSync(join(directory, icp!), "utf8")).toContain("id: a");
  });

  it.each([
    ["that is not there", null, "is no folder"],
    ["that is empty", {}, "holds no export that is recognised"],
    ["with tables of something else", {"exports/x.csv": "ticket id,priority\n1,2\n"}, "holds no export that is recognised"],
    ["with a report that Salesforce calls .xls", {"exports/x.xls": "<html><table><tr><th>Opportunity Name</th><th>Stage</th></tr></table></html>"}, "exports/x.xls: is a table in HTML, not a workbook"],
    ["with a file that cannot be read", {"exports/x.csv": "%PDF-1.7\n%\n"}, "is a PDF"]
  ])("%s ends in a problem and writes nothing", async (_title, files, message) => {
    const directory = files === null ? "/nonexistent/folder" : folder(files);
    await expect(initialise(directory)).rejects.toThrow(message);
    expect(existsSync(join(directory, "fitproof.yaml"))).toBe(false);
  });
});

describe("the draft of an ICP", () => {
  it("proposes the segments that differ beyond chance, commented out, and is left out until it is written", async () => {
    // Software wins 60 of 80, Retail 20 of 80.
    const deals = Array.from({length: 160}, (_, i) => `${i},a${i % 2},${i % 2 ? (i % 8 === 1 ? "Lost" : "Won") : (i % 8 === 0 ? "Won" : "Lost")},2024-01-${String(i % 28 + 1).padStart(2, "0")},2024-03-01,10`);
    const directory = folder({
      "exports/accounts.csv": "account_id,account_name,industry,country\na0,Alder,Retail,France\na1,Birch,Software,Spain\n",
      "exports/deals.csv": `deal_id,account_id,stage,created,close_date,amount\n${deals.join("\n")}\n`
    });
    const {written} = await initialise(directory);
    const text = readFileSync(join(directory, written[1]!), "utf8");
    expect(text).toContain("# industry: 2 of 2 segments differ from the rest beyond chance (q ≤ 0.10).");
    expect(text).toContain("  # - {id: industry, kind: firmographic, column: industry, in: [Software], weight: 3}");
    const loaded = await readWorkspace(directory);
    expect(loaded.icps).toEqual([]);
    expect(loaded.warnings.map(({message}) => message)).toEqual(["this draft has no criteria yet, so it is left out"]);
    // The proposal is valid once the # is taken off.
    writeFileSync(join(directory, written[1]!), text.replaceAll("  # - {id", "  - {id"));
    expect((await readWorkspace(directory)).icps[0]!.criteria).toMatchObject([{id: "industry", in: ["Software"]}, {id: "country", in: ["Spain"]}]);
  });
});

it("the draft of an ICP counts the accounts of a segment of too few, one or several, and gives no rate", () => {
  const retention = (segment: string, base_account_count: number) => ({dimension: "industry", segment, segment_order: 1, base_account_count, gross_retention: 0.9, net_retention: 1.1});
  const yaml = icpYaml("1", [{name: "industry", column: "industry", bands: null, note: null}], {rates: [], leaking: [], retention: [retention("SaaS", 10), retention("Media", 2), retention("Retail", 1)]});
  expect(yaml.match(/(?<=#   ).*/g)).toEqual(["SaaS    GRR 90\u202f%, NRR 110\u202f%, n 10", "Media   2 accounts", "Retail  1 account"]);
});

describe("real exports", () => {
  const has = existsSync(DATASETS);
  if (!has) process.stderr.write("init on real exports: skipped, ../shared/datasets is not here\n");

  it.skipIf(!has).each(["maven_crm", "ravenstack", "salesforce_devorg"])("%s needs no mapping by hand", async (name) => {
    const {done, checked, yaml} = await initThenCheck(copyOf(join(DATASETS, name)));
    expect(checked.problems).toEqual([]);
    expect(done.decisions.filter(({stops}) => stops)).toEqual([]);
    if (name === "maven_crm") {
      expect(yaml.exports.accounts.scale).toEqual({annual_revenue: 1_000_000});
      expect(yaml.exports.opportunities.outcomes).toMatchObject({won: ["Won"], lost: ["Lost"], open: ["Engaging", "Prospecting"]});
    }
  });

  it("the sample's own exports need none either", async () => {
    const {done, checked} = await initThenCheck(copyOf(SAMPLE));
    expect(checked.problems).toEqual([]);
    expect(done.exports.map(({entity}) => entity)).toEqual(expect.arrayContaining(["accounts", "opportunities", "contacts", "contact_roles", "stage_history"]));
  });
});
