-- One row per used row of the export of churn events.
-- Deleted, duplicate and rejected rows are left out here and counted in excluded_rows.
select
    raw.rowid as row_key,
    raw.*
from raw_churn_events as raw
anti join (select row_key from row_exclusions where entity = 'churn_events') as excluded
    on raw.rowid = excluded.row_key
