import type {Entity} from "../../schema/exports.ts";
import {UPKEEP, VOCABULARY} from "./headings.ts";
import {columnsByWords, spokenHeaders} from "./spokenHeaders.ts";

/** Never by a word alone: who a row is, what it came to, and what is gone. */
const NOT_BESIDE = new Set(["account_id", "opportunity_id", "parent_account_id", "stage", "is_won", "is_closed", "is_customer", ...Object.keys(UPKEEP)]);

/** Columns of a known CRM's table that its preset does not map and whose words say what they are: companies add columns of their own. */
export function furtherColumns(entity: Entity, mapped: readonly string[], header: readonly string[]): Record<string, string> {
  if (entity !== "accounts" && entity !== "opportunities") return {};
  const wanted = Object.fromEntries(Object.entries(VOCABULARY[entity]).filter(([name]) => !NOT_BESIDE.has(name) && !mapped.includes(name)));
  return columnsByWords(spokenHeaders(header), wanted);
}
