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

intervals as (

    select interval, interval_months(interval) as months
    from (select distinct interval from subscriptions where interval is not null)

),

-- The amount that is stated, and the months that it is for.
stated as (

    select
        subscriptions.row_key,
        subscriptions.subscription_id,
        subscriptions.started_on,
        subscriptions.ended_on,
        coalesce(subscriptions.is_trial, false) as is_trial,
        subscriptions.mrr,
        case
            when subscriptions.mrr is not null then subscriptions.mrr
            when subscriptions.arr is not null then subscriptions.arr
            when subscriptions.amount is not null then subscriptions.amount
            else subscriptions.unit_amount * coalesce(subscriptions.quantity, 1)
        end as amount,
        case
            when subscriptions.mrr is not null then 1
            when subscriptions.arr is not null then 12
            when subscriptions.amount is not null then subscriptions.term_months
            when subscriptions.interval is null then 1
            else intervals.months
        end as months,
        rates.rate
    from subscriptions
    left join intervals
        on subscriptions.interval = intervals.interval
    left join rates
        on subscriptions.currency = rates.currency

),

priced as (

    select
        stated.row_key,
        accounts.account_key,
        accounts.found_by,
        stated.subscription_id,
        stated.started_on,
        case when getvariable('end_is_inclusive') then stated.ended_on + 1 else stated.ended_on end as ended_on,
        stated.is_trial,
        case
            when stated.is_trial then 0
            when stated.rate is null and stated.mrr is not null then stated.mrr
            else cents_half_up(stated.amount * coalesce(stated.rate, 1), stated.months)
        end::decimal(18, 2) as mrr,
        copies.row_key is not null as is_copy
    from stated
    left join copies
        using (row_key)
    left join int_subscription_accounts as accounts
        using (row_key)

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
