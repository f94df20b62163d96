-- One row per won deal: its amount over the months of its contract, from the day it closed.
with

deals as (

    select * from int_opportunities
    where getvariable('mrr_from') = 'won_deals'
        and outcome = 'won'

),

priced as (

    select
        opportunity_key as row_key,
        account_key,
        account_found_by as found_by,
        resolved_on as started_on,
        (resolved_on + to_months(term_months))::date as ended_on,
        per_month(amount, term_months, null) as mrr
    from deals

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
        when started_on is null then 'no closing date'
        when ended_on is null or ended_on <= started_on then 'no contract term'
        when mrr is null then 'no amount'
        when mrr < 0 then 'negative amount'
    end as exclusion
from priced
