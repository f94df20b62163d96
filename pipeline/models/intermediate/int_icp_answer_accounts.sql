-- One row per criterion or disqualifier that counts for accounts: how many meet it, miss it, or are not known to do either.
with

profiles as (

    select profile_key, count(*) as account_count
    from int_icp_account_profiles
    group by profile_key

),

answers as (

    select scores.version_key, scores.met_mask, scores.missed_mask, sum(profiles.account_count) as account_count
    from profiles
    inner join int_icp_scores as scores
        using (profile_key)
    group by scores.version_key, scores.met_mask, scores.missed_mask

)

select
    rules.rule_key,
    coalesce(sum(account_count) filter (where (met_mask & mask) <> 0), 0)::integer as met_account_count,
    coalesce(sum(account_count) filter (where (missed_mask & mask) <> 0), 0)::integer as missed_account_count,
    coalesce(sum(account_count) filter (where ((met_mask | missed_mask) & mask) = 0), 0)::integer as unknown_account_count
from int_icp_rules as rules
inner join answers
    using (version_key)
where rules.status = 'testable' and rules.role <> 'scope'
group by rules.rule_key
