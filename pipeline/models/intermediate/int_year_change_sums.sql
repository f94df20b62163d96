-- One row per segment and stretch of months: sums over the accounts that pay another amount than twelve months before, and paid
-- something then. All other accounts of a trailing year are in its base unchanged, so that its sums need only these.
-- The sums of squares are for the linearised intervals.
with

changes as (

    select
        later.segment_keys,
        greatest(earlier.month + 12, later.month)::integer as from_month,
        least(earlier.next_month + 12, later.next_month)::integer as to_month,
        (later.mrr = 0)::integer as churned,
        greatest(later.mrr - earlier.mrr, 0) as gain,
        greatest(earlier.mrr - later.mrr, 0) as loss,
        earlier.mrr * (later.mrr - earlier.mrr) as product,
        (later.mrr - earlier.mrr) * (later.mrr - earlier.mrr) as square
    from int_mrr_changes as later
    inner join int_mrr_changes as earlier
        on later.account_key = earlier.account_key
        and later.month > earlier.month
        and later.month < earlier.next_month + 12
        and later.next_month > earlier.month + 12
    where earlier.mrr > 0
        and earlier.mrr <> later.mrr
        and earlier.next_month <= last_snapshot()
        and later.movement <> 'new'

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
