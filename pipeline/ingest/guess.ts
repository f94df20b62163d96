import {ENTITIES, type Entity} from "../schema/exports.ts";
import {CURRENCY_CODES} from "./currencies.ts";
import {ACTUAL_AMOUNTS, BARE_SUBSCRIPTIONS, BEGUN, COMPANY_WORDS, companyIds, companyNames, DEAL_ACCOUNT, ESTIMATED_AMOUNTS, EXPECTED_CLOSE, FIRMOGRAPHICS, LAST_STAGE_CHANGE, UPKEEP, VOCABULARY, type Words} from "./headings.ts";
import type {Recognised} from "./recognise.ts";

/** A table of no known CRM, taken for an entity by the words in its header. Only `init` proposes it; nothing is read by it unseen. */
export interface Guess extends Recognised {
  readonly preset: "none";
  /** In (0, 1]: how much of the header the guess explains. */
  readonly confidence: number;
}

/** Of every group one column must be there. */
const NEEDED: Readonly<Record<Entity, readonly (readonly string[])[]>> = {
  accounts: [["account_id", "name"], Object.keys(FIRMOGRAPHICS)],
  opportunities: [["stage", "is_won"], ["opportunity_id", "name", "owner", "product", "account_id", "account_name"], ["amount", "created_on", "closed_on", "cycle_days", "loss_reason", "deal_type"]],
  subscriptions: [["account_id", "account_name", "account_domain"], ["started_on"], ["mrr", "arr", "amount", "unit_amount"]],
  contacts: [["contact_id", "name"], ["title", "department", "seniority"], ["account_id"]],
  contact_roles: [["opportunity_id"], ["contact_id"]],
  mrr_snapshots: [["account_id", "account_name", "account_domain"], ["month"], ["mrr"]],
  invoices: [["account_id", "account_name", "account_domain"], ["period_start"], ["amount"]],
  churn_events: [["account_id", "account_name", "account_domain"], ["churned_on"]],
  account_links: [["source"], ["source_account_id"], ["account_id"]],
  stage_history: [["opportunity_id"], ["stage"], ["changed_at"]]
};

/** What tells leads, tickets, activities and campaigns from the entities that they resemble. */
const FOREIGN = new Set([
  "is converted", "converted date", "ticket id", "resolution time hours", "activity type", "call duration", "usage id", "movement type",
  // Another object of Salesforce: those that count are recognised by their own headers.
  "system modstamp"
]);
/** The same, by the name that Salesforce gives it: SugarCRM has a `Created By ID` too. */
const FOREIGN_NAME = /^createdbyid$/i;

/** Money is given once: the first of these that a table has. */
export const MONEY = [["mrr"], ["arr"], ["amount", "term_months"], ["unit_amount", "quantity", "interval", "interval_count"]];

/** What people call the files of an entity that its header alone may not tell. */
const FILE_NAMES: Readonly<Partial<Record<Entity, RegExp>>> = {
  accounts: /^(?!.*(?:contact|person|people|user|manager|owner|team|link|history|churn|invoice|subscription|contract|deal|opportunit)).*(?:account|compan|customer|client|organi[sz]ation|firm[ae]|unternehmen|kunden|empresa|cliente|société|entreprise|aziend)/i,
  opportunities: /opportunit|deal|negocio|negócio|verkaufschanc|vertriebschanc/i, subscriptions: /subscription|contract|vertr[aä]g|abonnement/i
};

/**
 * Guesses what a table without a known CRM's header is and which of its columns are canonical. Null where its words say nothing.
 * @param file its name, which tells accounts by an id and a name alone
 * @param entities what it may be
 */
export function guess(header: readonly string[], file = "", entities: readonly Entity[] = ENTITIES): Guess | null {
  const spoken = spokenHeaders(header);
  if ([...spoken.keys()].some((words) => FOREIGN.has(words)) || header.some((name) => FOREIGN_NAME.test(name.trim())) || isLeads(spoken)) return null;
  const isNamed = (entity: Entity) => FILE_NAMES[entity]?.test(file) === true;
  const guesses = entities.flatMap((entity): Guess[] => {
    const columns = match(spoken, VOCABULARY[entity]);
    const isPlain = entity === "accounts" && isNamed(entity) && columns["account_id"] !== undefined && columns["name"] !== undefined;
    if (!isPlain && !NEEDED[entity].every((group) => group.some((column) => column in columns))) return [];
    if (entity === "opportunities" && (!isDeal(columns) || (spoken.has("priority") && columns["amount"] === undefined))) return [];
    if (entity === "subscriptions" && !isPaidFor(columns)) return [];
    if (entity === "subscriptions") dropOtherMoney(columns);
    // Of a deal that is not won, "lost" says all that "closed" would.
    if (columns["is_won"] === undefined && lossFlags([columns["is_closed"] ?? ""]).length > 0) delete columns["is_closed"];
    // A table of companies by name alone joins by it.
    if (entity === "accounts" && columns["account_id"] === undefined) columns["account_id"] = columns["name"]!;
    const closed = entity === "opportunities" ? closingHeaders(spoken) : [];
    if (closed.length > 0) columns["closed_on"] = closed[0]!;
    const amounts = entity === "opportunities" ? amountHeaders(spoken) : [];
    if (amounts.includes(columns["amount"] ?? "")) columns["amount"] = amounts[0]!;
    const combined = {...(closed.length > 0 ? {closed_on: closed} : {}), ...(columns["amount"] !== undefined && columns["amount"] === amounts[0] ? {amount: amounts} : {})};
    const used = new Set([...Object.values(columns), ...Object.values(combined).flat()]);
    const rest = new Map([...spoken].filter(([, name]) => !used.has(name)));
    const attributes = entity === "opportunities" ? match(rest, FIRMOGRAPHICS) : {};
    // A deal's table that says nothing else of a company says what the deal brings in.
    if (columns["amount"] === undefined && entity === "opportunities" && Object.keys(attributes).join() === "annual_revenue" && isBareRevenue(attributes["annual_revenue"]!)) {
      columns["amount"] = attributes["annual_revenue"]!;
      delete attributes["annual_revenue"];
      used.add(columns["amount"]);
    }
    for (const name of Object.values(attributes)) used.add(name);
    const unmapped = header.filter((name) => !used.has(name));
    return [{preset: "none", entity, columns, combined, attributes, unmapped, confidence: used.size / header.length}];
  });
  // A table that says more than one thing is the more particular: a deal has a stage, a subscription a start and a price.
  const rank = (found: Guess) => found.confidence + NEEDED[found.entity].length / 10 + (isRevenue(found) ? 0.15 : 0) + (isNamed(found.entity) ? 0.15 : 0);
  return guesses.reduce<Guess | null>((best, next) => (best === null || rank(next) > rank(best) ? next : best), null);
}

/** The headers of the days on which deals were won and lost: a closing date beside them may be one that was expected. None where a table has not both. */
function closingHeaders(spoken: ReadonlyMap<string, string>): string[] {
  const [won, lost] = ["won", "lost"].map((word) => [`${word} date`, `date ${word}`, `${word} on`, `${word} at`, `${word} time`].map((words) => spoken.get(words)).find((name) => name !== undefined));
  return won === undefined || lost === undefined ? [] : [won, lost];
}

/** The headers of what deals came to and were to come to: an open deal has only the other. None where a table has not both. */
function amountHeaders(spoken: ReadonlyMap<string, string>): string[] {
  const [actual, estimated] = [ACTUAL_AMOUNTS, ESTIMATED_AMOUNTS].map((list) => list.map((words) => spoken.get(words)).find((name) => name !== undefined));
  return actual === undefined || estimated === undefined ? [] : [actual, estimated];
}

function isBareRevenue(header: string): boolean {
  return ["revenue", "umsatz", "omzet", "fatturato", "faturamento", "facturación", "chiffre d affaires"].includes(headerWords(header));
}

/** A lead of its own has a person's name; where it has a company's it is what Close calls an account. */
function isLeads(spoken: ReadonlyMap<string, string>): boolean {
  return spoken.has("lead id") && !spoken.has("lead name");
}

/** A company has a status too, and pays a recurring amount; a ticket is closed, a project ends: a deal has what is a deal's own. */
function isDeal(columns: Readonly<Record<string, string>>): boolean {
  if (!isPlainStatus(columns["stage"] ?? "")) return true;
  const isRecurring = /^(?:arr|acv)\b/.test(headerWords(columns["amount"] ?? ""));
  return (columns["closed_on"] !== undefined && headerWords(columns["closed_on"]) !== "end date") || columns["cycle_days"] !== undefined || columns["loss_reason"] !== undefined || (columns["amount"] !== undefined && !isRecurring);
}

/** Whether a header is a word for the state of anything. */
export function isPlainStatus(header: string): boolean {
  return PLAIN_STATUS.test(headerWords(header));
}

const PLAIN_STATUS = /^(?:status|state code|status code|status type|status label|lead status|lead stage|statut|estado|stato|ステータス|状態)$/;

/** What was made on a day and costs something may be an order: a subscription recurs, or ends. */
function isPaidFor(columns: Readonly<Record<string, string>>): boolean {
  return !BEGUN.includes(headerWords(columns["started_on"]!)) || ["mrr", "arr", "interval", "ended_on"].some((name) => columns[name] !== undefined);
}

/** A contract and an invoice have a status too, as a deal has; a deal has no price per month or year from one day to another, and is for no period. */
function isRevenue({entity, columns}: Guess): boolean {
  if (entity === "invoices") return columns["period_end"] !== undefined;
  return entity === "subscriptions" && (columns["mrr"] ?? columns["arr"] ?? columns["interval"]) !== undefined && columns["ended_on"] !== undefined;
}

/** Whether a header says that its amounts are in cents. */
export function isInCents(header: string): boolean {
  return IN_CENTS.test(headerWords(header));
}

const IN_CENTS = / (?:in )?(?:cents|cent|pence|minor units)$/;

/** The header of the same amount as people read it, `total_formatted` beside `total`. */
export function formattedHeader(amount: string, header: readonly string[]): string | undefined {
  return header.find((name) => headerWords(name) === `${headerWords(amount)} formatted`);
}

/** Whether a header may name a column of ids, and whether it names a company. */
export function namesId(header: string): boolean {
  return /\b(?:id|ids|key|code|guid|uuid|number|no|nr|ref|reference|\p{L}*nummer|número|numéro|codice|código|identifiant)\b/u.test(headerWords(header));
}

export function namesCompany(header: string): boolean {
  // Unternehmens-IDs, ID d'entreprises associées: of one or of several.
  return headerWords(header).split(" ").flatMap((word) => [word, word.replace(/s$/, "")]).some((word) => COMPANY_WORDS.includes(word) || companyNames.includes(word));
}

/** Headers by which something ends, the likeliest first. */
export function endHeaders(header: readonly string[]): string[] {
  const place = (name: string) => VOCABULARY.subscriptions["ended_on"]!.indexOf(headerWords(name));
  return header.filter((name) => place(name) >= 0).toSorted((a, b) => place(a) - place(b));
}

/** Headers of when a row was deleted: in most rows nothing. */
export function deletionHeaders(header: readonly string[]): string[] {
  return header.filter((name) => DELETION.test(headerWords(name)));
}

const DELETION = /^(?:deleted (?:at|on|date|time)|(?:date|time) deleted|deletion (?:date|time)|gelöscht am|löschdatum|supprimée? le|date de suppression|eliminado el|fecha de eliminación|excluído em|data de exclusão|eliminato il|verwijderd op)$/;

/** Headers of a flag that says that a row is a test, and of one that says that it is kept out of sight. */
export function testHeaders(header: readonly string[]): string[] {
  return header.filter((name) => /^(?:is )?(?:a )?(?:test|demo|dummy)(?: (?:account|company|customer|deal|opportunity|record|data))?$|^(?:testdaten|testkonto|testkunde|testdatensatz|compte de test|cuenta de prueba)$/.test(headerWords(name)));
}

export function archivedHeaders(header: readonly string[]): string[] {
  return header.filter((name) => /^(?:is )?(?:archived|hidden|archiviert|archivée?|archivad[oa]|archiviat[oa]|gearchiveerd)$/.test(headerWords(name)));
}

/** Headers of a billing interval or of how many units it has. */
export function intervalHeaders(header: readonly string[]): string[] {
  return header.filter((name) => /\b(?:interval|frequency|recurrence|billing (?:period|cycle)|(?:period|cycle) (?:unit|length|count))\b/.test(headerWords(name)) && !/\b(?:start|started|end|ends|ended|date|at|on)\b/.test(headerWords(name)));
}

/** Headers of a flag that may say that a deal is lost, and what it then is. */
export function lossFlags(header: readonly string[]): {readonly header: string; readonly lost: boolean}[] {
  const words = wordsWithoutSubject(header);
  return header.filter((name) => ACTIVE.test(words(name)) || /^(?:is |deal )?(?:lost|archived)$/.test(words(name))).map((name) => ({header: name, lost: !ACTIVE.test(words(name))}));
}

const ACTIVE = /^(?:is )?(?:active|aktiv|actif|activo|ativo|attivo|actief)$/;

/** The columns of what a subscription costs, as a price or as an amount for a term; none where a table has no such price. */
export function priceColumns(header: readonly string[]): Record<string, string> {
  const columns = match(spokenHeaders(header), Object.fromEntries(MONEY.slice(2).flat().map((name) => [name, VOCABULARY.subscriptions[name]!])));
  dropOtherMoney(columns);
  return columns["unit_amount"] === undefined && columns["term_months"] === undefined ? {} : columns;
}

/** Headers that may say whether a row is a company or a person. */
export function kindHeaders(header: readonly string[]): string[] {
  return header.filter((name) => /^(?:is (?:a )?(?:company|organi[sz]ation)|(?:(?:contact|record|party|company) )?type|kind)$/.test(headerWords(name)));
}

/** Headers that may say whether a subscription is a trial, or an invoice none. */
export function statusHeaders(header: readonly string[]): string[] {
  return header.filter((name) => /^(?:(?:subscription|invoice|transaction) )?(?:status|state)$/.test(headerWords(name)));
}

/** Headers that may say whether a line recurs or is paid once; not of a discount, which may be given once. */
export function kindOfChargeHeaders(header: readonly string[]): string[] {
  return header.filter((name) => KINDS_OF_CHARGE.test(headerWords(name)));
}

const KINDS_OF_CHARGE = /^(?:(?:rate plan )?(?:charge|item|line|line item|fee|price|pricing|product|revenue|billing|service|subscription|contract line) )?(?:type|kind|category)$|^(?:is )?recurring$|^(?:art|typ|kategorie|positionsart|gebührenart|tipo|soort)$/;

/** Headers that may say which rows of a list of invoices are invoices and which are credits. */
export function documentKindHeaders(header: readonly string[]): string[] {
  return header.filter((name) => DOCUMENT_KINDS.test(headerWords(name)));
}

const DOCUMENT_KINDS = /^(?:(?:document|doc|invoice|transaction|record|entry|billing) )?(?:type|kind)$|^(?:belegart|belegtyp|dokumentart|dokumenttyp|rechnungsart|art|typ|type de (?:document|pièce|facture)|tipo(?: (?:de |di )?(?:documento|factura|fattura|fatura))?|soort|documenttype)$/;

/** The header of an invoice's amount without tax; undefined where none says so. */
export function netHeader(header: readonly string[]): string | undefined {
  const place = (name: string) => NET.indexOf(headerWords(name));
  return header.filter((name) => place(name) >= 0).toSorted((a, b) => place(a) - place(b))[0];
}

const NET = ["line amount", "total excluding tax", "subtotal excluding tax", "net amount", "net total", "amount excl tax", "nettobetrag", "montant ht", "base imponible", "imponibile", "subtotal", "sub total"];

/** Headers of the tax in an invoice's amount. */
export function taxHeaders(header: readonly string[]): string[] {
  return header.filter((name) => /^(?:tax|vat|gst|sales tax|total tax|tax total|tax amount|vat amount|steuer|mwst|ust|tva|iva|btw)$/.test(wordsWithoutCurrency(name)));
}

/** Whether a table has customers and what they pay, and no month and no beginning. */
export function statesMrrOfToday(header: readonly string[]): boolean {
  const {account_id, name} = match(spokenHeaders(header), VOCABULARY.accounts);
  const {mrr, arr} = match(spokenHeaders(header), VOCABULARY.subscriptions);
  return (account_id ?? name) !== undefined && (mrr ?? arr) !== undefined;
}

/** Whether a table has the changes of MRR and not the MRR of each month. */
export function statesMovements(header: readonly string[]): boolean {
  return header.some((name) => headerWords(name) === "movement type");
}

/** Whether a header is of what was expected or planned, or of any change of stage: no closing by its words. */
export function isAssumedClose(header: string): boolean {
  return EXPECTED_CLOSE.includes(headerWords(header)) || isStageChange(header);
}

/** Whether a header is of the day on which a deal came into the stage in which it is. */
export function isStageChange(header: string): boolean {
  return LAST_STAGE_CHANGE.includes(headerWords(header));
}

/** Whether a table has amounts by day, and nobody whose they are: a report that names each customer above their own. */
export function statesAmountsOfNobody(header: readonly string[]): boolean {
  const spoken = spokenHeaders(header);
  const {account_id, account_name, account_domain} = match(spoken, DEAL_ACCOUNT);
  return (account_id ?? account_name ?? account_domain) === undefined && ["date", "invoice date", "transaction date"].some((words) => spoken.has(words)) && ["amount", "balance", "total"].some((words) => spoken.has(words));
}

/** Whether a table states rates of exchange, as `exchange_rates` in fitproof.yaml names them. */
export function statesRates(header: readonly string[]): boolean {
  const words = header.map((name) => name.trim().toLowerCase());
  return ["currency", "date", "rate"].every((name) => words.includes(name));
}

/** Whether a header is but the word for a subscription. */
export function isBareSubscription(header: string): boolean {
  return BARE_SUBSCRIPTIONS.includes(headerWords(header));
}

/** Whether a table does nothing but join deals to companies by the ids of both. */
export function joinsDealsToCompanies(header: readonly string[]): boolean {
  const words = header.map(headerWords);
  return header.length <= 6 && words.some((word) => DEAL_IDS.includes(word)) && words.some((word) => companyIds.includes(word));
}

/** The headers of a table that does nothing but join the ids that companies have in several systems; none of another table. */
export function linkingHeaders(header: readonly string[]): string[] {
  const ids = header.filter((name) => namesId(name) && namesCompany(name));
  return header.length <= 4 && ids.length >= 2 ? ids : [];
}

const DEAL_IDS = ["deal id", "opportunity id", "opp id"];

/** The headers that may be a deal's stage by their words. */
export function stageHeaders(header: readonly string[]): string[] {
  const words = wordsWithoutSubject(header);
  return header.filter((name) => VOCABULARY.opportunities["stage"]!.includes(words(name)));
}

/** Never by a word alone: who a row is, what it came to, and what is gone. */
const NOT_BESIDE = new Set(["account_id", "opportunity_id", "parent_account_id", "stage", "is_won", "is_closed", "is_customer", ...Object.keys(UPKEEP)]);

/** Columns of a known CRM's table that its preset does not map and whose words say what they are: companies add columns of their own. */
export function furtherColumns(entity: Entity, mapped: readonly string[], header: readonly string[]): Record<string, string> {
  if (entity !== "accounts" && entity !== "opportunities") return {};
  const wanted = Object.fromEntries(Object.entries(VOCABULARY[entity]).filter(([name]) => !NOT_BESIDE.has(name) && !mapped.includes(name)));
  return match(spokenHeaders(header), wanted);
}

/** The headers by their words, those with a currency or a unit behind, or the table, object or field before them, also without it. */
function spokenHeaders(header: readonly string[]): Map<string, string> {
  const spoken = new Map<string, string>();
  // What Dynamics writes beside a code is what the code means.
  const inOrder = header.toSorted((a, b) => Number(FORMATTED.test(b)) - Number(FORMATTED.test(a)));
  for (const words of [headerWords, idWords, wordsWithoutCurrency, (name: string) => headerWords(name).replace(IN_CENTS, ""), (name: string) => headerWords(name.slice(name.indexOf(": ") + 1)), wordsWithoutSubject(header), lastWords]) {
    for (const name of inOrder) if (!spoken.has(words(name))) spoken.set(words(name), name);
  }
  return spoken;
}

/** What identifies a row in a database, `account_key`, `deal_uuid` and the `Customer : Internal ID` of NetSuite, is an id. */
function idWords(header: string): string {
  return headerWords(header).replace(/(?<=^|\s)(?:uuid|guid)$|(?<=\s)(?:internal id|key|sk|hk|pk)$/, "id");
}

/** Pipedrive writes before every label what it is of, in the language of the account: most of `Affare - Titolo`, `Affare - Valore` are of a deal. */
function wordsWithoutSubject(header: readonly string[]): (name: string) => string {
  const subjects = header.map((name) => name.split(" - ")[0]!);
  const subject = subjects.find((one) => header.filter((name) => name.startsWith(`${one} - `)).length * 2 > header.length);
  return (name) => headerWords(subject !== undefined && name.startsWith(`${subject} - `) ? name.slice(subject.length + 3) : name);
}

/** `Primary location > Country` is a country, and so is `address.country`; `values.stage.status.title` of an API is a stage, Airtable's `Industry (from Account)` an industry. */
function lastWords(header: string): string {
  // What Salesforce's API says of a record itself; others, as JSON:API has it, have all that they say of it there.
  if (/^attributes\.(?:type|url)$/i.test(header)) return headerWords(header);
  return headerWords(header.replace(/ \(from [^)]*\)$/i, "").replace(/(?:\.(?:value|option|status|title|label))+$/, "").replace(/^.*(?:\.(?=\S)|[>:/] )(?=.)/, ""));
}

const FORMATTED = /@OData\.Community\.Display\.V1\.FormattedValue$/;

/** `Amount (EUR)`, `Betrag in CHF`, `Value USD` and `Valor (R$)` are an amount. */
function wordsWithoutCurrency(header: string): string {
  return headerWords(header.replace(/\(?\b\p{Lu}{0,3}\p{Sc}\)?/gu, " ")).replace(CURRENCY_BEHIND, "");
}

const CURRENCY_BEHIND = new RegExp(` (?:in )?(?:${CURRENCY_CODES.join("|")})$`, "i");

function match(spoken: ReadonlyMap<string, string>, vocabulary: Words): Record<string, string> {
  const columns: Record<string, string> = {};
  const taken = new Set<string>();
  // What is called by its first name is settled before a second name of another column can claim the header.
  const longest = Math.max(...Object.values(vocabulary).map((names) => names.length));
  for (let place = 0; place < longest; place++) {
    for (const [column, names] of Object.entries(vocabulary)) {
      const words = names[place];
      const header = words === undefined ? undefined : spoken.get(words);
      if (header === undefined || columns[column] !== undefined || taken.has(header)) continue;
      columns[column] = header;
      taken.add(header);
    }
  }
  return columns;
}

function dropOtherMoney(columns: Record<string, string>): void {
  // Without a term an amount is for nothing that is known, and a price beside it is.
  if (columns["amount"] !== undefined && columns["term_months"] === undefined && columns["unit_amount"] !== undefined) delete columns["amount"];
  // What recurs is the whole of a line: NetSuite's.
  if (/\brecurring amount$/.test(headerWords(columns["unit_amount"] ?? ""))) delete columns["quantity"];
  // An amount that is paid again and again is for all units, and for an interval.
  if (columns["amount"] !== undefined && columns["term_months"] === undefined && columns["interval"] !== undefined && columns["unit_amount"] === undefined) {
    columns["unit_amount"] = columns["amount"];
    delete columns["amount"];
    delete columns["quantity"];
  }
  const kept = MONEY.find(([first]) => columns[first!] !== undefined) ?? [];
  for (const column of MONEY.flat()) if (!kept.includes(column)) delete columns[column];
}

/** Before what Dynamics needs for itself, in the languages of its users; before the word for a record stands its id. */
const NOT_TO_MODIFY = /^\((?:do not modify|nicht ändern|ne pas modifier|no modificar|não modificar|non modificare|niet wijzigen)\)\s+/i;
const ID_NOT_TO_MODIFY = new RegExp(`${NOT_TO_MODIFY.source}(account|opportunity|contact|contract|lead|firma|verkaufschance|compte|opportunité|cuenta|oportunidad|conta|oportunidade|opportunità|verkoopkans)$`, "i");

/**
 * `dealStage`, `Deal_Stage` and `deal-stage` are "deal stage", `Start (UTC)` and `START_UTC` are "start", `MRR__c` and `SBQQ__MRR__c` are "mrr",
 * `(Do Not Modify) Opportunity` of Dynamics is "opportunity id", its API's `_parentaccountid_value` "parent account id",
 * `numberofemployees` "number of employees".
 */
function headerWords(header: string): string {
  const words = header.replace(/(?:\s*\((?:utc|gmt)\)|[\s_](?:utc|gmt))\s*$/i, "").replace(/^(?:[A-Za-z]\w*?__)?(\w+)__c$/, "$1")
    .replace(ID_NOT_TO_MODIFY, "$1 id").replace(NOT_TO_MODIFY, "").replace(FORMATTED, "").replace(/^_(\w+)_value$/, "$1").replaceAll("#", " number ").normalize("NFC").replace(/([\p{Ll}\d])(\p{Lu})/gu, "$1 $2").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
  return RUN_TOGETHER.get(words) ?? words;
}

/** What databases write as one word, `closedate`, by its words. */
const RUN_TOGETHER = new Map([...Object.values(VOCABULARY).flatMap((words) => Object.values(words).flat()), ...FOREIGN]
  .filter((words) => words.includes(" ")).map((words): [string, string] => [words.replaceAll(" ", ""), words]));
