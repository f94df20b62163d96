-- One row per key by which an account is found when its id fails: a short id, a link from another system, a domain, a name.
-- Keys that fit two accounts are left out. A record that stands for another (merged into it, rolled up to it) lends it its keys.
with

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

-- A link names the system it is from; where no export bears that name, it serves every export.
links as (

    select
        child_sources.source as child_source,
        links.source_account_id as key,
        ids.account_key
    from stg_account_links as links
    inner join (select distinct account_id, account_key from int_account_ids) as ids
        on links.account_id = ids.account_id
    inner join child_sources
        on coalesce(links.source, '') = child_sources.source
        or coalesce(links.source, '') not in (select source from child_sources)

),

-- The 15-character form of a Salesforce id is case-sensitive and identifies; the 18-character form adds a checksum.
keys as (

    select 'id' as kind, '' as child_source, left(account_id, 15) as key, account_key
    from int_account_ids
    where length(account_id) in (15, 18)
    union
    select 'link' as kind, child_source, key, account_key
    from links
    union
    select 'domain' as kind, '' as child_source, domain_key(domain) as key, account_key
    from records
    where domain_key(domain) is not null
    union
    select 'name' as kind, '' as child_source, folded(name) as key, account_key
    from records
    where name is not null

)

select kind, child_source, key, min(account_key) as account_key
from keys
group by kind, child_source, key
having count(distinct account_key) = 1
