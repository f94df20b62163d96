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

snapshots as (

    select
        'mrr_snapshots' as export,
        matches.found_by,
        case
            when month_number(snapshots.month) = last_snapshot() and coalesce(lines.exclusion = 'no account', true)
                then snapshots.mrr
            else 0
        end as amount,
        snapshots.currency
    from stg_mrr_snapshots as snapshots
    inner join int_mrr_snapshot_accounts as matches
        using (row_key)
    left join int_mrr_snapshot_lines as lines
        using (row_key)

),

invoices as (

    select 'invoices' as export, matches.found_by, invoices.amount, invoices.currency
    from stg_invoices as invoices
    inner join int_invoice_accounts as matches
        using (row_key)

),

counts as (

    select export, found_by, null as currency, count(*) as row_count, sum(amount) as amount
    from deals
    group by export, found_by
    union all
    select export, found_by, null as currency, count(*) as row_count, sum(amount) as amount
    from subscriptions
    group by export, found_by
    union all
    select export, found_by, currency, count(*) as row_count, sum(amount) as amount
    from snapshots
    group by export, found_by, currency
    union all
    select export, found_by, currency, count(*) as row_count, sum(amount) as amount
    from invoices
    group by export, found_by, currency

),

-- Converted as sums: a product of decimals a row would take seconds.
counted as (

    select
        counts.export,
        counts.found_by,
        sum(counts.row_count) as row_count,
        sum(converted(counts.amount, rates.rate)) as amount
    from counts
    left join int_exchange_rates as rates
        on upper(trim(counts.currency)) = rates.currency
    group by counts.export, counts.found_by

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
