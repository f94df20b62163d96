-- One row per criterion and score that a deal would have without it: won and lost. Disqualified deals rank at 0; deals of which nothing
-- else is known are left out.
with

outcomes as (

    select
        version_key,
        met_mask,
        missed_mask,
        met_weight,
        own_weight,
        is_disqualified,
        sum(won_count) as won_count,
        sum(lost_count) as lost_count
    from int_icp_answer_outcomes
    group by all

),

rules as (

    select
        rules.version_key,
        rules.rule_key,
        rules.mask,
        rules.millionths,
        versions.unknown_policy,
        requirements.criterion_mask - rules.mask as other_mask
    from int_icp_rules as rules
    inner join int_icp_versions as versions
        using (version_key)
    inner join int_icp_requirements as requirements
        on rules.version_key = requirements.version_key
        and requirements.is_deal
    where rules.role = 'criterion' and rules.status in ('testable', 'deal_only')

)

select
    rules.rule_key,
    case
        when outcomes.is_disqualified then 0
        else rate(
            icp_met_without(met_weight, met_mask, mask, millionths),
            icp_weight_without(own_weight, met_mask, missed_mask, mask, millionths, unknown_policy)
        )
    end as score,
    sum(outcomes.won_count)::integer as won_count,
    sum(outcomes.lost_count)::integer as lost_count
from outcomes
inner join rules
    using (version_key)
where outcomes.is_disqualified or ((met_mask | missed_mask) & other_mask) <> 0
group by rules.rule_key, score
having score is not null
order by rules.rule_key, score
