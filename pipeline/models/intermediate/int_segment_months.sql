-- One row per segment and month from the first paid month to the last snapshot, months before its first account included: paying
-- accounts, their MRR and its squared cents at the month's end.
with

changes as (

    select
        segment_key,
        month,
        sum(paying_change(movement, account_count)) as account_change,
        sum(mrr_change) as mrr_change,
        sum(square_change) as square_change
    from int_mrr_movement_sums
    group by segment_key, month

),

months as (

    select
        segments.segment_key,
        unnest(range(first_months.month, last_snapshot() + 1))::integer as month
    from (select distinct segment_key from changes) as segments
    cross join (select month_number(min(started_on)) as month from int_mrr_lines where mrr > 0) as first_months

)

select
    months.segment_key,
    months.month,
    coalesce(sum(changes.account_change) over so_far, 0)::integer as account_count,
    coalesce(sum(changes.mrr_change) over so_far, 0)::decimal(18, 2) as mrr,
    coalesce(sum(changes.square_change) over so_far, 0) as square
from months
left join changes
    using (segment_key, month)
window so_far as (partition by months.segment_key order by months.month)
