-- One row per profile, the combination of answers that many accounts or many deals share: an account's list, or a deal's
-- two lists.
select profile_key, false as is_deal, profile_key as account_list_key, null::integer as own_list_key
from (select distinct profile_key from int_icp_account_profiles)
union all
select profile_key, true as is_deal, account_list_key, own_list_key
from int_icp_deal_pairs
