-- One row per period window, deal type (also all) and segment where few accounts may stand behind its decided deals, its wins, its losses or
-- its wins with dates: the fewest behind them, or behind what they leave of another window. Null: surely enough, or none.
with

counts as (

    select
        parts.period_window,
        parts.part,
        cells.deal_type,
        cells.segment_key,
        coalesce(sum(cells.deal_count) filter (where cells.outcome = 'won'), 0) as won_count,
        coalesce(sum(cells.deal_count) filter (where cells.outcome = 'lost'), 0) as lost_count
    from int_segment_cells as cells
    inner join int_period_parts as parts
        on cells.closed_window is not distinct from parts.day_class
    where cells.outcome in ('won', 'lost')
    group by parts.period_window, parts.part, cells.deal_type, cells.segment_key

),

timed as (

    select parts.period_window, parts.part, wins.deal_type, wins.segment_key, sum(wins.won_count) as won_count
    from int_cycle_days as wins
    inner join int_period_parts as parts
        on wins.closed_window is not distinct from parts.day_class
    group by parts.period_window, parts.part, wins.deal_type, wins.segment_key

),

few as (

    select counts.period_window, counts.part, counts.deal_type, counts.segment_key
    from counts
    left join timed
        using (period_window, part, deal_type, segment_key)
    cross join int_few_decided as bound
    where least(nullif(counts.won_count, 0), nullif(counts.lost_count, 0), timed.won_count) <= bound.deal_count

),

few_profiles as (

    select few.*, members.profile_key
    from few
    inner join int_profile_segments as members
        using (segment_key)

),

-- Those that may be few first: of many deals the accounts are not looked up.
few_deals as (

    select opportunity_key, profile_key, deal_type::varchar as deal_type, closed_window, outcome, days
    from int_deals
    where outcome in ('won', 'lost')
        and profile_key in (select profile_key from few_profiles)

),

deals as (

    select few_deals.*, owners.account
    from few_deals
    inner join int_opportunity_owners as owners
        using (opportunity_key)

),

counted as (

    select
        few_profiles.period_window,
        few_profiles.part,
        few_profiles.deal_type,
        few_profiles.segment_key,
        count(distinct deals.account) as decided_accounts,
        count(distinct deals.account) filter (where deals.outcome = 'won') as won_accounts,
        count(distinct deals.account) filter (where deals.outcome = 'lost') as lost_accounts,
        count(distinct deals.account) filter (where deals.outcome = 'won' and deals.days >= 0) as timed_won_accounts
    from few_profiles
    inner join deals
        on few_profiles.profile_key = deals.profile_key
        and (few_profiles.deal_type = 'all' or few_profiles.deal_type = deals.deal_type)
    inner join int_period_parts as parts
        on few_profiles.period_window = parts.period_window
        and few_profiles.part = parts.part
        and deals.closed_window is not distinct from parts.day_class
    group by few_profiles.period_window, few_profiles.part, few_profiles.deal_type, few_profiles.segment_key

)

select
    counted.period_window,
    counted.deal_type,
    segments.dimension,
    segments.segment,
    min(nullif(counted.decided_accounts, 0))::integer as decided_accounts,
    min(nullif(counted.won_accounts, 0))::integer as won_accounts,
    min(nullif(counted.lost_accounts, 0))::integer as lost_accounts,
    min(nullif(counted.timed_won_accounts, 0))::integer as timed_won_accounts
from counted
inner join int_segments as segments
    using (segment_key)
group by counted.period_window, counted.deal_type, segments.dimension, segments.segment
