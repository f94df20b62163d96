-- One row per segment, stretch of months and direction: sums over the accounts that pay more, or less, than twelve months before, and
-- paid something then. All other accounts of a trailing year are in its base unchanged, so that its sums need only these.
-- The sums of products and squares, in squared cents, are for the linearised intervals.
with

changes as (

    select
        later.profile_key,
        greatest(earlier.month + 12, later.month)::integer as from_month,
        least(earlier.next_month + 12, later.next_month)::integer as to_month,
        later.mrr < earlier.mrr as is_loss,
        (later.mrr = 0)::integer as churned,
        later.mrr - earlier.mrr as change,
        cents_product(earlier.mrr, later.mrr - earlier.mrr) as product,
        cents_product(later.mrr - earlier.mrr, later.mrr - earlier.mrr) as square
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

)

select
    segments.segment_key,
    changes.from_month,
    changes.to_month,
    changes.is_loss,
    sum(changes.churned)::integer as churned_count,
    sum(changes.change)::decimal(18, 2) as change,
    sum(changes.product) as product,
    sum(changes.square) as square
from changes
inner join int_profile_segments as segments
    using (profile_key)
group by segments.segment_key, changes.from_month, changes.to_month, changes.is_loss
