-- One row per profile: the segment of every dimension, with all and with unknown where nothing is known.
-- Millions of deals share a few thousand profiles: marts group by profile first and unnest the segments then.
with

known as (

    select profile_key, segment_keys from int_account_segment_groups
    union
    select profile_key, segment_keys from int_deal_profiles

),

members as (

    select profile_key, unnest(segment_keys) as segment_key
    from known

),

present as (

    select members.profile_key, members.segment_key, segments.dimension
    from members
    inner join int_segments as segments
        using (segment_key)

),

filled as (

    select profile_key, segment_key from present
    union all
    select known.profile_key, unknowns.segment_key
    from known
    cross join (select dimension, segment_key from int_segments where is_unknown) as unknowns
    anti join present
        on known.profile_key = present.profile_key
        and unknowns.dimension = present.dimension
    union all
    select profile_key, 0 as segment_key from known

)

select profile_key, list(segment_key order by segment_key) as segment_keys
from filled
group by profile_key
order by profile_key
