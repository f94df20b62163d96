import {readFile} from "node:fs/promises";
import type {Database} from "../database.ts";

/** A table that needs TypeScript: an optimiser or a seeded bootstrap over rows that SQL has aggregated. */
export interface Step {
  readonly table: string;
  build(db: Database): Promise<void>;
}

/** A model in `pipeline/models`, by path without `.sql`. Views are for models that a table would only copy. */
export interface Model {
  readonly path: string;
  readonly as: "table" | "view";
}

export class ModelError extends Error {}

const table = (path: string): Model => ({path, as: "table"});
const view = (path: string): Model => ({path, as: "view"});

/** The build order. Each model refers only to tables made before it. */
export const MODELS: readonly (Model | Step)[] = [
  view("staging/stg_accounts"),
  view("staging/stg_opportunities"),
  view("staging/stg_contacts"),
  view("staging/stg_contact_roles"),
  view("staging/stg_account_links"),
  view("staging/stg_stage_history"),

  // Who is who: accounts, and how every row finds its own.
  table("intermediate/int_exchange_rates"),
  table("intermediate/int_account_roots"),
  table("intermediate/int_exported_accounts"),
  table("intermediate/int_account_ids"),
  table("intermediate/int_account_lookups"),
  table("intermediate/int_implied_accounts"),
  table("intermediate/int_subscription_accounts"),
  table("intermediate/int_mrr_snapshot_accounts"),
  table("intermediate/int_invoice_accounts"),
  table("intermediate/int_churn_event_accounts"),
  table("intermediate/int_accounts"),

  // Segments: values are mapped once each, accounts and deals share profiles.
  table("intermediate/int_account_values"),
  table("intermediate/int_own_value_combinations"),
  table("intermediate/int_own_values"),
  table("intermediate/int_value_segments"),
  table("intermediate/int_segments"),
  table("intermediate/int_account_segment_lists"),
  table("intermediate/int_own_segment_lists"),
  table("intermediate/int_account_segment_groups"),
  table("intermediate/int_account_profiles"),

  table("intermediate/int_outcomes"),
  table("intermediate/int_opportunity_rescues"),
  table("intermediate/int_opportunities_resolved"),
  table("intermediate/int_deal_profiles"),
  table("intermediate/int_profiles"),
  view("intermediate/int_opportunities")
];

/** Creates the shared formulas. To be called once on every connection that builds or tests models. */
export async function createMacros(db: Database): Promise<void> {
  await db.exec(await readFile(new URL("./macros.sql", import.meta.url), "utf8"));
}

export function modelName(model: Model | Step): string {
  return "path" in model ? model.path.slice(model.path.lastIndexOf("/") + 1) : model.table;
}

/**
 * Builds every model in order.
 * @param observe called with each model's name and its seconds, for timings and progress
 */
export async function buildModels(db: Database, observe: (name: string, seconds: number) => void = () => {}): Promise<void> {
  for (const model of MODELS) {
    const started = performance.now();
    await buildModel(db, model);
    observe(modelName(model), (performance.now() - started) / 1000);
  }
}

/** Builds one model or step; DuckDB's own words are kept, the file goes in front. */
export async function buildModel(db: Database, model: Model | Step): Promise<void> {
  if (!("path" in model)) return model.build(db);
  const file = `pipeline/models/${model.path}.sql`;
  const sql = await readFile(new URL(`./${model.path}.sql`, import.meta.url), "utf8");
  try {
    // On the same line, so that DuckDB's LINE n is the file's line n.
    await db.exec(`create or replace ${model.as} ${modelName(model)} as ${sql}`);
  } catch (cause) {
    throw new ModelError(`${file}: ${cause instanceof Error ? cause.message : String(cause)}`, {cause});
  }
}
