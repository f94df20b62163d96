-- One row per ICP version, tier and score: accounts.
with

profiles as (

    select profile_key, count(*) as account_count
    from int_icp_account_profiles
    group by profile_key

)

select scores.version_key, scores.tier, scores.rank_score, sum(profiles.account_count)::integer as account_count
from profiles
inner join int_icp_scores as scores
    using (profile_key)
group by scores.version_key, scores.tier, scores.rank_score
