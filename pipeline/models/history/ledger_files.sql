-- One row per file read: its hash and rows, as the ledger remembers them.
select
    files.entity,
    files.file,
    files.sha256,
    files.row_count,
    files.row_count - count(excluded.row_key) as used_count
from raw_files as files
left join row_exclusions as excluded
    on files.entity = excluded.entity
    and excluded.row_key >= files.first_row
    and excluded.row_key < files.first_row + files.row_count
group by files.entity, files.file, files.sha256, files.row_count
order by files.entity, files.file
