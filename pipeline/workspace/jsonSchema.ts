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
  return {$schema, title, ...rest};
}
