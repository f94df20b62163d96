-- One row per used row of mrr_snapshots: its account, an implied one where the exports have none.
select row_key, account_key, found_by
from customer_accounts('stg_mrr_snapshots')
