-- One row per period window, deal type (also all) and pair of segments where few accounts may stand behind its decided deals: how many do.
with

few as (

    select counts.period_window, counts.deal_type, counts.segment_key_a, counts.segment_key_b
    from int_pair_counts as counts
    cross join int_few_decided as bound
    where counts.won_count + counts.lost_count <= bound.deal_count

),

pairs as (

    select few.segment_key_a, few.segment_key_b, members_a.profile_key
    from (select distinct segment_key_a, segment_key_b from few) as few
    inner join int_profile_segments as members_a
        on few.segment_key_a = members_a.segment_key
    inner join int_profile_segments as members_b
        on few.segment_key_b = members_b.segment_key
        and members_a.profile_key = members_b.profile_key

),

deals as (

    select distinct profile_key, deal_type, closed_window, account
    from int_deal_owners
    where outcome in ('won', 'lost')

)

select
    few.period_window,
    few.deal_type,
    a.dimension as dimension_a,
    a.segment as segment_a,
    b.dimension as dimension_b,
    b.segment as segment_b,
    count(distinct deals.account)::integer as account_count
from few
inner join pairs
    using (segment_key_a, segment_key_b)
inner join deals
    on pairs.profile_key = deals.profile_key
    and (few.deal_type = 'all' or few.deal_type = deals.deal_type)
inner join int_period_windows as windows
    on few.period_window = windows.period_window
    and deals.closed_window is not distinct from windows.day_class
inner join int_segments as a
    on few.segment_key_a = a.segment_key
inner join int_segments as b
    on few.segment_key_b = b.segment_key
group by all
