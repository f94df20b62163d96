import {quotedText} from "../database.ts";
import {printable, type Problem} from "../problems.ts";
import {EXPORTS, type Column, type ColumnType, type Entity} from "../schema/exports.ts";
import {misspelt, nearest} from "../workspace/nearest.ts";
import type {PresetEntity} from "../workspace/presets.ts";
import type {Locate} from "../workspace/read.ts";
import type {Source} from "../workspace/sources.ts";
import {printPath} from "../workspace/validate.ts";
import type {PreparedFile} from "./decode/prepared.ts";
import {foldHeader, mapColumns} from "./recognise.ts";

/** A column of a file that becomes a column of raw_<entity> under a name of ours. */
export interface MappedColumn {
  readonly name: string;
  /** Null for an attribute: its cells decide. */
  readonly type: ColumnType | null;
  readonly isAttribute: boolean;
  /** Its position in the file, from 0; of several the first cell that is not empty counts. */
  readonly positions: readonly number[];
  readonly header: string;
}

/** What the header of one file gives. */
export interface MappedHeader {
  readonly mapped: readonly MappedColumn[];
  /** Columns that nothing maps: they are kept as text under their own header. */
  readonly others: readonly {readonly header: string; readonly position: number}[];
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

export interface HeaderContext {
  readonly entity: Entity;
  readonly source: Source;
  /** The source's place in the list of the entity's sources. */
  readonly sourceIndex: number;
  readonly preset: PresetEntity | null;
  /** Headers of the source's files: what another file has may have been renamed or added since this one was exported. */
  readonly headers: ReadonlySet<string>;
  readonly locate: Locate;
}

/** Matches the columns that fitproof.yaml and the preset want with the header of a file, every problem at once. */
export function mapHeader(file: PreparedFile, context: HeaderContext): MappedHeader {
  const {entity, source, preset} = context;
  const canonical: Readonly<Record<string, Column>> = EXPORTS[entity];
  const positions = positionsByHeader(file.header);
  const problems: Problem[] = [];
  const absences: Problem[] = [];
  const mapped: MappedColumn[] = [];
  const add = (name: string, isAttribute: boolean, found: readonly number[]) => {
    // What describes an account means the same in the file of another entity.
    const type = isAttribute ? (EXPORTS.accounts as Record<string, Column>)[name]?.type ?? null : canonical[name]!.type;
    mapped.push({name, type, isAttribute, positions: found, header: found.map((position) => shownHeader(file.header, position)).join(", ")});
  };

  for (const [key, wanted] of [["columns", source.columns], ["attributes", source.attributes]] as const) {
    for (const [name, headers] of Object.entries(wanted)) {
      const found = (headers === undefined ? [] : [headers].flat()).map((header) => ({header, position: findHeader(file.header, positions, header)}));
      const present = found.flatMap(({position}) => position ?? []);
      if (present.length > 0) add(name, key === "attributes", present);
      const absent = found.filter(({header, position}) => position === null && !(present.length > 0 && context.headers.has(foldHeader(header)))).map(({header}) => header);
      const isBeforeItsTime = absent.length > 0 && present.length === 0 && (key === "attributes" || DISPENSABLE.has(canonical[name]!.type))
        && absent.some((header) => context.headers.has(foldHeader(header))) && absent.every((header) => nearest(header, file.header) === null);
      if (isBeforeItsTime) absences.push(laterColumn(file, name, absent));
      else problems.push(...absent.map((header) => absentHeader(file, context, key, name, header)));
    }
  }
  const taken = new Set(mapped.flatMap(({positions: found}) => found));
  const names = new Set([...Object.keys(source.columns), ...mapped.map(({name}) => name)]);
  if (preset === null) {
    // Without a preset a header that is a canonical name means it.
    for (const name of Object.keys(canonical)) {
      const found = names.has(name) ? null : findHeader(file.header, positions, name);
      if (found !== null && !taken.has(found)) add(name, false, [found]);
    }
  } else {
    const {columns, combined, attributes} = mapColumns(file.header, preset);
    for (const [name, header] of Object.entries(columns)) {
      if (!names.has(name)) add(name, false, (combined[name] ?? [header]).map((one) => file.header.indexOf(one)));
    }
    for (const [name, header] of Object.entries(attributes)) {
      const position = file.header.indexOf(header);
      if (!names.has(name) && !taken.has(position)) add(name, true, [position]);
    }
  }
  const isMapped = new Set(mapped.flatMap(({positions: found}) => found));
  const collisions = collidingHeaders(file, positions, isMapped, preset);
  const others = file.header.map((_, position) => ({header: shownHeader(file.header, position), position})).filter(({position}) => !isMapped.has(position));
  if (problems.length === 0 && collisions.problems.length === 0) problems.push(...missingColumns(file, context, mapped));
  const warnings = [...collisions.warnings, ...absences, ...(preset === null ? [] : misspeltHeaders(file, context, preset, mapped, others.map(({header}) => header)))];
  return {mapped, others, problems: [...collisions.problems, ...problems], warnings};
}

/** Columns that a preset would map were it not for a letter: without a word all their cells would be missing. */
function misspeltHeaders(file: PreparedFile, {entity, source}: HeaderContext, preset: PresetEntity, mapped: readonly MappedColumn[], others: readonly string[]): Problem[] {
  const names = new Set([...mapped.map(({name}) => name), ...Object.keys(source.columns)]);
  // What a preset knows and leaves, such as the currency of converted amounts, is left on purpose.
  const isKnown = new Set(Object.values(preset.columns).flatMap((headers) => (headers ?? []).map(foldHeader)));
  // Of a header of several lines the first: a line end may be lost behind it.
  const byFirstLine = new Map(others.filter((header) => !isKnown.has(foldHeader(header))).map((header) => [header.split(/[\r\n]/)[0]!.trim(), header]));
  const long = [...byFirstLine.keys()].filter((header) => header.length > 5);
  return Object.entries(preset.columns).filter(([name]) => !names.has(name)).flatMap(([name, headers]): Problem[] => {
    for (const known of (headers ?? []).filter((header) => header.length > 5)) {
      const near = misspelt(known, long);
      if (near !== null) {
        const header = byFirstLine.get(near)!;
        return [{file: file.file, line: file.headerLine || null, column: null, message: `a column is nearly ${quotedText(known)} and is not read as ${name}`, value: header,
          fix: `Correct the header, or write \`columns: {${name}: ${printable(header)}}\` under exports.${entity}.`}];
      }
    }
    return [];
  });
}

function positionsByHeader(header: readonly string[]): Map<string, number[]> {
  const positions = new Map<string, number[]>();
  header.forEach((name, i) => positions.set(foldHeader(name), [...(positions.get(foldHeader(name)) ?? []), i]));
  return positions;
}

/** Of headers that differ only by case or outer spaces the one that is written exactly so, else the first. */
function findHeader(header: readonly string[], positions: ReadonlyMap<string, readonly number[]>, name: string): number | null {
  const found = positions.get(foldHeader(name)) ?? [];
  return found.find((position) => header[position] === name) ?? found[0] ?? null;
}

function shownHeader(header: readonly string[], position: number): string {
  const name = header[position]!.replace(/^[\s\u200b\ufeff]+|[\s\u200b\ufeff]+$/g, "");
  return name === "" ? `column ${position + 1}` : name;
}

/** Columns that a file may lack where another file of its source has them: no row is counted twice, or in no period, for it. */
const DISPENSABLE: ReadonlySet<ColumnType> = new Set(["text", "list"]);

function laterColumn(file: PreparedFile, name: string, headers: readonly string[]): Problem {
  return {
    file: file.file, line: file.headerLine || null, column: null, message: `has no column that another file of its source has: its rows are without ${name}`,
    value: headers.map((header) => quotedText(header)).join(", "), fix: "Export the file again where the column is to count in its rows too."
  };
}

function absentHeader(file: PreparedFile, {entity, source, sourceIndex, locate}: HeaderContext, key: string, name: string, header: string): Problem {
  const path = ["exports", entity, sourceIndex, key, name];
  const near = nearest(header, file.header);
  const there = file.header.slice(0, 12).map((name) => quotedText(name)).join(", ");
  return {
    ...locate(path), column: printPath(["exports", entity, key, name]), message: `${file.file} has no column`, value: header,
    fix: source.delimiter !== undefined && file.header.length === 1 ? `Its header is one column: correct delimiter under ${printPath(["exports", entity])}, or leave it out.`
      : near === null ? `Its columns are ${there}${file.header.length > 12 ? ` and ${file.header.length - 12} more` : ""}.` : `Did you mean ${quotedText(near)}?`
  };
}

/** Two headers of one name, or of none: DuckDB and the reader would take one for the other. */
function collidingHeaders(
  file: PreparedFile, positions: ReadonlyMap<string, readonly number[]>, isMapped: ReadonlySet<number>, preset: PresetEntity | null
): {problems: Problem[]; warnings: Problem[]} {
  const problems: Problem[] = [];
  const warnings: Problem[] = [];
  const place = {file: file.file, line: file.headerLine || null, column: null};
  for (const [folded, found] of positions) {
    const words = `columns ${found.map((position) => position + 1).join(" and ")}`;
    if (folded === "") {
      problems.push({...place, message: found.length === 1 ? "a column has no name" : "columns have no name",
        value: found.length === 1 ? `column ${found[0]! + 1}` : words, fix: "Name it in the first row, or remove the column from the export."});
      continue;
    }
    if (found.length === 1) continue;
    const exact = new Set(found.map((position) => file.header[position]));
    const value = `${quotedText(file.header[found[0]!]!)} (${words})`;
    // A CRM lets two fields differ by case alone; where it is known to, the one that is written as mapped is meant.
    if (exact.size === found.length && preset !== null) {
      const kept = found.filter((position) => !isMapped.has(position));
      warnings.push({...place, message: "columns differ only by case or outer spaces; they are kept apart", value,
        fix: `Rename ${kept.length > 1 ? "one of them" : quotedText(file.header[kept[0] ?? found[1]!]!)} in the CRM.`});
    } else {
      problems.push({...place, message: exact.size === 1 ? "two columns have one name" : "columns differ only by case or outer spaces", value,
        fix: "Rename one of them in the export, or leave it out."});
    }
  }
  return {problems, warnings};
}

/** The columns without which an entity says nothing: of each list one must be there. */
const INDISPENSABLE: Readonly<Record<Entity, readonly (readonly string[])[]>> = {
  accounts: [["account_id", "name", "domain"]],
  opportunities: [["stage", "is_won"]],
  subscriptions: [["account_id", "account_name", "account_domain"], ["started_on"], ["mrr", "arr", "amount", "unit_amount"]],
  contacts: [["contact_id", "account_id"]],
  contact_roles: [["opportunity_id"], ["contact_id"]],
  mrr_snapshots: [["account_id", "account_name", "account_domain"], ["month"], ["mrr"]],
  invoices: [["account_id", "account_name", "account_domain"], ["period_start"], ["amount"]],
  churn_events: [["account_id", "account_name", "account_domain"], ["churned_on"]],
  account_links: [["source_account_id"], ["account_id"]],
  stage_history: [["opportunity_id"], ["stage"], ["changed_at"]]
};

function missingColumns(file: PreparedFile, {entity, sourceIndex, locate}: HeaderContext, mapped: readonly MappedColumn[]): Problem[] {
  const names = new Set(mapped.map(({name}) => name));
  const there = file.header.slice(0, 12).map((name) => quotedText(name)).join(", ");
  return INDISPENSABLE[entity].filter((list) => !list.some((name) => names.has(name))).map((list) => ({
    ...locate(["exports", entity, sourceIndex, "columns"]), column: printPath(["exports", entity, "columns"]),
    message: `${list.join(" or ")} is needed, and no column of ${file.file} is mapped to it`, value: null,
    fix: `Write \`columns: {${list[0]}: <header>}\`; the file has ${there}${file.header.length > 12 ? ` and ${file.header.length - 12} more` : ""}.`
  }));
}
