import type {Database} from "../database.ts";
import type {ConfigColumn} from "../ingest/tables.ts";
import {ENTITIES, EXPORTS, type Column, type ColumnType, type Entity} from "../schema/exports.ts";
import {bandsOf} from "./bands.ts";
import {kindOf, type NamedDimension} from "./dimensions.ts";
import type {Workspace} from "./fitproof.ts";
import {compilePredicate, predicateWords, type Predicated} from "./predicates.ts";
import type {PresetEntity} from "./presets.ts";
import type {IcpVersion} from "./read.ts";
import {vocabulary} from "./vocabulary.ts";
import type {Path} from "./yaml.ts";

// The config_* and icp_* tables of ARCHITECTURE.md, each from plain data.

/** Where a column is: the first entity that has it, and as what it was read. */
export interface FoundColumn {
  readonly entity: Entity;
  readonly type: ColumnType;
}

export async function writeColumns(db: Database, columns: readonly ConfigColumn[]): Promise<void> {
  const listed = new Set(columns.map(({entity, column_name}) => `${entity}.${column_name}`));
  const absent = ENTITIES.flatMap((entity) => Object.entries(EXPORTS[entity] as Record<string, Column>)
    .filter(([column_name]) => !listed.has(`${entity}.${column_name}`))
    .map(([column_name, {type}]): ConfigColumn => ({entity, column_name, type, is_present: false, is_attribute: false, header: null})));
  await db.writeTable("config_columns", asColumns(
    {entity: "varchar", column_name: "varchar", type: "varchar", is_present: "boolean", is_attribute: "boolean", header: "varchar"},
    [...columns, ...absent]
  ));
}

export async function writeDimensions(db: Database, dimensions: readonly NamedDimension[], typeOf: (column: string) => ColumnType | undefined): Promise<void> {
  await db.writeTable("config_dimensions", asColumns(
    {dimension: "varchar", dimension_order: "integer", column_name: "varchar", kind: "varchar", other_label: "varchar", has_value: "varchar"},
    dimensions.map((dimension, i) => ({
      dimension: dimension.dimension, dimension_order: i + 1, column_name: dimension.column, kind: kindOf(dimension),
      other_label: dimension.groups ? dimension.other ?? "Other" : null, has_value: dimension.has ?? null
    }))
  ));
  await db.writeTable("config_bands", asColumns(
    {dimension: "varchar", low: "double", high: "double", label: "varchar", segment_order: "integer"},
    dimensions.flatMap(({dimension, column, bands, labels}) => bands
      ? bandsOf(bands, column, typeOf(column), labels).map(({low, high, label}, i) =>
        // JSON has no infinity; DuckDB reads it from text.
        ({dimension, low: Number.isFinite(low) ? low : String(low), high: Number.isFinite(high) ? high : String(high), label, segment_order: i + 1}))
      : [])
  ));
  await db.writeTable("config_groups", asColumns(
    {dimension: "varchar", value: "varchar", segment: "varchar", segment_order: "integer"},
    dimensions.flatMap(({dimension, groups}) => Object.entries(groups ?? {}).flatMap(([segment, values], i) =>
      values.map((value) => ({dimension, value, segment, segment_order: i + 1}))))
  ));
  await db.writeTable("config_order", asColumns(
    {dimension: "varchar", value: "varchar", segment_order: "integer"},
    dimensions.flatMap(({dimension, order}) => (order ?? []).map((value, i) => ({dimension, value, segment_order: i + 1})))
  ));
  for (const table of ["config_groups", "config_order"]) await foldValues(db, table);
  await db.exec("update config_dimensions set has_value = lower(trim(has_value))");
}

export async function writeVocabulary(db: Database, workspace: Workspace, presets: readonly Partial<PresetEntity>[]): Promise<void> {
  const words = vocabulary(workspace, presets);
  const tables = [
    ["config_outcomes", "outcome", words.outcomes], ["config_loss_reasons", "outcome", words.lossReasons], ["config_deal_types", "deal_type", words.dealTypes]
  ] as const;
  for (const [table, meaning, map] of tables) {
    await db.writeTable(table, asColumns({value: "varchar", [meaning]: "varchar"}, [...map].map(([value, name]) => ({value, [meaning]: name}))));
    await foldValues(db, table);
  }
  await db.writeTable("config_inbound", asColumns({value: "varchar"}, [...words.inbound].map((value) => ({value}))));
  await foldValues(db, "config_inbound");
}

// Folded by the database itself, whose lower and trim are those that the exports' values meet.
async function foldValues(db: Database, table: string): Promise<void> {
  await db.exec(`update ${table} set value = lower(trim(value))`);
}

export async function writeVersions(db: Database, icps: readonly IcpVersion[]): Promise<void> {
  await db.writeTable("icp_versions", asColumns(
    {
      icp: "varchar", version: "varchar", status: "varchar", written_on: "date", effective_from: "date", effective_to: "date", statement: "varchar",
      owner: "varchar", approved_by: "varchar", unknown_policy: "varchar", tier_1_cut: "decimal(9, 6)", tier_2_cut: "decimal(9, 6)",
      version_order: "integer", file: "varchar", applies_to: "varchar", sha256: "varchar"
    },
    icps.map((icp) => ({...icp, unknown_policy: icp.unknown, tier_1_cut: icp.tiers[1], tier_2_cut: icp.tiers[2], applies_to: JSON.stringify(icp.applies_to)}))
  ));
  await db.writeTable("icp_scopes", asColumns(
    {icp: "varchar", version: "varchar", column_name: "varchar", value: "varchar"},
    icps.flatMap(({icp, version, applies_to}) => Object.entries(applies_to).flatMap(([column_name, values]) =>
      values.map((value) => ({icp, version, column_name, value}))))
  ));
  await foldValues(db, "icp_scopes");
  await db.writeTable("icp_documents", asColumns(
    {icp: "varchar", version: "varchar", kind: "varchar", name: "varchar", text: "varchar", document_order: "integer"},
    icps.flatMap(({icp, version, personas, use_cases}) => [
      ...(personas ?? []).map((document) => ({icp, version, kind: "persona", ...described(document)})),
      ...(use_cases ?? []).map((document) => ({icp, version, kind: "use_case", ...described(document)}))
    ].map((row, i) => ({...row, document_order: i + 1})))
  ));
}

/** A persona or use case as a name and the rest of what was written of it. */
function described(document: string | Readonly<Record<string, unknown>>): {name: string; text: string} {
  if (typeof document === "string") return {name: document, text: ""};
  const {name = "", ...rest} = document;
  const words = (value: unknown): string => (Array.isArray(value) ? value.map(words).join(", ") : typeof value === "object" && value !== null ? JSON.stringify(value) : String(value));
  return {name: words(name), text: Object.entries(rest).map(([key, value]) => `${key.replaceAll("_", " ")}: ${words(value)}`).join("; ")};
}

export async function writeCriteria(db: Database, icps: readonly IcpVersion[], found: ReadonlyMap<string, FoundColumn>, locale?: string): Promise<void> {
  const rows = icps.flatMap((version) => rulesOf(version).map(({rule, path}, i) => {
    const {id: criterion, column: column_name, ...stated} = rule as Rule & Partial<IcpVersion["criteria"][number]>;
    const is_disqualifier = path[0] === "disqualifiers";
    return {
      icp: version.icp, version: version.version, criterion, criterion_order: i + 1, is_disqualifier, kind: stated.kind ?? null, column_name,
      entity: found.get(column_name)?.entity ?? null, ...compilePredicate(rule), weight: stated.weight ?? null, is_required: stated.required ?? false,
      allow_leak: stated.allow_leak ?? null, rationale: stated.rationale ?? null, label: predicateWords(column_name, rule, locale)
    };
  }));
  await db.writeTable("icp_criteria", asColumns(
    {
      icp: "varchar", version: "varchar", criterion: "varchar", criterion_order: "integer", is_disqualifier: "boolean", kind: "varchar",
      column_name: "varchar", entity: "varchar", predicate: "varchar", weight: "decimal(18, 6)", is_required: "boolean", allow_leak: "varchar",
      rationale: "varchar", label: "varchar", value_list: "varchar[]", low: "double", high: "double", pattern: "varchar", is_true: "boolean"
    },
    rows
  ));
  await db.exec("update icp_criteria set value_list = list_transform(value_list, lambda item: lower(trim(item)))");
}

/** Rows as the columns of a table; a key that a row lacks is null, and one that the table lacks is left out. */
export function asColumns(types: Readonly<Record<string, string>>, rows: readonly object[]): {name: string; type: string; values: unknown[]}[] {
  return Object.entries(types).map(([name, type]) => ({name, type, values: rows.map((row) => (row as Record<string, unknown>)[name] ?? null)}));
}

export type Rule = Predicated & {readonly id: string; readonly column: string};

/** The criteria of a version, then its disqualifiers, each with its place in the file. */
export function rulesOf(icp: IcpVersion): {rule: Rule; path: Path}[] {
  return (["criteria", "disqualifiers"] as const).flatMap((list) => icp[list].map((rule, i) => ({rule, path: [list, i]})));
}
