-- One row per used row of subscriptions: its price per month, or why it does not count.
-- MRR is rounded to cents once, after every division and the currency, so that sums are exact.
with

subscriptions as (

    select * from stg_subscriptions

),

-- Identical rows with an id were left out when they were read.
copies as (

    select row_key
    from (
        select row_key, hash(*columns(* exclude (row_key))) as content
        from subscriptions
        where subscription_id is null
    )
    qualify row_number() over (partition by content order by row_key) > 1

),

rates as (

    select stg.currency, rates.rate::decimal(18, 9) as rate
    from (select distinct currency from subscriptions) as stg
    inner join int_exchange_rates as rates
        on upper(trim(stg.currency)) = rates.currency
    where upper(trim(stg.currency)) <> upper(getvariable('currency'))

),

priced as (

    select
        subscriptions.row_key,
        accounts.account_key,
        accounts.found_by,
        subscriptions.subscription_id,
        subscriptions.started_on,
        case when getvariable('end_is_inclusive') then subscriptions.ended_on + 1 else subscriptions.ended_on end as ended_on,
        coalesce(subscriptions.is_trial, false) as is_trial,
        case
            when subscriptions.is_trial then 0
            when subscriptions.mrr is not null and rates.rate is null then subscriptions.mrr
            when subscriptions.mrr is not null then per_month(subscriptions.mrr, 1, rates.rate)
            when subscriptions.arr is not null then per_month(subscriptions.arr, 12, rates.rate)
            when subscriptions.amount is not null then per_month(subscriptions.amount, subscriptions.term_months, rates.rate)
            else per_month(
                subscriptions.unit_amount * coalesce(subscriptions.quantity, 1), interval_months(subscriptions.interval), rates.rate
            )
        end::decimal(18, 2) as mrr,
        copies.row_key is not null as is_copy
    from subscriptions
    left join copies
        using (row_key)
    left join int_subscription_accounts as accounts
        using (row_key)
    left join rates
        on subscriptions.currency = rates.currency

)

select
    row_key,
    account_key,
    found_by,
    subscription_id,
    started_on,
    ended_on,
    mrr,
    is_trial,
    case
        when is_copy then 'duplicate'
        when account_key is null then 'no account'
        when started_on is null then 'no start date'
        when ended_on <= started_on then 'ends on or before the day it starts'
        when mrr is null then 'no price per month'
        when mrr < 0 then 'negative MRR'
    end as exclusion
from priced
