-- One row per account and column whose value differs from what the ledger says; null where it is gone.
-- Of what a run on the same exports has written since the state that this run is compared with, that is the last.
select changed.account_id, changed.column_name, changed.value
from int_changed_accounts as changed
anti join history_rerun_accounts
    using (account_id, column_name)
union all
select reruns.account_id, reruns.column_name, current_values.value
from history_rerun_accounts as reruns
left join int_identified_values as current_values
    using (account_id, column_name)
where current_values.value is distinct from reruns.value
    and list_contains(getvariable('account_value_columns'), reruns.column_name)
