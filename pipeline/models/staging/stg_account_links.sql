-- One row per used link from another system's account id to an account of the CRM.
-- Deleted, duplicate and rejected rows are left out here and counted in excluded_rows.
select
    raw.rowid as row_key,
    raw.*
from raw_account_links as raw
anti join (select row_key from row_exclusions where entity = 'account_links') as excluded
    on raw.rowid = excluded.row_key
