-- One row per used row of mrr_snapshots: it stands for its whole month, so that the month's last day reads it. Rows of one customer and
-- day add up; of several days of a month the last counts. That is the export's last where half of the customers or more are seen on
-- several, for then all of them were looked at again and one that is missing has left; else it is each customer's own. Several customers
-- can be one account: subsidiaries that roll up, records that were merged.
with

snapshots as (

    select * from stg_mrr_snapshots
    where getvariable('mrr_from') = 'mrr_snapshots'

),

rates as (

    select stg.currency, rates.rate
    from (select distinct currency from snapshots) as stg
    inner join int_exchange_rates as rates
        on upper(trim(stg.currency)) = rates.currency

),

priced as (

    select
        snapshots.row_key,
        accounts.account_key,
        accounts.found_by,
        coalesce(snapshots.source, '') as source,
        coalesce(snapshots.account_id, snapshots.account_domain, snapshots.account_name) as customer,
        snapshots.month as day,
        date_trunc('month', snapshots.month)::date as started_on,
        (date_trunc('month', snapshots.month) + to_months(1))::date as ended_on,
        case when rates.rate is null then snapshots.mrr else per_month(snapshots.mrr, 1, rates.rate) end::decimal(18, 2) as mrr
    from snapshots
    left join int_mrr_snapshot_accounts as accounts
        using (row_key)
    left join rates
        on snapshots.currency = rates.currency

),

repeated_months as (

    select source, started_on
    from (select distinct source, started_on, day from priced)
    group by source, started_on
    having count(*) > 1

),

own_days as (

    select source, started_on, account_key, customer, max(day) as last_day, min(day) < max(day) as is_repeated
    from priced
    semi join repeated_months
        using (source, started_on)
    where account_key is not null
        and mrr is not null
    group by source, started_on, account_key, customer

),

export_days as (

    select source, started_on, max(last_day) as last_day
    from own_days
    group by source, started_on
    having 2 * count(*) filter (where is_repeated) >= count(*)

)

select
    priced.row_key,
    priced.account_key,
    priced.found_by,
    priced.started_on,
    priced.ended_on,
    priced.mrr,
    case
        when priced.account_key is null then 'no account'
        when priced.started_on is null then 'no month'
        when priced.mrr is null then 'no MRR'
        when priced.mrr < 0 then 'negative MRR'
        when priced.day < coalesce(export_days.last_day, own_days.last_day) then 'an earlier day of its month'
    end as exclusion
from priced
left join own_days
    using (source, started_on, account_key, customer)
left join export_days
    using (source, started_on)
