-- One row per period window, deal type and segment whose win rate by value is bootstrapped: up to 2,000 decided deals.
-- Scopes of a segment with the same counts and sums hold the same deals and have one number.
select
    period_window,
    deal_type,
    segment_key,
    dense_rank() over (
        order by segment_key, won_count, lost_count, won_amount, lost_amount, won_squared_cents, lost_squared_cents
    )::integer as scope
from int_win_counts
where decided_count between 1 and 2000
    and won_amount + lost_amount > 0
