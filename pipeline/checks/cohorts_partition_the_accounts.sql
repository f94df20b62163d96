-- Every account that was ever paying at a month end is in one month cohort, of all and of one segment of each dimension.
with

accounts as (

    select count(distinct account_key) as account_count
    from int_mrr_changes

),

sizes as (

    select dimension, sum(account_count) as account_count
    from cohort_retention
    where cohort_unit = 'month'
        and cohort_month is not null
        and months_since = 0
    group by dimension

)

select sizes.dimension, sizes.account_count as cohort_account_count, accounts.account_count
from sizes
cross join accounts
where sizes.account_count <> accounts.account_count
