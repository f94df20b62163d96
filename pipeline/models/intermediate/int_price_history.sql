-- One row: whether the revenue would show a change of price. Snapshots, invoices and won deals state what was paid in their time.
-- Subscriptions that never moved from one paid amount to another can only hold today's prices, and net retention says nothing.
select
    coalesce(bool_or(movement in ('expansion', 'contraction')), false)
        or coalesce(getvariable('mrr_from') <> 'subscriptions', false) as shows_price_changes
from int_mrr_movement_sums
