-- One row per account record that stands for another: merged into it, or below it where unit is ultimate_parent.
-- A merged record is usually a deleted row, so the raw rows are read. A cycle of parents has no top: its members stay apart.
with recursive

records as (

    select
        raw.rowid as row_key,
        coalesce(raw.source, '') as source,
        raw.account_id,
        coalesce(
            nullif(raw.master_account_id, raw.account_id),
            case when getvariable('unit') = 'ultimate_parent' then nullif(raw.parent_account_id, raw.account_id) end
        ) as next_id
    from raw_accounts as raw

),

used as (

    select coalesce(source, '') as source, account_id, row_key
    from stg_accounts

),

climbs as (

    select records.row_key, records.source, records.next_id as root_id, 1 as steps
    from records
    where records.next_id is not null
    union all
    select climbs.row_key, climbs.source, records.next_id as root_id, climbs.steps + 1 as steps
    from climbs
    inner join records
        on climbs.root_id = records.account_id
        and climbs.source = records.source
    where records.next_id is not null
        and climbs.steps < 50

),

tops as (

    select climbs.row_key, climbs.source, arg_max(climbs.root_id, climbs.steps) as root_id, max(climbs.steps) as steps
    from climbs
    inner join used
        on climbs.root_id = used.account_id
        and climbs.source = used.source
    group by climbs.row_key, climbs.source

)

select tops.row_key, tops.source, tops.root_id
from tops
inner join records
    using (row_key)
where tops.steps < 50
    and tops.root_id <> records.account_id
