-- One row per account: whether it is a customer, and else how its deals stand at as_of. The first that fits, in the order of the enum.
-- Its revenue says whether it still pays. One that has bought and of which no revenue is known is a customer: no end is known either.
with

deals as (

    select
        account_key,
        bool_or(outcome = 'won') as has_won,
        bool_or(outcome = 'open') as has_open
    from int_opportunities_resolved
    where account_key is not null
    group by account_key

)

select
    accounts.account_key,
    case
        when lifetimes.is_paying then 'customer'
        when lifetimes.account_key is not null then 'former_customer'
        when deals.has_won then 'customer'
        when deals.has_open then 'open_deal'
        when deals.account_key is not null then 'not_won'
        else 'no_deal'
    end::enum('customer', 'former_customer', 'open_deal', 'not_won', 'no_deal') as status
from int_account_profiles as accounts
left join int_account_lifetimes as lifetimes
    using (account_key)
left join deals
    using (account_key)
