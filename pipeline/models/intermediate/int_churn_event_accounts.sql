-- One row per used churn event: its account. An event without one is counted, and makes no account.
select row_key, account_key, case when account_key is not null then coalesce(found_by, 'id') end as found_by
from customer_accounts('stg_churn_events')
