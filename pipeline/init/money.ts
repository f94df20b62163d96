import {quotedIdentifier, quotedText, type Database} from "../database.ts";
import {CURRENCIES_BY_SIGN, CURRENCY_CODES} from "../ingest/currencies.ts";
import {formattedHeader, isInCents} from "../ingest/guess/headerKinds.ts";
import {fileRows} from "../ingest/select.ts";
import type {Entity} from "../schema/exports.ts";
import {hasColumn, isEmpty, type Draft, type SourceDraft} from "./draft.ts";
import {distinctValues, hasTable, rawColumn} from "./rawValues.ts";

const MONEY: readonly Entity[] = ["opportunities", "subscriptions", "mrr_snapshots", "invoices"];
/** Columns of money, whose headings and cells may name the currency. */
const AMOUNTS = ["amount", "mrr", "arr", "unit_amount"];
const ISO_CURRENCIES = new RegExp(`\\b(${CURRENCY_CODES.join("|")})\\b`, "i");
/** Signs of one currency alone. */
const SIGNS = Object.entries(CURRENCIES_BY_SIGN).flatMap(([sign, [currency, another]]): [sign: string, currency: string][] => (another === undefined ? [[sign, currency!]] : []));

/** Where a sign stands, for DuckDB and here: the dollar of `US$` is not that of `S$`. */
function standing(sign: string): string {
  return sign.endsWith("$") ? `(?:^|[^A-Za-z])${sign.slice(0, -1)}[$]` : sign;
}

/** `US Dollar`, `Euro` and `€` by their codes. */
const CURRENCY_NAMES = new Map([
  ...["en", "de", "fr", "es", "pt", "it", "nl"].flatMap((language) => {
    const names = new Intl.DisplayNames([language], {type: "currency"});
    return CURRENCY_CODES.map((code): [string, string] => [names.of(code)!.toLowerCase(), code]);
  }), ["$", "USD"], ...SIGNS.map(([sign, currency]): [string, string] => [sign.toLowerCase(), currency])
]);

/** `Euro`, `$ (USD)` and `US Dollars : $` by their codes; nothing for a code alone. */
function currencyCode(value: string): string | undefined {
  const name = value.toLowerCase().replace(/\s*[:(].*$/, "");
  return CURRENCY_NAMES.get(value.toLowerCase()) ?? (value.length > 3 ? ISO_CURRENCIES.exec(value)?.[1]?.toUpperCase() : undefined) ?? CURRENCY_NAMES.get(name) ?? CURRENCY_NAMES.get(name.replace(/s$/, ""));
}

/** In which currency amounts are, and in which unit of it. */
export async function settleMoney(db: Database, draft: Draft): Promise<boolean> {
  const results = [await settleCurrencyNames(db, draft), await settleCurrency(db, draft), await settleCents(db, draft)];
  return results.some(Boolean);
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
    .flatMap(({columns, presetColumns}) => AMOUNTS.flatMap((name) => columns[name] ?? presetColumns[name] ?? []))
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
    const header = AMOUNTS.map((name) => columns[name] ?? presetColumns[name]).find((found) => found !== undefined);
    const position = header === undefined ? -1 : table?.table.header.indexOf(header) ?? -1;
    if (table === undefined || position < 0) continue;
    const inHeader = SIGNS.find(([sign]) => new RegExp(standing(sign)).test(header!));
    if (inHeader !== undefined) return inHeader[1];
    const signs = [...SIGNS, ...CURRENCY_CODES.map((code) => [code, code] as const)];
    const [shares] = await db.rows<Record<string, boolean>>(`
      select ${signs.map(([sign], i) => `count(*) filter (where regexp_matches(cell, ${quotedText(standing(sign))})) * 2 > count(*) as s${i}`).join(", ")}
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

/** What is stated in cents is read as hundredths: its header says so, or the same amount is formatted beside it. */
async function settleCents(db: Database, draft: Draft): Promise<boolean> {
  let changed = false;
  for (const source of draft.sources.filter(({entity, preset, scale}) => MONEY.includes(entity) && preset === "none" && isEmpty(scale))) {
    const names: string[] = [];
    for (const name of AMOUNTS.filter((one) => source.columns[one] !== undefined)) {
      const header = source.columns[name]!;
      if (isInCents(header) || await isHundredfold(db, source, name, formattedHeader(header, source.unmapped))) names.push(name);
    }
    if (names.length === 0) continue;
    source.scale = Object.fromEntries(names.map((name) => [name, 0.01]));
    changed = true;
  }
  return changed;
}

/** Whether an amount is a hundred times what stands formatted beside it, as `total` and `total_formatted` of Lemon Squeezy's API. */
async function isHundredfold(db: Database, source: SourceDraft, name: string, formatted: string | undefined): Promise<boolean> {
  const column = formatted === undefined ? undefined : await rawColumn(db, source.entity, formatted);
  if (column === undefined) return false;
  const [row] = await db.rows<{is_hundredfold: boolean | null}>(`
    select count(*) filter (where amount = 100 * shown) * 10 >= count(*) * 9 as is_hundredfold
    from (select ${name} as amount, read_number(trim(${quotedIdentifier(column)}), false) as shown from raw_${source.entity}) where amount <> 0 and shown <> 0`);
  return row!.is_hundredfold === true;
}

/** Prices by the name of a programming interface that never have a fraction may be in cents, which nothing in the file tells. */
export async function sayWholePrices(db: Database, draft: Draft): Promise<void> {
  for (const {files, columns} of draft.sources.filter(({entity, preset, scale}) => entity === "subscriptions" && preset === "none" && isEmpty(scale))) {
    const header = columns["unit_amount"];
    if (header === undefined || !/^[a-z]+(?:[_.][a-z]+)*$/.test(header) || !(await hasTable(db, "raw_subscriptions"))) continue;
    const [row] = await db.rows<{price_count: number; are_whole: boolean | null}>(`
      select count(*)::integer as price_count, bool_and(unit_amount = floor(unit_amount) and unit_amount >= 100) as are_whole from raw_subscriptions where unit_amount <> 0`);
    const {price_count, are_whole} = row!;
    if (price_count < 3 || are_whole !== true) continue;
    draft.decisions.push({stops: false, what: `${files.join(", ")}: no ${header} is under 100 or has a fraction: where they are in cents, write \`scale: {unit_amount: 0.01}\``});
  }
}
