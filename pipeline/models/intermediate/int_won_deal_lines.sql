-- One row per won deal: its amount over the months of its contract, from the day it closed. A part of a month is that part of
-- 365.25 / 12 days.
with

deals as (

    select * from int_opportunities
    where getvariable('mrr_from') = 'won_deals'
        and outcome = 'won'

),

implied as (

    select refs.row_key, accounts.account_key
    from int_won_deal_references as refs
    inner join int_implied_accounts as accounts
        using (source, reference)

),

priced as (

    select
        deals.opportunity_key as row_key,
        coalesce(deals.account_key, implied.account_key) as account_key,
        deals.account_found_by::varchar as found_by,
        deals.resolved_on as started_on,
        (
            deals.resolved_on + to_months(floor(deals.term_months)::integer)
            + to_days(round((deals.term_months - floor(deals.term_months)) * 30.4375)::integer)
        )::date as ended_on,
        per_month(deals.amount, deals.term_months, null) as mrr
    from deals
    left join implied
        on deals.opportunity_key = implied.row_key

)

select
    row_key,
    account_key,
    found_by,
    started_on,
    ended_on,
    mrr,
    case
        -- Before the account: only a deal with a day makes one of its own.
        when started_on is null then 'no closing date'
        when account_key is null then 'no account'
        when ended_on is null or ended_on <= started_on then 'no contract term'
        when mrr is null then 'no amount'
        when mrr < 0 then 'negative amount'
    end as exclusion
from priced
