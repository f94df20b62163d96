import type {Finding} from "./findings.ts";

export async function retentionFindings(): Promise<Finding[]> {
  return [];
}
