-- One row per used row of subscriptions: its account, an implied one where the exports have none, and its price per month, or
-- why it does not count. MRR is rounded to cents once, after every division and the currency, so that sums are exact.
-- A line begins when its trial has ended; one that ended with its trial was a trial and nothing else.
with

rates as (

    select stg.currency, rates.rate
    from (select distinct currency from stg_subscriptions) as stg
    inner join int_exchange_rates as rates
        on upper(trim(stg.currency)) = rates.currency

),

intervals as (

    select interval, interval_months(interval) as months, interval_payments(interval)::decimal(3, 0) as payments
    from (select distinct interval from stg_subscriptions where interval is not null)

),

-- The amount that is stated, and the months that it is for.
stated as (

    select
        subscriptions.row_key,
        coalesce(ids.account_key, refs.account_key) as account_key,
        case when ids.account_key is not null then 'id' else refs.found_by end as found_by,
        subscriptions.started_on,
        case when getvariable('end_is_inclusive') then subscriptions.ended_on + 1 else subscriptions.ended_on end as ended_on,
        subscriptions.trial_ended_on,
        coalesce(subscriptions.is_trial or subscriptions.trial_ended_on >= subscriptions.ended_on, false) as is_trial,
        subscriptions.mrr,
        case
            when subscriptions.mrr is not null then subscriptions.mrr
            when subscriptions.arr is not null then subscriptions.arr
            when subscriptions.amount is not null then subscriptions.amount
            else wide(subscriptions.unit_amount) * coalesce(subscriptions.quantity, 1) * coalesce(intervals.payments, 1)
        end as amount,
        case
            when subscriptions.mrr is not null then 1
            when subscriptions.arr is not null then 12
            when subscriptions.amount is not null then subscriptions.term_months
            when subscriptions.interval is null then coalesce(subscriptions.interval_count, 1)
            else intervals.months * coalesce(subscriptions.interval_count, 1)
        end as months,
        rates.rate
    from stg_subscriptions as subscriptions
    left join int_account_ids as ids
        on subscriptions.account_id = ids.account_id
        and coalesce(subscriptions.source, '') = ids.child_source
    left join int_reference_accounts as refs
        on subscriptions.source is not distinct from refs.source
        and subscriptions.account_id is not distinct from refs.account_id
        and subscriptions.account_domain is not distinct from refs.account_domain
        and subscriptions.account_name is not distinct from refs.account_name
    left join intervals
        on subscriptions.interval = intervals.interval
    left join rates
        on subscriptions.currency = rates.currency

),

priced as (

    select
        * exclude (started_on, trial_ended_on, mrr, amount, months, rate),
        case when not is_trial and trial_ended_on > started_on then trial_ended_on else started_on end as started_on,
        case
            when is_trial then 0
            when rate is null and mrr is not null then mrr
            else per_month(amount, months, rate)
        end::decimal(18, 2) as mrr
    from stated

)

select
    row_key,
    account_key,
    found_by,
    started_on,
    ended_on,
    mrr,
    is_trial,
    case
        when account_key is null then 'no account'
        when started_on is null then 'no start date'
        when ended_on <= started_on then 'ends on or before the day it starts'
        when mrr is null then 'no price per month'
        when mrr < 0 then 'negative MRR'
    end as exclusion
from priced
