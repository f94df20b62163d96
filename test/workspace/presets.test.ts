import {describe, expect, it} from "vitest";
import {readPresets} from "../../pipeline/workspace/presets.ts";
import {load, MINIMAL, problemsOf, withWorkspace} from "./support.ts";

const own = (lines: string): Record<string, string> => ({"fitproof.yaml": MINIMAL, "presets/mine.yaml": lines});
const entity = (keys: string): string => `name: mine\nentities:\n  accounts: {${keys}}\n`;

describe("presets", () => {
  it("are read from the program, by name", async () => {
    const {presets} = await readPresets();
    const names = (await presets.all()).map(({name}) => name);
    expect(names).toEqual(names.toSorted());
    expect(names).toEqual(presets.names);
    expect(names).toEqual(expect.arrayContaining(["hubspot", "pipedrive", "salesforce", "salesforce_report", "zoho"]));
  });

  it("of a workspace are added, and usable by their name", async () => {
    const {presets, workspace, inputs} = await load({
      ...own(entity("recognise: [[Firm, Branch]], columns: {industry: [Branch, Sector]}")),
      "fitproof.yaml": "name: x\nexports: {accounts: {files: [a.csv], preset: mine}}"
    });
    expect((await presets.named("mine"))?.entities.accounts).toMatchObject({recognise: [["Firm", "Branch"]], columns: {industry: ["Branch", "Sector"]}, nulls: []});
    expect(workspace.exports.accounts![0]!.preset).toBe("mine");
    expect(inputs.map(({file}) => file)).toEqual(["fitproof.yaml", "presets/mine.yaml"]);
  });

  it("of a workspace replace a built-in one of the same name", async () => {
    await withWorkspace({"presets/a.yaml": "name: hubspot\nentities:\n  accounts: {columns: {name: Firm}}"}, async (directory) => {
      const [{presets: before}, {presets: after}] = [await readPresets(), await readPresets(directory)];
      expect(after.names).toEqual(before.names);
      expect(await after.named("hubspot")).toMatchObject({entities: {accounts: {columns: {name: ["Firm"]}}}});
    });
  });

  it.each<[rule: string, lines: string, problems: string[]]>([
    ["need a name", "entities: {accounts: {}}", ["presets/mine.yaml:1: name: is missing"]],
    ["may not be called none", "name: none\nentities: {accounts: {}}", ["presets/mine.yaml:1: name: is taken: none"]],
    ["know their entities", "name: mine\nentities: {deals: {}}", ["presets/mine.yaml:2: entities.deals: unknown key"]],
    ["know the canonical columns", entity("columns: {sector: [Branch]}"), ["presets/mine.yaml:3: entities.accounts.columns.sector: unknown key"]],
    ["have footers that are regular expressions", entity('footer: ["("]'), ["presets/mine.yaml:3: entities.accounts.footer[0]: is no regular expression (missing closing )): ("]],
    ["have one meaning of a stage", "name: mine\nentities:\n  opportunities: {outcomes: {won: [A], lost: [a]}}",
      ["presets/mine.yaml:3: entities.opportunities.outcomes.lost[0]: is listed under won too: a"]],
    ["are YAML", "name: [", ["presets/mine.yaml:1: a bracket is never closed: ["]]
  ])("%s", async (_rule, lines, problems) => {
    expect(await problemsOf(own(lines))).toEqual(problems);
  });

  it("need names of their own", async () => {
    expect(await problemsOf({...own("name: mine\nentities: {}"), "presets/other.yaml": "name: mine\nentities: {}"})).toEqual(["presets/other.yaml:1: name: is taken: mine"]);
  });
});
