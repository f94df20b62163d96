-- One row per moment, ICP version, unknown policy, tier and months since the first paid snapshot: accounts that churned then, and
-- those last seen then.
with

lifetimes as (

    select
        moments.moment,
        accounts.profile_key,
        least(lifetimes.months, moments.snapshot - lifetimes.cohort) as time,
        lifetimes.is_churned and lifetimes.cohort + lifetimes.months <= moments.snapshot as is_churned,
        count(*) as account_count
    from int_account_lifetimes as lifetimes
    inner join int_icp_account_profiles as accounts
        using (account_key)
    inner join int_icp_moments as moments
        on lifetimes.cohort <= moments.snapshot
    group by all

)

select
    lifetimes.moment,
    tiers.version_key,
    tiers.policy,
    tiers.tier,
    lifetimes.time,
    coalesce(sum(lifetimes.account_count) filter (where lifetimes.is_churned), 0)::integer as churned,
    coalesce(sum(lifetimes.account_count) filter (where not lifetimes.is_churned), 0)::integer as censored
from lifetimes
inner join int_icp_tiers_by_policy as tiers
    using (profile_key)
group by lifetimes.moment, tiers.version_key, tiers.policy, tiers.tier, lifetimes.time
order by lifetimes.moment, tiers.version_key, tiers.policy, tiers.tier, lifetimes.time
