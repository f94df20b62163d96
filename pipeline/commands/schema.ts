import {icpJsonSchema, workspaceJsonSchema} from "../workspace/jsonSchema.ts";

const SCHEMAS = {fitproof: workspaceJsonSchema, icp: icpJsonSchema};

/** Prints the JSON Schema of one of the YAML formats, as an editor takes it, or of both, by the files that they describe. */
export function schema(format?: keyof typeof SCHEMAS): void {
  const printed = format === undefined ? {"fitproof.yaml": workspaceJsonSchema(), "icp/*.yaml": icpJsonSchema()} : SCHEMAS[format]();
  process.stdout.write(`${JSON.stringify(printed, null, 2)}\n`);
}
