-- One row per won deal that is revenue, but whose account the exports do not have: what the deal calls its account.
-- Empty unless mrr_from names won_deals: a deal makes a customer only where its contract is the revenue.
select
    rescues.row_key,
    rescues.source,
    rescues.reference,
    opportunities.account_name,
    opportunities.closed_on
from int_opportunity_rescues as rescues
inner join stg_opportunities as opportunities
    using (row_key)
inner join int_outcomes as outcomes
    on opportunities.stage is not distinct from outcomes.stage
    and opportunities.is_won is not distinct from outcomes.is_won
    and opportunities.is_closed is not distinct from outcomes.is_closed
    and opportunities.loss_reason is not distinct from outcomes.loss_reason
where getvariable('mrr_from') = 'won_deals'
    and rescues.account_key is null
    and outcomes.outcome = 'won'
    and opportunities.closed_on <= getvariable('as_of')
