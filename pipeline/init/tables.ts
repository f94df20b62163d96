import {readdir} from "node:fs/promises";
import {join} from "node:path";
import {grouped} from "../grouped.ts";
import {fileName, listFiles, type FoundFile} from "../ingest/decode/files.ts";
import {FIRST_COLUMN, isWide, monthColumns, unpivotMonths} from "../ingest/decode/months.ts";
import {prepareFile} from "../ingest/decode/prepare.ts";
import type {PreparedFile} from "../ingest/decode/prepared.ts";
import {furtherColumns} from "../ingest/guess/furtherColumns.ts";
import {guess, type Guess} from "../ingest/guess/guess.ts";
import {isPlainStatus, namesCompany} from "../ingest/guess/headerKinds.ts";
import {joinsDealsToCompanies, linkingHeaders, statesAmountsOfNobody, statesMovements, statesMrrOfToday, statesRates} from "../ingest/guess/tableKinds.ts";
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
        const name = nameOf(exportsDirectory, file, table, prepared.length);
        const found = meaningOf(table, presets);
        const byMonth = await snapshotsOf(table, temporaryDirectory);
        if (byMonth !== null) tables.push({name, ...byMonth});
        if (byMonth === null || found !== null) tables.push({name, table, found});
      }
    } catch (cause) {
      if (!(cause instanceof ProblemsError)) throw cause;
      unreadable.push(...cause.problems);
    }
  }
  const grouped = ENTITIES.map((entity) => groupsOf(entity, tables.filter(({found}) => found?.entity === entity)));
  const groups = grouped.flatMap(({groups}) => groups);
  const snapshots = new Set(groups.filter(({entity}) => entity === "mrr_snapshots").flatMap(({tables}) => tables.map(({name}) => name)));
  return {
    groups, besides: grouped.flatMap(({besides}) => besides).filter(({name}) => !snapshots.has(name)), rates: tables.filter(isRates), unknown: tables.filter((table) => table.found === null && !isRates(table)), unreadable
  };
}

/** What a preset knows, unless the header's own words say more: other CRMs have some of the same headers. */
function meaningOf(table: PreparedFile, presets: readonly Preset[]): FoundTable["found"] {
  const {header} = table;
  const known = recognise(header, presets);
  const guessed = guess(header, lastName(table));
  return known === null || (guessed !== null && saysMore(guessed, known)) ? guessed : known;
}

/** What is counted by month beside money that customers pay, as files and sheets are called. */
const REVENUE = /mrr|(?<![a-z])arr(?![a-z])|revenue|recurring|umsatz|snowball/i;
const NO_REVENUE = /usage|nutzung|users?|seats?|logins?|visits|sessions|tickets?|hours|stunden|orders|units|leads|contacts|calls|events|forecast|budget|plan(?:ned)?|targets?|quota|pipeline|bookings|costs?|spend|scores?|nps/i;

/** A table with customers and a column a month as their MRR by month; null of any other. */
async function snapshotsOf(table: PreparedFile, temporaryDirectory: string): Promise<Pick<FoundTable, "table" | "found"> | null> {
  if (!isWide(table.header) || table.format === "parquet" || (NO_REVENUE.test(wholeName(table)) && !REVENUE.test(wholeName(table)))) return null;
  const months = monthColumns(table.header);
  // QuickBooks has no name above its customers.
  const others = table.header.flatMap((name, i) => (months.has(i) ? [] : name.trim() === "" && i === 0 && statesCustomers(table) ? [FIRST_COLUMN] : [name]));
  const found = guess([...others, "month", "mrr"], lastName(table), ["mrr_snapshots"]);
  return found === null ? null : {table: await unpivotMonths(table, temporaryDirectory), found};
}

/** Whether the columns of months of a table state what is paid a year. */
export function statesAnnualAmounts(table: PreparedFile): boolean {
  return /(?<![a-z])arr(?![a-z])|annual/i.test(wholeName(table));
}

function statesCustomers(table: PreparedFile): boolean {
  return wholeName(table).split(/[^\p{L}]+/u).some((word) => namesCompany(word));
}

/** The name of the file, and of the sheet in it. */
function wholeName({file}: PreparedFile): string {
  return file.replace(/^.*[/]/, "");
}

/** The name of the file, or of the sheet or entry in it. */
function lastName({file}: PreparedFile): string {
  return file.replace(/^.*[/#]/, "");
}

const DEAL_KEYS = [["stage", "is_won"], ["account_id", "account_name", "account_domain"]];

/** A guess that finds what deals cannot do without where the preset does not, or deals where it sees their companies alone. */
function saysMore(guessed: Guess, known: Recognised): boolean {
  if (guessed.entity !== "opportunities") return false;
  const {stage, closed_on, amount} = guessed.columns;
  if (known.entity !== "opportunities") return known.entity === "accounts" && stage !== undefined && !isPlainStatus(stage) && (closed_on ?? amount) !== undefined;
  const found = {...furtherColumns("opportunities", Object.keys(known.columns), known.unmapped), ...known.columns};
  return DEAL_KEYS.some((names) => names.some((name) => name in guessed.columns) && !names.some((name) => name in found));
}

/** Why a table is not read, in words. */
export function whyUnread({table: {header}, found}: FoundTable): string {
  const revenue = unreadRevenue(header);
  const both = found?.preset === "none" ? ": where they are one table in two files, export both with the same columns" : "";
  if (found !== null) return `looks like ${found.entity} too; another file is read for them${both}${revenue === null || found.entity !== "accounts" ? "" : `; ${revenue}`}`;
  if (joinsDealsToCompanies(header)) return "it joins deals to companies, and is not read: export the deals with the id, the domain or the name of their company beside them";
  const [from, to] = linkingHeaders(header);
  if (from !== undefined) {
    return `it says which customer of one system is which of another: name it under account_links, with the column of the accounts' own ids as account_id, such as \`columns: {source_account_id: ${from}, account_id: ${to!}}\``;
  }
  return revenue ?? "nothing in its header tells what it is";
}

/** What a table says of revenue in a way in which none is read, and what to do instead. */
export function unreadRevenue(header: readonly string[]): string | null {
  const months = isWide(header) ? [...monthColumns(header).keys()].map((position) => header[position]!) : [];
  if (months.length > 0) {
    return `it has a column for each month (${months[0]} to ${months.at(-1)}), and neither its header nor its name says that they are what customers pay: where they are, name it under mrr_snapshots, with the column of the customers, such as \`columns: {account_name: Customer}\``;
  }
  if (statesMovements(header)) return "it says when MRR changed and not what it was each month: export the subscriptions with start, end and price, or the MRR by customer and month";
  if (statesAmountsOfNobody(header)) return "it has amounts by day and no column that says whose they are: export them as a list with a column of the customer, and with the first and last day that each amount is for";
  return statesMrrOfToday(header) ? "it says what each customer pays today and not since when: export the subscriptions with start, end and price, or the MRR by customer and month" : null;
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
  const byColumns = grouped(tables, ({found}) => JSON.stringify([found!.columns, found!.attributes]));
  const weight = (group: readonly FoundTable[]) => Object.keys(group[0]!.found!.columns).length + (group[0]!.found!.confidence ?? 0) + Math.log10(1 + Math.max(...group.map(({table}) => table.bytes)));
  const ranked = [...byColumns.values()].toSorted((a, b) => weight(b) - weight(a));
  const [best, ...rest] = ranked;
  return {groups: best === undefined ? [] : [{entity, preset: "none", tables: best}], besides: rest.flat()};
}
