-- One row per moment, account profile and pair of amounts, twelve months before the last snapshot and at it: accounts that paid then.
with

levels as (

    select account_key, month, coalesce(next_month, 2147483647) as next_month, mrr
    from int_mrr_changes

)

select
    moments.moment,
    accounts.profile_key,
    earlier.mrr as base_mrr,
    later.mrr,
    count(*)::integer as account_count
from int_icp_moments as moments
inner join levels as earlier
    on moments.snapshot - 12 >= earlier.month
    and moments.snapshot - 12 < earlier.next_month
    and earlier.mrr > 0
inner join levels as later
    on earlier.account_key = later.account_key
    and moments.snapshot >= later.month
    and moments.snapshot < later.next_month
inner join int_icp_account_profiles as accounts
    on earlier.account_key = accounts.account_key
group by moments.moment, accounts.profile_key, earlier.mrr, later.mrr
