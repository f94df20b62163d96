import {z} from "zod";
import {Workspace} from "./fitproof.ts";
import {Icp} from "./icp.ts";

/** The JSON Schema of fitproof.yaml, draft 7: the draft that editors' YAML support reads. */
export function workspaceJsonSchema(): z.core.JSONSchema.BaseSchema {
  return jsonSchema(Workspace, "fitproof.yaml");
}

/** The JSON Schema of icp/*.yaml, draft 7. */
export function icpJsonSchema(): z.core.JSONSchema.BaseSchema {
  return jsonSchema(Icp, "icp/<version>.yaml");
}

function jsonSchema(schema: z.ZodType, title: string): z.core.JSONSchema.BaseSchema {
  const {$schema, ...rest} = z.toJSONSchema(schema, {io: "input", target: "draft-7", unrepresentable: "any"});
  return {$schema, title, ...asWritten(rest)};
}

type Node = z.core.JSONSchema.BaseSchema;

/** The same, with a number or a truth value for text, which is taken as it is written: but for the version, which must be quoted. */
function asWritten<T>(node: T, key = ""): T {
  if (Array.isArray(node)) return node.map((one) => asWritten(one)) as T;
  if (typeof node !== "object" || node === null) return node;
  const copy = Object.fromEntries(Object.entries(node).map(([name, value]) => [name, asWritten(value, name)])) as Node;
  const isText = copy.type === "string" && !["enum", "const", "pattern", "format"].some((word) => word in copy);
  return (isText && !["version", "propertyNames"].includes(key) ? {...copy, type: ["string", "number", "boolean"]} : copy) as T;
}
