import {quotedIdentifier, quotedText, type Database} from "../database.ts";
import {CURRENCIES_BY_SIGN, CURRENCY_CODES} from "../ingest/currencies.ts";
import {isInCents} from "../ingest/guess.ts";
import {fileRows} from "../ingest/select.ts";
import type {Entity} from "../schema/exports.ts";
import {hasColumn, isEmpty, type Draft} from "./draft.ts";
import {distinctValues, hasTable} from "./rawValues.ts";

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
  const results = [await settleCurrencyNames(db, draft), await settleCurrency(db, draft), await settleCents(draft)];
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
