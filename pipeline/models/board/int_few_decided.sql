-- One row: of more decided deals than this there are surely min_cell accounts. What the board edition must hide is counted account by
-- account only up to here.
with

sizes as (

    select sum(decided_count) as deal_count
    from int_account_deals
    group by account

)

select few_deals(deal_count, getvariable('min_cell')) as deal_count
from sizes
