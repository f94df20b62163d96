/** What a cell of a canonical column means; the ingest step turns text into the DuckDB type beside it. */
export type ColumnType =
  | "id" // varchar, case kept
  | "text" // varchar
  | "list" // varchar, several values in one cell, split at the separator when they are compared
  | "number" // varchar as cleaned, with <column>_low and <column>_high double beside it: a range keeps both ends
  | "money" // decimal(18, 2)
  | "integer" // integer
  | "decimal" // decimal(18, 6)
  | "boolean" // boolean
  | "timestamp" // timestamp, used only to find the latest of several rows
  | "date"; // date; a timestamp keeps its day as written

export interface Column {
  readonly type: ColumnType;
  /** A cell that cannot be read rejects its row; elsewhere it becomes null. */
  readonly needed?: true;
}

const id = {type: "id"} as const;
const text = {type: "text"} as const;
const number = {type: "number"} as const;
const money = {type: "money"} as const;
const decimal = {type: "decimal"} as const;
const integer = {type: "integer"} as const;
const boolean = {type: "boolean"} as const;
const timestamp = {type: "timestamp"} as const;
const date = {type: "date"} as const;

function needed<T extends Column>(column: T): T & {needed: true} {
  return {...column, needed: true};
}

/** Every entity that can be exported, with its canonical columns in the order in which raw_<entity> has them. */
export const EXPORTS = {
  accounts: {
    account_id: id, name: text, domain: text, industry: text, employees: number, annual_revenue: number, country: text,
    state: text, city: text, ownership: text, funding_stage: text, business_model: text, founded_year: number,
    technologies: {type: "list"}, parent_account_id: id, master_account_id: id, created_on: date, is_customer: boolean,
    is_churned: boolean, is_deleted: boolean, modified_at: timestamp
  },
  opportunities: {
    opportunity_id: id, account_id: id, account_name: text, account_domain: text, name: text, stage: text,
    is_won: boolean, is_closed: boolean, created_on: date, closed_on: date, cycle_days: integer, amount: money,
    currency: text, deal_type: text, lead_source: text, loss_reason: text, competitor: text, owner: text, product: text,
    pipeline: text, term_months: decimal, is_deleted: boolean, modified_at: timestamp
  },
  subscriptions: {
    subscription_id: id, account_id: id, account_name: text, account_domain: text, started_on: needed(date),
    ended_on: needed(date), mrr: needed(money), arr: needed(money), amount: needed(money), term_months: decimal,
    unit_amount: needed(decimal), quantity: needed(decimal), interval: text, interval_count: integer, is_trial: boolean, trial_ended_on: needed(date),
    plan: text,
    currency: text, is_deleted: boolean, modified_at: timestamp
  },
  contacts: {
    contact_id: id, account_id: id, name: text, title: text, department: text, seniority: text, is_deleted: boolean
  },
  contact_roles: {opportunity_id: id, contact_id: id, role: text, is_primary: boolean, is_deleted: boolean},
  mrr_snapshots: {account_id: id, account_name: text, account_domain: text, month: needed(date), mrr: needed(money), currency: text},
  invoices: {
    account_id: id, account_name: text, account_domain: text, period_start: needed(date), period_end: needed(date),
    amount: needed(money), currency: text
  },
  churn_events: {account_id: id, account_name: text, account_domain: text, churned_on: date, reason: text},
  account_links: {source: text, source_account_id: id, account_id: id},
  stage_history: {opportunity_id: id, stage: text, changed_at: date}
} as const satisfies Record<string, Record<string, Column>>;

export type Entity = keyof typeof EXPORTS;

export const ENTITIES = Object.keys(EXPORTS) as Entity[];

/** The exports that state what customers pay, the one that decides where several do first. */
export const REVENUE_ENTITIES = ["subscriptions", "mrr_snapshots", "invoices"] as const satisfies readonly Entity[];

/** The DuckDB columns of raw_<entity>, canonical ones only. A number has its cleaned text and both ends. */
export function rawColumns(columns: Readonly<Record<string, Column>>): [name: string, type: string][] {
  return Object.entries(columns).flatMap(([name, {type}]): [string, string][] => {
    if (type === "number") return [[name, "varchar"], [`${name}_low`, "double"], [`${name}_high`, "double"]];
    return [[name, DUCKDB_TYPES[type]]];
  });
}

const DUCKDB_TYPES = {
  id: "varchar", text: "varchar", list: "varchar", money: "decimal(18, 2)", decimal: "decimal(18, 6)",
  integer: "integer", boolean: "boolean", timestamp: "timestamp", date: "date"
} as const;
