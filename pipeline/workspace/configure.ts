import {createHash} from "node:crypto";
import {quotedIdentifier, quotedText, type Database} from "../database.ts";
import type {ConfigColumn} from "../ingest/tables.ts";
import {ProblemsError, type Problem} from "../problems.ts";
import {ENTITIES, EXPORTS, REVENUE_ENTITIES, type ColumnType} from "../schema/exports.ts";
import {isNumeric, VALUE_ENTITIES} from "./columns.ts";
import {dimensionsOf, type NamedDimension} from "./dimensions.ts";
import type {Workspace} from "./fitproof.ts";
import {predicateMismatch, predicateOf} from "./predicates.ts";
import type {PresetEntity} from "./presets.ts";
import type {IcpVersion, Locate} from "./read.ts";
import {asColumns, rulesOf, writeColumns, writeCriteria, writeDimensions, writeVersions, writeVocabulary, type FoundColumn} from "./tables.ts";
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

  await writeSettings(db, workspace, icps, columns, dimensions, found);
  await writeColumns(db, columns);
  await writeDimensions(db, dimensions, typeOf);
  await writeVocabulary(db, workspace, options.presets ?? []);
  await writeVersions(db, icps);
  await writeCriteria(db, icps, found, workspace.locale);
  return absent.map((dimension) => {
    const {column} = workspace.segments![dimension]!;
    const path = ["segments", dimension, "column"];
    return {...locate(path), column: printPath(path), message: "no export has this column, so the dimension is left out", value: column,
      fix: `Map it under exports.accounts.columns, or remove segments.${dimension}.`};
  });
}

/** Sets the data date, and the one of revenue: the variables and their rows of config_settings. */
export async function setAsOf(db: Database, asOf: string): Promise<void> {
  await setDate(db, "as_of", asOf);
  await setDate(db, "revenue_as_of", await lastSnapshotDay(db, asOf) ?? asOf);
}

/** Snapshots state whole months, and say nothing of those after the last. Null where revenue is read from elsewhere. */
async function lastSnapshotDay(db: Database, asOf: string): Promise<string | null> {
  const [setting] = await db.rows<{mrr_from: string | null}>("select getvariable('mrr_from')::varchar as mrr_from");
  if (setting!.mrr_from !== "mrr_snapshots") return null;
  const [row] = await db.rows<{day: string | null}>(`
    select least(max(last_day(month)), ${quotedText(asOf)}::date) as day from raw_mrr_snapshots
    where mrr is not null and rowid not in (select row_key from row_exclusions where entity = 'mrr_snapshots')`);
  return row!.day;
}

async function setDate(db: Database, key: string, day: string): Promise<void> {
  await db.setVariable(key, day, "date");
  await db.exec(`delete from config_settings where key = ${quotedText(key)}`);
  await db.exec(`insert into config_settings values (${quotedText(key)}, ${quotedText(day)}, 'date')`);
}

/** Each column that an export has, at the first entity that has it: accounts before deals before subscriptions. */
export function foundColumns(columns: readonly ConfigColumn[]): Map<string, FoundColumn> {
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

async function writeSettings(
  db: Database, workspace: Workspace, icps: readonly IcpVersion[], columns: readonly ConfigColumn[], dimensions: readonly NamedDimension[],
  found: ReadonlyMap<string, FoundColumn>
): Promise<void> {
  const {thresholds, publish} = workspace;
  const subscriptions = workspace.exports.subscriptions?.[0];
  const variables: [name: string, value: string | number | boolean, type: string][] = [
    ...(workspace.as_of === undefined ? [] : [["as_of", workspace.as_of, "date"] satisfies [string, string, string]]),
    ["name", workspace.name, "varchar"],
    ["currency", workspace.currency, "varchar"],
    ["locale", workspace.locale ?? "", "varchar"],
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

  const used = new Set([
    ...dimensions.map(({column}) => column),
    ...icps.flatMap((icp) => [...rulesOf(icp).map(({rule}) => rule.column), ...Object.keys(icp.applies_to)])
  ]);
  const isAnother = ({entity, column_name}: ConfigColumn) => OF_RECORDS.has(column_name) && found.get(column_name)?.entity !== entity;
  const lists: [string, readonly string[]][] = VALUE_ENTITIES.map((entity) => [`${SINGULAR[entity]}_value_columns`,
    columns.filter((column) => column.entity === entity && column.is_present && used.has(column.column_name) && !isAnother(column)).map(({column_name}) => column_name).toSorted()]);
  await db.setVariables([...variables, ...lists]);

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
  const settings = await db.rows<{key: string; value: string; type: string}>("from config_settings");
  await db.setVariables(settings.map(({key, value, type}) => [key, value, type]));
}

const COUNTS = new Set(["min_decided", "shown_decided", "verdict_wins", "verdict_losses"]);
/** What a record says of itself: a deal's title and day are no values of an account that it lacks. */
const OF_RECORDS: ReadonlySet<string> = new Set(["name", "created_on", "is_deleted", "modified_at"]);
const SINGULAR = {accounts: "account", opportunities: "opportunity", subscriptions: "subscription"} as const;

/** Where recurring revenue comes from: as stated, else the first of these that is exported. */
function revenueSource(workspace: Workspace): string {
  return workspace.mrr_from ?? REVENUE_ENTITIES.find((entity) => workspace.exports[entity] !== undefined) ?? "subscriptions";
}
