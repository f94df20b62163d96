-- One row per combination of deals' own values: its answers where the deal has no account, and those that stand beside an
-- account's because only deals have the column.
with

combinations as (

    select distinct own_values_key from int_own_value_combinations

),

answered as (

    select
        own_values.own_values_key,
        list_sort(list(classes.class_key)) as class_keys,
        coalesce(
            list_sort(list(classes.class_key) filter (
                where not list_contains(getvariable('account_value_columns'), own_values.column_name)
                    and not list_contains(getvariable('subscription_value_columns'), own_values.column_name)
            )),
            []::integer[]
        ) as deal_class_keys
    from int_own_values as own_values
    inner join int_icp_value_classes as classes
        using (column_name, value)
    group by own_values.own_values_key

)

select
    combinations.own_values_key,
    coalesce(answered.class_keys, []::integer[]) as class_keys,
    coalesce(answered.deal_class_keys, []::integer[]) as deal_class_keys
from combinations
left join answered
    using (own_values_key)
