-- One row per used invoice: its amount spread evenly over its period, by months where the period is whole months, else by
-- days at 365.25 days a year. Whether a period that is no whole months, or is so either way, includes its last day is what most periods of
-- its source say that are whole months one way alone: else half a month would end a day before the month that follows it. What a credit
-- takes back of the same account's invoices for the same period is nothing paid: of those, in the order of reading, the first give way.
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

fits as (

    select
        *,
        coalesce(source, '') as source_name,
        period_end > period_start and is_whole_months(period_start, period_end) as fits_without,
        period_end >= period_start and is_whole_months(period_start, (period_end + 1)::date) as fits_with
    from invoices

),

sources as (

    select
        source_name,
        count(*) filter (where fits_with and not fits_without) > count(*) filter (where fits_without and not fits_with) as includes_last_day
    from fits
    group by source_name

),

periods as (

    select
        invoices.row_key,
        accounts.account_key,
        accounts.found_by,
        invoices.period_start as started_on,
        case
            when (fits_with and not fits_without) or (fits_with = fits_without and includes_last_day) then (invoices.period_end + 1)::date
            else invoices.period_end
        end as ended_on,
        invoices.amount,
        rates.rate
    from fits as invoices
    inner join sources
        using (source_name)
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

),

credits as (

    select account_key, started_on, ended_on, -sum(mrr) as credit
    from priced
    where mrr < 0
    group by account_key, started_on, ended_on

),

credited as (

    select
        row_key,
        account_key,
        started_on,
        ended_on,
        greatest(0, least(mrr, sum(mrr) over so_far - credit)) as mrr
    from priced
    inner join credits
        using (account_key, started_on, ended_on)
    where mrr > 0
    window so_far as (partition by account_key, started_on, ended_on order by row_key)

),

credited_periods as (

    select distinct account_key, started_on, ended_on, true as is_credited
    from credited

)

select
    priced.row_key,
    priced.account_key,
    priced.found_by,
    priced.started_on,
    priced.ended_on,
    coalesce(credited.mrr, priced.mrr)::decimal(18, 2) as mrr,
    case
        when priced.account_key is null then 'no account'
        when priced.started_on is null then 'no start of the period'
        when priced.ended_on is null then 'no end of the period'
        when priced.days <= 0 then 'ends on or before the day it starts'
        when priced.mrr is null then 'no amount'
        when priced.mrr < 0 and credited_periods.is_credited then 'credit, taken off an invoice for the same period'
        when priced.mrr < 0 then 'negative amount'
    end as exclusion
from priced
left join credited
    using (row_key)
left join credited_periods
    on priced.account_key = credited_periods.account_key
    and priced.started_on = credited_periods.started_on
    and priced.ended_on = credited_periods.ended_on
