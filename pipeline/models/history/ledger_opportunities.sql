-- One row per deal that differs from what the ledger says; is_missing where the exports no longer have it.
select opportunity_id, opportunity_key is null as is_missing, outcome, created_on, closed_on, amount
from int_changed_deals
union all
select opportunity_id, false as is_missing, outcome, created_on, closed_on, amount
from int_identified_deals
where not exists (from history_runs)
