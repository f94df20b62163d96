import {describe, expect, it} from "vitest";
import {parse} from "yaml";
import {z} from "zod";
import {icpJsonSchema, workspaceJsonSchema} from "../../pipeline/workspace/jsonSchema.ts";
import {load} from "./support.ts";
import {FITPROOF_YAML, ICP_YAML} from "./examples.ts";

// An editor reads the schema by other code than ours: here zod's reader of JSON Schema stands for it.
const accepts = (schema: z.core.JSONSchema.BaseSchema, document: unknown): boolean =>
  z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]).safeParse(document).success;

type Node = {readonly [key: string]: unknown};

/** Every key of a schema with its description, by path. */
function described(node: Node, path = ""): [path: string, description: unknown][] {
  const properties = Object.entries((node["properties"] ?? {}) as Record<string, Node>);
  return [
    ...((node["anyOf"] ?? []) as Node[]).flatMap((branch) => described(branch, path)),
    ...properties.flatMap(([key, property]): [string, unknown][] => [[`${path}${key}`, property["description"]], ...described(property, `${path}${key}.`)]),
    ...(node["items"] !== undefined && !Array.isArray(node["items"]) ? described(node["items"] as Node, path) : [])
  ];
}

describe("the JSON Schemas", () => {
  it("accept the examples of the formats, as the tool itself does", async () => {
    expect(accepts(workspaceJsonSchema(), parse(FITPROOF_YAML))).toBe(true);
    expect(accepts(icpJsonSchema(), parse(ICP_YAML))).toBe(true);
    const {workspace, icps} = await load({"fitproof.yaml": FITPROOF_YAML, "icp/2026-01.yaml": ICP_YAML});
    expect([workspace.name, icps[0]!.version]).toEqual(["Maven Tech", "2026-01"]);
  });

  it.each([
    ["an unknown key", {name: "x", exports: {accounts: {files: ["a.csv"]}}, zzz: 1}],
    ["a misspelt column", {name: "x", exports: {accounts: {files: ["a.csv"], columns: {industri: "Sector"}}}}],
    ["a choice that there is not", {name: "x", unit: "parent", exports: {accounts: {files: ["a.csv"]}}}],
    ["a missing name", {exports: {accounts: {files: ["a.csv"]}}}]
  ])("refuse %s", (_rule, document) => {
    expect(accepts(workspaceJsonSchema(), document)).toBe(false);
  });

  it("take a number or a truth value for text where the tool does", () => {
    const version = (one: unknown, values: unknown[]) => ({version: one, status: "draft", criteria: [{id: "a", column: "employees", in: values}], tiers: {1: 0.75, 2: 0.4}});
    expect(accepts(icpJsonSchema(), version("1", [60, true, "x"]))).toBe(true);
    expect(accepts(icpJsonSchema(), version(1.1, [60]))).toBe(false);
    expect(accepts(icpJsonSchema(), version("1", [["x"]]))).toBe(false);
    expect(accepts(workspaceJsonSchema(), {name: 2025, exports: {accounts: {files: ["a.csv"]}}})).toBe(true);
    expect(accepts(workspaceJsonSchema(), {name: "x", as_of: 2025, exports: {accounts: {files: ["a.csv"]}}})).toBe(false);
  });

  it("ask for no key that has a default", () => {
    expect(accepts(workspaceJsonSchema(), {name: "x", exports: {opportunities: {files: "a.csv"}}})).toBe(true);
    expect(accepts(icpJsonSchema(), {version: "1", status: "draft", criteria: [{id: "a", column: "industry", in: ["x"]}], tiers: {1: 0.75, 2: 0.4}})).toBe(true);
  });

  it("describe every key but the names of columns", () => {
    for (const schema of [workspaceJsonSchema(), icpJsonSchema()]) {
      expect(described(schema as Node).length).toBeGreaterThan(50);
      const bare = described(schema as Node).filter(([path, description]) => !description && !/\.columns\./.test(path)).map(([path]) => path);
      expect(bare).toEqual([]);
    }
  });
});
