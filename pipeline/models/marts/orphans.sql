-- One row per export and what its rows refer to: how many refer to nothing, and how many to something that no export has.
-- The rows stay in every total; their segments are unknown.
with

-- Only rows that find no account are asked what they name.
to_accounts as (

    select
        'opportunities' as export,
        refs.reference,
        matches.is_found,
        matches.row_count
    from (
        select
            account_key is not null as is_found,
            case when account_key is null then opportunity_key end as unfound_key,
            count(*) as row_count
        from int_opportunities_resolved
        group by all
    ) as matches
    left join int_opportunity_rescues as refs
        on matches.unfound_key = refs.row_key
    union all
    select 'subscriptions' as export, * from accounts_named('stg_subscriptions', 'int_subscription_accounts')
    union all
    select 'mrr_snapshots' as export, * from accounts_named('stg_mrr_snapshots', 'int_mrr_snapshot_accounts')
    union all
    select 'invoices' as export, * from accounts_named('stg_invoices', 'int_invoice_accounts')
    union all
    select 'churn_events' as export, * from accounts_named('stg_churn_events', 'int_churn_event_accounts')

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

-- Of millions of ids only those that some row names.
keys as (

    select 'accounts' as referred, id_key(account_id) as id from int_account_ids
    semi join (select id_key(reference) as id from named where referred = 'accounts') as asked
        on id_key(account_id) = asked.id
    union
    select 'opportunities' as referred, id_key(opportunity_id) as id from stg_opportunities
    semi join (select id_key(reference) as id from named where referred = 'opportunities') as asked
        on id_key(opportunity_id) = asked.id
    union
    select 'contacts' as referred, id_key(contact_id) as id from stg_contacts
    semi join (select id_key(reference) as id from named where referred = 'contacts') as asked
        on id_key(contact_id) = asked.id

),

targets as (

    select 'accounts' as referred where exists (from int_account_ids)
    union all
    select 'opportunities' as referred where exists (from stg_opportunities where opportunity_id is not null)
    union all
    select 'contacts' as referred where exists (from stg_contacts where contact_id is not null)

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

    select export, 'accounts' as referred, reference, is_found, sum(row_count) as row_count
    from to_accounts
    where exists (from stg_accounts)
    group by export, reference, is_found
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
