import {behind, behindJudged, behindSentence, inPeriod, inRule, inScorecard, inTier, PERIOD_KEYS} from "./behind.ts";
import type {PublishedMart} from "./published.ts";

const ORDERS = ["segment_order", "dimension_order"];
const QUARTER_KEYS = ["deal_type", "dimension", "segment", "quarter"];
const MOVEMENTS = ["new_count", "expansion_count", "contraction_count", "churn_count", "reactivation_count"];
/** With the amount of one side it tells that of the other. */
const VALUE_RATE = ["value_win_rate", "value_win_rate_low", "value_win_rate_high"];
const OUTSIDE_KEYS = ["icp", "version", "dimension", "segment"];
/** What a sentence without numbers rests on is not few. */
const RESTS_ON = "coalesce(least_count, 2147483647)";
const RETENTION = ["gross_retention", "gross_retention_low", "gross_retention_high", "net_retention", "net_retention_low", "net_retention_high"];

/**
 * The marts that pages may read, each with what its board edition ships. Columns that name accounts or people are never in it; a
 * row's keys are never hidden, and all else goes with the count that it rests on. A mart that is missing here cannot be read by a page.
 */
export const PUBLISHED: readonly PublishedMart[] = [
  // Each page reads its own; retention also says why expansion withholds a figure.
  ...["index", "icp", "icp-validation", "icp-versions", "win-rate", "retention", "expansion", "segments", "accounts", "data-quality"].map((page): PublishedMart => ({
    name: `findings_${page.replaceAll("-", "_")}`, from: "findings", where: `part is null and page in ('${page}'${page === "retention" ? ", 'expansion'" : ""})`,
    // The board edition has no accounts page.
    board: page === "accounts" ? "absent" : {keys: ["page", "figure", "scope", "finding_order", "part"], groups: [{on: "rests_on", accounts: behindSentence(page)}], computed: {rests_on: RESTS_ON}}
  })),
  {name: "part_findings", from: "findings", where: "part is not null", split_by: ["part"], board: "absent"},
  {
    name: "win_rate_by_segment", split_by: ["deal_type", "period_window"],
    board: {
      keys: ["period_window", "deal_type", "dimension", "segment", ...ORDERS], labels: ["adjusted_for"], siblings: ["segment", "deal_type"], shared: ["deal_type"], yielding: ["deal_type"],
      groups: [
        {on: "decided_count", accounts: inPeriod("decided")},
        {on: "created_count", isApart: true, accounts: behind("int_created_accounts", "created_accounts", PERIOD_KEYS), columns: [
          "created_count", "created_won_count", "created_open_count", "created_win_rate", "open_rate", "won_within_90d_rate", "won_within_180d_rate",
          "won_within_365d_rate", "half_won_days", "created_per_quarter"
        ]},
        {on: "timed_won_count", accounts: inPeriod("timed_won"), columns: ["timed_won_count", "median_cycle_days", "cycle_days_p25", "cycle_days_p75", "velocity"]},
        {on: "won_count", accounts: inPeriod("won"), columns: ["won_amount", "mean_won_amount", ...VALUE_RATE]},
        {on: "lost_count", accounts: inPeriod("lost"), columns: ["lost_amount", "lost_without_amount_rate", ...VALUE_RATE]},
        {on: "rest_decided_count", accounts: behind("int_rest_accounts", "account_count", PERIOD_KEYS), columns: ["rest_decided_count", "rest_win_rate", "deals_needed"]}
      ]
    }
  },
  {name: "win_scopes", board: {
    keys: ["deal_type", "period_window", "first_quarter", "last_quarter", "is_redundant"], groups: [{
      on: "decided_count", accounts: inPeriod("decided", {dimension: "'all'", segment: "'all'"}), follows: {mart: "win_rate_by_segment", column: "decided_count", given: {dimension: "all", segment: "all"}}
    }]
  }},
  {
    name: "win_rate_by_quarter", split_by: ["deal_type", "dimension"],
    board: {
      // Quarters add up to period windows.
      keys: ["deal_type", "dimension", "segment", ...ORDERS, "quarter", "period"], labels: ["is_complete"], siblings: ["segment", "quarter", "deal_type"], shared: ["quarter", "deal_type"], yielding: ["deal_type"],
      computed: {
        period: "case when not is_complete then 0 else (select count(*) from win_scopes as scopes where scopes.deal_type = 'all' and mart.quarter >= scopes.first_quarter) end",
        undated_count: `(select sum(decided_count) from win_rate_by_segment as wins where wins.period_window = 'all' and wins.deal_type = mart.deal_type and wins.dimension = mart.dimension and wins.segment = mart.segment)
          - sum(decided_count) over (partition by deal_type, dimension, segment)`
      },
      absent: {quarter: "undated_count"},
      groups: [
        {on: "decided_count", accounts: behind("int_quarter_accounts", "decided_accounts", QUARTER_KEYS)},
        {on: "won_count", accounts: behind("int_quarter_accounts", "won_accounts", QUARTER_KEYS), columns: ["won_amount", "value_win_rate"]},
        {on: "lost_count", accounts: behind("int_quarter_accounts", "lost_accounts", QUARTER_KEYS), columns: ["lost_amount", "lost_without_amount_rate", "value_win_rate"]},
        {on: "rest_decided_count", accounts: behind("int_rest_accounts", "account_count", QUARTER_KEYS), columns: ["rest_won_count", "rest_decided_count", "rest_win_rate", "rest_win_rate_low", "rest_win_rate_high"]}
      ]
    }
  },
  {
    name: "win_rate_by_segment_pair", split_by: ["deal_type", "period_window", "dimension_a"],
    board: {
      keys: ["period_window", "deal_type", "dimension_a", "segment_a", "segment_a_order", "dimension_b", "segment_b", "segment_b_order"],
      siblings: ["segment_a", "segment_b", "deal_type"], shared: ["deal_type"], yielding: ["deal_type"],
      groups: [{on: "decided_count", accounts: behind("int_pair_accounts", "account_count", ["period_window", "deal_type", "dimension_a", "segment_a", "dimension_b", "segment_b"])}]
    }
  },
  {
    name: "win_curve", from: "win_curve_points", split_by: ["deal_type", "dimension"],
    board: {
      keys: ["deal_type", "dimension", "segment", ...ORDERS, "days"], siblings: ["segment", "deal_type"], shared: ["deal_type"], yielding: ["deal_type"], along: {key: "days", isCurve: true},
      groups: [{on: "at_risk", accounts: `least(${inPeriod("decided", {period_window: "'all'"})}, ${behind("int_curve_accounts", "account_count", ["deal_type", "dimension", "segment", "days"])})`}],
      absent: {segment: "absent_segments", deal_type: "absent_types"}, computed: {
        absent_segments: "(select sum(account_count) from int_curve_absences as absent where absent.deal_type = mart.deal_type and absent.dimension = mart.dimension)",
        absent_types: "(select max(account_count) from int_curve_absences as absent where absent.deal_type <> 'all' and absent.dimension = mart.dimension and absent.segment = mart.segment)"
      }
    }
  },
  {name: "win_model", board: {
    keys: ["deal_type", "dimension", "segment", ...ORDERS], labels: ["is_reference", "method"], siblings: ["segment"],
    groups: [{on: "decided_count", accounts: inPeriod("decided", {period_window: "'all'"}), follows: {mart: "win_rate_by_segment", column: "decided_count", given: {period_window: "all"}}}]
  }},
  {name: "deal_clustering", board: {keys: ["deal_type"], groups: [{on: "account_count", follows: {mart: "win_rate_by_segment", column: "decided_count", given: {period_window: "all", dimension: "all", segment: "all"}}}]}},
  {
    name: "loss_reasons", split_by: ["deal_type"],
    board: {keys: ["deal_type", "dimension", "segment", ...ORDERS, "reason"], labels: ["is_missing"], siblings: ["reason", "segment", "deal_type"], shared: ["reason", "deal_type"], yielding: ["deal_type"], groups: [{on: "count", accounts: behind("int_loss_reason_accounts", "account_count", ["deal_type", "dimension", "segment"], "reason")}]}
  },
  {
    name: "loss_competitors", split_by: ["deal_type"],
    board: {
      keys: ["deal_type", "dimension", "segment", ...ORDERS, "competitor"], labels: ["is_missing", "is_comparable"], siblings: ["competitor", "segment", "deal_type"], shared: ["competitor", "deal_type"], yielding: ["deal_type"],
      groups: [
        {on: "decided_count", accounts: behind("int_loss_competitor_accounts", "decided_accounts", ["deal_type", "dimension", "segment"], "competitor")},
        {on: "lost_count", accounts: behind("int_loss_competitor_accounts", "lost_accounts", ["deal_type", "dimension", "segment"], "competitor"), columns: ["lost_count", "lost_rate", "lost_rate_low", "lost_rate_high", "lost_total_count"]}
      ]
    }
  },
  {
    name: "cohort_retention", split_by: ["cohort_unit", "dimension", "segment"],
    board: {
      keys: ["cohort_unit", "dimension", "segment", ...ORDERS, "cohort_month", "months_since"], groups: [{on: "rests_on"}], siblings: ["segment", "cohort_month"], along: {key: "months_since"},
      // Pooled over one or two cohorts, which no page shows, it would tell one that is hidden beside a small one.
      computed: {rests_on: "case when cohort_month is null and cohort_count < 3 then least(account_count, 1) else account_count end"}
    }
  },
  {
    name: "mrr_movements", split_by: ["dimension", "segment"],
    board: {
      // A movement of few accounts is the others' difference, so one small count hides the month. What is paid now, and was a year ago, other marts say.
      keys: ["dimension", "segment", ...ORDERS, "month"], groups: [{on: "least_count"}], siblings: ["segment"], components: MOVEMENTS, chain: {along: "month", known: [0, 12]},
      computed: {least_count: leastOf(["opening_count", ...MOVEMENTS, "closing_count"])}
    }
  },
  {
    name: "mrr_movement_years",
    board: {
      keys: ["dimension", "segment", ...ORDERS, "until_month", "month_count"], groups: [{on: "least_count"}], siblings: ["segment"], components: MOVEMENTS,
      computed: {least_count: leastOf(["opening_count", ...MOVEMENTS, "closing_count"])}
    }
  },
  {name: "revenue_retention", split_by: ["dimension", "segment"], ...revenueRetention()},
  {name: "latest_revenue_retention", from: "revenue_retention", where: "month = (select max(month) from revenue_retention)", ...revenueRetention()},
  {name: "customer_survival", split_by: ["time_unit", "dimension", "segment"], board: {keys: ["time_unit", "dimension", "segment", ...ORDERS, "time"], groups: [{on: "at_risk"}], siblings: ["segment"], along: {key: "time", isCurve: true}}},
  {name: "customer_survival_tests", board: "whole"},
  {
    name: "customer_survival_summary", split_by: ["time_unit", "dimension"],
    board: {
      keys: ["time_unit", "dimension", "segment", ...ORDERS], siblings: ["segment"],
      groups: [{on: "account_count"}, {on: "at_risk_12m", columns: ["at_risk_12m", "survival_12m", "survival_12m_low", "survival_12m_high"]}]
    }
  },
  {
    name: "segment_scorecard",
    board: {
      keys: ["dimension", "segment", ...ORDERS], labels: ["in_icp"], siblings: ["segment"],
      groups: [
        {on: "account_count"},
        {on: "decided_count", ...inScorecard("decided", "decided_count"), columns: ["win_rate", "win_rate_low", "win_rate_high", "decided_count", "won_count", "win_evidence", "win_reading"]},
        {on: "timed_won_count", ...inScorecard("timed_won", "timed_won_count"), columns: ["median_cycle_days", "cycle_days_p25", "cycle_days_p75", "timed_won_count", "cycle_evidence"]},
        {on: "won_count", ...inScorecard("won", "won_amount"), columns: ["won_amount"]},
        {on: "survival_account_count", columns: ["survival_12m", "survival_12m_low", "survival_12m_high", "survival_account_count", "survival_evidence", "survival_reading"]},
        {on: "base_account_count", columns: [...RETENTION, "base_account_count", "retention_evidence", "gross_reading", "net_reading"]},
        {on: "paying_count", columns: ["paying_count", "mrr"]}
      ]
    }
  },
  // The best first, so that a page shows them without reading on.
  {name: "icp_accounts", split_by: ["icp", "version", "tier", "status"], part_rows: 2000, order_by: "icp, version, tier, status, score desc nulls last, account_key", board: "absent"},
  {name: "icp_tiers", split_by: ["icp", "version"], board: tiers()},
  {name: "judged_tiers", from: "icp_tiers", where: "scenario = 'base' and sample = 'judged'", board: tiers()},
  {name: "icp_tiers_previous", board: tiers("icp_tiers_previous")},
  {name: "icp_validation", board: validation()},
  // The first page says the verdict and its difference alone, under each scenario.
  {
    name: "judged_verdicts", from: "icp_validation", where: "sample = 'judged'", board: validation(),
    columns: ["icp", "version", "scenario", "sample", "verdict", "tier1_difference", "tier1_difference_low", "tier1_difference_high"]
  },
  {
    name: "icp_comparisons",
    board: {
      keys: ["icp", "version", "measure", "measure_order", "sample", "reading", "previous_as_of"],
      groups: [{on: "least_count", accounts: `case measure
        when 'win_rate' then least(${["'1'", "'rest'"].map((tier) => inTier("decided", {scenario: "'base'", tier})).join(", ")})
        when 'median_cycle_days' then least(${["'1'", "'rest'"].map((tier) => inTier("timed_won", {scenario: "'base'", tier})).join(", ")})
      end`}], computed: {least_count: "least(tier1_count, rest_count)"}
    }
  },
  {name: "icp_conditions", board: "whole"},
  {name: "model_sql", split_by: ["model"], board: "whole"},
  {name: "icp_open_pipeline", board: "absent"},
  {name: "icp_version_changes", board: "whole"},
  {name: "icp_documentation", board: "whole"},
  {name: "icp_register", private: ["owner", "approved_by"], board: "whole"},
  {name: "icp_gains", split_by: ["icp", "version", "sample"], board: {
    keys: ["icp", "version", "sample", "score_cut", "tier"], groups: [{on: "least_decided", accounts: behind("int_icp_score_accounts", "account_count", ["icp", "version", "sample", "score_cut"])}, {on: "accounts_added", isApart: true, columns: ["account_count", "account_share"]}],
    computed: {least_decided: `least(${addedAt("decided_count")}, ${besideSamples("decided_count", "icp_gains", ["score_cut", "tier"])})`, accounts_added: addedAt("account_count")}
  }},
  {
    name: "icp_criteria_evidence",
    board: {
      // Met, missed and unknown add up to the base, so one small count hides all three.
      keys: [
        "icp", "version", "criterion", "criterion_order", "label", "kind", "column_name", "weight", "is_required", "rationale", "allow_leak", "status", "adjusted_for",
        "auc", "auc_without", "auc_gain"
      ],
      groups: [{on: "least_count", accounts: inRule("answer", "criterion")}], computed: {least_count: leastOf(["met_decided_count", "missed_decided_count", "unknown_decided_count", "met_account_count", "missed_account_count", "unknown_account_count"])}
    }
  },
  {
    name: "icp_disqualifier_ledger",
    board: {
      keys: ["icp", "version", "disqualifier", "disqualifier_order", "label", "rationale", "column_name", "status"],
      groups: [
        {on: "least_stopped", accounts: inRule("all_met", "disqualifier")}, {on: "accounts_stopped", isApart: true, columns: ["accounts_stopped"]},
        {on: "stopped_decided_count", accounts: inRule("side", "disqualifier"), columns: [
          "wins_lost", "losses_stopped", "share_of_wins", "stopped_decided_count", "stopped_win_rate", "stopped_win_rate_low", "stopped_win_rate_high", "won_amount_lost", "share_of_won_amount",
          "difference", "difference_low", "difference_high", "other_won_count", "other_decided_count", "other_win_rate", "other_win_rate_low", "other_win_rate_high"
        ]}
      ],
      // No accounts are counted for a disqualifier that reads deals.
      computed: {least_stopped: "least(deals_stopped, accounts_stopped)"}
    }
  },
  {
    name: "icp_outside_segments",
    board: {
      keys: ["icp", "version", "dimension", "segment", ...ORDERS], siblings: ["segment"],
      groups: [
        {on: "decided_count", accounts: behind("int_icp_outside_accounts", "decided_accounts", OUTSIDE_KEYS)},
        {on: "year_won_count", accounts: behind("int_icp_outside_accounts", "year_won_accounts", OUTSIDE_KEYS), columns: ["year_won_count", "year_won_amount"]}
      ]
    }
  },
  {name: "icp_misfits", split_by: ["icp", "version", "kind"], part_rows: 500, order_by: "icp, version, kind, amount desc nulls last, opportunity_id", board: "absent"},
  {name: "icp_version_comparison", split_by: ["icp", "version_a", "version_b"], board: {
    keys: ["icp", "version_a", "version_b", "sample", "tier_a", "tier_b"], labels: ["auc_a", "auc_b", "auc_difference", "auc_difference_low", "auc_difference_high", "auc_p_value"],
    siblings: ["tier_a", "tier_b"],
    groups: [{on: "least_decided", accounts: behind("int_icp_pair_accounts", "account_count", ["icp", "version_a", "version_b", "sample", "tier_a", "tier_b"])}],
    computed: {least_decided: besideSamples("decided_count", "icp_version_comparison", ["version_a", "version_b", "tier_a", "tier_b"], ["icp"])}
  }},
  {name: "icp_drift", split_by: ["icp", "version"], board: {
    keys: ["icp", "version", "quarter", "tier", "tier_order"], labels: ["psi", "psi_critical", "psi_bin_count", "is_complete", "is_reference"],
    groups: [{on: "decided_count", accounts: behind("int_icp_quarter_accounts", "account_count", ["icp", "version", "quarter", "tier"])}], siblings: ["tier", "quarter"], shared: ["quarter"]
  }},
  {
    name: "icp_checklist",
    board: {keys: ["icp", "version", "condition", "condition_order", "label", "state"], groups: [{on: "rests_on", accounts: behindJudged(["mart.icp", "mart.version"])}], computed: {rests_on: RESTS_ON}}
  },
  {
    name: "icp_decisions",
    board: {keys: ["icp", "version", "rank", "kind", "href", "link"], groups: [{on: "rests_on", accounts: `case when kind in ('verdict', 'drift') then ${behindJudged(["mart.icp", "mart.version"])} end`}], computed: {rests_on: RESTS_ON}}
  },
  {name: "icp_warnings", board: {keys: ["rank", "icp", "kind", "cause", "href", "link"], groups: [{on: "rests_on"}], computed: {rests_on: RESTS_ON}}},
  {name: "largest_mrr_movements", board: "absent"},
  {name: "retention_notes", board: {keys: ["note"], groups: [{on: "account_count"}]}},
  {name: "churn_contradictions", board: {keys: ["source_a", "source_b"], groups: [{on: "account_count"}]}},
  {name: "leak_audit", board: "whole"},
  {
    name: "reconciliation", paths: ["file"],
    board: {
      // What is read less what is used is the money of the rows left out.
      keys: ["export", "source", "file"], labels: ["rows_read", "duplicate_count", "rejected_count", "excluded_count", "used_count", "latest_date"],
      groups: [{on: "least_count", columns: ["amount_read", "amount_used"]}], computed: {least_count: "least(used_count, coalesce(nullif(rows_read - used_count, 0), used_count))"}
    }
  },
  {name: "excluded_rows", paths: ["file"], part_rows: 2000, private: ["first_rows"], board: "whole"},
  {name: "account_matches", board: {keys: ["export", "found_by"], labels: ["row_count", "row_rate"], groups: [{on: "row_count", columns: ["amount", "amount_rate"]}], siblings: ["found_by"]}},
  {name: "date_problems", private: ["first_ids"], board: {keys: ["kind", "outcome"], groups: [{on: "deal_count"}]}},
  {name: "date_oddities", board: "whole"},
  {name: "data_problems", paths: ["file"], part_rows: 500, private: ["first_line", "first_value", "fix"], board: "whole"},
  {name: "orphans", private: ["first_references"], board: "whole"},
  {name: "currencies", board: {keys: ["export", "currency"], labels: ["row_count", "exchange_rate"], groups: [{on: "row_count", columns: ["amount"]}], siblings: ["currency"]}},
  {name: "closing_months", board: {keys: ["month_of_quarter"], groups: [{on: "decided_count", accounts: behind("int_closing_month_accounts", "account_count", ["month_of_quarter"])}], siblings: ["month_of_quarter"], shared: ["month_of_quarter"]}},
  {name: "field_coverage", board: "whole"},
  {name: "near_duplicate_values", part_rows: 500, board: "absent"},
  {name: "run_changes", part_rows: 1000, order_by: "kind, id, column_name", board: "absent"}
];

/**
 * Without the columns that set the largest account apart: with its share of the base known, its money would be too. Money stands in the last month
 * alone: from month to month it would tell what few accounts moved.
 */
function revenueRetention(): Pick<PublishedMart, "private" | "board"> {
  return {
    private: ["largest_account_share", "gross_retention_without_largest", "net_retention_without_largest"],
    board: {
      keys: ["dimension", "segment", ...ORDERS, "month"], labels: ["interval_method"], siblings: ["segment"],
      groups: [{on: "base_account_count"}, {on: "last_base_count", columns: ["base_mrr", "mrr", "lost_mrr", "expansion_mrr"]}],
      computed: {last_base_count: "case when month = (select max(month) from revenue_retention) then base_account_count end"}
    }
  };
}

function validation(): PublishedMart["board"] {
  return {
    keys: [
      "icp", "version", "scenario", "sample", "status", "effective_from", "horizon_days", "judged_until", "is_auc_suspicious", "is_too_broad",
      "verdict", "reason_code", "previous_verdict"
    ],
    groups: [
      {on: "least_count", accounts: `least(${["'1'", "'rest'"].map((tier) => inTier("decided", {tier})).join(", ")})`},
      {on: "created", isApart: true, accounts: inTier("created", {tier: "'all'"}), columns: ["created_count"]}
    ],
    computed: {
      least_count: `least(${["tier1_decided_count", "rest_decided_count"].map((count) => besideSamples(count, "icp_validation", ["scenario"])).join(", ")})`,
      created: besideSamples("created_count", "icp_validation", ["scenario"])
    }
  };
}

function tiers(table = "icp_tiers"): PublishedMart["board"] {
  const given = {moment: table === "icp_tiers" ? "'current'" : "'previous'"};
  return {
    keys: ["icp", "version", "scenario", "sample", "tier", "tier_order"], siblings: ["tier"],
    computed: {least_decided: besideSamples("decided_count", table, ["scenario", "tier"]), timed_count: "won_count"},
    groups: [
      {on: "least_decided", accounts: inTier("decided", given)},
      {on: "won_count", accounts: inTier("won", given), columns: ["won_amount", "won_amount_share", "mean_won_amount"]},
      {on: "timed_count", accounts: inTier("timed_won", given), columns: ["median_cycle_days"]},
      {on: "open_count", accounts: inTier("open", given), columns: ["open_amount"]},
      {on: "account_count", isApart: true, columns: ["account_count", "account_share"]},
      {on: "survival_at_risk_count", isApart: true, columns: ["survival_12m", "survival_12m_low", "survival_12m_high", "survival_at_risk_count"]},
      {on: "base_account_count", isApart: true, columns: [...RETENTION, "base_account_count"]}
    ]
  };
}

/**
 * A count of a choice of deals, or what is left of it beside a choice that is part of it, where that is less, as SQL: a small part could be
 * had as the difference. It is the larger choice that is hidden then, so that the judged deals stay. The reign of a version in force is all since it began.
 */
function besideSamples(count: string, table: string, keys: readonly string[], owner: readonly string[] = ["icp", "version"]): string {
  const of = (sample: string) => `(select ${count} from ${table} as part where part.sample = '${sample}' and ${[...owner, ...keys].map((key) => `part.${key} is not distinct from mart.${key}`).join(" and ")})`;
  const left = (samples: readonly string[]) => `least(${[count, ...samples.map((sample) => `nullif(${count} - ${of(sample)}, 0)`)].join(", ")})`;
  return `case
    when sample = 'all' then ${left(["in_sample", "out_of_time"])}
    when sample = 'out_of_time' or sample = 'own_reign' and ${count} = ${of("out_of_time")} then ${left(["judged", "own_reign", "inbound"])}
    else ${count} end`;
}

/** What a cut of the score adds to those above it, as SQL: counts at a cut hold all that score higher. */
function addedAt(count: string): string {
  return `${count} - coalesce(max(${count}) over (partition by icp, version, sample order by ${count} range between unbounded preceding and 1 preceding), 0)`;
}

/** The smallest of some counts that is not 0, as SQL; 0 where all are. */
function leastOf(columns: readonly string[]): string {
  return `coalesce(least(${columns.map((column) => `nullif(${column}, 0)`).join(", ")}), 0)`;
}
