-- One row per segment and month with a base twelve months before: the sums behind trailing retention and its intervals.
with

steps as (

    select segment_key, from_month as month, is_loss, churned_count, change, product, square
    from int_year_change_sums
    union all
    select segment_key, to_month as month, is_loss, -churned_count, -change, -product, -square
    from int_year_change_sums

),

changes as (

    select
        segment_key,
        month,
        sum(churned_count) as churned_count,
        sum(change) filter (where not is_loss) as gain,
        -sum(change) filter (where is_loss) as loss,
        sum(product) as product,
        sum(product) filter (where is_loss) as loss_product,
        sum(square) as square,
        sum(square) filter (where is_loss) as loss_square
    from steps
    group by segment_key, month

),

bases as (

    select segment_key, month + 12 as month, account_count, mrr, square
    from int_segment_months
    where month + 12 <= last_snapshot()

)

select
    bases.segment_key,
    bases.month,
    bases.account_count as base_account_count,
    bases.mrr as base_mrr,
    bases.square::double / 10000 as base_square,
    coalesce(sum(changes.churned_count) over so_far, 0)::integer as churned_count,
    coalesce(sum(changes.gain) over so_far, 0)::decimal(18, 2) as expansion_mrr,
    coalesce(sum(changes.loss) over so_far, 0)::decimal(18, 2) as lost_mrr,
    coalesce(sum(changes.product) over so_far, 0)::double / 10000 as product,
    coalesce(sum(changes.loss_product) over so_far, 0)::double / 10000 as loss_product,
    coalesce(sum(changes.square) over so_far, 0)::double / 10000 as square,
    coalesce(sum(changes.loss_square) over so_far, 0)::double / 10000 as loss_square
from bases
left join changes
    using (segment_key, month)
window so_far as (partition by bases.segment_key order by bases.month)
