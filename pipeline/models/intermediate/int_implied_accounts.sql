-- One row per customer that is known only from its revenue: no account of the exports was found for it.
with

missed as (

    select row_key from matched_accounts('int_missed_references')
    where account_key is null

),

named as (

    select
        coalesce(refs.source, '') as source,
        account_reference(refs.account_id, refs.account_domain, refs.account_name) as reference,
        refs.account_name
    from int_missed_references as refs
    semi join missed
        using (row_key)
    where refs.is_revenue
    union all
    select source, reference, account_name
    from int_won_deal_references

)

select
    ((select coalesce(max(account_key), 0) from int_exported_accounts) + row_number() over (order by source, reference))::integer as account_key,
    source,
    reference,
    min(account_name) as name
from named
where reference is not null
group by source, reference
order by source, reference
