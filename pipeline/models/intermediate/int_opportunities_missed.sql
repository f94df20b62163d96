-- One row per used opportunity whose account is not found by its id as exported.
-- Asked deal by deal whether its id is among the accounts': an anti join would hold all deals in memory to ask the accounts.
select
    row_key,
    source,
    account_id,
    account_domain,
    account_name
from stg_opportunities
where coalesce(account_id, account_domain, account_name) is not null
    and (account_id is null or (account_id, coalesce(source, '')) not in (select account_id, child_source from int_account_ids))
