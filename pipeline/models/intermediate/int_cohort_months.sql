-- One row per segment, cohort and month from the cohort to the last snapshot: what the cohort still has in that month.
with

sums as (

    select * from int_mrr_movement_sums

),

changes as (

    select
        segment_key,
        cohort,
        month,
        sum(account_count) filter (where movement = 'new') as joined_count,
        sum(paying_change(movement, account_count)) as active_change,
        sum(case movement when 'new' then account_count when 'first churn' then -account_count else 0 end) as surviving_change,
        sum(mrr_change) as mrr_change,
        sum(retained_change) as retained_change,
        sum(strict_change) as strict_change
    from sums
    group by segment_key, cohort, month

),

cohorts as (

    select segment_key, cohort, joined_count as account_count, mrr_change as starting_mrr
    from changes
    where joined_count > 0

),

months as (

    select segment_key, cohort, unnest(range(cohort, last_snapshot() + 1))::integer as month, account_count, starting_mrr
    from cohorts

)

select
    months.segment_key,
    months.cohort,
    months.month,
    months.account_count::integer as account_count,
    (sum(changes.surviving_change) over so_far)::integer as surviving_count,
    (sum(changes.active_change) over so_far)::integer as active_count,
    months.starting_mrr::decimal(18, 2) as starting_mrr,
    (sum(changes.mrr_change) over so_far)::decimal(18, 2) as mrr,
    (sum(changes.retained_change) over so_far)::decimal(18, 2) as retained_mrr,
    (sum(changes.strict_change) over so_far)::decimal(18, 2) as strict_mrr
from months
left join changes
    using (segment_key, cohort, month)
window so_far as (partition by months.segment_key, months.cohort order by months.month)
