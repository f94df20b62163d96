import {REVENUE_ENTITIES, type Entity} from "../schema/exports.ts";
import {lackingColumns} from "../workspace/costs.ts";
import {hasColumn, type Draft} from "./draft.ts";

/** What was not found, and which page or number a report does without. */
export interface Cost {
  readonly missing: string;
  readonly cost: string;
}

const ENTITY_COSTS: readonly (readonly [Entity, string])[] = [
  ["opportunities", "no win rates, no speed, no verdict on any ICP: the pages win-rate, icp-validation and icp-versions stay empty"],
  ["accounts", "accounts are known by their deals alone: no account without a deal is scored, and segments come from columns of the deals"]
];

const WITHOUT_ACCOUNTS = "accounts are known by their revenue alone: segments come from columns of the subscriptions, under attributes, and none is scored by what its account is";

/** What the exports lack, the dearest first. */
export function costsOf({sources}: Draft, pipelinesTellTypes: boolean): Cost[] {
  const has = (entity: Entity) => sources.some((source) => source.entity === entity);
  const hasAny = (entity: Entity, name: string) => sources.some((source) => source.entity === entity && (hasColumn(source, name) || source.attributes[name] !== undefined || (name === "deal_type" && pipelinesTellTypes)));
  const wonDeals = hasAny("opportunities", "term_months") ? "; the deals have contract terms: `mrr_from: won_deals` reads them as revenue"
    : has("opportunities") ? "; or give the deals a contract term in months (term_months) and write `mrr_from: won_deals`" : "";
  return [
    ...ENTITY_COSTS.filter(([entity]) => !has(entity)).map(([entity, cost]) => ({missing: entity, cost: entity === "accounts" && !has("opportunities") ? WITHOUT_ACCOUNTS : cost})),
    ...(REVENUE_ENTITIES.some(has) ? [] : [{missing: "subscriptions (or mrr_snapshots, or invoices)", cost: `no retention, no expansion, no GRR or NRR beside the win rates: the pages retention and expansion stay empty${wonDeals}`}]),
    ...lackingColumns(has, hasAny).map(({entity, columns, cost}) => ({missing: `${entity}.${columns.join(" or ")}`, cost}))
  ];
}
