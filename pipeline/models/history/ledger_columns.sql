-- One row per column that the exports have, as the ledger remembers them.
select entity, column_name, header
from config_columns
where is_present
order by entity, column_name
