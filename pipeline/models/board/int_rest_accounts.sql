-- One row per deal type (also all), segment, and period window or fiscal quarter, where few accounts may stand behind the decided deals of all
-- other segments: how many do.
with

counts as (

    select deal_type, segment_key, period_window, null::date as quarter, decided_count
    from int_win_counts
    union all
    select deal_type, segment_key, null as period_window, closed_quarter as quarter, won_count + lost_count as decided_count
    from int_quarter_counts

),

few as (

    select counts.deal_type, counts.segment_key, counts.period_window, counts.quarter
    from counts
    inner join counts as totals
        on counts.deal_type = totals.deal_type
        and counts.period_window is not distinct from totals.period_window
        and counts.quarter is not distinct from totals.quarter
        and totals.segment_key = 0
    cross join int_few_decided as bound
    where counts.segment_key > 0
        and totals.decided_count - counts.decided_count between 1 and bound.deal_count

),

others as (

    select few.*, profiles.profile_key
    from few
    inner join int_profiles as profiles
        on not list_contains(profiles.segment_keys, few.segment_key)

),

deals as (

    select profile_key, deal_type, closed_quarter, closed_window, account
    from int_deal_owners
    where outcome in ('won', 'lost')

),

in_windows as (

    select others.deal_type, others.segment_key, others.period_window, others.quarter, deals.account
    from others
    inner join int_period_windows as windows
        on others.period_window = windows.period_window
    inner join deals
        on others.profile_key = deals.profile_key
        and windows.day_class is not distinct from deals.closed_window
        and (others.deal_type = 'all' or others.deal_type = deals.deal_type)

),

in_quarters as (

    select others.deal_type, others.segment_key, others.period_window, others.quarter, deals.account
    from others
    inner join deals
        on others.profile_key = deals.profile_key
        and others.quarter = deals.closed_quarter
        and (others.deal_type = 'all' or others.deal_type = deals.deal_type)

),

counted as (

    select deal_type, segment_key, period_window, quarter, count(distinct account)::integer as account_count
    from (from in_windows union all from in_quarters)
    group by deal_type, segment_key, period_window, quarter

)

select
    counted.deal_type,
    segments.dimension,
    segments.segment,
    counted.period_window,
    counted.quarter,
    counted.account_count
from counted
inner join int_segments as segments
    using (segment_key)
