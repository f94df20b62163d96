-- One row per account and month whose month-end MRR differs from the month before: an account costs its changes, not its months.
-- Months are numbers (month_number). strict_change is that of the lowest month-end MRR since the account's first, for strict retention.
with

steps as (

    select account_key, month_number(started_on) as month, mrr as step
    from int_mrr_lines
    where mrr > 0
        and started_on < month_start(last_snapshot() + 1)
    union all
    -- The month end of the month in which a line ends no longer has it; a line within one month never shows.
    select account_key, month_number(ended_on) as month, -mrr as step
    from int_mrr_lines
    where mrr > 0
        and ended_on < month_start(last_snapshot() + 1)

),

changes as (

    select account_key, month, sum(step)::decimal(18, 2) as change
    from steps
    group by account_key, month
    having sum(step) <> 0

),

levels as (

    select
        account_key,
        month,
        change,
        sum(change) over months as mrr,
        coalesce(lead(month) over months, last_snapshot() + 1) as next_month,
        first_value(month) over months as cohort,
        first_value(change) over months as starting_mrr
    from changes
    window months as (partition by account_key order by month)

),

typed as (

    select
        account_key,
        month,
        next_month,
        cohort,
        starting_mrr,
        (mrr - change)::decimal(18, 2) as opening_mrr,
        mrr::decimal(18, 2) as mrr
    from levels

),

-- Where an account never rises after it was below its start, the lowest MRR so far is the lower of start and now.
recovered as (

    select distinct account_key
    from typed
    where month > cohort
        and mrr > opening_mrr
        and opening_mrr < starting_mrr

),

lowest as (

    select
        typed.*,
        min(mrr) over (months rows between unbounded preceding and 1 preceding) as lowest_before,
        min(mrr) over months as lowest_mrr
    from typed
    semi join recovered
        using (account_key)
    window months as (partition by account_key order by month)
    union all
    select
        typed.*,
        case when month > cohort then least(starting_mrr, opening_mrr) end as lowest_before,
        least(starting_mrr, mrr) as lowest_mrr
    from typed
    anti join recovered
        using (account_key)

)

-- In the order of months, so that whatever groups by month finds its groups in cache.
select
    lowest.account_key,
    account_profiles.profile_key,
    lowest.cohort,
    lowest.month,
    lowest.next_month,
    case
        when lowest.month = lowest.cohort then 'new'
        when lowest.opening_mrr = 0 then 'reactivation'
        when lowest.mrr > lowest.opening_mrr then 'expansion'
        when lowest.mrr > 0 then 'contraction'
        when lowest.lowest_before > 0 then 'first churn'
        else 'churn'
    end::enum('new', 'reactivation', 'expansion', 'contraction', 'first churn', 'churn') as movement,
    lowest.starting_mrr,
    lowest.opening_mrr,
    lowest.mrr,
    (lowest.lowest_mrr - coalesce(lowest.lowest_before, 0))::decimal(18, 2) as strict_change
from lowest
inner join int_account_profiles as account_profiles
    using (account_key)
order by lowest.month, lowest.cohort, movement
