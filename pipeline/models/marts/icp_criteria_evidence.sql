-- One row per ICP version and criterion: deals that meet it against deals that do not, unknown apart, and what the score would be without it.
with

tests as (

    select *, bh_q(q_step, p_value, version_key) as q_value
    from int_icp_criterion_tests

)

select
    versions.icp,
    versions.version,
    rules.criterion,
    rules.criterion_order,
    criteria.label,
    criteria.kind,
    rules.column_name,
    rules.weight::double as weight,
    rules.is_required,
    criteria.rationale,
    rules.allow_leak,
    rules.status,
    accounts.met_account_count,
    accounts.missed_account_count,
    accounts.unknown_account_count,
    coalesce(tests.met_won_count, 0) as met_won_count,
    coalesce(tests.met_lost_count, 0) as met_lost_count,
    coalesce(tests.missed_won_count, 0) as missed_won_count,
    coalesce(tests.missed_lost_count, 0) as missed_lost_count,
    coalesce(tests.unknown_won_count, 0) as unknown_won_count,
    coalesce(tests.unknown_lost_count, 0) as unknown_lost_count,
    (coalesce(met_won_count, 0) + coalesce(met_lost_count, 0))::integer as met_decided_count,
    (coalesce(missed_won_count, 0) + coalesce(missed_lost_count, 0))::integer as missed_decided_count,
    (coalesce(unknown_won_count, 0) + coalesce(unknown_lost_count, 0))::integer as unknown_decided_count,
    rate(met_won_count, met_won_count + met_lost_count) as met_win_rate,
    wilson_low(met_won_count, met_won_count + met_lost_count) as met_win_rate_low,
    wilson_high(met_won_count, met_won_count + met_lost_count) as met_win_rate_high,
    rate(missed_won_count, missed_won_count + missed_lost_count) as missed_win_rate,
    wilson_low(missed_won_count, missed_won_count + missed_lost_count) as missed_win_rate_low,
    wilson_high(missed_won_count, missed_won_count + missed_lost_count) as missed_win_rate_high,
    rate(unknown_won_count, unknown_won_count + unknown_lost_count) as unknown_win_rate,
    rate(met_won_count, met_won_count + met_lost_count) - rate(missed_won_count, missed_won_count + missed_lost_count) as difference,
    newcombe_low(met_won_count, met_won_count + met_lost_count, missed_won_count, missed_won_count + missed_lost_count) as difference_low,
    newcombe_high(met_won_count, met_won_count + met_lost_count, missed_won_count, missed_won_count + missed_lost_count) as difference_high,
    case
        when tests.has_strata and rules.column_name = strata.first_column then strata.second_dimension
        when tests.has_strata then strata.first_dimension
    end as adjusted_for,
    odds_ratio(met_won_count, met_lost_count, missed_won_count, missed_lost_count) as crude_odds_ratio,
    odds_ratio_low(met_won_count, met_lost_count, missed_won_count, missed_lost_count) as crude_odds_ratio_low,
    odds_ratio_high(met_won_count, met_lost_count, missed_won_count, missed_lost_count) as crude_odds_ratio_high,
    case when tests.has_strata then tests.adjusted_odds_ratio end as adjusted_odds_ratio,
    case when tests.has_strata then tests.adjusted_odds_ratio_low end as adjusted_odds_ratio_low,
    case when tests.has_strata then tests.adjusted_odds_ratio_high end as adjusted_odds_ratio_high,
    reverses(crude_odds_ratio_low, crude_odds_ratio_high, case when tests.has_strata then tests.adjusted_odds_ratio end) as is_reversed,
    tests.p_value,
    tests.q_value,
    aucs.auc,
    without.auc_without,
    aucs.auc - without.auc_without as auc_gain
from int_icp_rules as rules
inner join int_icp_versions as versions
    using (version_key)
inner join icp_criteria as criteria
    on versions.icp = criteria.icp
    and versions.version = criteria.version
    and rules.criterion = criteria.criterion
    and not criteria.is_disqualifier
left join tests
    on rules.rule_key = tests.rule_key
left join int_icp_answer_accounts as accounts
    on rules.rule_key = accounts.rule_key
left join (select distinct first_column, first_dimension, second_dimension from int_icp_strata) as strata
    on true
left join stat_icp_aucs as aucs
    on rules.version_key = aucs.version_key
    and aucs.moment = 'current' and aucs.scenario = 'base' and aucs.sample = 'all'
left join stat_icp_aucs_without as without
    on rules.rule_key = without.rule_key
where rules.role = 'criterion'
order by rules.version_key, rules.criterion_order, rules.criterion
