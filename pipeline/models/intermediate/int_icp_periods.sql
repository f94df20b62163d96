-- One row per period of creation: between two of its first days, no sample and no scenario tells one day from another.
-- Period 0 holds the deals without a date of creation.
with

first_days as (

    select effective_from as first_day from int_icp_versions
    union
    select effective_to as first_day from int_icp_versions
    union
    select as_of + 1 as first_day from int_icp_moments
    union
    select moments.as_of - horizons.horizon_days + unnest([0, 1]) as first_day
    from stat_icp_horizons as horizons
    inner join int_icp_moments as moments
        using (moment)
    union
    select date '0001-01-01' as first_day

)

select row_number() over (order by first_day)::integer as period_key, first_day
from first_days
where first_day is not null
union all
select 0 as period_key, null::date as first_day
