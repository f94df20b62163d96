-- One row per ICP version, set of answers and strata: won and lost new-business deals of the scope.
with

decided as (

    select profile_key, segment_profile_key, outcome, count(*) as deal_count
    from int_icp_deals
    where is_new_business and outcome in ('won', 'lost')
    group by profile_key, segment_profile_key, outcome

)

select
    scores.version_key,
    scores.met_mask,
    scores.missed_mask,
    scores.met_weight,
    scores.own_weight,
    scores.is_disqualified,
    strata.first_key,
    strata.second_key,
    coalesce(sum(decided.deal_count) filter (where decided.outcome = 'won'), 0)::integer as won_count,
    coalesce(sum(decided.deal_count) filter (where decided.outcome = 'lost'), 0)::integer as lost_count
from decided
inner join int_icp_scores as scores
    using (profile_key)
left join int_icp_strata as strata
    on decided.segment_profile_key = strata.profile_key
where scores.is_in_scope
group by all
