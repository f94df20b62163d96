-- One row per segment, deal type (also all), period class of creation and number of days since creation: how many deals were
-- won, otherwise closed, or are still open at that age. Deals without usable dates are left out.
with

by_type as (

    select
        segment_key,
        deal_type::varchar as deal_type,
        created_window,
        days,
        coalesce(sum(deal_count) filter (where state = 0), 0)::bigint as won_count,
        coalesce(sum(deal_count) filter (where state = 1), 0)::bigint as closed_otherwise_count,
        coalesce(sum(deal_count) filter (where state = 2), 0)::bigint as open_count
    from int_deal_days
    group by segment_key, deal_type, created_window, days

)

select
    segment_key,
    deal_type,
    created_window,
    days,
    sum(won_count)::integer as won_count,
    sum(closed_otherwise_count)::integer as closed_otherwise_count,
    sum(open_count)::integer as open_count
from with_all_types('by_type')
group by segment_key, deal_type, created_window, days
