-- Survival falls or stays, in curves and in cohorts, and so do the accounts at risk.
with

curves as (

    select
        time_unit,
        dimension,
        segment,
        time,
        survival,
        at_risk,
        lag(survival, 1, 1) over times as survival_before,
        lag(at_risk) over times as at_risk_before
    from customer_survival
    window times as (partition by time_unit, dimension, segment order by time)

),

cohorts as (

    select
        cohort_unit,
        dimension,
        segment,
        cohort_month,
        months_since,
        surviving_count,
        lag(surviving_count) over (partition by cohort_unit, dimension, segment, cohort_month order by months_since) as count_before
    from cohort_retention
    where cohort_month is not null

)

select time_unit as unit, dimension, segment, null as cohort_month, time, survival as value, survival_before as value_before
from curves
where survival > survival_before + 1e-12
    or at_risk > at_risk_before
union all
select cohort_unit as unit, dimension, segment, cohort_month, months_since as time, surviving_count as value, count_before as value_before
from cohorts
where surviving_count > count_before
