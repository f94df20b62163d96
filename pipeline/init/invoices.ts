import {quotedIdentifier, quotedText, type Database} from "../database.ts";
import {plural} from "../findings/format.ts";
import {documentKindHeaders, netHeader, statusHeaders, taxHeaders} from "../ingest/guess/headerKinds.ts";
import {isEmpty, type Draft, type SourceDraft} from "./draft.ts";
import {leaveOut, unusedColumns} from "./leftOut.ts";
import {distinctValues, rawColumn} from "./rawValues.ts";

/** What the values of invoices tell: which of them are none, in what unit they are, and whether their amount is with tax. */
export async function settleInvoices(db: Database, draft: Draft): Promise<boolean> {
  const source = draft.sources.find(({entity, preset}) => entity === "invoices" && preset === "none");
  if (source === undefined) return false;
  const results = [await settleVoid(db, draft, source), await settleCredits(db, draft, source), await settleTax(db, draft, source), await settleUnits(db, draft, source)];
  return results.some(Boolean);
}

const VOID = /^(?:void(?:ed)?|draft|deleted|cancell?ed|entwurf|storniert|brouillon|annulée?|borrador|anulad[ao]|bozza|annullata|concept|rascunho|cancelad[ao])$/i;

/** An invoice that was made void, or never sent, is nothing that anybody pays. */
async function settleVoid(db: Database, draft: Draft, source: SourceDraft): Promise<boolean> {
  return leaveOut(db, draft, source, {headers: statusHeaders(source.unmapped), isOut: ({value}) => VOID.test(value), reason: "void or draft"});
}

const CREDIT = /credit|refund|gutschrift|rechnungskorrektur|storno|^avoirs?$|note d['’]avoir|rembours|nota de (?:cr[ée]dito|abono)|^abonos?$|nota di credito|creditnota|creditfactuur/i;

/** What a credit gives back is a negative amount; where its kind alone says so, it would count as one more invoice. */
async function settleCredits(db: Database, draft: Draft, source: SourceDraft): Promise<boolean> {
  for (const {header, column} of await unusedColumns(db, source, documentKindHeaders(source.unmapped))) {
    const all = (await distinctValues(db, "invoices", column)).map(({value}) => value);
    const credits = all.filter((value) => CREDIT.test(value));
    if (credits.length === 0 || credits.length === all.length) continue;
    const [row] = await db.rows<{credit_count: number; added_count: number}>(`
      select count(*)::integer as credit_count, count(*) filter (where amount > 0)::integer as added_count
      from raw_invoices where trim(${quotedIdentifier(column)}) in (${credits.map(quotedText).join(", ")})`);
    const {credit_count, added_count} = row!;
    if (added_count * 2 <= credit_count) continue;
    source.exclude.push({column: header, in: credits, reason: "credit with a positive amount"});
    draft.decisions.push({stops: false, what: `${source.files.join(", ")}: ${plural(credit_count, "row")} with a positive amount whose ${header} is ${credits.join(" or ")} ${credit_count === 1 ? "is" : "are"} left out (\`exclude\`), so the money given back still counts as paid: export credits as negative amounts, and they are taken off the invoices for the same period`});
    return true;
  }
  return false;
}

/** Of amounts with and without tax the one without: tax is no revenue. */
async function settleTax(db: Database, draft: Draft, source: SourceDraft): Promise<boolean> {
  const amount = source.columns["amount"];
  const net = netHeader(source.unmapped);
  if (amount === undefined || net === undefined || netHeader([amount]) !== undefined) return false;
  for (const header of taxHeaders(source.unmapped)) {
    const column = await rawColumn(db, "invoices", header);
    if (column === undefined) continue;
    const [row] = await db.rows<{taxed_count: number}>(`select count(*)::integer as taxed_count from raw_invoices where read_number(trim(${quotedIdentifier(column)}), false) > 0`);
    if (row!.taxed_count === 0) continue;
    source.columns = {...source.columns, amount: net};
    draft.decisions.push({stops: false, what: `${source.files.join(", ")}: ${net} is taken for the amount of invoices, and not ${amount}, which is with ${header}`});
    return true;
  }
  return false;
}

/** Stripe's tables of invoices, by its API, Sigma or a connector, have whole amounts in the smallest unit under names of its API. */
async function settleUnits(db: Database, draft: Draft, source: SourceDraft): Promise<boolean> {
  const amount = source.columns["amount"];
  if (!isEmpty(source.scale) || amount === undefined || !/^(?:amount_(?:due|paid|remaining)|subtotal|total)(?:_excluding_tax)?$/.test(amount) || source.columns["account_id"] === undefined) return false;
  const [row] = await db.rows<{is_stripe: boolean | null}>("select bool_and(starts_with(account_id, 'cus_') and amount = floor(amount)) as is_stripe from raw_invoices");
  if (row!.is_stripe !== true) return false;
  source.scale = {amount: 0.01};
  draft.decisions.push({stops: false, what: inCents(source, amount)});
  return true;
}

/** What is said of amounts in the smallest unit of their currency. */
export function inCents({files}: SourceDraft, header: string): string {
  return `${files.join(", ")}: ${header} is taken to be in cents (\`scale\`); a currency without cents, such as JPY, has a scale of 1`;
}
