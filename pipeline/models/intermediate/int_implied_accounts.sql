-- One row per customer that is known only from its revenue: no account of the exports was found for it.
with

refs as (

    select 'subscriptions' as entity, row_key, source, account_id, account_domain, account_name
    from stg_subscriptions
    union all
    select 'mrr_snapshots' as entity, row_key, source, account_id, account_domain, account_name
    from stg_mrr_snapshots
    union all
    select 'invoices' as entity, row_key, source, account_id, account_domain, account_name
    from stg_invoices

),

missed as (

    select 'subscriptions' as entity, row_key from matched_accounts('stg_subscriptions') where account_key is null
    union all
    select 'mrr_snapshots' as entity, row_key from matched_accounts('stg_mrr_snapshots') where account_key is null
    union all
    select 'invoices' as entity, row_key from matched_accounts('stg_invoices') where account_key is null

),

named as (

    select
        refs.entity,
        refs.row_key,
        coalesce(refs.source, '') as source,
        coalesce(refs.account_id, domain_key(refs.account_domain), folded(refs.account_name)) as reference,
        refs.account_name
    from refs
    inner join missed
        using (entity, row_key)
    union all
    select 'opportunities' as entity, row_key, source, reference, account_name
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
