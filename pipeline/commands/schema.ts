import {icpJsonSchema, workspaceJsonSchema} from "../workspace/jsonSchema.ts";

/** Prints the JSON Schemas of both YAML formats, by the files that they describe. */
export function schema(): void {
  process.stdout.write(`${JSON.stringify({"fitproof.yaml": workspaceJsonSchema(), "icp/*.yaml": icpJsonSchema()}, null, 2)}\n`);
}
