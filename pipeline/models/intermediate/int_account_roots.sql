-- One row per account record that stands for another: merged into it, or below it where unit is ultimate_parent.
-- A merged record is usually a deleted row, so the raw rows are read, but none that a later row of its id has replaced: an account may
-- have got another parent since. A cycle of parents has no top: its members stay apart.
with recursive

referring as (

    select
        raw.rowid as row_key,
        coalesce(raw.source, '') as source,
        raw.account_id,
        coalesce(
            nullif(raw.master_account_id, raw.account_id),
            case when getvariable('unit') = 'ultimate_parent' then nullif(raw.parent_account_id, raw.account_id) end
        ) as named_id
    from raw_accounts as raw
    anti join (select row_key from row_exclusions where entity = 'accounts' and kind = 'duplicate') as replaced
        on raw.rowid = replaced.row_key
    where named_id is not null

),

ids as (

    select distinct coalesce(source, '') as source, account_id
    from raw_accounts
    where left(account_id, 15) in (select left(named_id, 15) from referring)

),

short_ids as (

    select source, left(account_id, 15) as short_id, min(account_id) as account_id
    from ids
    where length(account_id) in (15, 18)
    group by source, short_id
    having count(*) = 1

),

-- A report may name other accounts by the 15 characters of a Salesforce id and its own by all 18.
records as (

    select
        referring.row_key,
        referring.source,
        referring.account_id,
        nullif(coalesce(ids.account_id, short_ids.account_id, referring.named_id), referring.account_id) as next_id
    from referring
    left join ids
        on referring.source = ids.source
        and referring.named_id = ids.account_id
    left join short_ids
        on referring.source = short_ids.source
        and left(referring.named_id, 15) = short_ids.short_id
        and length(referring.named_id) in (15, 18)
        and length(referring.named_id) <> length(short_ids.account_id)

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
