-- One row per subscription line that counts. Lines of one subscription, and subscriptions of one account, add up.
select row_key, account_key, started_on, ended_on, mrr, is_trial
from int_subscription_lines
where exclusion is null
