import type {Entity} from "../schema/exports.ts";

/** A column without which a report says less, and what it then does without. */
export interface ColumnCost {
  readonly entity: Entity;
  /** One of them is enough. */
  readonly columns: readonly string[];
  /** What the column tells, as the end of "No export says …". */
  readonly tells: string;
  readonly cost: string;
  /** False where a report is hardly the poorer: only `init` says so. */
  readonly isGrave: boolean;
}

const cost = (entity: Entity, columns: readonly string[], tells: string, words: string, isGrave = true): ColumnCost => ({entity, columns, tells, cost: words, isGrave});

/** The dearest first. */
const COLUMN_COSTS: readonly ColumnCost[] = [
  cost("opportunities", ["opportunity_id"], "which deal a row is", "rows are counted as they come: a deal that is exported twice counts twice, and nothing says what changed between runs"),
  cost("opportunities", ["account_id", "account_name", "account_domain"], "whose deal it is", "deals cannot be joined to accounts: their segments are unknown unless the deals carry the columns themselves"),
  cost("opportunities", ["created_on"], "when a deal was created", "no cycle times, no win curves, no test of an ICP on later deals: no verdict"),
  cost("opportunities", ["closed_on"], "when a deal was closed", "no periods and no quarters; cycle times only where cycle_days is given"),
  cost("opportunities", ["amount"], "what a deal is worth", "no win rate by value, no won revenue, no velocity"),
  cost("opportunities", ["loss_reason"], "why a deal was lost", "no decision and disqualified cannot be told from lost, unless stages do; no loss reasons"),
  cost("opportunities", ["lead_source"], "where a deal came from", "no sample of inbound deals beside the ICP's verdict", false),
  cost("opportunities", ["deal_type"], "whether a deal is new business", "every deal counts as new business, renewals too"),
  cost("opportunities", ["owner"], "who sold a deal", "no scenario without the best seller", false),
  cost("accounts", ["industry"], "what an account does", "no dimension industry"),
  cost("accounts", ["employees"], "how large an account is", "no dimension employees; size cannot be a criterion"),
  cost("accounts", ["country"], "where an account is", "no dimension country"),
  cost("accounts", ["name"], "what an account is called", "deals join by id or domain alone, and accounts are listed by id", false)
];

/** What the exports lack of it. A dimension's column may be on the deals instead. */
export function lackingColumns(hasEntity: (entity: Entity) => boolean, hasColumn: (entity: Entity, column: string) => boolean): ColumnCost[] {
  return COLUMN_COSTS.filter(({entity, columns}) => hasEntity(entity) && !columns.some((column) => hasColumn(entity, column) || (entity === "accounts" && hasColumn("opportunities", column))));
}
