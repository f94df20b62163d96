import {quotedIdentifier, quotedText, type Database} from "../database.ts";
import {endsAreInclusive, leaversPaidNothing} from "../ingest/notes.ts";
import {endHeaders, intervalHeaders, isBareSubscription, kindOfChargeHeaders, statusHeaders} from "../ingest/guess/headerKinds.ts";
import {MONEY, priceColumns} from "../ingest/guess/prices.ts";
import {foldHeader} from "../ingest/recognise.ts";
import type {Preset} from "../workspace/presets.ts";
import {hasColumn, isEmpty, type Draft, type SourceDraft} from "./draft.ts";
import {inCents} from "./invoices.ts";
import {leaveOut} from "./leftOut.ts";
import {distinctValues, instants, rawColumn} from "./rawValues.ts";

/** What the values of subscriptions tell: which columns say when they end, how often they are paid, and which are trials. */
export async function settleSubscriptions(db: Database, draft: Draft, presets: readonly Preset[]): Promise<boolean> {
  const results = [
    await settleOneTime(db, draft), await settleUnbegun(db, draft), await settlePrices(db, draft, presets), await settleSmallestUnits(db, draft), await settleIntervals(db, draft), await settleTerms(db, draft), await settleEndings(db, draft) || await settleTerminations(db, draft), await settleTrials(db, draft), await settleSubscriptionIds(db, draft), await settleEnds(db, draft), settleOtherMoney(draft)
  ];
  return results.some(Boolean);
}

/** What is 0 of all that ended is paid today: before, the price was. */
async function settlePrices(db: Database, draft: Draft, presets: readonly Preset[]): Promise<boolean> {
  const [source, ...others] = draft.sources.filter(({entity}) => entity === "subscriptions");
  if (source === undefined || others.length > 0 || !(await leaversPaidNothing(db))) return false;
  const prices = priceColumns(source.unmapped);
  if (isEmpty(prices)) return false;
  const {mrr, arr, ...rest} = {...source.presetColumns, ...source.columns};
  // What a preset maps cannot be left out beside it.
  source.values = {...presets.find(({name}) => name === source.preset)?.entities.subscriptions?.values, ...source.values};
  source.preset = "none";
  source.presetColumns = {};
  source.columns = {...rest, ...prices};
  // A header that is a name of ours means it unless it is mapped to something else.
  source.attributes = {...source.attributes, ...Object.fromEntries(Object.entries({mrr, arr}).filter(([, header]) => header !== undefined).map(([name, header]) => [`${name}_today`, header!]))};
  draft.decisions.push({stops: false, what: `${source.files.join(", ")}: ${mrr ?? arr} is 0 of subscriptions that ended, so it is what is paid today; ${prices["unit_amount"] ?? prices["amount"]} is taken for what was paid before`});
  return true;
}

/** A header that is a name of ours means it unless it is mapped to something else: not so an amount that another column has in its place, or the quantity that is in it. */
function settleOtherMoney(draft: Draft): boolean {
  let changed = false;
  for (const source of guessed(draft)) {
    const isMapped = new Set([...Object.values(source.columns), ...Object.values(source.attributes)]);
    for (const name of MONEY.flat().filter((one) => source.columns[one] === undefined)) {
      const header = source.unmapped.find((one) => foldHeader(one) === name);
      if (header === undefined || isMapped.has(header)) continue;
      source.attributes = {...source.attributes, [`${name}_stated`]: header};
      changed = true;
    }
  }
  return changed;
}

const ONE_TIME = /^one[ _-]?(?:time|off)\b|^(?:once|non[ _-]?recurring|set-?up(?: fees?)?|einmal\p{L}*|eenmalig|una tantum|ponctuel(?:le)?|pago único|único|unique)$/iu;
/** Chargebee's items are plans, addons and charges. */
const CHARGE = /^charges?$/i;
const NO = /^(?:false|no|n|0|nein|non)$/i;

/** What is paid once stands in lists of what customers have beside what recurs: it is no MRR. */
async function settleOneTime(db: Database, draft: Draft): Promise<boolean> {
  let changed = false;
  for (const source of draft.sources.filter(({entity}) => entity === "subscriptions")) {
    const headers = kindOfChargeHeaders(source.unmapped);
    changed = await leaveOut(db, draft, source, {headers, isOut: ({value}, header) => (/recurring$/i.test(header) ? NO : ONE_TIME).test(value) || (/\bitem\b/i.test(header.replace(/_/g, " ")) && CHARGE.test(value)), reason: "paid once"}) || changed;
  }
  return changed;
}

const UNBEGUN = /^(?:draft|void(?:ed)?|deleted|incomplete(?:[ _]expired)?|entwurf|brouillon|borrador|bozza|rascunho)$/i;

/** A draft has a start and a price too, and nobody pays it. */
async function settleUnbegun(db: Database, draft: Draft): Promise<boolean> {
  let changed = false;
  for (const source of guessed(draft)) {
    changed = await leaveOut(db, draft, source, {headers: statusHeaders(source.unmapped), isOut: ({value}) => UNBEGUN.test(value), reason: "never begun"}) || changed;
  }
  return changed;
}

function guessed({sources}: Draft): SourceDraft[] {
  return sources.filter(({entity, preset}) => entity === "subscriptions" && preset === "none");
}

/** A column called subscription may say which, or what kind: only one that hardly repeats is an id. */
async function settleSubscriptionIds(db: Database, draft: Draft): Promise<boolean> {
  let changed = false;
  for (const source of guessed(draft).filter(({columns}) => isBareSubscription(columns["subscription_id"] ?? ""))) {
    const [row] = await db.rows<{row_count: number; id_count: number}>("select count(subscription_id)::integer as row_count, count(distinct subscription_id)::integer as id_count from raw_subscriptions");
    if (row!.id_count * 3 >= row!.row_count) continue;
    const {subscription_id: header, ...rest} = source.columns;
    source.columns = rest["plan"] === undefined ? {...rest, plan: header!} : rest;
    changed = true;
  }
  return changed;
}

/** What the APIs of Stripe and Paddle call the price of a plan, of a subscription or of each of its items: their own exports have other names. */
const SMALLEST_UNITS = /(?:^|\.)(?:plan\.amount|price\.unit_amount|unit_price\.amount)$/;

/** The same names in a table of their objects, by Sigma or a connector: others call a price so too. */
const API_PRICES = /^(?:(?:plan|price)_)?(?:unit_)?amount$|^unit_price_amount$/;

/** These APIs give prices in the smallest unit of their currency, for one of what is subscribed to. */
async function settleSmallestUnits(db: Database, draft: Draft): Promise<boolean> {
  let changed = false;
  for (const source of draft.sources.filter((one) => one.entity === "subscriptions" && isEmpty(one.scale))) {
    const price = hasColumn(source, "unit_amount") ? source.columns["unit_amount"] : source.preset === "stripe" ? source.unmapped.find((header) => SMALLEST_UNITS.test(header)) : undefined;
    if (price === undefined || !(SMALLEST_UNITS.test(price) || (source.preset === "none" && API_PRICES.test(price) && await hasApiPrices(db)))) continue;
    const quantity = hasColumn(source, "quantity") ? undefined : source.unmapped.find((header) => /(?:^|\.)quantity$/.test(header));
    source.columns = {...source.columns, unit_amount: price, ...(quantity === undefined ? {} : {quantity})};
    source.scale = {unit_amount: 0.01};
    draft.decisions.push({stops: false, what: inCents(source, price)});
    changed = true;
  }
  return changed;
}

/** Whether the ids are of Stripe's or Paddle's objects and the prices whole amounts, none below one of the unit that people write. */
async function hasApiPrices(db: Database): Promise<boolean> {
  const [row] = await db.rows<{is_api: boolean | null}>(`
    select bool_and(regexp_matches(coalesce(account_id, subscription_id), '^(?:cus|ctm|sub)_') and unit_amount = floor(unit_amount) and (unit_amount = 0 or unit_amount >= 100)) as is_api
    from raw_subscriptions where unit_amount is not null`);
  return row!.is_api === true;
}

const INTERVALS: readonly (readonly [unit: string, words: RegExp])[] = [
  ["month", /(?<!\p{L})(?:month(?:ly)?|monatlich|mtl|mensuel(?:le)?|mensual|mensal|mensile|maandelijks)(?!\p{L})/iu], ["quarter", /(?<!\p{L})(?:quarter(?:ly)?|quartalsweise|vierteljährlich|trimestriel(?:le)?|trimestral(?:e)?)(?!\p{L})/iu],
  ["year", /(?<!\p{L})(?:year(?:ly)?|annual(?:ly)?|jährlich|annuel(?:le)?|anual|annuale|jaarlijks)(?!\p{L})/iu]
];

/** Where no column is called an interval, one whose every value names one: `Pro yearly`, or `per month` under any header. */
async function settleWordsOfIntervals(db: Database, draft: Draft, source: SourceDraft): Promise<boolean> {
  const {plan, ...rest} = source.columns;
  for (const header of [...source.unmapped, ...(plan === undefined ? [] : [plan])]) {
    const column = header === plan ? "plan" : await rawColumn(db, "subscriptions", header);
    const values = column === undefined ? [] : (await distinctValues(db, "subscriptions", column)).map(({value}) => value).filter((value) => !ONE_TIME.test(value));
    const units = values.map((value) => INTERVALS.filter(([, words]) => words.test(value)).map(([unit]) => unit));
    if (values.length === 0 || values.length > 30 || units.some(({length}) => length !== 1)) continue;
    source.columns = {...(header === plan ? rest : source.columns), interval: header};
    source.values = {...source.values, interval: Object.fromEntries(values.map((value, i) => [value, units[i]![0]!]))};
    draft.decisions.push({stops: false, what: `${source.files.join(", ")}: ${source.columns["unit_amount"]} is taken to be for the interval that ${header} names`});
    return true;
  }
  return false;
}

/** Of columns of an interval the one with words is its unit, and one with numbers how many. */
async function settleIntervals(db: Database, draft: Draft): Promise<boolean> {
  const source = guessed(draft).find(({columns}) => columns["unit_amount"] !== undefined);
  if (source === undefined) return false;
  const {interval, interval_count, ...rest} = source.columns;
  const holds = async (column: string | undefined) => {
    const values = column === undefined ? [] : await distinctValues(db, "subscriptions", column);
    return values.length === 0 ? "nothing" : values.every(({value}) => /^\d{1,3}(?:\.0+)?$/.test(value)) ? "numbers" : "words";
  };
  const others: {readonly header: string; readonly kind: string}[] = [];
  for (const header of intervalHeaders(source.unmapped)) others.push({header, kind: await holds(await rawColumn(db, "subscriptions", header))});
  const words = others.find(({kind}) => kind === "words")?.header;
  const numbers = interval_count ?? others.find(({kind}) => kind === "numbers")?.header;
  const counted = (count: string | undefined): Record<string, string> => (count === undefined ? {} : {interval_count: count});
  const kind = await holds(interval === undefined ? undefined : "interval");
  if (kind === "numbers") {
    source.columns = {...rest, ...(words === undefined ? {} : {interval: words}), ...counted(interval_count ?? interval)};
    if (words === undefined) draft.decisions.push({stops: false, what: `${source.files.join(", ")}: ${interval} is taken for a number of months: it has no unit`});
    return true;
  }
  if (kind === "nothing" && words === undefined && numbers === undefined) return settleWordsOfIntervals(db, draft, source);
  if (kind === "words" ? interval_count !== undefined || numbers === undefined : words === undefined) return false;
  source.columns = {...rest, interval: kind === "words" ? interval! : words!, ...counted(numbers)};
  return true;
}

const TERM = /^\s*(\d{1,3}(?:[.,]\d+)?)\s*[- ]?\s*(\p{L}+)\.?\s*$/u;
const UNITS_OF_TERMS: readonly (readonly [months: number, words: RegExp])[] = [
  [1, /^(?:m|mo|mos|mth|mths|months?|monate?n?|mois|mes(?:es|i)?|meses|mês|maand(?:en)?)$/iu], [3, /^(?:q|quarters?|quartale?|trimestres?|trimestri?|kwarta(?:al|len))$/iu], [12, /^(?:y|yr|yrs|years?|jahre?n?|ans?|années?|años?|anos?|ann[oi]|jaar|jaren)$/iu]
];

/** Terms in words, `24 months` and `2 years`, are numbers of months. */
async function settleTerms(db: Database, draft: Draft): Promise<boolean> {
  let changed = false;
  for (const source of draft.sources.filter(({columns, values}) => columns["term_months"] !== undefined && values["term_months"] === undefined)) {
    const cells = await db.rows<{value: string}>(`select distinct trim(value) as value from problems
      where entity = ${quotedText(source.entity)} and column_name = ${quotedText(source.columns["term_months"]!.trim())} and value is not null order by 1 limit 200`);
    const months = cells.flatMap(({value}): [string, string][] => {
      const [, number, word] = TERM.exec(value) ?? [];
      const unit = UNITS_OF_TERMS.find(([, words]) => words.test(word ?? ""));
      return unit === undefined ? [] : [[value, String(Number(number!.replace(",", ".")) * unit[0])]];
    });
    if (months.length === 0) continue;
    source.values = {...source.values, term_months: Object.fromEntries(months)};
    changed = true;
  }
  return changed;
}

const OVER = /expired|deactivat|ended|terminat|churned|lapsed|abgelaufen|beendet|vencid|expir/i;
const OFF = /cancel|inactive|closed|gek[üu]ndigt|r[ée]sili|storn/i;
const ON = /^(?!in|de|un|non).*(?:active|activated|live|current|paid|aktiv|actif|activ[oa]|ativ[oa]|attiv[oa])/i;

/** Of several days by which a subscription may end, the one that agrees with its status: what runs on has none, or one that is still to come. */
async function settleEndings(db: Database, draft: Draft): Promise<boolean> {
  const source = guessed(draft).find(({columns}) => columns["ended_on"] !== undefined);
  if (source === undefined) return false;
  const mapped = source.columns["ended_on"]!;
  const days = [{header: mapped, day: "ended_on::timestamp"}];
  for (const header of endHeaders(source.unmapped)) {
    const column = await rawColumn(db, "subscriptions", header);
    if (column !== undefined) days.push({header, day: await instants(db, "subscriptions", column)});
  }
  for (const header of days.length < 2 ? [] : statusHeaders(source.unmapped)) {
    const status = await rawColumn(db, "subscriptions", header);
    if (status === undefined) continue;
    const values = (await distinctValues(db, "subscriptions", status)).map(({value}) => value);
    // Who has cancelled may still be paying where another word says that it is over.
    const over = values.filter((value) => (values.some((one) => OVER.test(one)) ? OVER : OFF).test(value));
    const on = values.filter((value) => ON.test(value));
    if (over.length === 0 || on.length === 0) continue;
    const isOneOf = (list: readonly string[]) => `lower(trim(${quotedIdentifier(status)})) in (${list.map((value) => quotedText(value.toLowerCase())).join(", ")})`;
    const [counts] = await db.rows<Record<string, number>>(`
      with days as (select started_on, ${isOneOf(over)} as is_over, ${isOneOf(on)} as is_on, ${days.map(({day}, i) => `${day} as d${i}`).join(", ")} from raw_subscriptions),
      now as (select greatest(max(started_on), ${days.map((_, i) => `max(d${i}) filter (where is_over)`).join(", ")}) as day from days)
      select count(*)::integer as n, ${days.map((_, i) => `count(*) filter (where is_over and d${i} is not null or is_on and (d${i} is null or d${i} > now.day))::integer as n${i}`).join(", ")} from days, now`);
    const agreeing = days.map(({header: day}, i) => ({day, count: counts![`n${i}`]!}));
    const best = agreeing.reduce((a, b) => (b.count > a.count ? b : a));
    if (best.count - agreeing[0]!.count < 0.05 * counts!["n"]! || best.day === mapped) return false;
    source.columns = {...source.columns, ended_on: best.day};
    draft.decisions.push({stops: false, what: `${source.files.join(", ")}: ${best.day} is taken for the end of subscriptions, and not ${mapped}: it agrees with ${header}`});
    return true;
  }
  const [filled] = await db.rows<Record<string, number>>(`select count(*)::integer as n, ${days.map(({day}, i) => `count(${day})::integer as n${i}`).join(", ")} from raw_subscriptions`);
  const other = days.find((_, i) => filled![`n${i}`]! > 0 && filled![`n${i}`]! < filled!["n"]!)?.header;
  if (filled!["n0"]! > 0 || other === undefined) return false;
  source.columns = {...source.columns, ended_on: other};
  draft.decisions.push({stops: false, what: `${source.files.join(", ")}: ${other} is taken for the end of subscriptions, and not ${mapped}, which is empty`});
  return true;
}

/** A contract that is terminated ends before its term does. Of a day of cancelling, which may be that of the notice, it is said. */
async function settleTerminations(db: Database, draft: Draft): Promise<boolean> {
  const source = guessed(draft).find(({columns}) => columns["ended_on"] !== undefined);
  if (source === undefined || source.combined["ended_on"] !== undefined) return false;
  const mapped = source.columns["ended_on"]!;
  for (const header of endHeaders(source.unmapped).filter((one) => one !== mapped && /terminat|cancel/i.test(one))) {
    const column = await rawColumn(db, "subscriptions", header);
    if (column === undefined) continue;
    const [row] = await db.rows<{before_count: number; after_count: number}>(`
      with days as (select ended_on, ${await instants(db, "subscriptions", column)}::date as other from raw_subscriptions)
      select count(*) filter (where other < ended_on)::integer as before_count, count(*) filter (where other > ended_on)::integer as after_count from days`);
    const {before_count, after_count} = row!;
    if (before_count === 0 || after_count > 0.05 * before_count) continue;
    if (/terminat/i.test(header)) {
      source.combined = {...source.combined, ended_on: [mapped, header]};
      draft.decisions.push({stops: false, what: `${source.files.join(", ")}: subscriptions end on the earlier of ${mapped} and ${header}`});
      return true;
    }
    const what = `${source.files.join(", ")}: ${header} is before ${mapped} in ${before_count.toLocaleString("en-US")} rows and is taken for the day of the notice. Where nothing is paid after it, write \`ended_on: [${mapped}, ${header}]\`: the earlier counts`;
    if (!draft.decisions.some((decision) => decision.what === what)) draft.decisions.push({stops: false, what});
  }
  return false;
}

const IN_TRIAL = /^(?:in[ _-]?)?trial(?:ing|s)?$|^testphase$/i;

/** A status among whose values is a trial tells trials. */
async function settleTrials(db: Database, draft: Draft): Promise<boolean> {
  let changed = false;
  for (const source of guessed(draft).filter((one) => !hasColumn(one, "is_trial"))) {
    for (const header of statusHeaders(source.unmapped)) {
      const column = await rawColumn(db, "subscriptions", header);
      if (column === undefined) continue;
      const values = await distinctValues(db, "subscriptions", column);
      if (values.length > 30 || !values.some(({value}) => IN_TRIAL.test(value))) continue;
      source.columns = {...source.columns, is_trial: header};
      source.values = {is_trial: Object.fromEntries(values.map(({value}) => [value, IN_TRIAL.test(value) ? "true" : "false"]))};
      changed = true;
      break;
    }
  }
  return changed;
}

/** Contracts from the 1st of January to the 31st of December are paid on their last day. */
async function settleEnds(db: Database, draft: Draft): Promise<boolean> {
  const sources = draft.sources.filter(({entity}) => entity === "subscriptions");
  if (sources.length !== 1 || sources[0]!.endIsInclusive || !(await endsAreInclusive(db))) return false;
  sources[0]!.endIsInclusive = true;
  draft.decisions.push({stops: false, what: "most subscriptions end the day before a whole number of months, so their last day is taken as paid (`end_is_inclusive: true`)"});
  return true;
}
