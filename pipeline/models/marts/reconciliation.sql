-- One row per export and file: every row read is used, a duplicate, rejected or excluded. Amounts are in the workspace's currency.
with

files as (

    select * from raw_files

),

exclusions as (

    select
        files.entity,
        files.file,
        count(*) filter (where exclusions.kind = 'duplicate') as duplicate_count,
        count(*) filter (where exclusions.kind = 'rejected') as rejected_count,
        count(*) filter (where exclusions.kind = 'excluded') as excluded_count
    from files
    inner join row_exclusions as exclusions
        on files.entity = exclusions.entity
        and exclusions.row_key >= files.first_row
        and exclusions.row_key < files.first_row + files.row_count
    group by files.entity, files.file

),

amounts as (

    select 'opportunities' as entity, rowid as row_key, amount, currency from raw_opportunities
    where amount is not null
    union all
    select 'subscriptions' as entity, rowid as row_key, coalesce(mrr, arr, amount) as amount, currency from raw_subscriptions
    where coalesce(mrr, arr, amount) is not null

),

-- Converted as sums: a product of decimals a row would take seconds.
amounts_by_currency as (

    select
        files.entity,
        files.file,
        amounts.currency,
        sum(amounts.amount) as amount_read,
        sum(amounts.amount) filter (where exclusions.row_key is null) as amount_used
    from files
    inner join amounts
        on files.entity = amounts.entity
        and amounts.row_key >= files.first_row
        and amounts.row_key < files.first_row + files.row_count
    left join row_exclusions as exclusions
        on amounts.entity = exclusions.entity
        and amounts.row_key = exclusions.row_key
    group by files.entity, files.file, amounts.currency

),

amounts_by_file as (

    select
        sums.entity,
        sums.file,
        sum(converted(sums.amount_read, rates.rate)) as amount_read,
        sum(converted(sums.amount_used, rates.rate)) as amount_used
    from amounts_by_currency as sums
    left join int_exchange_rates as rates
        on upper(trim(sums.currency)) = rates.currency
    group by sums.entity, sums.file

)

select
    files.entity as export,
    files.source,
    files.file,
    (files.row_count + files.unread_count)::integer as rows_read,
    coalesce(exclusions.duplicate_count, 0)::integer as duplicate_count,
    (coalesce(exclusions.rejected_count, 0) + files.unread_count)::integer as rejected_count,
    coalesce(exclusions.excluded_count, 0)::integer as excluded_count,
    (
        files.row_count
        - coalesce(exclusions.duplicate_count, 0)
        - coalesce(exclusions.rejected_count, 0)
        - coalesce(exclusions.excluded_count, 0)
    )::integer as used_count,
    amounts_by_file.amount_read::double as amount_read,
    amounts_by_file.amount_used::double as amount_used,
    files.latest_date
from files
left join exclusions
    using (entity, file)
left join amounts_by_file
    using (entity, file)
order by files.entity, files.source, files.file
