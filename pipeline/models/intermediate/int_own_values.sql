-- One row per combination of deals' own values and column, where it has a value.
with

values_by_column as (

    unpivot (
        select
            own_values_key,
            columns(c -> c = 'source' or list_contains(getvariable('opportunity_value_columns'), c))::varchar
        from int_own_value_combinations
    ) on * exclude (own_values_key) into name column_name value value

)

select own_values_key, column_name, value_text(column_name, value) as value
from values_by_column
where list_contains(getvariable('opportunity_value_columns'), column_name)
