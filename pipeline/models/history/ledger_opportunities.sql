-- One row per deal that differs from what the ledger says; is_missing where the exports no longer have it.
select opportunity_id, opportunity_key is null as is_missing, outcome, created_on, closed_on, amount
from int_changed_deals
union all
select
    deal_id(raw.opportunity_id, raw.rowid) as opportunity_id,
    false as is_missing,
    deals.outcome::varchar as outcome,
    deals.created_on,
    deals.closed_on,
    deals.amount
from int_opportunities_resolved as deals
inner join raw_opportunities as raw
    on deals.opportunity_key = raw.rowid
where not exists (from history_runs)
