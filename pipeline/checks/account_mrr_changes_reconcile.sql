-- Each account's month-end MRR is that of the change before plus its own, never below 0, and the last ones add up to the total.
with

changes as (

    select
        account_key,
        month,
        opening_mrr,
        mrr,
        movement,
        lag(mrr, 1, 0) over (partition by account_key order by month) as mrr_before,
        next_month
    from int_mrr_changes

),

offending as (

    select account_key::varchar as what, month_start(month) as month, opening_mrr::double as expected, mrr_before::double as found
    from changes
    where opening_mrr <> mrr_before
        or mrr < 0
        or mrr = opening_mrr
        or (movement in ('new', 'reactivation')) <> (opening_mrr = 0)
        or (movement in ('first churn', 'churn')) <> (mrr = 0)

),

totals as (

    select
        (select coalesce(sum(mrr), 0) from changes where next_month > last_snapshot())::double as accounts,
        (select coalesce(sum(closing_mrr), 0) from mrr_movements where dimension = 'all' and month = month_start(last_snapshot())) as movements

)

select * from offending
union all
select 'total' as what, month_start(last_snapshot()) as month, accounts as expected, movements as found
from totals
where abs(accounts - movements) > 0.005
