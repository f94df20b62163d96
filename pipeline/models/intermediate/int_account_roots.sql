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

links as (

    select source, account_id, arg_max(next_id, row_key) as next_id
    from records
    where next_id is not null
    group by source, account_id

),

-- Each turn doubles the way up, so that twenty reach the top of a million: last_id is its end, root_id the highest account on it that is used.
climbs as (

    select
        links.source,
        links.account_id,
        links.next_id as last_id,
        used.account_id as root_id,
        above.account_id is not null as is_open,
        bool_or(above.account_id is not null) over () as goes_on,
        1 as turn
    from links
    left join links as above
        on links.source = above.source
        and links.next_id = above.account_id
    left join used
        on links.source = used.source
        and links.next_id = used.account_id
    union all
    select
        climbs.source,
        climbs.account_id,
        coalesce(above.last_id, climbs.last_id) as last_id,
        coalesce(above.root_id, climbs.root_id) as root_id,
        coalesce(above.is_open, false) as is_open,
        bool_or(coalesce(above.is_open, false)) over () as goes_on,
        climbs.turn + 1 as turn
    from climbs
    left join climbs as above
        on climbs.source = above.source
        and climbs.last_id = above.account_id
    where climbs.goes_on
        and climbs.turn < 20

),

tops as (

    select source, account_id, root_id
    from climbs
    where not is_open
        and root_id <> account_id
    qualify turn = max(turn) over ()

)

select records.row_key, tops.source, tops.root_id
from tops
inner join records
    using (source, account_id)
