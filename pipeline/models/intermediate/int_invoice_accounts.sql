-- One row per used row of invoices: its account, an implied one where the exports have none.
select row_key, account_key, found_by
from customer_accounts('stg_invoices')
