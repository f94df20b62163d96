-- One row per used role of a contact in an opportunity.
-- Deleted, duplicate and rejected rows are left out here and counted in excluded_rows.
select
    raw.rowid as row_key,
    raw.*
from raw_contact_roles as raw
anti join (select row_key from row_exclusions where entity = 'contact_roles') as excluded
    on raw.rowid = excluded.row_key
