import {readFile} from "node:fs/promises";
import {join} from "node:path";
import {inject} from "vitest";
import type {Cell} from "../../pipeline/cells.ts";
import {quotedIdentifier, type Database} from "../../pipeline/database.ts";
import {writeAtomically} from "../../pipeline/fingerprint.ts";
import {createEmptyRawTables} from "../../pipeline/ingest/tables.ts";
import {readHistory} from "../../pipeline/history/history.ts";
import {buildModel, createMacros} from "../../pipeline/models/build.ts";
import {modelName, type Model, type Step} from "../../pipeline/models/model.ts";
import {MODELS} from "../../pipeline/models/models.ts";
import {modelInputs, neededModels} from "../../pipeline/models/needed.ts";
import {copiedDatabase} from "./copiedDatabase.ts";

/** Tables as text, `a | b` and one line a row, a blank cell for null; and variables of the connection. */
export type Given = Readonly<Record<string, string | number | boolean | null>>;

/** Shapes of the tables that a workspace makes. */
const CONFIG_TABLES: Readonly<Record<string, string>> = {
  config_settings: "key varchar, value varchar",
  config_dimensions: "dimension varchar, dimension_order integer, column_name varchar, kind varchar, other_label varchar, has_value varchar",
  config_bands: "dimension varchar, low double, high double, label varchar, segment_order integer",
  config_groups: "dimension varchar, value varchar, segment varchar, segment_order integer",
  config_order: "dimension varchar, value varchar, segment_order integer",
  config_outcomes: "value varchar, outcome varchar",
  config_loss_reasons: "value varchar, outcome varchar",
  config_deal_types: "value varchar, deal_type varchar",
  config_inbound: "value varchar",
  icp_versions: `icp varchar, version varchar, status varchar, written_on date, effective_from date, effective_to date, statement varchar,
    owner varchar, approved_by varchar, unknown_policy varchar, tier_1_cut decimal(9, 6), tier_2_cut decimal(9, 6), version_order integer,
    file varchar, applies_to varchar, sha256 varchar`,
  icp_criteria: `icp varchar, version varchar, criterion varchar, criterion_order integer, is_disqualifier boolean, kind varchar,
    column_name varchar, predicate varchar, weight decimal(18, 6), is_required boolean, allow_leak varchar, rationale varchar, label varchar,
    value_list varchar[], low double, high double, pattern varchar, is_true boolean`,
  icp_scopes: "icp varchar, version varchar, column_name varchar, value varchar",
  icp_documents: "icp varchar, version varchar, kind varchar, name varchar, text varchar, document_order integer"
};

const VARIABLES: Readonly<Record<string, string>> = {
  as_of: "date '2024-12-31'", currency: "'USD'", fiscal_year_start_month: "1", unit: "'account'", mrr_from: "'subscriptions'",
  gap_days: "0", end_is_inclusive: "false", max_problem_rate: "0.01", min_decided: "10", shown_decided: "30", q: "0.1", lift: "1.3",
  broadness: "0.4", resolved: "0.85", verdict_wins: "20", verdict_losses: "20", leak_fill_gap: "0.2", min_cell: "5",
  account_value_columns: "[]::varchar[]", subscription_value_columns: "[]::varchar[]", opportunity_value_columns: "[]::varchar[]"
};

const VARIABLE_TYPES: Readonly<Record<string, string>> = {
  as_of: "date", account_value_columns: "varchar[]", subscription_value_columns: "varchar[]", opportunity_value_columns: "varchar[]"
};

const INPUTS = await modelInputs();
const MODEL_NAMES = new Set(MODELS.map(modelName));
const BY_NAME = new Map(MODELS.map((model) => [modelName(model), model]));

/**
 * Runs one model file on the given tables alone; tables that it reads and that are not given are empty, with their real types.
 * @returns its rows in the order in which they are stored
 */
export async function runModel(name: string, given: Given = {}): Promise<Record<string, Cell>[]> {
  const db = await modelDatabase(given);
  try {
    for (const input of INPUTS.get(name) ?? []) if (!(input in given)) await createEmpty(db, input);
    await buildModel(db, model(name));
    return await db.rows(`from ${quotedIdentifier(name)}`);
  } finally {
    db.close();
  }
}

/** Builds the named models and all that they read, except what is given. The caller closes the database. */
export async function runModels(names: readonly string[], given: Given = {}): Promise<Database> {
  const db = await modelDatabase(given);
  try {
    for (const each of await neededModels(names, new Set(Object.keys(given)))) await buildModel(db, each);
    return db;
  } catch (cause) {
    db.close();
    throw cause;
  }
}

/** A fresh database in memory with macros, statistics, variables, empty raw and config tables, and the given tables. */
export async function modelDatabase(given: Given = {}): Promise<Database> {
  const db = await copiedDatabase("models", async (first) => {
    await createMacros(first);
    await createEmptyRawTables(first);
    await readHistory(first, "no history", "0");
    for (const [table, columns] of Object.entries(CONFIG_TABLES)) await first.exec(`create or replace table ${table} (${columns})`);
  });
  await db.setVariable("has_history", false);
  await db.exec(Object.entries(VARIABLES).map(([variable, value]) => `set variable ${variable} = ${value}`).join(";\n"));
  for (const [key, value] of Object.entries(given)) {
    if (key in VARIABLES || key.startsWith("has_")) await db.setVariable(key, value, VARIABLE_TYPES[key]);
    else await fill(db, key, String(value));
  }
  return db;
}

/** Creates a given table with the types that the real one has, and fills it. */
async function fill(db: Database, table: string, text: string): Promise<void> {
  if (MODEL_NAMES.has(table)) await createEmpty(db, table);
  const [header, ...lines] = text.split("\n").map((line) => line.trim()).filter((line) => line !== "");
  if (header === undefined) return;
  const types = new Map((await db.rows<{column_name: string; column_type: string}>(`describe ${quotedIdentifier(table)}`))
    .map((row) => [row.column_name, row.column_type]));
  const names = cells(header);
  for (const name of names) {
    if (types.has(name)) continue;
    // An attribute of the user's own.
    if (!table.startsWith("raw_") && !table.startsWith("stg_")) throw new Error(`${table} has no column ${name}`);
    await db.exec(`alter table ${quotedIdentifier(table)} add column ${quotedIdentifier(name)} varchar`);
  }
  await db.writeTable("given_rows", names.map((name, j) => ({
    name, type: "varchar", values: lines.map((line) => cells(line)[j] || null)
  })));
  await db.exec(`insert into ${quotedIdentifier(table)} by name
    select ${names.map((name) => `${quotedIdentifier(name)}::${types.get(name) ?? "varchar"} as ${quotedIdentifier(name)}`).join(", ")}
    from given_rows`);
  await db.exec("drop table given_rows");
}

async function createEmpty(db: Database, name: string): Promise<void> {
  const columns = (await modelShapes()).get(name) ?? await shape(name);
  await db.exec(`create or replace table ${quotedIdentifier(name)} (${columns})`);
}

/** The columns that a model has, found by building it from empty exports. */
async function shape(name: string): Promise<string> {
  const db = await runModels([name]);
  try {
    return (await shapesIn(db)).get(name)!;
  } finally {
    db.close();
  }
}

let shapes: Promise<Map<string, string>> | undefined;

/** The columns of every model, found once for all test files: whoever needs them first builds every model from empty exports. */
function modelShapes(): Promise<Map<string, string>> {
  return (shapes ??= (async () => {
    const file = join(inject("sharedFolder"), "modelShapes.json");
    const found = await readFile(file, "utf8").catch(() => null);
    if (found !== null) return new Map(JSON.parse(found) as [string, string][]);
    const db = await modelDatabase();
    try {
      // A model that cannot be built is missed by those alone that ask for it.
      for (const each of MODELS) await buildModel(db, each).catch(() => {});
      const all = await shapesIn(db);
      await writeAtomically(file, JSON.stringify([...all]));
      return all;
    } finally {
      db.close();
    }
  })());
}

async function shapesIn(db: Database): Promise<Map<string, string>> {
  const rows = await db.rows<{table_name: string; columns: string}>(`
    select table_name, string_agg('"' || replace(column_name, '"', '""') || '" ' || data_type, ', ' order by column_index) as columns
    from duckdb_columns() where not internal group by table_name`);
  return new Map(rows.filter(({table_name}) => MODEL_NAMES.has(table_name)).map(({table_name, columns}) => [table_name, columns]));
}

function cells(line: string): string[] {
  return line.split("|").map((cell) => cell.trim());
}

function model(name: string): Model | Step {
  const found = BY_NAME.get(name);
  if (!found) throw new Error(`${name} is not in MODELS`);
  return found;
}

/** The words of a model's text that may name tables, those of the macros that it calls included. */
