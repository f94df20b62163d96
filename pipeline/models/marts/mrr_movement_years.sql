-- One row per segment: its movements summed over the last twelve months that it has, from opening to closing MRR.
-- Counts of movements count an account once a month in which it moved; opening and closing counts are accounts.
with

movements as (

    select *
    from mrr_movements
    where month > month_start(last_snapshot() - 12)

)

select
    dimension,
    segment,
    segment_order,
    max(month) as until_month,
    count(*)::integer as month_count,
    arg_min(opening_mrr, month) as opening_mrr,
    sum(new_mrr::decimal(18, 2))::double as new_mrr,
    sum(expansion_mrr::decimal(18, 2))::double as expansion_mrr,
    sum(contraction_mrr::decimal(18, 2))::double as contraction_mrr,
    sum(churn_mrr::decimal(18, 2))::double as churn_mrr,
    sum(reactivation_mrr::decimal(18, 2))::double as reactivation_mrr,
    arg_max(closing_mrr, month) as closing_mrr,
    arg_min(opening_count, month) as opening_count,
    sum(new_count)::integer as new_count,
    sum(expansion_count)::integer as expansion_count,
    sum(contraction_count)::integer as contraction_count,
    sum(churn_count)::integer as churn_count,
    sum(reactivation_count)::integer as reactivation_count,
    arg_max(closing_count, month) as closing_count
from movements
group by dimension, segment, segment_order
order by dimension <> 'all', dimension, segment_order
