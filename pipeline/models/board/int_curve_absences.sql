-- One row per deal type (also all), dimension and segment that has deals and no drawn win curve: how many, which are in the curves
-- of all segments and of all types too.
with

counts as (

    select deal_type, segment_key, sum(won_count + closed_otherwise_count + open_count)::integer as deal_count
    from int_deal_ages
    group by deal_type, segment_key

)

select counts.deal_type, segments.dimension, segments.segment, counts.deal_count
from counts
inner join int_segments as segments
    using (segment_key)
anti join win_curve_points as points
    on counts.deal_type = points.deal_type
    and segments.dimension = points.dimension
    and segments.segment = points.segment
