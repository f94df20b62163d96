import {quotedIdentifier, quotedText, type Database} from "../database.ts";
import {plural} from "../findings/format.ts";
import {dateReadings, ORDER_WORDS, type DateOrder} from "../ingest/dates.ts";
import {dateOrderOf} from "../ingest/decide.ts";
import {archivedHeaders, deletedHeaders, deletionHeaders, heldHeaders, isAssumedClose, namesId, testHeaders} from "../ingest/guess/headerKinds.ts";
import {PRIMARY_IDS} from "../ingest/exclusions.ts";
import {ingest, type IngestResult} from "../ingest/ingest.ts";
import {OUTCOMES_SETTING} from "../ingest/meanings.ts";
import {ProblemsError, type Problem} from "../problems.ts";
import {EXPORTS, REVENUE_ENTITIES, type Column} from "../schema/exports.ts";
import {Workspace} from "../workspace/fitproof.ts";
import type {Preset, Presets} from "../workspace/presets.ts";
import type {LoadedWorkspace} from "../workspace/read.ts";
import {DEFAULT_NULLS} from "../workspace/sources.ts";
import {settleCompanies} from "./companies.ts";
import {settleDeals} from "./deals.ts";
import {draftObject, hasColumn, isEmpty, type Draft, type SourceDraft} from "./draft.ts";
import {settleInvoices} from "./invoices.ts";
import {leaveOut, unusedColumns} from "./leftOut.ts";
import {sayWholePrices, settleMoney} from "./money.ts";
import {distinctValues, rawColumn} from "./rawValues.ts";
import {settleAccountReferences} from "./references.ts";
import {settleSubscriptions} from "./subscriptions.ts";
import {unreadRevenue} from "./tables.ts";

export interface SettleContext {
  /** Opens an empty database in memory, with macros and statistics. */
  readonly openDatabase: () => Promise<Database>;
  readonly directory: string;
  readonly presets: Presets;
  readonly temporaryDirectory: string;
  readonly observe: (message: string) => void;
}

export interface Settled {
  readonly db: Database;
  readonly loaded: LoadedWorkspace;
  /** Null where something still stops a run. */
  readonly read: IngestResult | null;
  readonly stopping: readonly Problem[];
}

/**
 * Reads the exports as the draft says and fills in what their values tell: what stages, deal types, reasons and sources mean, the
 * currency, what stands for a missing number, how large a unit of revenue is. The caller closes the database.
 */
export async function settle(draft: Draft, context: SettleContext): Promise<Settled> {
  let attempt = await readDraft(draft, context);
  // Each round may settle what the next one needs.
  for (let round = 0; round < 5; round++) {
    const changed = [await settleDates(attempt.db, draft, attempt.stopping), await settleValues(attempt.db, draft, await context.presets.all())].some(Boolean);
    if (!changed) break;
    attempt.db.close();
    attempt = await readDraft(draft, context);
  }
  await describeRest(attempt, draft);
  return attempt;
}

async function readDraft(draft: Draft, {openDatabase, directory, presets, temporaryDirectory, observe}: SettleContext): Promise<Settled> {
  // Cells that cannot be read say here what the draft has to mend; they must not stop it.
  const workspace = Workspace.parse({...draftObject(draft), thresholds: {max_problem_rate: 1}});
  const loaded: LoadedWorkspace = {directory, workspace, icps: [], presets, warnings: [], inputs: [], locate: () => ({file: "fitproof.yaml", line: 1})};
  const db = await openDatabase();
  try {
    return {db, loaded, read: await ingest(db, loaded, {temporaryDirectory, observe}), stopping: []};
  } catch (cause) {
    if (cause instanceof ProblemsError) return {db, loaded, read: null, stopping: cause.problems};
    db.close();
    throw cause;
  }
}

/** Where nothing in a file decides between the day and the month, another file of the same draft may; else the user has to. */
async function settleDates(db: Database, draft: Draft, stopping: readonly Problem[]): Promise<boolean> {
  let changed = false;
  for (const problem of stopping.filter(({message}) => message.includes("nothing in the file decides"))) {
    const source = draft.sources.find(({files, dateFormat}) => dateFormat === null && files.some((file) => problem.file.endsWith(file.replace(/^(\.\.\/)+/, ""))));
    if (source === undefined) continue;
    const other = await decidingFile(db, draft, source);
    source.dateFormat = other?.order ?? "mdy";
    changed = true;
    const [is, not] = source.dateFormat === "mdy" ? ["mdy", "dmy"] as const : ["dmy", "mdy"] as const;
    draft.decisions.push({stops: false, what: `${problem.file}: ${problem.column}: dates such as ${problem.value} fit M/D/YYYY and D/M/YYYY; they are read as ${ORDER_WORDS[is]}${other === null ? "" : `, as those of ${other.name} are`}: write \`date_format: ${not}\` where they are not` });
  }
  return changed;
}

/** Another file of the draft whose dates have one order, where no third has the other. */
async function decidingFile(db: Database, draft: Draft, source: SourceDraft): Promise<{name: string; order: DateOrder} | null> {
  const deciding: {name: string; order: DateOrder}[] = [];
  for (const {name, table} of draft.tables.groups.flatMap(({tables}) => tables).filter((one) => !source.files.includes(one.name))) {
    const order = await dateOrderOf(db, table);
    if (order !== null) deciding.push({name, order});
  }
  return new Set(deciding.map(({order}) => order)).size === 1 ? deciding[0]! : null;
}

async function settleValues(db: Database, draft: Draft, presets: readonly Preset[]): Promise<boolean> {
  // What words a column has is asked only of those that are what they were taken for.
  if (await settleMisfits(db, draft) || await settleIds(db, draft)) return true;
  const results = [
    await settleCopies(db, draft), await settleDeleted(db, draft), await settleTests(db, draft), await settleCompanies(db, draft), await settleDeals(db, draft, presets), await settleNulls(db, draft), await settleScale(db, draft),
    await settleAccountReferences(db, draft), await settleMoney(db, draft), await settleSubscriptions(db, draft, presets), await settleInvoices(db, draft)
  ];
  return results.some(Boolean);
}

/**
 * A column whose cells are mostly of another type was taken for something that it is not: `Closed` may be a day and not a yes. Only
 * of a guess: what a preset maps is known. Cells of zeros, `0000-00-00`, say nothing.
 */
async function settleMisfits(db: Database, draft: Draft): Promise<boolean> {
  let changed = false;
  for (const source of draft.sources.filter(({entity}) => entity === "accounts" || entity === "opportunities")) {
    for (const [name, header] of Object.entries(source.columns)) {
      const type = (EXPORTS[source.entity] as Record<string, Column>)[name]?.type;
      if (type === undefined || type === "id" || type === "text" || type === "list") continue;
      const [row] = await db.rows<{unread_count: number; read_count: number; first_values: string[] | null}>(`
        select count(*)::integer as unread_count, (select count(${quotedIdentifier(name)})::integer from raw_${source.entity}) as read_count, list(value order by row_key)[:100] as first_values
        from problems where entity = ${quotedText(source.entity)} and column_name = ${quotedText(header.trim())} and row_key is not null
          and not regexp_full_match(trim(value), '[0\\W]+')`);
      const {unread_count, read_count, first_values} = row!;
      if (unread_count < 3 || unread_count <= read_count) continue;
      const {[name]: _, ...rest} = source.columns;
      const dateCount = (first_values ?? []).filter((value) => dateReadings(value).length > 0).length;
      const isClosing = name === "is_closed" && dateCount * 2 > (first_values ?? []).length && rest["closed_on"] === undefined;
      source.columns = isClosing ? {...rest, closed_on: header} : rest;
      if (!isClosing) draft.decisions.push({stops: false, what: `${source.files.join(", ")}: ${header} is not taken for ${name}: most of its cells are no ${type === "boolean" ? "yes or no" : type === "date" || type === "timestamp" ? "date" : "number"}`});
      changed = true;
    }
  }
  return changed;
}

/** What was deleted on a day is left out, as what a flag says is deleted: databases keep it. So is what comes to be deleted until the next export. */
async function settleDeleted(db: Database, draft: Draft): Promise<boolean> {
  let changed = false;
  for (const source of draft.sources) {
    for (const {headers, is, reason} of [{headers: deletedHeaders(source.unmapped), is: true, reason: "deleted"}, {headers: heldHeaders(source.unmapped), is: false, reason: "an older version"}]) {
      for (const {header, column} of await unusedColumns(db, source, headers)) {
        const flag = `read_boolean(trim(${quotedIdentifier(column)}))`;
        const [row] = await db.rows<{out_count: number; row_count: number; unread_count: number}>(`
          select count(*) filter (where ${flag} = ${is})::integer as out_count, count(*)::integer as row_count,
            count(*) filter (where ${flag} is null and trim(${quotedIdentifier(column)}) <> '')::integer as unread_count from raw_${source.entity}`);
        const {out_count, row_count, unread_count} = row!;
        if (unread_count > 0 || (out_count > 0 && out_count === row_count)) continue;
        source.exclude.push({column: header, is, reason});
        if (out_count > 0) draft.decisions.push({stops: false, what: `${source.files.join(", ")}: ${out_count.toLocaleString("en-US")} of ${row_count.toLocaleString("en-US")} rows are left out, whose ${header} is ${is ? "yes" : "no"} (\`exclude\`)`});
        changed = true;
      }
    }
    for (const {header, column} of await unusedColumns(db, source, deletionHeaders(source.unmapped))) {
      // Zeros, 0000-00-00, are no day.
      const [row] = await db.rows<{deleted_count: number; row_count: number}>(`
        select count(*) filter (where regexp_matches(${quotedIdentifier(column)}, ${quotedText(A_DAY)}))::integer as deleted_count, count(*)::integer as row_count from raw_${source.entity}`);
      const {deleted_count, row_count} = row!;
      if (deleted_count > 0 && deleted_count === row_count) continue;
      source.exclude.push({column: header, matches: A_DAY, reason: "deleted"});
      if (deleted_count > 0) draft.decisions.push({stops: false, what: `${source.files.join(", ")}: ${deleted_count.toLocaleString("en-US")} of ${row_count.toLocaleString("en-US")} rows have a day in ${header} and are left out (\`exclude\`)`});
      changed = true;
    }
  }
  return changed;
}

const A_DAY = "[1-9]";
/** What a flag calls a test is left out. */
async function settleTests(db: Database, draft: Draft): Promise<boolean> {
  let changed = false;
  for (const source of draft.sources) {
    changed = await leaveOut(db, draft, source, {headers: testHeaders(source.unmapped), isOut: ({is_yes}) => is_yes, reason: "test"}) || changed;
  }
  return changed;
}

/** What is archived may be over, or a mistake: it counts, and that is said. */
async function sayArchived(db: Database, draft: Draft): Promise<void> {
  for (const source of draft.sources) {
    for (const {header, column} of await unusedColumns(db, source, archivedHeaders(source.unmapped))) {
      const archived = (await distinctValues(db, source.entity, column)).filter(({is_yes}) => is_yes);
      const count = archived.reduce((sum, one) => sum + one.count, 0);
      if (count === 0) continue;
      draft.decisions.push({stops: false, what: `${source.files.join(", ")}: ${plural(count, "row")} whose ${header} is ${archived[0]!.value} ${count === 1 ? "counts" : "count"} as any other: where they are none, write \`exclude: [{column: ${header}, in: [${archived.map(({value}) => `"${value}"`).join(", ")}], reason: archived}]\``});
    }
  }
}

/** An id that hardly tells rows apart is that of something else that a row has, such as its owner: one that does is taken. */
async function settleIds(db: Database, draft: Draft): Promise<boolean> {
  for (const source of draft.sources.filter(({entity, preset}) => (entity === "accounts" || entity === "opportunities") && preset === "none")) {
    const name = PRIMARY_IDS[source.entity]!;
    const mapped = source.columns[name];
    if (mapped === undefined || mapped === source.columns["name"] || draft.sources.some((other) => other !== source && other.entity === source.entity)) continue;
    const differ = async (column: string) => (await db.rows<{row_count: number; id_count: number}>(
      `select count(${column})::integer as row_count, count(distinct ${column})::integer as id_count from raw_${source.entity}`))[0]!;
    const {row_count, id_count} = await differ(name);
    if (row_count < 10 || id_count * 10 > row_count) continue;
    for (const header of source.unmapped.filter(namesId)) {
      const column = await rawColumn(db, source.entity, header);
      const other = column === undefined ? null : await differ(`nullif(trim(${quotedIdentifier(column)}), '')`);
      if (other === null || other.id_count * 10 < row_count * 9) continue;
      source.columns = {...source.columns, [name]: header};
      draft.decisions.push({stops: false, what: `${source.files.join(", ")}: ${header} is taken for ${name}, and not ${mapped}, which is the same in most rows`});
      return true;
    }
  }
  return false;
}

/** A file all of whose rows are in another one too is a copy or a part of it: Notion writes a view and the whole. Only where no id tells it when they are read. */
async function settleCopies(db: Database, draft: Draft): Promise<boolean> {
  let changed = false;
  for (const source of draft.sources.filter(({files}) => files.length > 1)) {
    const id = PRIMARY_IDS[source.entity];
    if (id !== undefined && hasColumn(source, id)) continue;
    const copies = await db.rows<{file: string; whole: string}>(`
      with files as (select file, first_row, row_count from raw_files where entity = ${quotedText(source.entity)} and row_count > 0),
      rows as (select file, row_count, hash(raw) as row_hash from raw_${source.entity} as raw inner join files on raw.rowid between first_row and first_row + row_count - 1),
      shared as (
          select part.file, whole.file as whole, part.row_count as part_count, whole.row_count as whole_count, count(distinct part.row_hash) as shared_count
          from (select distinct * from rows) as part inner join (select distinct * from rows) as whole on part.row_hash = whole.row_hash and part.file <> whole.file group by all
      )
      select file, whole from shared
      where shared_count = (select count(distinct row_hash) from rows where rows.file = shared.file)
      and (part_count < whole_count or (part_count = whole_count and file > whole))
      order by file, whole_count desc, whole`);
    for (const {file, whole} of copies) {
      const name = source.files.find((one) => file.endsWith(one.replace(/^(\.\.\/)+/, "")));
      if (name === undefined) continue;
      source.files = source.files.filter((one) => one !== name);
      draft.decisions.push({stops: false, what: `${name} is left out: all of its rows are in ${whole} too, and they have no id by which they would count once`});
      changed = true;
    }
  }
  return changed;
}

/** A word without a number that stands again and again where a number or a date should, such as `none` or `0000-00-00`: it means missing. */
async function settleNulls(db: Database, draft: Draft): Promise<boolean> {
  let changed = false;
  for (const source of draft.sources.filter(({nulls}) => nulls.length === 0)) {
    const words = await db.rows<{value: string}>(`
      select trim(value) as value from problems where entity = ${quotedText(source.entity)} and value is not null
      group by trim(value) having count(*) >= 3 and not regexp_matches(trim(value), '[1-9]') and length(trim(value)) <= 19 order by count(*) desc, 1 limit 5`);
    if (words.length === 0) continue;
    source.nulls = [...DEFAULT_NULLS, ...words.map(({value}) => value)];
    changed = true;
  }
  return changed;
}

/** Revenue per employee of a few units says that revenue is in millions, of some hundreds that it is in thousands. */
async function settleScale(db: Database, draft: Draft): Promise<boolean> {
  const source = draft.sources.find(({entity}) => entity === "accounts");
  if (source === undefined || source.preset !== "none" || !hasColumn(source, "annual_revenue") || !isEmpty(source.scale)) return false;
  const [row] = await db.rows<{n: number; per_head: number | null; largest: number | null; revenue_count: number}>(`
    select count(*) filter (where employees_low > 0 and annual_revenue_low > 0)::integer as n,
      median(annual_revenue_low / employees_low) filter (where employees_low > 0 and annual_revenue_low > 0) as per_head,
      max(annual_revenue_low) as largest, count(annual_revenue_low)::integer as revenue_count
    from raw_accounts where coalesce(annual_revenue_high, 0) < 1e300`);
  const {n, per_head, largest, revenue_count} = row!;
  const factor = n >= 5 && per_head !== null ? (per_head < 10 ? 1e6 : per_head < 1000 ? 1e3 : 1) : revenue_count >= 5 && largest !== null && largest < 1e5 ? 1e6 : 1;
  if (factor === 1) return false;
  source.scale = {annual_revenue: factor};
  draft.decisions.push({stops: false, what: `annual revenue is taken to be in ${factor === 1e6 ? "millions" : "thousands"} (\`scale\`): ${n >= 5 ? "it would be too little for the employees otherwise" : `the largest is ${largest}`}` });
  return true;
}

/** What still stops a run, in words. */
async function describeRest({stopping, db, read}: Settled, draft: Draft): Promise<void> {
  await sayWholePrices(db, draft);
  await sayArchived(db, draft);
  if (!REVENUE_ENTITIES.some((revenue) => draft.sources.some(({entity}) => entity === revenue))) {
    for (const {name, table} of draft.tables.groups.filter(({entity}) => entity === "accounts").flatMap(({tables}) => tables)) {
      const why = unreadRevenue(table.header);
      if (why !== null) draft.decisions.push({stops: false, what: `${name}: ${why}`});
    }
  }
  for (const source of draft.sources) {
    const closing = source.columns["closed_on"];
    if (source.entity === "opportunities" && closing !== undefined && isAssumedClose(closing)) {
      draft.decisions.push({stops: false, what: `${source.files.join(", ")}: ${closing} is taken for the day on which a deal was closed: no other column says it`});
    }
    if (source.entity === "invoices" && !hasColumn(source, "period_end")) {
      draft.decisions.push({stops: false, what: `${source.files.join(", ")}: no column says until when an invoice is for, so none counts as revenue. Export the period of each (period_start, period_end), or the subscriptions with start, end and price`});
    }
    if (source.entity === "subscriptions" && hasColumn(source, "unit_amount") && !hasColumn(source, "interval") && !hasColumn(source, "interval_count")) {
      const price = source.columns["unit_amount"] ?? source.presetColumns["unit_amount"]!;
      draft.decisions.push({stops: false, what: `${source.files.join(", ")}: ${price} is taken for a price per month: no column says for what interval it is. Map interval (month, year, …), or write arr for unit_amount where it is for a year`});
    }
  }
  for (const {message, value, fix} of read?.notes.filter(({column}) => column === OUTCOMES_SETTING) ?? []) {
    draft.decisions.push({stops: false, what: [message, value].filter((part) => part !== null).join(": ") + (fix === null ? "" : `. ${fix}`)});
  }
  for (const source of draft.sources.filter(({unsorted}) => unsorted.length > 0)) {
    draft.decisions.push({stops: true, what: `sort the stages that nothing explains under \`outcomes\`: ${source.unsorted.map(({value, count}) => `'${value}' (${count.toLocaleString("en-US")})`).slice(0, 12).join(", ")}`});
  }
  for (const {file, column, message, value, fix} of stopping) {
    if (message.startsWith("nothing says what")) {
      if (draft.sources.every(({unsorted}) => unsorted.length === 0)) draft.decisions.push({stops: true, what: `${message}${value === null ? "" : `: ${value}`}${fix === null ? "" : `. ${fix}`}`});
      continue;
    }
    draft.decisions.push({stops: true, what: [file, column, message, value].filter((part) => part !== null).join(": ") + (fix === null ? "" : `. ${fix}`)});
  }
  if (stopping.length > 0) return;
  const files = await db.rows<{file: string; rows: number; faulty: number}>(`
    select files.file, (files.row_count + files.unread_count)::integer as rows, count(distinct coalesce(problems.row_key, -problems.line))::integer as faulty
    from raw_files as files inner join problems on files.file = problems.file and files.entity = problems.entity
    group by files.file, files.row_count, files.unread_count order by files.file`);
  for (const {file, rows, faulty} of files) {
    if (faulty > 5 && faulty > 0.01 * rows) draft.decisions.push({stops: true, what: `${file}: ${faulty.toLocaleString("en-US")} of ${rows.toLocaleString("en-US")} rows have a cell that cannot be read (see \`fitproof check\`): map another column, name what means missing under \`nulls\`, or raise thresholds.max_problem_rate`});
  }
}
