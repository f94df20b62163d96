-- One row per foreign currency: the latest rate to the workspace's currency at as_of, used for every date, so that
-- exchange rates make no movement. As a decimal by way of its text, which is the rate as it was written.
select
    upper(trim(currency)) as currency,
    arg_max(rate, date)::varchar::decimal(24, 14) as rate
from exchange_rates
where date <= getvariable('as_of')
    and upper(trim(currency)) <> upper(getvariable('currency'))
group by upper(trim(currency))
