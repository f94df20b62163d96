import {readFile} from "node:fs/promises";
import type {Database} from "../database.ts";
import {icpAucDifferences, icpAucs, icpAucsWithout} from "../icp/aucs.ts";
import {icpCalibrations} from "../icp/calibrations.ts";
import {icpComparisons} from "../icp/comparisons.ts";
import {icpStability} from "../icp/drift.ts";
import {icpHorizons} from "../icp/horizons.ts";
import {icpTierRetention} from "../icp/retention.ts";
import {icpForecasts, icpShrunkTiers} from "../icp/shrinkages.ts";
import {icpConditions, icpVerdicts} from "../icp/verdicts.ts";
import {icpChecklist} from "../findings/checklist.ts";
import {icpDecisions} from "../findings/decisions.ts";
import {findings} from "../findings/findings.ts";
import {icpWarnings} from "../findings/warnings.ts";
import {leakAudit} from "../leaks/leakAudit.ts";
import {fieldCoverage} from "../profile/fieldCoverage.ts";
import {nearDuplicateValues} from "../profile/nearDuplicateValues.ts";
import {winCurves, winWithin} from "../win/curves.ts";
import {pairShrinkage, winShrinkage} from "../win/shrinkage.ts";
import {winValueLimits} from "../win/valueLimits.ts";
import {winModel} from "../win/winModel.ts";
import {revenueIntervals} from "../retention/revenueIntervals.ts";
import {survivalSummaries} from "../retention/survivalSummaries.ts";
import {survivalTests} from "../retention/survivalTests.ts";

/** A table that needs TypeScript: an optimiser or a seeded bootstrap over rows that SQL has aggregated. */
export interface Step {
  readonly table: string;
  /** The models that it reads; default: any before it. */
  readonly reads?: readonly string[];
  build(db: Database): Promise<void>;
}

/**
 * A model in `pipeline/models`, by path without `.sql`. Views are for models that a table would only copy. A scratch model is large, read by many
 * and seldom by people: a table in memory while a run lasts, and in the file a view of the same select.
 */
export interface Model {
  readonly path: string;
  readonly as: "table" | "view" | "scratch";
}

/** A model's file, from the root of the repository. */
export function modelFile({path}: Model): string {
  return `pipeline/models/${path}.sql`;
}

/** A model's SQL: one select. */
export async function modelText({path}: Model): Promise<string> {
  return readFile(new URL(`./${path}.sql`, import.meta.url), "utf8");
}

const table = (path: string): Model => ({path, as: "table"});
const view = (path: string): Model => ({path, as: "view"});
const scratch = (path: string): Model => ({path, as: "scratch"});

/** model_sql: one row per model and one for the macros, with the very text of its file, so that every number's page can show it. */
const modelSql: Step = {
  table: "model_sql",
  reads: [],
  async build(db) {
    const files = [table("macros"), ...MODELS.flatMap((model) => ("path" in model ? [model] : []))];
    const texts = await Promise.all(files.map(modelText));
    await db.writeTable("model_sql", [
      {name: "model", type: "varchar", values: files.map(modelName)},
      {name: "file", type: "varchar", values: files.map(modelFile)},
      {name: "sql", type: "varchar", values: texts}
    ]);
  }
};

/** The build order. Each model refers only to tables made before it. */
export const MODELS: readonly (Model | Step)[] = [
  view("staging/stg_accounts"),
  view("staging/stg_opportunities"),
  view("staging/stg_contacts"),
  view("staging/stg_contact_roles"),
  view("staging/stg_account_links"),
  view("staging/stg_stage_history"),
  view("staging/stg_subscriptions"),
  view("staging/stg_mrr_snapshots"),
  view("staging/stg_invoices"),
  view("staging/stg_churn_events"),

  // Who is who: accounts, and how every row finds its own.
  table("intermediate/int_exchange_rates"),
  table("intermediate/int_account_roots"),
  view("intermediate/int_exported_accounts"),
  table("intermediate/int_account_ids"),
  table("intermediate/int_opportunities_missed"),
  table("intermediate/int_missed_references"),
  table("intermediate/int_account_lookups"),
  table("intermediate/int_outcomes"),
  view("intermediate/int_opportunity_outcomes"),
  table("intermediate/int_opportunity_rescues"),
  table("intermediate/int_won_deal_references"),
  table("intermediate/int_implied_accounts"),
  table("intermediate/int_reference_accounts"),
  table("intermediate/int_subscription_lines"),
  view("intermediate/int_subscription_accounts"),
  table("intermediate/int_mrr_snapshot_accounts"),
  table("intermediate/int_invoice_accounts"),
  table("intermediate/int_churn_event_accounts"),
  view("intermediate/int_accounts"),

  // Segments: values are mapped once each, accounts and deals share profiles.
  scratch("intermediate/int_account_values"),
  table("intermediate/int_own_value_combinations"),
  table("intermediate/int_own_values"),
  table("intermediate/int_value_segments"),
  table("intermediate/int_segments"),
  scratch("intermediate/int_account_segment_lists"),
  table("intermediate/int_own_segment_lists"),
  table("intermediate/int_account_segment_groups"),
  table("intermediate/int_account_profiles"),

  table("intermediate/int_deal_terms"),
  table("intermediate/int_days"),
  table("intermediate/int_opportunities_resolved"),
  table("intermediate/int_deal_profiles"),
  table("intermediate/int_profiles"),
  table("intermediate/int_profile_segments"),
  view("intermediate/int_opportunities"),
  scratch("intermediate/int_deals"),

  // What is counted of the deals, by segment: cells first, so that each later model reads thousands of rows and not millions.
  scratch("intermediate/int_deal_cells"),
  table("intermediate/int_segment_cells"),
  table("intermediate/int_period_windows"),
  table("intermediate/int_deal_scopes"),
  table("intermediate/int_win_counts"),
  table("intermediate/int_pair_counts"),
  table("intermediate/int_quarter_counts"),
  table("intermediate/int_deal_days"),
  table("intermediate/int_cycle_days"),
  table("intermediate/int_cycle_quartiles"),
  table("intermediate/int_deal_ages"),
  table("intermediate/int_loss_reason_counts"),
  table("intermediate/int_loss_competitor_counts"),
  table("intermediate/int_account_deals"),
  table("intermediate/int_win_tests"),
  table("intermediate/int_win_odds"),
  table("intermediate/int_value_scopes"),
  winShrinkage,
  pairShrinkage,
  winValueLimits,
  winCurves,
  winWithin,
  winModel,
  leakAudit,
  table("marts/win_rate_by_segment"),
  table("marts/win_scopes"),
  table("marts/win_rate_by_quarter"),
  table("marts/win_rate_by_segment_pair"),
  table("marts/win_curve"),
  view("marts/win_curve_points"),
  table("marts/win_model"),
  table("marts/loss_reasons"),
  table("marts/loss_competitors"),
  table("marts/deal_clustering"),

  // Recurring revenue: lines of days, then one row per change of an account's month-end MRR; never a row per account and month.
  view("intermediate/int_subscriptions"),
  table("intermediate/int_mrr_snapshot_lines"),
  table("intermediate/int_invoice_lines"),
  table("intermediate/int_won_deal_lines"),
  view("intermediate/int_mrr_lines"),
  table("intermediate/int_mrr_changes"),
  table("intermediate/int_mrr_movement_sums"),
  table("intermediate/int_price_history"),
  table("intermediate/int_cohort_months"),
  table("intermediate/int_cohort_ages"),
  table("intermediate/int_segment_months"),
  table("intermediate/int_year_change_sums"),
  table("intermediate/int_largest_accounts"),
  table("intermediate/int_revenue_years"),
  table("intermediate/int_bootstrapped_years"),
  table("intermediate/int_bootstrap_pairs"),
  revenueIntervals,
  table("intermediate/int_account_lifetimes"),
  table("intermediate/int_survival_counts"),
  survivalSummaries,
  survivalTests,
  table("marts/cohort_retention"),
  table("marts/mrr_movements"),
  table("marts/mrr_movement_years"),
  table("marts/revenue_retention"),
  table("marts/customer_survival"),
  table("marts/customer_survival_tests"),
  table("marts/customer_survival_summary"),
  table("marts/largest_mrr_movements"),
  table("marts/churn_contradictions"),
  table("marts/retention_notes"),

  // The ICP under test: criteria are asked once per distinct value, answers make profiles, profiles make tiers.
  table("intermediate/int_icp_versions"),
  table("intermediate/int_icp_moments"),
  table("intermediate/int_icp_rules"),
  table("intermediate/int_icp_value_results"),
  table("intermediate/int_icp_value_classes"),
  table("intermediate/int_icp_class_scores"),
  scratch("intermediate/int_icp_account_answers"),
  table("intermediate/int_icp_own_answers"),
  table("intermediate/int_icp_answer_lists"),
  table("intermediate/int_icp_list_scores"),
  table("intermediate/int_icp_account_profiles"),
  table("intermediate/int_icp_own_profiles"),
  table("intermediate/int_icp_deal_combinations"),
  table("intermediate/int_icp_deal_pairs"),
  view("intermediate/int_icp_profiles"),
  table("intermediate/int_icp_requirements"),
  table("intermediate/int_icp_scores"),
  view("intermediate/int_icp_tiers_by_policy"),
  table("intermediate/int_icp_reasons"),
  table("intermediate/int_icp_signatures"),
  table("intermediate/int_icp_signature_tiers"),
  table("intermediate/int_icp_score_tiers"),
  table("intermediate/int_icp_deal_keys"),
  table("intermediate/int_icp_top_owners"),
  table("intermediate/int_unlisted_customers"),
  table("intermediate/int_icp_deals"),
  table("intermediate/int_icp_account_counts"),
  table("intermediate/int_icp_answer_accounts"),

  // Samples: the horizon first, then periods of creation, then deals counted by period, score and outcome.
  table("intermediate/int_icp_resolution"),
  icpHorizons,
  table("intermediate/int_icp_periods"),
  table("intermediate/int_icp_created_days"),
  table("intermediate/int_icp_samples"),
  table("intermediate/int_icp_cells"),
  table("intermediate/int_icp_counts"),
  table("intermediate/int_icp_cycle_days"),
  table("intermediate/int_icp_cycle_medians"),
  table("intermediate/int_icp_revenue_pairs"),
  table("intermediate/int_icp_revenue_sums"),
  table("intermediate/int_icp_survival_counts"),
  table("intermediate/int_icp_quarters"),
  table("intermediate/int_icp_paces"),
  icpAucs,
  icpShrunkTiers,
  icpTierRetention,
  icpVerdicts,
  icpConditions,
  icpComparisons,
  table("intermediate/int_icp_tiers"),
  icpForecasts,
  icpStability,
  table("intermediate/int_icp_forecast_counts"),
  icpCalibrations,
  view("intermediate/int_icp_version_pairs"),
  table("intermediate/int_icp_pair_counts"),
  icpAucDifferences,
  table("intermediate/int_icp_strata"),
  table("intermediate/int_icp_answer_outcomes"),
  table("intermediate/int_icp_criterion_counts"),
  table("intermediate/int_icp_scores_without"),
  icpAucsWithout,
  table("intermediate/int_icp_criterion_tests"),
  view("marts/icp_accounts"),
  table("marts/icp_tiers"),
  table("marts/icp_tiers_previous"),
  table("marts/icp_validation"),
  table("marts/icp_conditions"),
  table("marts/icp_comparisons"),
  table("marts/icp_gains"),
  table("marts/icp_criteria_evidence"),
  table("marts/icp_disqualifier_ledger"),
  view("marts/icp_misfits"),
  table("marts/icp_open_pipeline"),
  table("marts/icp_version_comparison"),
  table("marts/icp_drift"),
  view("intermediate/int_icp_in_force"),
  table("intermediate/int_icp_decided_profiles"),
  table("intermediate/int_icp_rule_stakes"),
  table("marts/icp_outside_segments"),
  table("marts/segment_scorecard"),

  // What was read, and what changed since the last run on other exports; then what the pages say.
  table("marts/reconciliation"),
  table("marts/excluded_rows"),
  table("marts/account_matches"),
  table("marts/date_problems"),
  table("marts/date_oddities"),
  table("marts/data_problems"),
  table("marts/orphans"),
  table("marts/currencies"),
  table("marts/closing_months"),
  fieldCoverage,
  nearDuplicateValues,
  view("marts/opportunity_facts"),
  view("marts/account_facts"),
  table("marts/run_manifest"),
  view("history/ledger_runs"),
  view("history/ledger_files"),
  view("history/int_definitions"),
  view("history/ledger_definitions"),
  table("marts/icp_register"),
  table("marts/icp_version_changes"),
  table("marts/icp_documentation"),
  view("history/int_identified_values"),
  view("history/int_changed_accounts"),
  view("history/ledger_accounts"),
  view("history/int_identified_deals"),
  scratch("history/int_changed_deals"),
  view("history/ledger_opportunities"),
  table("history/run_changes"),
  // The accounts behind what the board edition publishes, counted when it is published: views cost a run nothing. Tables are what sentences ask in every run.
  view("board/int_opportunity_owners"),
  view("board/int_deal_owners"),
  table("board/int_few_decided"),
  view("board/int_few_deals"),
  view("board/int_period_parts"),
  table("board/int_period_accounts"),
  view("board/int_created_accounts"),
  view("board/int_quarter_accounts"),
  view("board/int_rest_accounts"),
  view("board/int_pair_accounts"),
  view("board/int_curve_accounts"),
  view("board/int_curve_absences"),
  view("board/int_loss_reason_accounts"),
  view("board/int_loss_competitor_accounts"),
  view("board/int_closing_month_accounts"),
  view("board/int_icp_sample_parts"),
  view("board/int_icp_tier_accounts"),
  view("board/int_icp_quarter_accounts"),
  view("board/int_icp_score_accounts"),
  view("board/int_icp_outside_accounts"),
  view("board/int_icp_rule_accounts"),
  view("board/int_icp_pair_accounts"),

  icpChecklist,
  icpDecisions,
  icpWarnings,
  findings,
  modelSql
];

export function modelName(model: Model | Step): string {
  return "path" in model ? model.path.slice(model.path.lastIndexOf("/") + 1) : model.table;
}
