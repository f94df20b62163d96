import {EXPORTS, type Column, type ColumnType, type Entity} from "../schema/exports.ts";

/** The entities whose own columns may be dimensions and criteria, in the order in which a value is looked for. */
export const VALUE_ENTITIES = ["accounts", "opportunities", "subscriptions"] as const satisfies readonly Entity[];

/** The type of a canonical column, wherever it is first; undefined for an attribute or an unknown name. */
export function canonicalType(name: string): ColumnType | undefined {
  for (const entity of VALUE_ENTITIES) {
    const column = (EXPORTS[entity] as Record<string, Column>)[name];
    if (column !== undefined) return column.type;
  }
  return undefined;
}

/** Every canonical column that a dimension or a criterion may name. */
export function canonicalColumns(): string[] {
  return [...new Set(VALUE_ENTITIES.flatMap((entity) => Object.keys(EXPORTS[entity])))];
}

export function isNumeric(type: ColumnType): boolean {
  return type === "number" || type === "money" || type === "integer" || type === "decimal";
}

/** What the tables call columns of their own beside those of an export. An attribute may not be called so; another column of the export is renamed. */
export const OWN_NAMES: ReadonlySet<string> = new Set([
  "row_key", "account_key", "opportunity_key", "profile_key", "version_key", "unique_id", "is_exported", "own_values", "own_values_key",
  "outcome_key", "stated_outcome", "outcome_as_of", "leak_is_won", "leak_cell", "leak_number"
]);
