-- One row per pair of sources that say whether an account churned: how far they agree on the accounts of which both speak.
-- revenue: pays nothing at as_of. revenue_lapses: its paid days were interrupted at any time, which an account may survive.
with

flags as (

    select account_key, is_churned
    from int_accounts
    where is_exported
        and is_churned is not null

),

events as (

    select distinct matches.account_key
    from stg_churn_events as events
    inner join int_churn_event_accounts as matches
        using (row_key)
    where coalesce(events.churned_on <= getvariable('as_of'), true)

),

-- An account without an event was not lost, as far as that export knows.
event_accounts as (

    select accounts.account_key, events.account_key is not null as is_churned
    from int_accounts as accounts
    left join events
        using (account_key)
    where (select count(*) from events) > 0

),

-- Revenue is asked of those alone of whom another source speaks.
spoken_of as (

    select account_key from flags
    union all
    select account_key from event_accounts

),

paying as (

    select distinct account_key
    from int_mrr_lines
    semi join spoken_of
        using (account_key)
    where mrr > 0
        and ended_on is null

),

revenue as (

    select
        lifetimes.account_key,
        paying.account_key is null as is_gone,
        lifetimes.is_lapsed
    from int_account_lifetimes as lifetimes
    semi join spoken_of
        using (account_key)
    left join paying
        using (account_key)

),

pairs as (

    select
        'account_flag' as source_a,
        'revenue' as source_b,
        flags.is_churned as churned_a,
        revenue.is_gone as churned_b
    from flags
    inner join revenue
        using (account_key)
    union all
    select
        'churn_events' as source_a,
        'revenue' as source_b,
        event_accounts.is_churned as churned_a,
        revenue.is_gone as churned_b
    from event_accounts
    inner join revenue
        using (account_key)
    union all
    select
        'churn_events' as source_a,
        'revenue_lapses' as source_b,
        event_accounts.is_churned as churned_a,
        revenue.is_lapsed as churned_b
    from event_accounts
    inner join revenue
        using (account_key)
    union all
    select
        'account_flag' as source_a,
        'churn_events' as source_b,
        flags.is_churned as churned_a,
        event_accounts.is_churned as churned_b
    from flags
    inner join event_accounts
        using (account_key)

),

counted as (

    select
        source_a,
        source_b,
        count(*) as account_count,
        count(*) filter (where churned_a) as churned_a_count,
        count(*) filter (where churned_b) as churned_b_count,
        count(*) filter (where churned_a and not churned_b) as only_a_count,
        count(*) filter (where churned_b and not churned_a) as only_b_count
    from pairs
    group by source_a, source_b

)

select
    source_a,
    source_b,
    account_count::integer as account_count,
    churned_a_count::integer as churned_a_count,
    rate(churned_a_count, account_count) as churned_a_rate,
    churned_b_count::integer as churned_b_count,
    rate(churned_b_count, account_count) as churned_b_rate,
    only_a_count::integer as only_a_count,
    only_b_count::integer as only_b_count,
    rate(only_a_count + only_b_count, account_count) as contradiction_rate
from counted
order by source_a, source_b
