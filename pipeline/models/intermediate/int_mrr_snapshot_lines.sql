-- One row per used row of mrr_snapshots: it stands for its whole month, so that the month's last day reads it.
with

snapshots as (

    select * from stg_mrr_snapshots
    where getvariable('mrr_from') = 'mrr_snapshots'

),

first_copies as (

    select min(row_key) as row_key
    from (select row_key, hash(*columns(* exclude (row_key))) as content from snapshots)
    group by content

),

rates as (

    select stg.currency, rates.rate
    from (select distinct currency from snapshots) as stg
    inner join int_exchange_rates as rates
        on upper(trim(stg.currency)) = rates.currency
    where upper(trim(stg.currency)) <> upper(getvariable('currency'))

),

priced as (

    select
        snapshots.row_key,
        accounts.account_key,
        accounts.found_by,
        date_trunc('month', snapshots.month)::date as started_on,
        (date_trunc('month', snapshots.month) + to_months(1))::date as ended_on,
        case when rates.rate is null then snapshots.mrr else per_month(snapshots.mrr, 1, rates.rate) end::decimal(18, 2) as mrr,
        first_copies.row_key is null as is_copy
    from snapshots
    left join first_copies
        using (row_key)
    left join int_mrr_snapshot_accounts as accounts
        using (row_key)
    left join rates
        on snapshots.currency = rates.currency

)

select
    row_key,
    account_key,
    found_by,
    started_on,
    ended_on,
    mrr,
    case
        when is_copy then 'duplicate'
        when account_key is null then 'no account'
        when started_on is null then 'no month'
        when mrr is null then 'no MRR'
        when mrr < 0 then 'negative MRR'
    end as exclusion
from priced
