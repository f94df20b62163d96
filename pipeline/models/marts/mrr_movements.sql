-- One row per segment and month from the first paid month to the last snapshot, months without movement included.
-- closing = opening + new + reactivation + expansion - contraction - churn, in money and in accounts where they come and go.
with

sums as (

    select
        segment_key,
        month,
        sum(account_count) filter (where movement = 'new') as new_count,
        sum(mrr_change) filter (where movement = 'new') as new_mrr,
        sum(account_count) filter (where movement = 'reactivation') as reactivation_count,
        sum(mrr_change) filter (where movement = 'reactivation') as reactivation_mrr,
        sum(account_count) filter (where movement = 'expansion') as expansion_count,
        sum(mrr_change) filter (where movement = 'expansion') as expansion_mrr,
        sum(account_count) filter (where movement = 'contraction') as contraction_count,
        -sum(mrr_change) filter (where movement = 'contraction') as contraction_mrr,
        sum(account_count) filter (where movement in ('first churn', 'churn')) as churn_count,
        -sum(mrr_change) filter (where movement in ('first churn', 'churn')) as churn_mrr
    from int_mrr_movement_sums
    group by segment_key, month

),

filled as (

    select
        months.segment_key,
        months.month,
        months.account_count as closing_count,
        months.mrr as closing_mrr,
        coalesce(sums.new_count, 0) as new_count,
        coalesce(sums.new_mrr, 0) as new_mrr,
        coalesce(sums.reactivation_count, 0) as reactivation_count,
        coalesce(sums.reactivation_mrr, 0) as reactivation_mrr,
        coalesce(sums.expansion_count, 0) as expansion_count,
        coalesce(sums.expansion_mrr, 0) as expansion_mrr,
        coalesce(sums.contraction_count, 0) as contraction_count,
        coalesce(sums.contraction_mrr, 0) as contraction_mrr,
        coalesce(sums.churn_count, 0) as churn_count,
        coalesce(sums.churn_mrr, 0) as churn_mrr
    from int_segment_months as months
    left join sums
        using (segment_key, month)

),

opened as (

    select
        *,
        closing_count - new_count - reactivation_count + churn_count as opening_count,
        closing_mrr - new_mrr - reactivation_mrr - expansion_mrr + contraction_mrr + churn_mrr as opening_mrr
    from filled

)

select
    segments.dimension,
    segments.segment,
    segments.segment_order,
    month_start(opened.month) as month,
    opened.opening_mrr::double as opening_mrr,
    opened.new_mrr::double as new_mrr,
    opened.expansion_mrr::double as expansion_mrr,
    opened.contraction_mrr::double as contraction_mrr,
    opened.churn_mrr::double as churn_mrr,
    opened.reactivation_mrr::double as reactivation_mrr,
    opened.closing_mrr::double as closing_mrr,
    opened.opening_count::integer as opening_count,
    opened.new_count::integer as new_count,
    opened.expansion_count::integer as expansion_count,
    opened.contraction_count::integer as contraction_count,
    opened.churn_count::integer as churn_count,
    opened.reactivation_count::integer as reactivation_count,
    opened.closing_count::integer as closing_count,
    rate(opened.opening_mrr - opened.contraction_mrr - opened.churn_mrr, opened.opening_mrr) as gross_retention,
    case when history.shows_price_changes then
        rate(opened.opening_mrr + opened.expansion_mrr - opened.contraction_mrr - opened.churn_mrr, opened.opening_mrr)
    end as net_retention,
    rate(opened.churn_count, opened.opening_count) as logo_churn_rate
from opened
cross join int_price_history as history
inner join int_segments as segments
    using (segment_key)
order by segments.segment_key, month
