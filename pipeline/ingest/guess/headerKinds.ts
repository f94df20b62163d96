import {headerWords} from "./headerWords.ts";
import {BARE_SUBSCRIPTIONS, COMPANY_WORDS, companyNames, EXPECTED_CLOSE, LAST_STAGE_CHANGE, VOCABULARY} from "./headings.ts";
import {IN_CENTS, wordsWithoutCurrency, wordsWithoutSubject} from "./spokenHeaders.ts";

// What the words of a column's header say of its cells: of one header whether it says so, of a table's which ones do.

/** Whether a header may name a column of ids. */
export function namesId(header: string): boolean {
  return /\b(?:id|ids|key|code|guid|uuid|number|no|nr|ref|reference|\p{L}*nummer|número|numéro|codice|código|identifiant)\b/u.test(headerWords(header));
}

/** Whether a header names a company. */
export function namesCompany(header: string): boolean {
  // Unternehmens-IDs, ID d'entreprises associées: of one or of several.
  return headerWords(header).split(" ").flatMap((word) => [word, word.replace(/s$/, "")]).some((word) => COMPANY_WORDS.includes(word) || companyNames.includes(word));
}

/** Whether a header is a word for the state of anything. */
export function isPlainStatus(header: string): boolean {
  return PLAIN_STATUS.test(headerWords(header));
}

const PLAIN_STATUS = /^(?:status|state code|status code|status type|status label|lead status|lead stage|statut|estado|stato|ステータス|状態)$/;

/** Whether a header is but the word for a subscription. */
export function isBareSubscription(header: string): boolean {
  return BARE_SUBSCRIPTIONS.includes(headerWords(header));
}

/** Whether a header is of the day on which a deal came into the stage in which it is. */
export function isStageChange(header: string): boolean {
  return LAST_STAGE_CHANGE.includes(headerWords(header));
}

/** Whether a header is of what was expected or planned, or of any change of stage: no closing by its words. */
export function isAssumedClose(header: string): boolean {
  return EXPECTED_CLOSE.includes(headerWords(header)) || isStageChange(header);
}

/** Whether a header says that its amounts are in cents. */
export function isInCents(header: string): boolean {
  return IN_CENTS.test(headerWords(header));
}

/** The header of the same amount as people read it, `total_formatted` beside `total`. */
export function formattedHeader(amount: string, header: readonly string[]): string | undefined {
  return header.find((name) => headerWords(name) === `${headerWords(amount)} formatted`);
}

/** The header of an invoice's amount without tax; undefined where none says so. */
export function netHeader(header: readonly string[]): string | undefined {
  return likeliest(header, NET)[0];
}

const NET = ["line amount", "total excluding tax", "subtotal excluding tax", "net amount", "net total", "amount excl tax", "nettobetrag", "montant ht", "base imponible", "imponibile", "subtotal", "sub total"];

/** Headers of the tax in an invoice's amount. */
export function taxHeaders(header: readonly string[]): string[] {
  return header.filter((name) => /^(?:tax|vat|gst|sales tax|total tax|tax total|tax amount|vat amount|steuer|mwst|ust|tva|iva|btw)$/.test(wordsWithoutCurrency(name)));
}

/** Headers by which something ends, the likeliest first. */
export function endHeaders(header: readonly string[]): string[] {
  return likeliest(header, VOCABULARY.subscriptions["ended_on"]!);
}

/** The headers that may be a deal's stage by their words. */
export function stageHeaders(header: readonly string[]): string[] {
  const words = wordsWithoutSubject(header);
  return header.filter((name) => VOCABULARY.opportunities["stage"]!.includes(words(name)));
}

/** Headers of a flag that may say that a deal is lost, and what it then is. */
export function lossFlags(header: readonly string[]): {readonly header: string; readonly lost: boolean}[] {
  const words = wordsWithoutSubject(header);
  return header.filter((name) => ACTIVE.test(words(name)) || /^(?:is |deal )?(?:lost|archived)$/.test(words(name))).map((name) => ({header: name, lost: !ACTIVE.test(words(name))}));
}

const ACTIVE = /^(?:is )?(?:active|aktiv|actif|activo|ativo|attivo|actief)$/;

/** Headers of a billing interval or of how many units it has. */
export function intervalHeaders(header: readonly string[]): string[] {
  return header.filter((name) => /\b(?:interval|frequency|recurrence|billing (?:period|cycle)|(?:period|cycle) (?:unit|length|count))\b/.test(headerWords(name)) && !/\b(?:start|started|end|ends|ended|date|at|on)\b/.test(headerWords(name)));
}

/** Headers of when a row was deleted: in most rows nothing. */
export const deletionHeaders = headersLike(/^(?:(?:sdc |ab cdc )?deleted (?:at|on|date|time)|(?:date|time) deleted|deletion (?:date|time)|gelöscht am|löschdatum|supprimée? le|date de suppression|eliminado el|fecha de eliminación|excluído em|data de exclusão|eliminato il|verwijderd op)$/);

/** Headers of a flag that says that a row is deleted, a connector's own beside the system's too. */
export const deletedHeaders = headersLike(/^(?:is |fivetran |airbyte |hevo marked )?deleted(?: flag)?$/);

/** Headers of a flag that says that a row is a version that still holds. */
export const heldHeaders = headersLike(/^fivetran active$/);

/** Headers of a flag that says that a row is a test. */
export const testHeaders = headersLike(/^(?:is )?(?:a )?(?:test|demo|dummy)(?: (?:account|company|customer|deal|opportunity|record|data))?$|^(?:testdaten|testkonto|testkunde|testdatensatz|compte de test|cuenta de prueba)$/);

/** Headers of a flag that says that a row is kept out of sight. */
export const archivedHeaders = headersLike(/^(?:is )?(?:archived|hidden|archiviert|archivée?|archivad[oa]|archiviat[oa]|gearchiveerd)$/);

/** Headers that may say whether a row is a company or a person. */
export const kindHeaders = headersLike(/^(?:is (?:a )?(?:company|organi[sz]ation)|(?:(?:contact|record|party|company) )?type|kind)$/);

/** Headers that may say whether a subscription is a trial, or an invoice none. */
export const statusHeaders = headersLike(/^(?:(?:subscription|invoice|transaction) )?(?:status|state)$/);

/** Headers that may say whether a line recurs or is paid once; not of a discount, which may be given once. */
export const kindOfChargeHeaders = headersLike(/^(?:(?:rate plan )?(?:charge|item|line|line item|fee|price|pricing|product|revenue|billing|service|subscription|contract line) )?(?:type|kind|category)$|^(?:is )?recurring$|^(?:art|typ|kategorie|positionsart|gebührenart|tipo|soort)$/);

/** Headers that may say which rows of a list of invoices are invoices and which are credits. */
export const documentKindHeaders = headersLike(/^(?:(?:document|doc|invoice|transaction|record|entry|billing) )?(?:type|kind)$|^(?:belegart|belegtyp|dokumentart|dokumenttyp|rechnungsart|art|typ|type de (?:document|pièce|facture)|tipo(?: (?:de |di )?(?:documento|factura|fattura|fatura))?|soort|documenttype)$/);

function headersLike(pattern: RegExp): (header: readonly string[]) => string[] {
  return (header) => header.filter((name) => pattern.test(headerWords(name)));
}

function likeliest(header: readonly string[], words: readonly string[]): string[] {
  const place = (name: string) => words.indexOf(headerWords(name));
  return header.filter((name) => place(name) >= 0).toSorted((a, b) => place(a) - place(b));
}
