import {readdir, readFile} from "node:fs/promises";
import type {Database} from "../database.ts";

/** What a check found: rows that must not exist. */
export interface Violation {
  /** The sentence that must be true, as the file is named. */
  readonly check: string;
  readonly count: number;
  /** The first of the offending rows. */
  readonly examples: readonly Record<string, unknown>[];
}

export class CheckError extends Error {}

/** Runs every pipeline/checks/*.sql; each must return no rows. */
export async function runChecks(db: Database): Promise<Violation[]> {
  const folder = new URL("./", import.meta.url);
  const files = (await readdir(folder)).filter((file) => file.endsWith(".sql")).toSorted();
  const violations: Violation[] = [];
  for (const file of files) {
    const sql = await readFile(new URL(file, folder), "utf8");
    try {
      const rows = await db.rows(`select * from (${sql}\n) limit 1000`);
      if (rows.length > 0) violations.push({check: file.replace(/\.sql$/, ""), count: rows.length, examples: rows.slice(0, 3)});
    } catch (cause) {
      throw new CheckError(`pipeline/checks/${file}: ${cause instanceof Error ? cause.message : String(cause)}`, {cause});
    }
  }
  return violations;
}
