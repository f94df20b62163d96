-- One row per segment, deal type, period classes of creation and of closing, number of days and what became of the deals by then (0 won,
-- 1 closed otherwise, 2 still open). Deals without usable dates are left out. Every figure over days is read off these counts.
with

-- What a deal is counted under, in one number: every deal is counted in as many segments as there are dimensions, and grouping by
-- two integers costs half of grouping by six columns.
deals as (

    select
        profile_key,
        (
            days::bigint * 256 + coalesce(closed_window, 0)::integer * 64 + coalesce(created_window, 0) * 16 + enum_code(deal_type) * 4
            + case outcome when 'won' then 0 when 'open' then 2 else 1 end
        ) as bin
    from int_deals
    where days >= 0

),

binned as (

    select members.segment_key, deals.bin, count(*) as deal_count
    from deals
    inner join int_profile_segments as members
        using (profile_key)
    group by members.segment_key, deals.bin

)

select
    segment_key,
    enum_range(null::enum('new_business', 'expansion', 'renewal'))[(bin // 4) % 4 + 1] as deal_type,
    nullif((bin // 16) % 4, 0)::tinyint as created_window,
    nullif((bin // 64) % 4, 0)::tinyint as closed_window,
    (bin // 256)::integer as days,
    (bin % 4)::tinyint as state,
    deal_count
from binned
