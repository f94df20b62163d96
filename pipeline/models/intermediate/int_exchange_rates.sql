-- One row per foreign currency: the latest rate to the workspace's currency at as_of, used for every date, so that
-- exchange rates make no movement.
select
    upper(trim(currency)) as currency,
    arg_max(rate, date) as rate
from exchange_rates
where date <= getvariable('as_of')
group by upper(trim(currency))
