-- One row: whether any account ever moved from one paid amount to another.
-- Where none did, the export can only hold today's prices, and net retention says nothing.
select coalesce(bool_or(movement in ('expansion', 'contraction')), false) as has_price_changes
from int_mrr_movement_sums
