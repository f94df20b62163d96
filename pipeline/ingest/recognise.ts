import {ENTITIES, type Entity} from "../schema/exports.ts";
import type {Preset, PresetEntity} from "../workspace/presets.ts";
import {withoutArrow} from "./decode/groups.ts";

/** What a file's header says about it. Headers are given as the file has them, untrimmed. */
export interface Recognised {
  readonly preset: string;
  readonly entity: Entity;
  /** Canonical name: header. */
  readonly columns: Readonly<Record<string, string>>;
  /** Canonical name: headers whose first cell that is not empty counts; only where a file has several. */
  readonly combined: Readonly<Record<string, readonly string[]>>;
  /** Name: header of a column that describes the account in the file of another entity. */
  readonly attributes: Readonly<Record<string, string>>;
  /** The headers that nothing uses. */
  readonly unmapped: readonly string[];
}

/**
 * Which CRM's export of which entity a file is, by its header alone: of all presets with a set of headers that are all there, the
 * one that makes use of most columns. Case, outer spaces, further and missing columns do not matter. Null where none fits.
 * @param only restricts the search to a preset, an entity, or both
 */
export function recognise(
  header: readonly string[], presets: readonly Preset[], only: {preset?: string | undefined; entity?: Entity | undefined} = {}
): Recognised | null {
  const present = new Set([...header.map(foldHeader), ...header.flatMap(namesOfSource(header))]);
  let best: {found: Recognised; weight: number} | null = null;
  for (const preset of presets) {
    if (only.preset !== undefined && preset.name !== only.preset) continue;
    for (const entity of ENTITIES) {
      const rules = preset.entities[entity];
      if (!rules || (only.entity !== undefined && entity !== only.entity)) continue;
      if (rules.unless.some((name) => present.has(foldHeader(name)))) continue;
      const sets = rules.recognise.filter((names) => names.every((name) => present.has(foldHeader(name))));
      if (sets.length === 0) continue;
      const found = {preset: preset.name, entity, ...mapColumns(header, rules)};
      // More columns used, then the more particular set of headers, then the order of presets and entities.
      const weight = Object.keys(found.columns).length + Math.max(...sets.map((names) => names.length)) / 100;
      if (best === null || weight > best.weight) best = {found, weight};
    }
  }
  return best?.found ?? null;
}

/** What a preset makes of a header, whether or not it would have recognised it. */
export function mapColumns(header: readonly string[], rules: PresetEntity): Omit<Recognised, "preset" | "entity"> {
  const findAny = headerFinder(header);
  const lonely = new Set(Object.entries(rules.needs).filter(([, beside]) => beside.every((name) => findAny(name) === undefined)).map(([name]) => foldHeader(name)));
  const find = (name: string) => (lonely.has(foldHeader(name)) ? undefined : findAny(name));
  const dropped = new Set(Object.entries(rules.drop).flatMap(([name, columns]) => (find(name) === undefined ? [] : columns)));
  const columns: Record<string, string> = {};
  const combined: Record<string, readonly string[]> = {};
  for (const [column, names] of Object.entries(rules.columns)) {
    const headers = [...new Set((names ?? []).map(find).filter((name) => name !== undefined))];
    const [first] = headers;
    if (first === undefined || dropped.has(column)) continue;
    columns[column] = first;
    if (rules.combine.includes(column) && headers.length > 1) combined[column] = headers;
  }
  const attributes: Record<string, string> = {};
  for (const [attribute, names] of Object.entries(rules.attributes)) {
    const name = names.map(find).find((found) => found !== undefined);
    if (name !== undefined) attributes[attribute] = name;
  }
  const used = new Set([...Object.values(columns), ...Object.values(combined).flat(), ...Object.values(attributes)]);
  return {columns, combined, attributes, unmapped: header.filter((name) => !used.has(name))};
}

/** Finds the header that a name means: the very same one, else the first that differs in case and spaces alone. */
export function headerFinder(header: readonly string[]): (name: string) => string | undefined {
  const exact = new Set(header);
  const folded = new Map<string, string>();
  for (const name of header) if (!folded.has(foldHeader(name))) folded.set(foldHeader(name), name);
  const inSource = namesOfSource(header);
  for (const name of header) for (const other of inSource(name)) if (!folded.has(other)) folded.set(other, name);
  return (name) => (exact.has(name) ? name : folded.get(foldHeader(name)));
}

/**
 * What a column is called in the CRM from which a connector took it into a warehouse: HubSpot's properties have `property_` or `properties_`
 * before them there, and Salesforce's names of several words, `StageName` and `Loss_Reason__c`, are `stage_name` and `loss_reason_c`.
 */
function namesOfSource(header: readonly string[]): (name: string) => string[] {
  const isOfSalesforce = header.some((name) => foldHeader(name) === "system_modstamp");
  return (name) => {
    const folded = foldHeader(name);
    const [, property] = /^propert(?:y|ies)_(.+)$/.exec(folded) ?? [];
    if (property !== undefined) return [property];
    if (!isOfSalesforce || !folded.includes("_")) return [];
    return [folded.endsWith("_c") ? folded.replace(/_c$/, "__c") : folded.replaceAll("_", "")];
  };
}

/** A header as it is compared: without case, outer spaces, a byte order mark, the arrow of a sorted report, and with one space for several or for a line end. */
export function foldHeader(header: string): string {
  return withoutArrow(header.normalize("NFC").replace(/[\uFEFF\u200B]/g, "")).trim().replace(/\s+/g, " ").toLowerCase().replaceAll("’", "'");
}
