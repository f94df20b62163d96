-- One row per used opportunity, by the id under which the ledger knows it: what the ledger says of a deal.
-- The outcome and amount as exported: at another data date, or another exchange rate, every deal closed since, or in another currency,
-- would seem to have changed.
select
    deal_id(raw.opportunity_id, raw.rowid) as opportunity_id,
    deals.opportunity_key,
    outcomes.outcome::varchar as outcome,
    deals.created_on,
    deals.closed_on,
    raw.amount,
    upper(trim(raw.currency)) as currency
from int_opportunities_resolved as deals
inner join raw_opportunities as raw
    on deals.opportunity_key = raw.rowid
left join int_outcomes as outcomes
    on deals.outcome_key = outcomes.outcome_key
