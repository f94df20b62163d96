-- One row per period window and class of day that it covers. Undated deals (class null) are in all only.
select period_window, day_class, window_order, quarter_count
from (
    values
        ('all', 1, 1, null),
        ('all', 2, 1, null),
        ('all', 3, 1, null),
        ('all', null, 1, null),
        ('last_4_quarters', 1, 2, 4),
        ('last_8_quarters', 1, 3, 8),
        ('last_8_quarters', 2, 3, 8)
) as windows (period_window, day_class, window_order, quarter_count)
