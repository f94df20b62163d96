import {existsSync} from "node:fs";
import {basename} from "node:path";
import {openDatabase, type Database} from "../database.ts";
import type {UsualFormats} from "../ingest/decide.ts";
import {prepareFile} from "../ingest/decode/prepare.ts";
import type {PreparedFile} from "../ingest/decode/prepared.ts";
import {guess} from "../ingest/guess/guess.ts";
import {ingest} from "../ingest/ingest.ts";
import {foldHeader, headerFinder, mapColumns, recognise} from "../ingest/recognise.ts";
import {fileRows} from "../ingest/select.ts";
import {buildModel, createMacros} from "../models/build.ts";
import {neededModels} from "../models/needed.ts";
import {ProblemsError, type Problem} from "../problems.ts";
import {EXPORTS} from "../schema/exports.ts";
import {registerStatistics} from "../statistics/functions.ts";
import {configure, setAsOf} from "../workspace/configure.ts";
import type {Workspace} from "../workspace/fitproof.ts";
import type {IcpVersion, LoadedWorkspace} from "../workspace/read.ts";
import {DEFAULT_NULLS} from "../workspace/sources.ts";

export interface ScoreOptions {
  /** Version, or `icp/version`; default: the one in force. */
  readonly icp?: string | undefined;
  /** The workspace's last run: which columns its accounts have, and which of them leak. Without one the file's own columns count. */
  readonly database?: string | undefined;
  /** For decoded copies of the file. Whoever gives it removes it. */
  readonly temporaryDirectory: string;
}

/** The prospects' own columns, as they are in the file, and what the version makes of each row. */
export interface ScoredFile {
  readonly version: IcpVersion;
  readonly columns: readonly {readonly name: string; readonly values: readonly (string | number | null)[]}[];
  readonly warnings: readonly Problem[];
}

/**
 * Scores a list of prospects as if they were accounts: the same models, on the file's columns as the workspace maps them, or as its
 * header is recognised. Every row of the file is scored, repeated ones too.
 * @param file any file that an export may be
 * @throws ProblemsError where the file cannot be read, or no version is meant
 */
export async function scoreFile(file: string, loaded: LoadedWorkspace, options: ScoreOptions): Promise<ScoredFile> {
  const last = await lastRun(options.database);
  const version = chooseVersion(loaded, options.icp, last?.asOf ?? loaded.workspace.as_of ?? null);
  const tables = await prepareFile(file, basename(file), {temporaryDirectory: options.temporaryDirectory});
  const [prepared] = tables;
  if (!prepared || tables.length > 1) {
    throw new ProblemsError([problem(basename(file), "holds several tables", tables.map((table) => table.file).join(", "), "Save the one that is meant as CSV.")]);
  }
  const mapping = await mapProspects(prepared, version, loaded);
  const db = await openDatabase(":memory:");
  try {
    await registerStatistics(db);
    await createMacros(db);
    const prospects = {...loaded, workspace: prospectWorkspace(file, prepared.header, mapping, loaded.workspace), icps: [version]};
    const read = await ingest(db, prospects, {temporaryDirectory: options.temporaryDirectory, usual: usualFormats(loaded.workspace)});
    await configure(db, prospects.workspace, [version], read.columns, {locate: loaded.locate});
    await setAsOf(db, last?.asOf ?? read.as_of);
    await db.setVariable("account_value_columns", last?.columns ?? [...mapping.keys()]);
    await buildScores(db, last?.leaks ?? []);
    return {version, columns: await scoredColumns(db, prepared), warnings: [...unmapped(prepared, version, mapping, last), ...read.warnings.filter(({column}) => column !== "as_of")]};
  } finally {
    db.close();
  }
}

interface LastRun {
  readonly asOf: string;
  /** Columns that accounts have: a criterion on one that the file lacks is unknown, on any other it is untestable. */
  readonly columns: readonly string[];
  /** Those that no criterion may read. */
  readonly leaks: readonly string[];
}

async function lastRun(database: string | undefined): Promise<LastRun | null> {
  if (database === undefined || !existsSync(database)) return null;
  const db = await openDatabase(database, {readOnly: true});
  try {
    const [settings] = await db.rows<{value: string}>("select value from config_settings where key = 'as_of'");
    const columns = await db.rows<{column_name: string}>(
      "select distinct column_name from config_columns where entity in ('accounts', 'subscriptions') and is_present order by column_name");
    const leaks = await db.rows<{column_name: string}>(`
      select distinct columns.column_name from leak_audit as leaks
      inner join config_columns as columns on leaks.export = columns.entity and leaks."column" = columns.column_name
      where not leaks.is_usable_in_criteria and columns.is_present order by columns.column_name`);
    return settings ? {asOf: settings.value, columns: columns.map(({column_name}) => column_name), leaks: leaks.map(({column_name}) => column_name)} : null;
  } finally {
    db.close();
  }
}

function chooseVersion({icps}: LoadedWorkspace, wanted: string | undefined, asOf: string | null): IcpVersion {
  const found = wanted === undefined
    ? icps.filter((version) => version.status === "approved" && isInForce(version, asOf))
    : icps.filter((version) => version.version === wanted || named(version) === wanted);
  // Of several ICPs in force the main one is meant, as in a file that names none.
  const meant = found.length > 1 && wanted === undefined ? found.filter(({icp}) => icp === "main") : found;
  if (meant.length === 1) return meant[0]!;
  const choices = (found.length > 1 ? found : icps).map(named).join(", ");
  const message = wanted === undefined ? (found.length === 0 ? "no approved ICP version is in force" : "several ICP versions are in force")
    : found.length === 0 ? "no such ICP version" : "several ICPs have this version";
  throw new ProblemsError([problem("icp/", message, wanted ?? null, icps.length === 0 ? "Write one: icp/first.yaml." : `Name one with --icp: ${choices}.`)]);
}

function named({icp, version}: IcpVersion): string {
  return `${icp}/${version}`;
}

function isInForce({effective_from, effective_to}: IcpVersion, asOf: string | null): boolean {
  if (asOf === null) return effective_to === null;
  return (effective_from ?? asOf) <= asOf && (effective_to === null || effective_to > asOf);
}

/** Canonical name or attribute of each column that the version asks: its header in the file. */
async function mapProspects({header}: PreparedFile, version: IcpVersion, {workspace, presets}: LoadedWorkspace): Promise<Map<string, string>> {
  const known = await presets.all();
  const find = headerFinder(header);
  const sources = [workspace.exports.accounts, workspace.exports.subscriptions, workspace.exports.opportunities].flatMap((list) => list ?? []);
  const recognised = recognise(header, known, {entity: "accounts"});
  const guessed = guess(header);
  // A list out of the same CRM has its headers, if not those by which an export of accounts is known.
  const own = (workspace.exports.accounts ?? []).flatMap(({preset}) => known.find(({name}) => name === preset)?.entities.accounts ?? []).map((rules) => mapColumns(header, rules).columns);
  const asked = new Set([...version.criteria, ...version.disqualifiers].map(({column}) => column));
  return new Map([...asked].flatMap((column): [string, string][] => {
    const stated = sources.flatMap((source) => [(source.columns as Record<string, string | undefined>)[column], source.attributes[column]]);
    const names = [...stated, column, recognised?.columns[column], ...own.map((columns) => columns[column]), guessed?.entity === "accounts" ? guessed.columns[column] : guessed?.attributes[column]];
    const found = names.flatMap((name) => (name === undefined ? [] : find(name) ?? [])).at(0);
    return found === undefined ? [] : [[column, found]];
  }));
}

/** A workspace whose only export is the list: its columns under the names that the criteria use, cleaned as those of the accounts are. */
function prospectWorkspace(
  file: string, header: readonly string[], mapping: ReadonlyMap<string, string>, workspace: Workspace
): Workspace {
  const [source] = workspace.exports.accounts ?? [];
  const only = <T>(entries: Readonly<Record<string, T>> | undefined): Record<string, T> =>
    Object.fromEntries(Object.entries(entries ?? {}).filter(([name]) => mapping.has(name)));
  const columns = [...mapping];
  // An account must be called something; what, is of no matter here.
  const used = new Set(mapping.values());
  const called = header.find((name) => name.trim() !== "" && !used.has(name)) ?? header.find((name) => name.trim() !== "");
  // Keys without a header keep the reader from taking ids and flags of the list for those of accounts: every row is a prospect.
  const unused = Object.fromEntries(Object.keys(EXPORTS.accounts).map((name) => [name, undefined]));
  return {
    ...workspace, as_of: undefined, unit: "account", segments: {}, mrr_from: undefined, exchange_rates: undefined,
    exports: {
      accounts: [{
        files: [file], source: "prospects", mode: "full", preset: "none", exclude: [], keep: [],
        columns: {...unused, name: called, ...Object.fromEntries(columns.filter(([name]) => name in EXPORTS.accounts))},
        attributes: Object.fromEntries(columns.filter(([name]) => !(name in EXPORTS.accounts))),
        values: only(source?.values), scale: only(source?.scale),
        nulls: source?.nulls ?? DEFAULT_NULLS, date_format: undefined, decimal: undefined, separator: source?.separator ?? ";", delimiter: undefined, encoding: undefined
      }]
    }
  } as Workspace;
}

/** As the accounts are written, where the list leaves it open: it may be out of another program. */
function usualFormats({exports}: Workspace): UsualFormats {
  const [source] = exports.accounts ?? [];
  const stated = source?.date_format ?? "";
  const order = stated === "mdy" || stated === "dmy" ? stated : /%m.*%d.*%y/i.test(stated) ? "mdy" : /%d.*%m.*%y/i.test(stated) ? "dmy" : null;
  return {dateOrder: order, decimal: source?.decimal ?? null};
}

/** Of deals and revenue, on which no score rests: they stand empty. */
const EMPTY = {
  int_opportunities_resolved: "account_key integer, own_values_key integer, outcome varchar, closed_on date",
  int_account_lifetimes: "account_key integer, first_paid_on date",
  int_account_profiles: "account_key integer, profile_key integer"
} as const;

async function buildScores(db: Database, leaks: LastRun["leaks"]): Promise<void> {
  for (const [table, columns] of Object.entries(EMPTY)) await db.exec(`create table ${table} (${columns})`);
  await db.writeTable("leak_audit", [
    {name: "export", type: "varchar", values: leaks.map(() => "accounts")},
    {name: "column", type: "varchar", values: leaks},
    {name: "is_usable_in_criteria", type: "boolean", values: leaks.map(() => false)}
  ]);
  const given = new Set([...Object.keys(EMPTY), "leak_audit"]);
  for (const model of await neededModels(["int_exported_accounts", "int_icp_scores", "int_icp_reasons"], given)) await buildModel(db, model);
}

/** The file's rows as they are, each with its score; a line that is no row of the table is left out, as everywhere. */
async function scoredColumns(db: Database, prepared: PreparedFile): Promise<ScoredFile["columns"]> {
  const cells = await db.columns(`select * from ${fileRows(prepared, "mended")}`);
  const count = cells[0]?.values.length ?? 0;
  // Behind the file's rows stand its notices, as rows that were read and not used.
  const scores = await db.columns(`
    select icp_tier_label(scores.tier) as tier, scores.score, reasons.met, reasons.missed, reasons.unknown, reasons.disqualified_by
    from raw_accounts as raw
    left join int_exported_accounts as accounts
        on raw.rowid = accounts.row_key
    left join int_icp_account_profiles as profiles
        using (account_key)
    left join int_icp_scores as scores
        using (profile_key)
    left join int_icp_reasons as reasons
        using (version_key, is_deal, met_mask, missed_mask)
    where not coalesce(scores.is_deal, false) and raw.rowid < ${count}
    order by raw.rowid`);
  if ((scores[0]?.values.length ?? 0) !== count) throw new Error(`${prepared.file}: ${count} rows, but ${scores[0]?.values.length ?? 0} scores`);
  const taken = new Set(prepared.header.map(foldHeader));
  return [
    ...prepared.header.map((name, i) => ({name, values: (cells[i]?.values ?? []) as (string | null)[]})),
    ...scores.map(({name, values}) => ({name: taken.has(name) ? `icp_${name}` : name, values: values as (string | number | null)[]}))
  ];
}

/** Columns that the version asks, that accounts have, and that the list lacks: unknown for every prospect. A suspended criterion asks nothing. */
function unmapped({file, header}: PreparedFile, version: IcpVersion, mapping: ReadonlyMap<string, string>, last: LastRun | null): Problem[] {
  const leaking = new Set(last?.leaks);
  const counted = [...version.criteria, ...version.disqualifiers].filter(({column, allow_leak}) => allow_leak !== undefined || !leaking.has(column));
  return [...new Set(counted.map(({column}) => column))].filter((column) => !mapping.has(column) && (last === null || last.columns.includes(column))).map((column) =>
    problem(file, "has no column for a criterion, which is unknown for every row", column, `Its columns are ${header.slice(0, 12).join(", ")}.`));
}

function problem(file: string, message: string, value: string | null, fix: string): Problem {
  return {file, line: null, column: null, message, value, fix};
}
