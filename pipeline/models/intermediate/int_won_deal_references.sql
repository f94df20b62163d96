-- One row per won deal that is revenue, but whose account the exports do not have: what the deal calls its account.
-- Empty unless mrr_from names won_deals: a deal makes a customer only where its contract is the revenue.
select
    missed.row_key,
    coalesce(missed.source, '') as source,
    account_reference(missed.account_id, missed.account_domain, missed.account_name) as reference,
    missed.account_name,
    opportunities.closed_on
from int_opportunities_missed as missed
anti join (select row_key from int_opportunity_rescues where account_key is not null) as rescues
    on missed.row_key = rescues.row_key
inner join stg_opportunities as opportunities
    on missed.row_key = opportunities.row_key
inner join int_outcomes as outcomes
    on opportunities.stage is not distinct from outcomes.stage
    and opportunities.is_won is not distinct from outcomes.is_won
    and opportunities.is_closed is not distinct from outcomes.is_closed
    and opportunities.loss_reason is not distinct from outcomes.loss_reason
where getvariable('mrr_from') = 'won_deals'
    and outcomes.outcome = 'won'
    and opportunities.closed_on <= getvariable('as_of')
