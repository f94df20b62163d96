-- One row per used opportunity: whose deal it is, and what it is counted under.
select
    deals.opportunity_key,
    owners.account,
    owners.names_account,
    deals.profile_key,
    deals.deal_type::varchar as deal_type,
    deals.outcome,
    deals.outcome_key,
    deals.term_key,
    deals.closed_quarter,
    deals.closed_window,
    deals.created_window,
    deals.days
from int_deals as deals
inner join int_opportunity_owners as owners
    using (opportunity_key)
