-- One row per export and currency of its amounts (null: none is named, so the workspace's own), with the rate that converts it.
with

amounts as (

    select 'opportunities' as export, upper(trim(currency)) as currency, count(*) as row_count, sum(amount) as amount from stg_opportunities
    where amount is not null
    group by upper(trim(currency))
    union all
    select 'subscriptions' as export, upper(trim(currency)) as currency, count(*) as row_count, sum(coalesce(mrr, arr, amount)) as amount from stg_subscriptions
    group by upper(trim(currency))
    union all
    select 'mrr_snapshots' as export, upper(trim(currency)) as currency, count(*) as row_count, sum(mrr) as amount from stg_mrr_snapshots
    group by upper(trim(currency))
    union all
    select 'invoices' as export, upper(trim(currency)) as currency, count(*) as row_count, sum(amount) as amount from stg_invoices
    group by upper(trim(currency))

)

select
    amounts.export,
    amounts.currency,
    amounts.row_count::integer as row_count,
    amounts.amount::double as amount,
    case
        when amounts.currency is null or amounts.currency = upper(getvariable('currency')) then 1.0
        else rates.rate
    end::double as exchange_rate
from amounts
left join int_exchange_rates as rates
    on amounts.currency = rates.currency
order by amounts.export, amounts.row_count desc, amounts.currency
