-- One row: the same as int_few_decided of deals of any outcome.
with

sizes as (

    select count(*) as deal_count
    from int_deal_owners
    where names_account
    group by account

)

select few_deals(deal_count, getvariable('min_cell')) as deal_count
from sizes
