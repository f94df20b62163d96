-- One row per stretch of months in which an account pays another amount than twelve months before, and paid something then.
-- All other accounts of a trailing year are in its base unchanged, so that sums over the base need only these rows.
select
    later.segment_keys,
    greatest(earlier.month + 12, later.month)::integer as from_month,
    least(earlier.next_month + 12, later.next_month)::integer as to_month,
    earlier.mrr as base_mrr,
    later.mrr
from int_mrr_changes as later
inner join int_mrr_changes as earlier
    on later.account_key = earlier.account_key
    and later.month > earlier.month
    and later.month < earlier.next_month + 12
    and later.next_month > earlier.month + 12
where earlier.mrr > 0
    and earlier.mrr <> later.mrr
