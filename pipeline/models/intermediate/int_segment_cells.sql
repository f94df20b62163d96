-- One row per segment, deal type (also all), outcome and period classes.
with

cells as (

    select * from int_deal_cells

),

typed as (

    select *, deal_type::varchar as shown_deal_type from cells
    union all
    select *, 'all' as shown_deal_type from cells

),

members as (

    select
        unnest(profiles.segment_keys) as segment_key,
        typed.shown_deal_type as deal_type,
        typed.outcome,
        typed.closed_window,
        typed.created_window,
        typed.deal_count,
        typed.amount_count,
        typed.amount,
        typed.squared_cents
    from typed
    inner join int_profiles as profiles
        using (profile_key)

)

select
    segment_key,
    deal_type,
    outcome,
    closed_window,
    created_window,
    sum(deal_count)::bigint as deal_count,
    sum(amount_count)::bigint as amount_count,
    sum(amount) as amount,
    sum(squared_cents) as squared_cents
from members
group by segment_key, deal_type, outcome, closed_window, created_window
