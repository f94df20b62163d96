import {quotedIdentifier, quotedText, type Database} from "../database.ts";
import {dateReadings} from "../ingest/dates.ts";
import {deletionHeaders, isAssumedClose, isInCents, namesCompany, namesId} from "../ingest/guess.ts";
import {CURRENCIES_BY_SIGN, CURRENCY_CODES} from "../ingest/currencies.ts";
import {PRIMARY_IDS} from "../ingest/exclusions.ts";
import {ingest, type IngestResult} from "../ingest/ingest.ts";
import {OUTCOMES_SETTING} from "../ingest/meanings.ts";
import {foldHeader} from "../ingest/recognise.ts";
import {fileRows} from "../ingest/select.ts";
import {ProblemsError, type Problem} from "../problems.ts";
import {EXPORTS, type Column, type Entity} from "../schema/exports.ts";
import {Workspace} from "../workspace/fitproof.ts";
import type {Preset, Presets} from "../workspace/presets.ts";
import type {LoadedWorkspace} from "../workspace/read.ts";
import {DEFAULT_NULLS} from "../workspace/sources.ts";
import {settleCompanies} from "./companies.ts";
import {settleDeals} from "./deals.ts";
import {draftObject, hasColumn, isEmpty, type Draft} from "./draft.ts";
import {settleInvoices} from "./invoices.ts";
import {distinctValues, hasTable, rawColumn} from "./rawValues.ts";
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
    const changed = [await settleDates(draft, attempt.stopping), await settleValues(attempt.db, draft, await context.presets.all())].some(Boolean);
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
async function settleDates(draft: Draft, stopping: readonly Problem[]): Promise<boolean> {
  let changed = false;
  for (const problem of stopping.filter(({message}) => message.includes("nothing in the file decides"))) {
    const source = draft.sources.find(({files, dateFormat}) => dateFormat === null && files.some((file) => problem.file.endsWith(file.replace(/^(\.\.\/)+/, ""))));
    if (source === undefined) continue;
    source.dateFormat = "mdy";
    changed = true;
    draft.decisions.push({stops: false, what: `${problem.file}: ${problem.column}: dates such as ${problem.value} fit M/D/YYYY and D/M/YYYY; they are read as M/D/YYYY: write \`date_format: dmy\` where they are not` });
  }
  return changed;
}

async function settleValues(db: Database, draft: Draft, presets: readonly Preset[]): Promise<boolean> {
  // What words a column has is asked only of those that are what they were taken for.
  if (await settleMisfits(db, draft) || await settleIds(db, draft)) return true;
  const results = [
    await settleCopies(db, draft), await settleDeleted(db, draft), await settleCompanies(db, draft), await settleDeals(db, draft, presets), await settleNulls(db, draft), await settleScale(db, draft), await settleSharedIds(db, draft), await settleReferences(db, draft), await settleJoins(db, draft), await settleNames(db, draft), await settleCurrencyNames(db, draft), await settleCurrency(db, draft),
    await settleCents(draft), await settleSubscriptions(db, draft, presets), await settleInvoices(db, draft)
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

/** What was deleted on a day is left out, as what a flag says is deleted: databases keep it. */
async function settleDeleted(db: Database, draft: Draft): Promise<boolean> {
  let changed = false;
  for (const source of draft.sources) {
    for (const header of deletionHeaders(source.unmapped).filter((one) => source.exclude.every(({column}) => column !== one))) {
      const column = await rawColumn(db, source.entity, header);
      if (column === undefined) continue;
      // Zeros, 0000-00-00, are no day.
      const [row] = await db.rows<{deleted_count: number; row_count: number}>(`
        select count(*) filter (where regexp_matches(${quotedIdentifier(column)}, ${quotedText(A_DAY)}))::integer as deleted_count, count(*)::integer as row_count from raw_${source.entity}`);
      const {deleted_count, row_count} = row!;
      if (deleted_count === 0 || deleted_count === row_count) continue;
      source.exclude.push({column: header, matches: A_DAY, reason: "deleted"});
      draft.decisions.push({stops: false, what: `${source.files.join(", ")}: ${deleted_count.toLocaleString("en-US")} of ${row_count.toLocaleString("en-US")} rows have a day in ${header} and are left out (\`exclude\`)`});
      changed = true;
    }
  }
  return changed;
}

const A_DAY = "[1-9]";

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

const REFERRING: readonly Entity[] = ["opportunities", "subscriptions", "mrr_snapshots", "invoices", "churn_events"];

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

/** What is stated in cents is read as hundredths. */
async function settleCents(draft: Draft): Promise<boolean> {
  let changed = false;
  for (const source of draft.sources.filter(({entity, preset, scale}) => MONEY.includes(entity) && preset === "none" && isEmpty(scale))) {
    const names = ["mrr", "arr", "amount", "unit_amount"].filter((name) => isInCents(source.columns[name] ?? ""));
    if (names.length === 0) continue;
    source.scale = Object.fromEntries(names.map((name) => [name, 0.01]));
    changed = true;
  }
  return changed;
}

const REVENUE: readonly Entity[] = ["subscriptions", "mrr_snapshots", "invoices"];
const MONEY: readonly Entity[] = ["opportunities", "subscriptions", "mrr_snapshots", "invoices"];
const ISO_CURRENCIES = new RegExp(`\\b(${CURRENCY_CODES.join("|")})\\b`, "i");
/** Signs of one currency alone, but for dollars. */
const SIGNS = Object.entries(CURRENCIES_BY_SIGN).flatMap(([sign, [currency, another]]): [sign: string, currency: string][] => (another === undefined && !sign.endsWith("$") ? [[sign, currency!]] : []));

/** `US Dollar`, `Euro` and `€` by their codes. */
const CURRENCY_NAMES = new Map([
  ...["en", "de", "fr", "es", "pt", "it", "nl"].flatMap((language) => {
    const names = new Intl.DisplayNames([language], {type: "currency"});
    return CURRENCY_CODES.map((code): [string, string] => [names.of(code)!.toLowerCase(), code]);
  }), ["us$", "USD"], ["$", "USD"], ...SIGNS
]);

/** `Euro`, `$ (USD)` and `US Dollars : $` by their codes; nothing for a code alone. */
function currencyCode(value: string): string | undefined {
  const name = value.toLowerCase().replace(/\s*[:(].*$/, "");
  return CURRENCY_NAMES.get(value.toLowerCase()) ?? (value.length > 3 ? ISO_CURRENCIES.exec(value)?.[1]?.toUpperCase() : undefined) ?? CURRENCY_NAMES.get(name) ?? CURRENCY_NAMES.get(name.replace(/s$/, ""));
}

/** A currency that is named in full is read by its code. */
async function settleCurrencyNames(db: Database, draft: Draft): Promise<boolean> {
  let changed = false;
  for (const source of draft.sources.filter((one) => MONEY.includes(one.entity) && hasColumn(one, "currency") && one.values["currency"] === undefined)) {
    const values = await distinctValues(db, source.entity, "currency");
    if (values.length === 1 && !/[\p{L}\p{Sc}]/u.test(values[0]!.value)) {
      // A key of the CRM's own: `-99` is SugarCRM's for the currency of the company.
      source.values = {...source.values, currency: {[values[0]!.value]: draft.currency}};
      draft.decisions.push({stops: false, what: `${source.files.join(", ")}: the currency of every row is ${values[0]!.value}, which is taken for ${draft.currency}: correct both currency and \`values\` where it is another`});
      changed = true;
      continue;
    }
    const named = values.flatMap(({value}) => {
      const code = currencyCode(value);
      return code === undefined ? [] : [[value, code]];
    });
    if (named.length === 0) continue;
    source.values = {...source.values, currency: Object.fromEntries(named)};
    changed = true;
  }
  return changed;
}

/** The commonest currency of the amounts, or one that the heading of an amount names. */
async function settleCurrency(db: Database, draft: Draft): Promise<boolean> {
  const counts = new Map<string, number>();
  for (const entity of MONEY) {
    if (!draft.sources.some((source) => source.entity === entity && hasColumn(source, "currency"))) continue;
    const rows = await db.rows<{currency: string; n: number}>(
      `select upper(trim(currency)) as currency, count(*)::integer as n from raw_${entity} where currency is not null group by 1 order by n desc, 1`);
    for (const {currency, n} of rows) if (/^[A-Z]{3}$/.test(currency)) counts.set(currency, (counts.get(currency) ?? 0) + n);
  }
  const base = await ratesTo(db, draft, [...counts.keys()]);
  const [commonest] = base === undefined ? [...counts].toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)) : [[base] as const];
  const header = draft.sources.filter(({entity}) => MONEY.includes(entity))
    .flatMap(({columns, presetColumns}) => ["amount", "mrr", "arr"].flatMap((name) => columns[name] ?? presetColumns[name] ?? []))
    .map((text) => ISO_CURRENCIES.exec(text.replace(/_/g, " "))?.[1]?.toUpperCase()).find((found) => found !== undefined);
  const named = commonest?.[0] ?? header ?? await currencyBeside(db) ?? await currencySign(db, draft);
  draft.isCurrencyKnown = named !== undefined;
  const currency = named ?? draft.currency;
  if (currency === draft.currency) return false;
  draft.currency = currency;
  return true;
}

/** The currency that the rates convert to: the one whose rate is 1, else the only one of the amounts that has none. */
async function ratesTo(db: Database, {exchangeRates}: Draft, currencies: readonly string[]): Promise<string | undefined> {
  if (exchangeRates === null || !(await hasTable(db, "exchange_rates"))) return undefined;
  const rates = await db.rows<{currency: string; is_one: boolean}>("select upper(trim(currency)) as currency, bool_and(rate = 1) as is_one from exchange_rates group by 1 order by 1");
  const ones = rates.filter(({is_one}) => is_one).map(({currency}) => currency);
  const lacking = currencies.filter((currency) => /^[A-Z]{3}$/.test(currency) && !rates.some((rate) => rate.currency === currency));
  const [found, another] = ones.length > 0 ? ones : lacking;
  return another === undefined ? found : undefined;
}

/** The currency whose sign stands in the heading of the amounts, or beside most of those that the first rows have. */
async function currencySign(db: Database, {sources, tables}: Draft): Promise<string | undefined> {
  for (const {entity, columns, presetColumns, preset} of sources.filter((source) => MONEY.includes(source.entity))) {
    const [table] = tables.groups.find((group) => group.entity === entity && group.preset === preset)?.tables ?? [];
    const header = ["amount", "mrr", "arr"].map((name) => columns[name] ?? presetColumns[name]).find((found) => found !== undefined);
    const position = header === undefined ? -1 : table?.table.header.indexOf(header) ?? -1;
    if (table === undefined || position < 0) continue;
    const inHeader = SIGNS.find(([sign]) => header!.includes(sign));
    if (inHeader !== undefined) return inHeader[1];
    const signs = [...SIGNS, ...CURRENCY_CODES.map((code) => [code, code] as const)];
    const [shares] = await db.rows<Record<string, boolean>>(`
      select ${signs.map(([sign], i) => `count(*) filter (where contains(cell, ${quotedText(sign)})) * 2 > count(*) as s${i}`).join(", ")}
      from (select c${position} as cell from ${fileRows(table.table, "sample")} where trim(c${position}) <> '' limit 1000)`);
    const beside = signs.find((_, i) => shares![`s${i}`]);
    if (beside !== undefined) return beside[1];
  }
  return undefined;
}

/** The one currency of the deals, where their amounts are converted and it is not theirs: a company with one has converted nothing. */
async function currencyBeside(db: Database): Promise<string | undefined> {
  const columns = (await db.rows<{column_name: string}>("describe raw_opportunities")).map(({column_name}) => column_name);
  const beside = columns.find((name) => /^currency_\d$|^(?:currency code|deal_currency_code|währung|devise|moneda|moeda)$/i.test(name));
  if (beside === undefined) return undefined;
  const rows = await db.rows<{currency: string}>(`select distinct upper(trim(${quotedIdentifier(beside)})) as currency from raw_opportunities where trim(${quotedIdentifier(beside)}) <> '' limit 2`);
  return rows.length === 1 && /^[A-Z]{3}$/.test(rows[0]!.currency) ? rows[0]!.currency : undefined;
}

/** What still stops a run, in words. */
async function describeRest({stopping, db, read}: Settled, draft: Draft): Promise<void> {
  if (!draft.sources.some(({entity}) => REVENUE.includes(entity))) {
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
