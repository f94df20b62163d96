-- One row per account: its profile, the combination of its segments.
select lists.account_key, groups.profile_key
from int_account_segment_lists as lists
inner join int_account_segment_groups as groups
    using (segment_keys)
