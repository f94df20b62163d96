-- One row per deal that differs from what the ledger says; is_missing where the exports no longer have it.
-- Of what a run on the same exports has written since the state that this run is compared with, that is the last.
with

changed as (

    select opportunity_id, opportunity_key is null as is_missing, outcome, created_on, closed_on, amount, currency
    from int_changed_deals
    union all
    select opportunity_id, false as is_missing, outcome, created_on, closed_on, amount, currency
    from int_identified_deals
    where not getvariable('has_history')

)

select changed.*
from changed
anti join history_rerun_opportunities
    using (opportunity_id)
union all
select
    reruns.opportunity_id,
    deals.opportunity_id is null as is_missing,
    deals.outcome,
    deals.created_on,
    deals.closed_on,
    deals.amount,
    deals.currency
from history_rerun_opportunities as reruns
left join int_identified_deals as deals
    using (opportunity_id)
where reruns.is_missing is distinct from (deals.opportunity_id is null)
    or deals.outcome is distinct from reruns.outcome
    or deals.created_on is distinct from reruns.created_on
    or deals.closed_on is distinct from reruns.closed_on
    or deals.amount is distinct from reruns.amount
    or deals.currency is distinct from reruns.currency
