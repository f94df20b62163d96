-- One row per segment, deal type (also all), period class of closing and number of days: how many deals were won in so many.
-- Quantiles over days are read off these counts, exactly.
with

members as (

    select
        members.segment_key,
        deals.deal_type,
        deals.closed_window,
        deals.days as cycle_days
    from int_deals as deals
    inner join int_profile_segments as members
        using (profile_key)
    where deals.outcome = 'won'
        and deals.days is not null

),

by_type as (

    select segment_key, deal_type::varchar as deal_type, closed_window, cycle_days, count(*) as won_count
    from members
    group by segment_key, deal_type, closed_window, cycle_days

),

typed as (

    select * from by_type
    union all
    select by_type.* replace ('all' as deal_type) from by_type

)

select segment_key, deal_type, closed_window, cycle_days, sum(won_count)::bigint as won_count
from typed
group by segment_key, deal_type, closed_window, cycle_days
