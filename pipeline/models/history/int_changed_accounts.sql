-- One row per account and column whose value differs from what earlier runs saw; null where it is gone.
select
    coalesce(current_values.account_id, history.account_id) as account_id,
    coalesce(current_values.column_name, history.column_name) as column_name,
    current_values.value
from int_identified_values as current_values
full join history_accounts as history
    on current_values.account_id = history.account_id
    and current_values.column_name = history.column_name
where getvariable('has_history')
    and current_values.value is distinct from history.value
    and list_contains(getvariable('account_value_columns'), coalesce(current_values.column_name, history.column_name))
union all
-- Of the first exports everything is new.
select account_id, column_name, value
from int_identified_values
where not getvariable('has_history')
    and list_contains(getvariable('account_value_columns'), column_name)
