-- One row per used row of the export of subscriptions.
-- Deleted, duplicate and rejected rows are left out here and counted in excluded_rows.
select
    raw.rowid as row_key,
    raw.*
from raw_subscriptions as raw
anti join (select row_key from row_exclusions where entity = 'subscriptions') as excluded
    on raw.rowid = excluded.row_key
