-- One row per account of the exports with its own values: those of the record that remains.
select
    keys.account_key,
    keys.unique_id,
    keys.row_key,
    raw.*
from int_account_keys as keys
inner join raw_accounts as raw
    on keys.row_key = raw.rowid
