-- Every win rate lies in [0, 1] and within its own limits.
select period_window, deal_type, dimension, segment, win_rate, win_rate_low, win_rate_high
from win_rate_by_segment
where not (win_rate between win_rate_low - 1e-12 and win_rate_high + 1e-12)
    or not (win_rate_low >= 0 and win_rate_high <= 1)
    or isnan(win_rate)
