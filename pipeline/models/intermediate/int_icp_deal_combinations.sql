-- One row per account's list of answers (null: no account) and combination of a deal's own values that a deal has.
select distinct accounts.profile_key as account_list_key, opportunities.own_values_key
from int_opportunities_resolved as opportunities
left join int_icp_account_profiles as accounts
    using (account_key)
