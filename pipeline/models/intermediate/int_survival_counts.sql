-- One row per time unit, segment and time at which an account left, churned or censored.
with

lifetimes as (

    select lifetimes.*, account_profiles.profile_key
    from int_account_lifetimes as lifetimes
    inner join int_account_profiles as account_profiles
        using (account_key)

),

exits as (

    select profile_key, 'month' as time_unit, months as time, is_churned::integer as churned
    from lifetimes
    where months is not null
    union all
    select profile_key, 'day' as time_unit, days as time, is_lapsed::integer as churned
    from lifetimes

)

select
    exits.time_unit,
    segments.segment_key,
    exits.time,
    sum(exits.churned)::integer as churned,
    (count(*) - sum(exits.churned))::integer as censored,
    (sum(count(*)) over (partition by exits.time_unit, segments.segment_key order by exits.time desc))::integer as at_risk
from exits
inner join int_profile_segments as segments
    using (profile_key)
group by exits.time_unit, segments.segment_key, exits.time
