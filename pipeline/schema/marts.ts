import {z} from "zod";

// One row schema per published mart. The keys are the mart's columns in order (a test compares them with `describe`); the type
// of the same name is what components import. Rates are in [0, 1] and null where undefined; dates are ISO texts.

const count = z.int().nonnegative();
const number = z.number().nullable();
const rate = z.number().min(0).max(1).nullable();
const text = z.string().nullable();
const day = z.iso.date().nullable();
const PeriodWindow = z.enum(["all", "last_4_quarters", "last_8_quarters"]);
const DealType = z.enum(["new_business", "expansion", "renewal", "all"]);
const Evidence = z.enum(["count_only", "indicative", "shown", "signal"]);

export const WinRateBySegmentRow = z.object({
  period_window: PeriodWindow, deal_type: DealType, dimension: z.string(), segment: z.string(), segment_order: z.int(),
  won_count: count, lost_count: count, no_decision_count: count, disqualified_count: count, open_count: count, decided_count: count,
  win_rate: rate, win_rate_low: rate, win_rate_high: rate, broad_win_rate: rate,
  value_win_rate: rate, value_win_rate_low: rate, value_win_rate_high: rate, lost_without_amount_rate: rate,
  won_amount: z.number(), lost_amount: z.number(),
  created_count: count, created_won_count: count, created_open_count: count, created_win_rate: rate, open_rate: rate, is_mature: z.boolean(),
  won_within_90d_rate: rate, won_within_180d_rate: rate, won_within_365d_rate: rate, half_won_days: z.int().nullable(),
  shrunk_win_rate: rate, shrunk_win_rate_low: rate, shrunk_win_rate_high: rate,
  rest_win_rate: rate, rest_decided_count: count.nullable(), difference: number, difference_low: number, difference_high: number,
  p_value: rate, q_value: rate, deals_needed: count.nullable(), more_deals_needed: count.nullable(),
  adjusted_for: text, crude_odds_ratio: number, crude_odds_ratio_low: number, crude_odds_ratio_high: number,
  adjusted_odds_ratio: number, adjusted_odds_ratio_low: number, adjusted_odds_ratio_high: number, adjusted_win_rate: rate, is_reversed: z.boolean(),
  timed_won_count: count, median_cycle_days: number, cycle_days_p25: number, cycle_days_p75: number,
  mean_won_amount: number, created_per_quarter: number, velocity: number, evidence: Evidence
});
export type WinRateBySegmentRow = z.infer<typeof WinRateBySegmentRow>;

export const WinScopeRow = z.object({
  deal_type: DealType, period_window: PeriodWindow, first_quarter: day, last_quarter: day, decided_count: count, has_value: z.boolean(), is_redundant: z.boolean()
});
export type WinScopeRow = z.infer<typeof WinScopeRow>;

export const WinRateByQuarterRow = z.object({
  deal_type: DealType, dimension: z.string(), segment: z.string(), segment_order: z.int(), quarter: z.iso.date(), is_complete: z.boolean(),
  won_count: count, lost_count: count, no_decision_count: count, disqualified_count: count, decided_count: count,
  win_rate: rate, win_rate_low: rate, win_rate_high: rate, broad_win_rate: rate, value_win_rate: rate, lost_without_amount_rate: rate,
  won_amount: z.number(), lost_amount: z.number(), rest_won_count: count.nullable(), rest_decided_count: count.nullable(),
  rest_win_rate: rate, rest_win_rate_low: rate, rest_win_rate_high: rate, evidence: Evidence
});
export type WinRateByQuarterRow = z.infer<typeof WinRateByQuarterRow>;

export const WinRateBySegmentPairRow = z.object({
  period_window: PeriodWindow, deal_type: DealType,
  dimension_a: z.string(), segment_a: z.string(), segment_a_order: z.int(), dimension_b: z.string(), segment_b: z.string(), segment_b_order: z.int(),
  won_count: count, lost_count: count, decided_count: count, win_rate: rate, win_rate_low: rate, win_rate_high: rate, shrunk_win_rate: rate,
  rest_win_rate: rate, p_value: rate, q_value: rate, evidence: Evidence
});
export type WinRateBySegmentPairRow = z.infer<typeof WinRateBySegmentPairRow>;

export const WinCurveRow = z.object({
  deal_type: DealType, dimension: z.string(), segment: z.string(), segment_order: z.int(), days: z.int(),
  at_risk: count, won: count, closed_otherwise: count, won_rate: rate, won_rate_low: rate, won_rate_high: rate
});
export type WinCurveRow = z.infer<typeof WinCurveRow>;

export const WinModelRow = z.object({
  deal_type: DealType, dimension: z.string(), segment: z.string(), segment_order: z.int(), decided_count: count,
  crude_odds_ratio: number, crude_odds_ratio_low: number, crude_odds_ratio_high: number,
  odds_ratio: number, odds_ratio_low: number, odds_ratio_high: number, p_value: rate, is_reference: z.boolean(), method: z.enum(["maximum likelihood", "Firth", "not estimable"])
});
export type WinModelRow = z.infer<typeof WinModelRow>;

export const DealClusteringRow = z.object({
  deal_type: DealType, account_count: count, decided_count: count, decided_per_account: z.number(), intraclass_correlation: number, design_effect: number
});
export type DealClusteringRow = z.infer<typeof DealClusteringRow>;

export const LeakAuditRow = z.object({
  export: z.enum(["opportunities", "accounts", "subscriptions"]), column: z.string(), header: text, won_count: count, lost_count: count,
  won_fill_rate: rate, lost_fill_rate: rate, fill_q_value: rate, populated_lift: number, empty_lift: number, cramers_v: rate, flags: z.string(),
  is_outcome: z.boolean(), is_flagged: z.boolean(), is_usable_in_criteria: z.boolean()
});
export type LeakAuditRow = z.infer<typeof LeakAuditRow>;

export const LossReasonRow = z.object({
  deal_type: DealType, dimension: z.string(), segment: z.string(), segment_order: z.int(), reason: z.string(), is_missing: z.boolean(),
  lost_count: count, no_decision_count: count, disqualified_count: count, count, total_count: count, rate, rate_low: rate, rate_high: rate
});
export type LossReasonRow = z.infer<typeof LossReasonRow>;

export const LossCompetitorRow = z.object({
  deal_type: DealType, dimension: z.string(), segment: z.string(), segment_order: z.int(), competitor: z.string(), is_missing: z.boolean(),
  won_count: count, lost_count: count, decided_count: count, lost_rate: rate, lost_rate_low: rate, lost_rate_high: rate, lost_total_count: count,
  is_comparable: z.boolean(), win_rate: rate, win_rate_low: rate, win_rate_high: rate
});
export type LossCompetitorRow = z.infer<typeof LossCompetitorRow>;

export const ReconciliationRow = z.object({
  export: z.string(), source: text, file: z.string(), rows_read: count, duplicate_count: count, rejected_count: count, excluded_count: count,
  used_count: count, amount_read: number, amount_used: number, latest_date: day
});
export type ReconciliationRow = z.infer<typeof ReconciliationRow>;

export const ExcludedRow = z.object({
  export: z.string(), file: z.string(), kind: z.enum(["duplicate", "rejected", "excluded"]), reason: z.string(), row_count: count, first_rows: text
});
export type ExcludedRow = z.infer<typeof ExcludedRow>;

export const AccountMatchRow = z.object({
  export: z.string(), found_by: z.string(), row_count: count, row_rate: rate, amount: number, amount_rate: rate
});
export type AccountMatchRow = z.infer<typeof AccountMatchRow>;

export const DateProblemRow = z.object({kind: z.string(), outcome: z.string(), deal_count: count, first_ids: text});
export type DateProblemRow = z.infer<typeof DateProblemRow>;

export const DateOddityRow = z.object({
  export: z.string(), column_name: z.string(), kind: z.string(), row_count: count, row_rate: rate, day
});
export type DateOddityRow = z.infer<typeof DateOddityRow>;

export const DataProblemRow = z.object({
  export: z.string(), file: z.string(), column_name: text, kind: z.enum(["problem", "note"]), message: z.string(), problem_count: count.nullable(),
  first_line: count.nullable(), first_value: text, fix: text
});
export type DataProblemRow = z.infer<typeof DataProblemRow>;

export const OrphanRow = z.object({
  export: z.string(), referred: z.string(), row_count: count, blank_count: count, not_found_count: count, orphan_rate: rate, first_references: text
});
export type OrphanRow = z.infer<typeof OrphanRow>;

export const CurrencyRow = z.object({export: z.string(), currency: text, row_count: count, amount: number, exchange_rate: number});
export type CurrencyRow = z.infer<typeof CurrencyRow>;

export const ClosingMonthRow = z.object({
  month_of_quarter: z.int().min(1).max(3), won_count: count, decided_count: count, win_rate: rate, win_rate_low: rate, win_rate_high: rate,
  quarter_end_difference: number, quarter_end_p_value: rate
});
export type ClosingMonthRow = z.infer<typeof ClosingMonthRow>;

export const FieldCoverageRow = z.object({
  export: z.string(), column_order: z.int(), column: z.string(), header: text, is_mapped: z.boolean(), row_count: count, filled_count: count, fill_rate: rate,
  won_count: count.nullable(), won_fill_rate: rate, lost_count: count.nullable(), lost_fill_rate: rate, no_decision_count: count.nullable(),
  no_decision_fill_rate: rate, disqualified_count: count.nullable(), disqualified_fill_rate: rate, open_count: count.nullable(), open_fill_rate: rate
});
export type FieldCoverageRow = z.infer<typeof FieldCoverageRow>;

export const NearDuplicateValueRow = z.object({
  export: z.string(), column: z.string(), header: text, value: z.string(), row_count: count, suggestion: z.string(), suggestion_count: count,
  kind: z.enum(["case", "spacing", "letters"]), yaml: text
});
export type NearDuplicateValueRow = z.infer<typeof NearDuplicateValueRow>;

export const RunChangeRow = z.object({
  kind: z.string(), id: z.string(), name: text, column_name: text, before: text, after: text
});
export type RunChangeRow = z.infer<typeof RunChangeRow>;

const CohortUnit = z.enum(["month", "quarter_age", "quarter_calendar"]);
const TimeUnit = z.enum(["month", "day"]);
const segment = {dimension: z.string(), segment: z.string(), segment_order: z.int()};

export const CohortRetentionRow = z.object({
  cohort_unit: CohortUnit, ...segment, cohort_month: day, months_since: count, cohort_count: count,
  account_count: count, evidence: Evidence, surviving_count: count, active_count: count,
  starting_mrr: z.number(), mrr: z.number(), retained_mrr: z.number(),
  survival_rate: rate, survival_rate_low: rate, survival_rate_high: rate, active_rate: rate, active_rate_low: rate, active_rate_high: rate,
  gross_retention: rate, gross_retention_low: rate, gross_retention_high: rate, strict_gross_retention: rate,
  net_retention: number, net_retention_low: number, net_retention_high: number
});
export type CohortRetentionRow = z.infer<typeof CohortRetentionRow>;

export const MrrMovementRow = z.object({
  ...segment, month: z.iso.date(), opening_mrr: z.number(), new_mrr: z.number(), expansion_mrr: z.number(), contraction_mrr: z.number(),
  churn_mrr: z.number(), reactivation_mrr: z.number(), closing_mrr: z.number(),
  opening_count: count, new_count: count, expansion_count: count, contraction_count: count, churn_count: count, reactivation_count: count,
  closing_count: count, gross_retention: rate, net_retention: number, logo_churn_rate: rate
});
export type MrrMovementRow = z.infer<typeof MrrMovementRow>;

export const MrrMovementYearRow = z.object({
  ...segment, until_month: z.iso.date(), month_count: count, opening_mrr: z.number(), new_mrr: z.number(), expansion_mrr: z.number(), contraction_mrr: z.number(),
  churn_mrr: z.number(), reactivation_mrr: z.number(), closing_mrr: z.number(),
  opening_count: count, new_count: count, expansion_count: count, contraction_count: count, churn_count: count, reactivation_count: count, closing_count: count
});
export type MrrMovementYearRow = z.infer<typeof MrrMovementYearRow>;

export const RevenueRetentionRow = z.object({
  ...segment, month: z.iso.date(), base_account_count: count, evidence: Evidence, base_mrr: z.number(), mrr: z.number(), lost_mrr: z.number(), expansion_mrr: number,
  gross_retention: rate, gross_retention_low: rate, gross_retention_high: rate,
  net_retention: number, net_retention_low: number, net_retention_high: number, interval_method: z.enum(["bootstrap", "linearised"]).nullable(),
  churned_count: count, logo_churn_rate: rate, logo_churn_rate_low: rate, logo_churn_rate_high: rate, expansion_rate: number,
  largest_account_share: rate, gross_retention_without_largest: rate, net_retention_without_largest: number, is_concentrated: z.boolean()
});
export type RevenueRetentionRow = z.infer<typeof RevenueRetentionRow>;

export const CustomerSurvivalRow = z.object({
  time_unit: TimeUnit, ...segment, time: count, at_risk: count, churned: count, censored: count,
  survival: z.number().min(0).max(1), survival_low: rate, survival_high: rate
});
export type CustomerSurvivalRow = z.infer<typeof CustomerSurvivalRow>;

export const CustomerSurvivalTestRow = z.object({
  time_unit: TimeUnit, dimension: z.string(), segment_count: count, chi_square: number, df: count.nullable(), p_value: rate, q_value: rate
});
export type CustomerSurvivalTestRow = z.infer<typeof CustomerSurvivalTestRow>;

export const CustomerSurvivalSummaryRow = z.object({
  time_unit: TimeUnit, ...segment, account_count: count, evidence: Evidence, churned: count, median: number, median_low: number, median_high: number,
  restricted_mean_12m: number, restricted_mean_12m_low: number, restricted_mean_12m_high: number,
  restricted_mean_24m: number, restricted_mean_24m_low: number, restricted_mean_24m_high: number,
  survival_12m: rate, survival_12m_low: rate, survival_12m_high: rate, at_risk_12m: count.nullable()
});
export type CustomerSurvivalSummaryRow = z.infer<typeof CustomerSurvivalSummaryRow>;

const ScoreReading = z.enum(["better", "worse", "same"]).nullable();

export const SegmentScorecardRow = z.object({
  ...segment, win_rate: rate, win_rate_low: rate, win_rate_high: rate, decided_count: count, win_evidence: Evidence,
  median_cycle_days: number, cycle_days_p25: number, cycle_days_p75: number, timed_won_count: count, cycle_evidence: Evidence,
  survival_12m: rate, survival_12m_low: rate, survival_12m_high: rate, survival_account_count: count, survival_evidence: Evidence,
  gross_retention: rate, gross_retention_low: rate, gross_retention_high: rate,
  net_retention: number, net_retention_low: number, net_retention_high: number, base_account_count: count, retention_evidence: Evidence,
  account_count: count, won_count: count, won_amount: z.number(), paying_count: count, mrr: number,
  in_icp: z.boolean().nullable(), win_reading: ScoreReading, survival_reading: ScoreReading, gross_reading: ScoreReading, net_reading: ScoreReading,
  pattern: z.enum(["wins but leaves", "wins and stays", "stays but seldom wins", "seldom wins and leaves"]).nullable()
});
export type SegmentScorecardRow = z.infer<typeof SegmentScorecardRow>;

export const LargestMrrMovementRow = z.object({
  month: z.iso.date(), movement: z.enum(["new", "reactivation", "expansion", "contraction", "churn"]), place: count, account_id: z.string(), name: text,
  opening_mrr: z.number(), mrr: z.number(), amount: z.number()
});
export type LargestMrrMovementRow = z.infer<typeof LargestMrrMovementRow>;

export const ChurnContradictionRow = z.object({
  source_a: z.string(), source_b: z.string(), account_count: count, churned_a_count: count, churned_a_rate: rate, churned_b_count: count,
  churned_b_rate: rate, only_a_count: count, only_b_count: count, contradiction_rate: rate
});
export type ChurnContradictionRow = z.infer<typeof ChurnContradictionRow>;

export const RetentionNoteRow = z.object({note: z.string(), account_count: count.nullable(), row_count: count.nullable(), mrr: number});
export type RetentionNoteRow = z.infer<typeof RetentionNoteRow>;

const Tier = z.enum(["1", "2", "3", "unknown", "all"]);
const AccountStatus = z.enum(["customer", "former_customer", "open_deal", "not_won", "no_deal"]);
const IcpSample = z.enum(["all", "in_sample", "out_of_time", "judged", "own_reign", "inbound"]);
const Scenario = z.enum(["base", "broad", "stale_open_lost", "without_top_owner", "new_customers", "inbound"]);
const VerdictWord = z.enum(["supported", "not proven", "contradicted"]);
const RuleStatus = z.enum(["testable", "deal_only", "untestable", "suspended"]);
const version = {icp: z.string(), version: z.string()};

export const IcpRegisterRow = z.object({
  ...version, version_order: z.int(), status: z.enum(["draft", "approved", "retired"]), statement: text, written_on: day, first_seen_on: day, is_edited: z.boolean(),
  effective_from: day, effective_to: day, is_in_force: z.boolean(), owner: text, approved_by: text, unknown_policy: z.enum(["no_credit", "ignore"]),
  tier_1_cut: z.number(), tier_2_cut: z.number(), applies_to: text
});
export type IcpRegisterRow = z.infer<typeof IcpRegisterRow>;

export const IcpAccountRow = z.object({
  ...version, account_id: z.string(), score: rate, tier: Tier, met: z.string(), missed: z.string(), unknown: z.string(), disqualified_by: z.string(), lowered_by: z.string(),
  name: text, status: AccountStatus, account_key: z.int()
});
export type IcpAccountRow = z.infer<typeof IcpAccountRow>;

export const IcpTierRow = z.object({
  ...version, scenario: Scenario, sample: IcpSample, tier: Tier, account_count: count, account_share: rate,
  won_count: count, lost_count: count, no_decision_count: count, disqualified_count: count, open_count: count, decided_count: count, resolved_rate: rate,
  win_rate: rate, win_rate_low: rate, win_rate_high: rate, shrunk_win_rate: rate, lift: number, lift_low: number, lift_high: number, capture: rate,
  deal_share: rate, created_win_rate: rate, median_cycle_days: number, mean_won_amount: number, won_amount: z.number(), won_amount_share: number,
  open_amount: z.number(), base_account_count: count.nullable(), survival_12m: rate, survival_12m_low: rate, survival_12m_high: rate,
  survival_at_risk_count: count.nullable(), gross_retention: rate, gross_retention_low: rate, gross_retention_high: rate,
  net_retention: number, net_retention_low: number, net_retention_high: number, evidence: Evidence, tier_order: z.int()
});
export type IcpTierRow = z.infer<typeof IcpTierRow>;

export const IcpTierPreviousRow = z.object({as_of: z.iso.date(), ...IcpTierRow.shape});
export type IcpTierPreviousRow = z.infer<typeof IcpTierPreviousRow>;

export const IcpValidationRow = z.object({
  ...version, scenario: Scenario, sample: IcpSample, status: z.string(), effective_from: day, horizon_days: count.nullable(), judged_until: day,
  created_count: count, tier1_won_count: count, tier1_decided_count: count, tier1_win_rate: rate, tier1_win_rate_low: rate, tier1_win_rate_high: rate,
  rest_won_count: count, rest_decided_count: count, rest_win_rate: rate, rest_win_rate_low: rate, rest_win_rate_high: rate,
  tier1_resolved_rate: rate, rest_resolved_rate: rate, tier1_difference: number, tier1_difference_low: number, tier1_difference_high: number,
  risk_ratio: number, risk_ratio_low: number, risk_ratio_high: number,
  auc: rate, auc_low: rate, auc_high: rate, is_auc_suspicious: z.boolean(), brier: rate, brier_skill: number, is_too_broad: z.boolean(),
  verdict: VerdictWord.nullable(), reason_code: text, reasons: text, deals_for_lift: count.nullable(), deals_needed: count.nullable(), needed_by: day, previous_verdict: VerdictWord.nullable()
});
export type IcpValidationRow = z.infer<typeof IcpValidationRow>;

export const IcpConditionRow = z.object({
  ...version, scenario: Scenario, condition_order: z.int(), condition: z.enum(["difference", "created", "order", "lift", "keeps", "unknown_policy"]),
  value: number, bar: z.number(), is_met: z.boolean(), text: z.string()
});
export type IcpConditionRow = z.infer<typeof IcpConditionRow>;

export const IcpComparisonRow = z.object({
  ...version, measure: z.enum(["win_rate", "median_cycle_days", "survival_12m", "gross_retention", "net_retention"]), measure_order: z.int(),
  sample: IcpSample, tier1: number, tier1_low: number, tier1_high: number, tier1_count: count, rest: number, rest_low: number, rest_high: number,
  rest_count: count, difference: number, difference_low: number, difference_high: number, reading: z.enum(["better", "same", "worse", "untested"]),
  previous_as_of: z.iso.date(), previous_difference: number, difference_change: number
});
export type IcpComparisonRow = z.infer<typeof IcpComparisonRow>;

export const IcpGainsRow = z.object({
  ...version, sample: IcpSample, score_cut: rate, tier: Tier, won_count: count, decided_count: count, win_rate: rate, deal_share: rate, capture: rate,
  lift: number, lift_low: number, lift_high: number, account_count: count, account_share: rate
});
export type IcpGainsRow = z.infer<typeof IcpGainsRow>;

export const IcpCriterionEvidenceRow = z.object({
  ...version, criterion: z.string(), criterion_order: z.int(), label: text, kind: text, column_name: z.string(), weight: number, is_required: z.boolean(),
  rationale: text, allow_leak: text, status: RuleStatus,
  met_account_count: count.nullable(), missed_account_count: count.nullable(), unknown_account_count: count.nullable(),
  met_won_count: count, met_lost_count: count, missed_won_count: count, missed_lost_count: count, unknown_won_count: count, unknown_lost_count: count,
  met_decided_count: count, missed_decided_count: count, unknown_decided_count: count,
  met_win_rate: rate, met_win_rate_low: rate, met_win_rate_high: rate, missed_win_rate: rate, missed_win_rate_low: rate, missed_win_rate_high: rate,
  unknown_win_rate: rate, difference: number, difference_low: number, difference_high: number, adjusted_for: text,
  crude_odds_ratio: number, crude_odds_ratio_low: number, crude_odds_ratio_high: number,
  adjusted_odds_ratio: number, adjusted_odds_ratio_low: number, adjusted_odds_ratio_high: number, is_reversed: z.boolean(), p_value: rate, q_value: rate,
  auc: rate, auc_without: rate, auc_gain: number
});
export type IcpCriterionEvidenceRow = z.infer<typeof IcpCriterionEvidenceRow>;

export const IcpDisqualifierLedgerRow = z.object({
  ...version, disqualifier: z.string(), disqualifier_order: z.int(), label: text, rationale: text, column_name: z.string(), status: RuleStatus,
  accounts_stopped: count.nullable(), deals_stopped: count, deal_count: count, wins_lost: count, losses_stopped: count, share_of_wins: rate,
  stopped_decided_count: count, stopped_win_rate: rate, stopped_win_rate_low: rate, stopped_win_rate_high: rate, other_won_count: count, other_decided_count: count,
  other_win_rate: rate, other_win_rate_low: rate, other_win_rate_high: rate, difference: number, difference_low: number, difference_high: number, won_amount_lost: z.number(), share_of_won_amount: number, selling_days_saved: z.number(), share_of_selling_days: rate
});
export type IcpDisqualifierLedgerRow = z.infer<typeof IcpDisqualifierLedgerRow>;

export const IcpMisfitRow = z.object({
  ...version, opportunity_id: z.string(), kind: z.enum(["won_tier_3", "lost_tier_1"]), why: z.string(), score: rate,
  met: z.string(), missed: z.string(), unknown: z.string(), disqualified_by: z.string(), name: text, account_id: text, account_name: text, owner: text,
  amount: number, created_on: day, closed_on: day, loss_reason: text, is_out_of_time: z.boolean()
});
export type IcpMisfitRow = z.infer<typeof IcpMisfitRow>;

export const IcpVersionComparisonRow = z.object({
  icp: z.string(), version_a: z.string(), version_b: z.string(), sample: IcpSample, tier_a: Tier, tier_b: Tier, won: count, lost: count, moved: count,
  decided_count: count, win_rate: rate, win_rate_low: rate, win_rate_high: rate, auc_a: rate, auc_b: rate,
  auc_difference: number, auc_difference_low: number, auc_difference_high: number, auc_p_value: rate
});
export type IcpVersionComparisonRow = z.infer<typeof IcpVersionComparisonRow>;

export const IcpOutsideSegmentRow = z.object({
  ...version, dimension: z.string(), segment: z.string(), segment_order: z.int(), won_count: count, decided_count: count,
  win_rate: rate, win_rate_low: rate, win_rate_high: rate, other_win_rate: rate, difference: number, difference_low: number, difference_high: number, q_value: rate,
  tier1_win_rate: rate, tier1_difference: number, tier1_difference_low: number, tier1_difference_high: number, tier1_deal_share: rate,
  year_won_count: count, year_won_amount: number
});
export type IcpOutsideSegmentRow = z.infer<typeof IcpOutsideSegmentRow>;

export const IcpChecklistRow = z.object({
  ...version, condition: z.enum(["difference", "created", "order", "lift", "keeps", "unknown_policy"]), condition_order: z.int(), label: z.string(), value: z.string(),
  bar: z.string(), state: z.enum(["met", "missed", "untested"]), least_count: count.nullable()
});
export type IcpChecklistRow = z.infer<typeof IcpChecklistRow>;

export const IcpDecisionRow = z.object({
  ...version, rank: z.int(), kind: z.enum(["verdict", "disqualifier", "segment", "criterion", "drift", "suspended", "field"]), wins_per_quarter: number,
  title: z.string(), worth: z.string(), evidence: z.string(), href: z.string(), link: z.string(), least_count: count.nullable()
});
export type IcpDecisionRow = z.infer<typeof IcpDecisionRow>;

export const IcpWarningRow = z.object({
  rank: z.int(), icp: text, kind: z.string(), cause: z.string(), meaning: z.string(), href: z.string(), link: z.string(), least_count: count.nullable()
});
export type IcpWarningRow = z.infer<typeof IcpWarningRow>;

export const IcpDriftRow = z.object({
  ...version, quarter: z.iso.date(), tier: Tier, tier_order: z.int(), deal_share: rate, win_rate: rate, win_rate_low: rate, win_rate_high: rate,
  expected_win_rate: rate, expected_wins: number, won_count: count, decided_count: count, ratio: number, ratio_low: number, ratio_high: number,
  psi: number, psi_critical: number, psi_bin_count: count.nullable(), is_complete: z.boolean(), is_reference: z.boolean()
});
export type IcpDriftRow = z.infer<typeof IcpDriftRow>;

export const ModelSqlRow = z.object({model: z.string(), file: z.string(), sql: z.string()});
export type ModelSqlRow = z.infer<typeof ModelSqlRow>;

export const IcpOpenPipelineRow = z.object({icp: z.string(), version: z.string(), tier: z.string(), open_count: count, open_amount: number});
export type IcpOpenPipelineRow = z.infer<typeof IcpOpenPipelineRow>;

export const IcpVersionChangeRow = z.object({
  icp: z.string(), version: z.string(), previous_version: z.string(), change: z.enum(["added", "removed", "changed"]), criterion: z.string(),
  before: text, after: text, change_order: z.int()
});
export type IcpVersionChangeRow = z.infer<typeof IcpVersionChangeRow>;

export const IcpDocumentationRow = z.object({
  icp: z.string(), version: z.string(), kind: z.enum(["persona", "use_case"]), name: z.string(), text: z.string(), document_order: z.int()
});
export type IcpDocumentationRow = z.infer<typeof IcpDocumentationRow>;

/** Every mart by its table's name, with the schema of its rows. */
export const MARTS = {
  win_rate_by_segment: WinRateBySegmentRow,
  win_scopes: WinScopeRow,
  win_rate_by_quarter: WinRateByQuarterRow,
  win_rate_by_segment_pair: WinRateBySegmentPairRow,
  win_curve: WinCurveRow,
  win_model: WinModelRow,
  deal_clustering: DealClusteringRow,
  leak_audit: LeakAuditRow,
  loss_reasons: LossReasonRow,
  loss_competitors: LossCompetitorRow,
  cohort_retention: CohortRetentionRow,
  mrr_movements: MrrMovementRow,
  mrr_movement_years: MrrMovementYearRow,
  revenue_retention: RevenueRetentionRow,
  customer_survival: CustomerSurvivalRow,
  customer_survival_tests: CustomerSurvivalTestRow,
  customer_survival_summary: CustomerSurvivalSummaryRow,
  segment_scorecard: SegmentScorecardRow,
  largest_mrr_movements: LargestMrrMovementRow,
  churn_contradictions: ChurnContradictionRow,
  retention_notes: RetentionNoteRow,
  icp_register: IcpRegisterRow,
  model_sql: ModelSqlRow,
  icp_open_pipeline: IcpOpenPipelineRow,
  icp_version_changes: IcpVersionChangeRow,
  icp_documentation: IcpDocumentationRow,
  icp_accounts: IcpAccountRow,
  icp_tiers: IcpTierRow,
  icp_tiers_previous: IcpTierPreviousRow,
  icp_validation: IcpValidationRow,
  icp_conditions: IcpConditionRow,
  icp_comparisons: IcpComparisonRow,
  icp_gains: IcpGainsRow,
  icp_criteria_evidence: IcpCriterionEvidenceRow,
  icp_disqualifier_ledger: IcpDisqualifierLedgerRow,
  icp_misfits: IcpMisfitRow,
  icp_version_comparison: IcpVersionComparisonRow,
  icp_drift: IcpDriftRow,
  icp_outside_segments: IcpOutsideSegmentRow,
  icp_checklist: IcpChecklistRow,
  icp_decisions: IcpDecisionRow,
  icp_warnings: IcpWarningRow,
  reconciliation: ReconciliationRow,
  excluded_rows: ExcludedRow,
  account_matches: AccountMatchRow,
  date_problems: DateProblemRow,
  date_oddities: DateOddityRow,
  data_problems: DataProblemRow,
  orphans: OrphanRow,
  currencies: CurrencyRow,
  closing_months: ClosingMonthRow,
  field_coverage: FieldCoverageRow,
  near_duplicate_values: NearDuplicateValueRow,
  run_changes: RunChangeRow
} as const;
