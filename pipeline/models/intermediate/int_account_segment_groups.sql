-- One row per distinct list of known segments among accounts.
with

distinct_lists as (

    select distinct segment_keys
    from int_account_segment_lists

)

select row_number() over (order by segment_keys)::integer as profile_key, segment_keys
from distinct_lists
