-- One row per export and what its rows refer to: how many refer to nothing, and how many to something that no export has.
-- The rows stay in every total; their segments are unknown.
with

deals as (

    select
        'opportunities' as export,
        'accounts' as referred,
        account_reference as reference,
        account_key is not null as is_found
    from int_opportunities_resolved
    where (select count(*) from stg_accounts) > 0

),

revenue as (

    select
        'subscriptions' as export,
        'accounts' as referred,
        coalesce(refs.account_id, refs.account_domain, refs.account_name) as reference,
        matches.found_by is not null as is_found
    from stg_subscriptions as refs
    inner join int_subscription_accounts as matches
        using (row_key)
    where (select count(*) from stg_accounts) > 0
    union all
    select
        'mrr_snapshots' as export,
        'accounts' as referred,
        coalesce(refs.account_id, refs.account_domain, refs.account_name) as reference,
        matches.found_by is not null as is_found
    from stg_mrr_snapshots as refs
    inner join int_mrr_snapshot_accounts as matches
        using (row_key)
    where (select count(*) from stg_accounts) > 0
    union all
    select
        'invoices' as export,
        'accounts' as referred,
        coalesce(refs.account_id, refs.account_domain, refs.account_name) as reference,
        matches.found_by is not null as is_found
    from stg_invoices as refs
    inner join int_invoice_accounts as matches
        using (row_key)
    where (select count(*) from stg_accounts) > 0
    union all
    select
        'churn_events' as export,
        'accounts' as referred,
        coalesce(refs.account_id, refs.account_domain, refs.account_name) as reference,
        matches.found_by is not null as is_found
    from stg_churn_events as refs
    inner join int_churn_event_accounts as matches
        using (row_key)
    where (select count(*) from stg_accounts) > 0

),

account_keys as (

    select distinct id_key(account_id) as id from int_account_ids

),

deal_keys as (

    select distinct id_key(opportunity_id) as id from stg_opportunities
    where opportunity_id is not null

),

contact_keys as (

    select distinct id_key(contact_id) as id from stg_contacts
    where contact_id is not null

),

-- Rows by the id that they name, counted first: of millions of rows few ids are left to look up.
named as (

    select 'contacts' as export, 'accounts' as referred, account_id as reference, count(*) as row_count from stg_contacts
    group by account_id
    union all
    select 'contact_roles' as export, 'opportunities' as referred, opportunity_id as reference, count(*) as row_count from stg_contact_roles
    group by opportunity_id
    union all
    select 'contact_roles' as export, 'contacts' as referred, contact_id as reference, count(*) as row_count from stg_contact_roles
    group by contact_id
    union all
    select 'stage_history' as export, 'opportunities' as referred, opportunity_id as reference, count(*) as row_count from stg_stage_history
    group by opportunity_id

),

keys as (

    select 'accounts' as referred, id from account_keys
    union all
    select 'opportunities' as referred, id from deal_keys
    union all
    select 'contacts' as referred, id from contact_keys

),

targets as (

    select referred from keys
    group by referred

),

others as (

    select
        named.export,
        named.referred,
        named.reference,
        keys.id is not null as is_found,
        named.row_count
    from named
    inner join targets
        using (referred)
    left join keys
        on named.referred = keys.referred
        and id_key(named.reference) = keys.id

),

counted as (

    select export, referred, reference, is_found, count(*) as row_count
    from (
        select * from deals
        union all
        select * from revenue
    )
    group by export, referred, reference, is_found
    union all
    select export, referred, reference, is_found, row_count
    from others

)

select
    export,
    referred,
    sum(row_count)::integer as row_count,
    coalesce(sum(row_count) filter (where reference is null and not is_found), 0)::integer as blank_count,
    coalesce(sum(row_count) filter (where reference is not null and not is_found), 0)::integer as not_found_count,
    rate(coalesce(sum(row_count) filter (where not is_found), 0), sum(row_count)) as orphan_rate,
    array_to_string((list(reference order by row_count desc, reference) filter (where reference is not null and not is_found))[:10], ', ') as first_references
from counted
group by export, referred
order by export, referred
