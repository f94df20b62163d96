-- One row per period window, deal type and pair of segments of two dimensions (in dimension order): decided deals.
-- Read both ways it gives the strata of the adjusted odds ratios.
with

quarters as (

    select closed_quarter, period_class(closed_quarter) as closed_window
    from (select distinct closed_quarter from int_deal_cells)

),

profile_cells as (

    select
        cells.profile_key,
        cells.deal_type,
        quarters.closed_window,
        sum(cells.deal_count) filter (where cells.outcome = 'won') as won_count,
        sum(cells.deal_count) filter (where cells.outcome = 'lost') as lost_count
    from int_deal_cells as cells
    inner join quarters
        on cells.closed_quarter is not distinct from quarters.closed_quarter
    where cells.outcome in ('won', 'lost')
    group by cells.profile_key, cells.deal_type, quarters.closed_window

),

first_members as (

    select profile_cells.*, unnest(profiles.segment_keys) as segment_key_a, profiles.segment_keys
    from profile_cells
    inner join int_profiles as profiles
        using (profile_key)

),

members as (

    select
        segment_key_a,
        unnest(list_filter(segment_keys, lambda key: key > segment_key_a)) as segment_key_b,
        deal_type,
        closed_window,
        won_count,
        lost_count
    from first_members
    where segment_key_a > 0

),

by_type as (

    select
        segment_key_a,
        segment_key_b,
        deal_type::varchar as deal_type,
        closed_window,
        sum(won_count) as won_count,
        sum(lost_count) as lost_count
    from members
    group by segment_key_a, segment_key_b, deal_type, closed_window

)

select
    windows.period_window,
    typed.deal_type,
    typed.segment_key_a,
    typed.segment_key_b,
    coalesce(sum(typed.won_count), 0)::integer as won_count,
    coalesce(sum(typed.lost_count), 0)::integer as lost_count
from with_all_types('by_type') as typed
inner join int_period_windows as windows
    on typed.closed_window is not distinct from windows.day_class
group by windows.period_window, typed.deal_type, typed.segment_key_a, typed.segment_key_b
having coalesce(sum(typed.won_count), 0) + coalesce(sum(typed.lost_count), 0) > 0
