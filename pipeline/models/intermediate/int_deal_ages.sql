-- One row per segment, deal type (also all), period class of creation and number of days since creation: how many deals were
-- won, otherwise closed, or are still open at that age. Deals without usable dates are left out.
with

members as (

    select
        unnest(profiles.segment_keys) as segment_key,
        deals.deal_type,
        deals.created_window,
        deals.days,
        deals.outcome
    from int_deals as deals
    inner join int_profiles as profiles
        using (profile_key)
    where deals.days is not null

),

by_type as (

    select
        segment_key,
        deal_type::varchar as deal_type,
        created_window,
        days,
        count(*) filter (where outcome = 'won') as won_count,
        count(*) filter (where outcome not in ('won', 'open')) as closed_otherwise_count,
        count(*) filter (where outcome = 'open') as open_count
    from members
    group by segment_key, deal_type, created_window, days

),

typed as (

    select * from by_type
    union all
    select by_type.* replace ('all' as deal_type) from by_type

)

select
    segment_key,
    deal_type,
    created_window,
    days,
    sum(won_count)::integer as won_count,
    sum(closed_otherwise_count)::integer as closed_otherwise_count,
    sum(open_count)::integer as open_count
from typed
group by segment_key, deal_type, created_window, days
