-- One row per segment and stretch of months: sums over the accounts whose MRR differs from twelve months before.
-- The sums of squares are for the linearised intervals.
with

changes as (

    select
        segment_keys,
        from_month,
        to_month,
        (mrr = 0)::integer as churned,
        greatest(mrr - base_mrr, 0) as gain,
        greatest(base_mrr - mrr, 0) as loss,
        base_mrr * (mrr - base_mrr) as product,
        (mrr - base_mrr) * (mrr - base_mrr) as square
    from int_year_changes

),

by_segment as (

    select
        changes.segment_keys[places.place] as segment_key,
        changes.* exclude (segment_keys)
    from changes
    cross join int_segment_places as places

)

select
    segment_key,
    from_month,
    to_month,
    sum(churned)::integer as churned_count,
    sum(gain)::decimal(18, 2) as gain,
    sum(loss)::decimal(18, 2) as loss,
    sum(product) as product,
    sum(product) filter (where product < 0) as loss_product,
    sum(square) as square,
    sum(square) filter (where product < 0) as loss_square
from by_segment
group by segment_key, from_month, to_month
