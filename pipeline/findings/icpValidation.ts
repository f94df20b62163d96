import type {Database} from "../database.ts";
import type {Finding} from "./findings.ts";

export async function icpValidationFindings(_db: Database): Promise<Finding[]> {
  return [];
}
