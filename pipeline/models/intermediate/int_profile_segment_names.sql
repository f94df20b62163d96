-- One row per combination of segments: the segment of every dimension by its name. A view: facts about accounts and deals show it.
select
    members.profile_key,
    map_from_entries(list((segments.dimension, segments.segment) order by segments.segment_key)) as segments
from int_profile_segments as members
inner join int_segments as segments
    using (segment_key)
where segments.segment_key > 0
group by members.profile_key
