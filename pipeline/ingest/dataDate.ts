import {quotedText, type Database} from "../database.ts";
import type {Problem} from "../problems.ts";
import type {Entity} from "../schema/exports.ts";
import type {Locate} from "../workspace/read.ts";
import {EVENT_DATES} from "./exclusions.ts";
import {linesOfRows} from "./rowScan.ts";
import type {EntityPlan} from "./plan.ts";

/** Stands for the data date where no export has one: nothing depends on it then, and nobody is shown it. */
export const NO_DATE = "1970-01-01";

/** `data to 2025-12-31`, or that no export has a date. */
export function dataTo(asOf: string): string {
  return asOf === NO_DATE ? "without dates" : `data to ${asOf}`;
}

/**
 * Writes into raw_files the latest day on which something happened in each file, and returns the latest of all: created,
 * modified, changed or started, and the closing of a decided deal; never an open deal's close date or an end date.
 * Needs the deals' outcomes in `ingest_deals`. Null where no export has a date.
 */
export async function dataDate(db: Database): Promise<string | null> {
  const files = await db.rows<{entity: Entity; first_row: number; row_count: number}>("select entity, first_row, row_count from raw_files where row_count > 0");
  for (const {entity, first_row, row_count} of files) {
    const dates = EVENT_DATES[entity];
    if (dates.length === 0) continue;
    const days = dates.map((name) => `max(${dayOf(name)})::date`);
    if (entity === "opportunities") {
      days.push(`(select max(latest_close) from ingest_deals where first_row = ${first_row} and outcome in ('won', 'lost'))`);
    }
    await db.exec(`update raw_files set latest_date = (
        select greatest(${days.join(", ")}) from raw_${entity} where rowid between ${first_row} and ${first_row + row_count - 1}
      ) where entity = ${quotedText(entity)} and first_row = ${first_row} and row_count > 0`);
  }
  const [row] = await db.rows<{latest: string | null}>("select max(latest_date) as latest from raw_files");
  return row!.latest;
}

// A snapshot of a month is taken on its last day.
function dayOf(name: string): string {
  return name === "month" ? "last_day(month)" : name;
}

/** Days without an event after which a data date that is written is more likely a slip than a quiet season. */
const MOST_QUIET_DAYS = 183;

/** A warning where `as_of` is long after all that happened: open deals age, and customers stay, until then. */
export function quietUntil(asOf: string, latest: string, locate: Locate): Problem[] {
  const days = Math.round((Date.parse(asOf) - Date.parse(latest)) / 86_400_000);
  if (!(days > MOST_QUIET_DAYS)) return [];
  return [{
    ...locate(["as_of"]), column: "as_of", value: asOf,
    message: `is ${days.toLocaleString("en-US")} days after the last that the exports tell of, ${latest}: open deals count as waiting and customers as staying until then`,
    fix: `Write the day that the exports reach to, such as as_of: ${latest}, or export again.`
  }];
}

/** A warning where one row alone has the data date, all others being over a year older: most likely its year is mistyped. */
export async function isolatedDate(db: Database, plans: readonly EntityPlan[], latest: string): Promise<Problem[]> {
  const events = plans.flatMap(({entity}) => EVENT_DATES[entity].map((name) =>
    `select '${entity}' as entity, '${name}' as name, rowid as row_key, ${dayOf(name)}::date as day from raw_${entity}`));
  const closings = `
    select 'opportunities' as entity, 'closed_on' as name, deals.rowid as row_key, closed_on as day from raw_opportunities as deals
    semi join (select * from ingest_deals where outcome in ('won', 'lost')) as decided
      on deals.stage is not distinct from decided.stage and deals.is_won is not distinct from decided.is_won
      and deals.is_closed is not distinct from decided.is_closed and deals.loss_reason is not distinct from decided.loss_reason
    where deals.rowid not in (select row_key from row_exclusions where entity = 'opportunities')`;
  const late = (dates: readonly string[], first: string) => db.rows<{entity: Entity; name: string; row_key: number}>(
    `select entity, name, row_key from (${dates.join(" union all ")}) where day >= date ${quotedText(latest)} - 366 ${first}`);
  // A row has at most two such dates beside its closing: of almost every export the first rows that are looked at have three.
  if (events.length > 0 && (await late(events, "limit 3")).length === 3) return [];
  const dates = [...events, closings];
  const [first, ...more] = await late(dates, "order by day desc limit 4");
  if (first === undefined || more.some(({entity, row_key}) => entity !== first.entity || row_key !== first.row_key)) return [];
  const [others] = await db.rows<{day: string | null}>(
    `select max(day) as day from (${dates.join(" union all ")}) where entity <> ${quotedText(first.entity)} or row_key <> ${first.row_key}`);
  if (others!.day === null) return [];
  const [place] = await db.rows<{file: string; first_row: number; row_count: number}>(`
    select file, first_row, row_count from raw_files
    where entity = ${quotedText(first.entity)} and ${first.row_key} between first_row and first_row + row_count - 1`);
  const {file, header} = plans.find(({entity}) => entity === first.entity)!.files.find((one) => one.file.file === place!.file)!;
  const [line] = await linesOfRows(file, [first.row_key - place!.first_row], place!.row_count);
  return [{
    file: file.file, line: line ?? null, column: header.mapped.find(({name}) => name === first.name)!.header,
    message: `is over a year later than all that happened in other rows (to ${others!.day}), and everything is counted up to it`, value: latest,
    fix: `Correct the cell, or write the day that the exports reach to: \`as_of: ${others!.day}\`.`
  }];
}

/**
 * A warning where the data date is the start of what invoices bill ahead: later than all that happened elsewhere, and on it fewer than half as many
 * invoices run as on a day of the year before. Whoever is billed by the month and later then counts as having left.
 */
export async function billedAhead(db: Database, latest: string): Promise<Problem[]> {
  const files = await db.rows<{entity: Entity; file: string; is_latest: boolean}>(`select entity, file, latest_date = date ${quotedText(latest)} as is_latest from raw_files where latest_date is not null`);
  if (files.some(({entity, is_latest}) => is_latest && entity !== "invoices")) return [];
  const [row] = await db.rows<{last_day: string | null; most: number; now: number}>(`
    with invoices as (
      select period_start, period_after(period_start, period_end) as ended_on from raw_invoices
      where period_end >= period_start and rowid not in (select row_key from row_exclusions where entity = 'invoices')
    ),
    steps as (
      select day, sum(step) as step from (select period_start as day, 1 as step from invoices union all select ended_on as day, -1 as step from invoices) group by day
    ),
    running as (select day, lead(day) over (order by day) - 1 as last_day, sum(step) over (order by day)::integer as running from steps),
    year as (select * from running where day <= date ${quotedText(latest)} and last_day >= date ${quotedText(latest)} - 366)
    select max(last_day) filter (where 2 * running >= (select max(running) from year))::varchar as last_day, max(running) as most, arg_max(running, day) as now from year`);
  const {last_day, most, now} = row!;
  if (last_day === null || last_day >= latest) return [];
  return [{
    file: files.filter(({is_latest}) => is_latest).map(({file}) => file).join(", "), line: null, column: null,
    message: `of up to ${most.toLocaleString("en-US")} invoices that ran on one day only ${now.toLocaleString("en-US")} run on the day to which everything is counted: who is not billed that far ahead counts as having left`,
    value: latest, fix: `Write the day that the exports reach to, such as \`as_of: ${last_day}\`.`
  }];
}
