-- One row per account: the segments it is in, one of each dimension and all.
select account_profiles.account_key, profiles.segment_keys
from int_account_profiles as account_profiles
inner join int_profiles as profiles
    using (profile_key)
