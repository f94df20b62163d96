import {quotedIdentifier, type Database} from "../database.ts";
import type {ConfigColumn} from "../ingest/tables.ts";
import type {Problem} from "../problems.ts";
import {isNumeric} from "./columns.ts";
import {foundColumns} from "./configure.ts";
import type {LoadedWorkspace} from "./read.ts";
import {printPath} from "./validate.ts";

/** A dimension of more values, with fewer rows to each on average, has segments about which nothing can be said, and pages that are long for nothing. */
const MOST_VALUES = 200;
const LEAST_ROWS = 10;

/** Warnings of dimensions by nearly every value of their column, such as a city, or a number that is not banded. To be asked after `configure`. */
export async function crowdedDimensions(db: Database, {locate}: LoadedWorkspace, columns: readonly ConfigColumn[]): Promise<Problem[]> {
  const dimensions = await db.rows<{dimension: string; column_name: string}>("select dimension, column_name from config_dimensions where kind = 'value' order by dimension_order");
  const found = foundColumns(columns);
  const warnings: Problem[] = [];
  for (const {dimension, column_name: column} of dimensions) {
    const {entity, type} = found.get(column)!;
    const cell = quotedIdentifier(column);
    const [counts] = await db.rows<{row_count: number; value_count: number}>(
      `select count(${cell}) as row_count, count(distinct lower(trim(${cell}::varchar))) as value_count from raw_${entity}`);
    const {row_count, value_count} = counts!;
    if (value_count <= MOST_VALUES || row_count >= LEAST_ROWS * value_count) continue;
    const path = ["segments", dimension];
    warnings.push({
      ...locate(path), column: printPath(path), value: column,
      message: `has ${value_count.toLocaleString("en-US")} values for ${row_count.toLocaleString("en-US")} rows, so that most of its segments are too small to say anything`,
      fix: isNumeric(type) ? `Band it: segments: {${dimension}: {column: ${column}, bands: [<bounds>]}}.` : `Name a coarser column, or gather its values under segments.${dimension}.groups.`
    });
  }
  return warnings;
}
