import {CURRENCY_CODES} from "../currencies.ts";
import {FORMATTED, headerWords} from "./headerWords.ts";
import type {Words} from "./headings.ts";

/** The headers by their words, those with a currency or a unit behind, or the table, object or field before them, also without it. */
export function spokenHeaders(header: readonly string[]): Map<string, string> {
  const spoken = new Map<string, string>();
  // What Dynamics writes beside a code is what the code means.
  const inOrder = header.toSorted((a, b) => Number(FORMATTED.test(b)) - Number(FORMATTED.test(a)));
  for (const words of [headerWords, idWords, wordsWithoutCurrency, wordsWithoutCents, wordsWithoutTable, wordsWithoutSubject(header), lastWords]) {
    for (const name of inOrder) if (!spoken.has(words(name))) spoken.set(words(name), name);
  }
  return spoken;
}

/** Canonical column: the header that says it. */
export function columnsByWords(spoken: ReadonlyMap<string, string>, vocabulary: Words): Record<string, string> {
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

/** What identifies a row in a database, `account_key`, `deal_uuid` and the `Customer : Internal ID` of NetSuite, is an id. */
function idWords(header: string): string {
  return headerWords(header).replace(/(?<=^|\s)(?:uuid|guid)$|(?<=\s)(?:internal id|key|sk|hk|pk|fk)$/, "id");
}

/** Pipedrive writes before every label what it is of, in the language of the account: most of `Affare - Titolo`, `Affare - Valore` are of a deal. */
export function wordsWithoutSubject(header: readonly string[]): (name: string) => string {
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

/** `Amount (EUR)`, `Betrag in CHF`, `Value USD` and `Valor (R$)` are an amount. */
export function wordsWithoutCurrency(header: string): string {
  return headerWords(header.replace(/\(?\b\p{Lu}{0,3}\p{Sc}\)?/gu, " ")).replace(CURRENCY_BEHIND, "");
}

const CURRENCY_BEHIND = new RegExp(` (?:in )?(?:${CURRENCY_CODES.join("|")})$`, "i");

/** `amount_in_cents` is an amount. */
function wordsWithoutCents(header: string): string {
  return headerWords(header).replace(IN_CENTS, "");
}

export const IN_CENTS = / (?:in )?(?:cents|cent|pence|minor units)$/;

/** `Account: Name` is a name. */
function wordsWithoutTable(header: string): string {
  return headerWords(header.slice(header.indexOf(": ") + 1));
}
