-- One row per ICP version, set of answers and strata: won and lost new-business deals of the scope.
with

decided as (

    select deals.profile_key, strata.first_key, strata.second_key, deals.outcome, count(*) as deal_count
    from int_icp_deals as deals
    left join int_icp_strata as strata
        on deals.segment_profile_key = strata.profile_key
    where deals.outcome in ('won', 'lost')
    group by deals.profile_key, strata.first_key, strata.second_key, deals.outcome

)

select
    scores.version_key,
    scores.met_mask,
    scores.missed_mask,
    scores.met_weight,
    scores.own_weight,
    scores.is_disqualified,
    decided.first_key,
    decided.second_key,
    coalesce(sum(decided.deal_count) filter (where decided.outcome = 'won'), 0)::integer as won_count,
    coalesce(sum(decided.deal_count) filter (where decided.outcome = 'lost'), 0)::integer as lost_count
from decided
inner join int_icp_scores as scores
    using (profile_key)
where scores.is_in_scope
group by all
