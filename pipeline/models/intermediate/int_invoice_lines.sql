-- One row per used invoice: its amount spread evenly over its period, by months where the period is whole months, else by
-- days at 365.25 days a year.
with

invoices as (

    select * from stg_invoices
    where getvariable('mrr_from') = 'invoices'

),

rates as (

    select stg.currency, rates.rate
    from (select distinct currency from invoices) as stg
    inner join int_exchange_rates as rates
        on upper(trim(stg.currency)) = rates.currency

),

periods as (

    select
        invoices.row_key,
        accounts.account_key,
        accounts.found_by,
        invoices.period_start as started_on,
        period_after(invoices.period_start, invoices.period_end) as ended_on,
        invoices.amount,
        rates.rate
    from invoices
    left join int_invoice_accounts as accounts
        using (row_key)
    left join rates
        on invoices.currency = rates.currency

),

measured as (

    select
        *,
        month_number(ended_on) - month_number(started_on) as months,
        ended_on - started_on as days
    from periods

),

priced as (

    select
        *,
        case
            when days <= 0 then null
            when is_whole_months(started_on, ended_on) then per_month(amount, months, rate)
            else per_month(wide(amount) * 36525, days * 1200, rate)
        end as mrr
    from measured

)

select
    row_key,
    account_key,
    found_by,
    started_on,
    ended_on,
    mrr,
    case
        when account_key is null then 'no account'
        when started_on is null then 'no start of the period'
        when ended_on is null then 'no end of the period'
        when days <= 0 then 'ends on or before the day it starts'
        when mrr is null then 'no amount'
        when mrr < 0 then 'negative amount'
    end as exclusion
from priced
