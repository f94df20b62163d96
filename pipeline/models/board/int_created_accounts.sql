-- One row per period window, deal type (also all) and segment where few accounts may stand behind the deals created in it: how many do, or
-- the fewest behind what it leaves of another window.
with

counts as (

    select parts.period_window, parts.part, cells.deal_type, cells.segment_key, sum(cells.deal_count) as created_count
    from int_segment_cells as cells
    inner join int_period_parts as parts
        on cells.created_window is not distinct from parts.day_class
    group by parts.period_window, parts.part, cells.deal_type, cells.segment_key

),

few as (

    select counts.period_window, counts.part, counts.deal_type, counts.segment_key, members.profile_key
    from counts
    cross join int_few_deals as bound
    inner join int_profile_segments as members
        using (segment_key)
    where counts.created_count <= bound.deal_count

),

counted as (

    select few.period_window, few.part, few.deal_type, few.segment_key, count(distinct deals.account) as created_accounts
    from few
    inner join int_deal_owners as deals
        on few.profile_key = deals.profile_key
        and (few.deal_type = 'all' or few.deal_type = deals.deal_type)
    inner join int_period_parts as parts
        on few.period_window = parts.period_window
        and few.part = parts.part
        and deals.created_window is not distinct from parts.day_class
    group by few.period_window, few.part, few.deal_type, few.segment_key

)

select
    counted.period_window,
    counted.deal_type,
    segments.dimension,
    segments.segment,
    min(counted.created_accounts)::integer as created_accounts
from counted
inner join int_segments as segments
    using (segment_key)
group by counted.period_window, counted.deal_type, segments.dimension, segments.segment
