-- One row per won deal that is revenue, but whose account the exports do not have: what the deal calls its account.
-- Empty unless mrr_from names won_deals: a deal makes a customer only where its contract is the revenue.
select
    rescues.row_key,
    rescues.source,
    rescues.reference,
    opportunities.account_name,
    opportunities.closed_on
from int_opportunity_rescues as rescues
inner join int_opportunity_outcomes as opportunities
    using (row_key)
where getvariable('mrr_from') = 'won_deals'
    and rescues.account_key is null
    and opportunities.stated_outcome = 'won'
    and opportunities.closed_on <= getvariable('as_of')
