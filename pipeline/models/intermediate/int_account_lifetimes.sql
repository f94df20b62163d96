-- One row per account with a paid day: how long it stayed, in days from the first paid day and in months from the first paid
-- snapshot, and whether that ended in a lapse. Accounts that came and went between two snapshots have no months.
with

lines as (

    select account_key, started_on, coalesce(ended_on, 'infinity'::date) as ended_on
    from int_mrr_lines
    where mrr > 0

),

starts as (

    select account_key, min(started_on) as first_paid_on
    from lines
    group by account_key

),

-- A line's end is a lapse unless another line runs past it, beginning at most gap_days later.
lapses as (

    select ending.account_key, min(ending.ended_on) as lapsed_on
    from lines as ending
    anti join lines as running
        on ending.account_key = running.account_key
        and running.started_on <= ending.ended_on + getvariable('gap_days')
        and running.ended_on > ending.ended_on
    where isfinite(ending.ended_on)
    group by ending.account_key

),

months as (

    select
        account_key,
        min(cohort) as cohort,
        min(month) filter (where movement = 'first churn') as churn_month,
        max(mrr) filter (where next_month > last_snapshot()) as mrr
    from int_mrr_changes
    group by account_key

)

select
    starts.account_key,
    starts.first_paid_on,
    lapses.lapsed_on,
    (coalesce(lapses.lapsed_on, getvariable('as_of')) - starts.first_paid_on)::integer as days,
    -- A lapse younger than gap_days may still be bridged: the account leaves observation there without having churned.
    lapses.lapsed_on is not null
        and getvariable('as_of') - lapses.lapsed_on >= getvariable('gap_days') as is_lapsed,
    months.cohort,
    coalesce(months.churn_month, last_snapshot()) - months.cohort as months,
    months.churn_month is not null as is_churned,
    -- At the last snapshot.
    months.mrr
from starts
left join lapses
    using (account_key)
left join months
    using (account_key)
