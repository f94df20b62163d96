-- One row per cohort unit, segment, cohort and months since; cohort_month is null in the row pooled over complete cohorts.
-- quarter_age reads each account at its own start + 3j months, quarter_calendar at the end of the j-th quarter after its own.
-- Gross and net retention have limits at 3, 6, 12 and 24 months of the accounts' own age.
with

cells as (

    select
        cohorts.*,
        ages.starting_square,
        ages.product,
        ages.loss_product,
        ages.square,
        ages.loss_square
    from int_cohort_months as cohorts
    left join int_cohort_ages as ages
        using (segment_key, cohort, month)

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
        strict_mrr,
        starting_square,
        product,
        loss_product,
        square,
        loss_square
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
        sum(strict_mrr) as strict_mrr,
        sum(starting_square) as starting_square,
        sum(product) as product,
        sum(loss_product) as loss_product,
        sum(square) as square,
        sum(loss_square) as loss_square
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
        sum(strict_mrr) as strict_mrr,
        null as starting_square,
        null as product,
        null as loss_product,
        null as square,
        null as loss_square
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
        sum(starting_square) as starting_square,
        sum(product) as product,
        sum(loss_product) as loss_product,
        sum(square) as square,
        sum(loss_square) as loss_square,
        count(*) as cohort_count
    from by_cohort
    group by cohort_unit, segment_key, months_since


),

rates as (

    select
        *,
        rate(retained_mrr, starting_mrr) as gross_retention,
        rate(mrr, starting_mrr) as net_retention
    from with_pooled

),

-- As in revenue_retention: the linearised variance of a ratio of sums over accounts, from the changes since the start, in squared cents.
limited as (

    select
        *,
        case when starting_square is not null then
            ratio_error(
                account_count, starting_mrr, (loss_square + 2 * (1 - gross_retention) * loss_product + (1 - gross_retention) ^ 2 * starting_square) / 10000
            )
        end as gross_error,
        case when starting_square is not null then
            ratio_error(
                account_count, starting_mrr, (square + 2 * (1 - net_retention) * product + (1 - net_retention) ^ 2 * starting_square) / 10000
            )
        end as net_error,
        -- Month 0 is 100 % by construction; every other figure needs prices that were seen to change.
        history.shows_price_changes or (months_since = 0 and cohort_unit <> 'quarter_calendar') as has_net_retention
    from rates
    cross join int_price_history as history

)

select
    limited.cohort_unit,
    segments.dimension,
    segments.segment,
    segments.segment_order,
    month_start(limited.cohort) as cohort_month,
    limited.months_since,
    limited.cohort_count::integer as cohort_count,
    limited.account_count::integer as account_count,
    sample_evidence(limited.account_count) as evidence,
    limited.surviving_count::integer as surviving_count,
    limited.active_count::integer as active_count,
    limited.starting_mrr::double as starting_mrr,
    limited.mrr::double as mrr,
    limited.retained_mrr::double as retained_mrr,
    rate(limited.surviving_count, limited.account_count) as survival_rate,
    wilson_low(limited.surviving_count, limited.account_count) as survival_rate_low,
    wilson_high(limited.surviving_count, limited.account_count) as survival_rate_high,
    rate(limited.active_count, limited.account_count) as active_rate,
    wilson_low(limited.active_count, limited.account_count) as active_rate_low,
    wilson_high(limited.active_count, limited.account_count) as active_rate_high,
    limited.gross_retention,
    clamped_rate(limited.gross_retention - z_95() * limited.gross_error) as gross_retention_low,
    clamped_rate(limited.gross_retention + z_95() * limited.gross_error) as gross_retention_high,
    rate(limited.strict_mrr, limited.starting_mrr) as strict_gross_retention,
    case when limited.has_net_retention then limited.net_retention end as net_retention,
    case
        -- greatest passes over nulls.
        when limited.has_net_retention and limited.net_error is not null
        then greatest(0, limited.net_retention - z_95() * limited.net_error)
    end as net_retention_low,
    case when limited.has_net_retention then limited.net_retention + z_95() * limited.net_error end as net_retention_high
from limited
inner join int_segments as segments
    using (segment_key)
order by limited.cohort_unit, segments.segment_key, cohort_month nulls last, limited.months_since
