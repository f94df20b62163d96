import {furtherColumns} from "../ingest/guess/furtherColumns.ts";
import {foldHeader} from "../ingest/recognise.ts";
import type {Entity} from "../schema/exports.ts";
import type {Preset} from "../workspace/presets.ts";
import type {DealType, Outcome} from "../workspace/sources.ts";
import {statesAnnualAmounts, type FoundTable, type FoundTables, type TableGroup} from "./tables.ts";

/** A source of fitproof.yaml as `init` proposes it, and what it says beside the lines. */
export interface SourceDraft {
  readonly entity: Entity;
  /** Null where no entity has several sources. */
  readonly source: string | null;
  files: readonly string[];
  preset: string;
  /** Canonical name: header; of a preset's source only what it does not know. */
  columns: Record<string, string>;
  /** Canonical name: several headers of it. */
  combined: Readonly<Record<string, readonly string[]>>;
  attributes: Record<string, string>;
  /** What the preset maps, for a comment. */
  presetColumns: Readonly<Record<string, string>>;
  readonly unmapped: readonly string[];
  scale: Record<string, number>;
  /** Column: {value in the file: value to read}. */
  values: Record<string, Record<string, string>>;
  /** Which rows are accounts; null where all are. */
  keep: {readonly column: string; readonly is: true} | {readonly column: string; readonly in: readonly string[]} | null;
  /** Which rows are left out: invoices that are none, what is paid once, and what was deleted. */
  exclude: ({readonly column: string; readonly reason: string} & ({readonly in: readonly string[]} | {readonly is: boolean} | {readonly matches: string}))[];
  nulls: string[];
  dateFormat: string | null;
  outcomes: Partial<Record<Outcome, string[]>>;
  lossReasons: {no_decision: string[]; disqualified: string[]};
  dealTypes: Partial<Record<DealType, string[]>>;
  inbound: string[];
  /** Stages that nothing sorts, with what is known of their deals. */
  unsorted: {value: string; count: number}[];
  /** Of subscriptions: the last day is paid. */
  endIsInclusive: boolean;
}

/** Why a row of a list of contacts is no account. */
export const NO_COMPANY = "people";

/** What the whole of fitproof.yaml says. */
export interface Draft {
  readonly name: string;
  readonly sources: readonly SourceDraft[];
  readonly tables: FoundTables;
  currency: string;
  /** The file of exchange rates, as fitproof.yaml names it; null where none was found. */
  readonly exchangeRates: string | null;
  /** Whether an export names it. */
  isCurrencyKnown: boolean;
  /** What the user has to decide before a report can be made, or ought to look at. */
  decisions: Decision[];
}

export interface Decision {
  /** True where a report stops until it is decided. */
  readonly stops: boolean;
  readonly what: string;
}

export function draftOf(name: string, tables: FoundTables, presets: readonly Preset[]): Draft {
  const presetsByEntity = new Map<Entity, number>();
  for (const {entity} of tables.groups) presetsByEntity.set(entity, (presetsByEntity.get(entity) ?? 0) + 1);
  const isNamed = [...presetsByEntity.values()].some((count) => count > 1);
  const decisions = tables.groups.filter(({entity}) => entity === "mrr_snapshots").flatMap(({tables: [first]}) => snapshotDecisions(first!));
  return {name, tables, sources: tables.groups.map((group) => sourceOf(group, isNamed, presets)), currency: "USD", exchangeRates: tables.rates[0]?.name ?? null, isCurrencyKnown: false, decisions};
}

/** What is taken for revenue because of columns that are months. */
function snapshotDecisions({name, table}: FoundTable): Decision[] {
  if (table.rowsPerLine === undefined) return [];
  const what = statesAnnualAmounts(table) ? "a twelfth of its columns of months is taken for the MRR of each customer, since it is called by ARR (`scale`)" : "its columns of months are taken for the MRR of each customer";
  return [{stops: false, what: `${name}: ${what}`}];
}

function sourceOf({entity, preset, tables}: TableGroup, isNamed: boolean, presets: readonly Preset[]): SourceDraft {
  const found = tables[0]!.found!;
  const isGuess = preset === "none";
  const further = isGuess ? {} : furtherColumns(entity, [...Object.keys(found.columns), ...Object.keys(found.attributes)], unknownToPreset(entity, tables, presets.find(({name}) => name === preset)));
  return {
    entity, source: isNamed ? (isGuess ? "other" : preset.replace(/_report$/, "")) : null, files: tables.map(({name}) => name), preset,
    columns: isGuess ? {...found.columns} : further, combined: isGuess ? found.combined : {}, attributes: isGuess ? {...found.attributes} : {}, presetColumns: isGuess ? {} : found.columns,
    unmapped: [...new Set(tables.flatMap((table) => table.found!.unmapped))].filter((header) => !Object.values(further).includes(header)).map((header) => header.trim()).filter((header) => header !== ""),
    scale: found.entity === "mrr_snapshots" && tables[0]!.table.rowsPerLine !== undefined && statesAnnualAmounts(tables[0]!.table) ? {mrr: 1 / 12} : {}, values: {}, keep: null, exclude: [], nulls: [], dateFormat: null, outcomes: {}, lossReasons: {no_decision: [], disqualified: []}, dealTypes: {}, inbound: [], unsorted: [], endIsInclusive: false
  };
}

/** Headers that all of the tables have and the preset does not know: what it knows and leaves, it leaves on purpose. */
function unknownToPreset(entity: Entity, tables: TableGroup["tables"], preset: Preset | undefined): string[] {
  const rules = preset?.entities[entity];
  const known = new Set([...Object.values(rules?.columns ?? {}), ...Object.values(rules?.attributes ?? {})].flatMap((headers) => (headers ?? []).map(foldHeader)));
  const [first, ...others] = tables.map(({found}) => found!.unmapped);
  return first!.filter((header) => header.trim() !== "" && !known.has(foldHeader(header)) && others.every((unmapped) => unmapped.includes(header)));
}

/** The draft as the object that fitproof.yaml would be read as. */
export function draftObject(draft: Draft): Record<string, unknown> {
  const exports: Record<string, unknown[]> = {};
  for (const source of draft.sources) {
    (exports[source.entity] ??= []).push({
      files: source.files,
      ...(source.source === null ? {} : {source: source.source}),
      preset: source.preset,
      ...(isEmpty(source.columns) ? {} : {columns: {...source.columns, ...source.combined}}),
      ...(isEmpty(source.attributes) ? {} : {attributes: source.attributes}),
      ...(isEmpty(source.scale) ? {} : {scale: source.scale}),
      ...(isEmpty(source.values) ? {} : {values: source.values}),
      ...(source.keep === null ? {} : {keep: [{...source.keep, reason: NO_COMPANY}]}),
      ...(source.exclude.length === 0 ? {} : {exclude: source.exclude}),
      ...(source.nulls.length === 0 ? {} : {nulls: source.nulls}),
      ...(source.dateFormat === null ? {} : {date_format: source.dateFormat}),
      ...(source.endIsInclusive ? {end_is_inclusive: true} : {}),
      ...(source.entity === "opportunities"
        ? {outcomes: source.outcomes, loss_reasons: source.lossReasons, deal_types: source.dealTypes, inbound: source.inbound} : {})
    });
  }
  return {name: draft.name, currency: draft.currency, ...(draft.exchangeRates === null ? {} : {exchange_rates: draft.exchangeRates}), exports: Object.fromEntries(Object.entries(exports).map(([entity, list]) => [entity, list.length === 1 ? list[0] : list]))};
}

export function isEmpty(object: object): boolean {
  return Object.keys(object).length === 0;
}

export function hasColumn(source: SourceDraft, name: string): boolean {
  return source.columns[name] !== undefined || source.presetColumns[name] !== undefined;
}
