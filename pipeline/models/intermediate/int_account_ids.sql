-- One row per source of a referring export and account id: the account it means.
-- A source that has accounts of its own finds only those; any other source finds an id that is unique among all.
with

accounts as (

    select account_key, coalesce(source, '') as source, account_id, row_key from int_exported_accounts
    where account_id is not null

),

records as (

    select account_key, source, account_id from accounts
    union all
    select accounts.account_key, roots.source, raw.account_id
    from int_account_roots as roots
    inner join raw_accounts as raw
        on roots.row_key = raw.rowid
    inner join accounts
        on roots.root_id = accounts.account_id
        and roots.source = accounts.source
    where raw.account_id is not null

),

child_sources as (

    select distinct coalesce(source, '') as source from raw_files
    where coalesce(source, '') not in (select source from accounts)

)

select records.source as child_source, records.account_id, min(records.account_key) as account_key
from records
group by records.source, records.account_id
union all
select child_sources.source as child_source, records.account_id, min(records.account_key) as account_key
from records
cross join child_sources
group by child_sources.source, records.account_id
having min(records.account_key) = max(records.account_key)
