import {createHash} from "node:crypto";
import {quotedIdentifier, quotedText, type Database} from "../database.ts";
import type {ConfigColumn} from "../ingest/tables.ts";
import {ProblemsError, type Problem} from "../problems.ts";
import {ENTITIES, EXPORTS, type Column, type ColumnType, type Entity} from "../schema/exports.ts";
import {bandsOf} from "./bands.ts";
import {isNumeric, VALUE_ENTITIES} from "./columns.ts";
import {dimensionsOf, kindOf, type NamedDimension} from "./dimensions.ts";
import type {Workspace} from "./fitproof.ts";
import {compilePredicate, predicateMismatch, predicateOf, predicateWords, type Predicated} from "./predicates.ts";
import type {PresetEntity} from "./presets.ts";
import type {IcpVersion, Locate} from "./read.ts";
import {vocabulary} from "./vocabulary.ts";
import {printPath} from "./validate.ts";
import type {Path} from "./yaml.ts";

export interface ConfigureOptions {
  /** The opportunities part of each preset that the deals' exports were read with. */
  readonly presets?: readonly Partial<PresetEntity>[];
  /** Names the lines in problems and warnings. */
  readonly locate?: Locate;
}

/**
 * Writes the config_* and icp_* tables and the variables of ARCHITECTURE.md. Needs what ingest found of each column;
 * `as_of` is set only where the workspace states it (`setAsOf` for the default).
 * @returns warnings: dimensions without their column
 * @throws ProblemsError where a column that an export has cannot be used as the YAML wants
 */
export async function configure(
  db: Database, workspace: Workspace, icps: readonly IcpVersion[], columns: readonly ConfigColumn[], options: ConfigureOptions = {}
): Promise<Problem[]> {
  const locate: Locate = options.locate ?? ((_path, file = "fitproof.yaml") => ({file, line: 1}));
  const found = foundColumns(columns);
  const typeOf = (column: string): ColumnType | undefined => found.get(column)?.type;
  const {dimensions, absent} = dimensionsOf(workspace, typeOf);
  const empty = await emptyColumns(db, found);
  const knownType = (column: string): ColumnType | undefined => (empty.has(column) ? undefined : typeOf(column));
  const problems = [
    ...dimensions.flatMap((dimension) => dimensionProblems(dimension, knownType, locate)),
    ...icps.flatMap((icp) => icpProblems(icp, workspace, columns, knownType, locate)),
    ...await patternProblems(db, icps, locate)
  ];
  if (problems.length > 0) throw new ProblemsError(problems);

  await writeSettings(db, workspace, icps, columns, dimensions);
  await writeColumns(db, columns);
  await writeDimensions(db, dimensions, typeOf);
  await writeVocabulary(db, workspace, options.presets ?? []);
  await writeVersions(db, icps);
  await writeCriteria(db, icps, found);
  return absent.map((dimension) => {
    const {column} = workspace.segments![dimension]!;
    const path = ["segments", dimension, "column"];
    return {...locate(path), column: printPath(path), message: "no export has this column, so the dimension is left out", value: column,
      fix: `Map it under exports.accounts.columns, or remove segments.${dimension}.`};
  });
}

/** Sets the data date: the variable and its row of config_settings. */
export async function setAsOf(db: Database, asOf: string): Promise<void> {
  await db.setVariable("as_of", asOf, "date");
  await db.exec("delete from config_settings where key = 'as_of'");
  await db.exec(`insert into config_settings values ('as_of', ${quotedText(asOf)}, 'date')`);
}

interface FoundColumn {
  readonly entity: Entity;
  readonly type: ColumnType;
}

/** Each column that an export has, at the first entity that has it: accounts before deals before subscriptions. */
function foundColumns(columns: readonly ConfigColumn[]): Map<string, FoundColumn> {
  const found = new Map<string, FoundColumn>();
  for (const entity of VALUE_ENTITIES) {
    for (const column of columns) {
      if (column.entity === entity && column.is_present && !found.has(column.column_name)) {
        found.set(column.column_name, {entity, type: column.type});
      }
    }
  }
  return found;
}

// An attribute without a single value has no type that could be wrong.
async function emptyColumns(db: Database, found: ReadonlyMap<string, FoundColumn>): Promise<Set<string>> {
  const attributes = [...found].filter(([name, {entity}]) => !(name in EXPORTS[entity]));
  const empty = new Set<string>();
  for (const [name, {entity}] of attributes) {
    const [columns] = await db.rows<{n: number}>("select count(*) as n from duckdb_columns() where table_name = $1 and column_name = $2", [`raw_${entity}`, name]);
    if (columns!.n === 0) continue;
    const filled = await db.rows(`select 1 as n from raw_${entity} where ${quotedIdentifier(name)} is not null limit 1`);
    if (filled.length === 0) empty.add(name);
  }
  return empty;
}

function dimensionProblems({dimension, column, bands}: NamedDimension, typeOf: (column: string) => ColumnType | undefined, locate: Locate): Problem[] {
  const type = typeOf(column);
  if (!bands || type === undefined || isNumeric(type)) return [];
  const path = ["segments", dimension, "bands"];
  return [{...locate(path), column: printPath(path), message: `bands need a column of numbers, and this one was read as ${type}`, value: column,
    fix: "Mend the cells that are no numbers (values, nulls), or use order or groups."}];
}

function icpProblems(
  icp: IcpVersion, workspace: Workspace, columns: readonly ConfigColumn[], typeOf: (column: string) => ColumnType | undefined, locate: Locate
): Problem[] {
  const at = (path: Path, message: string, value: string, fix: string): Problem =>
    ({...locate(path, icp.file), column: printPath(path), message, value, fix});
  const mismatches = rulesOf(icp).flatMap(({rule, path}) => {
    const type = typeOf(rule.column);
    const mismatch = type === undefined ? null : predicateMismatch(rule, type);
    return mismatch ? [at([...path, predicateOf(rule)], mismatch.what, rule.column, mismatch.fix)] : [];
  });
  const scopes = Object.keys(icp.applies_to).flatMap((column) => {
    const isPresent = workspace.exports.opportunities === undefined || columns.some(({entity, column_name, is_present}) => entity === "opportunities" && column_name === column && is_present);
    return isPresent ? [] : [at(["applies_to", column], "the deals have no such column", column, `Map it under exports.opportunities.columns, or remove it from applies_to.`)];
  });
  return [...mismatches, ...scopes];
}

// The RE2 within DuckDB has the last word: it refuses some patterns (too large once compiled) that re2js takes.
async function patternProblems(db: Database, icps: readonly IcpVersion[], locate: Locate): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const icp of icps) {
    for (const {rule, path} of rulesOf(icp)) {
      if (rule.matches === undefined) continue;
      const error = await db.rows("select regexp_matches('', $1)", [rule.matches]).then(() => null, (cause: unknown) => cause);
      if (error === null) continue;
      const place = [...path, "matches"];
      problems.push({...locate(place, icp.file), column: printPath(place), message: `is refused by the database (${error instanceof Error ? error.message : String(error)})`,
        value: rule.matches, fix: "Write a simpler regular expression."});
    }
  }
  return problems;
}

type Rule = Predicated & {readonly id: string; readonly column: string};

function rulesOf(icp: IcpVersion): {rule: Rule; path: Path}[] {
  return (["criteria", "disqualifiers"] as const).flatMap((list) => icp[list].map((rule, i) => ({rule, path: [list, i]})));
}

async function writeSettings(
  db: Database, workspace: Workspace, icps: readonly IcpVersion[], columns: readonly ConfigColumn[], dimensions: readonly NamedDimension[]
): Promise<void> {
  const {thresholds, publish} = workspace;
  const subscriptions = workspace.exports.subscriptions?.[0];
  const variables: [name: string, value: string | number | boolean, type: string][] = [
    ...(workspace.as_of === undefined ? [] : [["as_of", workspace.as_of, "date"] satisfies [string, string, string]]),
    ["name", workspace.name, "varchar"],
    ["currency", workspace.currency, "varchar"],
    ["fiscal_year_start_month", workspace.fiscal_year_start_month, "integer"],
    ["unit", workspace.unit, "varchar"],
    ["mrr_from", revenueSource(workspace), "varchar"],
    ["gap_days", subscriptions?.gap_days ?? 0, "integer"],
    ["end_is_inclusive", subscriptions?.end_is_inclusive ?? false, "boolean"],
    ...Object.entries(thresholds).map(([name, value]): [string, number, string] => [name, value, COUNTS.has(name) ? "integer" : "double"]),
    ["profile", publish.profile, "varchar"],
    ["min_cell", publish.min_cell, "integer"],
    ...ENTITIES.map((entity): [string, boolean, string] => [`has_${entity}`, workspace.exports[entity] !== undefined, "boolean"])
  ];
  for (const [name, value, type] of variables) await db.setVariable(name, value, type);

  const used = new Set([
    ...dimensions.map(({column}) => column),
    ...icps.flatMap((icp) => [...rulesOf(icp).map(({rule}) => rule.column), ...Object.keys(icp.applies_to)])
  ]);
  const lists: [string, readonly string[]][] = VALUE_ENTITIES.map((entity) => [`${SINGULAR[entity]}_value_columns`,
    columns.filter((column) => column.entity === entity && column.is_present && used.has(column.column_name)).map(({column_name}) => column_name).toSorted()]);
  for (const [name, list] of lists) await db.exec(`set variable ${name} = [${list.map(quotedText).join(", ")}]::varchar[]`);

  const hash = createHash("sha256").update(JSON.stringify(Object.entries(thresholds).toSorted())).digest("hex");
  await db.writeTable("config_settings", asColumns(
    {key: "varchar", value: "varchar", type: "varchar"},
    [
      ...variables.map(([key, value, type]) => ({key, value: String(value), type})),
      ...lists.map(([key, list]) => ({key, value: `[${list.map((item) => JSON.stringify(item)).join(", ")}]`, type: "varchar[]"})),
      {key: "thresholds_sha256", value: hash, type: "varchar"}
    ]
  ));
}

/** Sets the variables of a finished run again, for whoever queries it. */
export async function restoreVariables(db: Database): Promise<void> {
  for (const {key, value, type} of await db.rows<{key: string; value: string; type: string}>("from config_settings")) {
    await db.setVariable(key, value, type);
  }
}

const COUNTS = new Set(["min_decided", "shown_decided", "verdict_wins", "verdict_losses"]);
const SINGULAR = {accounts: "account", opportunities: "opportunity", subscriptions: "subscription"} as const;

/** Where recurring revenue comes from: as stated, else the first of these that is exported. */
function revenueSource(workspace: Workspace): string {
  return workspace.mrr_from ?? (["subscriptions", "mrr_snapshots", "invoices"] as const).find((entity) => workspace.exports[entity] !== undefined) ?? "subscriptions";
}

async function writeColumns(db: Database, columns: readonly ConfigColumn[]): Promise<void> {
  const listed = new Set(columns.map(({entity, column_name}) => `${entity}.${column_name}`));
  const absent = ENTITIES.flatMap((entity) => Object.entries(EXPORTS[entity] as Record<string, Column>)
    .filter(([column_name]) => !listed.has(`${entity}.${column_name}`))
    .map(([column_name, {type}]): ConfigColumn => ({entity, column_name, type, is_present: false, is_attribute: false, header: null})));
  await db.writeTable("config_columns", asColumns(
    {entity: "varchar", column_name: "varchar", type: "varchar", is_present: "boolean", is_attribute: "boolean", header: "varchar"},
    [...columns, ...absent]
  ));
}

async function writeDimensions(db: Database, dimensions: readonly NamedDimension[], typeOf: (column: string) => ColumnType | undefined): Promise<void> {
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
        ({dimension, low: String(low), high: String(high), label, segment_order: i + 1}))
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

async function writeVocabulary(db: Database, workspace: Workspace, presets: readonly Partial<PresetEntity>[]): Promise<void> {
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

async function writeVersions(db: Database, icps: readonly IcpVersion[]): Promise<void> {
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
}

async function writeCriteria(db: Database, icps: readonly IcpVersion[], found: ReadonlyMap<string, FoundColumn>): Promise<void> {
  const rows = icps.flatMap((version) => rulesOf(version).map(({rule, path}, i) => {
    const {id: criterion, column: column_name, ...stated} = rule as Rule & Partial<IcpVersion["criteria"][number]>;
    const is_disqualifier = path[0] === "disqualifiers";
    return {
      icp: version.icp, version: version.version, criterion, criterion_order: i + 1, is_disqualifier, kind: stated.kind ?? null, column_name,
      entity: found.get(column_name)?.entity ?? null, ...compilePredicate(rule), weight: stated.weight ?? null, is_required: stated.required ?? false,
      allow_leak: stated.allow_leak ?? null, rationale: stated.rationale ?? null, label: predicateWords(column_name, rule)
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
function asColumns(types: Readonly<Record<string, string>>, rows: readonly object[]): {name: string; type: string; values: unknown[]}[] {
  return Object.entries(types).map(([name, type]) => ({name, type, values: rows.map((row) => (row as Record<string, unknown>)[name] ?? null)}));
}
