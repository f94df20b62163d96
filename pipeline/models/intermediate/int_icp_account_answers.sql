-- One row per account: the classes of its values, which are its answers to the rules of every version. What an account known only from
-- its won deals has of a column that deals alone have is no answer of an account.
with

answered as (

    select account_values.account_key, list_sort(list(classes.class_key)) as class_keys
    from int_account_values as account_values
    inner join int_icp_value_classes as classes
        using (column_name, value)
    anti join (select column_name from int_icp_rules where status = 'deal_only') as deal_rules
        using (column_name)
    group by account_values.account_key

)

select accounts.account_key, coalesce(answered.class_keys, []::integer[]) as class_keys
from int_accounts as accounts
left join answered
    using (account_key)
