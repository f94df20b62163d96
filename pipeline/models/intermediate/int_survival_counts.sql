-- One row per time unit, segment and time at which an account left, churned or censored.
with

lifetimes as (

    select lifetimes.*, account_segments.segment_keys
    from int_account_lifetimes as lifetimes
    inner join int_account_segments as account_segments
        using (account_key)

),

exits as (

    select segment_keys, 'month' as time_unit, months as time, is_churned
    from lifetimes
    where months is not null
    union all
    select segment_keys, 'day' as time_unit, days as time, is_lapsed as is_churned
    from lifetimes

),

by_segment as (

    select
        exits.segment_keys[places.place] as segment_key,
        exits.time_unit,
        exits.time,
        exits.is_churned::integer as churned
    from exits
    cross join int_segment_places as places

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
