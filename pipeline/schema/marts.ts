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
  p_value: rate, q_value: rate,
  adjusted_for: text, crude_odds_ratio: number, crude_odds_ratio_low: number, crude_odds_ratio_high: number,
  adjusted_odds_ratio: number, adjusted_odds_ratio_low: number, adjusted_odds_ratio_high: number, is_reversed: z.boolean(),
  timed_won_count: count.nullable(), median_cycle_days: number, cycle_days_p25: number, cycle_days_p75: number,
  mean_won_amount: number, created_per_quarter: number, velocity: number, evidence: Evidence
});
export type WinRateBySegmentRow = z.infer<typeof WinRateBySegmentRow>;

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

export const LossReasonRow = z.object({
  deal_type: DealType, dimension: z.string(), segment: z.string(), segment_order: z.int(),
  outcome: z.enum(["lost", "no_decision", "disqualified"]), reason: z.string(), is_missing: z.boolean(),
  count, total_count: count, rate, rate_low: rate, rate_high: rate
});
export type LossReasonRow = z.infer<typeof LossReasonRow>;

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

export const RunChangeRow = z.object({
  kind: z.string(), id: z.string(), name: text, column_name: text, before: text, after: text
});
export type RunChangeRow = z.infer<typeof RunChangeRow>;

/** Every mart by its table's name, with the schema of its rows. */
export const MARTS = {
  win_rate_by_segment: WinRateBySegmentRow,
  win_rate_by_quarter: WinRateByQuarterRow,
  win_rate_by_segment_pair: WinRateBySegmentPairRow,
  win_curve: WinCurveRow,
  loss_reasons: LossReasonRow,
  reconciliation: ReconciliationRow,
  excluded_rows: ExcludedRow,
  account_matches: AccountMatchRow,
  date_problems: DateProblemRow,
  run_changes: RunChangeRow
} as const;
