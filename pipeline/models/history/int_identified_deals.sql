-- One row per used opportunity, by the id under which the ledger knows it: what the ledger says of a deal.
-- The outcome and amount as exported: at another data date, or another exchange rate, every deal closed since, or in another currency,
-- would seem to have changed.
select
    deal_id(opportunity_id, row_key) as opportunity_id,
    row_key as opportunity_key,
    stated_outcome::varchar as outcome,
    created_on,
    closed_on,
    amount,
    upper(trim(currency)) as currency
from int_opportunity_outcomes
