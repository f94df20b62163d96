-- One row per segment, deal type (also all), outcome, fiscal quarter of closing and period class of creation.
with

members as (

    select
        members.segment_key,
        cells.* exclude (profile_key)
    from int_deal_cells as cells
    inner join int_profile_segments as members
        using (profile_key)

),

by_type as (

    select
        segment_key,
        deal_type::varchar as deal_type,
        outcome,
        closed_quarter,
        created_window,
        sum(deal_count)::bigint as deal_count,
        sum(amount_count)::bigint as amount_count,
        sum(amount) as amount,
        sum(squared_cents) as squared_cents
    from members
    group by segment_key, deal_type, outcome, closed_quarter, created_window

)

select
    segment_key,
    deal_type,
    outcome,
    closed_quarter,
    period_class(closed_quarter) as closed_window,
    created_window,
    sum(deal_count)::bigint as deal_count,
    sum(amount_count)::bigint as amount_count,
    sum(amount) as amount,
    sum(squared_cents) as squared_cents
from with_all_types('by_type')
group by segment_key, deal_type, outcome, closed_quarter, created_window
