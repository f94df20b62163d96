-- One row per dimension and segment, with all/all first and each dimension's unknown last.
with

named as (

    select
        dimensions.dimension_order,
        segments.dimension,
        segments.segment,
        min(segments.segment_order) as segment_order,
        false as is_unknown
    from int_value_segments as segments
    inner join config_dimensions as dimensions
        using (dimension)
    where segments.segment is not null
        and folded(segments.segment) <> 'unknown'
    group by dimensions.dimension_order, segments.dimension, segments.segment
    union all
    select dimension_order, dimension, 'unknown' as segment, 32000 as segment_order, true as is_unknown
    from config_dimensions
    union all
    select 0 as dimension_order, 'all' as dimension, 'all' as segment, 0 as segment_order, false as is_unknown

)

select
    (row_number() over (order by dimension_order, dimension <> 'all', dimension, segment_order, segment) - 1)::integer as segment_key,
    dimension,
    segment,
    segment_order::integer as segment_order,
    dimension_order::integer as dimension_order,
    is_unknown
from named
order by segment_key
