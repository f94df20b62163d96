import {FOREIGN, VOCABULARY} from "./headings.ts";

/** Before what Dynamics needs for itself, in the languages of its users; before the word for a record stands its id. */
const NOT_TO_MODIFY = /^\((?:do not modify|nicht ändern|ne pas modifier|no modificar|não modificar|non modificare|niet wijzigen)\)\s+/i;
const ID_NOT_TO_MODIFY = new RegExp(`${NOT_TO_MODIFY.source}(account|opportunity|contact|contract|lead|firma|verkaufschance|compte|opportunité|cuenta|oportunidad|conta|oportunidade|opportunità|verkoopkans)$`, "i");

export const FORMATTED = /@OData\.Community\.Display\.V1\.FormattedValue$/;

/**
 * `dealStage`, `Deal_Stage` and `deal-stage` are "deal stage", `Start (UTC)` and `START_UTC` are "start", `MRR__c` and `SBQQ__MRR__c` are "mrr",
 * `(Do Not Modify) Opportunity` of Dynamics is "opportunity id", its API's `_parentaccountid_value` "parent account id",
 * `numberofemployees` "number of employees".
 */
export function headerWords(header: string): string {
  const words = header.replace(/(?:\s*\((?:utc|gmt)\)|[\s_](?:utc|gmt))\s*$/i, "").replace(/^(?:[A-Za-z]\w*?__)?(\w+)__c$/, "$1")
    .replace(ID_NOT_TO_MODIFY, "$1 id").replace(NOT_TO_MODIFY, "").replace(FORMATTED, "").replace(/^_(\w+)_value$/, "$1").replaceAll("#", " number ").normalize("NFC").replace(/([\p{Ll}\d])(\p{Lu})/gu, "$1 $2").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
  return RUN_TOGETHER.get(words) ?? words;
}

/** What databases write as one word, `closedate`, by its words. */
const RUN_TOGETHER = new Map([...Object.values(VOCABULARY).flatMap((words) => Object.values(words).flat()), ...FOREIGN]
  .filter((words) => words.includes(" ")).map((words): [string, string] => [words.replaceAll(" ", ""), words]));
