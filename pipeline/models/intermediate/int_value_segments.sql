-- One row per dimension and distinct value of its column: the segment of that value, null where it straddles two bands.
-- Values that differ in case or outer spaces are one; the spelling that most accounts or deals use is shown.
with

spellings as (

    select column_name, value, count(*) as uses
    from int_account_values
    group by column_name, value
    union all
    select column_name, value, count(*) as uses
    from int_own_values
    group by column_name, value

),

distinct_values as (

    select
        column_name,
        value,
        first_value(value) over (
            partition by column_name, folded(value)
            order by sum(uses) desc, value
        ) as shown_value
    from spellings
    group by column_name, value

),

dimensions as (

    select * from config_dimensions

),

numbers as (

    select column_name, value, number_ends(value) as ends
    from distinct_values
    where column_name in (select column_name from dimensions where kind = 'bands')

),

banded as (

    select
        dimensions.dimension,
        numbers.value,
        bands.label as segment,
        bands.segment_order
    from dimensions
    inner join numbers
        using (column_name)
    inner join config_bands as bands
        on dimensions.dimension = bands.dimension
        and numbers.ends[1] >= bands.low
        and numbers.ends[1] < bands.high
        and (numbers.ends[2] < bands.high or bands.high = 'infinity'::double)
    where dimensions.kind = 'bands'

),

grouped as (

    select
        dimensions.dimension,
        distinct_values.value,
        coalesce(groups.segment, dimensions.other_label, 'Other') as segment,
        coalesce(groups.segment_order, 30000) as segment_order
    from dimensions
    inner join distinct_values
        using (column_name)
    left join config_groups as groups
        on dimensions.dimension = groups.dimension
        and folded(distinct_values.value) = groups.value
    where dimensions.kind = 'groups'

),

held as (

    select
        dimensions.dimension,
        distinct_values.value,
        case
            when list_contains(
                list_transform(string_split(distinct_values.value, ';'), lambda part: folded(part)),
                folded(dimensions.has_value)
            ) then 'yes'
            else 'no'
        end as segment
    from dimensions
    inner join distinct_values
        using (column_name)
    where dimensions.kind = 'has'

),

named as (

    select
        dimensions.dimension,
        distinct_values.value,
        distinct_values.shown_value as segment,
        coalesce(
            orders.segment_order,
            10000 + dense_rank() over (partition by dimensions.dimension order by folded(distinct_values.value))
        ) as segment_order
    from dimensions
    inner join distinct_values
        using (column_name)
    left join config_order as orders
        on dimensions.dimension = orders.dimension
        and folded(distinct_values.value) = orders.value
    where dimensions.kind in ('value', 'order')

)

select dimension, value, segment, segment_order::integer as segment_order
from banded
union all
select dimension, value, segment, segment_order::integer as segment_order
from grouped
union all
select dimension, value, segment, case segment when 'yes' then 1 else 2 end as segment_order
from held
union all
select dimension, value, segment, segment_order::integer as segment_order
from named
