-- One row per account with a paid day: how long it stayed, in days from the first paid day and in months from the first paid
-- snapshot, and whether that ended in a lapse. Accounts that came and went between two snapshots have no months.
with

lines as (

    select account_key, started_on, coalesce(ended_on, 'infinity'::date) as ended_on
    from int_mrr_lines
    where mrr > 0

),

covered as (

    select
        account_key,
        started_on,
        max(ended_on) over (lines_so_far rows between unbounded preceding and current row) as covered_until,
        lead(started_on) over lines_so_far as next_started_on
    from lines
    window lines_so_far as (partition by account_key order by started_on)

),

-- The first end that no later line runs past, beginning at most gap_days after it, is the lapse.
spans as (

    select
        account_key,
        min(started_on) as first_paid_on,
        min(covered_until) filter (
            where isfinite(covered_until)
                and coalesce(next_started_on > covered_until + getvariable('gap_days'), true)
        ) as lapsed_on,
        bool_or(not isfinite(covered_until)) as is_paying
    from covered
    group by account_key

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
    spans.account_key,
    spans.first_paid_on,
    spans.lapsed_on,
    (coalesce(spans.lapsed_on, revenue_as_of()) - spans.first_paid_on)::integer as days,
    -- A lapse younger than gap_days may still be bridged: the account leaves observation there without having churned.
    spans.lapsed_on is not null
        and revenue_as_of() - spans.lapsed_on >= getvariable('gap_days') as is_lapsed,
    months.cohort,
    coalesce(months.churn_month, last_snapshot()) - months.cohort as months,
    months.churn_month is not null as is_churned,
    -- At the last snapshot.
    months.mrr,
    -- At revenue_as_of, after a lapse too.
    spans.is_paying
from spans
left join months
    using (account_key)
