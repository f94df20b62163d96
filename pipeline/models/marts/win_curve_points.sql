-- One row per deal type, dimension, segment and step of a drawn win curve: the last day of each of at most 120 equal stretches,
-- as far as at least 5 deals are at risk.
with

steps as (

    select
        *,
        greatest(1, ceil(max(days) over (partition by deal_type, dimension, segment) / 120))::integer as step_days
    from win_curve
    where at_risk >= 5

)

select
    deal_type,
    dimension,
    segment,
    segment_order,
    days,
    at_risk,
    won,
    closed_otherwise,
    won_rate,
    won_rate_low,
    won_rate_high
from steps
qualify row_number() over (
    partition by deal_type, dimension, segment, days // step_days
    order by days desc
) = 1
order by deal_type, dimension, segment_order, segment, days
