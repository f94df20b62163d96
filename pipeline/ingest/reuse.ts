import {createHash} from "node:crypto";
import {quotedIdentifier, quotedText, type Database} from "../database.ts";
import {codeHash} from "../fingerprint.ts";
import type {Problem} from "../problems.ts";
import type {ColumnType, Entity} from "../schema/exports.ts";
import type {LoadedEntity} from "./entity.ts";
import type {EntityPlan} from "./plan.ts";
import {ENTITY_TABLES, tablesOf} from "./tables.ts";

/** The code that exports are read with: whatever ingest imports, and DuckDB. */
export const READING_CODE = [
  "pipeline/ingest", "pipeline/schema", "pipeline/workspace", "pipeline/cells.ts", "pipeline/database.ts", "pipeline/fingerprint.ts", "pipeline/grouped.ts", "pipeline/problems.ts", "package-lock.json"
];
const MACROS = ["pipeline/ingest/macros.sql", "pipeline/models/macros.sql"];

let code: Promise<string> | null = null;

/**
 * Everything that an entity's raw rows depend on: the files, the settings, the preset, and the code that reads them; and how many problems
 * they may have, as what is kept is not weighed again.
 */
export async function entityFingerprint({entity, files, isCommaLocale, multiValued}: EntityPlan, maxProblemRate: number): Promise<string> {
  // A program runs the TypeScript that it was started with; macros are read at every run.
  code ??= codeHash(READING_CODE);
  const hash = createHash("sha256").update(await code).update(await codeHash(MACROS)).update(entity);
  hash.update(JSON.stringify([isCommaLocale, [...multiValued].toSorted(), maxProblemRate]));
  for (const {file, source, preset} of files) hash.update(JSON.stringify([file.file, file.sha256, source, preset]));
  return hash.digest("hex");
}

/** Whether a database began as a copy of one that a run has made. */
export async function beganAsCopy(db: Database): Promise<boolean> {
  return (await tablesOf(db)).includes("raw_files");
}

/**
 * Of a database that began as a copy of the last good one keeps the raw tables of the entities whose files and settings are those of that run,
 * with what is known of their rows, and drops everything else.
 * @param fingerprints those of this run's entities
 */
export async function keepUnchanged(db: Database, plans: readonly EntityPlan[], fingerprints: ReadonlyMap<Entity, string>): Promise<ReadonlyMap<Entity, LoadedEntity>> {
  const tables = await tablesOf(db);
  const files = await db.rows<{entity: Entity; fingerprint: string}>("select entity, fingerprint from raw_files");
  const kept = new Map<Entity, LoadedEntity>();
  for (const {entity, files: planned} of plans) {
    const known = files.filter((file) => file.entity === entity);
    const isSame = known.length === planned.length && known.every(({fingerprint}) => fingerprint === fingerprints.get(entity));
    if (isSame) kept.set(entity, await keptEntity(db, entity));
  }
  const stays = new Set<string>(kept.size === 0 ? [] : [...ENTITY_TABLES, ...[...kept.keys()].map((entity) => `raw_${entity}`)]);
  const keptEntities = [...kept.keys()].map(quotedText).join(", ");
  await db.exec([
    "begin", ...tables.filter((name) => !stays.has(name)).map((name) => `drop table ${quotedIdentifier(name)}`),
    ...(kept.size === 0 ? [] : ENTITY_TABLES.map((table) => `delete from ${table} where entity not in (${keptEntities})`)), "commit"
  ].join(";\n"));
  // Only then are the blocks of what was dropped free, and filled again.
  await db.exec("checkpoint");
  return kept;
}

async function keptEntity(db: Database, entity: Entity): Promise<LoadedEntity> {
  const of = `where entity = ${quotedText(entity)}`;
  const attributes = await db.rows<{column_name: string; type: ColumnType}>(`select column_name, type from config_columns ${of} and is_attribute`);
  const warnings = await db.rows<Problem>(`select file, line, column_name as "column", message, value, fix from ingest_notes ${of}`);
  const problems = await db.rows<Problem>(`select file, line, column_name as "column", message, value, fix from problems ${of} order by rowid`);
  return {entity, attributes: new Map(attributes.map(({column_name, type}) => [column_name, type])), problems, stopping: [], warnings};
}
