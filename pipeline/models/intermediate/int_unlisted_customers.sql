-- One row per deal whose account no export has but which other deals or revenue call by the same name: the first day on which it had paid or bought.
-- Such a deal takes no values from a customer's subscriptions: only what was won has them, and they would prove any ICP.
with

unlisted as (

    select row_key, reference_key, source, reference from int_opportunity_rescues
    where account_key is null
        and reference_key is not null

),

bought as (

    select unlisted.reference_key, min(deals.closed_on) as first_won_on
    from unlisted
    inner join int_opportunities_resolved as deals
        on unlisted.row_key = deals.opportunity_key
    where deals.outcome = 'won'
    group by unlisted.reference_key

),

paid as (

    select implied.source, implied.reference, lifetimes.first_paid_on
    from int_implied_accounts as implied
    inner join int_account_lifetimes as lifetimes
        using (account_key)

)

select
    unlisted.row_key,
    least(bought.first_won_on, paid.first_paid_on) as customer_since
from unlisted
left join bought
    using (reference_key)
left join paid
    using (source, reference)
where coalesce(bought.first_won_on, paid.first_paid_on) is not null
