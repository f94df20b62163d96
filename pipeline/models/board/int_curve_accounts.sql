-- One row per step of a drawn win curve where few accounts may stand behind the deals at risk: how many do, those of which one deal is as old.
with

few as (

    select points.deal_type, segments.segment_key, points.days
    from win_curve_points as points
    inner join int_segments as segments
        using (dimension, segment)
    cross join int_few_deals as bound
    where points.at_risk <= bound.deal_count

),

first_days as (

    select deal_type, segment_key, min(days) as days
    from few
    group by deal_type, segment_key

),

oldest as (

    select first_days.deal_type, first_days.segment_key, deals.account, max(deals.days) as days
    from first_days
    inner join int_profile_segments as members
        using (segment_key)
    inner join int_deal_owners as deals
        on members.profile_key = deals.profile_key
        and (first_days.deal_type = 'all' or first_days.deal_type = deals.deal_type)
        and deals.days >= first_days.days
    group by first_days.deal_type, first_days.segment_key, deals.account

)

select
    few.deal_type,
    segments.dimension,
    segments.segment,
    few.days,
    count(*)::integer as account_count
from few
inner join oldest
    on few.deal_type = oldest.deal_type
    and few.segment_key = oldest.segment_key
    and few.days <= oldest.days
inner join int_segments as segments
    on few.segment_key = segments.segment_key
group by few.deal_type, segments.dimension, segments.segment, few.days
