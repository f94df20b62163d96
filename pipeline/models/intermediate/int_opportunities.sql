-- One row per used opportunity, with the profile of its segments.
select
    opportunities.*,
    deal_profiles.profile_key
from int_opportunities_resolved as opportunities
left join int_account_profiles as account_profiles
    using (account_key)
left join int_deal_profiles as deal_profiles
    on account_profiles.profile_key is not distinct from deal_profiles.account_profile_key
    and opportunities.own_values_key = deal_profiles.own_values_key
