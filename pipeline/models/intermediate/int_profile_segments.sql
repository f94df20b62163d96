-- One row per profile and segment that it holds, all included: to count by segment what is known by profile.
select profile_key, unnest(segment_keys) as segment_key
from int_profiles
