-- One row per deal that differs from what the ledger says; is_missing where the exports no longer have it.
with

deals as (

    select
        deal_id(raw.opportunity_id, raw.rowid) as opportunity_id,
        deals.outcome::varchar as outcome,
        deals.created_on,
        deals.closed_on,
        deals.amount
    from int_opportunities_resolved as deals
    inner join raw_opportunities as raw
        on deals.opportunity_key = raw.rowid

)

select
    coalesce(deals.opportunity_id, history.opportunity_id) as opportunity_id,
    deals.opportunity_id is null as is_missing,
    deals.outcome,
    deals.created_on,
    deals.closed_on,
    deals.amount
from deals
full join history_opportunities as history
    using (opportunity_id)
where deals.opportunity_id is null
    or history.opportunity_id is null
    or deals.outcome is distinct from history.outcome
    or deals.created_on is distinct from history.created_on
    or deals.closed_on is distinct from history.closed_on
    or deals.amount is distinct from history.amount
