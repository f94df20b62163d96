import {join} from "node:path";
import {quotedText, type Database} from "../database.ts";
import {firstOfEachFile, ProblemsError, type Problem} from "../problems.ts";
import {ENTITIES, EXPORTS, type Column, type Entity} from "../schema/exports.ts";
import {lackingColumns} from "../workspace/costs.ts";
import type {PresetEntity} from "../workspace/presets.ts";
import type {LoadedWorkspace} from "../workspace/read.ts";
import {vocabulary} from "../workspace/vocabulary.ts";
import {billedAhead, dataDate, isolatedDate, NO_DATE, quietUntil} from "./dataDate.ts";
import type {UsualFormats} from "./decide.ts";
import {findFiles} from "./decode/files.ts";
import {prepareFile} from "./decode/prepare.ts";
import {loadEntity, type LoadedEntity} from "./entity.ts";
import {currencyProblems, dealTypeProblems, groupDeals, outcomeProblems, outcomeWarnings, pipelinesTellTypes} from "./meanings.ts";
import {planExports, type EntityPlan} from "./plan.ts";
import {loadRates} from "./rates.ts";
import {beganAsCopy, entityFingerprint, keepUnchanged} from "./reuse.ts";
import {createEmptyRawTables, type ConfigColumn} from "./tables.ts";

export interface IngestOptions {
  /** For decoded and mended copies of files. */
  readonly temporaryDirectory: string;
  /** Stop on any problem in the data. */
  readonly strict?: boolean;
  /** How files are written that leave it open. */
  readonly usual?: UsualFormats | undefined;
  readonly observe?: (message: string) => void;
}

export interface IngestResult {
  /** Every canonical column of every entity and every attribute, for config_columns. */
  readonly columns: readonly ConfigColumn[];
  /** The presets that the deals' files were read with. */
  readonly presets: readonly PresetEntity[];
  /** Whether deals without a type have one by their pipeline. */
  readonly pipelinesTellTypes: boolean;
  /** The data date: the workspace's own, else the latest day on which something happened. */
  readonly as_of: string;
  /** Every cell and row that could not be read and with which the run went on. */
  readonly problems: readonly Problem[];
  /** What else the reader should know. */
  readonly notes: readonly Problem[];
  /** Both, of the problems one for each file. */
  readonly warnings: readonly Problem[];
  /** `entity.column` of those that a warning calls lacking. */
  readonly lacking: ReadonlySet<string>;
}

/**
 * Reads every export of a workspace into raw_<entity>, with `raw_files`, `row_exclusions`, `problems`, `config_columns` and
 * `exchange_rates`. Needs the macros of the models. Where the database began as a copy of the last good one, what has not changed since is
 * kept and not read again.
 * @throws ProblemsError where a file, a header, the mapping, a value or too many cells stop the run
 */
export async function ingest(db: Database, loaded: LoadedWorkspace, options: IngestOptions): Promise<IngestResult> {
  const observe = options.observe ?? (() => {});
  const {workspace, locate} = loaded;
  await db.setVariable("end_is_inclusive", workspace.exports.subscriptions?.[0]?.end_is_inclusive ?? false);
  const isCopy = await beganAsCopy(db);
  // Before anything can stop: init asks the tables then, too.
  if (!isCopy) await createEmptyRawTables(db);
  const {plans, problems: unplanned, warnings} = await planExports(loaded, options, observe);
  const fingerprints = new Map<Entity, string>();
  for (const plan of plans) fingerprints.set(plan.entity, await entityFingerprint(plan, workspace.thresholds.max_problem_rate));
  const kept = isCopy ? await keepUnchanged(db, plans, fingerprints) : new Map<Entity, LoadedEntity>();
  await createEmptyRawTables(db);

  const entities: LoadedEntity[] = [];
  for (const plan of plans) {
    const unchanged = kept.get(plan.entity);
    observe(unchanged ? `${plan.entity} have not changed` : `Loading ${plan.entity}`);
    entities.push(unchanged ?? await loadEntity(db, plan, {
      temporaryDirectory: options.temporaryDirectory, fingerprint: fingerprints.get(plan.entity)!, maxProblemRate: workspace.thresholds.max_problem_rate
    }));
  }
  const problems = entities.flatMap((entity) => entity.problems);
  const stopping = [...unplanned, ...entities.flatMap((entity) => entity.stopping)];
  if (options.strict) stopping.push(...problems);

  const rates = await loadExchangeRates(db, loaded, options.temporaryDirectory);
  const presets = plans.find(({entity}) => entity === "opportunities")?.files.flatMap(({preset}) => preset ?? []) ?? [];
  const distinctPresets = [...new Set(presets)];
  const meanings = vocabulary(workspace, distinctPresets);
  await groupDeals(db, meanings);
  const latest = await dataDate(db);
  const asOf = workspace.as_of ?? latest;
  const present = new Set(plans.map(({entity}) => entity));
  stopping.push(...rates);
  // What cells mean is asked where they could be read.
  if (entities.every(({entity, stopping: unread}) => entity !== "opportunities" || unread.length === 0)) stopping.push(...await outcomeProblems(db, locate), ...await dealTypeProblems(db, meanings, locate));
  if (rates.length === 0 && entities.every(({stopping: unread}) => unread.length === 0)) stopping.push(...await currencyProblems(db, workspace.currency, asOf, present, locate));
  if (stopping.length > 0) throw new ProblemsError(stopping);

  const columns = configColumns(plans, entities);
  await writeConfigColumns(db, columns);
  if (asOf === null) {
    warnings.push({file: "fitproof.yaml", line: null, column: "as_of", message: "no export has a date, so there are no periods", value: null, fix: "Map the columns of dates, or set as_of."});
  }
  if (workspace.as_of !== undefined && latest !== null) warnings.push(...quietUntil(workspace.as_of, latest, locate));
  if (workspace.as_of === undefined && latest !== null) warnings.push(...await isolatedDate(db, plans, latest), ...await billedAhead(db, latest));
  const tellTypes = await pipelinesTellTypes(db, meanings);
  const isSaid = (name: string) => warnings.some(({message}) => message.endsWith(` is not read as ${name}`)) || (name === "deal_type" && tellTypes);
  const closing = columns.find(({entity, column_name}) => entity === "opportunities" && column_name === "closed_on")?.header ?? null;
  const lacking = lackingOfPresets(plans, columns, isSaid);
  warnings.push(...lacking.map(({problem}) => problem), ...await outcomeWarnings(db, asOf, closing, locate));
  const notes = [...warnings, ...entities.flatMap((entity) => entity.warnings)];
  return {
    columns, presets: distinctPresets, pipelinesTellTypes: tellTypes, as_of: asOf ?? NO_DATE, problems, notes, warnings: [...notes, ...firstOfEachFile(problems)],
    lacking: new Set(lacking.flatMap(({columns: names}) => names))
  };
}

async function loadExchangeRates(db: Database, {directory, workspace, locate}: LoadedWorkspace, temporaryDirectory: string): Promise<Problem[]> {
  if (workspace.exchange_rates === undefined) return [];
  const {files, problems} = await findFiles(join(directory, "exports"), [{pattern: workspace.exchange_rates, place: locate(["exchange_rates"])}]);
  for (const {path, shown, part} of files) {
    const [file, ...others] = await prepareFile(path, shown, {temporaryDirectory, part}).catch((cause: unknown) => {
      if (!(cause instanceof ProblemsError)) throw cause;
      problems.push(...cause.problems);
      return [];
    });
    if (file === undefined) continue;
    if (others.length > 0) problems.push({...locate(["exchange_rates"]), column: "exchange_rates", message: "holds several tables", value: shown, fix: "Name the one that is meant."});
    else problems.push(...await loadRates(db, file));
  }
  return problems;
}

function configColumns(plans: readonly EntityPlan[], entities: readonly LoadedEntity[]): ConfigColumn[] {
  return ENTITIES.flatMap((entity) => {
    const files = plans.find((plan) => plan.entity === entity)?.files ?? [];
    const headerOf = (name: string) => files.flatMap(({header}) => header.mapped).find((column) => column.name === name)?.header ?? null;
    const canonical = Object.entries(EXPORTS[entity] as Record<string, Column>).map(([column_name, {type}]): ConfigColumn => {
      const header = headerOf(column_name);
      return {entity, column_name, type, is_present: header !== null, is_attribute: false, header};
    });
    const attributes = [...entities.find((loaded) => loaded.entity === entity)?.attributes ?? []].map(([column_name, type]): ConfigColumn =>
      ({entity, column_name, type, is_present: true, is_attribute: true, header: headerOf(column_name)}));
    return [...canonical, ...attributes];
  });
}

/** Columns that a known CRM has and none of its files here: what a report does without, and what the CRM calls them. */
function lackingOfPresets(plans: readonly EntityPlan[], columns: readonly ConfigColumn[], isSaid: (name: string) => boolean): {columns: string[]; problem: Problem}[] {
  const present = new Set(columns.filter(({is_present}) => is_present).map(({entity, column_name}) => `${entity}.${column_name}`));
  const lacking = lackingColumns((entity) => plans.some((plan) => plan.entity === entity), (entity, column) => present.has(`${entity}.${column}`));
  return lacking.filter(({isGrave, columns: names}) => isGrave && !names.some(isSaid)).flatMap(({entity, columns: names, cost}) => {
    const known = plans.find((plan) => plan.entity === entity)!.files.find(({preset}) => names.some((name) => (preset?.columns[name] ?? []).length > 0));
    if (known === undefined) return [];
    const header = names.flatMap((name) => known.preset!.columns[name] ?? [])[0]!;
    return [{columns: names.map((name) => `${entity}.${name}`), problem: {
      file: known.file.file, line: known.file.headerLine || null, column: null, message: `has no column for ${names.join(" or ")}: ${cost}`, value: null,
      fix: `Export it too (${quotedText(header)} in this CRM), or map another header: exports.${entity}.columns.${names[0]}.`
    }}];
  });
}

async function writeConfigColumns(db: Database, columns: readonly ConfigColumn[]): Promise<void> {
  const types = {entity: "varchar", column_name: "varchar", type: "varchar", is_present: "boolean", is_attribute: "boolean", header: "varchar"};
  await db.writeTable("config_columns", Object.entries(types).map(([name, type]) =>
    ({name, type, values: columns.map((column) => column[name as keyof ConfigColumn])})));
}

