import {quotedIdentifier, quotedText, type Database} from "../database.ts";
import type {RowRange} from "./exclusions.ts";
import {NOTICES, TOTALS} from "./footers.ts";
import type {ReadColumn} from "./select.ts";

// Rows that a report has beside those of its table: totals, notices, the header again, the names of groups.

/** Rows at the end of a file that may be totals and notices. */
const FOOTER_ROWS = 30;
/** A table with more columns is no list that somebody has summed up, and dear to look at. */
const WIDEST = 200;
const TOTAL = quotedText(`(?i)${TOTALS}`);

/**
 * Rows that are totals or notices below the data, by row_key: those whose first cell says so and, where one is among the last
 * rows, the rows of a single cell around it; of the last rows also those without an id whose account is a word for totals and no
 * account. They must go before anything else is said of them.
 */
export async function footerRows(db: Database, table: string, range: RowRange, unreadCells: string): Promise<number[]> {
  if (range.rowCount === 0 || range.columns.length === 0 || (range.footer.length === 0 && range.columns.length > WIDEST)) return [];
  const last = range.firstRow + range.rowCount - 1;
  const from = range.isGrouped ? range.firstRow : Math.max(range.firstRow, last - FOOTER_ROWS + 1);
  const cells = range.columns.map((name) => `${quotedIdentifier(name)}::varchar`).join(", ");
  const matches = [`(?i)${NOTICES}`, ...range.footer].map((pattern) => `regexp_matches(cell, ${quotedText(pattern)})`).join(" or ");
  const folded = (...names: readonly string[]) => `[${names.filter((name) => range.present.has(name)).map((name) => `lower(trim(${name}))`).join(", ")}]::varchar[]`;
  const owners = folded("account_id", "account_name", "account_domain");
  const rows = await db.rows<{row_key: number; is_known: boolean; cell_count: number; total: string | null}>(`
    select row_key, bool_or(coalesce(${matches}, false)) or (bool_or(coalesce(regexp_matches(trim(cell), ${TOTAL}), false)) and 2 * sum(cell_count) <= ${range.columns.length}) as is_known,
        sum(cell_count)::integer as cell_count, any_value(case when len(owners) = 1 and regexp_matches(owners[1], ${TOTAL}) then owners[1] end) as total
    from (
        select rowid as row_key, coalesce(${cells}) as cell, len(list_filter([${cells}], lambda one: one is not null)) as cell_count,
            if(len(list_distinct(${folded("opportunity_id", "subscription_id", "contact_id")})) = 0, list_distinct(${owners}), []) as owners
        from ${table} where rowid between ${from} and ${last}
        union all
        select row_key, cell, 1 as cell_count, [] as owners from ${unreadCells} where row_key between ${from} and ${last}
    ) group by row_key order by row_key desc`);
  const below = (isFooter: (row: typeof rows[number]) => boolean) => {
    const end = rows.findIndex((row) => !isFooter(row) && row.cell_count > 1);
    const last = end < 0 ? rows : rows.slice(0, end);
    return last.some(isFooter) ? last : [];
  };
  const known = rows.filter(({is_known}) => is_known);
  const candidates = below(({is_known, total}) => is_known || total !== null);
  const words = [...new Set(candidates.flatMap(({total}) => total ?? []))].map(quotedText).join(", ");
  const accounts = words === "" ? [] : await db.rows(`
    select 1 as found from ${table} where rowid between ${range.firstRow} and ${candidates.at(-1)!.row_key - 1} and list_has_any(${owners}, [${words}])
    union all select 1 from raw_accounts where list_has_any([lower(trim(account_id)), lower(trim(name))], [${words}]) limit 1`);
  const footers = accounts.length === 0 ? candidates : below(({is_known}) => is_known);
  return [...new Set([...footers, ...known])].map(({row_key}) => row_key).toSorted((a, b) => a - b);
}

/** Rows that are the header again, as in exports that were put one below the other: every column that is no text holds its own name, and so do the others. */
export async function repeatedHeaders(db: Database, table: string, range: RowRange, columns: readonly ReadColumn[], unreadCells: string): Promise<number[]> {
  const named = columns.filter(({positions}) => positions.length === 1);
  const isText = ({type}: ReadColumn) => type === "id" || type === "text" || type === "list";
  const typed = named.filter((column) => !isText(column));
  if (typed.length === 0) return [];
  const isOwnName = (cell: string, header: string) => `lower(trim(${cell})) = ${quotedText(header.trim().toLowerCase())}`;
  const candidates = await db.rows<{row_key: number}>(`
    select row_key from ${unreadCells} where row_key between ${range.firstRow} and ${range.firstRow + range.rowCount - 1}
    and (${typed.map(({key, header}) => `(key = ${key} and ${isOwnName("cell", header)})`).join(" or ")})
    group by row_key having count(*) = ${typed.length}`);
  if (candidates.length === 0) return [];
  const others = named.filter(isText).map(({name, header}) => isOwnName(quotedIdentifier(name), header));
  const rows = await db.rows<{row_key: number}>(`
    select rowid as row_key from ${table} where rowid in (${candidates.map(({row_key}) => row_key).join(", ")}) and ${["true", ...others].join(" and ")} order by rowid`);
  return rows.map(({row_key}) => row_key);
}

/** How many rows may stand between the groups of a table beside its header: totals of the one, the name of the next, empty rows. */
const BETWEEN_GROUPS = 5;

/**
 * Rows between the groups of a table that has its header above each, as monday.com writes one: of the rows above a header, and of the
 * last ones, those of a single cell, which name a group, and those with numbers alone, which sum it up.
 */
export async function groupRows(db: Database, table: string, range: RowRange, columns: readonly ReadColumn[], headers: readonly number[]): Promise<number[]> {
  const texts = columns.filter(({type}) => type === "id" || type === "text" || type === "list").map(({name}) => quotedIdentifier(name));
  // Of a table with fewer columns a row of a single cell may be a row like any other.
  if (headers.length === 0 || texts.length === 0 || range.columns.length < 4) return [];
  const end = range.firstRow + range.rowCount;
  const count = (names: readonly string[]) => `len(list_filter([${names.map((name) => `${name}::varchar`).join(", ")}]::varchar[], lambda one: one is not null))`;
  const rows = await db.rows<{row_key: number; is_between: boolean}>(`
    select rowid as row_key, ${count(range.columns.map(quotedIdentifier))} <= 1 or ${count(texts)} = 0 as is_between from ${table}
    where rowid between ${range.firstRow} and ${end - 1} and (${[...headers, end].map((row) => `rowid between ${row - BETWEEN_GROUPS} and ${row - 1}`).join(" or ")})`);
  const isBetween = new Map(rows.map(({row_key, is_between}) => [row_key, is_between]));
  return [...headers, end].flatMap((below) => {
    const above = [];
    for (let row = below - 1; isBetween.get(row) === true; row--) above.push(row);
    return above;
  });
}
