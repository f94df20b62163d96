-- One row per distinct combination of the values that deals carry themselves in columns of dimensions and criteria.
with

combinations as (

    select distinct columns(c -> c = 'source' or list_contains(getvariable('opportunity_value_columns'), c))
    from stg_opportunities

)

select
    row_number() over ()::integer as own_values_key,
    combinations.*
from combinations
