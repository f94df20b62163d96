-- One row per used account of the exports.
-- Deleted, duplicate and rejected rows are left out here and counted in excluded_rows.
select
    raw.rowid as row_key,
    raw.*
from raw_accounts as raw
anti join (select row_key from row_exclusions where entity = 'accounts') as excluded
    on raw.rowid = excluded.row_key
