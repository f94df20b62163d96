-- One row per period window, deal type and pair of segments of two dimensions (in dimension order): decided deals.
-- Read both ways it gives the strata of the adjusted odds ratios.
with

cells as (

    select
        cells.profile_key,
        unnest([cells.deal_type::varchar, 'all']) as deal_type,
        cells.outcome,
        cells.closed_window,
        cells.deal_count
    from int_deal_cells as cells
    where cells.outcome in ('won', 'lost', 'no_decision', 'disqualified')

),

profile_cells as (

    select
        profile_key,
        deal_type,
        closed_window,
        sum(deal_count) filter (where outcome = 'won') as won_count,
        sum(deal_count) filter (where outcome = 'lost') as lost_count
    from cells
    group by profile_key, deal_type, closed_window

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

by_class as (

    select
        segment_key_a,
        segment_key_b,
        deal_type,
        closed_window,
        sum(won_count) as won_count,
        sum(lost_count) as lost_count
    from members
    group by segment_key_a, segment_key_b, deal_type, closed_window

)

select
    windows.period_window,
    by_class.deal_type,
    by_class.segment_key_a,
    by_class.segment_key_b,
    coalesce(sum(by_class.won_count), 0)::integer as won_count,
    coalesce(sum(by_class.lost_count), 0)::integer as lost_count
from by_class
inner join int_period_windows as windows
    on by_class.closed_window is not distinct from windows.day_class
group by windows.period_window, by_class.deal_type, by_class.segment_key_a, by_class.segment_key_b
having coalesce(sum(by_class.won_count), 0) + coalesce(sum(by_class.lost_count), 0) > 0
