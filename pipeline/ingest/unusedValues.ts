import {quotedIdentifier, quotedText, type Database} from "../database.ts";
import type {Problem} from "../problems.ts";
import {absentValues, misspeltValue, MOST_VALUES} from "../workspace/absentValues.ts";
import {misspelt} from "../workspace/nearest.ts";
import {folded} from "../workspace/values.ts";
import type {EntityPlan} from "./plan.ts";
import {cleanedRows, fileRows, type FileReading, type ReadColumn} from "./select.ts";

/** A word with fewer letters is near too many others. */
const LEAST_LETTERS = 4;

interface ValuedColumn {
  readonly reading: FileReading;
  readonly column: ReadColumn;
}

/**
 * Entries under `values` that clean nothing: those that nearly are a value that is left as it was and that no cell has, and all of a column
 * where neither one of them nor what they make of it is there. Any other may have been written for an earlier export.
 */
export async function unusedValues(db: Database, {entity, files}: EntityPlan, readings: readonly FileReading[]): Promise<Problem[]> {
  const found: Problem[] = [];
  for (const name of new Set(files.flatMap(({source}) => Object.keys(source.values)))) {
    const columns = readings.flatMap((reading) => reading.columns.filter((column) => column.name === name && column.type === "text").map((column): ValuedColumn => ({reading, column})));
    const entries = new Map(files.flatMap(({source}) => Object.entries(source.values[name] ?? {})));
    if (columns.length === 0 || entries.size === 0) continue;
    const cell = quotedIdentifier(name);
    const rows = await db.rows<{value: string}>(`select ${cell} as value from raw_${entity} where ${cell} is not null group by ${cell} order by count(*) desc, value limit ${MOST_VALUES + 1}`);
    if (rows.length === 0 || rows.length > MOST_VALUES) continue;
    const left = new Set(rows.map(({value}) => folded(value)));
    const named = new Set([...entries].flat().map(folded));
    const others = rows.map(({value}) => value).filter((value) => !named.has(folded(value)));
    const suspects = [...entries.keys()].flatMap((value) => {
      const meant = value.length < LEAST_LETTERS || left.has(folded(value)) ? null : misspelt(value, others);
      return meant === null ? [] : [{value, meant}];
    });
    const present = await presentValues(db, columns, suspects.map(({value}) => folded(value)));
    const place = {file: "fitproof.yaml", line: null, column: `exports.${entity}.values.${name}`};
    const misspellings = suspects.filter(({value}) => !present.has(folded(value)));
    found.push(...misspellings.map(({value, meant}) => ({...place, ...misspeltValue(name, value, meant)})));
    if (misspellings.length === 0 && [...named].every((value) => !left.has(value))) {
      found.push({...place, ...absentValues(name, [...entries.keys()], "Write each as the export has it, or remove them.")});
    }
  }
  return found;
}

/** Which of the folded values cells have as exported. Read again: what a value was cleaned of is not kept. */
async function presentValues(db: Database, columns: readonly ValuedColumn[], values: readonly string[]): Promise<Set<string>> {
  const present = new Set<string>();
  if (values.length === 0) return present;
  for (const {reading, column} of columns) {
    const rows = cleanedRows({...reading, columns: [{...column, values: new Map()}], others: []}, fileRows(reading.file, "mended"));
    const cells = await db.rows<{value: string}>(`select distinct lower(v${column.key}) as value from ${rows} where lower(v${column.key}) in (${values.map(quotedText).join(", ")})`);
    for (const {value} of cells) present.add(value);
  }
  return present;
}
