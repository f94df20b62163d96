-- One row per distinct value of a column that rules ask: its class, the values to which every rule gives the same answer.
-- Half a million accounts have thousands of values, but few answers: everything after this is counted by answers.
with

answers as (

    select column_name, value, list(case when is_met then rule_key else -rule_key end order by rule_key) as answers
    from int_icp_value_results
    group by column_name, value

),

classes as (

    select row_number() over (order by column_name, answers)::integer as class_key, column_name, answers
    from (select distinct column_name, answers from answers)

)

select answers.column_name, answers.value, classes.class_key, classes.answers
from answers
inner join classes
    using (column_name, answers)
