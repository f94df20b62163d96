import {namesCompany, namesId} from "./headerKinds.ts";
import {headerWords} from "./headerWords.ts";
import {companyIds, DEAL_ACCOUNT, VOCABULARY} from "./headings.ts";
import {columnsByWords, spokenHeaders} from "./spokenHeaders.ts";

// What the words of a whole header say of a table that is no entity.

/** Whether a table has customers and what they pay, and no month and no beginning. */
export function statesMrrOfToday(header: readonly string[]): boolean {
  const {account_id, name} = columnsByWords(spokenHeaders(header), VOCABULARY.accounts);
  const {mrr, arr} = columnsByWords(spokenHeaders(header), VOCABULARY.subscriptions);
  return (account_id ?? name) !== undefined && (mrr ?? arr) !== undefined;
}

/** Whether a table has the changes of MRR and not the MRR of each month. */
export function statesMovements(header: readonly string[]): boolean {
  return header.some((name) => headerWords(name) === "movement type");
}

/** Whether a table has amounts by day, and nobody whose they are: a report that names each customer above their own. */
export function statesAmountsOfNobody(header: readonly string[]): boolean {
  const spoken = spokenHeaders(header);
  const {account_id, account_name, account_domain} = columnsByWords(spoken, DEAL_ACCOUNT);
  return (account_id ?? account_name ?? account_domain) === undefined && ["date", "invoice date", "transaction date"].some((words) => spoken.has(words)) && ["amount", "balance", "total"].some((words) => spoken.has(words));
}

/** Whether a table states rates of exchange, as `exchange_rates` in fitproof.yaml names them. */
export function statesRates(header: readonly string[]): boolean {
  const words = header.map((name) => name.trim().toLowerCase());
  return ["currency", "date", "rate"].every((name) => words.includes(name));
}

/** Whether a table does nothing but join deals to companies by the ids of both. */
export function joinsDealsToCompanies(header: readonly string[]): boolean {
  const words = header.map(headerWords);
  return header.length <= 6 && words.some((word) => DEAL_IDS.includes(word)) && words.some((word) => companyIds.includes(word));
}

const DEAL_IDS = ["deal id", "opportunity id", "opp id"];

/** The headers of a table that does nothing but join the ids that companies have in several systems; none of another table. */
export function linkingHeaders(header: readonly string[]): string[] {
  const ids = header.filter((name) => namesId(name) && namesCompany(name));
  return header.length <= 4 && ids.length >= 2 ? ids : [];
}
