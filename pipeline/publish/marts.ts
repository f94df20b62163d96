import type {PublishedMart} from "./published.ts";
import type {CellRule} from "./smallCells.ts";

const decided = (keys: readonly string[], siblings: readonly string[] = ["segment"]): CellRule =>
  ({keys: [...keys, "segment_order", "dimension_order"], groups: [{on: "decided_count"}], siblings});
const counted = (on: string, keys: readonly string[], siblings: readonly string[] = ["segment"]): CellRule =>
  ({keys: [...keys, "segment_order", "dimension_order"], groups: [{on}], siblings});

/**
 * The marts that pages may read, each with what its board edition ships. The marts' keys are never hidden; all else of a row goes
 * with the count that it rests on. A mart that is missing here cannot be read by a page.
 */
export const PUBLISHED: readonly PublishedMart[] = [
  {name: "findings", board: "whole"},
  {name: "win_rate_by_segment", board: decided(["period_window", "deal_type", "dimension", "segment"])},
  {name: "win_rate_by_quarter", board: decided(["deal_type", "dimension", "segment", "closed_quarter", "quarter"], ["segment", "closed_quarter"])},
  {name: "win_rate_by_segment_pair",
    board: decided(["period_window", "deal_type", "dimension_a", "segment_a", "dimension_b", "segment_b"], ["segment_a", "segment_b"])},
  {name: "win_curve", board: counted("at_risk", ["deal_type", "dimension", "segment", "days"])},
  {name: "win_model", board: "absent"},
  {name: "loss_reasons", board: counted("count", ["deal_type", "dimension", "segment", "reason"], ["reason"])},
  {name: "cohort_retention",
    board: counted("account_count", ["cohort_unit", "dimension", "segment", "cohort_month", "months_since"], ["segment", "cohort_month"])},
  {name: "mrr_movements", board: "absent"},
  {name: "revenue_retention", board: counted("base_account_count", ["dimension", "segment", "month"])},
  {name: "customer_survival", board: counted("at_risk", ["time_unit", "dimension", "segment", "time"])},
  {name: "customer_survival_tests", board: "whole"},
  {name: "customer_survival_summary", board: counted("account_count", ["time_unit", "dimension", "segment"])},
  {name: "segment_scorecard", board: counted("account_count", ["dimension", "segment", "in_icp"])},
  {name: "icp_accounts", part_rows: 2000, board: "absent"},
  {name: "icp_tiers", board: "absent"},
  {name: "icp_tiers_previous", board: "absent"},
  {name: "icp_validation", board: "whole"},
  {name: "icp_gains", board: "absent"},
  {name: "icp_criteria_evidence", board: "absent"},
  {name: "icp_disqualifier_ledger", board: "absent"},
  {name: "icp_misfits", part_rows: 2000, board: "absent"},
  {name: "icp_version_comparison", board: "absent"},
  {name: "icp_drift", board: "absent"},
  {name: "leak_audit", board: "whole"},
  {name: "reconciliation", board: "whole"},
  {name: "excluded_rows", part_rows: 2000, board: "absent"}
];
