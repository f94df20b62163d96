-- One row per ICP version, scenario and sample: tier 1 against the rest, the score as a whole, and on the judged deals the verdict.
-- Tiers 2 and 3 are the rest; `unknown` is outside. Brier is of the base scenario alone: the forecasts are of won and lost.
with

tiers as (

    select * from int_icp_tiers

),

sides as (

    select
        moment,
        version_key,
        scenario,
        sample,
        any_value(scenario_order) as scenario_order,
        any_value(sample_order) as sample_order,
        any_value(as_of) as as_of,
        sum(won_count) filter (where tier = '1') as tier1_won_count,
        sum(decided_count) filter (where tier = '1') as tier1_decided_count,
        sum(won_count) filter (where tier in ('2', '3')) as rest_won_count,
        sum(decided_count) filter (where tier in ('2', '3')) as rest_decided_count,
        sum(decided_count + no_decision_count + disqualified_count) filter (where tier = '1') as tier1_resolved_count,
        sum(decided_count + no_decision_count + disqualified_count + open_count) filter (where tier = '1') as tier1_created_count,
        sum(decided_count + no_decision_count + disqualified_count) filter (where tier in ('2', '3')) as rest_resolved_count,
        sum(decided_count + no_decision_count + disqualified_count + open_count) filter (where tier in ('2', '3')) as rest_created_count,
        sum(decided_count + no_decision_count + disqualified_count + open_count) filter (where tier = 'all') as created_count,
        max(account_share) filter (where tier = '1') as tier1_account_share
    from tiers
    group by moment, version_key, scenario, sample

)

select
    versions.icp,
    versions.version,
    sides.scenario,
    sides.sample,
    versions.status,
    versions.effective_from,
    horizons.horizon_days,
    (sides.as_of - horizons.horizon_days)::date as judged_until,
    sides.created_count::integer as created_count,
    tier1_won_count::integer as tier1_won_count,
    tier1_decided_count::integer as tier1_decided_count,
    rate(tier1_won_count, tier1_decided_count) as tier1_win_rate,
    wilson_low(tier1_won_count, tier1_decided_count) as tier1_win_rate_low,
    wilson_high(tier1_won_count, tier1_decided_count) as tier1_win_rate_high,
    rest_won_count::integer as rest_won_count,
    rest_decided_count::integer as rest_decided_count,
    rate(rest_won_count, rest_decided_count) as rest_win_rate,
    wilson_low(rest_won_count, rest_decided_count) as rest_win_rate_low,
    wilson_high(rest_won_count, rest_decided_count) as rest_win_rate_high,
    rate(tier1_resolved_count, sides.tier1_created_count) as tier1_resolved_rate,
    rate(rest_resolved_count, sides.rest_created_count) as rest_resolved_rate,
    rate(tier1_won_count, tier1_decided_count) - rate(rest_won_count, rest_decided_count) as tier1_difference,
    newcombe_low(tier1_won_count, tier1_decided_count, rest_won_count, rest_decided_count) as tier1_difference_low,
    newcombe_high(tier1_won_count, tier1_decided_count, rest_won_count, rest_decided_count) as tier1_difference_high,
    risk_ratio(tier1_won_count, tier1_decided_count, rest_won_count, rest_decided_count) as risk_ratio,
    risk_ratio_low(tier1_won_count, tier1_decided_count, rest_won_count, rest_decided_count) as risk_ratio_low,
    risk_ratio_high(tier1_won_count, tier1_decided_count, rest_won_count, rest_decided_count) as risk_ratio_high,
    aucs.auc,
    aucs.auc_low,
    aucs.auc_high,
    coalesce(aucs.auc > 0.85, false) as is_auc_suspicious,
    case when sides.scenario = 'base' then calibrations.brier end as brier,
    case when sides.scenario = 'base' then calibrations.brier_skill end as brier_skill,
    coalesce(sides.tier1_account_share > getvariable('broadness'), false) as is_too_broad,
    verdicts.verdict,
    verdicts.reason_code,
    coalesce(
        verdicts.reasons,
        case when sides.sample = 'judged' then 'A draft is a hypothesis: it is tested on past deals and gets no verdict.' end
    ) as reasons,
    verdicts.deals_for_lift,
    verdicts.deals_needed,
    (sides.as_of + verdicts.days_needed)::date as needed_by,
    previous.verdict as previous_verdict
from sides
inner join int_icp_versions as versions
    using (version_key)
inner join stat_icp_horizons as horizons
    on sides.moment = horizons.moment
    and sides.version_key = horizons.version_key
    and horizons.policy = 'own'
left join stat_icp_aucs as aucs
    on sides.moment = aucs.moment
    and sides.version_key = aucs.version_key
    and sides.scenario = aucs.scenario
    and sides.sample = aucs.sample
left join stat_icp_calibrations as calibrations
    on sides.version_key = calibrations.version_key
    and sides.sample = calibrations.sample
left join stat_icp_verdicts as verdicts
    on sides.moment = verdicts.moment
    and sides.version_key = verdicts.version_key
    and sides.scenario = verdicts.scenario
    and sides.sample = 'judged'
left join stat_icp_verdicts as previous
    on previous.moment = 'previous'
    and sides.version_key = previous.version_key
    and sides.scenario = previous.scenario
    and sides.sample = 'judged'
    and versions.effective_from < fiscal_quarter(sides.as_of)
where sides.moment = 'current'
order by versions.version_key, sides.scenario_order, sides.sample_order
