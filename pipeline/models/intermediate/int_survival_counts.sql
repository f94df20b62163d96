-- One row per time unit, segment and time at which an account left, churned or censored.
with

lifetimes as (

    select * from int_account_lifetimes

),

exits as (

    select account_key, 'month' as time_unit, months as time, is_churned
    from lifetimes
    where months is not null
    union all
    select account_key, 'day' as time_unit, days as time, is_lapsed as is_churned
    from lifetimes

),

by_segment as (

    select
        unnest(profiles.segment_keys) as segment_key,
        exits.time_unit,
        exits.time,
        exits.is_churned::integer as churned
    from exits
    inner join int_account_profiles as account_profiles
        using (account_key)
    inner join int_profiles as profiles
        using (profile_key)

)

select
    time_unit,
    segment_key,
    time,
    sum(churned)::integer as churned,
    (count(*) - sum(churned))::integer as censored,
    (sum(count(*)) over (partition by time_unit, segment_key order by time desc))::integer as at_risk
from by_segment
group by time_unit, segment_key, time
