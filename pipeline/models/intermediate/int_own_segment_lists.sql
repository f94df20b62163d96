-- One row per combination of deals' own values: the segments it gives where there is no account, and those that only a
-- deal can give because the accounts lack the column.
with

combinations as (

    select own_values_key from int_own_value_combinations

),

known as (

    select
        own_values.own_values_key,
        list(segments.segment_key order by segments.segment_key) as segment_keys,
        coalesce(
            list(segments.segment_key order by segments.segment_key)
                filter (where not list_contains(getvariable('account_value_columns'), own_values.column_name)),
            []::integer[]
        ) as deal_segment_keys
    from int_own_values as own_values
    inner join config_dimensions as dimensions
        using (column_name)
    inner join int_value_segments as value_segments
        on dimensions.dimension = value_segments.dimension
        and own_values.value = value_segments.value
    inner join int_segments as segments
        on value_segments.dimension = segments.dimension
        and value_segments.segment = segments.segment
    group by own_values.own_values_key

)

select
    combinations.own_values_key,
    coalesce(known.segment_keys, []::integer[]) as segment_keys,
    coalesce(known.deal_segment_keys, []::integer[]) as deal_segment_keys
from combinations
left join known
    using (own_values_key)
