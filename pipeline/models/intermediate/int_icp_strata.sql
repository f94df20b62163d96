-- One row per profile of segments: the two strata by which a criterion is adjusted, as segment keys.
-- The first is the size band, else the industry, else the first dimension; the second is for criteria on the column of the first.
with

ranked as (

    select
        dimension,
        column_name,
        row_number() over (
            order by case column_name when 'employees' then 1 when 'industry' then 2 else 3 end, dimension_order, dimension
        ) as place
    from config_dimensions

),

first_dimension as (

    select * from ranked
    where place = 1

),

second_dimension as (

    select ranked.*
    from ranked
    inner join first_dimension
        on ranked.column_name <> first_dimension.column_name
    order by ranked.place
    limit 1

),

members as (

    select profiles.profile_key, segments.segment_key, segments.dimension
    from (select profile_key, unnest(segment_keys) as segment_key from int_profiles) as profiles
    inner join int_segments as segments
        using (segment_key)

)

select
    members.profile_key,
    max(members.segment_key) filter (where members.dimension = (select dimension from first_dimension)) as first_key,
    max(members.segment_key) filter (where members.dimension = (select dimension from second_dimension)) as second_key,
    (select column_name from first_dimension) as first_column,
    (select dimension from first_dimension) as first_dimension,
    (select dimension from second_dimension) as second_dimension
from members
group by members.profile_key
