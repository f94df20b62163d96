-- One row per export and way in which its rows found their account (none: none did), with the amount that they carry; of subscriptions and
-- snapshots that is the MRR in force at as_of, as everywhere.
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

snapshots as (

    select
        'mrr_snapshots' as export,
        matches.found_by,
        case when month_number(snapshots.month) = last_snapshot() then snapshots.mrr else 0 end as amount
    from stg_mrr_snapshots as snapshots
    inner join int_mrr_snapshot_accounts as matches
        using (row_key)

),

invoices as (

    select 'invoices' as export, matches.found_by, invoices.amount
    from stg_invoices as invoices
    inner join int_invoice_accounts as matches
        using (row_key)

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
