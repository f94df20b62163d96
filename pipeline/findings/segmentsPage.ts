import type {Finding} from "./findings.ts";

export async function segmentsPageFindings(): Promise<Finding[]> {
  return [];
}
