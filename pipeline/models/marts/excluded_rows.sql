-- One row per export, file, kind and reason: rows that were read and not used, with some of their places in the file.
with

placed as (

    select
        files.entity as export,
        files.file,
        exclusions.kind,
        exclusions.reason,
        1 as row_count,
        exclusions.row_key - files.first_row + 1 as row_number
    from row_exclusions as exclusions
    inner join raw_files as files
        on exclusions.entity = files.entity
        and exclusions.row_key >= files.first_row
        and exclusions.row_key < files.first_row + files.row_count
    union all
    select
        entity as export,
        file,
        'rejected' as kind,
        'the row could not be read' as reason,
        unread_count as row_count,
        null as row_number
    from raw_files
    where unread_count > 0

)

select
    export,
    file,
    kind,
    reason,
    sum(row_count)::integer as row_count,
    array_to_string(list(row_number order by row_number)[:10], ', ') || if(count(row_number) > 10, ', …', '') as first_rows
from placed
group by export, file, kind, reason
order by export, file, kind, reason
