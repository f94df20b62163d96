import type {Entity} from "../schema/exports.ts";
import {lackingColumns} from "../workspace/costs.ts";
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

/** What the exports lack, the dearest first. */
export function costsOf({sources}: Draft): Cost[] {
  const has = (entity: Entity) => sources.some((source) => source.entity === entity);
  const hasAny = (entity: Entity, name: string) => sources.some((source) => source.entity === entity && (hasColumn(source, name) || source.attributes[name] !== undefined));
  return [
    ...ENTITY_COSTS.slice(0, 2).filter(([entity]) => !has(entity)).map(([entity, cost]) => ({missing: entity, cost})),
    ...(REVENUE.some(has) ? [] : [{missing: "subscriptions (or mrr_snapshots, or invoices)", cost: "no retention, no expansion, no GRR or NRR beside the win rates: the pages retention and expansion stay empty"}]),
    ...lackingColumns(has, hasAny).map(({entity, columns, cost}) => ({missing: `${entity}.${columns.join(" or ")}`, cost}))
  ];
}
