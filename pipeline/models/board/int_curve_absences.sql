-- One row per deal type (also all), dimension and segment that has deals and no drawn win curve: of how many accounts they are, which are in the
-- curves of all segments and of all types too.
with

absent as (

    select distinct ages.deal_type, ages.segment_key, segments.dimension, segments.segment
    from int_deal_ages as ages
    inner join int_segments as segments
        using (segment_key)
    anti join win_curve_points as points
        on ages.deal_type = points.deal_type
        and segments.dimension = points.dimension
        and segments.segment = points.segment

)

select absent.deal_type, absent.dimension, absent.segment, count(distinct deals.account)::integer as account_count
from absent
inner join int_profile_segments as members
    using (segment_key)
inner join int_deal_owners as deals
    on members.profile_key = deals.profile_key
    and (absent.deal_type = 'all' or absent.deal_type = deals.deal_type)
where deals.days >= 0
group by absent.deal_type, absent.dimension, absent.segment
