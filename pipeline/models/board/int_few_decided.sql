-- One row: of more decided deals than this there are surely min_cell accounts, for so many do the largest that are one fewer have together.
-- What the board edition must hide is counted account by account only up to here.
with

sizes as (

    select sum(decided_count)::bigint as deal_count
    from int_account_deals
    group by account
    qualify row_number() over (order by deal_count desc) < getvariable('min_cell')

)

-- A deal that names no account stands for itself.
select (coalesce(sum(deal_count), 0) + getvariable('min_cell'))::bigint as deal_count
from sizes
