-- One row per segment, deal type (also all), period class of closing and number of days: how many deals were won in so many.
-- Quantiles over days are read off these counts, exactly.
with

by_type as (

    select segment_key, deal_type::varchar as deal_type, closed_window, days as cycle_days, sum(deal_count)::bigint as won_count
    from int_deal_days
    where state = 0
    group by segment_key, deal_type, closed_window, cycle_days

)

select segment_key, deal_type, closed_window, cycle_days, sum(won_count)::bigint as won_count
from with_all_types('by_type')
group by segment_key, deal_type, closed_window, cycle_days
