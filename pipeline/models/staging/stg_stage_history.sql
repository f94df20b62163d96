-- One row per used stage change of an opportunity.
-- Deleted, duplicate and rejected rows are left out here and counted in excluded_rows.
select
    raw.rowid as row_key,
    raw.*
from raw_stage_history as raw
anti join (select row_key from row_exclusions where entity = 'stage_history') as excluded
    on raw.rowid = excluded.row_key
