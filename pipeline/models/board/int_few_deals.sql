-- One row: the same as int_few_decided of deals of any outcome. Below -1000000000000 a deal names no account and stands for itself.
with

sizes as (

    select account, count(*) as deal_count
    from int_deal_owners
    where account > -1000000000000
    group by account
    qualify row_number() over (order by deal_count desc) < getvariable('min_cell')

)

select (coalesce(sum(deal_count), 0) + getvariable('min_cell'))::bigint as deal_count
from sizes
