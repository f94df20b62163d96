import type {ColumnType} from "../schema/exports.ts";
import {isNumeric} from "./columns.ts";
import type {Dimension, Workspace} from "./fitproof.ts";

/** Firmographic columns and their bands, in the order in which they become dimensions where `segments:` is absent. */
export const DEFAULT_DIMENSIONS: readonly Dimension[] = [
  {column: "industry"},
  {column: "employees", bands: [50, 200, 1000]},
  {column: "annual_revenue", bands: [1e6, 1e7, 1e8, 1e9]},
  {column: "country"},
  {column: "ownership"},
  {column: "funding_stage"},
  {column: "business_model"}
];

export type DimensionKind = "value" | "bands" | "groups" | "has" | "order";

export interface NamedDimension extends Dimension {
  readonly dimension: string;
}

/**
 * The dimensions of a workspace whose column is there, and the names of those whose column is not.
 * @param typeOf the type that a column was read as; undefined where no export has it
 */
export function dimensionsOf(
  workspace: Workspace, typeOf: (column: string) => ColumnType | undefined
): {dimensions: NamedDimension[]; absent: string[]} {
  const stated = workspace.segments === undefined
    ? DEFAULT_DIMENSIONS.filter(({column}) => typeOf(column) !== undefined).map((dimension) => ({...fitted(dimension, typeOf), dimension: dimension.column}))
    : Object.entries(workspace.segments).map(([dimension, definition]) => ({...definition, dimension}));
  return {
    dimensions: stated.filter(({column}) => typeOf(column) !== undefined),
    absent: stated.filter(({column}) => typeOf(column) === undefined).map(({dimension}) => dimension)
  };
}

// A column that came already banded, as text, keeps its values.
function fitted({column, bands}: Dimension, typeOf: (column: string) => ColumnType | undefined): Dimension {
  const type = typeOf(column);
  return bands && type !== undefined && isNumeric(type) ? {column, bands} : {column};
}

export function kindOf(dimension: Dimension): DimensionKind {
  if (dimension.bands) return "bands";
  if (dimension.groups) return "groups";
  if (dimension.has !== undefined) return "has";
  return dimension.order ? "order" : "value";
}
