-- One row per used opportunity, by the id under which the ledger knows it: what the ledger says of a deal.
-- The amount as exported: at each data date's exchange rate every deal in another currency would seem to be restated.
select
    deal_id(raw.opportunity_id, raw.rowid) as opportunity_id,
    deals.opportunity_key,
    deals.outcome::varchar as outcome,
    deals.created_on,
    deals.closed_on,
    raw.amount,
    upper(trim(raw.currency)) as currency
from int_opportunities_resolved as deals
inner join raw_opportunities as raw
    on deals.opportunity_key = raw.rowid
