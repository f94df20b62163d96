-- One row per used opportunity: whose deal it is, and what it is counted under. An account that no export has is known by what its
-- deals call it, as a negative key; a deal that names none stands for itself, below all of these.
select
    deals.opportunity_key,
    coalesce(opportunities.account_key, -rescues.reference_key, -1000000000000 - deals.opportunity_key)::bigint as account,
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
inner join int_opportunities_resolved as opportunities
    using (opportunity_key)
left join int_opportunity_rescues as rescues
    on deals.opportunity_key = rescues.row_key
