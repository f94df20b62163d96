import type {Finding} from "./findings.ts";

export async function expansionFindings(): Promise<Finding[]> {
  return [];
}
