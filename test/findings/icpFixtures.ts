import type {IcpComparisonRow, IcpDriftRow, IcpGainsRow, IcpTierRow, IcpValidationRow} from "../../pipeline/schema/marts.ts";

/** The judged deals of a supported version, to be changed where a test asks. */
export function validation(changes: Partial<IcpValidationRow> = {}): IcpValidationRow {
  return {
    icp: "main", version: "1", scenario: "base", sample: "judged", status: "approved", effective_from: "2025-01-01", horizon_days: 100, judged_until: "2025-09-22",
    created_count: 900, tier1_won_count: 72, tier1_decided_count: 212, tier1_win_rate: 0.34, tier1_win_rate_low: 0.28, tier1_win_rate_high: 0.41,
    rest_won_count: 122, rest_decided_count: 640, rest_win_rate: 0.19, rest_win_rate_low: 0.16, rest_win_rate_high: 0.22, tier1_resolved_rate: 0.97, rest_resolved_rate: 0.96,
    tier1_difference: 0.15, tier1_difference_low: 0.08, tier1_difference_high: 0.22, risk_ratio: 1.8, risk_ratio_low: 1.4, risk_ratio_high: 2.3,
    auc: 0.63, auc_low: 0.59, auc_high: 0.67, is_auc_suspicious: false, brier: 0.18, brier_skill: 0.03, is_too_broad: false,
    verdict: "supported", reason_code: null, reasons: null, deals_for_lift: null, deals_needed: null, needed_by: null, previous_verdict: "supported", ...changes
  };
}

export function comparison(measure: IcpComparisonRow["measure"], reading: IcpComparisonRow["reading"], changes: Partial<IcpComparisonRow> = {}): IcpComparisonRow {
  return {
    icp: "main", version: "1", measure, measure_order: 1, sample: "judged", tier1: 0.34, tier1_low: 0.28, tier1_high: 0.41, tier1_count: 212, rest: 0.19, rest_low: 0.16, rest_high: 0.22,
    rest_count: 640, difference: 0.15, difference_low: 0.08, difference_high: 0.22, reading, previous_as_of: "2025-09-30", previous_difference: 0.13,
    difference_change: 0.02, ...changes
  };
}

export function tier(name: IcpTierRow["tier"], changes: Partial<IcpTierRow> = {}): IcpTierRow {
  return {
    icp: "main", version: "1", scenario: "base", sample: "judged", tier: name, account_count: 100, account_share: 0.2, won_count: 30, lost_count: 70, no_decision_count: 0, disqualified_count: 0,
    open_count: 0, decided_count: 100, resolved_rate: 1, win_rate: 0.3, win_rate_low: 0.2, win_rate_high: 0.4, shrunk_win_rate: 0.3, lift: 1.5, lift_low: 1.2, lift_high: 1.8, capture: 0.36,
    deal_share: 0.24, created_win_rate: 0.25, median_cycle_days: 50, mean_won_amount: 1000, won_amount: 30000, won_amount_share: 0.44, open_amount: 0, base_account_count: 50, survival_12m: 0.9,
    survival_12m_low: 0.8, survival_12m_high: 0.95, survival_at_risk_count: 40, gross_retention: 0.9, gross_retention_low: 0.85, gross_retention_high: 0.95, net_retention: 1.1,
    net_retention_low: 1, net_retention_high: 1.2, evidence: "shown", tier_order: 1, ...changes
  };
}

export function cut(score: number | null, changes: Partial<IcpGainsRow>): IcpGainsRow {
  return {
    icp: "main", version: "1", sample: "judged", score_cut: score, tier: "1", won_count: 10, decided_count: 40, win_rate: 0.25, deal_share: 0.2, capture: 0.3, lift: 1.5, lift_low: 1.2,
    lift_high: 1.8, account_count: 20, account_share: 0.2, ...changes
  };
}

export function driftRow(quarter: string, name: IcpDriftRow["tier"], changes: Partial<IcpDriftRow> = {}): IcpDriftRow {
  return {
    icp: "main", version: "1", quarter, tier: name, tier_order: 1, deal_share: 0.2, win_rate: 0.3, win_rate_low: 0.2, win_rate_high: 0.4, expected_win_rate: 0.3, expected_wins: 10,
    won_count: 10, decided_count: 30, ratio: 1, ratio_low: 0.6, ratio_high: 1.5, psi: 0.01, psi_critical: 0.1, psi_bin_count: 4, is_complete: true, is_reference: false, ...changes
  };
}
