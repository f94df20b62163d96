import {readdir} from "node:fs/promises";
import {join} from "node:path";
import {fileName, listFiles, type FoundFile} from "../ingest/decode/files.ts";
import {prepareFile} from "../ingest/decode/prepare.ts";
import type {PreparedFile} from "../ingest/decode/prepared.ts";
import {guess, statesRates} from "../ingest/guess.ts";
import {recognise, type Recognised} from "../ingest/recognise.ts";
import {ProblemsError, type Problem} from "../problems.ts";
import {ENTITIES, type Entity} from "../schema/exports.ts";
import type {Preset} from "../workspace/presets.ts";

/** A table of a file, and what its header says that it is. */
export interface FoundTable {
  /** As `files:` in fitproof.yaml names it. */
  readonly name: string;
  readonly table: PreparedFile;
  /** Null where nothing is known of it. */
  readonly found: (Recognised & {readonly confidence?: number}) | null;
}

/** Tables of one entity that one source of fitproof.yaml reads. */
export interface TableGroup {
  readonly entity: Entity;
  readonly preset: string;
  readonly tables: readonly FoundTable[];
}

export interface FoundTables {
  readonly groups: readonly TableGroup[];
  /** Recognised, and not used beside others of the same entity. */
  readonly besides: readonly FoundTable[];
  /** Rates of exchange. */
  readonly rates: readonly FoundTable[];
  readonly unknown: readonly FoundTable[];
  readonly unreadable: readonly Problem[];
}

/** Finds every export of a folder, in `exports/` or beside it, and recognises it by its header. */
export async function findTables(directory: string, presets: readonly Preset[], temporaryDirectory: string): Promise<FoundTables> {
  const exportsDirectory = join(directory, "exports");
  const files = await exportFiles(directory, exportsDirectory);
  const unreadable: Problem[] = [];
  const tables: FoundTable[] = [];
  for (const file of files) {
    try {
      const prepared = await prepareFile(file.path, file.shown, {temporaryDirectory});
      for (const table of prepared) {
        tables.push({name: nameOf(exportsDirectory, file, table, prepared.length), table, found: recognise(table.header, presets) ?? guess(table.header)});
      }
    } catch (cause) {
      if (!(cause instanceof ProblemsError)) throw cause;
      unreadable.push(...cause.problems);
    }
  }
  const grouped = ENTITIES.map((entity) => groupsOf(entity, tables.filter(({found}) => found?.entity === entity)));
  return {
    groups: grouped.flatMap(({groups}) => groups), besides: grouped.flatMap(({besides}) => besides), rates: tables.filter(isRates), unknown: tables.filter((table) => table.found === null && !isRates(table)), unreadable
  };
}

function isRates({found, table}: FoundTable): boolean {
  return found === null && statesRates(table.header);
}

async function exportFiles(directory: string, exportsDirectory: string): Promise<FoundFile[]> {
  const inside = await listFiles(exportsDirectory).catch(() => []);
  if (inside.length > 0) return inside;
  // Only what lies in the folder itself: below it may be anything, a built site too.
  const names = new Set(await readdir(directory));
  return (await listFiles(directory)).filter(({path}) => names.has(path.slice(directory.length).replace(/^[\\/]+/, "")))
    .map(({path}) => ({path, shown: path.slice(directory.length).replace(/^[\\/]+/, "")}));
}

function nameOf(exportsDirectory: string, file: FoundFile, table: PreparedFile, count: number): string {
  const name = fileName(exportsDirectory, file);
  return count === 1 ? name : `${name}${table.file.slice(file.shown.length)}`;
}

/**
 * Tables of one preset are one source. Of several presets each is a source, but a report of Salesforce beside its data export says
 * the same again. Tables that were guessed are one source only where their columns are the same; else the likeliest counts.
 */
function groupsOf(entity: Entity, tables: readonly FoundTable[]): {groups: TableGroup[]; besides: FoundTable[]} {
  const presetNames = [...new Set(tables.map(({found}) => found!.preset))].filter((preset) => preset !== "none");
  const used = presetNames.filter((preset) => preset !== "salesforce_report" || !presetNames.includes("salesforce"));
  if (used.length > 0) {
    const groups = used.map((preset) => ({entity, preset, tables: tables.filter(({found}) => found!.preset === preset)}));
    return {groups, besides: tables.filter(({found}) => !used.includes(found!.preset))};
  }
  const byColumns = new Map<string, FoundTable[]>();
  for (const table of tables) {
    const key = JSON.stringify([table.found!.columns, table.found!.attributes]);
    byColumns.set(key, [...(byColumns.get(key) ?? []), table]);
  }
  const weight = (group: readonly FoundTable[]) => Object.keys(group[0]!.found!.columns).length + (group[0]!.found!.confidence ?? 0) + Math.log10(1 + Math.max(...group.map(({table}) => table.bytes)));
  const ranked = [...byColumns.values()].toSorted((a, b) => weight(b) - weight(a));
  const [best, ...rest] = ranked;
  return {groups: best === undefined ? [] : [{entity, preset: "none", tables: best}], besides: rest.flat()};
}
