import {quotedText, type Database} from "../database.ts";
import type {Problem} from "../problems.ts";
import type {Entity} from "../schema/exports.ts";
import {collisions, copyCount, PRIMARY_IDS, REVENUE, undatedSources, type RowRange} from "./exclusions.ts";

/** What is odd and still used: what the files left open and what their rows show. */
export async function notes(db: Database, entity: Entity, ranges: readonly RowRange[], open: readonly Problem[]): Promise<Problem[]> {
  const has = (name: string) => ranges.some(({present}) => present.has(name));
  const used = `from raw_${entity} anti join (select row_key from row_exclusions where entity = ${quotedText(entity)}) as gone on raw_${entity}.rowid = gone.row_key`;
  const file = ranges.map((range) => range.file).join(", ");
  const note = (message: string, value: string | null, fix: string): Problem => ({file, line: null, column: null, message, value, fix});
  const found = [...open];
  if (entity === "opportunities" && has("amount")) {
    const [row] = await db.rows<{deal_count: number; total: number | null}>(`select count(*) as deal_count, sum(amount) as total ${used} where amount < 0`);
    if (row!.deal_count > 0) {
      found.push(note(counted(row!.deal_count, "deal has a negative amount", "deals have a negative amount"), String(row!.total), "Where it stands for a missing amount, list it under nulls."));
    }
  }
  if (entity === "invoices" && has("amount")) {
    const [row] = await db.rows<{invoice_count: number; total: number | null}>(`select count(*) as invoice_count, sum(amount) as total ${used} where amount < 0`);
    if (row!.invoice_count > 0) {
      found.push(note(counted(row!.invoice_count, "invoice has a negative amount, as credits have", "invoices have a negative amount, as credits have"),
        String(row!.total), "A credit is taken off the invoices of its account for the same period; one for a period without any counts as nothing."));
    }
  }
  if (entity === "accounts") {
    for (const [name, what] of [["employees", "employees"], ["annual_revenue", "revenue"]].filter(([name]) => has(name!))) {
      const [row] = await db.rows<{account_count: number; example: string | null}>(`select count(*) as account_count, any_value(${name} order by rowid) as example ${used} where ${name}_low < 0`);
      if (row!.account_count > 0) found.push(note(counted(row!.account_count, `account has less than no ${what}, and counts as the smallest`, `accounts have less than no ${what}, and count as the smallest`), row!.example, "Where it stands for a missing number, list it under exports.accounts.nulls."));
    }
  }
  const id = PRIMARY_IDS[entity];
  if (id !== undefined && has(id) && ranges.every(({mode}) => mode === "full")) {
    const [row] = await db.rows<{row_count: number; repeated_count: number}>(`select (select count(*) from raw_${entity}) as row_count, count(*) as repeated_count
      from row_exclusions where entity = ${quotedText(entity)} and reason = 'repeated id'`);
    if (row!.repeated_count * 2 > row!.row_count) {
      found.push(note(`${row!.repeated_count.toLocaleString("en-US")} of ${row!.row_count.toLocaleString("en-US")} rows repeat the ${id} of another, and of each only the last counts`, null, `Where they are rows of their own, map the column that tells them apart: exports.${entity}.columns.${id}.`));
    }
  }
  const undated = undatedSources(ranges);
  if (id !== undefined && has(id) && undated.length > 0) {
    const [row] = await db.rows<{repeated_count: number}>(`select count(*) as repeated_count from row_exclusions inner join raw_${entity} on raw_${entity}.rowid = row_key
      where entity = ${quotedText(entity)} and reason = 'repeated id' and source in (${undated.map(quotedText).join(", ")})`);
    if (row!.repeated_count > 0) {
      found.push(note(`${counted(row!.repeated_count, "row gives way", "rows give way")} to another of the same ${id}, and no row says when it was modified: of several files the one whose dates go furthest counts`, null,
        `Map modified_at, or write the day of each export into its file's name: ${entity}-2024-01-31.csv.`));
    }
  }
  if (id !== undefined && has(id) && has("created_on")) found.push(...(await collisionNotes(db, entity, id, note)));
  if (REVENUE.has(entity)) {
    const copies = await copyCount(db, entity);
    if (copies > 0) {
      found.push(note(counted(copies, "row is a copy of another and is counted once", "rows are copies of others and are counted once"), null, "Where they are no copies, map the column that tells them apart: an id, or a number of the line."));
    }
  } else if (id === undefined || !has(id)) {
    const [row] = await db.rows<{row_count: number; distinct_count: number}>(`select count(*) as row_count, count(distinct hash(raw_${entity})) as distinct_count ${used}`);
    const repeated = row!.row_count - row!.distinct_count;
    if (repeated > 0) {
      found.push(note(counted(repeated, "row is identical to another and has no id; it is kept", "rows are identical to another and have no id; they are kept"), null, "Map the id, so that a row that was exported twice counts once."));
    }
  }
  if (entity === "subscriptions") {
    found.push(...(await priceNotes(db, used, note)));
    if (await leaversPaidNothing(db)) {
      found.push(note("subscriptions that ended have no MRR, so nobody who left ever paid: it is what is paid today", null, "Map what was paid: unit_amount with interval and quantity, or amount with term_months, in place of mrr or arr; or export the MRR by customer and month."));
    }
    const [setting] = await db.rows<{is_set: boolean}>("select coalesce(try_cast(getvariable('end_is_inclusive') as boolean), false) as is_set");
    if (!setting!.is_set && await endsAreInclusive(db)) {
      found.push(note("most subscriptions end the day before a whole number of months: their last day is not counted as paid", null, "Write `end_is_inclusive: true` under exports.subscriptions where it is."));
    }
  }
  if (entity === "mrr_snapshots") found.push(...(await monthNotes(db, used, note)));
  if (entity === "subscriptions" || entity === "invoices") {
    const end = entity === "subscriptions" ? "ended_on" : "period_end";
    const [row] = await db.rows<{row_count: number; end_count: number}>(`select count(*) as row_count, count(${end}) as end_count ${used}`);
    if (row!.row_count > 0 && row!.end_count === 0) {
      found.push(entity === "subscriptions"
        ? note("no subscription has an end, so nobody ever leaves: retention and survival of 100 % say nothing", null, "Map the column that says when a subscription ended: ended_on.")
        : note("no invoice has an end of its period, so none counts as revenue", null, "Map the column that says what period an invoice is for: period_end."));
    }
  }
  for (const one of found) await db.exec(`insert into ingest_notes values (${texts([entity, one.file])}, null, ${texts([one.column, one.message, one.value, one.fix])})`);
  return found;
}

/** Whether so many subscriptions end the day before a whole number of months, and so few at one, that their last day is paid. */
export async function endsAreInclusive(db: Database): Promise<boolean> {
  const [row] = await db.rows<{row_count: number; before_count: number}>(`
    select count(*) as row_count, count(*) filter (where day(ended_on + 1) = day(started_on)) as before_count
    from raw_subscriptions where ended_on > started_on and rowid not in (select row_key from row_exclusions where entity = 'subscriptions')`);
  return row!.before_count >= 5 && row!.before_count >= 0.8 * row!.row_count;
}

/** Whether MRR is that of today: 0 of what has ended, and not of what runs. An end may be still to come, and is over by the last start; where hardly any is, nobody began since, and every end counts. */
export async function leaversPaidNothing(db: Database): Promise<boolean> {
  const [row] = await db.rows<Record<"over_count" | "over_paid_count" | "ended_count" | "ended_paid_count" | "running_count" | "running_paid_count", number>>(`
    with subscriptions as (
      select ended_on, ended_on is null as is_running, coalesce(mrr, arr) > 0 as is_paid, max(started_on) over () as last_start from raw_subscriptions
      where coalesce(mrr, arr) is not null and not coalesce(is_trial, false) and rowid not in (select row_key from row_exclusions where entity = 'subscriptions')
    )
    select count(*) filter (where ended_on <= last_start) as over_count, count(*) filter (where ended_on <= last_start and is_paid) as over_paid_count,
      count(ended_on) as ended_count, count(ended_on) filter (where is_paid) as ended_paid_count,
      count(*) filter (where is_running) as running_count, count(*) filter (where is_running and is_paid) as running_paid_count
    from subscriptions`);
  const {over_count, over_paid_count, ended_count, ended_paid_count, running_count, running_paid_count} = row!;
  const [count, paid_count] = over_count >= WORTH_A_WORD ? [over_count, over_paid_count] : [ended_count, ended_paid_count];
  return count >= WORTH_A_WORD && paid_count <= 0.05 * count && running_paid_count * 2 > running_count;
}

/** Months between others of which no snapshot is: an account without a row in a month has no revenue in it. */
async function monthNotes(db: Database, used: string, note: (message: string, value: string | null, fix: string) => Problem): Promise<Problem[]> {
  const rows = await db.rows<{month: string}>(`
    with stated as (select distinct date_trunc('month', month) as month ${used})
    select strftime(month, '%Y-%m') as month from (select unnest(generate_series(min(month), max(month), interval 1 month)) as month from stated)
    anti join stated using (month) order by month`);
  if (rows.length === 0) return [];
  const message = counted(rows.length, "month between others has no snapshot: everybody counts as having left in it", "months between others have no snapshot: everybody counts as having left in them");
  return [note(message, rows.slice(0, 5).map(({month}) => month).join(", "), "Complete the export: it needs a row of every account that pays, each month.")];
}

/** From how many rows that share an id with others a word is due. */
const WORTH_A_WORD = 5;

/** Rows that were left out for an id that another has, though that was created on another day: ids of two systems that count from 1. */
async function collisionNotes(db: Database, entity: Entity, id: string, note: (message: string, value: string | null, fix: string) => Problem): Promise<Problem[]> {
  const {repeated_count, other_count, example} = await collisions(db, entity);
  if (other_count < WORTH_A_WORD || other_count * 2 <= repeated_count) return [];
  return [note(`${other_count.toLocaleString("en-US")} rows are left out for the ${id} of another that was created on another day`, example,
    `Where they are rows of another system or region, make its files a source of their own, with a name: \`- {source: …, files: […]}\` under exports.${entity}.`)];
}

/** Subscriptions that count nothing because no price per month can be told, by what they lack. */
async function priceNotes(db: Database, used: string, note: (message: string, value: string | null, fix: string) => Problem): Promise<Problem[]> {
  const rows = await db.rows<{lack: "term" | "interval" | "price"; word: string | null; row_count: number}>(`
    select lack, word, sum(row_count)::bigint as row_count from (
      select
        case when amount is not null then 'term' when unit_amount is not null then 'interval' else 'price' end as lack,
        case when lack = 'interval' then interval end as word, count(*) as row_count
      ${used}
      where not coalesce(is_trial, false) and mrr is null and arr is null
      and (amount is null or coalesce(term_months, 0) <= 0) and (amount is not null or unit_amount is null or interval is not null)
      group by all
    ) where lack <> 'interval' or interval_months(word) is null group by all order by row_count desc, word`);
  const of = (lack: string) => rows.filter((row) => row.lack === lack);
  const count = (lack: string) => of(lack).reduce((sum, {row_count}) => sum + row_count, 0);
  const words = of("interval").slice(0, 5).map(({word}) => quotedText(word!)).join(", ");
  return [
    ...(count("price") === 0 ? [] : [note(counted(count("price"), "subscription has no price and counts as nothing", "subscriptions have no price and count as nothing"), null, "Map the column of the price (mrr, arr, amount with term_months, or unit_amount), or complete the export.")]),
    ...(count("term") === 0 ? [] : [note(counted(count("term"), "subscription has an amount without the months that it is for, and counts as nothing", "subscriptions have an amount without the months that it is for, and count as nothing"), null, "Map term_months; an amount for one month is mrr, for one year arr.")]),
    ...(count("interval") === 0 ? [] : [note(counted(count("interval"), "subscription has a price for an interval that is not known, and counts as nothing", "subscriptions have a price for an interval that is not known, and count as nothing"), words, "Say what it means: `values: {interval: {word: month}}`, or week, quarter, year, `6 months`.")])
  ];
}

function counted(count: number, one: string, many: string): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? one : many}`;
}

function texts(values: readonly (string | null)[]): string {
  return values.map((value) => (value === null ? "null" : quotedText(value))).join(", ");
}
