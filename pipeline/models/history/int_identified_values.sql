-- One row per account and column with a value, by the id under which the ledger knows the account.
select accounts.account_id, account_values.column_name, account_values.value
from int_account_values as account_values
inner join int_accounts as accounts
    using (account_key)
