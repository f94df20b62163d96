-- One row per segment and month with a month twelve months before: what became of the MRR that was paid then.
-- New accounts are out; the base is the start, never the survivors.
with

years as (

    select
        *,
        base_mrr + expansion_mrr - lost_mrr as mrr,
        rate(base_mrr - lost_mrr, base_mrr) as gross_retention,
        rate(base_mrr + expansion_mrr - lost_mrr, base_mrr) as net_retention
    from int_revenue_years

),

-- The linearised variance of a ratio of sums over accounts: of y - ratio * x, where y - x is the change since.
linearised as (

    select
        segment_key,
        month,
        ratio_error(
            base_account_count, base_mrr, loss_square + 2 * (1 - gross_retention) * loss_product + (1 - gross_retention) ^ 2 * base_square
        ) as gross_error,
        ratio_error(
            base_account_count, base_mrr, square + 2 * (1 - net_retention) * product + (1 - net_retention) ^ 2 * base_square
        ) as net_error
    from years

),

intervals as (

    select
        years.segment_key,
        years.month,
        case
            when bootstrap.segment_key is not null then 'bootstrap'
            when years.base_account_count > 1 then 'linearised'
        end as interval_method,
        coalesce(bootstrap.gross_low, clamped_rate(years.gross_retention - z_95() * linearised.gross_error)) as gross_low,
        coalesce(bootstrap.gross_high, clamped_rate(years.gross_retention + z_95() * linearised.gross_error)) as gross_high,
        coalesce(
            bootstrap.net_low,
            -- greatest passes over nulls: one account has no interval.
            case when linearised.net_error is not null then greatest(0, years.net_retention - z_95() * linearised.net_error) end
        ) as net_low,
        coalesce(bootstrap.net_high, years.net_retention + z_95() * linearised.net_error) as net_high
    from years
    inner join linearised
        using (segment_key, month)
    left join stat_revenue_intervals as bootstrap
        using (segment_key, month)

),

without_largest as (

    select
        years.segment_key,
        years.month,
        rate(largest.base_mrr, years.base_mrr) as largest_share,
        rate(years.base_mrr - years.lost_mrr - least(largest.base_mrr, largest.mrr), years.base_mrr - largest.base_mrr) as gross_retention,
        rate(years.mrr - largest.mrr, years.base_mrr - largest.base_mrr) as net_retention
    from years
    inner join int_largest_accounts as largest
        on years.segment_key = largest.segment_key
        and years.month = largest.base_month + 12

)

select
    segments.dimension,
    segments.segment,
    segments.segment_order,
    month_start(years.month) as month,
    years.base_account_count,
    sample_evidence(years.base_account_count) as evidence,
    years.base_mrr::double as base_mrr,
    years.mrr::double as mrr,
    years.lost_mrr::double as lost_mrr,
    case when history.shows_price_changes then years.expansion_mrr::double end as expansion_mrr,
    years.gross_retention,
    case when years.gross_retention is not null then intervals.gross_low end as gross_retention_low,
    case when years.gross_retention is not null then intervals.gross_high end as gross_retention_high,
    case when history.shows_price_changes then years.net_retention end as net_retention,
    case when history.shows_price_changes and years.net_retention is not null then intervals.net_low end as net_retention_low,
    case when history.shows_price_changes and years.net_retention is not null then intervals.net_high end as net_retention_high,
    intervals.interval_method,
    years.churned_count,
    rate(years.churned_count, years.base_account_count) as logo_churn_rate,
    wilson_low(years.churned_count, years.base_account_count) as logo_churn_rate_low,
    wilson_high(years.churned_count, years.base_account_count) as logo_churn_rate_high,
    case when history.shows_price_changes then rate(years.expansion_mrr, years.base_mrr) end as expansion_rate,
    without_largest.largest_share as largest_account_share,
    without_largest.gross_retention as gross_retention_without_largest,
    case when history.shows_price_changes then without_largest.net_retention end as net_retention_without_largest,
    coalesce(history.shows_price_changes and abs(years.net_retention - without_largest.net_retention) > 0.05, false) as is_concentrated
from years
inner join intervals
    using (segment_key, month)
left join without_largest
    using (segment_key, month)
cross join int_price_history as history
inner join int_segments as segments
    using (segment_key)
order by segments.segment_key, month
