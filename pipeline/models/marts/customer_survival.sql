-- One row per time unit, segment and time at which an account churned or left observation, from time 0.
-- Kaplan-Meier; an account that churns at a time counts as at risk then, and churns come before censorings.
with

counts as (

    select time_unit, segment_key, time, at_risk, churned, censored
    from int_survival_counts
    union all
    select time_unit, segment_key, 0 as time, max(at_risk) as at_risk, 0 as churned, 0 as censored
    from int_survival_counts
    group by time_unit, segment_key
    having min(time) > 0

),

estimates as (

    select
        *,
        product(1 - churned / at_risk) over so_far as survival,
        sum(churned / (at_risk::double * nullif(at_risk - churned, 0))) over so_far as greenwood
    from counts
    window so_far as (partition by time_unit, segment_key order by time)

)

select
    estimates.time_unit,
    segments.dimension,
    segments.segment,
    segments.segment_order,
    estimates.time::integer as time,
    estimates.at_risk::integer as at_risk,
    estimates.churned::integer as churned,
    estimates.censored::integer as censored,
    estimates.survival,
    log_log_low(estimates.survival, estimates.greenwood) as survival_low,
    log_log_high(estimates.survival, estimates.greenwood) as survival_high
from estimates
inner join int_segments as segments
    using (segment_key)
order by estimates.time_unit, segments.segment_key, estimates.time
