import {quotedIdentifier, type Database} from "../database.ts";
import {namesCompany, namesId} from "../ingest/guess/headerKinds.ts";
import {foldHeader} from "../ingest/recognise.ts";
import type {Entity} from "../schema/exports.ts";
import {hasColumn, type Draft} from "./draft.ts";
import {rawColumn} from "./rawValues.ts";

const REFERRING: readonly Entity[] = ["opportunities", "subscriptions", "mrr_snapshots", "invoices", "churn_events"];

/** Which column says whose a deal, a subscription, a snapshot or an invoice is: the values that the accounts have decide. */
export async function settleAccountReferences(db: Database, draft: Draft): Promise<boolean> {
  const results = [await settleSharedIds(db, draft), await settleReferences(db, draft), await settleJoins(db, draft), await settleNames(db, draft)];
  return results.some(Boolean);
}

/** An id that many customers share is not theirs: the code of an account in the books may be called so. */
async function settleSharedIds(db: Database, draft: Draft): Promise<boolean> {
  let changed = false;
  for (const source of draft.sources.filter(({entity, preset, columns}) => REFERRING.includes(entity) && preset === "none" && columns["account_id"] !== undefined && columns["account_name"] !== undefined)) {
    const [row] = await db.rows<{id_count: number; name_count: number}>(`select count(distinct account_id)::integer as id_count, count(distinct lower(trim(account_name)))::integer as name_count from raw_${source.entity} where account_id is not null`);
    const {id_count, name_count} = row!;
    if (name_count < 5 || id_count * 2 > name_count) continue;
    const {account_id, ...rest} = source.columns;
    source.columns = rest;
    draft.decisions.push({stops: false, what: `${source.files.join(", ")}: ${account_id} is not taken for the id of the account: ${name_count.toLocaleString("en-US")} names share ${id_count.toLocaleString("en-US")}`});
    changed = true;
  }
  return changed;
}

/** A column called customer may hold names or ids: what the accounts have decides. */
async function settleReferences(db: Database, draft: Draft): Promise<boolean> {
  if (!draft.sources.some(({entity}) => entity === "accounts")) return false;
  let changed = false;
  for (const source of draft.sources.filter(({entity, preset}) => REFERRING.includes(entity) && preset === "none")) {
    for (const [from, to] of [["account_name", "account_id"], ["account_id", "account_name"]] as const) {
      if (source.columns[from] === undefined || source.columns[to] !== undefined) continue;
      const own = from === "account_name" ? "lower(trim(refs.account_name))" : "refs.account_id";
      const match = async (expression: string, column: string) => (await db.rows<{n: number}>(
        `select count(*)::integer as n from (select distinct ${expression} as key from raw_${source.entity} as refs where ${own} is not null limit 100000)
        semi join (select ${column} as key from raw_accounts) using (key)`))[0]!.n;
      const asName = await match(`lower(trim(refs.${from}))`, "lower(trim(name))");
      const asId = await match(`refs.${from}`, "account_id");
      if (!(to === "account_id" ? asId > asName : asName > asId)) continue;
      source.columns = {...source.columns, [to]: source.columns[from]};
      delete source.columns[from];
      changed = true;
      break;
    }
  }
  return changed;
}

/** How many of the values of a column the accounts have in one of theirs, and how many of those that are found have the same name. */
async function joined(db: Database, entity: Entity, column: string, accountColumn: string): Promise<{n: number; found: number; named: number; same: number}> {
  const [row] = await db.rows<{n: number; found: number; named: number; same: number}>(`
    with refs as (select trim(${quotedIdentifier(column)}) as id, lower(trim(account_name)) as name from raw_${entity} where trim(${quotedIdentifier(column)}) <> ''),
    accounts as (select trim(${quotedIdentifier(accountColumn)}) as id, any_value(lower(trim(name))) as name from raw_accounts where trim(${quotedIdentifier(accountColumn)}) <> '' group by 1)
    select count(*)::integer as n, count(accounts.id)::integer as found, count(*) filter (where accounts.name is not null and refs.name is not null)::integer as named,
      count(*) filter (where accounts.name = refs.name)::integer as same from refs left join accounts using (id)`);
  return row!;
}

/** Deals and revenue that name no account by id, or by one that no account has, may have its id under another header: its values are those of the accounts. */
async function settleJoins(db: Database, draft: Draft): Promise<boolean> {
  const [accounts, ...others] = draft.sources.filter(({entity}) => entity === "accounts");
  if (accounts === undefined || others.length > 0) return false;
  const id = accounts.columns["account_id"] ?? accounts.presetColumns["account_id"];
  const isNameAlone = accounts.preset === "none" && id === accounts.columns["name"];
  for (const source of draft.sources.filter((one) => REFERRING.includes(one.entity) && one.presetColumns["account_id"] === undefined)) {
    if (source.columns["account_id"] !== undefined && (source.preset !== "none" || (await joined(db, source.entity, "account_id", "account_id")).found > 0)) continue;
    for (const header of source.unmapped.filter(namesId)) {
      const column = await rawColumn(db, source.entity, header);
      if (column === undefined) continue;
      const shared = accounts.unmapped.find((one) => one.toLowerCase() === header.toLowerCase());
      const ids = isNameAlone && shared !== undefined ? await rawColumn(db, "accounts", shared) : undefined;
      const {n, found, named, same} = await joined(db, source.entity, column, ids ?? "account_id");
      const isMeant = named > 0 ? same * 10 >= named * 9 : namesCompany(header) || shared !== undefined || header.toLowerCase() === id?.toLowerCase();
      if (found * 2 <= n || !isMeant) continue;
      source.columns = {...source.columns, account_id: header};
      if (ids !== undefined) accounts.columns = {...accounts.columns, account_id: shared!};
      draft.decisions.push({stops: false, what: `${source.files.join(", ")}: ${header} is taken for the id of the account: ${found.toLocaleString("en-US")} of ${n.toLocaleString("en-US")} rows find one by it`});
      return true;
    }
  }
  return false;
}

/** Deals and revenue that name no account by any header may have its name under one that says little, as NetSuite's `Name` of a transaction: its values are those of the accounts. */
async function settleNames(db: Database, draft: Draft): Promise<boolean> {
  const [accounts, ...others] = draft.sources.filter(({entity}) => entity === "accounts");
  if (accounts === undefined || others.length > 0) return false;
  const refer = draft.sources.filter(({entity}) => REFERRING.includes(entity));
  for (const source of refer.filter((one) => one.preset === "none" && ["account_id", "account_name", "account_domain"].every((name) => !hasColumn(one, name)))) {
    const isNeeded = refer.some((other) => other !== source && hasColumn(other, "account_name") && !hasColumn(other, "account_id"));
    // What was taken for the name of a deal may be that of its account.
    const {name: own, ...rest} = source.columns;
    for (const header of [...source.unmapped, ...(own === undefined ? [] : [own])]) {
      const column = header === own ? "name" : await rawColumn(db, source.entity, header);
      if (column === undefined) continue;
      const shared = accounts.preset === "none" && !isNeeded ? accounts.unmapped.find((one) => foldHeader(one) === foldHeader(header)) : undefined;
      const beside = shared === undefined ? undefined : await rawColumn(db, "accounts", shared);
      for (const name of ["name", ...(beside === undefined ? [] : [beside])]) {
        const [row] = await db.rows<{value_count: number; found_count: number}>(`
          with refs as (select distinct lower(trim(${quotedIdentifier(column)})) as value from raw_${source.entity} where trim(${quotedIdentifier(column)}) <> ''),
          accounts as (select distinct lower(trim(${quotedIdentifier(name)})) as value from raw_accounts)
          select count(*)::integer as value_count, count(accounts.value)::integer as found_count from refs left join accounts using (value)`);
        const {value_count, found_count} = row!;
        if (value_count < 2 || found_count * 10 < value_count * 9) continue;
        source.columns = {...(header === own ? rest : source.columns), account_name: header};
        if (name !== "name") accounts.columns = {...accounts.columns, name: shared!};
        draft.decisions.push({stops: false, what: `${source.files.join(", ")}: ${header} is taken for the name of the account: the accounts have ${found_count.toLocaleString("en-US")} of its ${value_count.toLocaleString("en-US")} values`});
        return true;
      }
    }
  }
  return false;
}
