import {createHash} from "node:crypto";
import {readdir, readFile} from "node:fs/promises";
import {quotedText, type Database} from "../database.ts";
import type {Problem} from "../problems.ts";
import type {ColumnType} from "../schema/exports.ts";
import type {LoadedEntity} from "./entity.ts";
import type {EntityPlan} from "./plan.ts";

/** The last good DuckDB file, attached. */
export interface Previous {
  /** Copies an entity whose files and settings are those of the last run; null where they are not. */
  copy(plan: EntityPlan, fingerprint: string): Promise<LoadedEntity | null>;
  close(): Promise<void>;
}

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

const ALIAS = "previous_run";

/** Attaches the last good file; null where it cannot be read or is of another shape: then everything is read anew. */
export async function openPrevious(db: Database, path: string): Promise<Previous | null> {
  try {
    await db.exec(`attach ${quotedText(path)} as ${ALIAS} (read_only)`);
  } catch {
    return null;
  }
  return {
    copy: (plan, fingerprint) => copyEntity(db, plan, fingerprint).catch(() => null),
    close: () => db.exec(`detach ${ALIAS}`)
  };
}

async function copyEntity(db: Database, {entity, files}: EntityPlan, fingerprint: string): Promise<LoadedEntity | null> {
  const of = `where entity = ${quotedText(entity)}`;
  const known = await db.rows<{file: string; fingerprint: string}>(`select file, fingerprint from ${ALIAS}.raw_files ${of}`);
  if (known.length !== files.length || known.some((file) => file.fingerprint !== fingerprint)) return null;
  const attributes = await db.rows<{column_name: string; type: ColumnType}>(`select column_name, type from ${ALIAS}.config_columns ${of} and is_attribute`);
  const warnings = await db.rows<Problem>(`select file, line, column_name as "column", message, value, fix from ${ALIAS}.ingest_notes ${of}`);
  await db.exec("begin");
  try {
    await db.exec(`create or replace table raw_${entity} as from ${ALIAS}.raw_${entity}`);
    for (const table of ["raw_files", "row_exclusions", "problems", "ingest_notes"]) await db.exec(`insert into ${table} by name from ${ALIAS}.${table} ${of}`);
    await db.exec("commit");
  } catch (cause) {
    await db.exec("rollback");
    throw cause;
  }
  const problems = await db.rows<Problem>(`select file, line, column_name as "column", message, value, fix from problems ${of} order by rowid`);
  return {entity, attributes: new Map(attributes.map(({column_name, type}) => [column_name, type])), problems, stopping: [], warnings};
}
