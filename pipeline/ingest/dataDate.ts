import {quotedText, type Database} from "../database.ts";
import type {Entity} from "../schema/exports.ts";
import {EVENT_DATES} from "./exclusions.ts";

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
    // A snapshot of a month is taken on its last day.
    const days = dates.map((name) => `max(${name === "month" ? "last_day(month)" : name})::date`);
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
