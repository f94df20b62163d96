import {quotedIdentifier, quotedText, type Database} from "../database.ts";
import {kindHeaders} from "../ingest/guess/headerKinds.ts";
import {foldHeader} from "../ingest/recognise.ts";
import type {Draft, SourceDraft} from "./draft.ts";
import {distinctValues, rawColumn} from "./rawValues.ts";

const COMPANY = /^(?:company|organi[sz]ation|firma|unternehmen|organisatie|empresa|société|entreprise|azienda)$/i;
const PERSON = /^(?:person|people|contact|privatperson|persona|personne|particulier|pessoa)$/i;

/** A list of contacts may have companies and people in it, told by a flag or a word: only the companies are accounts. */
export async function settleCompanies(db: Database, draft: Draft): Promise<boolean> {
  const [source, ...others] = draft.sources.filter(({entity}) => entity === "accounts");
  if (source === undefined || others.length > 0 || source.preset !== "none" || source.keep !== null) return false;
  for (const header of kindHeaders(source.unmapped)) {
    const column = await rawColumn(db, "accounts", header);
    if (column === undefined) continue;
    const values = (await distinctValues(db, "accounts", column)).map(({value}) => value);
    const companies = values.filter((value) => COMPANY.test(value));
    const isFlag = values.length === 2 && await areFlags(db, values);
    if (!isFlag && (companies.length === 0 || !values.some((value) => PERSON.test(value)))) continue;
    source.keep = isFlag ? {column: header, is: true} : {column: header, in: companies};
    const isCompany = isFlag ? `read_boolean(trim(${quotedIdentifier(column)}))` : `lower(trim(${quotedIdentifier(column)})) in (${companies.map((value) => quotedText(value.toLowerCase())).join(", ")})`;
    source.columns = {...source.columns, ...await ownColumns(db, source, isCompany)};
    draft.decisions.push({stops: false, what: `${source.files.join(", ")}: people are left out of the accounts, as ${header} tells them (\`keep\`)`});
    return true;
  }
  return false;
}

async function areFlags(db: Database, values: readonly string[]): Promise<boolean> {
  const [row] = await db.rows<{flag_count: number}>(`select count(distinct read_boolean(value))::integer as flag_count from (select unnest([${values.map(quotedText).join(", ")}]) as value)`);
  return row!.flag_count === 2;
}

/** Where the id or the name was taken for that of a person's company, and most companies have none there: their own. */
async function ownColumns(db: Database, {columns, unmapped}: SourceDraft, isCompany: string): Promise<Record<string, string>> {
  const own: Record<string, string> = {};
  for (const [name, word] of [["account_id", "id"], ["name", "name"]] as const) {
    const header = unmapped.find((one) => foldHeader(one) === word);
    if (columns[name] === undefined || header === undefined) continue;
    const [row] = await db.rows<{row_count: number; filled_count: number}>(`select count(*)::integer as row_count, count(${name})::integer as filled_count from raw_accounts where ${isCompany}`);
    if (row!.filled_count * 2 < row!.row_count) own[name] = header;
  }
  return own;
}
