-- One row per used row of subscriptions: its account, an implied one where the exports have none (found_by is null then).
select row_key, account_key, found_by
from int_subscription_lines
