-- One row per account of the exports with its own values: merged records are followed, and subsidiaries roll up where unit is
-- ultimate_parent; the values are those of the record that remains. A view, and account_key follows from the row, so that nothing
-- is looked up to read an account.
select
    (accounts.row_key + 1)::integer as account_key,
    case
        when (select count(distinct source) from raw_files where entity = 'accounts') > 1 then concat(accounts.source, '/', accounts.account_id)
        else coalesce(accounts.account_id, concat('row ', accounts.row_key + 1))
    end as unique_id,
    accounts.*
from stg_accounts as accounts
anti join int_account_roots as roots
    using (row_key)
