-- One row per rule of a version in force that counts for deals: what hangs on it, in decided new-business deals of the scope.
-- For a disqualifier, the deals that it rules out; for a criterion, those that would enter or leave tier 1 without it.
with

deals as (

    select
        profile_key,
        sum(won_count) as won_count,
        sum(decided_count) as decided_count,
        sum(year_won_count) as year_won_count,
        sum(year_won_amount) as year_won_amount
    from int_icp_decided_profiles
    group by profile_key

),

answers as (

    select
        scores.version_key,
        scores.met_mask,
        scores.missed_mask,
        scores.met_weight,
        scores.own_weight,
        scores.tier,
        scores.is_disqualified,
        sum(deals.won_count) as won_count,
        sum(deals.decided_count) as decided_count,
        sum(deals.year_won_count) as year_won_count,
        sum(deals.year_won_amount) as year_won_amount
    from deals
    inner join int_icp_scores as scores
        using (profile_key)
    where scores.is_in_scope
    group by all

),

rules as (

    select
        rules.rule_key,
        rules.version_key,
        rules.role,
        rules.mask,
        rules.millionths,
        versions.unknown_policy,
        versions.tier_1_cut,
        versions.tier_2_cut,
        requirements.criterion_mask & ~rules.mask as other_mask,
        requirements.required_mask & ~rules.mask as required_mask
    from int_icp_rules as rules
    inner join int_icp_in_force
        using (version_key)
    inner join int_icp_versions as versions
        using (version_key)
    inner join int_icp_requirements as requirements
        on rules.version_key = requirements.version_key
        and requirements.is_deal
    where rules.role <> 'scope' and rules.status in ('testable', 'deal_only')

),

judged as (

    select
        rules.rule_key,
        rules.role,
        answers.*,
        case
            when rules.role = 'disqualifier' then (met_mask & mask) <> 0
            else (tier = 1) <> (icp_tier(
                is_disqualified,
                ((met_mask | missed_mask) & other_mask) <> 0,
                icp_met_without(met_weight, met_mask, mask, millionths),
                icp_weight_without(own_weight, met_mask, missed_mask, mask, millionths, unknown_policy),
                tier_1_cut,
                tier_2_cut,
                icp_best_tier(met_mask, missed_mask, required_mask)
            ) = 1)
        end as is_at_stake
    from rules
    inner join answers
        using (version_key)

)

select
    version_key,
    rule_key,
    role,
    coalesce(sum(won_count) filter (where is_at_stake), 0)::integer as won_count,
    coalesce(sum(decided_count) filter (where is_at_stake), 0)::integer as decided_count,
    coalesce(sum(won_count) filter (where not is_at_stake), 0)::integer as other_won_count,
    coalesce(sum(decided_count) filter (where not is_at_stake), 0)::integer as other_decided_count,
    coalesce(sum(year_won_count) filter (where is_at_stake), 0)::integer as year_won_count,
    coalesce(sum(year_won_amount) filter (where is_at_stake), 0)::double as year_won_amount
from judged
group by version_key, rule_key, role
order by version_key, rule_key
