import {quotedIdentifier, quotedText, type Database} from "../database.ts";
import {REVENUE_ENTITIES, type Entity} from "../schema/exports.ts";
import type {PresetEntity} from "../workspace/presets.ts";
import type {RowRule} from "../workspace/predicates.ts";
import {byCodeUnit} from "./decode/byCodeUnit.ts";
import {ruleCondition, type RuleColumn} from "./rules.ts";

/** Where the rows of one file stand in raw_<entity>. */
export interface RowRange {
  readonly file: string;
  readonly source: string;
  readonly mode: "full" | "incremental";
  readonly firstRow: number;
  readonly rowCount: number;
  /** Of these the first so many are rows of the file; footers that are no rows follow them. */
  readonly scannedCount: number;
  readonly rules: readonly {readonly rule: RowRule; readonly column: RuleColumn; readonly isKeep: boolean}[];
  readonly footer: PresetEntity["footer"];
  /** A report with a row of totals below each group. */
  readonly isGrouped: boolean;
  /** The file's columns in its order, as raw columns. */
  readonly columns: readonly string[];
  /** Columns that the file has, by canonical name. */
  readonly present: ReadonlySet<string>;
}

const DELETED = "deleted";

/** Adds rows to row_exclusions unless they are there already: the first reason counts. */
export async function exclude(db: Database, entity: Entity, kind: "duplicate" | "rejected" | "excluded", rows: string): Promise<void> {
  await db.exec(`insert into row_exclusions
    select ${quotedText(entity)}, found.row_key, ${quotedText(kind)}, min(found.reason)
    from (${rows}) as found
    anti join (select row_key from row_exclusions where entity = ${quotedText(entity)}) as known using (row_key)
    group by found.row_key order by found.row_key`);
}

/** Rows that nobody wants, before anything is said of their cells: empty ones, deleted ones, and what the rules name. */
export async function excludeUnwanted(db: Database, entity: Entity, ranges: readonly RowRange[]): Promise<void> {
  const table = `raw_${entity}`;
  for (const range of ranges.filter(({columns}) => columns.length > 0)) {
    const isEmpty = range.columns.map((name) => `${quotedIdentifier(name)} is null`).join(" and ");
    await exclude(db, entity, "excluded", `select rowid as row_key, 'empty row' as reason from ${table} where ${within(range)} and ${isEmpty}`);
  }
  if (has(ranges, "is_deleted")) await exclude(db, entity, "excluded", `select rowid as row_key, ${quotedText(DELETED)} as reason from ${table} where is_deleted`);
  for (const range of ranges) {
    for (const {rule, column, isKeep} of range.rules) {
      const condition = ruleCondition(rule, column);
      const where = isKeep ? `not coalesce(${condition}, false)` : condition;
      await exclude(db, entity, "excluded", `select rowid as row_key, ${quotedText(rule.reason)} as reason from ${table} where ${within(range)} and ${where}`);
    }
  }
}

/** Of what is left: intervals without a day, older dumps, and rows that come again. */
export async function excludeRepeated(db: Database, entity: Entity, ranges: readonly RowRange[]): Promise<void> {
  const table = `raw_${entity}`;
  if (entity === "subscriptions" && has(ranges, "ended_on")) {
    const ends = "coalesce(try_cast(getvariable('end_is_inclusive') as boolean), false)";
    await exclude(db, entity, "excluded", `select rowid as row_key, 'empty interval' as reason from ${table}
      where ended_on < started_on or (ended_on = started_on and not ${ends})`);
  }
  const id = PRIMARY_IDS[entity];
  if (id !== undefined && has(ranges, id)) {
    await lengthenIds(db, table, id);
    await excludeDuplicates(db, entity, ranges, id);
  }
  for (const day of entity === "mrr_snapshots" ? ["month"] : entity === "invoices" ? ["period_start"] : []) {
    await excludeOldDumps(db, entity, ranges, {needs: day, key: `hash(account_id, account_name, account_domain, ${day})`, addsUp: true});
  }
  if (REVENUE.has(entity)) await excludeCopies(db, entity);
}

/** Exports of revenue: of two rows without an id that are the same one counts; of anything else they may be two things. */
export const REVENUE: ReadonlySet<Entity> = new Set(REVENUE_ENTITIES);
const COPY = "identical row";

/** Rows of revenue without an id that are another row again, in every cell: the first counts. */
async function excludeCopies(db: Database, entity: Entity): Promise<void> {
  await exclude(db, entity, "duplicate", `
    with contents as (
      select rowid as row_key, hash(raw_${entity}) as content from raw_${entity}
      where ${isWithoutId(entity)} and rowid not in (select row_key from row_exclusions where entity = ${quotedText(entity)})
    ),
    repeated as (select content, min(row_key) as first_row from contents group by content having count(*) > 1)
    select contents.row_key, ${quotedText(COPY)} as reason from contents inner join repeated using (content) where contents.row_key > repeated.first_row`);
}

/** How many rows were left out as copies of another, for want of an id. */
export async function copyCount(db: Database, entity: Entity): Promise<number> {
  const [row] = await db.rows<{copy_count: number}>(`select count(*) as copy_count from raw_${entity}
    semi join (select row_key from row_exclusions where entity = ${quotedText(entity)} and reason = ${quotedText(COPY)}) as copies on raw_${entity}.rowid = copies.row_key
    where ${isWithoutId(entity)}`);
  return row!.copy_count;
}

function isWithoutId(entity: Entity): string {
  return PRIMARY_IDS[entity] === undefined ? "true" : `${PRIMARY_IDS[entity]} is null`;
}

/** The column that names a row of an entity; rows of one subscription are its lines. */
export const PRIMARY_IDS: Readonly<Partial<Record<Entity, string>>> = {
  accounts: "account_id", opportunities: "opportunity_id", contacts: "contact_id", subscriptions: "subscription_id"
};

/** Salesforce ids that one export has with 15 characters and another with 18 are one: it is called by all 18. */
async function lengthenIds(db: Database, table: string, id: string): Promise<void> {
  const [row] = await db.rows<{isMixed: boolean}>(`select count(*) filter (length(${id}) = 15) > 0 and count(*) filter (length(${id}) = 18) > 0 as "isMixed" from ${table}`);
  if (!row!.isMixed) return;
  await db.exec(`update ${table} set ${id} = long_ids.id from (
      select source, ${id} as id, left(${id}, 15) as short_id from ${table} where length(${id}) = 18 group by all
    ) as long_ids
    where length(${table}.${id}) = 15 and ${table}.source = long_ids.source and ${table}.${id} = long_ids.short_id and long_ids.id = long_id(long_ids.short_id)`);
}

/**
 * Of several rows of an id the last counts: what the newest file says of it, also where that is deleted or what a rule leaves out, and of
 * that file's rows the last that is wanted. Rows of one subscription are its lines: of several files that say what changed the newest
 * one's alone, and of the very same line twice the first.
 */
async function excludeDuplicates(db: Database, entity: Entity, ranges: readonly RowRange[], id: string): Promise<void> {
  const table = `raw_${entity}`;
  const isSubscription = entity === "subscriptions";
  await excludeOldDumps(db, entity, ranges, {needs: id, key: id, addsUp: isSubscription});
  const modified = has(ranges, "modified_at") ? "modified_at" : "null::timestamp";
  const replacing = ranges.filter(({present, mode}) => present.has(id) && (!isSubscription || mode === "incremental"));
  const filePlace = await placeOfFile(db, entity, replacing);
  await findRepeated(db, table, id, !isSubscription ? `${table}.source, ${table}.${id}` : filePlace === "0" ? table : null);
  const grouping = isSubscription ? "source, id, line" : "source, id";
  await db.exec(`create or replace temp table ${REPEATS} as
    with repeated as (
      select ${table}.rowid as row_key, ${table}.source, ${table}.${id} as id, ${modified} as modified_at, ${has(ranges, "created_on") ? "created_on::date" : "null::date"} as created_on,
          ${isSubscription ? `hash(${table})` : "0"} as line, ${filePlace} as file_place, coalesce(gone.reason <> ${quotedText(DELETED)}, false) as is_unwanted
      from ${table}
      inner join ingest_repeated on ${table}.source = ingest_repeated.source and ${table}.${id} = ingest_repeated.id
      left join (select row_key, kind, reason from row_exclusions where entity = ${quotedText(entity)}) as gone on ${table}.rowid = gone.row_key
      where gone.kind is distinct from 'rejected'
    ),
    placed as (
      select *, ${filePlace === "0" ? "true" : `file_place = first_value(file_place) over (partition by source, id order by ${comparable(modified, replacing)} desc nulls last, file_place desc)`} as is_newest
      from repeated
    )
    select row_key, source, id, created_on, is_newest,
        row_number() over (partition by ${grouping} order by is_newest desc, is_unwanted, ${isSubscription ? "row_key" : "modified_at desc nulls last, row_key desc"}) > 1 or not is_newest as is_repeat
    from placed`);
  await exclude(db, entity, "duplicate", `select row_key, ${isSubscription ? `if(is_newest, ${quotedText(COPY)}, 'repeated id')` : "'repeated id'"} as reason from ${REPEATS} where is_repeat`);
  await db.exec("drop table ingest_repeated");
}

/** When a row was modified, in SQL, where every file of its source says so: the files of others are compared by their place. */
function comparable(modified: string, ranges: readonly RowRange[]): string {
  const sources = new Set(ranges.filter(({present}) => !present.has("modified_at")).map(({source}) => source));
  return sources.size === 0 ? modified : `if(source in (${[...sources].map(quotedText).join(", ")}), null, ${modified})`;
}

/** The place of a row's file among those of its source, the newest last, in SQL: where no row says when it was modified, what the newest file says of an id counts. */
async function placeOfFile(db: Database, entity: Entity, ranges: readonly RowRange[]): Promise<string> {
  if (ranges.length < 2) return "0";
  const places = (await newestLast(db, entity, ranges)).map((range, place) => `when raw_${entity}.${within(range)} then ${place}`);
  return `case ${places.join(" ")} else 0 end`;
}

/** By the dates in their names where every file of the source has one, for what changed since an earlier export may have begun long before it; else by what began last in them. */
async function newestLast(db: Database, entity: Entity, ranges: readonly RowRange[]): Promise<RowRange[]> {
  const undated = new Set(ranges.filter(({file}) => dateInName(file) === null).map(({source}) => source));
  const dated = await Promise.all(ranges.map(async (range) => ({
    range, name: undated.has(range.source) ? "" : dateInName(range.file)!, latest: await latestDay(db, entity, range) ?? ""
  })));
  return dated.toSorted((a, b) => byCodeUnit(a.name, b.name) || byCodeUnit(a.latest, b.latest) || a.range.firstRow - b.range.firstRow).map(({range}) => range);
}

/** Sources of several files that say what changed, and neither when their rows were modified nor, in their names, when they were written: which of them is the newest is told by what began last in each. */
export function undatedSources(ranges: readonly RowRange[]): string[] {
  const changes = ranges.filter(({mode}) => mode === "incremental");
  const undated = changes.filter(({file}) => dateInName(file) === null).map(({source}) => source);
  const unmodified = changes.filter(({present}) => !present.has("modified_at")).map(({source}) => source);
  return [...new Set(undated)].filter((source) => unmodified.includes(source) && changes.filter((range) => range.source === source).length > 1);
}

/** The last year and month, and day where there is one, in the name of a file or of its folder: 20240131, 2024-01-31, 2024_01. */
function dateInName(file: string): string | null {
  const [, year, , month, day] = [...file.matchAll(/(?<!\d)(20\d\d)([-_.]?)(0[1-9]|1[0-2])(?:\2(0[1-9]|[12]\d|3[01]))?(?!\d)/g)].at(-1) ?? [];
  return year === undefined ? null : `${year}${month}${day ?? ""}`;
}

/** The rows whose id others have too, and which of them are left out for it. */
const REPEATS = "ingest_repeats";
/** How many days may lie between two readings of one day, in zones of two exports. */
const ZONES_APART = 1;

/** Rows that were left out for an id that another has, and how many of them were created on another day than it; to be asked after {@link excludeRepeated} where an id is mapped. */
export async function collisions(db: Database, entity: Entity): Promise<{repeated_count: number; other_count: number; example: string | null}> {
  const [row] = await db.rows<{repeated_count: number; other_count: number; example: string | null}>(`
    with repeats as (from ${REPEATS} anti join (select row_key from row_exclusions where entity = ${quotedText(entity)} and kind <> 'duplicate') as gone using (row_key))
    select count(*) as repeated_count, count(*) filter (where is_other) as other_count, min(id) filter (where is_other) as example
    from (
        select repeated.id, abs(kept.created_on - repeated.created_on) > ${ZONES_APART} as is_other
        from repeats as repeated inner join repeats as kept using (source, id) where repeated.is_repeat and not kept.is_repeat
    )`);
  return row!;
}

/**
 * ingest_repeated: the ids that several rows have. Hashes are grouped at less cost than texts: only where one repeats are the ids
 * themselves compared.
 * @param repeated what a row has in common with another that it may repeat, in SQL: its id, or all of it where the lines of a subscription
 *   repeat its id; null where any row of an id may be left out for another of it
 */
async function findRepeated(db: Database, table: string, id: string, repeated: string | null): Promise<void> {
  if (repeated !== null) {
    await db.exec(`create or replace temp table ingest_repeated_hashes as
      select row_hash from (select hash(${repeated}) as row_hash from ${table} where ${id} is not null) group by row_hash having count(*) > 1`);
  }
  await db.exec(`create or replace temp table ingest_repeated as
    select source, ${id} as id from ${table} where ${id} is not null${repeated === null ? "" : ` and hash(${repeated}) in (select row_hash from ingest_repeated_hashes)`}
    group by source, ${id} having count(*) > 1`);
  await db.exec("drop table if exists ingest_repeated_hashes");
}

/**
 * Of several full dumps of one source the newest counts: rows of an older one are left out where a newer one has most of
 * its ids. Files that have few ids in common are parts of one export and add up.
 * Where rows of one key add up, as lines of a subscription do, the older dump is left out as a whole; else ids that
 * both have are left to what follows, which takes the last of an id.
 */
async function excludeOldDumps(
  db: Database, entity: Entity, ranges: readonly RowRange[], {needs, key, addsUp}: {readonly needs: string; readonly key: string; readonly addsUp: boolean}
): Promise<void> {
  const full = ranges.filter(({mode, present, rowCount}) => mode === "full" && present.has(needs) && rowCount > 0);
  for (const name of new Set(full.map(({source}) => source))) {
    const dumps = full.filter(({source}) => source === name);
    if (dumps.length < 2) continue;
    const inOrder = await newestLast(db, entity, dumps);
    const isRepeated = dumps.length < MANY_DUMPS ? null : await repeatedDumps(db, entity, inOrder, {needs, key});
    for (const [i, older] of inOrder.entries()) {
      if (isRepeated?.has(i) === false) continue;
      for (const newer of inOrder.slice(i + 1)) {
        const [counts] = await db.rows<{id_count: number; shared_count: number}>(`
          with older as (select distinct ${key} as id from raw_${entity} where ${within(older)} and ${needs} is not null),
          newer as (select distinct ${key} as id from raw_${entity} where ${within(newer)} and ${needs} is not null)
          select (select count(*) from older) as id_count, (select count(*) from older semi join newer using (id)) as shared_count`);
        if (counts!.shared_count * 2 <= counts!.id_count) continue;
        await exclude(db, entity, "excluded", `select rowid as row_key, ${quotedText(`older dump: ${newer.file} is newer`)} as reason from raw_${entity}
          where ${within(older)}${addsUp ? "" : ` and ${key} not in (select ${key} from raw_${entity} where ${within(newer)} and ${needs} is not null)`}`);
        break;
      }
    }
  }
}

/** From so many on, files are not compared each with each before it is known that they share ids at all: a thousand are half a million pairs. */
const MANY_DUMPS = 10;

/** The places of those files of which more than half of the ids are in any newer one. */
async function repeatedDumps(
  db: Database, entity: Entity, inOrder: readonly RowRange[], {needs, key}: {readonly needs: string; readonly key: string}
): Promise<Set<number>> {
  const rows = await db.rows<{place: number}>(`
    with files as (from (values ${inOrder.map(({firstRow, rowCount}, place) => `(${place}, ${firstRow}::bigint, ${firstRow + rowCount - 1}::bigint)`).join(", ")}) as files(place, first_row, last_row)),
    cells as (select rowid as row_key, ${key} as id from raw_${entity} where ${needs} is not null),
    ids as (select distinct place, id from cells asof join files on row_key >= first_row where row_key <= last_row),
    repeated as (select place, place < max(place) over (partition by id) as is_newer from ids)
    select place from repeated group by place having 2 * count(*) filter (where is_newer) > count(*)`);
  return new Set(rows.map(({place}) => place));
}

/** The dates that say when something happened, and so how new an export is. */
export const EVENT_DATES: Readonly<Record<Entity, readonly string[]>> = {
  accounts: ["created_on", "modified_at"],
  opportunities: ["created_on", "modified_at"],
  subscriptions: ["started_on", "modified_at"],
  contacts: [],
  contact_roles: [],
  mrr_snapshots: ["month"],
  invoices: ["period_start"],
  churn_events: ["churned_on"],
  account_links: [],
  stage_history: ["changed_at"]
};

async function latestDay(db: Database, entity: Entity, range: RowRange): Promise<string | null> {
  const dates = EVENT_DATES[entity].filter((name) => range.present.has(name));
  if (dates.length === 0) return null;
  const [row] = await db.rows<{latest: string | null}>(
    `select max(greatest(${dates.map((name) => `${name}::timestamp`).join(", ")}))::varchar as latest from raw_${entity} where ${within(range)}`);
  return row!.latest;
}

function has(ranges: readonly RowRange[], name: string): boolean {
  return ranges.some(({present}) => present.has(name));
}

function within({firstRow, rowCount}: RowRange): string {
  return `rowid between ${firstRow} and ${firstRow + rowCount - 1}`;
}
