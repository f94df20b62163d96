-- One row per deal that differs from what earlier runs saw: as it is now (opportunity_key null: no export has it any more) and as it was
-- (is_known false: never seen before). Empty on the first exports, of which everything is new.
with

deals as (

    select * from int_identified_deals
    where getvariable('has_history')

)

select
    coalesce(deals.opportunity_id, history.opportunity_id) as opportunity_id,
    deals.opportunity_key,
    deals.outcome,
    deals.created_on,
    deals.closed_on,
    deals.amount,
    deals.currency,
    history.opportunity_id is not null as is_known,
    history.outcome as outcome_before,
    history.created_on as created_before,
    history.closed_on as closed_before,
    history.amount as amount_before,
    history.currency as currency_before
from deals
full join history_opportunities as history
    using (opportunity_id)
where deals.opportunity_id is null
    or history.opportunity_id is null
    or deals.outcome is distinct from history.outcome
    or deals.created_on is distinct from history.created_on
    or deals.closed_on is distinct from history.closed_on
    or deals.amount is distinct from history.amount
    or deals.currency is distinct from history.currency
