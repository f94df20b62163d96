-- One row per cohort unit, segment, cohort and months since; cohort_month is null in the row pooled over complete cohorts.
-- quarter_age reads each account at its own start + 3j months, quarter_calendar at the end of the j-th quarter after its own.
with

cells as (

    select * from int_cohort_months

),

quarter_cells as (

    select
        *,
        month - cohort as age,
        cohort - cohort % 3 as quarter,
        cohort - cohort % 3 + 2 as quarter_end
    from cells

),

by_cohort as (

    select
        'month' as cohort_unit,
        segment_key,
        cohort,
        month - cohort as months_since,
        account_count,
        surviving_count,
        active_count,
        starting_mrr,
        mrr,
        retained_mrr,
        strict_mrr
    from cells
    union all
    select
        'quarter_age' as cohort_unit,
        segment_key,
        quarter as cohort,
        age as months_since,
        sum(account_count) as account_count,
        sum(surviving_count) as surviving_count,
        sum(active_count) as active_count,
        sum(starting_mrr) as starting_mrr,
        sum(mrr) as mrr,
        sum(retained_mrr) as retained_mrr,
        sum(strict_mrr) as strict_mrr
    from quarter_cells
    where age % 3 = 0
        and quarter_end + age <= last_snapshot()
    group by segment_key, quarter, age
    union all
    select
        'quarter_calendar' as cohort_unit,
        segment_key,
        quarter as cohort,
        month - quarter_end as months_since,
        sum(account_count) as account_count,
        sum(surviving_count) as surviving_count,
        sum(active_count) as active_count,
        sum(starting_mrr) as starting_mrr,
        sum(mrr) as mrr,
        sum(retained_mrr) as retained_mrr,
        sum(strict_mrr) as strict_mrr
    from quarter_cells
    where month % 3 = 2
    group by segment_key, quarter, month - quarter_end

),

with_pooled as (

    select *, 1 as cohort_count
    from by_cohort
    union all
    select
        cohort_unit,
        segment_key,
        null as cohort,
        months_since,
        sum(account_count) as account_count,
        sum(surviving_count) as surviving_count,
        sum(active_count) as active_count,
        sum(starting_mrr) as starting_mrr,
        sum(mrr) as mrr,
        sum(retained_mrr) as retained_mrr,
        sum(strict_mrr) as strict_mrr,
        count(*) as cohort_count
    from by_cohort
    group by cohort_unit, segment_key, months_since

)

select
    rates.cohort_unit,
    segments.dimension,
    segments.segment,
    segments.segment_order,
    month_start(rates.cohort) as cohort_month,
    rates.months_since,
    rates.cohort_count::integer as cohort_count,
    rates.account_count::integer as account_count,
    rates.surviving_count::integer as surviving_count,
    rates.active_count::integer as active_count,
    rates.starting_mrr::double as starting_mrr,
    rates.mrr::double as mrr,
    rates.retained_mrr::double as retained_mrr,
    rate(rates.surviving_count, rates.account_count) as survival_rate,
    wilson_low(rates.surviving_count, rates.account_count) as survival_rate_low,
    wilson_high(rates.surviving_count, rates.account_count) as survival_rate_high,
    rate(rates.active_count, rates.account_count) as active_rate,
    wilson_low(rates.active_count, rates.account_count) as active_rate_low,
    wilson_high(rates.active_count, rates.account_count) as active_rate_high,
    rate(rates.retained_mrr, rates.starting_mrr) as gross_retention,
    rate(rates.strict_mrr, rates.starting_mrr) as strict_gross_retention,
    -- Month 0 is 100 % by construction; every other figure needs prices that were seen to change.
    case
        when history.has_price_changes or (rates.months_since = 0 and rates.cohort_unit <> 'quarter_calendar')
        then rate(rates.mrr, rates.starting_mrr)
    end as net_retention
from with_pooled as rates
cross join int_price_history as history
inner join int_segments as segments
    using (segment_key)
order by rates.cohort_unit, segments.segment_key, cohort_month nulls last, rates.months_since
