import {createHash} from "node:crypto";
import {readdir, readFile} from "node:fs/promises";
import {quotedIdentifier, quotedText, type Database} from "../database.ts";
import type {Problem} from "../problems.ts";
import type {ColumnType, Entity} from "../schema/exports.ts";
import type {LoadedEntity} from "./entity.ts";
import type {EntityPlan} from "./plan.ts";
import {ENTITY_TABLES} from "./tables.ts";

/** Everything that an entity's raw rows depend on: the files, the settings, the preset, and the code that reads them. */
export async function entityFingerprint({entity, files, isCommaLocale, multiValued}: EntityPlan): Promise<string> {
  const hash = createHash("sha256").update(await codeFingerprint()).update(entity).update(JSON.stringify([isCommaLocale, [...multiValued].toSorted()]));
  for (const {file, source, preset} of files) hash.update(JSON.stringify([file.file, file.sha256, source, preset]));
  return hash.digest("hex");
}

let code: Promise<string> | null = null;

function codeFingerprint(): Promise<string> {
  code ??= (async () => {
    const hash = createHash("sha256");
    for (const folder of [new URL(".", import.meta.url), new URL("./decode/", import.meta.url), new URL("../schema/", import.meta.url)]) {
      for (const name of (await readdir(folder)).filter((one) => /\.(ts|sql)$/.test(one)).toSorted()) hash.update(name).update(await readFile(new URL(name, folder)));
    }
    return hash.digest("hex");
  })();
  return code;
}

/**
 * Of a database that began as a copy of the last good one keeps the raw tables of the entities whose files and settings are those of that run,
 * with what is known of their rows, and drops everything else.
 * @param fingerprints those of this run's entities
 */
export async function keepUnchanged(db: Database, plans: readonly EntityPlan[], fingerprints: ReadonlyMap<Entity, string>): Promise<ReadonlyMap<Entity, LoadedEntity>> {
  const tables = (await db.rows<{name: string}>("select table_name as name from duckdb_tables() where database_name = current_database()")).map(({name}) => name);
  if (!tables.includes("raw_files")) return new Map();
  const files = await db.rows<{entity: Entity; fingerprint: string}>("select entity, fingerprint from raw_files");
  const kept = new Map<Entity, LoadedEntity>();
  for (const {entity, files: planned} of plans) {
    const known = files.filter((file) => file.entity === entity);
    const isSame = known.length === planned.length && known.every(({fingerprint}) => fingerprint === fingerprints.get(entity));
    if (isSame) kept.set(entity, await keptEntity(db, entity));
  }
  const stays = new Set<string>(kept.size === 0 ? [] : [...ENTITY_TABLES, ...[...kept.keys()].map((entity) => `raw_${entity}`)]);
  const gone = [...kept.keys()].map(quotedText).join(", ");
  await db.exec([
    "begin", ...tables.filter((name) => !stays.has(name)).map((name) => `drop table ${quotedIdentifier(name)}`),
    ...(kept.size === 0 ? [] : ENTITY_TABLES.map((table) => `delete from ${table} where entity not in (${gone})`)), "commit"
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
