import {quotedIdentifier, type Database} from "../database.ts";
import type {Step} from "../models/model.ts";
import type {Entity} from "../schema/exports.ts";
import {KNOWN_WORDS} from "./knownWords.ts";
import {MOST_VALUES, nearDuplicates, nearReferences, type CountedValue, type NearDuplicate} from "./nearDuplicates.ts";
import {yamlValues} from "./yamlText.ts";

/** Columns whose values are words that many rows share. A city or a state is one of too many alike. */
const SHARED: Readonly<Partial<Record<Entity, readonly string[]>>> = {
  accounts: ["industry", "country", "ownership", "funding_stage", "business_model", "technologies"],
  opportunities: ["lead_source", "loss_reason", "competitor", "owner", "product", "pipeline"],
  subscriptions: ["plan"]
};
/** How many references without an account are compared with the names of accounts. */
const MOST_REFERENCES = 300;
const MOST_TARGETS = 10_000;

interface Found extends NearDuplicate {
  readonly export: string;
  readonly column: string;
  readonly header: string | null;
}

/** near_duplicate_values: values of a column that look like another one, and names of accounts that no account has but nearly. */
export const nearDuplicateValues: Step = {
  table: "near_duplicate_values",
  reads: ["stg_accounts", "stg_opportunities", "stg_subscriptions", "int_opportunity_rescues", "int_opportunities_missed"],
  async build(db) {
    const rows = [...await columnDuplicates(db), ...await referenceDuplicates(db)];
    await db.writeTable("near_duplicate_values", [
      column("export", "varchar", rows.map((row) => row.export)),
      column("column", "varchar", rows.map((row) => row.column)),
      column("header", "varchar", rows.map((row) => row.header)),
      column("value", "varchar", rows.map(({value}) => value)),
      column("row_count", "integer", rows.map(({count}) => count)),
      column("suggestion", "varchar", rows.map(({suggestion}) => suggestion)),
      column("suggestion_count", "integer", rows.map(({suggestion_count}) => suggestion_count)),
      column("kind", "varchar", rows.map(({kind}) => kind)),
      column("yaml", "varchar", rows.map((row) => (row.kind === "case" ? null : `exports.${row.export}.${yamlValues(row.column, row.value, row.suggestion)}`)))
    ]);
  }
};

async function columnDuplicates(db: Database): Promise<Found[]> {
  const columns = await db.rows<{entity: Entity; column_name: string; header: string | null; type: string}>(`
    select entity, column_name, header, type from config_columns
    where is_present and (is_attribute and type = 'text' or not is_attribute)
    order by entity, header, column_name`);
  const shared = columns.filter(({entity, column_name, type}) => SHARED[entity]?.includes(column_name) || (type === "text" && !(column_name in CANONICAL_TEXT)));
  const found: Found[] = [];
  for (const entity of new Set(shared.map((column) => column.entity))) {
    const own = shared.filter((column) => column.entity === entity);
    const counts = await valueCounts(db, entity, own);
    own.forEach(({column_name, header}, i) => {
      for (const pair of nearDuplicates(counts[i] ?? [], KNOWN_WORDS[column_name])) found.push({...pair, export: entity, column: column_name, header});
    });
  }
  return found;
}

/** Rows that are enough to know a column of names from one of words. */
const FIRST_ROWS = 50_000;

/** How many columns are counted in one pass: each takes more than a megabyte to count its values apart, and where several are grouped by, each group has all of them. */
const AT_ONCE = 100;

/** How often each value of each column occurs; null of a column with more values than are compared. */
async function valueCounts(db: Database, entity: Entity, columns: readonly {column_name: string; type: string}[]): Promise<(CountedValue[] | null)[]> {
  const names = columns.map(({column_name}) => quotedIdentifier(column_name));
  const distinct: number[] = [];
  for (let from = 0; from < names.length; from += AT_ONCE) {
    const [counted] = (await db.columns(`
      select [${names.slice(from, from + AT_ONCE).map((name) => `count(distinct ${name})::integer`).join(", ")}] from (select * from stg_${entity} limit ${FIRST_ROWS})`))[0]!.values as number[][];
    distinct.push(...counted!);
  }
  const few = columns.flatMap(({type}, i) => (type === "list" || distinct[i]! <= MOST_VALUES ? [i] : []));
  const plain = few.filter((i) => columns[i]!.type !== "list");
  const counts = columns.map((_, i): CountedValue[] | null => (few.includes(i) ? [] : null));
  for (let from = 0; from < plain.length; from += AT_ONCE) {
    const own = plain.slice(from, from + AT_ONCE);
    const grouped = own.map((i) => names[i]);
    const [places, values, uses] = (await db.columns(`
      select place, value, row_count from (
          select place, value, row_count, row_number() over (partition by place order by row_count desc, value) as rank from (
              select coalesce(${grouped.map((name, j) => `if(grouping(${name}) = 0, ${j}, null)`).join(", ")}) as place, coalesce(${grouped.join(", ")}) as value, count(*)::integer as row_count
              from stg_${entity} group by grouping sets (${grouped.map((name) => `(${name})`).join(", ")})
          ) where value is not null and trim(value) <> ''
      ) where rank <= ${MOST_VALUES + 1} order by place, rank`)).map((column) => column.values);
    places!.forEach((place, j) => counts[own[place as number]!]?.push({value: (values![j] as string).trim(), count: uses![j] as number}));
  }
  for (const i of few.filter((one) => columns[one]!.type === "list")) {
    counts[i] = await db.rows<CountedValue & Record<string, never>>(`
      select trim(cell) as value, sum(row_count)::integer as count
      from (select unnest(string_split(list, ';')) as cell, row_count from (select ${names[i]} as list, count(*) as row_count from stg_${entity} group by ${names[i]}))
      where trim(cell) <> '' group by trim(cell) order by count desc, value limit ${MOST_VALUES + 1}`);
  }
  return counts;
}

/** Canonical columns of text that name one thing each, or are explained value by value. */
const CANONICAL_TEXT: Readonly<Record<string, true>> = {
  account_id: true, parent_account_id: true, master_account_id: true, opportunity_id: true, subscription_id: true, contact_id: true, source_account_id: true,
  account_name: true, account_domain: true, name: true, domain: true, stage: true, deal_type: true, currency: true, title: true, department: true,
  seniority: true, role: true, reason: true, interval: true, source: true, state: true, city: true
};

/** Deals that name an account by a name that no account has, and one has nearly: GTXPro for GTX Pro. */
async function referenceDuplicates(db: Database): Promise<Found[]> {
  const [deals] = await db.rows<{has_name: boolean; header: string | null; id_header: string | null}>(`
    select coalesce(bool_or(is_present) filter (where column_name = 'account_name'), false) as has_name,
      any_value(header) filter (where column_name = 'account_name') as header, any_value(header) filter (where column_name = 'account_id') as id_header
    from config_columns where entity = 'opportunities'`);
  const referring = deals!.has_name ? "account_name" : "account_id";
  const missing = await db.rows<CountedValue & Record<string, never>>(`
    select refs.${quotedIdentifier(referring)} as value, count(*)::integer as count
    from int_opportunity_rescues as rescues
    inner join int_opportunities_missed as refs using (row_key)
    where rescues.account_key is null and refs.${quotedIdentifier(referring)} is not null
    group by refs.${quotedIdentifier(referring)} order by 2 desc, 1 limit ${MOST_REFERENCES}`);
  if (missing.length === 0) return [];
  const target = referring === "account_name" ? "name" : "account_id";
  const accounts = await db.rows<CountedValue & Record<string, never>>(`
    select ${target} as value, count(*)::integer as count from stg_accounts where ${target} is not null and length(${target}) between 3 and 60
    group by ${target} order by 1 limit ${MOST_TARGETS}`);
  return nearReferences(missing, accounts).map((pair) => ({...pair, export: "opportunities", column: referring, header: deals!.has_name ? deals!.header : deals!.id_header}));
}

function column(name: string, type: string, values: readonly unknown[]): {name: string; type: string; values: readonly unknown[]} {
  return {name, type, values};
}
