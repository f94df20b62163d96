import {basename, join} from "node:path";
import {ProblemsError, type Problem} from "../problems.ts";
import {ENTITIES, EXPORTS, type ColumnType, type Entity} from "../schema/exports.ts";
import {OWN_NAMES} from "../workspace/columns.ts";
import type {PresetEntity, Presets} from "../workspace/presets.ts";
import type {LoadedWorkspace, Locate, Location} from "../workspace/read.ts";
import type {Source} from "../workspace/sources.ts";
import {folded} from "../workspace/values.ts";
import {findFiles} from "./decode/files.ts";
import {monthColumns, unpivotMonths} from "./decode/months.ts";
import {prepareFile} from "./decode/prepare.ts";
import type {PreparedFile} from "./decode/prepared.ts";
import type {StatedFormats, UsualFormats} from "./decide.ts";
import {mapHeader, type MappedHeader} from "./headers.ts";
import {foldHeader, recognise} from "./recognise.ts";
import {BAD_CELLS, SEPARATOR, type FileReading, type ReadColumn} from "./select.ts";

/** One file of one source, ready to be read. */
export interface PlannedFile {
  readonly file: PreparedFile;
  readonly source: Source;
  readonly sourceIndex: number;
  readonly preset: PresetEntity | null;
  readonly header: MappedHeader;
}

export interface EntityPlan {
  readonly entity: Entity;
  readonly files: readonly PlannedFile[];
  /** Whether the workspace's locale writes decimals with a comma. */
  readonly isCommaLocale: boolean;
  readonly usual: UsualFormats;
  /** Attributes of whose cells something asks for one value among several. */
  readonly multiValued: ReadonlySet<string>;
}

const OPEN: UsualFormats = {dateOrder: null, decimal: null};

interface PlanOptions {
  readonly temporaryDirectory: string;
  readonly usual?: UsualFormats | undefined;
}

/** Finds and decodes every file that fitproof.yaml names and matches its header. An entity of whose files one has a problem has no plan. */
export async function planExports(
  {directory, workspace, icps, presets, locate}: LoadedWorkspace, {temporaryDirectory, usual = OPEN}: PlanOptions, observe: (message: string) => void
): Promise<{plans: EntityPlan[]; problems: Problem[]; warnings: Problem[]}> {
  const problems: Problem[] = [];
  const warnings: Problem[] = [];
  const plans: EntityPlan[] = [];
  const decoded = new Map<string, Promise<PreparedFile[]>>();
  const isCommaLocale = (1.5).toLocaleString(workspace.locale ?? "en").includes(",");
  const rules = icps.flatMap(({criteria, disqualifiers}) => [...criteria, ...disqualifiers]).filter((rule) => rule.has_any ?? rule.has_all ?? rule.has_none);
  const multiValued = new Set([...rules, ...Object.values(workspace.segments ?? {}).filter(({has}) => has !== undefined)].map(({column}) => column));
  for (const entity of ENTITIES) {
    const files: PlannedFile[] = [];
    const before = problems.length;
    for (const [sourceIndex, source] of (workspace.exports[entity] ?? []).entries()) {
      const place = locate(["exports", entity, sourceIndex, "files"]);
      const {prepared, problems: unread} = await prepareSource(join(directory, "exports"), entity, source, presets, {temporaryDirectory, observe, decoded, place});
      problems.push(...unread);
      const headers = new Set(prepared.flatMap((file) => file.header.map(foldHeader)));
      for (const file of prepared) {
        const preset = await presetOf(file, entity, source, presets);
        const header = mapHeader(file, {entity, source, sourceIndex, preset, headers, locate});
        problems.push(...header.problems);
        warnings.push(...header.warnings, ...fileWarnings(file));
        files.push({file, source, sourceIndex, preset, header});
      }
      problems.push(...ruleProblems(entity, source, sourceIndex, files.filter((file) => file.sourceIndex === sourceIndex), locate));
    }
    if (files.length > 0 && problems.length === before) plans.push({entity, files, isCommaLocale, usual, multiValued});
  }
  return {plans, problems, warnings};
}

interface PrepareContext {
  readonly temporaryDirectory: string;
  readonly observe: (message: string) => void;
  /** Each file is decoded once, however many entities name it. */
  readonly decoded: Map<string, Promise<PreparedFile[]>>;
  /** Where fitproof.yaml names the files. */
  readonly place: Location;
}

async function prepareSource(
  exportsDirectory: string, entity: Entity, source: Source, presets: Presets, {temporaryDirectory, observe, decoded, place}: PrepareContext
): Promise<{prepared: PreparedFile[]; problems: Problem[]}> {
  const {files, problems} = await findFiles(exportsDirectory, source.files.map((pattern) => ({pattern, place})));
  const prepared: PreparedFile[] = [];
  for (const {path, shown, part} of files) {
    const key = JSON.stringify([path, part, source.delimiter, source.encoding]);
    if (!decoded.has(key)) {
      observe(`Reading ${shown}`);
      const reading = prepareFile(path, shown, {temporaryDirectory, part, delimiter: source.delimiter, encoding: source.encoding});
      reading.catch(() => {});
      decoded.set(key, reading);
    }
    try {
      for (const table of await chosenTables(await decoded.get(key)!, entity, source, presets)) {
        prepared.push(entity === "mrr_snapshots" && !mapsMonths(table, source) ? await unpivotMonths(table, temporaryDirectory) : table);
      }
    } catch (cause) {
      if (!(cause instanceof ProblemsError)) throw cause;
      problems.push(...cause.problems);
    }
  }
  return {prepared, problems};
}

/** Whether the user has mapped one of the columns that are months. */
function mapsMonths({header}: PreparedFile, {columns}: Source): boolean {
  const months = new Set([...monthColumns(header).keys()].map((position) => folded(header[position]!)));
  return Object.values(columns).flatMap((headers) => headers ?? []).some((name) => months.has(folded(name)));
}

/** Of the tables in an archive or workbook those that are the entity's; a single table is meant whatever it looks like. */
async function chosenTables(tables: readonly PreparedFile[], entity: Entity, source: Source, presets: Presets): Promise<readonly PreparedFile[]> {
  if (tables.length < 2) return tables;
  const known = await presets.all();
  const wanted = Object.values(source.columns).flatMap((headers) => headers ?? []).map(folded);
  const chosen = tables.filter((table) => {
    const found = recognise(table.header, known);
    if (found !== null) return found.entity === entity;
    const present = new Set(table.header.map(folded));
    return wanted.length > 0 && wanted.every((header) => present.has(header));
  });
  if (chosen.length > 0) return chosen;
  const [first] = tables;
  const names = tables.map(({file}) => basename(file)).join(", ");
  throw new ProblemsError([{
    file: first!.file.replace(/(\.zip)\/.*$|(\.xlsx)#.*$/i, "$1$2"), line: null, column: null, message: `holds several tables, and none is recognised as ${entity}`, value: names,
    fix: "Name the one that is meant under files:, such as export.zip/Account.csv or book.xlsx#Sheet1."
  }]);
}

async function presetOf(file: PreparedFile, entity: Entity, source: Source, presets: Presets): Promise<PresetEntity | null> {
  if (source.preset === "none") return null;
  const name = source.preset ?? recognise(file.header, await presets.all(), {entity})?.preset;
  return (name === undefined ? undefined : await presets.named(name))?.entities[entity] ?? null;
}

function fileWarnings({file, warnings}: PreparedFile): Problem[] {
  return warnings.map((message) => ({file, line: null, column: null, message, value: null, fix: null}));
}

/** A rule of the user's on a column that no file of the source has. */
function ruleProblems(entity: Entity, source: Source, sourceIndex: number, files: readonly PlannedFile[], locate: Locate): Problem[] {
  if (files.length === 0) return [];
  return (["exclude", "keep"] as const).flatMap((key) => source[key].flatMap((rule, i) => {
    const known = files.flatMap(({header}) => [...header.mapped.map(({name}) => name), ...header.mapped.map(({header}) => header), ...header.others.map(({header}) => header)]);
    if (known.some((name) => folded(name) === folded(rule.column)) || rule.column in EXPORTS[entity]) return [];
    const path = ["exports", entity, sourceIndex, key, i, "column"];
    return [{...locate(path), column: `exports.${entity}.${key}[${i}].column`, message: "no such column", value: rule.column,
      fix: `Name a canonical column, an attribute or a header of ${files[0]!.file.file}.`}];
  }));
}

/** The raw columns that the exports of an entity add to the canonical ones, and how each file fills them all. */
export interface EntityReading {
  readonly attributes: ReadonlyMap<string, ColumnType | null>;
  /** Folded header → raw column of text. */
  readonly others: ReadonlyMap<string, string>;
  readonly readings: readonly FileReading[];
  readonly stated: readonly StatedFormats[];
}

/** @param types what is known of the attributes' types; text is read where nothing is */
export function readingsOf({entity, files, isCommaLocale, usual, multiValued}: EntityPlan, types: ReadonlyMap<string, ColumnType | null>): EntityReading {
  const attributes = new Map<string, ColumnType | null>();
  for (const {header} of files) {
    for (const {name, type, isAttribute} of header.mapped) if (isAttribute) attributes.set(name, type ?? types.get(name) ?? null);
  }
  const taken = new Set([...OWN_NAMES, "source", "rowid", BAD_CELLS, ...[...Object.keys(EXPORTS[entity]), ...attributes.keys()].flatMap((name) => [name, `${name}_low`, `${name}_high`])]);
  const others = new Map<string, string>();
  let key = 0;
  const readings = files.map(({file, source, preset, header}): FileReading => {
    const used = new Set<string>();
    const passed = header.others.map(({header: name, position}) => {
      // A second column of the same name in one file is another column.
      let folding = folded(name);
      while (used.has(folding)) folding += "\u0000";
      used.add(folding);
      if (!others.has(folding)) others.set(folding, freeName(name, taken));
      return {name: others.get(folding)!, position};
    });
    const columns = header.mapped.map((column): ReadColumn => {
      const isId = column.type === "id";
      const isMultiValued = column.type === "list" || (column.isAttribute && multiValued.has(column.name));
      return {
        ...column, key: key++, type: column.type ?? attributes.get(column.name) ?? "text",
        values: valuesOf(column.name, source, preset), scale: source.scale[column.name] ?? null,
        dateFormats: [], dateOrder: null, isSeparated: false, isCleaned: true,
        first: (isId || column.name === "account_name") && preset?.associations === "first" ? ";" : null, prefix: isId ? preset?.id_prefix ?? null : null,
        separator: isMultiValued && source.separator !== SEPARATOR ? source.separator : null
      };
    });
    return {
      file, source: source.source, columns, others: passed, nulls: [...source.nulls, ...(preset?.nulls ?? [])],
      comma: (source.decimal ?? preset?.decimal) === ",", hasSource: !("source" in EXPORTS[entity])
    };
  });
  const stated = files.map(({source, preset}): StatedFormats => ({
    dateFormat: source.date_format ?? preset?.date_format ?? null, decimal: source.decimal ?? preset?.decimal ?? null, isCommaLocale, usual
  }));
  return {attributes, others, readings, stated};
}

function valuesOf(name: string, source: Source, preset: PresetEntity | null): Map<string, string> {
  const lists = [preset?.values[name] ?? {}, source.values[name] ?? {}];
  return new Map(lists.flatMap((list) => Object.entries(list).map(([from, to]): [string, string] => [folded(from), to])));
}

/** The header of a column that nothing maps: one that is called as a column of ours has a number behind it. */
export function headerOfColumn(entity: Entity, column: string): string {
  const stem = column.replace(/_\d+$/, "");
  return stem.toLowerCase() in EXPORTS[entity] ? stem : column;
}

/** A column's name that no other column has, whatever the case. */
function freeName(name: string, taken: Set<string>): string {
  let free = name;
  for (let i = 2; taken.has(free.toLowerCase()); i++) free = `${name}_${i}`;
  taken.add(free.toLowerCase());
  return free;
}

