-- One row per segment, deal type (also all), period class of creation and number of days since creation: how many deals were
-- won, otherwise closed, or are still open at that age. Deals without usable dates are left out.
with

-- What a deal is counted under, in one number: every deal is counted in as many segments as there are dimensions, and grouping by
-- two integers costs half of grouping by five columns.
deals as (

    select
        profile_key,
        (days::bigint * 64 + coalesce(created_window, 0) * 16 + enum_code(deal_type) * 4 + case outcome when 'won' then 0 when 'open' then 2 else 1 end) as bin
    from int_deals
    where days >= 0

),

binned as (

    select members.segment_key, deals.bin, count(*) as deal_count
    from deals
    inner join int_profile_segments as members
        using (profile_key)
    group by members.segment_key, deals.bin

),

by_type as (

    select
        segment_key,
        enum_range(null::enum('new_business', 'expansion', 'renewal'))[(bin // 4) % 4 + 1] as deal_type,
        nullif((bin // 16) % 4, 0)::tinyint as created_window,
        (bin // 64)::integer as days,
        coalesce(sum(deal_count) filter (where bin % 4 = 0), 0) as won_count,
        coalesce(sum(deal_count) filter (where bin % 4 = 1), 0) as closed_otherwise_count,
        coalesce(sum(deal_count) filter (where bin % 4 = 2), 0) as open_count
    from binned
    group by all

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
