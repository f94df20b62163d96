import type {Entity} from "../schema/exports.ts";
import type {Draft} from "./draft.ts";
import {hasColumn} from "./settle.ts";

/** What was not found, and which page or number a report does without. */
export interface Cost {
  readonly missing: string;
  readonly cost: string;
}

const ENTITY_COSTS: readonly (readonly [Entity, string])[] = [
  ["opportunities", "no win rates, no speed, no verdict on any ICP: the pages win-rate, icp-validation and icp-versions stay empty"],
  ["accounts", "accounts are known by their deals or revenue alone: no account without a deal is scored, and segments come from columns of the deals"],
  ["stage_history", "nothing today; kept for stage durations"],
  ["contacts", "nothing today; kept for the buying committee"]
];

const REVENUE: readonly Entity[] = ["subscriptions", "mrr_snapshots", "invoices"];

const COLUMN_COSTS: readonly (readonly [Entity, readonly string[], string])[] = [
  ["opportunities", ["opportunity_id"], "rows are counted as they come: a deal that is exported twice counts twice, and nothing says what changed between runs"],
  ["opportunities", ["account_id", "account_name", "account_domain"], "deals cannot be joined to accounts: their segments are unknown unless the deals carry the columns themselves"],
  ["opportunities", ["created_on"], "no cycle times, no win curves, no test of an ICP on later deals: no verdict"],
  ["opportunities", ["closed_on"], "no periods and no quarters; cycle times only where cycle_days is given"],
  ["opportunities", ["amount"], "no win rate by value, no won revenue, no velocity"],
  ["opportunities", ["loss_reason"], "no decision and disqualified cannot be told from lost, unless stages do; no loss reasons"],
  ["opportunities", ["lead_source"], "no sample of inbound deals beside the ICP's verdict"],
  ["opportunities", ["deal_type"], "every deal counts as new business, renewals too"],
  ["opportunities", ["owner"], "no scenario without the best seller"],
  ["accounts", ["industry"], "no dimension industry"],
  ["accounts", ["employees"], "no dimension employees; size cannot be a criterion"],
  ["accounts", ["country"], "no dimension country"],
  ["accounts", ["name"], "deals join by id or domain alone, and accounts are listed by id"]
];

/** What the exports lack, the dearest first. */
export function costsOf({sources}: Draft): Cost[] {
  const has = (entity: Entity) => sources.some((source) => source.entity === entity);
  const hasAny = (entity: Entity, names: readonly string[]) => sources.some((source) => source.entity === entity && names.some((name) => hasColumn(source, name) || source.attributes[name] !== undefined));
  const isOnDeals = (names: readonly string[]) => hasAny("opportunities", names);
  return [
    ...ENTITY_COSTS.slice(0, 2).filter(([entity]) => !has(entity)).map(([entity, cost]) => ({missing: entity, cost})),
    ...(REVENUE.some(has) ? [] : [{missing: "subscriptions (or mrr_snapshots, or invoices)", cost: "no retention, no expansion, no GRR or NRR beside the win rates: the pages retention and expansion stay empty"}]),
    ...COLUMN_COSTS.filter(([entity, names]) => has(entity) && !hasAny(entity, names) && !(entity === "accounts" && isOnDeals(names)))
      .map(([entity, names, cost]) => ({missing: `${entity}.${names.join(" or ")}`, cost}))
  ];
}
