-- One row per segment, deal type (also all), period class of creation and number of days since creation: how many deals were
-- won, otherwise closed, or are still open at that age. Deals without usable dates are left out.
with

deals as (

    select
        profile_key,
        deal_type,
        created_window,
        case
            when outcome <> 'open' then cycle_days
            when created_on <= getvariable('as_of') then (getvariable('as_of') - created_on)::integer
        end as days,
        case outcome when 'won' then 1 when 'open' then 3 else 2 end as ending
    from int_opportunities

),

cells as (

    select profile_key, deal_type, created_window, days, ending, count(*) as deal_count
    from deals
    where days is not null
    group by profile_key, deal_type, created_window, days, ending

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
        typed.created_window,
        typed.days,
        typed.ending,
        typed.deal_count
    from typed
    inner join int_profiles as profiles
        using (profile_key)

)

select
    segment_key,
    deal_type,
    created_window,
    days,
    coalesce(sum(deal_count) filter (where ending = 1), 0)::integer as won_count,
    coalesce(sum(deal_count) filter (where ending = 2), 0)::integer as closed_otherwise_count,
    coalesce(sum(deal_count) filter (where ending = 3), 0)::integer as open_count
from members
group by segment_key, deal_type, created_window, days
