import {basename} from "node:path";
import type {Database} from "../database.ts";
import {MARTS} from "../schema/marts.ts";
import {ModelError, modelFile, modelName} from "./model.ts";
import {MODELS} from "./models.ts";

/**
 * Pages would show blanks for a column that an edited model no longer makes.
 * @throws ModelError that names each mart with the columns that it lacks
 */
export async function requireMartColumns(db: Database, marts: {readonly [mart: string]: {readonly shape: object}} = MARTS): Promise<void> {
  const rows = await db.rows<{mart: string; columns: string[]}>("select table_name as mart, list(column_name) as columns from duckdb_columns() where not internal group by table_name");
  const made = new Map(rows.map(({mart, columns}) => [mart, columns]));
  const lacking = Object.entries(marts).flatMap(([mart, {shape}]) => {
    const absent = Object.keys(shape).filter((column) => made.get(mart)?.includes(column) === false);
    return absent.length === 0 ? [] : [`${fileOf(mart)}: has no column that pages read: ${absent.join(", ")}\n  Select it, or take it out of pipeline/schema/marts.ts and of the pages too.`];
  });
  if (lacking.length > 0) throw new ModelError(lacking.join("\n"));
}

function fileOf(mart: string): string {
  const model = MODELS.find((one) => modelName(one) === mart);
  return model !== undefined && "path" in model ? modelFile(model) : basename(mart);
}
