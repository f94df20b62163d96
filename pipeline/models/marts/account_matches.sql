-- One row per export and way in which its rows found their account (none: none did), with the amount that they carry in the workspace's
-- currency; of subscriptions and snapshots that is the MRR in force at as_of, as everywhere.
with

deals as (

    select 'opportunities' as export, account_found_by::varchar as found_by, amount
    from int_opportunities_resolved

),

subscriptions as (

    select
        'subscriptions' as export,
        found_by,
        case
            when started_on <= getvariable('as_of') and coalesce(ended_on > getvariable('as_of'), true) then mrr
            else 0
        end as amount
    from int_subscription_lines
    where exclusion is null

),

rates as (

    select stated.currency, rates.rate
    from (select currency from stg_mrr_snapshots union select currency from stg_invoices) as stated
    inner join int_exchange_rates as rates
        on upper(trim(stated.currency)) = rates.currency

),

snapshots as (

    select
        'mrr_snapshots' as export,
        matches.found_by,
        case
            when month_number(snapshots.month) = last_snapshot() and coalesce(lines.exclusion = 'no account', true)
                then converted(snapshots.mrr, rates.rate)
            else 0
        end as amount
    from stg_mrr_snapshots as snapshots
    inner join int_mrr_snapshot_accounts as matches
        using (row_key)
    left join int_mrr_snapshot_lines as lines
        using (row_key)
    left join rates
        on snapshots.currency = rates.currency

),

invoices as (

    select 'invoices' as export, matches.found_by, converted(invoices.amount, rates.rate) as amount
    from stg_invoices as invoices
    inner join int_invoice_accounts as matches
        using (row_key)
    left join rates
        on invoices.currency = rates.currency

),

rows_by_way as (

    select * from deals
    union all
    select * from subscriptions
    union all
    select * from snapshots
    union all
    select * from invoices

),

counted as (

    select export, found_by, count(*) as row_count, sum(amount) as amount
    from rows_by_way
    group by export, found_by

),

totals as (

    select export, sum(row_count) as row_count, sum(amount) as amount
    from counted
    group by export

)

select
    counted.export,
    coalesce(counted.found_by, 'none') as found_by,
    counted.row_count::integer as row_count,
    rate(counted.row_count, totals.row_count) as row_rate,
    counted.amount::double as amount,
    rate(counted.amount, totals.amount) as amount_rate
from counted
inner join totals
    using (export)
order by counted.export, counted.row_count desc, counted.found_by
