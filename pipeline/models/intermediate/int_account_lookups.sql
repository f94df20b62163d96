-- One row per key by which an account is found when its id fails: the id's other form, a link from another system, a domain, a name.
-- Only keys that a row asks for; those that fit two accounts are left out. A record that stands for another (merged into it, rolled
-- up to it) lends it its keys.
with

wanted as (

    select distinct source, account_id, account_domain, account_name from int_missed_references

),

records as (

    select account_key, name, domain
    from int_exported_accounts
    union all
    select accounts.account_key, raw.name, raw.domain
    from int_account_roots as roots
    inner join raw_accounts as raw
        on roots.row_key = raw.rowid
    inner join int_exported_accounts as accounts
        on roots.root_id = accounts.account_id
        and roots.source = coalesce(accounts.source, '')

),

child_sources as (

    select distinct coalesce(source, '') as source from raw_files

),

-- What links name, exactly or by the form of a Salesforce id that they use.
linked as (

    select distinct account_id as linked_id, account_key
    from int_account_ids
    semi join stg_account_links
        using (account_id)
    union
    select links.account_id as linked_id, ids.account_key
    from stg_account_links as links
    inner join int_account_ids as ids
        on left(links.account_id, 15) = left(ids.account_id, 15)
        and is_other_form(links.account_id, ids.account_id)

),

-- A link names the system it is from; where no export bears that name, it serves every export.
links as (

    select
        child_sources.source as child_source,
        links.source_account_id as key,
        linked.account_key
    from stg_account_links as links
    inner join linked
        on links.account_id = linked.linked_id
    inner join child_sources
        on coalesce(links.source, '') = child_sources.source
        or coalesce(links.source, '') not in (select source from child_sources)

),

other_forms as (

    select wanted.account_id as key, ids.account_key
    from (select distinct account_id from wanted) as wanted
    inner join int_account_ids as ids
        on left(wanted.account_id, 15) = left(ids.account_id, 15)
        and is_other_form(wanted.account_id, ids.account_id)
    union
    select wanted.account_id as key, ids.account_key
    from (select distinct account_id from wanted) as wanted
    inner join int_account_ids as ids
        on plain_number(wanted.account_id) = plain_number(ids.account_id)

),

domains as (

    select domain_key(domain) as key, account_key from records
    where domain is not null

),

names as (

    select folded(name) as key, account_key from records
    where name is not null

),

keys as (

    select 'id' as kind, '' as child_source, key, account_key
    from other_forms
    union
    select 'link' as kind, child_source, key, account_key
    from links
    semi join (select account_id as key from wanted) as asked
        using (key)
    union
    select 'domain' as kind, '' as child_source, key, account_key
    from domains
    semi join (select domain_key(account_domain) as key from wanted where account_domain is not null) as asked
        using (key)
    union
    select 'name' as kind, '' as child_source, key, account_key
    from names
    semi join (select folded(account_name) as key from wanted where account_name is not null) as asked
        using (key)

)

select kind, child_source, key, min(account_key) as account_key
from keys
group by kind, child_source, key
having count(distinct account_key) = 1
