-- One row per used opportunity: whose deal it is. An account that no export has is known by what its deals call it, as a negative key; a deal
-- that names none stands for itself, below all of these.
select
    opportunities.opportunity_key,
    coalesce(opportunities.account_key, -rescues.reference_key, -1000000000000 - opportunities.opportunity_key)::bigint as account,
    opportunities.account_key is not null or rescues.reference_key is not null as names_account,
    opportunities.deal_type,
    opportunities.outcome
from int_opportunities_resolved as opportunities
left join int_opportunity_rescues as rescues
    on opportunities.opportunity_key = rescues.row_key
    and rescues.account_key is null
