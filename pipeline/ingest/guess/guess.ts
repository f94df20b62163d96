import {ENTITIES, type Entity} from "../../schema/exports.ts";
import type {Recognised} from "../recognise.ts";
import {isPlainStatus, lossFlags} from "./headerKinds.ts";
import {headerWords} from "./headerWords.ts";
import {ACTUAL_AMOUNTS, BEGUN, ESTIMATED_AMOUNTS, FIRMOGRAPHICS, FOREIGN, VOCABULARY} from "./headings.ts";
import {withOneMoney} from "./prices.ts";
import {columnsByWords, spokenHeaders} from "./spokenHeaders.ts";

/** A table of no known CRM, taken for an entity by the words in its header. `init` proposes it and `score` reads a list by it; no run does. */
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

/** Salesforce's own name in what is no entity: told by its letters, as SugarCRM has a `Created By ID` too. */
const FOREIGN_NAME = /^createdbyid$/i;

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
  if ([...spoken.keys()].some((words) => FOREIGN.includes(words)) || header.some((name) => FOREIGN_NAME.test(name.trim())) || isLeads(spoken)) return null;
  const isNamed = (entity: Entity) => FILE_NAMES[entity]?.test(file) === true;
  const guesses = entities.flatMap((entity): Guess[] => {
    const named = columnsByWords(spoken, VOCABULARY[entity]);
    const isPlain = entity === "accounts" && isNamed(entity) && named["account_id"] !== undefined && named["name"] !== undefined;
    if (!isPlain && !NEEDED[entity].every((group) => group.some((column) => column in named))) return [];
    if (entity === "opportunities" && (!isDeal(named) || (spoken.has("priority") && named["amount"] === undefined))) return [];
    if (entity === "subscriptions" && !isPaidFor(named)) return [];
    const columns = entity === "subscriptions" ? withOneMoney(named) : named;
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
    const attributes = entity === "opportunities" ? columnsByWords(rest, FIRMOGRAPHICS) : {};
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

/** What was made on a day and costs something may be an order: a subscription recurs, or ends. */
function isPaidFor(columns: Readonly<Record<string, string>>): boolean {
  return !BEGUN.includes(headerWords(columns["started_on"]!)) || ["mrr", "arr", "interval", "ended_on"].some((name) => columns[name] !== undefined);
}

/** A contract and an invoice have a status too, as a deal has; a deal has no price per month or year from one day to another, and is for no period. */
function isRevenue({entity, columns}: Guess): boolean {
  if (entity === "invoices") return columns["period_end"] !== undefined;
  return entity === "subscriptions" && (columns["mrr"] ?? columns["arr"] ?? columns["interval"]) !== undefined && columns["ended_on"] !== undefined;
}
