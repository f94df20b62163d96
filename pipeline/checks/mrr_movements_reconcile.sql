-- Closing MRR is opening plus what came less what went, opening is the month before's closing, and the same of accounts.
with

movements as (

    select
        *,
        lag(closing_mrr, 1, 0) over months as closing_before,
        lag(closing_count, 1, 0) over months as closing_count_before
    from mrr_movements
    window months as (partition by dimension, segment order by month)

)

select dimension, segment, month, opening_mrr, closing_mrr, opening_count, closing_count
from movements
where abs(opening_mrr + new_mrr + reactivation_mrr + expansion_mrr - contraction_mrr - churn_mrr - closing_mrr) > 0.005 + 1e-12 * closing_mrr
    or abs(opening_mrr - closing_before) > 0.005
    or opening_count + new_count + reactivation_count - churn_count <> closing_count
    or opening_count <> closing_count_before
