-- One row per account: those of the exports, then those known only from their revenue. A view: an export's columns are stored once.
select
    account_key,
    unique_id as account_id,
    true as is_exported,
    exported.* exclude (account_key, unique_id, account_id, row_key)
from int_exported_accounts as exported
union all by name
select
    account_key,
    case when (select count(distinct source) from raw_files) > 1 then concat(source, '/', reference) else reference end as account_id,
    false as is_exported,
    source,
    name
from int_implied_accounts
