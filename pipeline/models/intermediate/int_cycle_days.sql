-- One row per segment, deal type (also all), period class of closing and number of days: how many deals were won in so many.
-- Quantiles over days are read off these counts, exactly.
with

cells as (

    select profile_key, deal_type, closed_window, cycle_days, count(*) as won_count
    from int_opportunities
    where outcome = 'won'
        and cycle_days is not null
    group by profile_key, deal_type, closed_window, cycle_days

),

typed as (

    select cells.* replace (cells.deal_type::varchar as deal_type) from cells
    union all
    select cells.* replace ('all' as deal_type) from cells

),

members as (

    select
        unnest(profiles.segment_keys) as segment_key,
        typed.deal_type,
        typed.closed_window,
        typed.cycle_days,
        typed.won_count
    from typed
    inner join int_profiles as profiles
        using (profile_key)

)

select segment_key, deal_type, closed_window, cycle_days, sum(won_count)::bigint as won_count
from members
group by segment_key, deal_type, closed_window, cycle_days
