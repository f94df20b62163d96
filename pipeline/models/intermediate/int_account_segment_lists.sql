-- One row per account: the segments that are known of it, in order.
with

known as (

    select account_values.account_key, list(segments.segment_key order by segments.segment_key) as segment_keys
    from int_account_values as account_values
    inner join config_dimensions as dimensions
        using (column_name)
    inner join int_value_segments as value_segments
        on dimensions.dimension = value_segments.dimension
        and account_values.value = value_segments.value
    inner join int_segments as segments
        on value_segments.dimension = segments.dimension
        and value_segments.segment = segments.segment
    group by account_values.account_key

)

select accounts.account_key, coalesce(known.segment_keys, []::integer[]) as segment_keys
from int_accounts as accounts
left join known
    using (account_key)
