-- For every file, rows read = used + duplicate + rejected + excluded.
select export, file, rows_read, used_count, duplicate_count, rejected_count, excluded_count
from reconciliation
where rows_read <> used_count + duplicate_count + rejected_count + excluded_count
